"""Ops that keep the shape but mix the entries along an axis: softmax, cumsum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import nary, ops
from autograd_core.structural import index, reduce, rule, shape
from autograd_core.structural.arguments import (
    checked_axes,
    checked_axis,
    refuse_empty,
    shape_of,
)
from autograd_core.structural.on_values import lines
from autograd_core.structural.rule import Linear, Structural, is_arrays


class Softmax(Structural):
    """Jacobian times u = out (u - sum(out u)), symmetric, so both modes are one."""

    __slots__ = ("axis",)
    name = "softmax"

    def __init__(self, axis: Any) -> None:
        self.axis = axis

    def array(self, x: Any) -> Any:
        refuse_empty(self, x)
        exponentials = np.exp(x - np.max(x, axis=self.axis, keepdims=True))
        return exponentials / exponentials.sum(axis=self.axis, keepdims=True)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return out * (upstream - reduce.sum(out * upstream, self.axis, True))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return self.vjp(0, tangents[0], out, operands)

    def on_values(self, *operands: Any) -> Any:
        return lines(nary.softmax, operands[0], self.axis)


class LogSoftmax(Structural):
    """d log_softmax_i / d x_j = (i == j) - softmax_j."""

    __slots__ = ("axis",)
    name = "log_softmax"

    def __init__(self, axis: Any) -> None:
        self.axis = axis

    def array(self, x: Any) -> Any:
        refuse_empty(self, x)
        shifted = x - np.max(x, axis=self.axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=self.axis, keepdims=True))

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return upstream - ops.exp(out) * reduce.sum(upstream, self.axis, True)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return tangents[0] - reduce.sum(ops.exp(out) * tangents[0], self.axis, True)

    def on_values(self, *operands: Any) -> Any:
        return lines(nary.log_softmax, operands[0], self.axis)


class Cumsum(Linear):
    """Running sums; the gradient of an entry is the sum of all from it on."""

    __slots__ = ("axis",)
    name = "cumsum"

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def array(self, x: Any) -> Any:
        return np.cumsum(x, axis=self.axis)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        back = (slice(None),) * self.axis + (slice(None, None, -1),)
        return index.getitem(cumsum(index.getitem(upstream, back), self.axis), back)


def softmax(x: Any, axis: Any = -1) -> Any:
    """e^x / sum of e^x along an axis: positive, and 1 in all.

    Jacobian: diag(s) - s s^T.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.

    Raises:
        ValueError: there are no entries.

    >>> softmax(np.array([1e4, 1e4])).tolist()
    [0.5, 0.5]
    """
    return _normalized(Softmax, nary.softmax, x, axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """x - logsumexp(x) along an axis: the logarithms of the softmax.

    Jacobian: I - 1 softmax(x)^T.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.

    Raises:
        ValueError: there are no entries.

    >>> [round(v, 6) for v in log_softmax(np.array([0.0, 0.0])).tolist()]
    [-0.693147, -0.693147]
    """
    return _normalized(LogSoftmax, nary.log_softmax, x, axis)


def cumsum(x: Any, axis: Any = None) -> Any:
    """The running sums along an axis; along all entries if it is None.

    d/d entry = 1 for every sum from it on.

    Args:
        x: a Tensor or array.
        axis: one axis, or None.

    >>> cumsum(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 3.0, 6.0]
    """
    x = rule.operand(x, "cumsum")
    if axis is None or not shape_of(x):
        checked_axes(axis, x, "cumsum")
        return rule.apply(Cumsum(0), shape.ravel(x))
    return rule.apply(Cumsum(checked_axis(axis, x, "cumsum")), x)


def _normalized(op: Any, function: Any, x: Any, axis: Any) -> Any:
    """`op` along axes of an array, or `function` of a sequence of Values."""
    if not is_arrays(x):
        try:
            return function(x)
        except TypeError:
            if not rule.holds_tensors(x):
                raise
    x = rule.operand(x, op.name)
    return rule.apply(op(checked_axes(axis, x, op.name)), x)
