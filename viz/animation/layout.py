"""Where everything stands in the frames of a film: laid out once for all of them.

Each cell has room for the widest text that it will hold, in a placeholder colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.dom import minidom

from viz.animation.steps import Step, arrow_id, grad_text
from viz.diagram.labels import EM_DASH, TIMES
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.slide import (
    HEIGHT,
    LEAST,
    MOST_ROWS,
    WIDTH,
    Arrangement,
    in_rows,
    slide_scale,
)
from viz.diagram.themes import Theme
from viz.graph.text_format import number as number_text
from viz.output.canvas import Canvas, ghost_id
from viz.output.graphviz import render
from viz.output.markup import escaped

_SHOW = ("label", "data", "local")
# Placeholder colours of what each frame fills in; no theme may use them.
CELL, GRAD, PRODUCT, CAPTION = "#fe01fe", "#fe02fe", "#fe03fe", "#fe04fe"


def laid_out(
    picture: Picture, steps: Sequence[Step], rankdir: str, theme: Theme
) -> str:
    """Return the SVG with placeholders: in one row, or in several if those read better.

    A row is as long as the texts of its arrows, so the first picture is measured.
    """

    def svg_in(arrangement: Arrangement) -> tuple[float, str]:
        source = _source(picture, steps, rankdir, theme, arrangement)
        svg = render(source, "svg").decode()
        return slide_scale(*_size(svg)), svg

    best = svg_in(Arrangement())
    if best[0] * theme.small >= LEAST:
        return best[1]
    width, height = _size(best[1])
    along, across = width / WIDTH, height / HEIGHT
    if rankdir in ("TB", "BT"):
        along, across = across, along
    # Rows need room between them, so that the best count is this one or a little more.
    for count in range(max(2, round(math.sqrt(along / across))), MOST_ROWS + 1):
        way = svg_in(in_rows(picture, rankdir, _SHOW, theme, count))
        if way[0] <= best[0]:
            break
        best = way
    return best[1]


def _size(svg: str) -> tuple[float, float]:
    """Return the width and height of a picture in points."""
    document: Any = minidom.parseString(svg)
    view = document.documentElement.getAttribute("viewBox")
    _, _, width, height = map(float, view.split())
    return width, height


def _source(
    picture: Picture,
    steps: Sequence[Step],
    rankdir: str,
    theme: Theme,
    arrangement: Arrangement,
) -> str:
    """Return the DOT text of the last frame, with room for all before it."""
    texts: dict[str, str] = {}
    for step in steps:
        texts[step.box] = max(texts.get(step.box, ""), grad_text(step), key=len)
    products = {step.arrow: step.product for step in steps}
    canvas = _Slide(rankdir, texts, products, theme, arrangement)
    graph = canvas.graph(picture)
    caption = max([step.caption for step in steps], key=len)
    graph.attr(label=f'<<FONT COLOR="{CAPTION}">{escaped(caption)}</FONT>>')
    graph.attr(labelloc="b", fontsize=f"{theme.size:g}")
    # As in `add_boxes`, but without the frames of scopes.
    ways = -1 if rankdir in ("LR", "RL") else 1
    for box in sorted(picture.boxes, key=lambda box: ways * arrangement.row_of(box.id)):
        canvas.add_box(graph, box, 0.0)
    canvas.add_ghosts(graph, picture, arrangement.ghosts(picture))
    ovals = {box.id for box in picture.boxes if box.operator}
    for arrow in picture.arrows:
        canvas.add_arrow(graph, arrow, 0.0, arrow.target in ovals)
    return str(graph.source)


class _Slide(Canvas):
    """A canvas whose changing parts have placeholder colours."""

    def __init__(
        self,
        rankdir: str,
        grads: Mapping[str, str],
        products: Mapping[str, str],
        theme: Theme,
        arrangement: Arrangement,
    ) -> None:
        super().__init__(rankdir, _SHOW, theme, arrangement)
        self.grads = grads
        self.products = products

    def cells(self, box: Box, shade: float) -> Iterator[str]:
        """Yield the usual cells and that of the gradient."""
        yield from super().cells(box, shade)
        text = self.grads.get(box.id, f"grad {EM_DASH}")
        yield f'<TD BGCOLOR="{CELL}"><FONT COLOR="{GRAD}">{text}</FONT></TD>'

    def add_arrow(
        self, graph: Any, arrow: Arrow, flow: float, to_oval: bool, number: int = 0
    ) -> None:
        """Add an arrow with its local derivative, and below it room for the product."""
        name = arrow_id(arrow.source, arrow.target, arrow.position)
        local = number_text(arrow.local or 0.0)
        product = self.products.get(name, "").replace(" x ", f" {TIMES} ")
        label = f'<local {local}<BR/><FONT COLOR="{PRODUCT}">{product}</FONT>>'
        target = f"{arrow.target}_op" if to_oval else arrow.target
        source, row = arrow.source, self.arrangement.row_of(arrow.target)
        if row != self.arrangement.row_of(source):
            source = ghost_id(source, row)
        graph.edge(f"{source}:{self.exit}", target, label=label, id=name)
