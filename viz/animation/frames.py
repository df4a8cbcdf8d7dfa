"""`frames`: the backward pass as numbered pictures, one for each step, for slides."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, overload

from autograd_core import Node, topological_order
from autograd_core.extend import (
    explained,
    plural,
    require_folder,
    short_repr,
    write_file,
)
from viz.animation.backward_steps import pictures_of
from viz.animation.steps import steps_of
from viz.diagram.model import picture_of
from viz.diagram.themes import Theme, theme_named
from viz.graph.paths import checked_path
from viz.graph.scalar_replay import replay
from viz.graph.screen import fitted
from viz.graph.selection import checked_result
from viz.graph.trace import trace_graph
from viz.graph.variable_names import names_around, names_in
from viz.output.canvas import RANKDIRS
from viz.output.draw import checked_budget
from viz.output.endings import ending_of

MOST_NODES = 100
FILMS = ("gif", "mp4", "pdf")
"""Endings of the files that hold all frames."""


class Frames(Sequence[str]):
    """Numbered pictures; `save` writes them, as files or as a film.

    Args:
        svgs: the SVG text of each.

    >>> Frames(["<svg/>", "<svg/>"])
    <2 frames; .save("folder") writes them, .save("film.gif") a film>
    """

    def __init__(self, svgs: Sequence[str]) -> None:
        self._svgs = tuple(svgs)

    def __len__(self) -> int:
        return len(self._svgs)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Frames: ...
    def __getitem__(self, index: int | slice) -> str | Frames:
        if isinstance(index, slice):
            return Frames(self._svgs[index])
        return self._svgs[index]

    def save(
        self,
        path: str | os.PathLike[str],
        name: str = "frame",
        *,
        fps: float = 1.0,
    ) -> list[Path]:
        """Write `frame-001.svg`, `frame-002.svg`, ... into a folder, or one film.

        Args:
            path: a folder, which is made if it is not there; or a file that ends in
                .gif, .mp4 (which needs ffmpeg) or .pdf, with a page for each frame.
            name: what the names of the files in a folder begin with.
            fps: frames per second of a film.

        Returns:
            The paths.

        Raises:
            TypeError: `path` is not a path, or `fps` not a number.
            ValueError: another ending, no name, or `fps` is not positive.
            MissingExtra: a film, and matplotlib or ffmpeg is not installed.
            OSError: a file cannot be written.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in Frames(["<svg/>", "<svg/>"]).save(folder)]
        ['frame-001.svg', 'frame-002.svg']
        """
        target = checked_path("save", path, "film.gif")
        if isinstance(fps, bool) or not isinstance(fps, (int, float)):
            raise TypeError(f"save: fps must be a number, got {short_repr(fps, 40)}")
        if not 0 < fps < math.inf:
            raise ValueError(f"save: fps must be positive, got {fps!r}")
        if not isinstance(name, str) or not name or Path(name).name != name:
            raise ValueError(
                "save: name begins the names of the files in the folder, such as "
                f"'frame', got {short_repr(name, 40)}"
            )
        require_folder(target)
        is_folder = target.is_dir() and target.suffix.lower()[1:] not in FILMS
        if target.suffix and not is_folder:
            instead = ", or a name without an ending for a folder of .svg files"
            ending = ending_of(target, FILMS, instead)
            from viz.animation.film import film  # here: it imports matplotlib

            write_file(target, film(self._svgs, ending, fps))
            return [target]
        target.mkdir(exist_ok=True)
        paths = []
        for i, svg in enumerate(self._svgs, 1):
            paths.append(target / f"{name}-{i:03}.svg")
            write_file(paths[-1], svg.encode())
        return paths

    def _repr_svg_(self) -> str:
        return self._svgs[-1]

    def __repr__(self) -> str:
        count = plural(len(self), "frame")
        return fitted(
            f'<{count}; .save("folder") writes them, .save("film.gif") a film>'
        )


@explained
def frames(
    node: Node,
    *,
    rankdir: str = "LR",
    theme: str | Theme = "light",
    max_nodes: int = MOST_NODES,
    names: Mapping[str, Any] | None = None,
) -> Frames:
    """Draw the backward pass step by step, as pictures that differ in nothing else.

    The first frame shows the forward pass, the second the gradient of the result, 1.
    Each later one adds a contribution, upstream gradient x local derivative, along one
    arrow to the gradient of its box. A gradient that is not complete yet reads
    `0.5 + ...`. As in `draw`, the shade of a box is the size of its gradient; the step
    itself is bold. A long graph breaks into rows. The last frame shows all gradients,
    and no step. Whether
    `backward()` has been called makes no difference.

    Args:
        node: the result to differentiate.
        rankdir: where the computation runs: "LR", "RL", "TB" or "BT".
        theme: "light", "dark", "projector" or "colorblind", or a `Theme`.
        max_nodes: the largest graph to take; there is a frame for each of its edges.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        SVG texts, one after the other.

    Raises:
        TypeError: `node` is not a Value or Tensor, or an option has the wrong type.
        ValueError: an unknown `rankdir` or `theme`, or too large a graph.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.
        RenderError: there is no Graphviz to draw with.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> frames((w * x).tanh())
    <6 frames; .save("folder") writes them, .save("film.gif") a film>
    """
    checked_result("frames", node)
    if rankdir not in RANKDIRS:
        raise ValueError(
            f"frames: unknown rankdir {rankdir!r}; known: {', '.join(RANKDIRS)}"
        )
    colours = theme_named(theme, "frames")
    budget = checked_budget(max_nodes, "frames")
    variables = names_around() if names is None else names_in(names)
    scalar_graph = replay("frames", node, variables)
    root = scalar_graph.root
    order = topological_order(root)
    if len(order) > budget:
        raise ValueError(
            f"frames: the graph has {plural(len(order), 'node')}, more than {budget}; "
            "take a smaller one, or raise max_nodes"
        )
    picture = picture_of(trace_graph(root, None, scalar_graph.variables))
    steps = steps_of(root, order, scalar_graph.variables)
    return Frames(pictures_of(picture, steps, rankdir, colours))
