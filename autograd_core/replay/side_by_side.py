"""Sums of products whose operands lie at equal steps: one instruction for all of them.

The neurons of a layer are such sums: they share their inputs, and from one to the next
each weight lies as many slots further. So do their gradients.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

FEWEST = 4
"""How many sums a vector holds; for fewer it does not pay."""

Run = tuple[Sequence[int], list[int] | None]
"""Rows of sums, and their instruction, as `sums.h` says; None: each is by itself."""


def in_runs(table: Any) -> Iterator[Run]:
    """Sums of equally many products in runs of one instruction each.

    Args:
        table: a row for each sum, in the order in which their results lie: the slot of
            the result, and those of the factors in pairs.
    """
    steps = np.diff(table, axis=0)
    side_by_side = (steps[:, 0] == 1).tolist()
    same = (steps[1:] == steps[:-1]).all(axis=1)
    # Where a run ends at the latest: where a step changes, or after the last.
    breaks = [*np.flatnonzero(~same).tolist(), len(steps) - 1]
    start = at = 0
    single: list[int] = []
    while start < len(table):
        while at < len(breaks) and breaks[at] < start:
            at += 1
        is_run = start < len(steps) and side_by_side[start]
        end = breaks[at] + 2 if is_run else start + 1
        if end - start < FEWEST:
            end = max(end - 1, start + 1)  # the last may begin the next run
            single += range(start, end)
        else:
            first = table[start].tolist()
            instruction = _instruction(first, end - start, steps[start, 1:])
            yield range(start, end), instruction
        start = end
    if single:
        yield single, None


def _instruction(first: list[int], width: int, steps: Any) -> list[int]:
    parts: list[list[int]] = []
    last = None
    of_pairs = steps.reshape(-1, 2).tolist()
    for x, y, (dx, dy) in zip(first[1::2], first[2::2], of_pairs, strict=True):
        if dx == 0:  # what all sums share is the second factor
            x, y, dx, dy = y, x, dy, dx
        if (dx, dy) != last:
            last = dx, dy
            parts.append([0, dx, dy])
        parts[-1][0] += 1
        parts[-1] += (x, y)
    return [first[0], width, len(parts), *itertools.chain.from_iterable(parts)]


def stretches(slots: list[int]) -> list[int]:
    """Slots as pairs: the first of those that lie side by side, and how many there are.

    Those that are -1, of operands without a gradient, are together as well.

    >>> stretches([5, 6, 7, -1, -1, 2])
    [5, 3, -1, 2, 2, 1]
    """
    pairs: list[int] = []
    for slot in slots:
        if pairs and slot == (pairs[-2] + pairs[-1] if pairs[-2] >= 0 else -1):
            pairs[-1] += 1
        else:
            pairs += (slot, 1)
    return pairs
