"""Places for the boxes of a graph whose arrows are too long for Graphviz to sort.

Graphviz divides an arrow at each rank that it crosses, and orders the pieces: a leaf
with hundreds of uses along a chain costs minutes. Here each rank is a column in one
pass, and Graphviz only draws.
"""

from __future__ import annotations

from collections.abc import Collection

from viz.diagram.labels import facts_of, title_of
from viz.diagram.model import Box, Picture
from viz.diagram.themes import Theme

GAP = 46.0
"""Points between an operator and its result."""
LABEL = 7.0
"""Room for what an arrow says between two columns, in heights of its letters."""
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
    """Where each box and each oval lies, in points, in columns by rank.

    Args:
        picture: what to draw.
        ranks: the column of each box that has an arrow.
        rankdir: the direction of the computation.
        show: what the boxes show.
        theme: the size of the letters.

    >>> from viz.diagram.themes import THEMES
    >>> box = Box("n0", "w", True, "leaf", "", "", (), (1.0, 1.0), None)
    >>> sorted(places(Picture((box,), (), 1), {}, "LR", (), THEMES["light"]))
    ['n0', 'n0_folded', 'n0_op', 'n0_uses']
    """
    sideways = rankdir in ("LR", "RL")
    sizes = {box.id: _size(box, sideways, show, theme) for box in picture.boxes}
    deep, wide = (0, 1) if sideways else (1, 0)
    pitch = max(size[wide] for size in sizes.values()) + BETWEEN
    columns = _columns(picture, ranks)
    tallest = max(len(column) for column in columns.values())
    far = {
        each.source
        for each in picture.arrows
        if ranks[each.target] - ranks[each.source] > 1
    }
    found: dict[str, Place] = {}
    along = 0.0
    for _, column in sorted(columns.items()):
        depth = max(sizes[each][deep] for each in column)
        oval, box = along + OVAL / 2, along + OVAL + GAP + depth / 2
        for row, each in enumerate(sorted(column, key=far.__contains__)):
            across = (row - (len(column) - 1) / 2) * pitch
            if each in far:  # off the line, for its arrows not to cross all boxes of it
                across += (tallest / 2 + 1) * pitch
            for name, at in (("", box), ("_op", oval)):
                found[each + name] = _turned(at, across, rankdir)
            for name, at in (("_folded", oval - GAP), ("_uses", box + depth)):
                found[each + name] = _turned(at, across + pitch / 2, rankdir)
        along = box + depth / 2 + (LABEL * theme.small if sideways else GAP)
    return found


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
        near = {
            each: [row.get(o, 0.0) for o in operands.get(each, ())] for each in column
        }
        column.sort(key=lambda each: sum(near[each]) / max(1, len(near[each])))
        for place, each in enumerate(column):
            row[each] = place - (len(column) - 1) / 2
    return columns


def _size(
    box: Box, sideways: bool, show: Collection[str], theme: Theme
) -> tuple[float, float]:
    """About how wide and how high a box is, in points."""
    texts = [title_of(box), *[text for _, text in facts_of(box, show)]]
    stacked = theme.stacked or box.nodes > 1 or bool(box.shape) or not sideways
    widths = [0.66 * theme.size * len(text) + 14.0 for text in texts]
    line = 1.3 * theme.size + 14.0
    return (max(widths), line * len(texts)) if stacked else (sum(widths), line)


def _turned(along: float, across: float, rankdir: str) -> Place:
    if rankdir in ("RL", "TB"):
        along = -along
    return (along, across) if rankdir in ("LR", "RL") else (across, along)
