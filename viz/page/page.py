"""`Page`: what `play` gives without a path, for notebooks, files and browsers."""

from __future__ import annotations

import functools
import os
import re
import tempfile
import webbrowser
from base64 import b64encode
from collections.abc import Collection
from html import escape
from pathlib import Path
from typing import Any

from autograd_core.extend import plural, require_folder, short_repr, write_file
from viz.diagram.folding import folded
from viz.graph import paths as graph_paths
from viz.graph.screen import fitted
from viz.output.dot import dot_source
from viz.output.draw import MAX_NODES
from viz.output.drawing import Drawing
from viz.output.graphviz import render
from viz.page.source import Source

HEIGHTS = (600, 760)
"""The lowest and the highest frame in a notebook, in px."""
BELOW_GRAPH = 430
"""What the page has beside its graph, in px of height."""
DPI = 96
"""Of the picture that stands in for the page: a notebook keeps it twice."""
_GRAPH_HEIGHT = re.compile(r'<svg id="graph"[^>]* height="(\d+)"')


class Page:
    """A page that steps through backpropagation; notebooks show it, `save` writes it.

    In a notebook it runs in a frame of its own, which may neither reach the notebook
    nor the network. Beside it the notebook keeps a picture, for where no script runs:
    GitHub, a PDF, a notebook that is not trusted.

    Args:
        text: the page, whole.
        drawing: the picture of its graph.
        description: of the result, in a few words.

    >>> from autograd_core import Value
    >>> from viz import play
    >>> play(Value(2.0, label="a") * 3)
    <Page of n1, 2 nodes; .save("page.html") writes it, .open() shows it>
    """

    def __init__(self, text: str, drawing: Drawing, description: str) -> None:
        self._text = text
        self._drawing = drawing
        self._description = description

    def html(self) -> str:
        """The page as text.

        >>> from autograd_core import Value
        >>> from viz import play
        >>> play(Value(2.0) * 3).html()[:15]
        '<!doctype html>'
        """
        return self._text

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as one file that needs nothing else.

        Args:
            path: where to, an .html file; an existing one is replaced.

        Returns:
            The path.

        Raises:
            TypeError: `path` does not name a file.
            ValueError: it does not end in .html.
            OSError: the file cannot be written.

        >>> from autograd_core import Value
        >>> from viz import play
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     play(Value(2.0) * 3).save(folder + "/step.html").name
        'step.html'
        """
        target = checked_path(path)
        write_file(target, self._text.encode())
        return target

    def open(self) -> Path:
        """Show the page in a browser; give the temporary file that it was written to.

        Raises:
            OSError: the file cannot be written.
        """
        folder = Path(tempfile.mkdtemp(prefix="backprop-"))
        target = self.save(folder / "page.html")
        webbrowser.open(target.as_uri())
        return target

    def _repr_html_(self) -> str:
        """The page in a frame, over a picture that stays where frames are taken out."""
        height = _GRAPH_HEIGHT.search(self._text)
        lowest, highest = HEIGHTS
        wanted = BELOW_GRAPH + (int(height[1]) if height else highest)
        name = escape(f"Backpropagation through {self._description}")
        return (
            f'<div style="position:relative;height:{min(max(wanted, lowest), highest)}'
            'px;overflow:hidden">'
            f'<img alt="{name}" src="data:image/png;base64,{self._picture}" '
            'style="max-width:100%;max-height:100%">'
            f'<iframe title="{name}" sandbox="allow-scripts allow-downloads" '
            f'srcdoc="{escape(self._text)}" style="position:absolute;inset:0;'
            'width:100%;height:100%;border:0;background:#fff"></iframe></div>'
        )

    @functools.cached_property
    def _picture(self) -> str:
        return b64encode(render(self._drawing.source, "png", DPI)).decode()

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] = ()
    ) -> dict[str, Any]:
        """All forms of the page: the first that a program can show is the best."""
        forms = {
            "text/html": self._repr_html_,
            "image/svg+xml": self._drawing.svg,
            "image/png": lambda: self._picture,
            "text/plain": self.__repr__,
        }
        return {
            kind: content()
            for kind, content in forms.items()
            if (include is None or kind in include) and kind not in (exclude or ())
        }

    def __repr__(self) -> str:
        return fitted(
            f'<Page of {self._description}; .save("page.html") writes it, '
            ".open() shows it>"
        )


def checked_path(path: Any) -> Path:
    """Where to write a page.

    Raises:
        TypeError: `path` does not name a file.
        ValueError: it does not end in .html.
        OSError: there is no such folder.

    >>> checked_path("page.html").name
    'page.html'
    """
    target = graph_paths.checked_path("play", path, "backprop.html")
    if target.suffix.lower() not in (".html", ".htm"):
        raise ValueError(
            "play writes a web page: the path must end in .html, got "
            f"{short_repr(os.fspath(path), 40)}"
        )
    require_folder(target)
    return target


def page_of(source: Source, text: str) -> Page:
    """The `Page` of a result, its picture as after the backward pass.

    Args:
        source: the graph of the result.
        text: the page, whole.

    >>> from autograd_core import Value
    >>> from viz.page.source import source_of
    >>> page_of(source_of(Value(2.0, label="a") * 3, 10), "")
    <Page of n1, 2 nodes; .save("page.html") writes it, .open() shows it>
    """
    drawing = Drawing(dot_source(folded(source.graph, None, MAX_NODES)))
    name = source.names[-1]
    return Page(text, drawing, f"{name}, {plural(len(source.names), 'node')}")
