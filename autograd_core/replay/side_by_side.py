"""Sums of products whose operands lie at equal steps: one instruction for all of them.

The neurons of a layer are such sums: they share their inputs, and from one to the next
each weight lies as many slots further. So do their gradients.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

FEWEST = 4
"""How many sums a vector holds; for fewer it does not pay."""

Sum = tuple[int, int, tuple[int, ...]]
"""The slot of a result, how many terms are no products, the slots of operands."""


def in_runs(sums: list[Sum]) -> Iterator[tuple[list[Sum], list[int] | None]]:
    """The sums in runs of one instruction each.

    Args:
        sums: in the order in which their results lie.

    Yields:
        A run, and its instruction, as `sums.h` says; None where each sum must be done
        by itself.
    """
    for _, group in itertools.groupby(sums, lambda x: (x[1], len(x[2]))):
        alike = list(group)
        if len(alike) < FEWEST:
            yield alike, None
        else:
            yield from _at_equal_steps(alike)


def _at_equal_steps(sums: list[Sum]) -> Iterator[tuple[list[Sum], list[int] | None]]:
    plain = sums[0][1]
    steps = np.diff(np.array([(out, *operands) for out, _, operands in sums]), axis=0)
    # From a sum to the next: the same step for all terms, first or second factors.
    regular = steps[:, 0] == 1
    parts = steps[:, 1 : 1 + plain], steps[:, 1 + plain :: 2], steps[:, 2 + plain :: 2]
    for part in parts:
        regular &= (part == part[:, :1]).all(axis=1)
    steps = np.stack([_first(part) for part in parts], axis=1)
    same = (steps[1:] == steps[:-1]).all(axis=1)
    # Where a run ends at the latest: where the step changes, or after the last.
    breaks = [*np.flatnonzero(~(regular[1:] & same)).tolist(), len(steps) - 1]
    start = at = 0
    single: list[Sum] = []
    while start < len(sums):
        while at < len(breaks) and breaks[at] < start:
            at += 1
        is_run = start < len(steps) and regular[start]
        end = breaks[at] + 2 if is_run else start + 1
        if end - start < FEWEST:
            single += sums[start:end]
        else:
            yield sums[start:end], _instruction(sums[start], end - start, steps[start])
        start = end
    if single:
        yield single, None


def _first(part: Any) -> Any:
    return part[:, 0] if part.shape[1] else np.zeros(len(part), int)


def _instruction(first: Sum, width: int, steps: Any) -> list[int]:
    out, plain, operands = first
    step, step_x, step_y = steps.tolist()
    pairs = operands[plain:]
    if step_x == 0:  # what all sums share is the second factor
        step_x, step_y = step_y, step_x
        swapped = zip(pairs[1::2], pairs[::2], strict=True)
        pairs = tuple(itertools.chain.from_iterable(swapped))
    sizes = [out, width, plain, len(pairs) // 2]
    return [*sizes, step, step_x, step_y, *operands[:plain], *pairs]


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
