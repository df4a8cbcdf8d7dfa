"""Ops that rearrange entries: all are linear, and their vjp moves entries back."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.messages.types import Array, DType, Operand, Operands, Shape


class Reshape(LinearRule):
    """The same entries in another shape."""

    __slots__ = ("name", "shape")

    def __init__(self, shape: Shape, name: str = "reshape") -> None:
        self.shape = shape
        self.name = name

    def array(self, x: Array) -> Array:
        return x.reshape(self.shape)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return reshape(upstream, shape_of(operands[0]))


class Transpose(LinearRule):
    """The axes in another order."""

    __slots__ = ("axes", "name")

    def __init__(self, axes: Shape, name: str = "transpose") -> None:
        self.axes = axes
        self.name = name

    def array(self, x: Array) -> Array:
        return x.transpose(self.axes)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        back = tuple([self.axes.index(k) for k in range(len(self.axes))])
        return transpose(upstream, back)


class BroadcastTo(LinearRule):
    """Entries repeated along new axes and along those of length 1."""

    __slots__ = ("shape",)
    name = "broadcast_to"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def array(self, x: Array) -> Array:
        return np.broadcast_to(x, self.shape)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        # The engine sums over broadcast axes, as it does for every op.
        return upstream


class Cast(LinearRule):
    """The same numbers in another dtype."""

    __slots__ = ("dtype",)
    name = "astype"

    def __init__(self, dtype: DType) -> None:
        self.dtype = dtype

    def array(self, x: Array) -> Array:
        return np.asarray(x, dtype=self.dtype)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return upstream

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return operands[0]


class Copy(LinearRule):
    """The same numbers in new memory."""

    __slots__ = ()
    name = "copy"

    def array(self, x: Array) -> Array:
        return x.copy()

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return upstream


# Unchecked functions for other rules; those in `functions` check their arguments.


def reshape(x: Operand, full: Shape) -> Operand:
    """The same entries in another shape."""
    return apply(Reshape(full), x)


def transpose(x: Operand, axes: Shape) -> Operand:
    """The axes in another order."""
    return apply(Transpose(axes), x)


def swapaxes(x: Operand, axis1: int, axis2: int) -> Operand:
    """Two axes exchanged."""
    order = list(range(len(shape_of(x))))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return apply(Transpose(tuple(order), "swapaxes"), x)


def expand_dims(x: Operand, axis: int) -> Operand:
    """A new axis of length 1, at position `axis` of the result."""
    full = list(shape_of(x))
    full.insert(axis % (len(full) + 1), 1)
    return apply(Reshape(tuple(full), "expand_dims"), x)


def squeeze(x: Operand, axis: int) -> Operand:
    """Without an axis of length 1."""
    full = list(shape_of(x))
    del full[axis]
    return apply(Reshape(tuple(full), "squeeze"), x)


def broadcast_to(x: Operand, full: Shape) -> Operand:
    """Entries repeated along new axes and along those of length 1."""
    return x if shape_of(x) == full else apply(BroadcastTo(full), x)


def astype(x: Operand, dtype: DType) -> Operand:
    """The same numbers in another dtype."""
    return apply(Cast(dtype), x)


def filled(x: Any, full: Shape) -> Operand:
    """`broadcast_to`, of a plain array in the way that later ops are fastest on."""
    if not isinstance(x, (np.ndarray, np.generic)):
        return broadcast_to(x, full)
    if not x.ndim:
        # One number at every position: nothing to write, nothing to read.
        number = np.asarray(x)
        out = np.ndarray(full, number.dtype, number, 0, (0,) * len(full))
        out.setflags(write=False)
        return out
    out = np.empty(full, x.dtype)
    out[...] = x
    return out
