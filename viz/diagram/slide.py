"""How a picture fits a slide: compact boxes, and rows where it is too long.

Each row is a part of the graph that hangs together by itself. What a row takes from an
earlier one stands at its beginning as a ghost: the name again, in a dotted box.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from viz.diagram.box_sizes import (
    CARDS,
    COMPACT,
    LETTER,
    USUAL,
    Look,
    box_size,
    card_size,
)
from viz.diagram.labels import short_arrow_text
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.ranks import picture_ranks
from viz.diagram.themes import Theme

WIDTH, HEIGHT = 1600, 900
"""Pixels of a slide."""
LEAST = 12.0
"""Pixels: the smallest text that can be read on a slide."""
MOST_ROWS = 40
MARGIN, WIDE_MARGIN = 1.1, 1.22
"""Graphviz takes more room than the boxes do, most of all among rows or texts."""
PASSING = 1.5
"""The room of an arrow that passes a rank, in gaps between boxes."""
FRAME = 52.0
"""Points that the frame of a scope adds."""
DEEPEST_SCOPE = 8
"""Scopes inside more than this many others have no frame."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the boxes of a picture stand.

    Attributes:
        look: how close they stand, and what they hold.
        flat_leaves: whether leaves have their lines side by side all the same.
        row: the row of each box; empty for a picture in one row.
        scale: pixels of a slide per point, an estimate.
    """

    look: Look = USUAL
    flat_leaves: bool = False
    row: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0

    def row_of(self, box: str) -> int:
        """The row of a box, from 0."""
        return self.row.get(box, 0)

    def ghosts(self, picture: Picture) -> dict[tuple[str, int], Arrow]:
        """An arrow into a later row for each ghost: its source and the row."""
        crossing = [(arrow, self.row_of(arrow.target)) for arrow in picture.arrows]
        return {
            (arrow.source, row): arrow
            for arrow, row in reversed(crossing)
            if row != self.row_of(arrow.source)
        }


def arranged(
    picture: Picture, rankdir: str, show: Collection[str], theme: Theme
) -> Arrangement:
    """The plainest arrangement that can be read on a slide, else the best.

    Args:
        picture: what to draw.
        rankdir: the direction of the computation.
        show: what boxes and arrows show.
        theme: the sizes of the letters.

    >>> from viz.diagram.themes import THEMES
    >>> box = Box("n0", "w", True, "leaf", "", "", (), (1.0, 1.0), None)
    >>> arranged(Picture((box,), (), 1), "LR", (), THEMES["light"]).look.compact
    False
    """
    best = _Columns(picture, rankdir, show, theme).in_rows(1)
    closer = [
        _Columns(picture, rankdir, show, theme, look, flat)
        for look in (COMPACT, CARDS)
        for flat in (False, True)
    ]
    best_rows = 1
    for rows in range(1, MOST_ROWS + 1):
        for columns in closer:
            if fits(best, theme):
                return best
            way = columns.in_rows(rows)
            if way.scale > best.scale:
                best, best_rows = way, rows
        if rows > best_rows + 3:
            break
    return best


def in_rows(
    picture: Picture, rankdir: str, show: Collection[str], theme: Theme, count: int
) -> Arrangement:
    """The usual boxes in about so many rows of equal length."""
    return _Columns(picture, rankdir, show, theme).in_rows(count)


def slide_scale(width: float, height: float) -> float:
    """Pixels of a slide per point of a picture of this size.

    >>> slide_scale(3200.0, 100.0)
    0.5
    """
    return min(WIDTH / width, HEIGHT / height)


def fits(arrangement: Arrangement, theme: Theme) -> bool:
    """Whether the smallest text can be read on a slide."""
    least = theme.size if arrangement.look.compact else min(theme.size, theme.small)
    return arrangement.scale * least >= LEAST


class _Columns:
    """The boxes of a picture by rank, with the room that each rank takes."""

    def __init__(
        self,
        picture: Picture,
        rankdir: str,
        show: Collection[str],
        theme: Theme,
        look: Look = USUAL,
        flat_leaves: bool = False,
    ) -> None:
        self.picture = picture
        self.look = look
        self.flat_leaves = flat_leaves
        self.sideways = rankdir in ("LR", "RL")
        self.theme = theme
        self.ranks = picture_ranks(picture)
        sizes = self._sizes(show)
        along, across = (0, 1) if self.sideways else (1, 0)
        self.lengths = {name: size[along] for name, size in sizes.items()}
        self.breadths = {name: size[across] for name, size in sizes.items()}
        self.gap, self.between = 72.0 * look.ranksep, 72.0 * look.nodesep
        self.label = self._label(show)
        last = max(self.ranks.values(), default=0)
        columns: list[list[Box]] = [[] for _ in range(last + 1)]
        for box in picture.boxes:
            columns[self.ranks.get(box.id, 0)].append(box)
        self.depths = [self._depth(column) for column in columns]

    def _sizes(self, show: Collection[str]) -> dict[str, tuple[float, float]]:
        """The size of each box."""
        entries: dict[str, list[str]] = {}
        for arrow in self.picture.arrows:
            if text := short_arrow_text(arrow, show):
                entries.setdefault(arrow.target, []).append(text)
        look = self.look
        stacked = self.theme.stacked or look.compact or not self.sideways
        sizes = {}
        for box in self.picture.boxes:
            flat = self.flat_leaves and box.kind == "leaf"
            if look.card and not flat:
                texts = entries.get(box.id, ())
                size = card_size(box, texts, self.sideways, show, self.theme)
            else:
                upright = stacked and not (flat and self.sideways)
                size = box_size(box, upright, show, self.theme, look.padding)
            sizes[box.id] = size
        return sizes

    def _label(self, show: Collection[str]) -> float:
        """The room of the longest text on an arrow, along its direction."""
        texts = [short_arrow_text(arrow, show) for arrow in self.picture.arrows]
        most = max(map(len, texts), default=0)
        if not most or self.look.card:
            return 0.0
        if not self.sideways:
            return self.theme.small + 8.0
        if self.look.compact:
            return LETTER * self.theme.size * most + 4.0 + self.gap
        # Beside its arrow a text has the word "local", two blanks and a margin.
        return LETTER * self.theme.small * (most + 6) + 20.0

    def _depth(self, column: list[Box]) -> float:
        """The room of a rank along the direction: arrows, operators, boxes."""
        boxes = max([self.lengths[box.id] for box in column], default=0.0)
        room = boxes + self.label + self.gap
        operators = [len(box.operator) for box in column if box.operator]
        if not operators or self.look.card:
            return room
        width = LETTER * self.theme.size * max(operators) + 9.0
        if not self.look.compact:
            width = max(36.0, 1.3 * width)
        return room + (width if self.sideways else 29.0) + self.gap

    def in_rows(self, count: int) -> Arrangement:
        """The columns in about so many rows of equal length."""
        most = sum(self.depths) / count
        starts, along = [0], 0.0
        for rank, depth in enumerate(self.depths):
            if along and along + depth / 2 > most and len(starts) < count:
                starts.append(rank)
                along = 0.0
            along += depth
        rows = self._rows(starts) if len(starts) > 1 else {}
        arrangement = Arrangement(self.look, self.flat_leaves, rows)
        length, breadth = self._extent(arrangement, starts)
        width, height = (length, breadth) if self.sideways else (breadth, length)
        plain = not rows and (self.sideways or self.look.card)
        scale = slide_scale(width, height) / (MARGIN if plain else WIDE_MARGIN)
        return replace(arrangement, scale=scale)

    def _rows(self, starts: list[int]) -> dict[str, int]:
        """The row of each box; a leaf stands in that of its first use."""
        row = {
            box.id: bisect_right(starts, self.ranks.get(box.id, 0)) - 1
            for box in self.picture.boxes
        }
        leaves = {box.id for box in self.picture.boxes if box.kind == "leaf"}
        first: dict[str, int] = {}
        for arrow in self.picture.arrows:
            if arrow.source in leaves:
                use = row[arrow.target]
                first[arrow.source] = min(first.get(arrow.source, use), use)
        return row | first

    def _extent(
        self, arrangement: Arrangement, starts: list[int]
    ) -> tuple[float, float]:
        """The length of the longest row, and the breadth of all."""
        # Graphviz gives the columns of all rows the same places.
        columns: list[float] = []
        for start, end in zip(starts, [*starts[1:], len(self.depths)], strict=True):
            for place, depth in enumerate(self.depths[start:end]):
                if place == len(columns):
                    columns.append(0.0)
                columns[place] = max(columns[place], depth)
        rows: dict[int, list[Box]] = {}
        for box in self.picture.boxes:
            rows.setdefault(arrangement.row_of(box.id), []).append(box)
        between = self._between(arrangement)
        breadths = [self._breadth(rows[row], 0, between[row]) for row in rows]
        breadth = sum(breadths) + self.between * len(rows)
        ends = self.label + 110.0 if arrangement.row else 0.0
        frames = max([len(box.scope) for box in self.picture.boxes], default=0)
        return sum(columns) + ends + 16.0 * frames, breadth + 2.0 * self.theme.size

    def _between(self, arrangement: Arrangement) -> dict[int, dict[int, float]]:
        """The room at each rank of each row for passing arrows, ghosts and notes."""
        row_of = arrangement.row_of
        ghosts: dict[tuple[str, int], int] = {}
        for arrow in self.picture.arrows:
            key, rank = (arrow.source, row_of(arrow.target)), self.ranks[arrow.target]
            if key[1] != row_of(arrow.source):
                ghosts[key] = min(ghosts.get(key, rank), rank - 1)
        changes: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))

        def add(row: int, start: int, end: int, room: float) -> None:
            changes[row][start] += room
            changes[row][end] -= room

        note = 1.25 * self.theme.size + 9.0 + self.between
        for (source, row), rank in ghosts.items():
            add(row, rank, rank + 1, note)
            add(row_of(source), self.ranks[source] + 1, self.ranks[source] + 2, note)
        for arrow in self.picture.arrows:
            row, end = row_of(arrow.target), self.ranks[arrow.target]
            start = ghosts.get((arrow.source, row), self.ranks[arrow.source])
            add(row, start + 1, end, PASSING * self.between)
        ranks = range(len(self.depths) + 1)
        return defaultdict(dict) | {
            row: dict(enumerate(accumulate([change[rank] for rank in ranks])))
            for row, change in changes.items()
        }

    def _breadth(
        self, boxes: list[Box], depth: int, others: Mapping[int, float]
    ) -> float:
        """The room of some boxes across the direction; a frame keeps others out."""
        columns: dict[int, float] = defaultdict(float, others)
        frames: dict[str, list[Box]] = {}
        for box in boxes:
            if len(box.scope) > depth and depth < DEEPEST_SCOPE:
                frames.setdefault(box.scope[depth], []).append(box)
            else:
                rank = self.ranks.get(box.id, 0)
                columns[rank] += self.breadths[box.id] + self.between
        for members in frames.values():
            ranks = [self.ranks.get(box.id, 0) for box in members]
            room = self._breadth(members, depth + 1, {}) + FRAME
            for rank in range(min(ranks), max(ranks) + 1):
                columns[rank] += room
        return max(columns.values(), default=0.0)
