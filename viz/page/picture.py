"""The graph as compact SVG: the picture that the page's script brings to life.

It is whole without the script. Numbers stand where they fit whatever they become.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from viz.page.layout import Layout, lay_out
from viz.tracing import Trace, TracedNode
from viz.wording import count, number, visible

CARD_HEIGHT = 70
CARD_WIDTHS = (116, 196)
NAME_LENGTH = 22
OPERATOR_LENGTH = 16
OPERATOR_HEIGHT = 30
WIRE = 12
"""The gap between an operator and the card of its result."""


@dataclass(frozen=True, slots=True)
class Box:
    """The sizes of one node: its card, and the operator before it (0 for a leaf)."""

    card: int
    operator: int
    text: str

    def size(self, rankdir: str) -> tuple[int, int]:
        """Width and height of operator and card together."""
        if not self.operator:
            return self.card, CARD_HEIGHT
        if rankdir == "LR":
            return self.operator + WIRE + self.card, CARD_HEIGHT
        width = max(self.operator, self.card)
        return width, OPERATOR_HEIGHT + WIRE + CARD_HEIGHT


def picture(traced: Trace, grads: Sequence[float], rankdir: str = "LR") -> str:
    """The SVG text of a traced graph, after its backward pass.

    Args:
        traced: the graph, whole.
        grads: the gradient of each node.
        rankdir: the direction of the computation, "LR" or "TB".

    Returns:
        An `svg` element; node i is the group `n<i>`, edge i the group `e<i>`.

    Raises:
        RenderError: there is no Graphviz.

    >>> from autograd_core import Value
    >>> from viz.tracing import trace_graph
    >>> L = Value(2.0, label="<a>") * 3
    >>> "&lt;a&gt;" in picture(trace_graph(L), [3.0, 1.0])
    True
    """
    boxes = boxes_of(traced)
    placed = lay_out(traced, [box.size(rankdir) for box in boxes], rankdir)
    left, top, width, height = placed.view
    parts = [
        f'<svg id="graph" viewBox="{left} {top} {width} {height}" '
        f'width="{width}" height="{height}" role="group" '
        f'aria-label="Graph of {count(len(traced.nodes), "node")}">',
        _definitions(boxes[0].card, rankdir),
        *_edges(traced, placed),
    ]
    for i, node in enumerate(traced.nodes):
        parts.append(_node(i, node, boxes[i], placed.boxes[i], grads[i], rankdir))
    return "\n".join([*parts, "</svg>"])


def boxes_of(traced: Trace) -> list[Box]:
    """The sizes of all nodes: cards of one width, operators as wide as their text."""
    widest = max(text_width(visible(node.name, NAME_LENGTH)) for node in traced.nodes)
    least, most = CARD_WIDTHS
    card = round(min(max(least, widest * 7.6 + 44), most))
    boxes: list[Box] = []
    for node in traced.nodes:
        text = visible(node.operator, OPERATOR_LENGTH)
        operator = max(34, round(text_width(text) * 7.6 + 18)) if text else 0
        boxes.append(Box(card, operator, text))
    return boxes


def text_width(text: str) -> int:
    """How many columns a text takes: two for a wide character such as a Chinese one.

    >>> text_width("w1"), text_width("\\u91cd")
    (2, 2)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _definitions(card: int, rankdir: str) -> str:
    """What every node repeats: the card, and the wire from its operator to it."""
    if rankdir == "LR":
        wire = f"M{-WIRE} {CARD_HEIGHT // 2}h{WIRE}"
    else:
        wire = f"M{card // 2} {-WIRE}v{WIRE}"
    return (
        f'<defs><clipPath id="clip"><rect x="8" width="{card - 30}" height="28"/>'
        '</clipPath><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" '
        'markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto">'
        '<path d="M0 1L10 5L0 9z"/></marker>'
        f'<g id="card"><rect width="{card}" height="{CARD_HEIGHT}" rx="9"/>'
        '<text class="word" x="10" y="43">data</text>'
        '<text class="word" x="10" y="61">grad</text></g>'
        f'<g id="made"><path d="{wire}"/><use href="#card"/></g></defs>'
    )


# There may be hundreds of edges and nodes: attributes go without quotes where HTML
# allows it, and what all nodes have in common stands in the style.
def _edges(traced: Trace, placed: Layout) -> list[str]:
    return [
        f'<path id=e{i} class=edge d="{placed.paths[i]}"/>'
        f"<text class=local x={placed.labels[i][0]} y={placed.labels[i][1]}>"
        f"{number(edge.local)}</text>"
        for i, edge in enumerate(traced.edges)
    ]


def _node(
    i: int,
    node: TracedNode,
    box: Box,
    at: tuple[int, int],
    grad: float,
    rankdir: str,
) -> str:
    """A node, its card at the origin of its group and its operator before that."""
    x, y = at
    operator = ""
    if box.operator and rankdir == "LR":
        x += box.operator + WIRE
        operator = _operator(box, -WIRE - box.operator, CARD_HEIGHT // 2)
    elif box.operator:
        x += (box.size(rankdir)[0] - box.card) // 2
        y += OPERATOR_HEIGHT + WIRE
        middle = -WIRE - OPERATOR_HEIGHT // 2
        operator = _operator(box, (box.card - box.operator) // 2, middle)
    name = escape(visible(node.name, NAME_LENGTH))
    return (
        f'<g id=n{i} class="node {node.kind}" transform="translate({x} {y})">{operator}'
        f'<use class=card href=#{"made" if box.operator else "card"} />'
        f"<text class=name x=10 y=22>{name}</text>"
        f"<text class=data x={box.card - 10} y=43>{number(node.data)}</text>"
        f"<text class=grad x={box.card - 10} y=61>{number(grad)}</text></g>"
    )


def _operator(box: Box, x: int, middle: int) -> str:
    return (
        f"<rect class=op x={x} y={middle - OPERATOR_HEIGHT // 2} "
        f"width={box.operator} height={OPERATOR_HEIGHT} />"
        f"<text class=sign x={x + box.operator // 2} y={middle + 5}>"
        f"{escape(box.text)}</text>"
    )
