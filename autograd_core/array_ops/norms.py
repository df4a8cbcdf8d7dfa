"""The rules of lengths: norms and the standard deviation, which have a kink at 0."""

from __future__ import annotations

import copy
import functools
import math
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import kinks, shape
from autograd_core.array_ops.array_rule import apply
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

    def unscaled(self, base: Array) -> Array:
        """The length, of numbers whose powers neither overflow nor underflow."""
        raise NotImplementedError

    def base(self, x: Any) -> Any:
        """What the length is that of."""
        return x

    def direction(self, base: Any) -> Operand:
        """The slope times the divisor, smooth also where the length is 0."""
        return base

    def divisor(self, out: Any) -> Operand:
        """What the direction is divided by."""
        return out

    def unit(self, base: Array) -> Array:
        """What the entries are divided by before their powers are taken."""
        largest = np.max(np.abs(base), axis=self.axis, keepdims=True, initial=0.0)
        return _positive(largest)

    def array(self, x: Array) -> Array:
        base = self.base(x)
        with np.errstate(over="ignore", under="ignore"):
            out = self.unscaled(base)
            if not _lie_within(out, _least(base.dtype)):
                unit = self.unit(base)
                out = unit * self.unscaled(base / unit)
        return out if self.keepdims else np.squeeze(out, self.axis)

    def slope(self, out: Operand, x: Operand) -> Operand:
        base, length = self.base(x), payload_of(out)
        if _lie_within(length, _least(length.dtype)):
            return self.slope_of(out, base)
        lost = self._has_lost_digits(length, payload_of(base))
        if np.any(lost):
            base = base / np.where(lost, self.unit(payload_of(base)), 1.0)
            rule = copy.copy(self)
            rule.keepdims = True
            out = apply(rule, base)
        return self.slope_of(out, base)

    def _has_lost_digits(self, out: Array, base: Array) -> Any:
        """Where a length is too small for all its digits, or overflows."""
        least = np.finfo(out.dtype).tiny * 1e18
        moves = np.any(base != 0, axis=self.axis, keepdims=True)
        small = (out < least) & moves
        finite = np.all(np.isfinite(base), axis=self.axis, keepdims=True)
        return small | ((out == np.inf) & finite)

    def slope_of(self, out: Any, base: Any) -> Operand:
        """The slope, of a length that has all its digits."""
        if in_graph(out):
            return quotient_slope(self.direction(base), self.divisor(out))
        safe = out if np.all(out) else out + is_zero(out)
        return self.direction(base) / self.divisor(safe)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        if vanishes(out):
            x = operands[0]
            ratio = kinks.quotient(upstream, self.divisor(out))
            if ratio is not None:
                if shape_of(ratio):
                    full = shape.broadcast_to(ratio, shape_of(out))
                    ratio = self._unsqueezed(full, x)
                return self.direction(self.base(x)) * ratio
        return super().vjp(i, upstream, out, operands)

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        if not vanishes(out):
            return super().jvp(tangents, out, operands)
        along = product(tangents[0], self.direction(self.base(operands[0])))
        return quotient_slope(
            summed(along, self.axis, self.keepdims), self.divisor(out)
        )


@functools.cache
def _least(dtype: np.dtype[Any]) -> float:
    """A length of which all digits can be read off the squares of its entries."""
    return math.sqrt(np.finfo(dtype).tiny) * 1e9


def _lie_within(lengths: Array, least: float) -> bool:
    """Whether all are between a small number and its reciprocal."""
    if lengths.size == 1:
        return least <= lengths.item() <= 1.0 / least
    return bool(np.all((lengths >= least) & (lengths <= 1.0 / least)))


def _positive(unit: Array) -> Array:
    """A unit, 1 in the place of 0 and inf."""
    return np.where((unit > 0) & np.isfinite(unit), unit, 1.0).astype(unit.dtype)


class Norm(Length):
    """d norm / d entry = entry / norm, 0 where the norm is 0."""

    __slots__ = ()
    name = "norm"

    def unscaled(self, base: Array) -> Array:
        return np.sqrt(np.square(base).sum(axis=self.axis, keepdims=True))

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        squares = map_entries(ops.square, operands[0])
        return map_entries(ops.sqrt, self._along(sequences.sum, squares))


class Std(Length, Var):
    """d std / d entry = (entry - mean) / ((n - ddof) std), 0 where std is 0."""

    __slots__ = ()
    name = "std"

    def base(self, x: Any) -> Any:
        """x minus its first entry: exactly 0 where all are equal, as their mean."""
        n = len(shape_of(x))
        axes = all_axes(self.axis, n)
        first = [slice(1) if i in axes else slice(None) for i in range(n)]
        return x - payload_of(x)[tuple(first)]

    def array(self, x: Array) -> Array:
        self.check(x)
        return super().array(x)

    def unscaled(self, base: Array) -> Array:
        return np.std(base, axis=self.axis, keepdims=True, ddof=self.ddof)

    def direction(self, base: Any) -> Operand:
        centered = base - averaged(base, self.axis, True)
        return centered * (1.0 / (self.count(base) - self.ddof))

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return map_entries(ops.sqrt, super().on_values(*operands))


class PowerNorm(Length):
    """d norm / d entry = sign(entry) (|entry| / norm)^(ord-1), for ord but 0, 1, 2."""

    __slots__ = ("ord",)
    name = "norm"

    def __init__(self, axis: Axis, keepdims: bool, ord: float) -> None:
        super().__init__(axis, keepdims)
        self.ord = ord

    def unit(self, base: Array) -> Array:
        if self.ord > 0:
            return super().unit(base)
        size = np.abs(base)
        return _positive(np.min(size, axis=self.axis, keepdims=True, initial=np.inf))

    def array(self, x: Array) -> Array:
        unit = self.unit(x)
        out = unit * self.unscaled(x / unit)
        return out if self.keepdims else np.squeeze(out, self.axis)

    def unscaled(self, base: Array) -> Array:
        with np.errstate(divide="ignore", over="ignore"):
            powers = np.abs(base) ** self.ord
            total = powers.sum(axis=self.axis, keepdims=True)
            return total ** (1.0 / self.ord)

    def direction(self, base: Any) -> Operand:
        return ops.sign(base) * ops.absolute(base) ** (self.ord - 1.0)

    def divisor(self, out: Any) -> Operand:
        return out ** (self.ord - 1.0)

    def slope_of(self, out: Any, base: Any) -> Operand:
        if self.ord < 1.0:
            return self._slope_of_cusp(out, base)
        if vanishes(out) or self.ord <= 2.0:
            return super().slope_of(out, base)
        ratio = ops.absolute(base) / (out + is_zero(out))
        return ops.sign(base) * ratio ** (self.ord - 1.0)

    def _slope_of_cusp(self, out: Any, base: Any) -> Operand:
        """The slope for ord < 1: at 0 its formula is infinite, of either sign."""
        at = 1.0 * (is_zero(base) | is_zero(out))
        ratio = ops.where(at, 1.0, ops.absolute(base)) / ops.where(at, 1.0, out)
        slope = ops.sign(base) * (1.0 - at) * ratio ** (self.ord - 1.0)
        return slope + unsettled(out, at) if in_graph(out) and at.any() else slope

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        powers = map_entries(lambda x: ops.absolute(x) ** self.ord, operands[0])
        total = self._along(sequences.sum, powers)
        return map_entries(lambda x: x ** (1.0 / self.ord), total)
