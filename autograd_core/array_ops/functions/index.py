"""Entries by their positions: an index, one entry of each line, a diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import checked_axis, integer, shape_of
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    operand,
    operand_as,
)
from autograd_core.array_ops.functions.shape import ravel, transpose
from autograd_core.array_ops.index import Getitem, Scatter
from autograd_core.array_ops.reductions import Sum
from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe, is_mapped
from autograd_core.messages.types import ArrayLike, Integer, Shape


@explained
def getitem(x: ArrayT, index: object) -> ArrayT:
    """`x[index]` as in NumPy; an entry that is used twice gets both gradients.

    d/dx = upstream, added up at the positions of the entries.

    Args:
        x: a Tensor or array.
        index: slices, integers, None, an ellipsis, arrays of integers, a mask.

    Raises:
        IndexError: there is no such position.
        TypeError: a part of the index is a node, an array of floats, or a bare bool.

    >>> getitem(np.array([1.0, 2.0, 3.0]), [0, 0, 2]).tolist()
    [1.0, 1.0, 3.0]
    """
    for part in index if isinstance(index, tuple) else (index,):
        if is_mapped(part):
            positions: Any = part
            return positions._taken_from(x, index)
    return apply(Getitem(checked_index(index, x)), x)


@explained
def checked_index(index: object, x: object) -> Any:
    """The index with its lists made arrays and its arrays copied.

    A copy, since the caller may change the array before `backward()`.

    Raises:
        TypeError: a part of it is a node, an array of floats, or a bare bool.
    """
    if isinstance(index, tuple):
        return tuple([_checked_part(part, x) for part in index])
    return _checked_part(index, x)


def _checked_part(index: Any, x: object) -> Any:
    """One part of an index; a tuple inside a tuple is an array of positions."""
    if isinstance(index, (bool, np.bool_)) or (
        isinstance(index, np.ndarray) and not index.ndim and index.dtype.kind == "b"
    ):
        raise TypeError(
            f"index of {describe(x)}: {bool(index)} is neither a position nor a mask; "
            "a mask has one bool for each entry, as x[x == 0] makes it; 0 and 1 are "
            "positions"
        )
    if index is None or index is Ellipsis or isinstance(index, (int, slice)):
        return index
    if isinstance(index, Node):
        raise TypeError(
            f"index of {describe(x)}: a node is not an index, its gradient would be "
            "lost; use its data, e.g. t.data.astype(int)"
        )
    if isinstance(index, (Sequence, np.ndarray)) and not isinstance(index, str):
        array = np.array(index)
        if not array.size:
            array = array.astype(bool if array.dtype.kind == "b" else np.intp)
        if array.dtype.kind not in "iub":
            raise TypeError(
                f"index of {describe(x)}: expected integers or booleans, got an array "
                f"of dtype {array.dtype}; use index.astype(int)"
            )
        return array
    return index


@explained
def take_along_axis(x: ArrayT, indices: ArrayLike, axis: Integer | None = -1) -> ArrayT:
    """One entry of each line along an axis, by an index of the same number of axes.

    d/dx = upstream, added up at the positions of the entries.

    Args:
        x: a Tensor or array.
        indices: integers; as long as x along every other axis, or 1 there.
        axis: the axis, or None for the entries of all axes in a row.

    Raises:
        IndexError: an index is too large.
        TypeError: `indices` holds anything but integers.
        ValueError: `indices` has another number of axes.

    >>> take_along_axis(np.array([[1.0, 2.0], [3.0, 4.0]]), [[1], [0]], axis=1).tolist()
    [[2.0], [3.0]]
    """
    x = operand(x, "take_along_axis")
    positions: Any = indices
    if not is_mapped(indices):
        array = indices if isinstance(indices, Node) else np.asarray(indices)
        positions = checked_index(array, x)
    if positions.dtype.kind == "b":
        raise TypeError(
            f"take_along_axis({describe(x)}): the index must be integers, got an array "
            "of booleans; a mask is for x[mask]"
        )
    if axis is None:
        return getitem(ravel(x), positions)
    full = shape_of(x)
    if positions.ndim != len(full):
        raise ValueError(
            f"take_along_axis({describe(x)}): the index must have {len(full)} axes "
            f"like it, got shape {positions.shape}"
        )
    axis = checked_axis(axis, x, "take_along_axis")
    grid = []
    for k in range(len(full)):
        line = [1] * len(full)
        line[k] = -1
        grid.append(positions if k == axis else np.arange(full[k]).reshape(line))
    return getitem(x, tuple(grid))


@explained
def diag(x: ArrayT, k: Integer = 0) -> ArrayT:
    """The k-th diagonal of a matrix, or the matrix with that diagonal.

    d/dx = upstream, on the diagonal.

    Args:
        x: a matrix, or a vector.
        k: 0 for the main diagonal, above 0 for those right of it.

    Raises:
        TypeError: k is not an integer.
        ValueError: x has neither one nor two axes.

    >>> diag(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [1.0, 4.0]
    """
    x = operand(x, "diag")
    k = integer(k, x, "diag", "k")
    full = shape_of(x)
    if len(full) == 1:
        n = full[0] + abs(k)
        return apply(Scatter(_diagonal((n, n), k), (n, n)), x)
    if len(full) != 2:
        raise ValueError(f"diag({describe(x)}): expected 1 or 2 axes, got {len(full)}")
    return getitem(x, _diagonal(full, k))


def _diagonal(full: Shape, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns of the k-th diagonal of a matrix."""
    n = max(0, min(full[0] + min(k, 0), full[1] - max(k, 0)))
    rows = np.arange(n)
    return rows + max(-k, 0), rows + max(k, 0)


@explained
def diagonal(
    x: ArrayT, offset: Integer = 0, axis1: Integer = 0, axis2: Integer = 1
) -> ArrayT:
    """A diagonal of a matrix, or of each in a stack of them, as the last axis.

    d/dx = upstream, on the diagonal.

    Args:
        x: a matrix, or an array with more axes.
        offset: 0 for the main diagonal, above 0 for those right of it.
        axis1: the axis of the rows.
        axis2: the axis of the columns.

    Raises:
        TypeError: the offset or an axis is not an integer.
        ValueError: x has fewer than two axes, no such axis, or the axes are the same.

    >>> diagonal(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [1.0, 4.0]
    """
    return _diagonals(x, offset, axis1, axis2, "diagonal")


def _diagonals(
    x: Any, offset: Integer, axis1: Integer, axis2: Integer, name: str
) -> Any:
    x = operand(x, name)
    offset = integer(offset, x, name, "offset")
    ndim = len(shape_of(x))
    if ndim < 2:
        raise ValueError(f"{name}({describe(x)}): expected a matrix, got {ndim} axes")
    row, column = (checked_axis(axis, x, name) for axis in (axis1, axis2))
    if row == column:
        raise ValueError(f"{name}({describe(x)}): axis1 and axis2 are the same axis")
    batch = [axis for axis in range(ndim) if axis not in (row, column)]
    matrices = transpose(x, (*batch, row, column)) if batch or row else x
    return getitem(matrices, (..., *_diagonal(shape_of(matrices)[-2:], offset)))


@explained
def trace(
    x: ArrayT,
    offset: Integer = 0,
    axis1: Integer = 0,
    axis2: Integer = 1,
    dtype: Any = None,
) -> ArrayT:
    """The sum of a diagonal of a matrix, or of each in a stack of them.

    d/d entry = 1 on the diagonal, else 0.

    Args:
        x: a matrix, or an array with more axes.
        offset: 0 for the main diagonal, above 0 for those right of it.
        axis1: the axis of the rows.
        axis2: the axis of the columns.
        dtype: float32 or float64, to which entries are cast first; None for their own.

    Raises:
        TypeError: the offset or an axis is not an integer.
        ValueError: x has fewer than two axes, no such axis, or the axes are the same.

    >>> float(trace(np.array([[1.0, 2.0], [3.0, 4.0]])))
    5.0
    """
    diagonals = _diagonals(x, offset, axis1, axis2, "trace")
    diagonals = operand_as(dtype, diagonals, "trace")
    return apply(Sum(len(shape_of(diagonals)) - 1, False), diagonals)
