"""Broadcasting undone and redone: gradients and tangents in the shape of their node."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops import shape as shapes
from autograd_core.array_ops.coercion import broadcast_axes
from autograd_core.array_ops.reductions import summed
from autograd_core.engine.node import Node


def fit(cotangent: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """A cotangent summed over the axes that broadcasting made, in the dtype given.

    >>> fit(np.ones((2, 3)), (3,), np.float64)
    array([2., 2., 2.])
    """
    if isinstance(cotangent, Node):
        return fit_node(cotangent, shape, dtype)
    array = cotangent if type(cotangent) is np.ndarray else np.asarray(cotangent)
    if array.shape != shape:
        axes = broadcast_axes(array.shape, shape)
        # NumPy makes a number of the sum over all axes.
        array = np.asarray(np.add.reduce(array, axis=axes))
        if array.shape != shape:
            array = array.reshape(shape)
    return array if array.dtype == dtype else array.astype(dtype)


def spread(tangent: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """A tangent repeated along the axes that broadcasting made, in the dtype given.

    >>> spread(np.array([1.0, 2.0]), (2, 2), np.float64).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    if isinstance(tangent, Node):
        return spread_node(tangent, shape, dtype)
    return np.broadcast_to(np.asarray(tangent, dtype=dtype), shape)


def fit_node(x: Any, full: tuple[int, ...], dtype: Any) -> Any:
    """`arrays.fit` on a node: the sum over broadcast axes, and a change of dtype."""
    if x.shape != full:
        axes = broadcast_axes(x.shape, full)
        x = shapes.reshape(summed(x, axes, True), full)
    return x if x.dtype == dtype else shapes.astype(x, dtype)


def spread_node(x: Any, full: tuple[int, ...], dtype: Any) -> Any:
    """`arrays.spread` on a node: broadcasting, and a change of dtype."""
    x = shapes.broadcast_to(x, full)
    return x if x.dtype == dtype else shapes.astype(x, dtype)
