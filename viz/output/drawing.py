"""`Drawing`: a drawn graph in every format, for notebooks, slides and files."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from autograd_core.extend import require_folder, write_file
from viz.diagram.model import Picture
from viz.diagram.themes import THEMES, Theme
from viz.diagram.zoom_levels import LEVELS
from viz.output.canvas import SHOWABLE
from viz.output.dot import dot_source
from viz.output.formats import WRITERS, endings_text
from viz.output.graphviz import render
from viz.output.html import zoom_page
from viz.output.mermaid import mermaid_source
from viz.output.tikz import tikz_picture


@dataclass(frozen=True, slots=True)
class Style:
    """How a drawing looks: its direction, what it shows, its colours."""

    rankdir: str = "LR"
    show: Collection[str] = SHOWABLE
    theme: Theme = THEMES["light"]


class Drawing:
    """A drawn graph; notebooks show it, `save` writes it.

    Args:
        source: its DOT text.
        format: what `render` writes unless told.
        description: one line for `repr`.
        pictures: what it shows at each zoom level; the first one is `source`.
        style: how it looks.

    >>> from autograd_core import Value
    >>> from viz import draw
    >>> draw(Value(2.0, label="a") * 3)
    <Drawing of 2 nodes; .save("graph.svg") writes it, .svg() is its text>
    """

    source: str

    def __init__(
        self,
        source: str,
        format: str = "svg",
        description: str = "",
        pictures: Mapping[str, Picture] = MappingProxyType({}),
        style: Style | None = None,
    ) -> None:
        self.source = source
        self.format = format
        self.pictures = pictures
        self.style = style or Style()
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
        >>> from viz import draw
        >>> "<svg" in draw(Value(2.0)).svg()
        True
        """
        if self._svg is None:
            self._svg = render(self.source, "svg").decode()
        return self._svg

    def mermaid(self) -> str:
        """The picture as Mermaid text, for Markdown on GitHub and elsewhere.

        Raises:
            ValueError: it was made from DOT text alone.

        >>> from autograd_core import Value
        >>> from viz import draw
        >>> draw(Value(2.0) * 3).mermaid().startswith("flowchart LR")
        True
        """
        if not self.pictures:
            raise ValueError("this drawing is DOT text; there is no Mermaid form of it")
        picture = next(iter(self.pictures.values()))
        style = self.style
        return mermaid_source(picture, style.rankdir, style.show, style.theme)

    def tikz(self) -> str:
        """The picture as a `tikzpicture` environment, for a LaTeX document.

        Raises:
            RenderError: there is no Graphviz to lay it out.

        >>> from autograd_core import Value
        >>> from viz import draw
        >>> "grad" in draw(Value(2.0)).tikz()
        True
        """
        return tikz_picture(self.source)

    def html(self) -> str:
        """The picture as a web page: zoom levels to choose from, to pan and enlarge.

        Raises:
            RenderError: there is no Graphviz to draw with.

        >>> from autograd_core import Value
        >>> from viz import draw
        >>> draw(Value(2.0)).html().startswith("<!DOCTYPE html>")
        True
        """
        style = self.style
        first = next(iter(self.pictures), "all")
        svgs = {first: self.svg()}
        for name, picture in self.pictures.items():
            if name != first:
                source = dot_source(picture, style.rankdir, style.show, style.theme)
                svgs[name] = render(source, "svg").decode()
        ordered = {name: svgs[name] for name in sorted(svgs, key=_rank)}
        return zoom_page(ordered, first, f"Graph of {self._description}", style.theme)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture; the ending of the name says how.

        Args:
            path: where to. It ends in {endings}.
                An existing file is replaced, but only by a whole one.

        Returns:
            The path.

        Raises:
            ValueError: an unknown ending.
            OSError: the file cannot be written; nothing is left behind.
            RenderError: there is no Graphviz to draw with.

        >>> import tempfile
        >>> from autograd_core import Value
        >>> from viz import draw
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     draw(Value(2.0)).save(folder + "/a.svg").name
        'a.svg'
        """
        target = Path(path)
        ending = target.suffix.lower().removeprefix(".")
        if ending not in WRITERS:
            endings = ", ".join(f".{name}" for name in WRITERS)
            raise ValueError(
                f"cannot tell from {str(target)!r} what to write: unknown file ending "
                f"{target.suffix!r}; known: {endings}"
            )
        require_folder(target)
        write_file(target, WRITERS[ending].content(self))
        return target

    # An f-string would not be a docstring.
    save.__doc__ = (save.__doc__ or "").replace("{endings}", endings_text())

    def render(self, filename: str, format: str | None = None) -> str:
        """Write `filename.format`, as micrograd's notebooks do.

        Args:
            filename: where to, without the ending.
            format: one of the endings of `save`; the one given to `draw_dot` if None.

        Returns:
            The path of the picture.

        Raises:
            ValueError: an unknown format.
            OSError: the file cannot be written.

        >>> import tempfile
        >>> from autograd_core import Value
        >>> from viz import draw_dot
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     draw_dot(Value(2.0)).render(folder + "/gout")[-9:]
        '/gout.svg'
        """
        ending = checked_format(format or self.format)
        target = f"{os.fspath(filename)}.{ending}"
        return str(self.save(target))

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        of = f" of {self._description}" if self._description else ""
        return f'<Drawing{of}; .save("graph.svg") writes it, .svg() is its text>'


def checked_format(format: str) -> str:
    """The format, if it is one that `Drawing` writes.

    Raises:
        ValueError: it is not.
    """
    if format not in WRITERS:
        raise ValueError(f"unknown format {format!r}; known: {', '.join(WRITERS)}")
    return format


def _rank(level: str) -> int:
    """From the most general zoom level to the most detailed."""
    return -LEVELS.index(level) if level in LEVELS else 1
