"""Hints that need a whole array: shapes, transposes, places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.broadcasting import broadcast_axes
from autograd_core.testing.diagnosis.verdict import MATCH, Row, Verdict


def shape_hint(name: str, gradient: Any, right: Any) -> str:
    """Why a gradient has another shape than its input.

    >>> shape_hint("b", np.ones((4, 3)), np.full(3, 4.0))
    'b was broadcast, but its gradient is not summed over the broadcast axis: add ...
    """
    if gradient.T.shape == right.shape and alike(gradient.T, right):
        return f"the gradient of {name} is right after a transpose: write .T"
    if gradient.size == right.size and alike(gradient.reshape(right.shape), right):
        return f"the gradient of {name} is right after .reshape({right.shape})"
    if _broadcast(gradient.shape, right.shape):
        axes = broadcast_axes(gradient.shape, right.shape)
        for reduced, call in ((gradient.sum, "sum"), (gradient.mean, "mean")):
            found = reduced(axis=axes).reshape(right.shape)
            if alike(found, right):
                where = axes[0] if len(axes) == 1 else axes
                return (
                    f"{name} was broadcast, but its gradient is not summed over the "
                    f"broadcast axis: add .{call}(axis={where})"
                )
    return f"the gradient of {name} must have the shape of {name}, {right.shape}"


def alike(found: Any, right: Any, most: float = np.inf) -> bool:
    """Whether two arrays of one shape hold the same numbers, up to rounding.

    Args:
        found: an array.
        right: another one.
        most: by how much they may differ at most.

    >>> alike(np.array([1e-12]), np.array([2e-12])), alike(np.ones(2), np.ones(2))
    (False, True)
    """
    size = float(np.max(np.abs(right), initial=0.0))
    off = float(np.max(np.abs(found - right), initial=0.0))
    return size > 0.0 and off <= min(MATCH * size, most)


def _broadcast(wide: tuple[int, ...], narrow: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(wide, narrow) == wide
    except ValueError:
        return False


def array_of(rows: Sequence[Row], name: str, shape: tuple[int, ...]) -> Any:
    """The right gradient of one input, if the rows hold every component of it."""
    mine = [row for row in rows if row.input == name]
    if len(mine) != np.prod(shape, dtype=int):
        return None
    right = np.empty(shape)
    for row in mine:
        found = row.right
        right[row.index] = row.wrong if row.ok and row.wrong is not None else found
    return right


def array_hints(name: str, wrong: Any, right: Any) -> list[str]:
    """What was done to the right array to get the wrong one.

    >>> array_hints("W", np.array([[1.0, 3.0], [2.0, 4.0]]), np.array([[1.0, 2.0],
    ...                                                                [3.0, 4.0]]))
    ['the gradient of W is right after a transpose: write .T']
    """
    off = float(np.max(np.abs(wrong - right), initial=0.0))
    if not 0.0 < off < np.inf:
        return []

    def same(candidate: Any) -> bool:
        # Of an array that is almost right, nearly anything is near.
        return candidate.shape == wrong.shape and alike(candidate, wrong, 1e-2 * off)

    if wrong.ndim >= 2 and same(right.swapaxes(-1, -2)):
        return [f"the gradient of {name} is right after a transpose: write .T"]
    for axis in range(wrong.ndim):
        n = wrong.shape[axis]
        if n < 2:
            continue
        if same(np.flip(right, axis)):
            return [f"the gradient of {name} is right in reverse order along {axis=}"]
        total = right.sum(axis, keepdims=True)
        several = np.count_nonzero(right) > total.size
        if several and same(np.broadcast_to(total, right.shape)):
            return [f"the gradient of {name} is summed over {axis=}, where it is not"]
        if same(np.broadcast_to(right.mean(axis, keepdims=True), right.shape)):
            return [f"the gradient of {name} is averaged over {axis=}"]
    if same(np.abs(right)) or same(-np.abs(right)):
        return [f"the gradient of {name} is right up to the sign of some components"]
    return []


def the_wrong_one(
    row: Row, by_hand: dict[int, Any] | None, by_engine: dict[int, Any] | None, i: int
) -> tuple[Any, Any]:
    """The array to blame for a row, and the one that may be right, if they are known"""
    if row.verdict is Verdict.FORMULA_WRONG and by_hand is not None:
        return by_hand[i], None if by_engine is None else by_engine[i]
    if by_engine is None:
        return None, None
    return by_engine[i], None if by_hand is None else by_hand[i]
