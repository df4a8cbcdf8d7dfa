"""Broadcasting undone and redone: gradients and tangents in the shape of their node."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops import shape as shapes
from autograd_core.array_ops.reductions import column_sums, summed
from autograd_core.engine.node import Node
from autograd_core.messages.types import DType, Operand, Shape


def unbroadcast(cotangent: Any, shape: Shape, dtype: DType) -> Operand:
    """A cotangent summed over the axes along which its node was broadcast.

    >>> unbroadcast(np.ones((2, 3)), (3,), np.dtype(np.float64))
    array([2., 2., 2.])
    """
    if isinstance(cotangent, Node):
        return unbroadcast_node(cotangent, shape, dtype)
    array = cotangent if type(cotangent) is np.ndarray else np.asarray(cotangent)
    if array.ndim == 2 and shape == array.shape[1:]:
        array = column_sums(array)
    elif array.shape != shape:
        axes = broadcast_axes(array.shape, shape)
        # NumPy makes a number of the sum over all axes.
        array = np.asarray(np.add.reduce(array, axis=axes))
        if array.shape != shape:
            array = array.reshape(shape)
    return array if array.dtype == dtype else array.astype(dtype)


def broadcast(tangent: Any, shape: Shape, dtype: DType) -> Operand:
    """A tangent repeated along the axes along which its node was broadcast.

    >>> broadcast(np.array([1.0, 2.0]), (2, 2), np.dtype(np.float64)).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    if isinstance(tangent, Node):
        return broadcast_node(tangent, shape, dtype)
    return np.broadcast_to(np.asarray(tangent, dtype=dtype), shape)


def unbroadcast_node(x: Any, full: Shape, dtype: DType) -> Operand:
    """`unbroadcast` of a node: the sum over broadcast axes, and a change of dtype."""
    if x.shape != full:
        axes = broadcast_axes(x.shape, full)
        x = shapes.reshape(summed(x, axes, True), full)
    return x if x.dtype == dtype else shapes.astype(x, dtype)


def broadcast_node(x: Any, full: Shape, dtype: DType) -> Operand:
    """`broadcast` of a node: broadcasting, and a change of dtype."""
    x = shapes.broadcast_to(x, full)
    return x if x.dtype == dtype else shapes.astype(x, dtype)


def broadcast_axes(shape: Shape, original: Shape) -> Shape:
    """The axes along which `original` was repeated to get `shape`.

    >>> broadcast_axes((4, 2, 3), (2, 1))
    (0, 2)
    """
    extra = len(shape) - len(original)
    repeated = [
        extra + i
        for i, length in enumerate(original)
        if length == 1 and shape[extra + i] != 1
    ]
    return (*range(extra), *repeated)
