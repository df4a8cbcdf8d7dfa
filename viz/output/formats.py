"""The file formats of a drawing: for each ending of a file name its writer.

A new format is a file in this folder and one line in `WRITERS`; `Drawing.save`, the
messages and the help of the commands take their lists of endings from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from viz.output.fonts import lettered
from viz.output.graphviz import render
from viz.output.sizes import sized_png, sized_svg
from viz.output.tikz import tikz_document

if TYPE_CHECKING:
    from viz.output.drawing import Drawing


class Writer(NamedTuple):
    """How a drawing becomes a file.

    Attributes:
        content: the bytes of the file.
        note: what the ending stands for, if that is not its name.
        sized: the bytes at a dpi and at a width in pixels, None for the usual ones;
            None for a format without pixels.
    """

    content: Callable[[Drawing], bytes]
    note: str = ""
    sized: Callable[[str, float | None, int | None], bytes] | None = None


WRITERS: dict[str, Writer] = {
    "svg": Writer(lambda drawing: drawing.slide_svg().encode(), sized=sized_svg),
    "png": Writer(lambda drawing: drawing.png(), sized=sized_png),
    "pdf": Writer(lambda drawing: render(lettered(drawing.source), "pdf")),
    "dot": Writer(lambda drawing: drawing.source.encode()),
    "mmd": Writer(lambda drawing: drawing.mermaid().encode(), "Mermaid"),
    "tex": Writer(lambda drawing: tikz_document(drawing.source).encode(), "TikZ"),
    "html": Writer(lambda drawing: drawing.html().encode(), "a page to zoom in"),
}
"""By the ending of the file name, without its dot."""


def endings_text() -> str:
    """All endings as a help text lists them, with what they stand for.

    >>> endings_text()
    'svg, png, pdf, dot, mmd (Mermaid), tex (TikZ) or html (a page to zoom in)'
    """
    texts = [
        f"{ending} ({writer.note})" if writer.note else ending
        for ending, writer in WRITERS.items()
    ]
    return f"{', '.join(texts[:-1])} or {texts[-1]}"
