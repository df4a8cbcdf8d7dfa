"""Places for the boxes of a graph whose arrows are too long for Graphviz to sort.

Graphviz divides an arrow at each rank that it crosses, and orders the pieces: a leaf
with hundreds of uses along a chain costs minutes. Here each rank is a column in one
pass, and Graphviz only draws.
"""

from __future__ import annotations

from collections.abc import Collection

from viz.diagram.box_sizes import box_size
from viz.diagram.model import Picture
from viz.diagram.themes import Theme

GAP = 46.0
"""Points between an operator and its result."""
LABEL = 7.0
"""Room for the text of an arrow between two columns, in heights of its letters."""
OVAL = 50.0
BETWEEN = 14.0
"""Points between the boxes of a column."""
Place = tuple[float, float]


def places(
    picture: Picture,
    ranks: dict[str, int],
    rankdir: str,
    show: Collection[str],
    theme: Theme,
) -> dict[str, Place]:
    """The centre of each box and each oval, in points, in columns by rank.

    Args:
        picture: what to draw.
        ranks: the column of each box that has an arrow.
        rankdir: the direction of the computation.
        show: what the boxes show.
        theme: the size of the letters.

    >>> from viz.diagram.model import Box
    >>> from viz.diagram.themes import THEMES
    >>> box = Box("n0", "w", True, "leaf", "", "", (), (1.0, 1.0), None)
    >>> sorted(places(Picture((box,), (), 1), {}, "LR", (), THEMES["light"]))
    ['n0', 'n0_folded', 'n0_op', 'n0_uses']
    """
    sideways = rankdir in ("LR", "RL")
    stacked = theme.stacked or not sideways
    sizes = {box.id: box_size(box, stacked, show, theme) for box in picture.boxes}
    deep, wide = (0, 1) if sideways else (1, 0)
    pitch = max(size[wide] for size in sizes.values()) + BETWEEN
    columns = _columns(picture, ranks)
    tallest = max(len(column) for column in columns.values())
    raised = {
        arrow.source
        for arrow in picture.arrows
        if ranks[arrow.target] - ranks[arrow.source] > 1
    }
    positions: dict[str, Place] = {}
    along = 0.0
    for _, column in sorted(columns.items()):
        depth = max(sizes[name][deep] for name in column)
        oval, box = along + OVAL / 2, along + OVAL + GAP + depth / 2
        for row, name in enumerate(sorted(column, key=raised.__contains__)):
            across = (row - (len(column) - 1) / 2) * pitch
            if (
                name in raised
            ):  # off the line, so that its arrows do not cross all boxes
                across += (tallest / 2 + 1) * pitch
            for suffix, at in (("", box), ("_op", oval)):
                positions[name + suffix] = _turned(at, across, rankdir)
            for suffix, at in (("_folded", oval - GAP), ("_uses", box + depth)):
                positions[name + suffix] = _turned(at, across + pitch / 2, rankdir)
        along = box + depth / 2 + (LABEL * theme.small if sideways else GAP)
    return positions


def _columns(picture: Picture, ranks: dict[str, int]) -> dict[int, list[str]]:
    """The boxes of each rank, those with the same operands side by side."""
    operands: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        operands.setdefault(arrow.target, []).append(arrow.source)
    columns: dict[int, list[str]] = {}
    for box in picture.boxes:
        columns.setdefault(ranks.get(box.id, 0), []).append(box.id)
    row: dict[str, float] = {}
    for _, column in sorted(columns.items()):
        means = {
            name: _mean([row.get(source, 0.0) for source in operands.get(name, ())])
            for name in column
        }
        column.sort(key=means.__getitem__)
        for place, name in enumerate(column):
            row[name] = place - (len(column) - 1) / 2
    return columns


def _mean(rows: list[float]) -> float:
    return sum(rows) / max(1, len(rows))


def _turned(along: float, across: float, rankdir: str) -> Place:
    if rankdir in ("RL", "TB"):
        along = -along
    return (along, across) if rankdir in ("LR", "RL") else (across, along)
