"""The steps of a backward pass, and the picture after each of them.

Graphviz lays the graph out once, with the widest text that each place will ever hold.
Then each frame hides what has not happened yet: nothing moves from frame to frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.dom import minidom

from autograd_core import Node
from autograd_core.extend import edges as edges_of
from viz.diagram.labels import EM_DASH, TIMES, TO
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.themes import Theme, blended
from viz.graph.node_names import names_of
from viz.graph.text_format import number
from viz.ledger.ledger import factor, ledger
from viz.output.dot import Canvas, escaped
from viz.output.graphviz import render

# Colours that stand for what a frame fills in; no theme may use them.
_CELL, _GRAD, _PRODUCT, _CAPTION = "#fe01fe", "#fe02fe", "#fe03fe", "#fe04fe"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the backward pass: a node receives a contribution.

    Attributes:
        arrow: the id of the arrow it comes along, "" for the first step.
        box: the id of the box that receives it.
        product: `upstream x local = amount`.
        grad: the gradient of the box so far.
        final: whether nothing more will come.
        caption: the step in words.
    """

    arrow: str
    box: str
    product: str
    grad: float
    final: bool
    caption: str


def steps_of(root: Any, order: Sequence[Any], found: Mapping[Node, str]) -> list[Step]:
    """The steps of the backward pass of a graph, the gradient of the result first.

    >>> from autograd_core import Value
    >>> a = Value(3.0, label="a")
    >>> b = a * a
    >>> [step.caption for step in steps_of(b, [a, b], {})][1:]
    ['dn1/da = 0 + 1.0 x 3.0 = 3.0', 'dn1/da = 3.0 + 1.0 x 3.0 = 6.0']
    """
    ids = {node: f"n{i}" for i, node in enumerate(order)}
    names = names_of(order, set(order), found)
    entries = {entry.node: entry for entry in ledger(root)}
    over = factor(names[root])
    places = {
        (each.consumer, each.position): (entry, i)
        for entry in entries.values()
        for i, each in enumerate(entry.contributions)
    }
    steps = [Step("", ids[root], "", 1.0, True, f"d{over}/d{over} = 1")]
    for node in entries:
        for position, parent, _ in edges_of(node):
            entry, i = places[node, position]
            each = entry.contributions[i]
            before = number(entry.contributions[i - 1].total) if i else "0"
            upstream, local = number(each.upstream), bracketed(each.local)
            product = f"{upstream} x {local}"
            added = f"{bracketed(each.upstream)} x {local}"
            caption = f"d{over}/d{factor(names[parent])} = {before} + {added}"
            steps.append(
                Step(
                    arrow=arrow_id(ids[parent], ids[node], position),
                    box=ids[parent],
                    product=f"{product} = {number(each.amount)}",
                    grad=each.total,
                    final=i + 1 == len(entry.contributions),
                    caption=f"{caption} = {number(each.total)}",
                )
            )
    return steps


def arrow_id(source: str, target: str, position: int) -> str:
    """The id of an arrow in the picture.

    >>> arrow_id("n0", "n1", 0)
    'n0-n1-0'
    """
    return f"{source}-{target}-{position}"


def bracketed(x: float) -> str:
    """A number behind a sign: in parentheses if it has one of its own.

    >>> bracketed(2.0), bracketed(-2.0)
    ('2.0', '(-2.0)')
    """
    text = number(x)
    return f"({text})" if text.startswith("-") else text


def _grad_text(step: Step) -> str:
    more = "" if step.final else f" + {TO}"
    return f"grad {number(step.grad)}{more}"


def pictures_of(
    picture: Picture, steps: Sequence[Step], rankdir: str, theme: Theme
) -> list[str]:
    """The SVG text before the first step, and after each.

    Args:
        picture: a box for each node.
        steps: of the backward pass of the same graph.
        rankdir: where the computation runs.
        theme: colours and sizes.

    Raises:
        RenderError: there is no Graphviz to draw with.
    """
    drawn = render(_source(picture, steps, rankdir, theme), "svg").decode()
    return [_frame(drawn, picture, steps[:i], theme) for i in range(len(steps) + 1)]


def _source(picture: Picture, steps: Sequence[Step], rankdir: str, theme: Theme) -> str:
    """The DOT text of the last frame, with room for all before it."""
    texts: dict[str, str] = {}
    for step in steps:
        texts[step.box] = max(texts.get(step.box, ""), _grad_text(step), key=len)
    products = {step.arrow: step.product for step in steps}
    canvas = _Slide(rankdir, texts, products, theme)
    graph = canvas.graph(picture)
    caption = max([step.caption for step in steps], key=len)
    graph.attr(label=f'<<FONT COLOR="{_CAPTION}">{escaped(caption)}</FONT>>')
    graph.attr(labelloc="b", fontsize=f"{theme.size:g}")
    for box in picture.boxes:
        canvas.add_box(graph, box, 0.0)
    ovals = {box.id for box in picture.boxes if box.operator}
    for arrow in picture.arrows:
        canvas.add_arrow(graph, arrow, 0.0, arrow.target in ovals)
    return str(graph.source)


class _Slide(Canvas):
    """Boxes and arrows whose changing parts have colours of their own."""

    def __init__(
        self,
        rankdir: str,
        grads: Mapping[str, str],
        products: Mapping[str, str],
        theme: Theme,
    ) -> None:
        super().__init__(rankdir, ("label", "data", "local"), theme)
        self.grads = grads
        self.products = products

    def cells(self, box: Box, shade: float) -> Iterator[str]:
        """The usual cells, and the gradient's."""
        yield from super().cells(box, shade)
        text = self.grads.get(box.id, f"grad {EM_DASH}")
        yield f'<TD BGCOLOR="{_CELL}"><FONT COLOR="{_GRAD}">{text}</FONT></TD>'

    def add_arrow(self, graph: Any, arrow: Arrow, flow: float, to_oval: bool) -> None:
        """An arrow with its local derivative and, below it, room for the product."""
        name = arrow_id(arrow.source, arrow.target, arrow.position)
        local = number(arrow.local or 0.0)
        product = self.products.get(name, "").replace(" x ", f" {TIMES} ")
        label = f'<local {local}<BR/><FONT COLOR="{_PRODUCT}">{product}</FONT>>'
        target = f"{arrow.target}_op" if to_oval else arrow.target
        graph.edge(f"{arrow.source}:{self.exit}", target, label=label, id=name)


def _frame(drawn: str, picture: Picture, done: Sequence[Step], theme: Theme) -> str:
    """The picture after some of the steps."""
    document = minidom.parseString(drawn)
    last = {step.box: step for step in done}
    arrows = {step.arrow: step for step in done}
    now = done[-1] if done else None
    boxes = {box.id: box for box in picture.boxes}
    caption = now.caption.replace(" x ", f" {TIMES} ") if now else "forward"
    for group in document.getElementsByTagName("g"):
        kind, name = group.getAttribute("class"), group.getAttribute("id")
        if kind == "graph":
            _fill(group, _CAPTION, theme.ink, caption, middle=_width(document) / 2)
        elif kind == "node":
            box = boxes.get(_text_of(group.getElementsByTagName("title")[0]))
            if box is not None:
                _show_grad(group, box, last.get(box.id), now, theme)
        elif kind == "edge" and name.count("-") == 2:
            _show_arrow(group, arrows.get(name), now, theme)
    return str(document.toxml()) + "\n"


def _show_grad(
    group: Any, box: Box, step: Step | None, now: Step | None, theme: Theme
) -> None:
    """What a box knows of its gradient after the steps so far."""
    inside = getattr(theme, box.kind)
    middle = _middle(group)
    if step is None:
        _fill(group, _GRAD, theme.grad, f"grad {EM_DASH}", middle=middle)
        _fill(group, _CELL, inside)
        return
    over = theme.negative if step.grad < 0 else theme.positive
    receives = now is not None and now.box == box.id
    share = 0.4 if receives else 0.15 if step.final else 0.0
    text = _grad_text(step)
    _fill(group, _GRAD, theme.grad, text, bold=step.final, middle=middle)
    _fill(group, _CELL, blended(inside, over, share))


def _show_arrow(group: Any, step: Step | None, now: Step | None, theme: Theme) -> None:
    """An arrow before, at, or after its step."""
    if step is None:
        _fill(group, _PRODUCT, theme.background, "")
        return
    product = step.product.replace(" x ", f" {TIMES} ")
    negative = product.rpartition(" ")[2].startswith("-")
    colour = theme.negative if negative else theme.positive
    _fill(group, _PRODUCT, theme.grad, product, bold=step is now)
    width = theme.pen * (3 if step is now else 1.5)
    for head in group.getElementsByTagName("polygon"):
        head.setAttribute("stroke", colour)
        head.setAttribute("fill", colour)
    for line in group.getElementsByTagName("path"):
        line.setAttribute("stroke", colour)
        line.setAttribute("stroke-width", f"{width:g}")
        if negative:
            line.setAttribute("stroke-dasharray", "5,3")


def _fill(
    group: Any,
    stand_in: str,
    colour: str,
    text: str | None = None,
    *,
    bold: bool = False,
    middle: float | None = None,
) -> None:
    """Give what has a stand-in's colour its colour and its text."""
    for kind in ("polygon", "text"):
        for element in group.getElementsByTagName(kind):
            if element.getAttribute("fill") != stand_in:
                continue
            element.setAttribute("fill", colour)
            if bold:
                element.setAttribute("font-weight", "bold")
            if text is not None and kind == "text":
                element.firstChild.data = text
                if middle is not None:
                    element.setAttribute("text-anchor", "middle")
                    element.setAttribute("x", f"{middle:.2f}")


def _middle(group: Any) -> float:
    """The middle of the cell of the gradient, from left to right."""
    for cell in group.getElementsByTagName("polygon"):
        if cell.getAttribute("fill") == _CELL:
            corners = [
                point.split(",") for point in cell.getAttribute("points").split()
            ]
            across = [float(x) for x, _ in corners]
            return (min(across) + max(across)) / 2
    raise ValueError("Graphviz drew a box without the cell of its gradient")


def _width(document: Any) -> float:
    """The width of the picture, in the units of its boxes."""
    return float(document.documentElement.getAttribute("viewBox").split()[2]) - 8


def _text_of(element: Any) -> str:
    return str(element.firstChild.data)
