"""The graph as compact SVG: the picture that the page's script brings to life.

It is whole without the script. What all nodes have in common stands in the style, and
attributes go without quotes where HTML allows it: there may be hundreds of each. Cards
have room for any number, as sliders change them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from autograd_core.extend import plural
from viz.graph.text_format import number, visible
from viz.graph.trace import Trace
from viz.page.layout import Arrange, lay_out

CARD_HEIGHT = 70
CARD_WIDTHS = (134, 220)
NAME_LENGTH = 22
OPERATOR_LENGTH = 20
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

    def corner(self, at: tuple[int, int], rankdir: str) -> tuple[int, int]:
        """Left and top of the card if those of operator and card together are `at`."""
        x, y = at
        if not self.operator:
            return x, y
        if rankdir == "LR":
            return x + self.operator + WIRE, y
        return x + (self.size(rankdir)[0] - self.card) // 2, y + OPERATOR_HEIGHT + WIRE


def picture(
    traced: Trace,
    grads: Sequence[float],
    rankdir: str = "LR",
    arrange: Arrange = lay_out,
) -> str:
    """The SVG text of a traced graph, after its backward pass.

    Args:
        traced: the graph, whole.
        grads: the gradient of each node.
        rankdir: the direction of the computation, "LR" or "TB".
        arrange: gives every node and edge its place.

    Returns:
        An `svg` element: for each edge a `path` and a `text`, in the order of the
        trace; for each node a group of a card, with the operator before it, and of the
        texts name, data and grad. The style must know the width of a card.

    Raises:
        RenderError: there is no Graphviz.

    >>> from autograd_core import Value
    >>> from viz.graph.trace import trace_graph
    >>> L = Value(2.0, label="<a>") * 3
    >>> "&lt;a&gt;" in picture(trace_graph(L), [3.0, 1.0])
    True
    """
    boxes = boxes_of(traced)
    placed = arrange(traced, [box.size(rankdir) for box in boxes], rankdir)
    width, height = placed.size
    operators: dict[str, int] = {}
    for box in boxes:
        operators.setdefault(box.text, len(operators))
    parts = [
        f'<svg id="graph" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="group" '
        f'aria-label="Graph of {plural(len(traced.nodes), "node")}">',
        _definitions(boxes, operators, rankdir),
    ]
    for i, edge in enumerate(traced.edges):
        x, y = placed.labels[i]
        local = number(edge.local)
        parts.append(f"<path d={placed.paths[i]} /><text x={x} y={y}>{local}</text>")
    for node, box, at, grad in zip(
        traced.nodes, boxes, placed.boxes, grads, strict=True
    ):
        x, y = box.corner(at, rankdir)
        card = f"made{operators[box.text]}" if box.operator else "card"
        parts.append(
            f"<g transform=translate({x},{y})><use href=#{card} />"
            f"<text>{escape(visible(node.name, NAME_LENGTH))}</text>"
            f"<text>{number(node.data)}</text><text>{number(grad)}</text></g>"
        )
    return "\n".join([*parts, "</svg>"])


def card_width(traced: Trace) -> int:
    """The width of all cards of a graph, in px: room for its longest name."""
    widest = max(text_width(visible(node.name, NAME_LENGTH)) for node in traced.nodes)
    smallest, largest = CARD_WIDTHS
    return round(min(max(smallest, widest * 8.6 + 34), largest))


def boxes_of(traced: Trace) -> list[Box]:
    """The sizes of all nodes: cards of one width, operators as wide as their text."""
    card = card_width(traced)
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


def _definitions(
    boxes: Sequence[Box], operators: Mapping[str, int], rankdir: str
) -> str:
    """What nodes repeat: the card, and each operator with its wire and its card."""
    card = boxes[0].card
    by_text = {box.text: box for box in boxes}
    operator_cards = [
        f'<g id="made{i}">{_operator(by_text[text], rankdir)}<use href="#card"/></g>'
        for text, i in operators.items()
        if text
    ]
    return (
        f'<defs><clipPath id="clip"><rect x="-4" y="-22" width="{card - 12}" '
        'height="32"/></clipPath><marker id="tip" viewBox="0 0 10 10" refX="9" '
        'refY="5" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" '
        'orient="auto"><path d="M0 1L10 5L0 9z"/></marker>'
        f'<g id="card"><rect width="{card}" height="{CARD_HEIGHT}" rx="9"/>'
        '<text class="word" x="10" y="43">data</text>'
        f'<text class="word" x="10" y="61">grad</text></g>{"".join(operator_cards)}'
        "</defs>"
    )


def _operator(box: Box, rankdir: str) -> str:
    """The operator before a card at 0, 0, and the wire between them."""
    if rankdir == "LR":
        x, y = -WIRE - box.operator, (CARD_HEIGHT - OPERATOR_HEIGHT) // 2
        wire = f"M{-WIRE} {CARD_HEIGHT // 2}h{WIRE}"
    else:
        x, y = (box.card - box.operator) // 2, -WIRE - OPERATOR_HEIGHT
        wire = f"M{box.card // 2} {-WIRE}v{WIRE}"
    return (
        f'<path d="{wire}"/><rect class=op x={x} y={y} width={box.operator} />'
        f"<text class=op x={x + box.operator // 2} y={y + 20}>"
        f"{escape(box.text)}</text>"
    )
