"""A diagram as plain data: boxes, arrows between them, counts of hidden nodes.

At first each node is a box of its own. `folding` lets one box stand for many nodes,
`cut` leaves out those far from the result.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from viz.graph.scopes import Path
from viz.graph.text_format import visible
from viz.graph.trace import Trace, TracedNode

Kind = Literal["leaf", "result", "root", "part"]
Span = tuple[float, float]
"""The smallest and the largest of some numbers; of one number, itself twice."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node, or several that are drawn as one.

    Attributes:
        id: unique, and the same in every run.
        title: its name.
        named: whether the name is the user's, not an automatic one.
        kind: "leaf", "result", "root", or "part" for a folded part of the graph.
        operator: the text of its operator's oval, "" for none.
        op: the op alone, without constants.
        scope: the scopes it lies in, the outermost first.
        data: from the smallest to the largest number in it.
        grad: the same of the gradients, None before `backward()`.
        shape: of a Tensor, None for a Value.
        nodes: the number of nodes of the graph that it stands for.
        copies: the number of boxes that look alike that it stands for.
        hidden_operands: the number of its operands that are hidden.
        hidden_uses: the number of its uses that are hidden.
    """

    id: str
    title: str
    named: bool
    kind: Kind
    operator: str
    op: str
    scope: Path
    data: Span
    grad: Span | None
    shape: tuple[int, ...] | None = None
    nodes: int = 1
    copies: int = 1
    hidden_operands: int = 0
    hidden_uses: int = 0


@dataclass(frozen=True, slots=True)
class Arrow:
    """A use of one box by another, or several of them.

    Attributes:
        source: the id of the operand.
        target: the id of the result.
        position: which operand it is, from 0.
        local: the local derivative, None where there is no single one.
        flow: the gradient that flows back along it, upstream x local, if it is known.
        uses: the number of uses that it stands for.
    """

    source: str
    target: str
    position: int = 0
    local: float | None = None
    flow: float | None = None
    uses: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes and arrows.

    Attributes:
        boxes: operands before the results that use them.
        arrows: in the order of `boxes`.
        total: the number of nodes of the graph.
    """

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    total: int

    @property
    def hidden(self) -> int:
        """The number of nodes of the graph that are not in a box."""
        return self.total - sum([box.nodes for box in self.boxes])


def picture_of(traced: Trace) -> Picture:
    """A box for each node and an arrow for each use.

    Args:
        traced: the graph.

    >>> from autograd_core import Value
    >>> from viz.graph.trace import trace_graph
    >>> picture = picture_of(trace_graph(Value(2.0, label="a") * 3))
    >>> [box.title for box in picture.boxes], picture.arrows[0].local
    (['a', 'n1'], 3.0)
    """
    grads = {node.id: node.grad for node in traced.nodes}
    arrows = [
        Arrow(
            edge.parent,
            edge.child,
            edge.position,
            edge.local,
            flow_of(grads[edge.child], edge.local),
        )
        for edge in traced.edges
    ]
    return Picture(tuple(map(box_of, traced.nodes)), tuple(arrows), traced.total)


def box_of(node: TracedNode) -> Box:
    """The box of one node; the second one labelled w is `w#2`, as in all texts."""
    ordinal = node.name.removeprefix(visible(node.label))
    return Box(
        id=node.id,
        title=_within(node.label, node.scope) + ordinal if node.label else node.name,
        named=bool(node.label),
        kind=node.kind,
        operator=node.operator,
        op=node.op,
        scope=node.scope,
        data=_span(node.data),
        grad=None if node.grad is None else _span(node.grad),
        shape=node.shape,
        hidden_operands=node.hidden_operands,
        hidden_uses=node.hidden_uses,
    )


def flow_of(grad: Any, local: Any) -> float | None:
    """upstream x local where both are numbers."""
    if isinstance(grad, float) and isinstance(local, float):
        return grad * local
    return None


def cut(picture: Picture, budget: int) -> Picture:
    """The `budget` boxes nearest the result, breadth first from it.

    Args:
        picture: what to cut.
        budget: the largest number of boxes.
    """
    if len(picture.boxes) <= budget:
        return picture
    selection = _nearest(picture, budget)
    operands: dict[str, int] = {}
    uses: dict[str, int] = {}
    arrows: list[Arrow] = []
    for arrow in picture.arrows:
        if arrow.source in selection and arrow.target in selection:
            arrows.append(arrow)
        elif arrow.target in selection:
            operands[arrow.target] = operands.get(arrow.target, 0) + arrow.uses
        elif arrow.source in selection:
            uses[arrow.source] = uses.get(arrow.source, 0) + arrow.uses
    boxes = [
        replace(
            box,
            hidden_operands=operands.get(box.id, 0),
            hidden_uses=uses.get(box.id, 0),
        )
        for box in picture.boxes
        if box.id in selection
    ]
    return Picture(tuple(boxes), tuple(arrows), picture.total)


def span_of(spans: Iterable[Span | None]) -> Span | None:
    """From the smallest to the largest number of all spans; None if there is none.

    >>> span_of([(1.0, 2.0), None, (-3.0, 0.0)])
    (-3.0, 2.0)
    """
    numbers = [span for span in spans if span is not None]
    if not numbers:
        return None
    if any(math.isnan(low) for low, _ in numbers):
        return (math.nan, math.nan)
    return min([low for low, _ in numbers]), max([high for _, high in numbers])


def _within(label: str, scope: Path) -> str:
    """A dotted label without the scopes that the frames around it name."""
    for i in range(len(scope)):
        prefix = ".".join(scope[i:]) + "."
        if label.startswith(prefix):
            return label[len(prefix) :]
    return label


def _span(data: Any) -> Span:
    """The smallest and largest entry of a number or an array."""
    if isinstance(data, float):
        return (data, data)
    array = np.asarray(data, dtype=float)
    if not array.size:
        return (math.nan, math.nan)
    return float(array.min()), float(array.max())


def _nearest(picture: Picture, budget: int) -> set[str]:
    operands: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        operands.setdefault(arrow.target, []).append(arrow.source)
    roots = [box.id for box in picture.boxes if box.kind == "root"]
    roots = roots[:budget] or [picture.boxes[-1].id]
    selection = {*roots}
    queue = deque(roots)
    while queue and len(selection) < budget:
        for source in operands.get(queue.popleft(), ()):
            if source not in selection:
                selection.add(source)
                queue.append(source)
                if len(selection) == budget:
                    break
    return selection
