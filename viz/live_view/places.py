"""Places that stay: nodes that a graph had before keep theirs when it grows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from autograd_core import Node
from viz.graph.trace import Trace
from viz.page.layout import Arrange, Layout, lay_out

GAP = (44, 14)
"""The least room between boxes along the computation and across it, in px."""
EDGE = 4
SAMPLES = 24
Point = tuple[int, int]


def keys_of(order: Sequence[Any], names: Mapping[Node, str]) -> list[str]:
    """A key for each node, the same for the same node of a graph built anew.

    A leaf goes by its name, a result by its op and its operands.

    Args:
        order: all nodes in topological order.
        names: a name for each.

    >>> from autograd_core import Value, topological_order
    >>> def keys():
    ...     order = topological_order(Value(2.0) * 3)
    ...     return keys_of(order, {order[0]: "w", order[1]: "L"})
    >>> keys() == keys(), len(set(keys()))
    (True, 2)
    """
    keys: dict[Node, str] = {}
    counts: dict[str, int] = {}
    for node in order:
        if node.is_leaf:
            text = f"leaf {names[node]}"
        else:
            operands = [
                keys[operand] if isinstance(operand, Node) else repr(operand)
                for operand in node.operands
            ]
            text = f"{node.rule.name} {operands}"
        counts[text] = counts.get(text, 0) + 1
        text = f"{text} {counts[text]}"
        keys[node] = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
    return [keys[node] for node in order]


@dataclass
class Places:
    """The places of the graph that was shown last, by the keys of its nodes."""

    boxes: dict[str, Point] = field(default_factory=dict)
    edges: dict[tuple[str, str, int], tuple[str, Point]] = field(default_factory=dict)

    def arrange(self, keys: Sequence[str]) -> Arrange:
        """What lays out a graph of nodes with these keys, and remembers it."""

        def arrange(
            traced: Trace, sizes: Sequence[tuple[int, int]], rankdir: str = "LR"
        ) -> Layout:
            fresh = lay_out(traced, sizes, rankdir)
            layout = self._extended(fresh, traced, sizes, keys) or fresh
            self._remember(layout, traced, keys)
            return layout

        return arrange

    def _remember(self, layout: Layout, traced: Trace, keys: Sequence[str]) -> None:
        self.boxes = dict(zip(keys, layout.boxes, strict=True))
        lines = zip(layout.paths, layout.labels, strict=True)
        self.edges = dict(zip(_edge_keys(traced, keys), lines, strict=True))

    def _extended(
        self,
        fresh: Layout,
        traced: Trace,
        sizes: Sequence[tuple[int, int]],
        keys: Sequence[str],
    ) -> Layout | None:
        """The old places and room for what is new; None where that does not fit."""
        kept = {i: self.boxes[key] for i, key in enumerate(keys) if key in self.boxes}
        if not kept or len(kept) < len(keys) - len(kept):
            return None
        shift = [
            median([at[axis] - fresh.boxes[i][axis] for i, at in kept.items()])
            for axis in (0, 1)
        ]
        boxes: list[Point] = []
        for i, (x, y) in enumerate(fresh.boxes):
            at = kept.get(i)
            if at is None:
                wanted = round(x + shift[0]), round(y + shift[1])
                at = _free(wanted, sizes[i], [*kept.items()], sizes)
                kept[i] = at
            boxes.append(at)
        drawn = _Drawn(boxes, sizes)
        if not drawn.runs_on(traced):
            return None
        lines = [
            self.edges.get(key) or drawn.line(edge)
            for key, edge in zip(_edge_keys(traced, keys), _ends(traced), strict=True)
        ]
        if any(line is None for line in lines):
            return None
        paths = [path for path, _ in filter(None, lines)]
        labels = [label for _, label in filter(None, lines)]
        return Layout(drawn.size(fresh.size), boxes, paths, labels)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Boxes in their places, from the left to the right."""

    boxes: Sequence[Point]
    sizes: Sequence[tuple[int, int]]

    def runs_on(self, traced: Trace) -> bool:
        """Whether every result stands to the right of its operands."""
        return all(
            self.boxes[parent][0] + self.sizes[parent][0] < self.boxes[child][0]
            for parent, child in _ends(traced)
        )

    def line(self, ends: tuple[int, int]) -> tuple[str, Point] | None:
        """A curve from an operand to its result; None if it would cross a box."""
        parent, child = ends
        x0, y0 = self.boxes[parent][0] + self.sizes[parent][0], self._middle(parent)
        x1, y1 = self.boxes[child][0], self._middle(child)
        bend = round((x1 - x0) / 2)
        for step in range(SAMPLES + 1):
            t = step / SAMPLES
            x = x0 + (x1 - x0) * (1.5 * t * (1 - t) + t**3 + 1.5 * t**2 * (1 - t))
            y = y0 + (y1 - y0) * (3 * t**2 - 2 * t**3)
            if any(
                self._holds(i, x, y) for i in range(len(self.boxes)) if i not in ends
            ):
                return None
        path = f"M{x0},{y0}C{x0 + bend},{y0},{x1 - bend},{y1},{x1},{y1}"
        return path, ((x0 + x1) // 2, (y0 + y1) // 2 - 5)

    def _middle(self, i: int) -> int:
        return self.boxes[i][1] + self.sizes[i][1] // 2

    def _holds(self, i: int, x: float, y: float) -> bool:
        (left, top), (width, height) = self.boxes[i], self.sizes[i]
        return left < x < left + width and top < y < top + height

    def size(self, at_least: tuple[int, int]) -> tuple[int, int]:
        """Width and height of all."""
        placed = [*zip(self.boxes, self.sizes, strict=True)]
        return (
            max(at_least[0], *(x + width + EDGE for (x, _), (width, _) in placed)),
            max(at_least[1], *(y + height + EDGE for (_, y), (_, height) in placed)),
        )


def _free(
    wanted: Point,
    size: tuple[int, int],
    placed: Sequence[tuple[int, Point]],
    sizes: Sequence[tuple[int, int]],
) -> Point:
    """The place nearest the wanted one, in its column, where no other box stands."""
    x, y = max(wanted[0], EDGE), max(wanted[1], EDGE)
    distance = 0
    while True:
        for across in (y + distance, y - distance):
            if across >= EDGE and not any(
                _overlap((x, across), size, at, sizes[i]) for i, at in placed
            ):
                return x, across
        distance += 6


def _overlap(
    at: Point, size: tuple[int, int], other: Point, other_size: tuple[int, int]
) -> bool:
    return all(
        at[axis] < other[axis] + other_size[axis] + GAP[axis]
        and other[axis] < at[axis] + size[axis] + GAP[axis]
        for axis in (0, 1)
    )


def _ends(traced: Trace) -> list[tuple[int, int]]:
    places = {node.id: i for i, node in enumerate(traced.nodes)}
    return [(places[edge.parent], places[edge.child]) for edge in traced.edges]


def _edge_keys(traced: Trace, keys: Sequence[str]) -> list[tuple[str, str, int]]:
    return [
        (keys[parent], keys[child], edge.position)
        for edge, (parent, child) in zip(traced.edges, _ends(traced), strict=True)
    ]
