"""Reductions along axes, and the ops that normalize along one.

The functions that also take a sequence of Values (`sum([a, b])`) hand it to
`autograd_core.nary`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import arrays, nary, ops
from autograd_core.operands import describe, is_number
from autograd_core.structural import index, rule, shape
from autograd_core.structural.rule import (
    Linear,
    Reduction,
    Structural,
    all_axes,
    checked_axes,
    is_arrays,
    shape_of,
)


class Sum(Reduction):
    """d sum / d entry = 1."""

    __slots__ = ()
    name = "sum"

    def array(self, x: Any) -> Any:
        total: Any = np.add.reduce
        return total(x, axis=self.axis, keepdims=self.keepdims)

    def slope(self, out: Any, x: Any) -> Any:
        return 1.0

    def on_values(self, *operands: Any) -> Any:
        return along(nary.sum, operands[0], self)


class Mean(Reduction):
    """d mean / d entry = 1/n."""

    __slots__ = ()
    name = "mean"

    def array(self, x: Any) -> Any:
        _refuse_empty(self, x)
        return np.mean(x, axis=self.axis, keepdims=self.keepdims)

    def slope(self, out: Any, x: Any) -> Any:
        return 1.0 / self.count(x)

    def on_values(self, *operands: Any) -> Any:
        return along(nary.mean, operands[0], self)


class Var(Reduction):
    """d var / d entry = 2 (entry - mean) / (n - ddof)."""

    __slots__ = ("ddof",)
    name = "var"

    def __init__(self, axis: Any, keepdims: bool, ddof: float) -> None:
        super().__init__(axis, keepdims)
        self.ddof = ddof

    def array(self, x: Any) -> Any:
        self.check(x)
        return np.var(x, axis=self.axis, keepdims=self.keepdims, ddof=self.ddof)

    def check(self, x: Any) -> None:
        """Raise where there are too few entries for the divisor n - ddof."""
        _refuse_empty(self, x)
        if self.count(x) <= self.ddof:
            raise ValueError(
                f"{self.count(x)} entries are too few for ddof={self.ddof}: the "
                "divisor n - ddof must be positive"
            )

    def slope(self, out: Any, x: Any) -> Any:
        centered = x - mean(x, self.axis, True)
        return centered * (2.0 / (self.count(x) - self.ddof))


class Std(Var):
    """d std / d entry = (entry - mean) / ((n - ddof) std), 0 where std is 0."""

    __slots__ = ()
    name = "std"

    def array(self, x: Any) -> Any:
        self.check(x)
        return np.std(x, axis=self.axis, keepdims=self.keepdims, ddof=self.ddof)

    def slope(self, out: Any, x: Any) -> Any:
        centered = x - mean(x, self.axis, True)
        return centered / ((self.count(x) - self.ddof) * nonzero(out))

    def on_values(self, *operands: Any) -> Any:
        return each(ops.sqrt, Var.array(self, operands[0]))


class Prod(Reduction):
    """d prod / d entry = the product of all others, also where entries are 0."""

    __slots__ = ()
    name = "prod"

    def array(self, x: Any) -> Any:
        return np.prod(x, axis=self.axis, keepdims=self.keepdims)

    def slope(self, out: Any, x: Any) -> Any:
        size = np.abs(arrays.payload_of(out))
        least = np.finfo(size.dtype).tiny
        if ((size >= least) & np.isfinite(size)).all():
            return out / x
        # A factor is 0, or the product is, or overflows, though the others' may not.
        return _products_of_others(x, all_axes(self.axis, len(shape_of(x))))


class Extreme(Reduction):
    """d max / d entry = 1 for the largest; k tied entries get 1/k each."""

    __slots__ = ()

    def slope(self, out: Any, x: Any) -> Any:
        entries = arrays.payload_of(x)
        tied = entries == arrays.payload_of(out)
        count = np.maximum(1, tied.sum(axis=self.axis, keepdims=True))
        share: Any = tied / count
        return share.astype(entries.dtype)


class Max(Extreme):
    """The largest entry."""

    __slots__ = ()
    name = "max"

    def array(self, x: Any) -> Any:
        _refuse_empty(self, x)
        return np.max(x, axis=self.axis, keepdims=self.keepdims)

    def on_values(self, *operands: Any) -> Any:
        return along(nary.max, operands[0], self)


class Min(Extreme):
    """The smallest entry."""

    __slots__ = ()
    name = "min"

    def array(self, x: Any) -> Any:
        _refuse_empty(self, x)
        return np.min(x, axis=self.axis, keepdims=self.keepdims)

    def on_values(self, *operands: Any) -> Any:
        return along(nary.min, operands[0], self)


class LogSumExp(Reduction):
    """d logsumexp / d entry = softmax."""

    __slots__ = ()
    name = "logsumexp"

    def array(self, x: Any) -> Any:
        _refuse_empty(self, x)
        top = np.max(x, axis=self.axis, keepdims=True)
        top = np.where(np.isfinite(top), top, 0.0).astype(x.dtype)
        with np.errstate(divide="ignore"):
            logs = np.log(np.exp(x - top).sum(axis=self.axis, keepdims=True))
        out = top + logs
        return out if self.keepdims else np.squeeze(out, self.axis)

    def slope(self, out: Any, x: Any) -> Any:
        return rule.apply(Softmax(self.axis), x)

    def on_values(self, *operands: Any) -> Any:
        return along(nary.logsumexp, operands[0], self)


class Norm(Reduction):
    """d norm / d entry = entry / norm, 0 where the norm is 0."""

    __slots__ = ()
    name = "norm"

    def array(self, x: Any) -> Any:
        # Scaled by the largest entry, as hypot does, no square overflows.
        top = np.max(np.abs(x), axis=self.axis, keepdims=True, initial=0.0)
        safe = np.where((top > 0) & np.isfinite(top), top, 1.0).astype(x.dtype)
        squares = np.square(x / safe).sum(axis=self.axis, keepdims=True)
        out = safe * np.sqrt(squares)
        return out if self.keepdims else np.squeeze(out, self.axis)

    def slope(self, out: Any, x: Any) -> Any:
        return x / nonzero(out)

    def on_values(self, *operands: Any) -> Any:
        return each(ops.sqrt, along(nary.sum, each(ops.square, operands[0]), self))


class Softmax(Structural):
    """Jacobian times u = out (u - sum(out u)), symmetric, so both modes are one."""

    __slots__ = ("axis",)
    name = "softmax"

    def __init__(self, axis: Any) -> None:
        self.axis = axis

    def array(self, x: Any) -> Any:
        _refuse_empty(self, x)
        exponentials = np.exp(x - np.max(x, axis=self.axis, keepdims=True))
        return exponentials / exponentials.sum(axis=self.axis, keepdims=True)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return out * (upstream - sum(out * upstream, self.axis, True))

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
        _refuse_empty(self, x)
        shifted = x - np.max(x, axis=self.axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=self.axis, keepdims=True))

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return upstream - ops.exp(out) * sum(upstream, self.axis, True)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return tangents[0] - sum(ops.exp(out) * tangents[0], self.axis, True)

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


def _refuse_empty(op: Any, x: Any) -> None:
    full = np.shape(x)
    if any(full[axis] == 0 for axis in all_axes(op.axis, len(full))):
        raise ValueError("there are no entries to reduce; give at least one")


def nonzero(x: Any) -> Any:
    """x with 1 in the place of 0, to divide by: the quotient 0/0 becomes 0."""
    return x + (arrays.payload_of(x) == 0)


def _products_of_others(x: Any, axes: tuple[int, ...]) -> Any:
    """For each entry the product of all others along `axes`, without dividing."""
    full = shape_of(x)
    order = tuple([i for i in range(len(full)) if i not in axes]) + axes
    moved = shape.transpose(x, order)
    lengths = shape_of(moved)
    n = math.prod(full[i] for i in axes)
    flat = shape.reshape(moved, (*lengths[: len(full) - len(axes)], n))
    backwards = (..., slice(None, None, -1))
    before = _products_before(flat)
    after = index.getitem(_products_before(index.getitem(flat, backwards)), backwards)
    back = tuple([order.index(i) for i in range(len(full))])
    return shape.transpose(shape.reshape(before * after, lengths), back)


def _products_before(x: Any) -> Any:
    """For each entry the product of those before it along the last axis.

    The window of each product doubles, so n entries take log2(n) steps.
    """
    none = [(0, 0)] * (len(shape_of(x)) - 1)
    n = shape_of(x)[-1]
    window = shape.pad(
        index.getitem(x, (..., slice(n - 1))), [*none, (1, 0)], constant_values=1.0
    )
    step = 1
    while step < n:
        left = index.getitem(window, (..., slice(n - step)))
        window = window * shape.pad(left, [*none, (step, 0)], constant_values=1.0)
        step *= 2
    return window


# -- the ops on arrays of Values -------------------------------------------------------


def each(op: Any, x: Any) -> Any:
    """An op of one operand on every entry."""
    # NumPy makes a Value of an array of objects without axes.
    return np.frompyfunc(op, 1, 1)(np.asarray(x, dtype=object))


def along(function: Any, x: Any, op: Any) -> Any:
    """`function` of the sequence of entries along the axes of a reduction."""
    full = x.shape
    axes = all_axes(op.axis, len(full))
    kept = [i for i in range(len(full)) if i not in axes]
    out = np.empty([full[i] for i in kept], dtype=object)
    moved = np.transpose(x, [*kept, *axes])
    for place in np.ndindex(*out.shape):
        out[place] = function(list(np.asarray(moved[place], object).ravel()))
    if op.keepdims:
        return out.reshape([1 if i in axes else n for i, n in enumerate(full)])
    return out


def lines(function: Any, x: Any, axis: Any) -> Any:
    """`function`, from a sequence to a sequence, on the entries along the axes."""
    axes = all_axes(axis, x.ndim)
    order = [i for i in range(x.ndim) if i not in axes] + list(axes)
    out = np.empty(x.shape, dtype=object)
    moved, target = np.transpose(x, order), np.transpose(out, order)
    for place in np.ndindex(*moved.shape[: x.ndim - len(axes)]):
        part = np.asarray(moved[place], object)
        entries = np.empty(part.size, dtype=object)
        entries[:] = function(list(part.ravel()))
        target[place] = entries.reshape(part.shape)
    return out


def _reduced(op: Any, function: Any, x: Any, axis: Any, keepdims: Any) -> Any:
    """`op` along axes of an array, or `function` of a sequence of Values."""
    if axis is None and not is_arrays(x):
        try:
            return function(x)
        except TypeError:
            if not rule.holds_tensors(x):
                raise
    x = rule.operand(x, op.name)
    return rule.apply(op(checked_axes(axis, x, op.name), bool(keepdims)), x)


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


# -- the functions ---------------------------------------------------------------------


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum of the entries along axes; of a sequence of Values, one Value.

    d/d entry = 1.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    >>> from autograd_core import Tensor, Value
    >>> sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0).data
    array([4., 6.])
    >>> sum([Value(1.0), Value(2.0), 3.0]).data
    6.0
    """
    return _reduced(Sum, nary.sum, x, axis, keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean of the entries along axes; of a sequence of Values, one Value.

    d/d entry = 1/n.

    Raises:
        ValueError: there are no entries.

    >>> from autograd_core import Tensor
    >>> mean(Tensor([1.0, 3.0])).item()
    2.0
    """
    return _reduced(Mean, nary.mean, x, axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False, ddof: float = 0) -> Any:
    """The variance along axes, with divisor n - ddof.

    d/d entry = 2 (entry - mean) / (n - ddof).

    Raises:
        ValueError: there are not more than ddof entries.

    >>> float(var(np.array([1.0, 3.0])))
    1.0
    """
    x = rule.operand(x, "var")
    return rule.apply(Var(checked_axes(axis, x, "var"), bool(keepdims), ddof), x)


def std(x: Any, axis: Any = None, keepdims: bool = False, ddof: float = 0) -> Any:
    """The standard deviation along axes, with divisor n - ddof.

    d/d entry = (entry - mean) / ((n - ddof) std), 0 where all entries are equal.

    Raises:
        ValueError: there are not more than ddof entries.

    >>> float(std(np.array([1.0, 3.0])))
    1.0
    """
    x = rule.operand(x, "std")
    return rule.apply(Std(checked_axes(axis, x, "std"), bool(keepdims), ddof), x)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The product along axes.

    d/d entry = the product of all others, also where entries are 0.

    >>> float(prod(np.array([2.0, 3.0])))
    6.0
    """
    x = rule.operand(x, "prod")
    return rule.apply(Prod(checked_axes(axis, x, "prod"), bool(keepdims)), x)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest entry along axes; of a sequence of Values, one Value.

    d/d entry = 1 for the largest, else 0; k tied entries get 1/k each.

    Raises:
        ValueError: there are no entries.

    >>> max(np.array([[1.0, 3.0], [4.0, 2.0]]), axis=1).tolist()
    [3.0, 4.0]
    """
    return _reduced(Max, nary.max, x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The smallest entry along axes; of a sequence of Values, one Value.

    d/d entry = 1 for the smallest, else 0; k tied entries get 1/k each.

    Raises:
        ValueError: there are no entries.

    >>> min(np.array([[1.0, 3.0], [4.0, 2.0]]), axis=1).tolist()
    [1.0, 2.0]
    """
    return _reduced(Min, nary.min, x, axis, keepdims)


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """log of the sum of e^x along axes, without overflow.

    d/d entry = softmax(x).

    Raises:
        ValueError: there are no entries.

    >>> round(float(logsumexp(np.array([10000.0, 10000.0]))), 6)
    10000.693147
    """
    return _reduced(LogSumExp, nary.logsumexp, x, axis, keepdims)


def softmax(x: Any, axis: Any = -1) -> Any:
    """e^x / sum of e^x along an axis: positive, and 1 in all.

    Jacobian: diag(s) - s s^T.

    Raises:
        ValueError: there are no entries.

    >>> softmax(np.array([1e4, 1e4])).tolist()
    [0.5, 0.5]
    """
    return _normalized(Softmax, nary.softmax, x, axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """x - logsumexp(x) along an axis: the logarithms of the softmax.

    Raises:
        ValueError: there are no entries.

    >>> [round(v, 6) for v in log_softmax(np.array([0.0, 0.0])).tolist()]
    [-0.693147, -0.693147]
    """
    return _normalized(LogSoftmax, nary.log_softmax, x, axis)


def cumsum(x: Any, axis: Any = None) -> Any:
    """The running sums along an axis; along all entries if it is None.

    >>> cumsum(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 3.0, 6.0]
    """
    x = rule.operand(x, "cumsum")
    if axis is None or not shape_of(x):
        checked_axes(axis, x, "cumsum")
        return rule.apply(Cumsum(0), shape.ravel(x))
    return rule.apply(Cumsum(rule.checked_axis(axis, x, "cumsum")), x)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The length of vectors or matrices, as `np.linalg.norm`.

    Args:
        x: a Tensor or array.
        ord: None (2-norm of all entries, "fro" for matrices); for vectors any number
            but 0, inf and -inf; for matrices 1, -1, inf, -inf.
        axis: one axis for vectors, two for matrices.
        keepdims: whether to keep the axes, with length 1.

    d/d entry of the 2-norm = entry / norm, and 0 where the norm is 0.

    Raises:
        ValueError: `ord` has no gradient here, or does not go with the axes.

    >>> float(norm(np.array([3.0, 4.0])))
    5.0
    """
    x = rule.operand(x, "norm")
    given = checked_axes(axis, x, "norm")
    axes = all_axes(given, len(shape_of(x)))
    if (
        ord is None
        or (ord == 2 and len(axes) == 1)
        or (ord == "fro" and len(axes) == 2)
    ):
        return rule.apply(Norm(given, bool(keepdims)), x)
    if len(axes) == 1:
        return _vector_norm(x, ord, axes, keepdims)
    if len(axes) == 2 and ord in (1, -1, np.inf, -np.inf):
        summed, picked = axes if abs(ord) == 1 else (axes[1], axes[0])
        sums = sum(ops.absolute(x), (summed,), True)
        pick = max if ord > 0 else min
        out = pick(sums, (picked,), True)
        return out if keepdims else shape.squeeze(out, axes)
    raise ValueError(
        f"norm({describe(x)}): ord={ord!r} is not supported over {len(axes)} axes; "
        "vectors take any number but 0, matrices None, 'fro', 1, -1, inf, -inf"
    )


def _vector_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    size = ops.absolute(x)
    if ord == np.inf:
        return max(size, axes, keepdims)
    if ord == -np.inf:
        return min(size, axes, keepdims)
    if ord == 1:
        return sum(size, axes, keepdims)
    if is_number(ord) and ord != 0:
        total = sum(size**ord, axes, keepdims)
        # The root has no slope at 0; there the norm's is taken to be 0, as for ord 2.
        return ops.where(total > 0, nonzero(total) ** (1.0 / float(ord)), 0.0)
    raise ValueError(f"norm({describe(x)}): ord={ord!r} has no gradient")
