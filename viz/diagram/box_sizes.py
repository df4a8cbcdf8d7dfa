"""The room that boxes take, estimated: Graphviz alone knows its letters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from viz.diagram.labels import facts_of, title_of
from viz.diagram.model import Box
from viz.diagram.themes import Theme
from viz.graph.text_format import visible

LETTER = 0.58
"""The mean width of a letter, in sizes of the font."""


class Look(NamedTuple):
    """How close the parts of a picture stand, and what a box holds.

    Attributes:
        padding: points around a text in a box.
        ranksep: inches between ranks.
        nodesep: inches between the boxes of a rank.
        compact: whether each box has its lines one below the other, and the arrows
            numbers alone.
        card: whether a box holds its operator and the texts of its arrows, too.
    """

    padding: float
    ranksep: float
    nodesep: float
    compact: bool = False
    card: bool = False


USUAL = Look(6.0, 0.4, 0.18)
COMPACT = Look(3.0, 0.15, 0.18, compact=True)
CARDS = Look(2.0, 0.3, 0.12, compact=True, card=True)


def box_size(
    box: Box,
    stacked: bool,
    show: Collection[str],
    theme: Theme,
    padding: float = USUAL.padding,
) -> tuple[float, float]:
    """The approximate width and height of a box, in points."""
    stacked = stacked or box.nodes > 1 or bool(box.shape)
    widths, line = _cells(_texts(box, show), theme, padding)
    return (max(widths), line * len(widths)) if stacked else (sum(widths), line)


def card_size(
    box: Box,
    entries: Sequence[str],
    sideways: bool,
    show: Collection[str],
    theme: Theme,
) -> tuple[float, float]:
    """The same of a card, with the texts of the arrows that come in."""
    texts = _texts(box, show)
    widths, line = _cells(texts, theme, CARDS.padding)
    beside, _ = _cells(entries, theme, CARDS.padding)
    (operator,), _ = _cells([box.operator], theme, CARDS.padding)
    if box.operator:
        widths[0] += operator
    if sideways:
        height = line * max(len(texts), len(entries))
        return max(widths) + max(beside, default=0.0), height
    return max(*widths, sum(beside)), line * (len(texts) + bool(entries))


def _texts(box: Box, show: Collection[str]) -> list[str]:
    return [visible(title_of(box)), *[text for _, text in facts_of(box, show)]]


def _cells(
    texts: Sequence[str], theme: Theme, padding: float
) -> tuple[list[float], float]:
    """The widths of cells, and their height."""
    widths = [LETTER * theme.size * len(text) + 2.0 * padding + 2.0 for text in texts]
    return widths, 1.25 * theme.size + 2.0 * padding
