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

from viz.graph.text_format import number, visible
from viz.graph.trace import Trace
from viz.page.layout import Arrange, lay_out
from viz.page.short_names import short_names
from viz.page.texts import phrase

CARD_HEIGHT, LEAF_HEIGHT = 52, 36
CARD_WIDTHS = (80, 116)
NUMBER_WIDTH = 76
"""The room for the number of a leaf, which stands beside its name."""
NAME_LENGTH = 12
OPERATOR_LENGTH = 20
OPERATOR_HEIGHT = 18
WIRE = 4
"""The gap between an operator and the card of its result."""


@dataclass(frozen=True, slots=True)
class Box:
    """The width of one node's card and of the operator above it (0 for a leaf)."""

    card: int
    operator: int
    text: str

    @property
    def height(self) -> int:
        """The height of the card."""
        return CARD_HEIGHT if self.operator else LEAF_HEIGHT

    @property
    def above(self) -> int:
        """The height of what stands above the card."""
        return OPERATOR_HEIGHT + WIRE if self.operator else 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of operator and card together."""
        return max(self.operator, self.card), self.above + self.height

    def corner(self, at: tuple[int, int], rankdir: str) -> tuple[int, int]:
        """Left and top of the card if those of operator and card together are `at`."""
        x, y = at
        aside = 0 if rankdir == "LR" else (self.size[0] - self.card) // 2
        return x + aside, y + self.above


def picture(
    traced: Trace,
    grads: Sequence[float],
    rankdir: str = "LR",
    arrange: Arrange = lay_out,
    lang: str = "en",
) -> str:
    """The SVG text of a traced graph, after its backward pass.

    Args:
        traced: the graph, whole.
        grads: the gradient of each node.
        rankdir: the direction of the computation, "LR" or "TB".
        arrange: gives every node and edge its place.
        lang: the language of what a screen reader says.

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
    placed = arrange(traced, [box.size for box in boxes], rankdir)
    width, height = placed.size
    operators: dict[str, int] = {}
    for box in boxes:
        operators.setdefault(box.text, len(operators))
    parts = [
        f'<svg id="graph" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="group" '
        f'aria-label="{escape(_told(len(traced.nodes), lang))}">',
        _definitions(boxes, operators, rankdir),
    ]
    for i, edge in enumerate(traced.edges):
        x, y = placed.labels[i]
        local = number(edge.local)
        parts.append(f"<path d={placed.paths[i]} /><text x={x} y={y}>{local}</text>")
    for node, name, box, at, grad in zip(
        traced.nodes, card_names(traced), boxes, placed.boxes, grads, strict=True
    ):
        x, y = box.corner(at, rankdir)
        card = f"#made{operators[box.text]}" if box.operator else "#card class=leaf"
        parts.append(
            f"<g transform=translate({x},{y})><use href={card} />"
            f"<text>{escape(name)}</text>"
            f"<text>{number(node.data)}</text><text>{number(grad)}</text></g>"
        )
    return "\n".join([*parts, "</svg>"])


def _told(count: int, lang: str) -> str:
    noun = phrase(lang, "node" if count == 1 else "nodes")
    return phrase(lang, "Graph of {0}", f"{count:,} {noun}")


def card_names(traced: Trace) -> list[str]:
    """What stands on the cards: the short names, those still long cut at the left."""
    return [
        name if len(name) <= NAME_LENGTH else f"\u2026{name[1 - NAME_LENGTH :]}"
        for name in short_names([node.name for node in traced.nodes])
    ]


def card_width(traced: Trace) -> int:
    """The width of all cards of results, in px: room for the longest name."""
    widest = _widest(traced, leaves=False)
    smallest, largest = CARD_WIDTHS
    return round(min(max(smallest, widest * 7.8 + 30), largest))


def leaf_width(traced: Trace) -> int:
    """The width of all cards of leaves, in px: a number stands beside the name."""
    return round(max(_widest(traced, leaves=True), 3) * 8.6 + NUMBER_WIDTH + 20)


def _widest(traced: Trace, leaves: bool) -> int:
    names = zip(traced.nodes, card_names(traced), strict=True)
    return max(
        (text_width(name) for node, name in names if (node.kind == "leaf") == leaves),
        default=0,
    )


def boxes_of(traced: Trace) -> list[Box]:
    """The sizes of all nodes: cards of one width, operators as wide as their text."""
    card, leaf = card_width(traced), leaf_width(traced)
    boxes: list[Box] = []
    for node in traced.nodes:
        text = visible(node.operator, OPERATOR_LENGTH)
        operator = max(26, round(text_width(text) * 7.6 + 12)) if text else 0
        boxes.append(Box(card if text else leaf, operator, text))
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
    """What nodes repeat: a leaf's card, and each operator with its wire and a card."""
    width = max((box.card for box in boxes if box.operator), default=0)
    leaf = max(box.card for box in boxes if not box.operator)
    by_text = {box.text: box for box in boxes}
    operator_cards = [
        f'<g id="made{i}">{_operator(by_text[text], rankdir)}<rect width="{width}" '
        f'height="{CARD_HEIGHT}" rx="7"/></g>'
        for text, i in operators.items()
        if text
    ]
    return (
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" '
        'refY="5" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" '
        'orient="auto"><path d="M0 1L10 5L0 9z"/></marker>'
        f'<rect id="card" width="{leaf}" height="{LEAF_HEIGHT}" rx="7"/>'
        f"{''.join(operator_cards)}</defs>"
    )


def _operator(box: Box, rankdir: str) -> str:
    """The operator above a card at 0, 0, and the wires it takes."""
    y, over = -box.above, max(0, box.operator - box.card)
    x = (box.card - box.operator) // 2 if rankdir == "TB" or not over else 0
    wires = f"M{box.card // 2} {-WIRE}v{WIRE}"
    if over and rankdir == "LR":
        wires += f"M{box.card} {(CARD_HEIGHT - box.above) // 2}h{over}"
    return (
        f'<path d="{wires}"/><rect class=op x={x} y={y} width={box.operator} />'
        f"<text class=op x={x + box.operator // 2} y={y + 13}>"
        f"{escape(box.text)}</text>"
    )
