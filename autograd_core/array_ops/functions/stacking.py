"""Arrays put together and taken apart along the axes that the names stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.array_ops.checks import checked_axis, integer, shape_of
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    list_of_operands,
    operand,
    operand_beside,
)
from autograd_core.array_ops.functions.joining import concatenate, split
from autograd_core.array_ops.functions.shape import expand_dims, ravel, reshape
from autograd_core.array_ops.functions.signatures import of_blocks, of_each, of_parts
from autograd_core.messages.explained import explained
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_tensor
from autograd_core.messages.types import ArrayLike, Integer, Integers


def _parts(tensors: Any, name: str, lift: Callable[[Any], Any]) -> list[Any]:
    """The arrays of a list, with the axes that `lift` gives them; rows of a Tensor."""
    if is_tensor(tensors) and shape_of(tensors):
        tensors = list(tensors)
    return [lift(operand(x, name)) for x in list_of_operands(tensors, name)]


@of_each
def atleast_1d(*arrays: Any) -> Any:
    """With at least one axis; of several arrays, a tuple.

    d/dx = upstream, in the shape of x.

    >>> atleast_1d(2.0).shape
    (1,)
    """
    return _each(lambda x: x if shape_of(x) else reshape(x, 1), "atleast_1d", arrays)


@of_each
def atleast_2d(*arrays: Any) -> Any:
    """With at least two axes, new ones in front; of several arrays, a tuple.

    d/dx = upstream, in the shape of x.

    >>> atleast_2d(np.ones(3)).shape
    (1, 3)
    """
    return _each(_as_rows, "atleast_2d", arrays)


@of_each
def atleast_3d(*arrays: Any) -> Any:
    """With at least three axes: (n,) becomes (1, n, 1), and (n, m) becomes (n, m, 1).

    d/dx = upstream, in the shape of x.

    >>> atleast_3d(np.ones(3)).shape
    (1, 3, 1)
    """
    return _each(_as_layers, "atleast_3d", arrays)


def _each(lift: Callable[[Any], Any], name: str, arrays: tuple[Any, ...]) -> Any:
    lifted = tuple([lift(operand(x, name)) for x in arrays])
    return lifted[0] if len(lifted) == 1 else lifted


def _as_rows(x: Any) -> Any:
    ndim = len(shape_of(x))
    return x if ndim >= 2 else reshape(x, (1, *shape_of(x), *[1] * (1 - ndim)))


def _as_layers(x: Any) -> Any:
    ndim = len(shape_of(x))
    return x if ndim >= 3 else expand_dims(_as_rows(x), -1)


@of_parts
def vstack(tup: Any) -> Any:
    """Arrays one below the other: along axis 0, a vector as one row.

    d/d array = its part of upstream.

    Args:
        tup: a list of Tensors and arrays; one Tensor stands for the list of its rows.

    Raises:
        TypeError: it is not a list.
        ValueError: it is empty, or the shapes do not go together.

    >>> vstack([np.ones(2), np.zeros(2)]).tolist()
    [[1.0, 1.0], [0.0, 0.0]]
    """
    return concatenate(_parts(tup, "vstack", _as_rows), 0)


@of_parts
def hstack(tup: Any) -> Any:
    """Arrays side by side: along axis 1, vectors along their only axis.

    d/d array = its part of upstream.

    Args:
        tup: a list of Tensors and arrays; one Tensor stands for the list of its rows.

    Raises:
        TypeError: it is not a list.
        ValueError: it is empty, or the shapes do not go together.

    >>> hstack([np.ones(2), np.zeros(1)]).tolist()
    [1.0, 1.0, 0.0]
    """
    parts = _parts(tup, "hstack", atleast_1d)
    return concatenate(parts, 0 if len(shape_of(parts[0])) == 1 else 1)


@of_parts
def dstack(tup: Any) -> Any:
    """Arrays one behind the other, along axis 2.

    d/d array = its part of upstream.

    Args:
        tup: a list of Tensors and arrays; one Tensor stands for the list of its rows.

    Raises:
        TypeError: it is not a list.
        ValueError: it is empty, or the shapes do not go together.

    >>> dstack([np.ones((2, 3)), np.zeros((2, 3))]).shape
    (2, 3, 2)
    """
    return concatenate(_parts(tup, "dstack", _as_layers), 2)


@of_parts
def column_stack(tup: Any) -> Any:
    """Vectors as the columns of a matrix, beside matrices as they are.

    d/d array = its part of upstream.

    Args:
        tup: a list of Tensors and arrays; one Tensor stands for the list of its rows.

    Raises:
        TypeError: it is not a list.
        ValueError: it is empty, or the shapes do not go together.

    >>> column_stack([np.array([1.0, 2.0]), np.array([3.0, 4.0])]).tolist()
    [[1.0, 3.0], [2.0, 4.0]]
    """

    def as_column(x: Any) -> Any:
        return x if len(shape_of(x)) >= 2 else reshape(x, (-1, 1))

    return concatenate(_parts(tup, "column_stack", as_column), 1)


@explained
def append(
    arr: ArrayT, values: ArrayT | ArrayLike, axis: Integer | None = None
) -> ArrayT:
    """The entries of `values` after those of `arr`.

    d/d array = its part of upstream.

    Args:
        arr: a Tensor or array.
        values: another, with as many axes unless `axis` is None.
        axis: the axis, or None for the entries of all axes in a row.

    Raises:
        ValueError: the shapes do not go together.

    >>> append(np.ones(1), np.zeros(2)).tolist()
    [1.0, 0.0, 0.0]
    """
    parts = [operand(x, "append") for x in (arr, values)]
    if axis is None:
        parts, axis = [ravel(x) for x in parts], 0
    out: Any = concatenate(parts, axis)
    return out


@of_blocks
def block(arrays: Any) -> Any:
    """An array of blocks, given as nested lists: the innermost lie side by side.

    d/d block = its part of upstream.

    Args:
        arrays: nested lists of Tensors, arrays and numbers, all equally deep.

    Raises:
        ValueError: a list is empty, the lists are not equally deep, or the shapes do
            not go together.

    >>> block([[np.ones((1, 1)), np.zeros((1, 2))]]).tolist()
    [[1.0, 0.0, 0.0]]
    """
    depths = {*_depths(arrays)}
    if len(depths) > 1:
        raise ValueError(f"block: the lists are {sorted(depths)} deep; nest all alike")
    depth = depths.pop()
    leaves = _leaves(arrays)
    ndim = max([depth, *[len(shape_of(x)) for x in leaves]])
    return _block(arrays, leaves, ndim, depth)


def _depths(arrays: Any) -> list[int]:
    if not isinstance(arrays, list):
        return [0]
    if not arrays:
        raise ValueError("block: a list is empty; give at least one array in each")
    return [1 + depth for part in arrays for depth in _depths(part)]


def _leaves(arrays: Any) -> list[Any]:
    if not isinstance(arrays, list):
        return [] if is_number(arrays) else [operand(arrays, "block")]
    return [leaf for part in arrays for leaf in _leaves(part)]


def _block(arrays: Any, leaves: list[Any], ndim: int, depth: int) -> Any:
    if not isinstance(arrays, list):
        x = operand_beside(arrays, "block", *leaves)
        return reshape(x, (1,) * (ndim - len(shape_of(x))) + shape_of(x))
    parts = [_block(part, leaves, ndim, depth - 1) for part in arrays]
    return concatenate(parts, ndim - depth)


@explained
def array_split(
    x: ArrayT, indices_or_sections: Integers, axis: Integer = 0
) -> list[ArrayT]:
    """Consecutive parts along an axis; of so many parts the first may be longer by 1.

    d/dx = the upstream gradients of the parts, one after the other.

    Args:
        x: a Tensor or array.
        indices_or_sections: how many parts, or the indices where to cut.
        axis: the axis.

    Raises:
        TypeError: `indices_or_sections` is something else.
        ValueError: there are to be no parts.

    >>> [part.tolist() for part in array_split(np.arange(3.0), 2)]
    [[0.0, 1.0], [2.0]]
    """
    x = operand(x, "array_split")
    axis = checked_axis(axis, x, "array_split")
    if isinstance(indices_or_sections, (tuple, list, np.ndarray)):
        return split(x, indices_or_sections, axis)
    parts = integer(indices_or_sections, x, "array_split", "the number of parts")
    if parts <= 0:
        raise ValueError(f"array_split({describe(x)}): {parts} parts; give 1 or more")
    length, longer = divmod(shape_of(x)[axis], parts)
    return split(x, [k * length + min(k, longer) for k in range(1, parts)], axis)


@explained
def vsplit(x: ArrayT, indices_or_sections: Integers) -> list[ArrayT]:
    """`split` along axis 0.

    d/dx = the upstream gradients of the parts, one after the other.

    >>> [part.shape for part in vsplit(np.ones((4, 3)), 2)]
    [(2, 3), (2, 3)]
    """
    return split(_with_axes(x, 2, "vsplit"), indices_or_sections, 0)


@explained
def hsplit(x: ArrayT, indices_or_sections: Integers) -> list[ArrayT]:
    """`split` along axis 1, of a vector along its only axis.

    d/dx = the upstream gradients of the parts, one after the other.

    >>> [part.shape for part in hsplit(np.ones((4, 3)), [1])]
    [(4, 1), (4, 2)]
    """
    x = _with_axes(x, 1, "hsplit")
    return split(x, indices_or_sections, 0 if len(shape_of(x)) == 1 else 1)


@explained
def dsplit(x: ArrayT, indices_or_sections: Integers) -> list[ArrayT]:
    """`split` along axis 2.

    d/dx = the upstream gradients of the parts, one after the other.

    >>> [part.shape for part in dsplit(np.ones((2, 3, 4)), 2)]
    [(2, 3, 2), (2, 3, 2)]
    """
    return split(_with_axes(x, 3, "dsplit"), indices_or_sections, 2)


def _with_axes(x: Any, least: int, name: str) -> Any:
    x = operand(x, name)
    if len(shape_of(x)) < least:
        raise ValueError(
            f"{name}({describe(x)}): expected {least} axes or more; use split(x, ...)"
        )
    return x
