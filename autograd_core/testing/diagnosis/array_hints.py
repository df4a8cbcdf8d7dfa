"""Hints that need a whole array: transposes, reversed axes, sums, signs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd_core.messages.types import Array, Shape
from autograd_core.testing.diagnosis.verdict import MATCH, Row, Verdict
from autograd_core.testing.function.components import InputGradients

_REMAINDER = 1e-2
"""The part of a mistake that an array which explains it may leave unexplained."""


def same_up_to_rounding(array: Array, right: Array, limit: float = np.inf) -> bool:
    """Whether two arrays of one shape hold the same numbers, up to rounding.

    Args:
        array: an array.
        right: another one.
        limit: by how much they may differ at most.

    >>> tiny, ones = np.array([1e-12]), np.ones(2)
    >>> same_up_to_rounding(tiny, 2 * tiny), same_up_to_rounding(ones, ones)
    (False, True)
    """
    size = float(np.max(np.abs(right), initial=0.0))
    off = float(np.max(np.abs(array - right), initial=0.0))
    return size > 0.0 and off <= min(MATCH * size, limit)


def array_of(rows: Sequence[Row], name: str, shape: Shape) -> Array | None:
    """The right gradient of one input, if the rows hold every component of it."""
    rows = [row for row in rows if row.input == name]
    if len(rows) != np.prod(shape, dtype=int):
        return None
    right = np.empty(shape)
    for row in rows:
        right[row.index] = row.wrong if row.ok and row.wrong is not None else row.right
    return right


def array_hints(name: str, wrong: Array, right: Array) -> list[str]:
    """The operation on the right array that gives the wrong one.

    >>> array_hints("W", np.array([[1.0, 3.0], [2.0, 4.0]]), np.array([[1.0, 2.0],
    ...                                                                [3.0, 4.0]]))
    ['the gradient of W is right after a transpose: write .T']
    """
    off = float(np.max(np.abs(wrong - right), initial=0.0))
    if not 0.0 < off < np.inf:
        return []

    def explains(candidate: Array) -> bool:
        # An array that is almost right is near to nearly anything.
        limit = _REMAINDER * off
        return candidate.shape == wrong.shape and same_up_to_rounding(
            candidate, wrong, limit
        )

    if wrong.ndim >= 2 and explains(right.swapaxes(-1, -2)):
        return [f"the gradient of {name} is right after a transpose: write .T"]
    for axis in range(wrong.ndim):
        if wrong.shape[axis] < 2:
            continue
        if explains(np.flip(right, axis)):
            return [f"the gradient of {name} is right in reverse order along {axis=}"]
        total = right.sum(axis, keepdims=True)
        several = np.count_nonzero(right) > total.size
        if several and explains(np.broadcast_to(total, right.shape)):
            return [f"the gradient of {name} is summed over {axis=}, where it is not"]
        mean = right.mean(axis, keepdims=True)
        if explains(np.broadcast_to(mean, right.shape)):
            return [f"the gradient of {name} is averaged over {axis=}"]
    if explains(np.abs(right)) or explains(-np.abs(right)):
        return [f"the gradient of {name} is right up to the sign of some components"]
    return []


def wrong_and_right(
    row: Row,
    by_hand: InputGradients | None,
    by_engine: InputGradients | None,
    i: int,
) -> tuple[Array | None, Array | None]:
    """The array to blame for a row, and the one that may be right; None if unknown."""
    if row.verdict is Verdict.FORMULA_WRONG and by_hand is not None:
        return by_hand[i], None if by_engine is None else by_engine[i]
    if by_engine is None:
        return None, None
    return by_engine[i], None if by_hand is None else by_hand[i]
