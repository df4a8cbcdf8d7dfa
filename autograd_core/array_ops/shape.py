"""Ops that rearrange entries: every one is linear, and its vjp moves them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import array_rule
from autograd_core.array_ops.array_rule import Linear
from autograd_core.array_ops.checks import shape_of
from autograd_core.engine.node import Node


class Reshape(Linear):
    """The same entries in another shape."""

    __slots__ = ("name", "shape")

    def __init__(self, shape: tuple[int, ...], name: str = "reshape") -> None:
        self.shape = shape
        self.name = name

    def array(self, x: Any) -> Any:
        return x.reshape(self.shape)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return reshape(upstream, shape_of(operands[0]))


class Transpose(Linear):
    """The axes in another order."""

    __slots__ = ("axes", "name")

    def __init__(self, axes: tuple[int, ...], name: str = "transpose") -> None:
        self.axes = axes
        self.name = name

    def array(self, x: Any) -> Any:
        return x.transpose(self.axes)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        back = tuple([self.axes.index(k) for k in range(len(self.axes))])
        return transpose(upstream, back)


class BroadcastTo(Linear):
    """Entries repeated along new axes and along those of length 1."""

    __slots__ = ("shape",)
    name = "broadcast_to"

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    def array(self, x: Any) -> Any:
        return np.broadcast_to(x, self.shape)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        # The engine sums over broadcast axes, as it does for every op.
        return upstream


class Cast(Linear):
    """The same numbers in another dtype."""

    __slots__ = ("dtype",)
    name = "astype"

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype

    def array(self, x: Any) -> Any:
        return np.asarray(x, dtype=self.dtype)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return upstream

    def on_values(self, *operands: Any) -> Any:
        return operands[0]


# Of arguments that are known to be right; the functions under NumPy's names check them.


def reshape(x: Any, full: tuple[int, ...]) -> Any:
    """The same entries in another shape."""
    return array_rule.apply(Reshape(full), x)


def transpose(x: Any, axes: tuple[int, ...]) -> Any:
    """The axes in another order."""
    return array_rule.apply(Transpose(axes), x)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two axes exchanged."""
    order = list(range(len(shape_of(x))))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return array_rule.apply(Transpose(tuple(order), "swapaxes"), x)


def expand_dims(x: Any, axis: int) -> Any:
    """A new axis of length 1; it stands at `axis` in the result."""
    full = list(shape_of(x))
    full.insert(axis % (len(full) + 1), 1)
    return array_rule.apply(Reshape(tuple(full), "expand_dims"), x)


def squeeze(x: Any, axis: int) -> Any:
    """Without an axis of length 1."""
    full = list(shape_of(x))
    del full[axis]
    return array_rule.apply(Reshape(tuple(full), "squeeze"), x)


def broadcast_to(x: Any, full: tuple[int, ...]) -> Any:
    """Entries repeated along new axes and along those of length 1."""
    return x if shape_of(x) == full else array_rule.apply(BroadcastTo(full), x)


def astype(x: Any, dtype: Any) -> Any:
    """The same numbers in another dtype."""
    return array_rule.apply(Cast(dtype), x)


def filled(x: Any, full: tuple[int, ...]) -> Any:
    """`broadcast_to`, of a plain array in the way that later ops are fastest on."""
    if isinstance(x, Node):
        return broadcast_to(x, full)
    if type(x) is np.ndarray and not x.ndim:
        # One number at every place: nothing to write, nothing to read.
        out = np.ndarray(full, x.dtype, x, 0, (0,) * len(full))
        out.setflags(write=False)
        return out
    out = np.empty(full, x.dtype)
    out[...] = x
    return out
