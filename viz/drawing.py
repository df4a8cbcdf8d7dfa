"""`draw`: a graph of Values as a picture, for notebooks, slides and files."""

from __future__ import annotations

import operator
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from autograd_core import Value
from autograd_core.operands import short_repr
from viz.dot import RANKDIRS, SHOWABLE, dot_source
from viz.render import FORMATS, render
from viz.tracing import trace_graph
from viz.wording import count

MAX_NODES = 200
ENDINGS = (*FORMATS, "dot")


class Drawing:
    """A drawn graph; notebooks show it, `save` writes it.

    Args:
        source: its DOT text.
        format: what `render` writes unless told.
        description: one line for `repr`.

    >>> from autograd_core import Value
    >>> draw(Value(2.0, label="a") * 3)
    <Drawing of 2 nodes; .save("graph.svg") writes it, .svg() is its text>
    """

    def __init__(self, source: str, format: str = "svg", description: str = "") -> None:
        self.source = source
        self.format = format
        self._description = description
        self._svg: str | None = None

    @property
    def dot(self) -> str:
        """The DOT text."""
        return self.source

    def svg(self) -> str:
        """The picture as SVG text.

        Raises:
            RenderError: there is no Graphviz to draw with.

        >>> from autograd_core import Value
        >>> "<svg" in draw(Value(2.0)).svg()
        True
        """
        if self._svg is None:
            self._svg = render(self.source, "svg").decode()
        return self._svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture; the ending says how: .svg, .png, .pdf or .dot.

        Args:
            path: where to; an existing file is replaced, but only by a whole one.

        Returns:
            The path.

        Raises:
            ValueError: an unknown ending.
            OSError: the file cannot be written; nothing is left behind.
            RenderError: there is no Graphviz to draw with.

        >>> import tempfile
        >>> from autograd_core import Value
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     draw(Value(2.0)).save(folder + "/a.svg").name
        'a.svg'
        """
        target = Path(path)
        ending = target.suffix.lower().removeprefix(".")
        if ending not in ENDINGS:
            known = ", ".join(f".{each}" for each in ENDINGS)
            raise ValueError(
                f"cannot tell from {str(target)!r} what to write: unknown file ending "
                f"{target.suffix!r}; known: {known}"
            )
        _require_folder(target)
        write_whole(target, self._bytes(ending))
        return target

    def render(self, filename: str, format: str | None = None) -> str:
        """Write `filename.format`, as micrograd's notebooks do.

        Args:
            filename: where to, without the ending.
            format: "svg", "png", "pdf" or "dot"; the one given to `draw_dot` if None.

        Returns:
            The path of the picture.

        Raises:
            ValueError: an unknown format.
            OSError: the file cannot be written.

        >>> import tempfile
        >>> from autograd_core import Value
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     draw_dot(Value(2.0)).render(folder + "/gout")[-9:]
        '/gout.svg'
        """
        ending = _checked_format(format or self.format)
        target = f"{os.fspath(filename)}.{ending}"
        return str(self.save(target))

    def _bytes(self, ending: str) -> bytes:
        if ending == "dot":
            return self.source.encode()
        return self.svg().encode() if ending == "svg" else render(self.source, ending)

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        of = f" of {self._description}" if self._description else ""
        return f'<Drawing{of}; .save("graph.svg") writes it, .svg() is its text>'


def draw(
    node: Value,
    *,
    rankdir: str = "LR",
    show: Iterable[str] = SHOWABLE,
    max_nodes: int = MAX_NODES,
) -> Drawing:
    """Draw the graph of a Value: boxes with data and grad, operators between them.

    The drawing is a snapshot: it keeps the numbers of this moment. Before `backward()`
    a gradient is drawn as a dash.

    Args:
        node: the result whose graph to draw.
        rankdir: where the computation runs: "LR", "RL", "TB" or "BT".
        show: any of "label", "data", "grad" and "local", the local derivatives.
        max_nodes: a larger graph is cut to this many nodes, those nearest `node`, and
            the drawing says how many are hidden.

    Returns:
        A drawing that notebooks display; `.save("graph.png")` writes it.

    Raises:
        TypeError: `node` is no Value, or an option of the wrong type.
        ValueError: an unknown `rankdir` or entry of `show`, or `max_nodes` below 1.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> draw((w * x).tanh(), max_nodes=2)
    <Drawing of 2 of 4 nodes; .save("graph.svg") writes it, .svg() is its text>
    """
    if not isinstance(node, Value):
        raise TypeError(
            f"draw: expected a Value, got {_shown(node)}; "
            "only results of Values have a graph to draw, e.g. draw(Value(2.0) * 3)"
        )
    if rankdir not in RANKDIRS:
        raise ValueError(
            f"draw: unknown rankdir {rankdir!r}; known: {', '.join(RANKDIRS)}"
        )
    traced = trace_graph(node, _checked_budget(max_nodes))
    of = count(traced.total, "node")
    of = f"{len(traced.nodes):,} of {of}" if traced.hidden else of
    return Drawing(dot_source(traced, rankdir, _checked_show(show)), "svg", of)


def draw_dot(root: Value, format: str = "svg", rankdir: str = "LR") -> Drawing:
    """`draw` under the name and with the arguments of micrograd's notebooks.

    Args:
        root: the result whose graph to draw.
        format: what `.render(filename)` writes: "svg", "png", "pdf" or "dot".
        rankdir: "LR", "RL", "TB" or "BT".

    Returns:
        A drawing that notebooks display.

    Raises:
        TypeError: `root` is no Value.
        ValueError: an unknown `format` or `rankdir`.

    >>> from autograd_core import Value
    >>> draw_dot(Value(2.0) + 1).source.startswith("digraph")
    True
    """
    checked = _checked_format(format)
    drawing = draw(root, rankdir=rankdir)
    drawing.format = checked
    return drawing


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Args:
        target: where to; a device such as /dev/stdout is written directly.
        content: its bytes.

    Raises:
        OSError: it cannot be written; the message names the path and the remedy.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
            return
        try:
            aside.write_bytes(content)
            os.replace(aside, target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise type(error)(
            f"cannot write {target}: {error.strerror or error}; "
            "choose another path, in a folder you may write to"
        ) from None


def _require_folder(target: Path) -> None:
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"cannot write {target}: there is no folder {target.parent}; "
            "create it first, or choose another path"
        )


def _checked_format(format: str) -> str:
    if format not in ENDINGS:
        raise ValueError(f"unknown format {format!r}; known: {', '.join(ENDINGS)}")
    return format


def _checked_budget(max_nodes: Any) -> int:
    if isinstance(max_nodes, bool) or not hasattr(max_nodes, "__index__"):
        raise TypeError(f"draw: max_nodes must be an int, got {_shown(max_nodes)}")
    max_nodes = operator.index(max_nodes)
    if max_nodes < 1:
        raise ValueError(f"draw: max_nodes must be at least 1, got {max_nodes}")
    return max_nodes


def _checked_show(show: Iterable[str]) -> Collection[str]:
    if isinstance(show, str):
        show = (show,)
    if not isinstance(show, Iterable):
        raise TypeError(
            f"draw: show must be a list of {', '.join(SHOWABLE)}, got {_shown(show)}"
        )
    entries = tuple(show)
    for entry in entries:
        if entry not in SHOWABLE:
            raise ValueError(
                f"draw: unknown entry {entry!r} of show; known: {', '.join(SHOWABLE)}"
            )
    return entries


def _shown(thing: object) -> str:
    return f"{type(thing).__name__} {short_repr(thing, 40)}"
