"""Checks of the inputs of layers on Tensors, with messages that name the layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Node, Tensor
from autograd_core.extend import detecting, is_mapped, plain_table, short_repr
from nn.checks.finite import check_finite
from nn.checks.numbers import flattened, plain, refuse_tuple_of_tensors
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
        if is_mapped(x):  # in a function of vmap it stands for a Tensor
            return x
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
    refuse_tuple_of_tensors(x, title(module))
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
    is_as_expected = type(x) is Tensor or (type(x) is np.ndarray and x.dtype == dtype)
    if is_as_expected and x.shape[-1:] == (width,) and not detecting():
        return x  # mostly
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


AXES = {1: ("length",), 2: ("height", "width")}
"""What the axes after the channels are called."""


def channels_input(
    x: Any, channels: int | None, axes: int, module: Module, dtype: Any
) -> Any:
    """An input with channels first: (batch, channels, *axes), or without the batch.

    Args:
        x: the argument of the module.
        channels: the number of channels; None for any.
        axes: how many axes there are after the channels, 1 or 2.
        module: the layer that the message names.
        dtype: of the result, if `x` is not a Tensor; None for that of `x`.

    Raises:
        TypeError: it is not an array of real numbers.
        ValueError: it has another number of axes or of channels.

    >>> from nn import Conv2d
    >>> channels_input(np.ones((9, 8, 8, 3)), 3, 2, Conv2d(3, 4, 3), np.float64)
    Traceback (most recent call last):
    ValueError: Conv2d(3 -> 4, kernel_size=(3, 3)): expected (batch, 3, height, \
width) or (3, height, width), got (9, 8, 8, 3); channels come first: x.transpose(0, 3, \
1, 2)
    """
    x = array_input(x, module)
    shape = x.shape
    fits = len(shape) in (axes + 1, axes + 2)
    if not fits or (channels is not None and shape[-axes - 1] != channels):
        names = ", ".join([str(channels or "channels"), *AXES[axes]])
        label = getattr(x, "label", "")
        raise ValueError(
            f"{title(module)}: expected (batch, {names}) or ({names}), got {shape}"
            f"{' of ' + label if label else ''}"
            f"{_channels_remedy(shape, channels, axes)}"
        )
    if type(x) is np.ndarray and dtype is not None and x.dtype != dtype:
        return x.astype(dtype)
    return x


def _channels_remedy(shape: tuple[int, ...], channels: int | None, axes: int) -> str:
    """What to do about a shape that is not that of channels first."""
    ndim = len(shape)
    if channels == 1 and ndim == axes + 1:
        return "; add an axis for the one channel: x[:, None]"
    if ndim == axes + 2 and shape[-1] == channels:
        order = ", ".join(map(str, (0, ndim - 1, *range(1, ndim - 1))))
        return f"; channels come first: x.transpose({order})"
    if ndim == axes + 1 and shape[-1] == channels:
        order = ", ".join(map(str, (ndim - 1, *range(ndim - 1))))
        return f"; channels come first: x.transpose({order})"
    if ndim <= axes:
        lengths = ", ".join(AXES[axes])
        return f"; give each sample its axes: x.reshape(-1, {channels or 1}, {lengths})"
    return ""
