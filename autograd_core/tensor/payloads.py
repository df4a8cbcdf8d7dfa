"""The arrays of a Tensor: the data of a leaf, a replacement, a buffer, a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.array_ops.coercion import FLOATS, float_dtype, real_array
from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Array, DTypeLike

if TYPE_CHECKING:
    from autograd_core.tensor.methods import ArrayMethods


def leaf_array(data: Any, dtype: DTypeLike | None = None) -> Array:
    """A new array of the numbers in `data`, for a leaf.

    Raises:
        TypeError: they are not real numbers, or `dtype` is not a float dtype.
        ValueError: `data` is a ragged list.
    """
    target = None if dtype is None else float_dtype(dtype)
    if isinstance(data, Node):
        raise TypeError(
            f"Tensor({describe(data)}): it is a node already; use it as it is, "
            "x.detach() for a constant copy, or stack_values(v) for a Value"
        )
    array = real_array(data, "Tensor")
    if target is None:
        target = array.dtype if array.dtype in FLOATS else FLOATS[1]
    return np.array(array, dtype=target)


def replacement(tensor: ArrayMethods, array: Any, where: str) -> Array:
    """An array that replaces the data or the gradient of a Tensor.

    Raises:
        TypeError: it holds anything but real numbers.
        ValueError: it is of another shape.
    """
    if isinstance(array, Node):
        raise TypeError(
            f"{where}: expected a plain array, got {describe(array)}; use its data"
        )
    new = real_array(array, where)
    if new.shape != tensor.shape:
        raise ValueError(
            f"{where} of {describe(tensor)}: expected shape {tensor.shape}, got "
            f"{new.shape}"
        )
    return np.asarray(new, dtype=tensor.dtype)


def buffer(tensor: ArrayMethods, array: Any, name: str) -> Array:
    """An array that a leaf shall use as its data or gradient; see `use_buffers`.

    Raises:
        TypeError: the Tensor is not a leaf, or `array` not an array of its dtype.
        ValueError: `array` is of another shape, or read-only.
    """
    where = f"use_buffers of {describe(tensor)}: {name}"
    if not tensor.is_leaf:
        raise TypeError(f"{where}: only a leaf can live in a buffer")
    if not isinstance(array, np.ndarray) or array.dtype != tensor.dtype:
        raise TypeError(f"{where} must be an array of dtype {tensor.dtype}")
    if array.shape != tensor.shape:
        raise ValueError(f"{where}: expected shape {tensor.shape}, got {array.shape}")
    if not array.flags.writeable:
        raise ValueError(f"{where} is read-only; give an array that can be written")
    return array


def seed(tensor: ArrayMethods, gradient: Any, where: str) -> Array:
    """The upstream gradient that a walk from a Tensor starts with.

    Raises:
        GraphError: it is None, and the Tensor has several entries.
        ValueError: it is of another shape than the Tensor.
    """
    if gradient is None:
        if tensor.size != 1:
            raise GraphError(
                f"{where} of {describe(tensor)}: a gradient is that of one number; "
                "reduce it first, e.g. t.sum(), or give the upstream gradient, an "
                f"array of shape {tensor.shape}"
            )
        # np.ones would take twice as long, a tenth of a small backward().
        one: Array = np.empty(tensor.shape, tensor.dtype)
        one.fill(1.0)
        return one
    if isinstance(gradient, Node):
        gradient = payload_of(gradient)
    array = real_array(gradient, where)
    if array.shape != tensor.shape:
        raise ValueError(
            f"{where} of {describe(tensor)}: the upstream gradient must have its shape "
            f"{tensor.shape}, got {array.shape}"
        )
    return array.astype(tensor.dtype)
