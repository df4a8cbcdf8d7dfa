"""The rules of reductions: of all entries along some axes one number."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.array_ops import index, padding, shape
from autograd_core.array_ops.array_rule import AlongAxes, apply
from autograd_core.array_ops.checks import all_axes, refuse_empty, shape_of
from autograd_core.array_ops.value_arrays import ObjectArray, map_axes
from autograd_core.engine import sequences
from autograd_core.engine.node import payload_of
from autograd_core.messages.numbers import as_float
from autograd_core.messages.types import (
    Array,
    Axis,
    DType,
    Operand,
    Operands,
    Shape,
)
from autograd_core.ops.kinks import shared
from autograd_core.ops.op import product


class Reduction(AlongAxes):
    """An op that makes one number of all entries along some axes.

    Subclasses give `slope`, d out / d entry: then both modes are the same three lines.

    Attributes:
        axis: the axes, counted from 0, or None for all.
        keepdims: whether the axes are kept, with length 1.
    """

    __slots__ = ("axis", "keepdims")

    def __init__(self, axis: Axis, keepdims: bool) -> None:
        self.axis = axis
        self.keepdims = keepdims

    def slope(self, out: Operand, x: Operand) -> Operand:
        """d out / d x, an array of the shape of x; `out` has its axes of length 1."""
        raise NotImplementedError

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        """upstream gradient x slope, broadcast to the entries."""
        x = operands[0]
        slope = self.slope(self._unsqueezed(out, x), x)
        share = product(self._unsqueezed(upstream, x), slope)
        return (
            share
            if shape_of(share) == shape_of(x)
            else shape.filled(share, shape_of(x))
        )

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        """Sum of slope x tangent along the axes."""
        x = operands[0]
        slope = self.slope(self._unsqueezed(out, x), x)
        return summed(product(tangents[0], slope), self.axis, self.keepdims)

    def _unsqueezed(self, reduced: Operand, x: Operand) -> Operand:
        """A result with the reduced axes put back, of length 1."""
        if self.keepdims or self.axis is None:
            # A number broadcasts as it is.
            return reduced
        full = shape_of(x)
        axes = all_axes(self.axis, len(full))
        lengths = tuple([1 if i in axes else n for i, n in enumerate(full)])
        return shape.reshape(reduced, lengths)

    def _along(
        self, function: Callable[[Any], Any], entries: ObjectArray
    ) -> ObjectArray:
        """A function from a sequence to one Value, applied along the axes."""
        return map_axes(function, entries, self.axis, self.keepdims)

    def count(self, x: object) -> int:
        """The number of entries that are reduced to one."""
        full = shape_of(x)
        n = 1
        for axis in all_axes(self.axis, len(full)):
            n *= full[axis]
        return n


# np.sum, without the Python function around it.
_add_along: Callable[..., Array] = np.add.reduce


class Sum(Reduction):
    """d sum / d entry = 1."""

    __slots__ = ()
    name = "sum"

    def array(self, x: Array) -> Array:
        return _add_along(x, axis=self.axis, keepdims=self.keepdims)

    def slope(self, out: Operand, x: Operand) -> Operand:
        return 1.0

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return self._along(sequences.sum, operands[0])


class Mean(Reduction):
    """d mean / d entry = 1/n."""

    __slots__ = ()
    name = "mean"

    def array(self, x: Array) -> Array:
        refuse_empty(self.axis, x)
        return np.mean(x, axis=self.axis, keepdims=self.keepdims)

    def slope(self, out: Operand, x: Operand) -> Operand:
        return 1.0 / self.count(x)

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return self._along(sequences.mean, operands[0])


class Var(Reduction):
    """d var / d entry = 2 (entry - mean) / (n - ddof)."""

    __slots__ = ("ddof",)
    name = "var"

    def __init__(self, axis: Axis, keepdims: bool, ddof: object) -> None:
        super().__init__(axis, keepdims)
        self.ddof = as_float(ddof, f"{self.name}, ddof")

    def array(self, x: Array) -> Array:
        self.check(x)
        return np.var(x, axis=self.axis, keepdims=self.keepdims, ddof=self.ddof)

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        self.check(operands[0])
        return self._along(self._of_values, operands[0])

    def _of_values(self, values: list[Any]) -> Any:
        mean = sequences.mean(values)
        squares = [(value - mean) ** 2 for value in values]
        return sequences.sum(squares) / (len(values) - self.ddof)

    def check(self, x: object) -> None:
        """Raise where there are too few entries for the divisor n - ddof."""
        refuse_empty(self.axis, x)
        if not self.count(x) > self.ddof:
            raise ValueError(
                f"{self.count(x)} entries are too few for ddof={self.ddof:g}: the "
                "divisor n - ddof must be positive"
            )

    def slope(self, out: Operand, x: Operand) -> Operand:
        centered = x - averaged(x, self.axis, True)
        return centered * (2.0 / (self.count(x) - self.ddof))


class Prod(Reduction):
    """d prod / d entry = the product of all others, also where entries are 0."""

    __slots__ = ()
    name = "prod"

    def array(self, x: Array) -> Array:
        return np.prod(x, axis=self.axis, keepdims=self.keepdims)

    def slope(self, out: Operand, x: Operand) -> Operand:
        size = np.abs(payload_of(out))
        least = np.finfo(size.dtype).tiny
        if ((size >= least) & np.isfinite(size)).all():
            return out / x
        # A factor is 0, or the product is, or overflows, though the others' may not.
        return _products_of_others(x, all_axes(self.axis, len(shape_of(x))))


class Extreme(Reduction):
    """d max / d entry = 1 for the largest; k tied entries, or k nan, get 1/k each."""

    __slots__ = ()

    def slope(self, out: Operand, x: Operand) -> Operand:
        entries, extreme = payload_of(x), payload_of(out)
        tied = entries == extreme
        if np.isnan(extreme).any():
            tied |= np.isnan(entries)
        count = np.maximum(1, tied.sum(axis=self.axis, keepdims=True))
        return shared(np.asarray(tied / count, dtype=entries.dtype), x, 0.0, out)


class Max(Extreme):
    """The largest entry."""

    __slots__ = ()
    name = "max"

    def array(self, x: Array) -> Array:
        refuse_empty(self.axis, x)
        return np.max(x, axis=self.axis, keepdims=self.keepdims)

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return self._along(sequences.max, operands[0])


class Min(Extreme):
    """The smallest entry."""

    __slots__ = ()
    name = "min"

    def array(self, x: Array) -> Array:
        refuse_empty(self.axis, x)
        return np.min(x, axis=self.axis, keepdims=self.keepdims)

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return self._along(sequences.min, operands[0])


def _products_of_others(x: Operand, axes: Shape) -> Operand:
    """For each entry the product of all others along `axes`, without dividing."""
    full = shape_of(x)
    order = tuple([i for i in range(len(full)) if i not in axes]) + axes
    lines = shape.transpose(x, order)
    lengths = shape_of(lines)
    n = math.prod(full[i] for i in axes)
    flat = shape.reshape(lines, (*lengths[: len(full) - len(axes)], n))
    backwards = (..., slice(None, None, -1))
    before = _products_before(flat)
    after = index.getitem(_products_before(index.getitem(flat, backwards)), backwards)
    back = tuple([order.index(i) for i in range(len(full))])
    return shape.transpose(shape.reshape(before * after, lengths), back)


def _products_before(x: Operand) -> Operand:
    """For each entry the product of those before it along the last axis.

    The window of each product doubles, so n entries take log2(n) steps.
    """
    unpadded = [(0, 0)] * (len(shape_of(x)) - 1)
    n = shape_of(x)[-1]
    window = padding.pad(
        index.getitem(x, (..., slice(n - 1))), [*unpadded, (1, 0)], 1.0
    )
    step = 1
    while step < n:
        earlier = index.getitem(window, (..., slice(n - step)))
        window = window * padding.pad(earlier, [*unpadded, (step, 0)], 1.0)
        step *= 2
    return window


def summed(x: Operand, axis: Axis, keepdims: bool) -> Operand:
    """The sum along axes that are known to be right."""
    return apply(Sum(axis, keepdims), x)


def averaged(x: Operand, axis: Axis, keepdims: bool) -> Operand:
    """The mean along axes that are known to be right."""
    return apply(Mean(axis, keepdims), x)


def column_sums(x: Array, out: Array | None = None) -> Array:
    """The sums over the first axis of a matrix.

    Few rows are summed as a product with ones: BLAS does that in half the time.
    """
    if len(x) <= _MOST_ONES:
        return _ones(len(x), x.dtype).dot(x, out)
    return np.add.reduce(x, axis=0, out=out)


_MOST_ONES = 1024


@functools.lru_cache(maxsize=16)
def _ones(count: int, dtype: DType) -> Array:
    ones = np.ones(count, dtype)
    ones.flags.writeable = False
    return ones
