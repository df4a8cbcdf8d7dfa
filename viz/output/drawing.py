"""`Drawing`: a drawn graph in every format, for notebooks, slides and files."""

from __future__ import annotations

import io
import os
import webbrowser
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, overload

from autograd_core.extend import Absent, require_folder, short_repr, write_file
from viz.diagram.labels import box_lines
from viz.diagram.model import Picture
from viz.diagram.themes import THEMES, Theme
from viz.diagram.zoom_levels import LEVELS
from viz.graph.paths import checked_path
from viz.graph.screen import fitted
from viz.output.attributes import with_attributes
from viz.output.canvas import SHOWABLE
from viz.output.dot import dot_source
from viz.output.endings import ending_of
from viz.output.formats import WRITERS, endings_text
from viz.output.graphviz import PNG_DPI, available, render
from viz.output.html import texts_of, zoom_page
from viz.output.mermaid import mermaid_source
from viz.output.other_names import DRAWINGS
from viz.output.sizes import check_size, say_if_small, sized_png, svg_size
from viz.output.tikz import tikz_picture

_FILM = (
    "; a film of the backward pass is viz.frames(v).save('film.gif'), in a shell "
    "backprop draw --frames film.gif"
)


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

    graph_attr: dict[str, str]
    """DOT attributes of the graph, to add to, as in `graphviz.Digraph`."""
    node_attr: dict[str, str]
    """The same of all nodes."""
    edge_attr: dict[str, str]
    """The same of all edges."""

    def __init__(
        self,
        source: str,
        format: str = "svg",
        description: str = "",
        pictures: Mapping[str, Picture] = MappingProxyType({}),
        style: Style | None = None,
    ) -> None:
        self._source = source
        self.format = format
        self.graph_attr, self.node_attr, self.edge_attr = {}, {}, {}
        self.pictures = pictures
        self.style = style or Style()
        self._description = description
        self._svg = ("", "")

    @property
    def source(self) -> str:
        """The DOT text, with the attributes that were added."""
        return with_attributes(
            self._source, self.graph_attr, self.node_attr, self.edge_attr
        )

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
        source = self.source
        if self._svg[0] != source:
            self._svg = (source, render(source, "svg").decode())
        return self._svg[1]

    def slide_svg(self) -> str:
        """The same, with a warning if its letters cannot be read on a slide.

        >>> from autograd_core import Value
        >>> from viz import draw
        >>> "<svg" in draw(Value(2.0)).slide_svg()
        True
        """
        svg = self.svg()
        say_if_small(self.source, *svg_size(svg))
        return svg

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
        lists = {
            name: box_lines(picture, style.show)
            for name, picture in self.pictures.items()
        }
        lists.setdefault("all", texts_of(svgs[first]))
        title = f"Graph of {self._description}"
        return zoom_page(ordered, lists, first, title, style.theme)

    def png(self, *, dpi: float | None = None, width: int | None = None) -> bytes:
        """The picture as the bytes of a PNG.

        Args:
            dpi: pixels per inch, 192 by default.
            width: pixels; the height follows.

        Raises:
            ValueError: both are given, or one is not positive.
            RenderError: there is no Graphviz to draw with.

        >>> from autograd_core import Value
        >>> from viz import draw
        >>> draw(Value(2.0)).png(width=400)[:4]
        b'\\x89PNG'
        """
        check_size(dpi, width)
        return sized_png(self.source, dpi, width)

    @overload
    def save(
        self,
        path: str | os.PathLike[str],
        format: str | None = None,
        *,
        dpi: float | None = None,
        width: int | None = None,
    ) -> Path: ...
    @overload
    def save(
        self,
        path: BinaryIO,
        format: str | None = None,
        *,
        dpi: float | None = None,
        width: int | None = None,
    ) -> None: ...
    def save(
        self,
        path: str | os.PathLike[str] | BinaryIO,
        format: str | None = None,
        *,
        dpi: float | None = None,
        width: int | None = None,
    ) -> Path | None:
        """Write the picture; the ending of the name says how.

        Args:
            path: where to. It ends in {endings}.
                An existing file is replaced, but only by a whole one. Or a file that
                is open for bytes, such as `io.BytesIO()`.
            format: one of these endings, for a name without one; by default an open
                file gets the format that `draw_dot` was told, or svg.
            dpi: pixels per inch of a png, 192 by default.
            width: pixels of a png or svg; the height follows.

        Returns:
            The path; None for an open file.

        Raises:
            TypeError: `path` is neither a path nor a file open for bytes.
            ValueError: an unknown ending or format, or a size that it does not take.
            OSError: the file cannot be written; nothing is left behind.
            RenderError: there is no Graphviz to draw with.

        >>> import tempfile
        >>> from autograd_core import Value
        >>> from viz import draw
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     draw(Value(2.0)).save(folder + "/a.svg").name
        'a.svg'
        """
        check_size(dpi, width)
        if isinstance(path, (str, os.PathLike)):
            target = checked_path("save", path, "graph.svg")
            if format:
                ending = checked_format(format)
            else:
                is_film = target.suffix.lower() in (".gif", ".mp4")
                ending = ending_of(target, WRITERS, _FILM if is_film else "")
            require_folder(target)
            write_file(target, self._content(ending, dpi, width))
            return target
        if not callable(getattr(path, "write", None)):
            raise TypeError(
                f"save: expected a path or a file open for bytes, got "
                f"{type(path).__name__} {short_repr(path, 40)}; e.g. "
                '.save("graph.svg"), or .svg() and .png() for the picture itself'
            )
        content = self._content(checked_format(format or self.format), dpi, width)
        try:
            path.write(content)
        except (TypeError, io.UnsupportedOperation) as error:
            opened = "text" if isinstance(error, TypeError) else "reading"
            raise TypeError(
                f"save: the file is open for {opened}; open it for bytes, "
                'open(path, "wb")'
            ) from None
        return None

    # An f-string would not be a docstring.
    save.__doc__ = (save.__doc__ or "").replace("{endings}", endings_text())

    def _content(self, ending: str, dpi: float | None, width: int | None) -> bytes:
        """The bytes of a file."""
        writer = WRITERS[ending]
        if dpi is None and width is None:
            return writer.content(self)
        if writer.sized is None:
            sized = [name for name, writer in WRITERS.items() if writer.sized]
            raise ValueError(
                f"save: a {ending} has no size in pixels; dpi and width are for "
                f"{' and '.join(sized)}"
            )
        return writer.sized(self.source, dpi, width)

    def render(
        self,
        filename: str | os.PathLike[str] = "graph",
        format: str | None = None,
        view: bool = False,
        cleanup: bool = False,
        directory: str | os.PathLike[str] = "",
    ) -> str:
        """Write `filename.format`, as `graphviz.Digraph` does in micrograd's notebooks.

        Args:
            filename: where to, without the ending.
            format: one of the endings of `save`; the one given to `draw_dot` if None.
            view: whether to open the picture in the program for such files.
            cleanup: has no meaning here, where no other file is written.
            directory: the folder of `filename`.

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
        stem = checked_path("render", filename, "graph")
        path = self.save(Path(directory, f"{stem}.{ending}"))
        if view:
            webbrowser.open(path.resolve().as_uri())
        return str(path)

    def view(self, filename: str | os.PathLike[str] = "graph") -> str:
        """Write the picture and open it; the path, as of `render`."""
        return self.render(filename, view=True)

    def pipe(
        self, format: str | None = None, encoding: str | None = None
    ) -> bytes | str:
        """The picture as bytes, or as text in an encoding, as `graphviz.Digraph` does.

        Args:
            format: one of the endings of `save`; the one given to `draw_dot` if None.
            encoding: such as "utf-8" for the text of an svg; None for bytes.

        Raises:
            ValueError: an unknown format.

        >>> from autograd_core import Value
        >>> from viz import draw_dot
        >>> draw_dot(Value(2.0)).pipe()[:5], draw_dot(Value(2.0)).pipe("png")[1:4]
        (b'<?xml', b'PNG')
        """
        ending = checked_format(format or self.format)
        content = self._content(ending, None, None)
        try:
            return content.decode(encoding) if encoding else content
        except UnicodeDecodeError:
            raise ValueError(
                f"pipe: a {ending} is bytes, not text in {encoding}; leave out encoding"
            ) from None

    def _repr_svg_(self) -> str | None:
        return self.slide_svg() if available() else None

    def _repr_png_(self) -> bytes | None:
        # Beside the SVG, for exports of a notebook to PDF.
        return self.png(dpi=PNG_DPI / 2) if available() else None

    def __repr__(self) -> str:
        of = f" of {self._description}" if self._description else ""
        return fitted(
            f'<Drawing{of}; .save("graph.svg") writes it, .svg() is its text>'
        )


for _name, _advice in DRAWINGS.items():
    setattr(Drawing, _name, Absent(_name, _advice))


def checked_format(format: str) -> str:
    """The format, if it is one that `Drawing` writes.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(format, str) or format not in WRITERS:
        raise ValueError(f"unknown format {format!r}; known: {', '.join(WRITERS)}")
    return format


def _rank(level: str) -> int:
    """From the most general zoom level to the most detailed."""
    return -LEVELS.index(level) if level in LEVELS else 1
