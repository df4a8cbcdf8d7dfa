"""How a picture fits a slide: compact boxes, and rows where it is too long.

Each row is a part of the graph that hangs together by itself. What a row takes from an
earlier one stands at its beginning as a ghost: the name again, in a dotted box.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from viz.diagram.labels import facts_of, short_arrow_text, title_of
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.ranks import picture_ranks
from viz.diagram.themes import Theme
from viz.graph.text_format import visible

WIDTH, HEIGHT = 1600, 900
"""Pixels of a slide."""
LEAST = 12.0
"""Pixels: the smallest text that can be read on a slide."""
MOST_ROWS = 40
LETTER = 0.58
"""The mean width of a letter, in sizes of the font."""
BETWEEN = 13.0
"""Points between boxes one above the other."""
MARGIN = 1.02
"""Graphviz takes a little more room than the boxes do."""
FRAME = 52.0
"""Points that the frame of a scope adds."""
DEEPEST_SCOPE = 8
"""Scopes inside more than this many others have no frame."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the boxes of a picture stand.

    Attributes:
        compact: whether each box has its lines one below the other, and the arrows
            numbers alone.
        flat_leaves: whether leaves have them side by side all the same.
        row: the row of each box; empty for a picture in one row.
        scale: pixels of a slide per point, an estimate.
    """

    compact: bool = False
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
    >>> arranged(Picture((box,), (), 1), "LR", (), THEMES["light"]).compact
    False
    """
    best = _Columns(picture, rankdir, show, theme).in_rows(1)
    compact = [
        _Columns(picture, rankdir, show, theme, True, flat) for flat in (False, True)
    ]
    for rows in range(1, MOST_ROWS + 1):
        for columns in compact:
            if fits(best, theme):
                return best
            best = max(columns.in_rows(rows), best, key=lambda way: way.scale)
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
    least = theme.size if arrangement.compact else min(theme.size, theme.small)
    return arrangement.scale * least >= LEAST


def box_size(
    box: Box, stacked: bool, show: Collection[str], theme: Theme, padding: float = 6.0
) -> tuple[float, float]:
    """The approximate width and height of a box, in points."""
    texts = [visible(title_of(box)), *[text for _, text in facts_of(box, show)]]
    stacked = stacked or box.nodes > 1 or bool(box.shape)
    widths = [LETTER * theme.size * len(text) + 2.0 * padding + 2.0 for text in texts]
    line = 1.25 * theme.size + 2.0 * padding
    return (max(widths), line * len(texts)) if stacked else (sum(widths), line)


class _Columns:
    """The boxes of a picture by rank, with the room that each rank takes."""

    def __init__(
        self,
        picture: Picture,
        rankdir: str,
        show: Collection[str],
        theme: Theme,
        compact: bool = False,
        flat_leaves: bool = False,
    ) -> None:
        self.picture = picture
        self.compact = compact
        self.flat_leaves = flat_leaves
        self.sideways = rankdir in ("LR", "RL")
        self.theme = theme
        self.ranks = picture_ranks(picture)
        stacked = theme.stacked or compact or not self.sideways
        padding = 3.0 if compact else 6.0
        sizes = {
            box.id: box_size(box, stacked and not self._flat(box), show, theme, padding)
            for box in picture.boxes
        }
        along, across = (0, 1) if self.sideways else (1, 0)
        self.lengths = {name: size[along] for name, size in sizes.items()}
        self.breadths = {name: size[across] for name, size in sizes.items()}
        self.label = self._label(show)
        last = max(self.ranks.values(), default=0)
        columns: list[list[Box]] = [[] for _ in range(last + 1)]
        for box in picture.boxes:
            columns[self.ranks.get(box.id, 0)].append(box)
        self.depths = [self._depth(column) for column in columns]

    def _flat(self, box: Box) -> bool:
        return self.flat_leaves and box.kind == "leaf"

    def _label(self, show: Collection[str]) -> float:
        """The room of the longest text on an arrow, along its direction."""
        texts = [short_arrow_text(arrow, show) for arrow in self.picture.arrows]
        most = max(map(len, texts), default=0)
        if not most:
            return 0.0
        if not self.sideways:
            return self.theme.small + 8.0
        if self.compact:
            return LETTER * self.theme.size * most + 4.0
        # Beside its arrow a text has the word "local", two blanks and a margin.
        return LETTER * self.theme.small * (most + 6) + 20.0

    def _depth(self, column: list[Box]) -> float:
        """The room of a rank along the direction: arrows, operators, boxes."""
        boxes = max([self.lengths[box.id] for box in column], default=0.0)
        operators = [len(box.operator) for box in column if box.operator]
        gap = 11.0 if self.compact else 30.0
        room = boxes + self.label + (gap if self.label and self.compact else 0.0) + gap
        if not operators:
            return room
        width = LETTER * self.theme.size * max(operators) + 9.0
        if not self.compact:
            width = max(36.0, 1.3 * width)
        return room + (width if self.sideways else 29.0) + gap

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
        arrangement = Arrangement(self.compact, self.flat_leaves, rows)
        length, breadth = self._extent(arrangement, starts)
        width, height = (length, breadth) if self.sideways else (breadth, length)
        scale = slide_scale(width, height) / MARGIN
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
        boxes: dict[int, list[Box]] = {}
        for box in self.picture.boxes:
            boxes.setdefault(arrangement.row_of(box.id), []).append(box)
        breadth = sum([self._breadth(row, 0) + BETWEEN for row in boxes.values()])
        ghosts = Counter([row for _, row in arrangement.ghosts(self.picture)])
        # Ghosts stand beside the boxes of a row, where there is room.
        line = 1.25 * self.theme.size + 12.0 + BETWEEN
        breadth += sum([max(0, n - 3) * line for n in ghosts.values()])
        ends = self.label + 110.0 if arrangement.row else 0.0
        frames = max([len(box.scope) for box in self.picture.boxes], default=0)
        return sum(columns) + ends + 16.0 * frames, breadth + 2.0 * self.theme.size

    def _breadth(self, boxes: list[Box], depth: int) -> float:
        """The room of some boxes across the direction; a frame keeps others out."""
        columns: dict[int, float] = defaultdict(float)
        frames: dict[str, list[Box]] = {}
        for box in boxes:
            if len(box.scope) > depth and depth < DEEPEST_SCOPE:
                frames.setdefault(box.scope[depth], []).append(box)
            else:
                columns[self.ranks.get(box.id, 0)] += self.breadths[box.id] + BETWEEN
        for members in frames.values():
            ranks = [self.ranks.get(box.id, 0) for box in members]
            room = self._breadth(members, depth + 1) + FRAME
            for rank in range(min(ranks), max(ranks) + 1):
                columns[rank] += room
        return max(columns.values(), default=0.0)
