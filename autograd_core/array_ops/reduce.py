"""Reductions along axes. Those that take a sequence of Values too hand it to `nary`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import array_rule, normalize, reductions
from autograd_core.array_ops.array_rule import is_arrays
from autograd_core.array_ops.checks import all_axes, checked_axes, shape_of
from autograd_core.array_ops.functions import holds_tensors, operand, squeeze
from autograd_core.engine import sequences
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe


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
    return _reduced(reductions.Sum, sequences.sum, x, axis, keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean of the entries along axes; of a sequence of Values, one Value.

    d/d entry = 1/n.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> from autograd_core import Tensor
    >>> mean(Tensor([1.0, 3.0])).item()
    2.0
    """
    return _reduced(reductions.Mean, sequences.mean, x, axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False, ddof: Any = 0) -> Any:
    """The variance along axes, with divisor n - ddof.

    d/d entry = 2 (entry - mean) / (n - ddof).

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        ddof: what the divisor n is diminished by: 1 for an estimate from a sample.

    Raises:
        ValueError: there are not more than ddof entries.

    >>> float(var(np.array([1.0, 3.0])))
    1.0
    """
    return _of_array(reductions.Var, x, axis, keepdims, ddof)


def std(x: Any, axis: Any = None, keepdims: bool = False, ddof: Any = 0) -> Any:
    """The standard deviation along axes, with divisor n - ddof.

    d/d entry = (entry - mean) / ((n - ddof) std), 0 where all entries are equal.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        ddof: what the divisor n is diminished by: 1 for an estimate from a sample.

    Raises:
        ValueError: there are not more than ddof entries.

    >>> float(std(np.array([1.0, 3.0])))
    1.0
    """
    return _of_array(reductions.Std, x, axis, keepdims, ddof)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The product along axes.

    d/d entry = the product of all others, also where entries are 0.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    >>> float(prod(np.array([2.0, 3.0])))
    6.0
    """
    return _of_array(reductions.Prod, x, axis, keepdims)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest entry along axes; of a sequence of Values, one Value.

    d/d entry = 1 for the largest, else 0; k tied entries get 1/k each. Where an
    entry is nan, so is the result, and the gradient goes to those that are.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> max(np.array([[1.0, 3.0], [4.0, 2.0]]), axis=1).tolist()
    [3.0, 4.0]
    """
    return _reduced(reductions.Max, sequences.max, x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The smallest entry along axes; of a sequence of Values, one Value.

    d/d entry = 1 for the smallest, else 0; k tied entries get 1/k each. Where an
    entry is nan, so is the result, and the gradient goes to those that are.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> min(np.array([[1.0, 3.0], [4.0, 2.0]]), axis=1).tolist()
    [1.0, 2.0]
    """
    return _reduced(reductions.Min, sequences.min, x, axis, keepdims)


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """log of the sum of e^x along axes, without overflow.

    d/d entry = softmax(x).

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> round(float(logsumexp(np.array([10000.0, 10000.0]))), 6)
    10000.693147
    """
    return _reduced(normalize.LogSumExp, sequences.logsumexp, x, axis, keepdims)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The length of vectors or matrices, as `np.linalg.norm`.

    d/d entry of the 2-norm = entry / norm, and 0 where the norm is 0.

    Args:
        x: a Tensor or array.
        ord: None (2-norm of all entries, "fro" for matrices); for vectors any number
            but 0, inf and -inf; for matrices 1, -1, inf, -inf.
        axis: one axis for vectors, two for matrices.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: `ord` has no gradient here, or does not go with the axes.

    >>> float(norm(np.array([3.0, 4.0])))
    5.0
    """
    x = operand(x, "norm")
    given = checked_axes(axis, x, "norm")
    axes = all_axes(given, len(shape_of(x)))
    if (
        ord is None
        or (ord == 2 and len(axes) == 1)
        or (ord == "fro" and len(axes) == 2)
    ):
        return array_rule.apply(reductions.Norm(given, bool(keepdims)), x)
    if len(axes) == 1:
        return _vector_norm(x, ord, axes, keepdims)
    if len(axes) == 2 and ord in (1, -1, np.inf, -np.inf):
        summed, picked = axes if abs(ord) == 1 else (axes[1], axes[0])
        sums = sum(ops.absolute(x), (summed,), True)
        pick = max if ord > 0 else min
        out = pick(sums, (picked,), True)
        return out if keepdims else squeeze(out, axes)
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
        return ops.where(
            total > 0, reductions.nonzero(total) ** (1.0 / float(ord)), 0.0
        )
    raise ValueError(f"norm({describe(x)}): ord={ord!r} has no gradient")


def _reduced(op: Any, function: Any, x: Any, axis: Any, keepdims: Any) -> Any:
    """`op` along axes of an array, or `function` of a sequence of Values."""
    if axis is None and not is_arrays(x):
        try:
            return function(x)
        except TypeError:
            if not holds_tensors(x):
                raise
    return _of_array(op, x, axis, keepdims)


def _of_array(op: Any, x: Any, axis: Any, keepdims: Any, *settings: Any) -> Any:
    """`op` along axes of a Tensor or array."""
    x = operand(x, op.name)
    return array_rule.apply(
        op(checked_axes(axis, x, op.name), bool(keepdims), *settings), x
    )
