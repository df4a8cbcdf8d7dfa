"""The steps of a backward pass, and the picture after each of them.

Graphviz lays the graph out once, with the widest text that each cell will hold. Each
frame then hides what has not happened yet, so nothing moves from frame to frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.dom import minidom

from autograd_core import Node, Value
from autograd_core.extend import edges as edges_of
from viz.diagram.labels import EM_DASH, TIMES, TO, relative
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.themes import Theme
from viz.graph.node_names import factor, names_of
from viz.graph.text_format import number
from viz.graph.text_format import number as number_text
from viz.ledger.ledger import ledger
from viz.output.canvas import Canvas, escaped, shaded
from viz.output.graphviz import render

# Placeholder colours of what each frame fills in; no theme may use them.
_CELL, _GRAD, _PRODUCT, _CAPTION = "#fe01fe", "#fe02fe", "#fe03fe", "#fe04fe"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the backward pass: a node receives a contribution.

    Attributes:
        arrow: the id of the arrow it comes along, "" for the first step.
        box: the id of the box that receives it.
        product: `upstream x local = amount`.
        amount: the contribution.
        grad: the gradient of the box so far.
        final: whether nothing more will come.
        caption: the step in words.
    """

    arrow: str
    box: str
    product: str
    amount: float
    grad: float
    final: bool
    caption: str


def steps_of(
    root: Value, order: Sequence[Node], variables: Mapping[Node, str]
) -> list[Step]:
    """Return the steps of the backward pass, the gradient of the result first.

    Args:
        root: the result.
        order: the nodes of its graph in topological order.
        variables: names of variables that hold nodes.

    >>> from autograd_core import Value
    >>> a = Value(3.0, label="a")
    >>> b = a * a
    >>> [step.caption for step in steps_of(b, [a, b], {})][1:]
    ['dn1/da = 0 + 1.0 x 3.0 = 3.0', 'dn1/da = 3.0 + 1.0 x 3.0 = 6.0']
    """
    ids = {node: f"n{i}" for i, node in enumerate(order)}
    names = names_of(order, set(order), variables)
    entries = {entry.node: entry for entry in ledger(root)}
    over = factor(names[root])
    places = {
        (use.consumer, use.position): (entry, i)
        for entry in entries.values()
        for i, use in enumerate(entry.contributions)
    }
    steps = [Step("", ids[root], "", 1.0, 1.0, True, f"d{over}/d{over} = 1")]
    for node in entries:
        for position, parent, _ in edges_of(node):
            entry, i = places[node, position]
            use = entry.contributions[i]
            before = number(entry.contributions[i - 1].total) if i else "0"
            upstream, local = number(use.upstream), bracketed(use.local)
            product = f"{upstream} x {local}"
            summand = f"{bracketed(use.upstream)} x {local}"
            caption = f"d{over}/d{factor(names[parent])} = {before} + {summand}"
            steps.append(
                Step(
                    arrow=arrow_id(ids[parent], ids[node], position),
                    box=ids[parent],
                    product=f"{product} = {number(use.amount)}",
                    amount=use.amount,
                    grad=use.total,
                    final=i + 1 == len(entry.contributions),
                    caption=f"{caption} = {number(use.total)}",
                )
            )
    return steps


def arrow_id(source: str, target: str, position: int) -> str:
    """Return the id of an arrow in the picture.

    >>> arrow_id("n0", "n1", 0)
    'n0-n1-0'
    """
    return f"{source}-{target}-{position}"


def bracketed(x: float) -> str:
    """Return a number to stand behind a sign: in parentheses if it is negative.

    >>> bracketed(2.0), bracketed(-2.0)
    ('2.0', '(-2.0)')
    """
    text = number(x)
    return f"({text})" if text.startswith("-") else text


def _grad_text(step: Step) -> str:
    """Return the gradient so far, as a sum that goes on unless it is final."""
    continuation = "" if step.final else f" + {TO}"
    return f"grad {number(step.grad)}{continuation}"


def pictures_of(
    picture: Picture, steps: Sequence[Step], rankdir: str, theme: Theme
) -> list[str]:
    """Return the SVG texts before the first step and after each.

    Args:
        picture: a box for each node.
        steps: of the backward pass of the same graph.
        rankdir: where the computation runs.
        theme: colours and sizes.

    Raises:
        RenderError: there is no Graphviz to draw with.
    """
    svg = render(_source(picture, steps, rankdir, theme), "svg").decode()
    shares = _shares(steps)
    frames = [
        _frame(svg, picture, steps[:i], shares, theme) for i in range(len(steps) + 1)
    ]
    return [*frames, _frame(svg, picture, steps, shares, theme, done=True)]


class _Shares(NamedTuple):
    """Sizes of gradients, from 0 for none to 1 for the largest, as `draw` shows them.

    Attributes:
        boxes: of what each box holds after each step that changes it.
        arrows: of what flows along each arrow.
    """

    boxes: dict[Step, float]
    arrows: dict[str, float]


def _shares(steps: Sequence[Step]) -> _Shares:
    # The yardstick is the largest gradient in the end, not one on the way.
    final = max([abs(step.grad) for step in steps if step.final], default=1.0)
    flows = relative({step.arrow: step.amount for step in steps if step.arrow})
    boxes = {
        step: math.sqrt(min(1.0, abs(step.grad) / final)) if final else 0.0
        for step in steps
    }
    return _Shares(boxes, flows)


def _source(picture: Picture, steps: Sequence[Step], rankdir: str, theme: Theme) -> str:
    """Return the DOT text of the last frame, with room for all before it."""
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
    """A canvas whose changing parts have placeholder colours."""

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
        """Yield the usual cells and that of the gradient."""
        yield from super().cells(box, shade)
        text = self.grads.get(box.id, f"grad {EM_DASH}")
        yield f'<TD BGCOLOR="{_CELL}"><FONT COLOR="{_GRAD}">{text}</FONT></TD>'

    def add_arrow(
        self, graph: Any, arrow: Arrow, flow: float, to_oval: bool, number: int = 0
    ) -> None:
        """Add an arrow with its local derivative, and below it room for the product."""
        name = arrow_id(arrow.source, arrow.target, arrow.position)
        local = number_text(arrow.local or 0.0)
        product = self.products.get(name, "").replace(" x ", f" {TIMES} ")
        label = f'<local {local}<BR/><FONT COLOR="{_PRODUCT}">{product}</FONT>>'
        target = f"{arrow.target}_op" if to_oval else arrow.target
        graph.edge(f"{arrow.source}:{self.exit}", target, label=label, id=name)


def _frame(
    svg: str,
    picture: Picture,
    past: Sequence[Step],
    shares: _Shares,
    theme: Theme,
    *,
    done: bool = False,
) -> str:
    """Return the picture after the past steps, the last of which is the current one.

    Args:
        svg: the picture with placeholders.
        picture: its boxes.
        past: the steps so far.
        shares: the sizes of gradients.
        theme: colours and sizes.
        done: whether there is no current step: all gradients are complete.
    """
    document = minidom.parseString(svg)
    last = {step.box: step for step in past}
    arrows = {step.arrow: step for step in past}
    current = past[-1] if past and not done else None
    boxes = {box.id: box for box in picture.boxes}
    caption = "all gradients" if done else "forward"
    if current:
        caption = current.caption.replace(" x ", f" {TIMES} ")
    for group in document.getElementsByTagName("g"):
        kind, name = group.getAttribute("class"), group.getAttribute("id")
        if kind == "graph":
            _fill(group, _CAPTION, theme.ink, caption, middle=_width(document) / 2)
        elif kind == "node":
            box = boxes.get(_text_node(group.getElementsByTagName("title")[0]).data)
            if box is not None:
                _show_grad(group, box, last.get(box.id), current, shares, theme)
        elif kind == "edge" and name.count("-") == 2:
            _show_arrow(group, arrows.get(name), current, shares, theme)
    return str(document.toxml()) + "\n"


def _show_grad(
    group: minidom.Element,
    box: Box,
    step: Step | None,
    current: Step | None,
    shares: _Shares,
    theme: Theme,
) -> None:
    """Show the gradient of a box after the steps so far."""
    inside = getattr(theme, box.kind)
    middle = _middle(group)
    if step is None:
        _fill(group, _GRAD, theme.grad, f"grad {EM_DASH}", middle=middle)
        _fill(group, _CELL, inside)
        return
    receives = current is not None and current.box == box.id
    text = _grad_text(step)
    _fill(group, _GRAD, theme.grad, text, bold=receives, middle=middle)
    shade = shaded(theme, math.copysign(shares.boxes[step], step.grad))
    _fill(group, _CELL, shade, frame=3 * theme.pen if receives else None)


def _show_arrow(
    group: minidom.Element,
    step: Step | None,
    current: Step | None,
    shares: _Shares,
    theme: Theme,
) -> None:
    """Show an arrow before, at, or after its step."""
    if step is None:
        _fill(group, _PRODUCT, theme.background, "")
        return
    product = step.product.replace(" x ", f" {TIMES} ")
    negative = product.rpartition(" ")[2].startswith("-")
    colour = theme.negative if negative else theme.positive
    _fill(group, _PRODUCT, theme.grad, product, bold=step is current)
    width = theme.pen * (0.8 + 2.2 * abs(shares.arrows[step.arrow]))
    for head in group.getElementsByTagName("polygon"):
        head.setAttribute("stroke", colour)
        head.setAttribute("fill", colour)
    for line in group.getElementsByTagName("path"):
        line.setAttribute("stroke", colour)
        line.setAttribute("stroke-width", f"{width:.2f}")
        if negative:
            line.setAttribute("stroke-dasharray", "5,3")


def _fill(
    group: minidom.Element,
    placeholder: str,
    colour: str,
    text: str | None = None,
    *,
    bold: bool = False,
    middle: float | None = None,
    frame: float | None = None,
) -> None:
    """Give elements of a placeholder colour their colour and their text."""
    for kind in ("polygon", "text"):
        for element in group.getElementsByTagName(kind):
            if element.getAttribute("fill") != placeholder:
                continue
            element.setAttribute("fill", colour)
            if frame is not None:
                element.setAttribute("stroke-width", f"{frame:g}")
            if bold:
                element.setAttribute("font-weight", "bold")
            if text is not None and kind == "text":
                _text_node(element).data = text
                if middle is not None:
                    element.setAttribute("text-anchor", "middle")
                    element.setAttribute("x", f"{middle:.2f}")


def _middle(group: minidom.Element) -> float:
    """Return the x of the middle of the gradient's cell."""
    for cell in group.getElementsByTagName("polygon"):
        if cell.getAttribute("fill") == _CELL:
            corners = [
                point.split(",") for point in cell.getAttribute("points").split()
            ]
            xs = [float(x) for x, _ in corners]
            return (min(xs) + max(xs)) / 2
    raise ValueError("Graphviz drew a box without the cell of its gradient")


def _width(document: Any) -> float:
    """Return the width of the picture, in the units of its boxes."""
    return float(document.documentElement.getAttribute("viewBox").split()[2]) - 8


def _text_node(element: minidom.Element) -> minidom.Text:
    """Return the text inside an element."""
    node = element.firstChild
    if not isinstance(node, minidom.Text):
        raise ValueError("Graphviz wrote an element without its text")
    return node
