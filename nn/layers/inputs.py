"""Checks of the inputs of layers on Tensors, with messages that name the layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Node, Tensor
from autograd_core.extend import detecting, plain_table, short_repr
from nn.checks.finite import check_finite
from nn.checks.numbers import flattened, plain
from nn.module.module import Module
from nn.module.title import title


def array_input(x: Any, module: Module, values: bool = False) -> Any:
    """`x` if it is a Tensor, else an array of floats.

    Args:
        x: the argument of the module.
        module: the layer that the message names.
        values: whether a Value is accepted too.

    Raises:
        TypeError: it is not an array of real numbers.
        ValueError: it is a ragged list.

    >>> from nn import ReLU
    >>> array_input([1, 2], ReLU())
    array([1., 2.])
    """
    kind = type(x)
    if kind is Tensor or (kind is np.ndarray and x.dtype.kind == "f"):
        if detecting():
            check_finite(x, title(module))
        return x
    if isinstance(x, Node):
        if isinstance(x, Tensor) or values:
            check_finite(x, title(module))
            return x
        raise TypeError(
            f"{title(module)}: expected an array or Tensor, got {short_repr(x)}; make "
            "a Tensor of your Values, autograd_core.stack_values([...])"
        )
    x = plain_table(x, title(module))
    if isinstance(x, np.ndarray):
        if x.dtype.kind == "f":  # of a subclass, or a table
            return array_input(plain(x, title(module)), module)
        if x.dtype.kind in "iub":
            return plain(x, title(module)).astype(np.float64)
        raise TypeError(
            f"{title(module)}: expected an array of real numbers, got dtype {x.dtype}"
        )
    _, entries = flattened(x, title(module))
    if any(isinstance(entry, Node) for entry in entries):
        raise TypeError(
            f"{title(module)}: expected an array or Tensor, got a list of nodes; make "
            "one Tensor of it, with autograd_core.stack_values or autograd_core.stack"
        )
    array = np.asarray(x, dtype=np.float64)
    check_finite(array, title(module))
    return array


def features_input(
    x: Any, width: int | tuple[int, ...], module: Module, dtype: Any
) -> Any:
    """An input whose last axis has `width` entries; an array is converted to `dtype`.

    Args:
        x: the argument of the module.
        width: the length of the last axis, or the shape of the last axes.
        module: the layer that the message names.
        dtype: of the result, if `x` is not a Tensor.

    Raises:
        TypeError: it is not an array of real numbers.
        ValueError: its last axes have another shape.

    >>> from nn import Linear
    >>> features_input(np.ones((32, 65)), 64, Linear(64, 10), np.float64)
    Traceback (most recent call last):
    ValueError: Linear(64 -> 10): expected (..., 64), got (32, 65)
    """
    x = array_input(x, module)
    shape = width if isinstance(width, tuple) else (width,)
    if x.shape[-len(shape) :] != shape:
        label = getattr(x, "label", "")
        raise ValueError(
            f"{title(module)}: expected (..., {', '.join(map(str, shape))}), got "
            f"{x.shape}{' of ' + label if label else ''}"
        )
    if type(x) is np.ndarray and x.dtype != dtype:
        # A float64 constant would turn a float32 network into float64.
        return x.astype(dtype)
    return x
