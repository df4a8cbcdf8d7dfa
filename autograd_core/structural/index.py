"""Ops that take entries out of an array, and the op that puts them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.node import Node
from autograd_core.operands import describe
from autograd_core.structural import reduce, rule, shape
from autograd_core.structural.arguments import checked_axis, integer, shape_of
from autograd_core.structural.rule import Linear


class Getitem(Linear):
    """Entries by NumPy's index: slices, numbers, arrays of integers, a mask."""

    __slots__ = ("index",)
    name = "getitem"

    def __init__(self, index: Any) -> None:
        self.index = index

    def array(self, x: Any) -> Any:
        return x[self.index]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return rule.apply(Scatter(self.index, shape_of(operands[0])), upstream)


class Scatter(Linear):
    """Zeros with entries added at an index; repeated places add up."""

    __slots__ = ("index", "shape")
    name = "scatter"

    def __init__(self, index: Any, shape: tuple[int, ...]) -> None:
        self.index = index
        self.shape = shape

    def array(self, x: Any) -> Any:
        out = np.zeros(self.shape, x.dtype)
        if is_basic(self.index):
            out[self.index] = x
        else:
            np.add.at(out, self.index, x)
        return out

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return getitem(upstream, self.index)


def getitem(x: Any, index: Any) -> Any:
    """`x[index]` as in NumPy; a place that is taken twice gets both gradients.

    d/dx = upstream, added up at the places it was taken from.

    Args:
        x: a Tensor or array.
        index: slices, integers, None, an ellipsis, arrays of integers, a mask.

    Raises:
        IndexError: there is no such place.
        TypeError: a part of the index is a node or an array of floats.

    >>> getitem(np.array([1.0, 2.0, 3.0]), [0, 0, 2]).tolist()
    [1.0, 1.0, 3.0]
    """
    return rule.apply(Getitem(checked_index(index, x)), x)


def is_basic(index: Any) -> bool:
    """Whether an index takes every entry at most once: numbers, slices, or one mask.

    Args:
        index: as `checked_index` gives it.

    >>> is_basic((0, slice(None))), is_basic(np.array([0, 0]))
    (True, False)
    """
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    return not arrays or (len(arrays) == 1 and arrays[0].dtype.kind == "b")


def checked_index(index: Any, x: Any) -> Any:
    """The index with lists made arrays, and arrays copied, so that nobody changes it.

    Raises:
        TypeError: a part of it is a node or an array of floats.
    """
    if isinstance(index, tuple):
        return tuple([_checked_part(part, x) for part in index])
    return _checked_part(index, x)


def _checked_part(index: Any, x: Any) -> Any:
    """One part of an index; a tuple inside a tuple is an array of positions."""
    if index is None or index is Ellipsis or isinstance(index, (int, slice)):
        return index
    if isinstance(index, Node):
        raise TypeError(
            f"index of {describe(x)}: a node is no index, its gradient would be lost; "
            "use its data, e.g. t.data.astype(int)"
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


def take_along_axis(x: Any, indices: Any, axis: Any = -1) -> Any:
    """One entry of each line along an axis, by an index of the same number of axes.

    Args:
        x: a Tensor or array.
        indices: integers; as long as x along every other axis, or 1 there.
        axis: the axis, or None for the entries of all axes in a row.

    Raises:
        IndexError: an index is too large.
        TypeError: `indices` holds no integers.
        ValueError: `indices` has another number of axes.

    >>> take_along_axis(np.array([[1.0, 2.0], [3.0, 4.0]]), [[1], [0]], axis=1).tolist()
    [[2.0], [3.0]]
    """
    x = rule.operand(x, "take_along_axis")
    places = indices if isinstance(indices, Node) else np.asarray(indices)
    places = checked_index(places, x)
    if places.dtype.kind == "b":
        raise TypeError(
            f"take_along_axis({describe(x)}): the index must be integers, got an array "
            "of booleans; a mask is for x[mask]"
        )
    if axis is None:
        return getitem(shape.ravel(x), places)
    full = shape_of(x)
    if places.ndim != len(full):
        raise ValueError(
            f"take_along_axis({describe(x)}): the index must have {len(full)} axes "
            f"like it, got shape {places.shape}"
        )
    axis = checked_axis(axis, x, "take_along_axis")
    grid: list[Any] = []
    for k in range(len(full)):
        line = [1] * len(full)
        line[k] = -1
        grid.append(places if k == axis else np.arange(full[k]).reshape(line))
    return getitem(x, tuple(grid))


def diag(x: Any, k: Any = 0) -> Any:
    """The k-th diagonal of a matrix, or the matrix with that diagonal.

    Args:
        x: a matrix, or a vector.
        k: 0 for the main diagonal, above 0 for those right of it.

    Raises:
        TypeError: k is no integer.
        ValueError: x has neither one nor two axes.

    >>> diag(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [1.0, 4.0]
    """
    x = rule.operand(x, "diag")
    k = integer(k, x, "diag", "k")
    full = shape_of(x)
    if len(full) == 1:
        n = full[0] + abs(k)
        rows = np.arange(full[0])
        places = (rows + max(-k, 0), rows + max(k, 0))
        return rule.apply(Scatter(places, (n, n)), x)
    if len(full) != 2:
        raise ValueError(f"diag({describe(x)}): expected 1 or 2 axes, got {len(full)}")
    return getitem(x, _diagonal(full, k))


def _diagonal(full: tuple[int, ...], k: int) -> tuple[np.ndarray, np.ndarray]:
    n = max(0, min(full[0] + min(k, 0), full[1] - max(k, 0)))
    rows = np.arange(n)
    return rows + max(-k, 0), rows + max(k, 0)


def trace(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    """The sum of a diagonal of a matrix, or of each in a stack of them.

    d/d entry = 1 on the diagonal, else 0.

    Args:
        x: a matrix, or an array with more axes.
        offset: 0 for the main diagonal, above 0 for those right of it.
        axis1: the axis of the rows.
        axis2: the axis of the columns.

    Raises:
        TypeError: the offset or an axis is no integer.
        ValueError: x has fewer than two axes, no such axis, or the axes are the same.

    >>> float(trace(np.array([[1.0, 2.0], [3.0, 4.0]])))
    5.0
    """
    x = rule.operand(x, "trace")
    offset = integer(offset, x, "trace", "offset")
    axes = len(shape_of(x))
    if axes < 2:
        raise ValueError(f"trace({describe(x)}): expected a matrix, got {axes} axes")
    row, column = (checked_axis(each, x, "trace") for each in (axis1, axis2))
    if row == column:
        raise ValueError(f"trace({describe(x)}): axis1 and axis2 are the same axis")
    rest = [axis for axis in range(axes) if axis not in (row, column)]
    stacked = shape.transpose(x, (*rest, row, column)) if rest or row else x
    diagonal = _diagonal(shape_of(stacked)[-2:], offset)
    return reduce.sum(getitem(stacked, (..., *diagonal)), axis=-1)
