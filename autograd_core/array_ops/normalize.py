"""Ops that keep the shape but mix the entries along an axis: softmax, cumsum."""

from __future__ import annotations

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import index, reductions
from autograd_core.array_ops.array_rule import AlongAxes, LinearRule, apply
from autograd_core.array_ops.checks import refuse_empty
from autograd_core.array_ops.value_arrays import ObjectArray, map_lines
from autograd_core.engine import sequences
from autograd_core.engine.node import payload_of
from autograd_core.messages.types import Array, Axis, Operand, Operands


class Softmax(AlongAxes):
    """Jacobian times u = out (u - sum(out u)), symmetric, so both modes are one."""

    __slots__ = ("axis",)
    name = "softmax"

    def __init__(self, axis: Axis) -> None:
        self.axis = axis

    def array(self, x: Array) -> Array:
        refuse_empty(self.axis, x)
        exponentials = np.exp(x - np.max(x, axis=self.axis, keepdims=True))
        return exponentials / exponentials.sum(axis=self.axis, keepdims=True)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return out * (upstream - reductions.summed(out * upstream, self.axis, True))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return self.vjp(0, tangents[0], out, operands)

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return map_lines(sequences.softmax, operands[0], self.axis)


class LogSoftmax(AlongAxes):
    """d log_softmax_i / d x_j = (i == j) - softmax_j."""

    __slots__ = ("axis",)
    name = "log_softmax"

    def __init__(self, axis: Axis) -> None:
        self.axis = axis

    def array(self, x: Array) -> Array:
        refuse_empty(self.axis, x)
        shifted = x - np.max(x, axis=self.axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=self.axis, keepdims=True))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return upstream - ops.exp(out) * reductions.summed(upstream, self.axis, True)

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return tangents[0] - reductions.summed(
            ops.exp(out) * tangents[0], self.axis, True
        )

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return map_lines(sequences.log_softmax, operands[0], self.axis)


class Cumsum(AlongAxes, LinearRule):
    """Running sums; the gradient of an entry is the sum of all from it on."""

    __slots__ = ("axis",)
    name = "cumsum"

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def array(self, x: Array) -> Array:
        return np.cumsum(x, axis=self.axis)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        back = (slice(None),) * self.axis + (slice(None, None, -1),)
        return index.getitem(apply(self, index.getitem(upstream, back)), back)


class LogSumExp(reductions.Reduction):
    """d logsumexp / d entry = softmax."""

    __slots__ = ()
    name = "logsumexp"

    def array(self, x: Array) -> Array:
        refuse_empty(self.axis, x)
        top = np.max(x, axis=self.axis, keepdims=True)
        top = np.where(np.isfinite(top), top, 0.0).astype(x.dtype)
        with np.errstate(divide="ignore"):
            logs = np.log(np.exp(x - top).sum(axis=self.axis, keepdims=True))
        out = top + logs
        return out if self.keepdims else np.squeeze(out, self.axis)

    def slope(self, out: Operand, x: Operand) -> Operand:
        infinite = np.isinf(payload_of(out))
        if not infinite.any():
            return apply(Softmax(self.axis), x)
        # Beside an inf the share of a finite entry is 0, though that of inf is nan.
        finite = ops.where(1.0 * infinite, 0.0, x)
        return ops.where(
            1.0 * infinite, ops.exp(x - out), apply(Softmax(self.axis), finite)
        )

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return self._along(sequences.logsumexp, operands[0])
