"""Entries repeated, and taken by their positions along an axis."""

from __future__ import annotations

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import (
    checked_axis,
    integers,
    shape_of,
)
from autograd_core.array_ops.choose import choose, chooses
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.shape import ravel
from autograd_core.array_ops.shape import BroadcastTo, Reshape
from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe, is_mapped, short_repr
from autograd_core.messages.types import ArrayLike, Integer, Integers


@explained
def tile(x: ArrayT, reps: Integers) -> ArrayT:
    """The whole array, repeated along axes.

    d/dx = the sum of the upstream gradients of all copies.

    Args:
        x: a Tensor or array.
        reps: how often, for each axis, counted from the last.

    Raises:
        TypeError: they are not integers.
        ValueError: one is negative.

    >>> tile(np.array([1.0, 2.0]), 2).tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    x = operand(x, "tile")
    times = integers(reps, x, "tile", "a number of copies")
    if any(n < 0 for n in times):
        raise ValueError(f"tile({describe(x)}): reps must not be < 0, got {reps!r}")
    ndim = max(len(times), len(shape_of(x)))
    times = (1,) * (ndim - len(times)) + times
    lengths = (1,) * (ndim - len(shape_of(x))) + shape_of(x)
    apart = [n for length in lengths for n in (1, length)]
    wide = [n for pair in zip(times, lengths, strict=True) for n in pair]
    copies = apply(BroadcastTo(tuple(wide)), apply(Reshape(tuple(apart), "tile"), x))
    full = tuple([n * length for n, length in zip(times, lengths, strict=True)])
    return apply(Reshape(full, "tile"), copies)


@explained
def repeat(x: ArrayT, repeats: ArrayLike, axis: Integer | None = None) -> ArrayT:
    """Each entry repeated along an axis.

    d/dx = the sum of the upstream gradients of the copies of each entry.

    Args:
        x: a Tensor or array.
        repeats: how often, one number or one for each position along the axis.
        axis: the axis, or None for the entries of all axes in a row.

    Raises:
        TypeError: `repeats` is not integers.
        ValueError: one is negative, or there is another number of them.

    >>> repeat(np.array([1.0, 2.0]), 2).tolist()
    [1.0, 1.0, 2.0, 2.0]
    """
    x = operand(x, "repeat")
    if axis is None:
        x, axis = ravel(x), 0
    axis = checked_axis(axis, x, "repeat")
    times = np.asarray(repeats)
    if times.dtype.kind not in "iu":
        raise TypeError(
            f"repeat({describe(x)}): repeats must be integers, got "
            f"{short_repr(repeats)}"
        )
    n = shape_of(x)[axis]
    if (times < 0).any() or times.ndim > 1 or times.size not in (1, n):
        raise ValueError(
            f"repeat({describe(x)}): repeats must be one number or {n}, none of them "
            f"negative, got {short_repr(repeats)}"
        )
    positions = np.repeat(np.arange(n), times.reshape(-1))
    return getitem(x, ((slice(None),) * axis + (positions,)))


@explained
def take(
    x: ArrayT, indices: ArrayLike, axis: Integer | None = None, mode: str = "raise"
) -> ArrayT:
    """Entries by their positions along an axis.

    d/dx = upstream, added up at the positions of the entries.

    A list of Python cannot tell which of its rows was asked for, so inside a function
    that is compiled `table[i]` fails for an argument i; `take(table, i)` records the
    choice. The row that was taken gets all of the gradient, the index none.

    Args:
        x: a Tensor or array; or a list of Values, or of rows (lists) of them.
        indices: integers, in any shape; the result has it in place of the axis. Of a
            list of Values the number of a row, which may be a Value itself.
        axis: the axis, or None for the entries of all axes in a row.
        mode: what becomes of a position that does not exist: "raise", "wrap" (counted
            round), or "clip" (the first or last).

    Raises:
        IndexError: there is no such position, and `mode` is "raise".
        TypeError: `indices` holds anything but integers.
        ValueError: `mode` is another one.

    >>> take(np.array([1.0, 2.0, 3.0]), [2, 0]).tolist()
    [3.0, 1.0]
    >>> from autograd_core import Value
    >>> table = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
    >>> [entry.data for entry in take(table, Value(1.0))]
    [3.0, 4.0]
    """
    if axis is None and chooses(x, indices):
        return choose(x, indices)  # type: ignore[no-any-return]
    x = operand(x, "take")
    if axis is None:
        x, axis = ravel(x), 0
    axis = checked_axis(axis, x, "take")
    if is_mapped(indices):
        return getitem(x, (slice(None),) * axis + (indices,))
    if isinstance(indices, Node):
        raise TypeError(
            f"take({describe(x)}): a node is not an index, its gradient would be lost; "
            "use its data, e.g. t.data.astype(int)"
        )
    positions = np.asarray(indices)
    if not positions.size:
        positions = positions.astype(np.intp)
    if positions.dtype.kind not in "iu":
        raise TypeError(
            f"take({describe(x)}): indices must be integers, got {short_repr(indices)}"
        )
    n = shape_of(x)[axis]
    if mode == "wrap" and n:
        positions = positions % n
    elif mode == "clip":
        positions = np.clip(positions, 0, n - 1)
    elif mode not in ("raise", "wrap"):
        raise ValueError(
            f"take: mode must be 'raise', 'wrap' or 'clip', got {short_repr(mode)}"
        )
    return getitem(x, (slice(None),) * axis + (positions,))
