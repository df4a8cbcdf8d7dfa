"""DOT text as TikZ: Graphviz lays it out, LaTeX draws and sets it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from viz.graph.latex_text import document, escaped
from viz.output.graphviz import render
from viz.output.markup import BACKSLASH

# A character that no label keeps: `visible` writes it out.
_STAND_IN = "\ue000"
_DRAWN = ("_draw_", "_hdraw_", "_tdraw_", "_ldraw_")
_WIDTH = re.compile(r"setlinewidth\(([\d.]+)\)")
_MINUS = re.compile(r"-(?=\d)")
MARGIN = 4


def tikz_document(source: str) -> str:
    r"""A LaTeX document of one page as large as the picture.

    Args:
        source: DOT text.

    Raises:
        RenderError: there is no Graphviz to lay it out.

    >>> tikz_document("digraph { a -> b }").count(r"\begin{tikzpicture}")
    1
    """
    laid_out = _laid_out(source)
    _, _, width, height = map(float, laid_out["bb"].split(","))
    size = (
        f"paperwidth={width + 2 * MARGIN:.2f}bp,paperheight={height + 2 * MARGIN:.2f}bp"
    )
    preamble = [
        r"\usepackage{tikz}",
        rf"\usepackage[{size},margin={MARGIN}bp,nohead,nofoot]{{geometry}}",
        r"\setlength{\parindent}{0pt}",
        r"\setlength{\topskip}{0pt}",
    ]
    return document(_picture(laid_out), preamble)


def tikz_picture(source: str) -> str:
    r"""A `tikzpicture` environment, to `\input` where TikZ is loaded.

    Args:
        source: DOT text.

    Raises:
        RenderError: there is no Graphviz to lay it out.

    >>> tikz_picture("digraph { a -> b }").splitlines()[0]
    '\\begin{tikzpicture}[x=1bp,y=1bp,line cap=round,inner sep=0pt,outer sep=0pt]'
    """
    return _picture(_laid_out(source))


def _laid_out(source: str) -> Any:
    # A backslash would come back doubled, from some versions of Graphviz.
    text = render(source.replace(BACKSLASH, _STAND_IN), "json").decode()
    return json.loads(text)


def _picture(laid_out: Any) -> str:
    lines = [
        r"\begin{tikzpicture}"
        "[x=1bp,y=1bp,line cap=round,inner sep=0pt,outer sep=0pt]",
        rf"\useasboundingbox {_box(laid_out['bb'])};",
    ]
    pen = _Pen()
    things = [laid_out, *laid_out.get("objects", ()), *laid_out.get("edges", ())]
    for thing in things:
        for part in _DRAWN:
            if part in thing:
                pen.reset()
                lines += pen.lines(thing[part])
    return "\n".join([*lines, r"\end{tikzpicture}"])


class _Pen:
    """What Graphviz has set before it draws: colours, line, font."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As at the beginning of each part of a drawing."""
        self.line = "#000000"
        self.fill = "#000000"
        self.width = 1.0
        self.dash = ""
        self.size = 14.0
        self.bold = False

    def lines(self, ops: Any) -> Iterator[str]:
        """The TikZ lines of a list of Graphviz's drawing operations."""
        for op in ops:
            kind = op["op"]
            if kind == "c":
                self.line = op["color"]
            elif kind == "C":
                self.fill = op["color"]
            elif kind == "F":
                self.size = op["size"]
            elif kind == "t":
                self.bold = bool(op["fontchar"] & 1)
            elif kind == "S":
                self._set_style(op["style"])
            elif kind == "T":
                yield self._text(op)
            else:
                yield from self._shape(op)

    def _set_style(self, style: str) -> None:
        width = _WIDTH.fullmatch(style)
        if width:
            self.width = float(width[1])
        elif style in ("dashed", "dotted", "solid"):
            self.dash = style

    def _shape(self, op: Any) -> Iterator[str]:
        path = _path(op)
        if not path:
            return
        filled = op["op"].isupper() and op["op"] != "L"
        stroked = _is_visible(self.line)
        inside = filled and _is_visible(self.fill)
        if not stroked and not inside:
            return
        settings = [f"line width={self.width:g}bp"]
        if self.dash and self.dash != "solid":
            settings.append(self.dash)
        if stroked:
            settings.append(f"draw={_colour(self.line)}")
        if inside:
            settings.append(f"fill={_colour(self.fill)}")
        yield rf"\path[{','.join(settings)}] {path};"

    def _text(self, op: Any) -> str:
        x, y = op["pt"]
        # LaTeX's letters are narrower: what Graphviz begins at the left is centred.
        x += {"l": 0.5, "c": 0.0, "r": -0.5}[op["align"]] * op["width"]
        size = rf"\fontsize{{{self.size:g}}}{{{1.2 * self.size:g}}}\selectfont"
        font = rf"{size}\sffamily" + (r"\bfseries" if self.bold else "")
        words = _MINUS.split(op["text"].replace(_STAND_IN, "\\"))
        text = r"\ensuremath{-}".join([escaped(word) for word in words])
        settings = f"anchor=base,text={_colour(self.line)},font={font}"
        return rf"\node[{settings}] at ({x:.2f},{y:.2f}) {{{text}}};"


def _path(op: Any) -> str:
    kind = op["op"].lower()
    if kind == "e":
        x, y, width, height = op["rect"]
        return f"({x:.2f},{y:.2f}) ellipse [x radius={width:.2f},y radius={height:.2f}]"
    points = [f"({x:.2f},{y:.2f})" for x, y in op.get("points", ())]
    if kind == "p":
        return f"{' -- '.join(points)} -- cycle"
    if kind == "l":
        return " -- ".join(points)
    if kind == "b":
        curves = [
            f".. controls {points[i]} and {points[i + 1]} .. {points[i + 2]}"
            for i in range(1, len(points) - 2, 3)
        ]
        return " ".join([points[0], *curves])
    return ""


def _box(bounds: str) -> str:
    x0, y0, x1, y1 = bounds.split(",")
    return f"({x0},{y0}) rectangle ({x1},{y1})"


def _is_visible(colour: str) -> bool:
    """Whether a colour can be seen at all."""
    return not (len(colour) == 9 and colour.endswith("00"))


def _colour(colour: str) -> str:
    """A colour for TikZ; Graphviz writes the names of X11 or #rrggbb."""
    if not colour.startswith("#"):
        return colour if colour.isalpha() else "black"
    red, green, blue = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"
