"""The picture after each step of a backward pass.

Graphviz lays the graph out once, with the widest text that each cell will hold. Each
frame then hides what has not happened yet, so nothing moves from frame to frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.dom import minidom

from viz.animation.layout import CAPTION, CELL, GRAD, PRODUCT, laid_out
from viz.animation.steps import Step, grad_text
from viz.diagram.labels import EM_DASH, TIMES, relative
from viz.diagram.model import Box, Picture
from viz.diagram.themes import Theme
from viz.output.canvas import shaded


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
    svg = laid_out(picture, steps, rankdir, theme)
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
            _fill(group, CAPTION, theme.ink, caption, middle=_width(document) / 2)
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
        _fill(group, GRAD, theme.grad, f"grad {EM_DASH}", middle=middle)
        _fill(group, CELL, inside)
        return
    receives = current is not None and current.box == box.id
    text = grad_text(step)
    _fill(group, GRAD, theme.grad, text, bold=receives, middle=middle)
    shade = shaded(theme, math.copysign(shares.boxes[step], step.grad))
    _fill(group, CELL, shade, frame=3 * theme.pen if receives else None)


def _show_arrow(
    group: minidom.Element,
    step: Step | None,
    current: Step | None,
    shares: _Shares,
    theme: Theme,
) -> None:
    """Show an arrow before, at, or after its step."""
    if step is None:
        _fill(group, PRODUCT, theme.background, "")
        return
    product = step.product.replace(" x ", f" {TIMES} ")
    negative = product.rpartition(" ")[2].startswith("-")
    colour = theme.negative if negative else theme.positive
    _fill(group, PRODUCT, theme.grad, product, bold=step is current)
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
        if cell.getAttribute("fill") == CELL:
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
