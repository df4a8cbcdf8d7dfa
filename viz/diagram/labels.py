"""The texts of boxes and arrows, the same words in every format."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Literal

from autograd_core.extend import plural
from viz.diagram.model import Arrow, Box, Picture, Span
from viz.graph.text_format import number, visible

Role = Literal["nodes", "shape", "data", "grad"]
EM_DASH = "\u2014"
TIMES = "\u00d7"
TO = "\u2026"


def title_of(box: Box) -> str:
    """The name of a box, with the number of boxes that it stands for.

    >>> from viz.diagram.model import Box
    >>> title_of(Box("n0", "w", True, "leaf", "", "", (), (1.0, 1.0), None))
    'w'
    """
    if box.copies == 1:
        return box.title
    return f"{box.title} {times(box.copies)}".lstrip()


def times(n: int) -> str:
    """The mark of a repetition.

    >>> times(16) == "\\u00d716"
    True
    """
    return f"{TIMES}{n:,}"


def facts_of(box: Box, show: Collection[str]) -> list[tuple[Role, str]]:
    """The lines of a box below its title, each with its role.

    Args:
        box: the box.
        show: any of "data" and "grad".

    >>> from viz.diagram.model import Box
    >>> box = Box("n0", "w", True, "leaf", "", "", (), (1.0, 2.5), (3.0, 3.0))
    >>> [text for role, text in facts_of(box, ("data", "grad"))]
    ['data 1.0 \u2026 2.5', 'grad 3.0']
    """
    facts: list[tuple[Role, str]] = []
    if box.nodes > box.copies:
        facts.append(("nodes", plural(box.nodes, "node")))
    if box.shape:
        facts.append(("shape", f"shape {box.shape}"))
    if "data" in show:
        facts.append(("data", f"data {span_text(box.data)}"))
    if "grad" in show:
        grad = EM_DASH if box.grad is None else span_text(box.grad)
        facts.append(("grad", f"grad {grad}"))
    return facts


def box_lines(picture: Picture, show: Collection[str]) -> list[str]:
    """A line for each box that says in words what the picture shows of it.

    >>> from viz.diagram.model import Box
    >>> box = Box("n1", "L", True, "root", "tanh", "tanh", (), (0.5, 0.5), None)
    >>> box_lines(Picture((box,), (), 1), ("label", "data"))
    ['L, data 0.5, made by tanh']
    """
    before, behind = cut_texts(picture)
    lines = []
    for box in picture.boxes:
        texts = [visible(title_of(box))] if "label" in show else []
        texts += [text for _, text in facts_of(box, show)]
        texts += [f"made by {visible(box.operator)}"] if box.operator else []
        texts += [cuts[box.id] for cuts in (before, behind) if box.id in cuts]
        lines.append(", ".join(filter(None, texts)))
    return lines


def span_text(span: Span) -> str:
    """A number, or from the smallest to the largest.

    >>> span_text((1.0, 1.0))
    '1.0'
    """
    low, high = map(number, span)
    return low if low == high else f"{low} {TO} {high}"


def arrow_text(arrow: Arrow, show: Collection[str]) -> str:
    """The text of an arrow: its local derivative, or the number of its uses.

    >>> arrow_text(Arrow("n0", "n1", local=2.0), ("local",))
    'local 2.0'
    """
    text = short_arrow_text(arrow, show)
    return text if arrow.uses > 1 or not text else f"local {text}"


def short_arrow_text(arrow: Arrow, show: Collection[str]) -> str:
    """The same without the word "local".

    >>> short_arrow_text(Arrow("n0", "n1", local=2.0), ("local",))
    '2.0'
    """
    if arrow.uses > 1:
        return times(arrow.uses)
    if arrow.local is None or "local" not in show:
        return ""
    return number(arrow.local)


def caption_of(picture: Picture) -> str:
    """The line below a picture that does not show each node; "" if it does.

    >>> caption_of(Picture((), (), 1243))
    'the 0 nodes nearest the result; 1,243 nodes hidden'
    """
    visible = picture.total - picture.hidden
    boxes = len(picture.boxes)
    if visible == boxes:
        if not picture.hidden:
            return ""
        nearest = f"the {plural(boxes, 'node')} nearest the result"
        return f"{nearest}; {plural(picture.hidden, 'node')} hidden"
    text = f"{plural(visible, 'node')} in {boxes:,} box{'' if boxes == 1 else 'es'}"
    return (
        f"{text}; {plural(picture.hidden, 'node')} hidden" if picture.hidden else text
    )


def cut_texts(picture: Picture) -> tuple[dict[str, str], dict[str, str]]:
    """The texts for what is hidden before and behind boxes, by the ids of the boxes.

    >>> cut_texts(Picture((), (), 1243))
    ({}, {})
    """
    cuts = [box for box in picture.boxes if box.hidden_operands]
    before = {
        box.id: f"{plural(box.hidden_operands, 'operand')} hidden" for box in cuts
    }
    if len(cuts) == 1:  # everything hidden lies behind a single cut
        before = {cuts[0].id: f"{plural(picture.hidden, 'node')} hidden"}
    behind = {
        box.id: f"{plural(box.hidden_uses, 'use')} hidden"
        for box in picture.boxes
        if box.hidden_uses
    }
    return before, behind


def shades(picture: Picture) -> dict[str, float]:
    """The size of the gradient of each box relative to the largest, from -1 to 1."""
    shares: dict[str, float] = {}
    for box in picture.boxes:
        low, high = box.grad or (0.0, 0.0)
        shares[box.id] = high if abs(high) >= abs(low) else low
    return relative(shares)


def strengths(picture: Picture) -> list[float]:
    """The same for the gradient along each arrow; 0 where it is not known."""
    flows = {str(i): arrow.flow or 0.0 for i, arrow in enumerate(picture.arrows)}
    return list(relative(flows).values())


def relative(sizes: dict[str, float]) -> dict[str, float]:
    """Sizes as shares of the largest, by square roots: a small one stays visible.

    >>> relative({"a": 4.0, "b": -1.0})
    {'a': 1.0, 'b': -0.5}
    """
    largest = max([abs(x) for x in sizes.values() if math.isfinite(x)], default=0.0)
    if not largest:
        return dict.fromkeys(sizes, 0.0)
    return {
        key: math.copysign(math.sqrt(abs(x) / largest), x) if math.isfinite(x) else 0.0
        for key, x in sizes.items()
    }
