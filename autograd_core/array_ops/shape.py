"""Ops that rearrange entries: all are linear, and their vjp moves entries back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule, OfMatrices, apply
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

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        examples, *full = shape_of(operands[0])
        known = math.prod([n for n in self.shape if n != -1])
        lengths = [
            math.prod(full) // max(1, known) if n == -1 else n for n in self.shape
        ]
        return apply(Reshape((examples, *lengths), self.name), operands[0])

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

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        axes = (0, *[k + 1 for k in self.axes])
        return apply(Transpose(axes, self.name), operands[0])

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

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        examples, *full = shape_of(operands[0])
        new = [1] * (len(self.shape) - len(full))
        x = reshape(operands[0], (examples, *new, *full))
        return broadcast_to(x, (examples, *self.shape))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        # The engine sums over broadcast axes, as it does for every op.
        return upstream


class Cast(OfMatrices, LinearRule):
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


class Copy(OfMatrices, LinearRule):
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


def aligned(parts: Sequence[Any], mapped: Sequence[bool]) -> list[Any]:
    """Operands that broadcast behind the axis of examples, which some have in front.

    The axes of one example are counted from the last, so those with fewer axes get
    some of length 1 behind that of the examples.
    """
    ndims = [len(shape_of(x)) - m for x, m in zip(parts, mapped, strict=True)]
    most = max(ndims)
    return [
        reshape(x, (shape_of(x)[0], *[1] * (most - n), *shape_of(x)[1:]))
        if m and n < most
        else x
        for x, m, n in zip(parts, mapped, ndims, strict=True)
    ]


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
