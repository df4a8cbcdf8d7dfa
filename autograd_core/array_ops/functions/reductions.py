"""Reductions: one number from all entries along some axes.

Those that take a sequence of Values too give it to `engine.sequences`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, overload

from autograd_core.array_ops import reductions
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import checked_axes
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    Numbers,
    of_values,
    operand,
)
from autograd_core.array_ops.normalize import LogSumExp
from autograd_core.array_ops.norms import Std
from autograd_core.array_ops.reductions import Reduction
from autograd_core.engine import sequences
from autograd_core.messages.explained import explained
from autograd_core.messages.numbers import as_float
from autograd_core.messages.types import Axis, Scalar

if TYPE_CHECKING:
    from autograd_core.engine.value import Value


@overload
def sum(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> ArrayT: ...
@overload
def sum(x: Numbers) -> Value: ...
@explained
def sum(
    x: Any,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> object:
    """The sum of the entries along axes; of a sequence of Values, one Value.

    d/d entry = 1.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        initial: what the reduction starts from.
        where: an array of bools, which entries count.

    >>> from autograd_core import Tensor, Value
    >>> sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0).data
    array([4., 6.])
    >>> sum([Value(1.0), Value(2.0), 3.0]).data
    6.0
    """
    if _given(dtype, initial, where):
        return _partial("sum", x, axis, keepdims, dtype, initial, where)
    return _reduced(reductions.Sum, sequences.sum, x, axis, keepdims)


@overload
def mean(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    where: Any = None,
) -> ArrayT: ...
@overload
def mean(x: Numbers) -> Value: ...
@explained
def mean(
    x: Any,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    where: Any = None,
) -> object:
    """The mean of the entries along axes; of a sequence of Values, one Value.

    d/d entry = 1/n.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        where: an array of bools, which entries count.

    Raises:
        ValueError: there are no entries.

    >>> from autograd_core import Tensor
    >>> mean(Tensor([1.0, 3.0])).item()
    2.0
    """
    if _given(dtype, where):
        return _partial("mean", x, axis, keepdims, dtype, None, where)
    return _reduced(reductions.Mean, sequences.mean, x, axis, keepdims)


@explained
def var(
    x: ArrayT,
    axis: Axis = None,
    *,
    keepdims: bool = False,
    ddof: Scalar = 0,
    dtype: Any = None,
    where: Any = None,
) -> ArrayT:
    """The variance along axes, with divisor n - ddof.

    d/d entry = 2 (entry - mean) / (n - ddof).

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        ddof: what is subtracted from n in the divisor: 1 for an estimate from a sample.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        where: an array of bools, which entries count.

    Raises:
        ValueError: there are ddof entries or fewer.

    >>> import numpy as np
    >>> float(var(np.array([1.0, 3.0])))
    1.0
    """
    if _given(dtype, where):
        return _partial("var", x, axis, keepdims, dtype, None, where, ddof)
    return along_axes(reductions.Var, x, axis, keepdims, ddof)


@explained
def std(
    x: ArrayT,
    axis: Axis = None,
    *,
    keepdims: bool = False,
    ddof: Scalar = 0,
    dtype: Any = None,
    where: Any = None,
) -> ArrayT:
    """The standard deviation along axes, with divisor n - ddof.

    d/d entry = (entry - mean) / ((n - ddof) std), 0 where all entries are equal.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        ddof: what is subtracted from n in the divisor: 1 for an estimate from a sample.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        where: an array of bools, which entries count.

    Raises:
        ValueError: there are ddof entries or fewer.

    >>> import numpy as np
    >>> float(std(np.array([1.0, 3.0])))
    1.0
    """
    if _given(dtype, where):
        return _partial("std", x, axis, keepdims, dtype, None, where, ddof)
    entries: Any = operand(x, "std")
    if (
        not ddof
        and Std(checked_axes(axis, entries, "std"), False, 0).count(entries) == 1
    ):
        return along_axes(reductions.Var, entries, axis, keepdims, ddof)  # 0, smoothly
    return along_axes(Std, entries, axis, keepdims, ddof)


@explained
def prod(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> ArrayT:
    """The product along axes.

    d/d entry = the product of all others, also where entries are 0.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        initial: what the reduction starts from.
        where: an array of bools, which entries count.

    >>> import numpy as np
    >>> float(prod(np.array([2.0, 3.0])))
    6.0
    """
    if _given(dtype, initial, where):
        return _partial("prod", x, axis, keepdims, dtype, initial, where)
    return along_axes(reductions.Prod, x, axis, keepdims)


@overload
def max(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> ArrayT: ...
@overload
def max(x: Numbers) -> Value: ...
@explained
def max(
    x: Any,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> object:
    """The largest entry along axes; of a sequence of Values, one Value.

    d/d entry = 1 for the largest, else 0; k tied entries get 1/k each. Where an
    entry is nan, so is the result, and the gradient goes to those that are.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        initial: what the reduction starts from.
        where: an array of bools, which entries count.

    Raises:
        ValueError: there are no entries.

    >>> import numpy as np
    >>> max(np.array([[1.0, 3.0], [4.0, 2.0]]), axis=1).tolist()
    [3.0, 4.0]
    """
    if _given(dtype, initial, where):
        return _partial("max", x, axis, keepdims, dtype, initial, where)
    return _reduced(reductions.Max, sequences.max, x, axis, keepdims)


@overload
def min(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> ArrayT: ...
@overload
def min(x: Numbers) -> Value: ...
@explained
def min(
    x: Any,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> object:
    """The smallest entry along axes; of a sequence of Values, one Value.

    d/d entry = 1 for the smallest, else 0; k tied entries get 1/k each. Where an
    entry is nan, so is the result, and the gradient goes to those that are.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        initial: what the reduction starts from.
        where: an array of bools, which entries count.

    Raises:
        ValueError: there are no entries.

    >>> import numpy as np
    >>> min(np.array([[1.0, 3.0], [4.0, 2.0]]), axis=1).tolist()
    [1.0, 2.0]
    """
    if _given(dtype, initial, where):
        return _partial("min", x, axis, keepdims, dtype, initial, where)
    return _reduced(reductions.Min, sequences.min, x, axis, keepdims)


@overload
def logsumexp(x: ArrayT, axis: Axis = None, keepdims: bool = False) -> ArrayT: ...
@overload
def logsumexp(x: Numbers) -> Value: ...
@explained
def logsumexp(x: Any, axis: Axis = None, keepdims: bool = False) -> object:
    """log of the sum of e^x along axes, without overflow.

    d/d entry = softmax(x).

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> import numpy as np
    >>> round(float(logsumexp(np.array([10000.0, 10000.0]))), 6)
    10000.693147
    """
    return _reduced(LogSumExp, sequences.logsumexp, x, axis, keepdims)


def _given(*options: object) -> bool:
    return any(option is not None for option in options)


def _partial(
    name: str,
    x: Any,
    axis: Axis,
    keepdims: bool,
    dtype: Any,
    initial: Any,
    where: Any,
    *settings: Any,
) -> Any:
    """The reduction with options that few programs give."""
    from autograd_core.array_ops.partial_reductions import Partial

    call = Partial(
        name,
        operand(x, name),
        axis,
        keepdims,
        dtype=dtype,
        initial=None if initial is None else as_float(initial, f"{name}: initial"),
        mask=where,
    )
    return getattr(call, name)(*settings)


def _reduced(
    rule: type[Reduction],
    function: Callable[[Numbers], Value],
    x: Any,
    axis: Axis,
    keepdims: bool,
) -> object:
    """`rule` along axes of an array, or `function` of a sequence of Values."""
    if axis is None:
        value = of_values(function, x)
        if value is not None:
            return value
    return along_axes(rule, x, axis, keepdims)


def along_axes(
    rule: type[Reduction], x: Any, axis: Axis, keepdims: bool, *settings: Any
) -> Any:
    """`rule` along axes of a Tensor, array or list."""
    name = rule.name
    x = operand(x, name)
    return apply(rule(checked_axes(axis, x, name), bool(keepdims), *settings), x)
