"""The rules of lengths: norms and the standard deviation, which have a kink at 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import kinks
from autograd_core.array_ops.checks import all_axes, shape_of
from autograd_core.array_ops.reductions import Reduction, Var, averaged, summed
from autograd_core.array_ops.value_arrays import ObjectArray, map_entries
from autograd_core.engine import sequences
from autograd_core.engine.node import payload_of
from autograd_core.messages.types import Array, Axis, Operand, Operands
from autograd_core.ops.kinks import in_graph, quotient_slope, unsettled, vanishes
from autograd_core.ops.op import is_zero, product


class Length(Reduction):
    """A length: d out / d entry = direction / out, and 0 where it is 0.

    Where a node is 0 its upstream gradient is divided by it first, if that can be done:
    for `norm(x)**2` the product of upstream gradient and slope is then 2 x.
    """

    __slots__ = ()

    def direction(self, x: Operand) -> Operand:
        """The slope times the length, smooth also where the length is 0."""
        raise NotImplementedError

    def divisor(self, out: Operand) -> Operand:
        """What the direction is divided by."""
        return out

    def slope(self, out: Operand, x: Operand) -> Operand:
        if in_graph(out):
            return quotient_slope(self.direction(x), self.divisor(out))
        return self.direction(x) / self.divisor(out + is_zero(out))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        if vanishes(out):
            x = operands[0]
            ratio = kinks.quotient(upstream, self.divisor(out))
            if ratio is not None:
                return self.direction(x) * self._unsqueezed(ratio, x)
        return super().vjp(i, upstream, out, operands)

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        if not vanishes(out):
            return super().jvp(tangents, out, operands)
        along = product(tangents[0], self.direction(operands[0]))
        return quotient_slope(
            summed(along, self.axis, self.keepdims), self.divisor(out)
        )


class Std(Length, Var):
    """d std / d entry = (entry - mean) / ((n - ddof) std), 0 where std is 0."""

    __slots__ = ()
    name = "std"

    def array(self, x: Array) -> Array:
        self.check(x)
        moved = self._from_first(x)
        return np.std(moved, axis=self.axis, keepdims=self.keepdims, ddof=self.ddof)

    def direction(self, x: Operand) -> Operand:
        moved = self._from_first(x)
        centered = moved - averaged(moved, self.axis, True)
        return centered * (1.0 / (self.count(x) - self.ddof))

    def _from_first(self, x: Any) -> Any:
        """x minus its first entry: exactly 0 where all are equal, as their mean."""
        axes = all_axes(self.axis, len(shape_of(x)))
        first = [
            slice(1) if i in axes else slice(None) for i in range(len(shape_of(x)))
        ]
        return x - payload_of(x)[tuple(first)]

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return map_entries(ops.sqrt, super().on_values(*operands))


class Norm(Length):
    """d norm / d entry = entry / norm, 0 where the norm is 0."""

    __slots__ = ()
    name = "norm"

    def array(self, x: Array) -> Array:
        # Scaled by the largest entry, as hypot does, no square overflows.
        top = np.max(np.abs(x), axis=self.axis, keepdims=True, initial=0.0)
        safe = np.where((top > 0) & np.isfinite(top), top, 1.0).astype(x.dtype)
        squares = np.square(x / safe).sum(axis=self.axis, keepdims=True)
        out = safe * np.sqrt(squares)
        return out if self.keepdims else np.squeeze(out, self.axis)

    def direction(self, x: Operand) -> Operand:
        return x

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        squares = map_entries(ops.square, operands[0])
        return map_entries(ops.sqrt, self._along(sequences.sum, squares))


class PowerNorm(Length):
    """d norm / d entry = sign(entry) (|entry| / norm)^(ord-1), for ord but 0, 1, 2."""

    __slots__ = ("ord",)
    name = "norm"

    def __init__(self, axis: Axis, keepdims: bool, ord: float) -> None:
        super().__init__(axis, keepdims)
        self.ord = ord

    def array(self, x: Array) -> Array:
        size = np.abs(x)
        # Powers of numbers that are at most 1 do not overflow.
        if self.ord > 0:
            unit = np.max(size, axis=self.axis, keepdims=True, initial=0.0)
        else:
            unit = np.min(size, axis=self.axis, keepdims=True, initial=np.inf)
        safe = np.where((unit > 0) & np.isfinite(unit), unit, 1.0).astype(x.dtype)
        with np.errstate(divide="ignore"):
            total = np.sum((size / safe) ** self.ord, axis=self.axis, keepdims=True)
            out = safe * total ** (1.0 / self.ord)
        return out if self.keepdims else np.squeeze(out, self.axis)

    def direction(self, x: Operand) -> Operand:
        return ops.sign(x) * ops.absolute(x) ** (self.ord - 1.0)

    def divisor(self, out: Operand) -> Operand:
        return out ** (self.ord - 1.0)

    def slope(self, out: Operand, x: Operand) -> Operand:
        if self.ord < 1.0:
            return self._slope_of_cusp(out, x)
        if vanishes(out):
            return super().slope(out, x)
        ratio = ops.absolute(x) / (out + is_zero(out))
        return ops.sign(x) * ratio ** (self.ord - 1.0)

    def _slope_of_cusp(self, out: Any, x: Any) -> Operand:
        """The slope for ord < 1: at 0 its formula is infinite, of either sign."""
        at = 1.0 * (is_zero(x) | is_zero(out))
        ratio = ops.where(at, 1.0, ops.absolute(x)) / ops.where(at, 1.0, out)
        slope = ops.sign(x) * (1.0 - at) * ratio ** (self.ord - 1.0)
        return slope + unsettled(x, at) if in_graph(x) and at.any() else slope

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        powers = map_entries(lambda x: ops.absolute(x) ** self.ord, operands[0])
        total = self._along(sequences.sum, powers)
        return map_entries(lambda x: x ** (1.0 / self.ord), total)
