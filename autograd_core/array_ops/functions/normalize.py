"""Softmax and running sums: the shape stays, the entries of a line are mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, overload

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import checked_axes, checked_axis, shape_of
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    Numbers,
    of_values,
    operand,
    operand_as,
)
from autograd_core.array_ops.functions.shape import ravel
from autograd_core.array_ops.normalize import Cumsum, LogSoftmax, Softmax
from autograd_core.engine import sequences
from autograd_core.messages.explained import explained
from autograd_core.messages.types import Axis, Integer

if TYPE_CHECKING:
    from autograd_core.engine.value import Value


@overload
def softmax(x: ArrayT, axis: Axis = -1) -> ArrayT: ...
@overload
def softmax(x: Numbers) -> list[Value]: ...
@explained
def softmax(x: Any, axis: Axis = -1) -> object:
    """e^x / sum of e^x along an axis: positive, and 1 in all.

    Jacobian: diag(s) - s s^T.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.

    Raises:
        ValueError: there are no entries.

    >>> import numpy as np
    >>> softmax(np.array([1e4, 1e4])).tolist()
    [0.5, 0.5]
    """
    return _normalized(Softmax, sequences.softmax, x, axis)


@overload
def log_softmax(x: ArrayT, axis: Axis = -1) -> ArrayT: ...
@overload
def log_softmax(x: Numbers) -> list[Value]: ...
@explained
def log_softmax(x: Any, axis: Axis = -1) -> object:
    """x - logsumexp(x) along an axis: the logarithms of the softmax.

    Jacobian: I - 1 softmax(x)^T.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.

    Raises:
        ValueError: there are no entries.

    >>> import numpy as np
    >>> [round(v, 6) for v in log_softmax(np.array([0.0, 0.0])).tolist()]
    [-0.693147, -0.693147]
    """
    return _normalized(LogSoftmax, sequences.log_softmax, x, axis)


@explained
def cumsum(x: ArrayT, axis: Integer | None = None, dtype: Any = None) -> ArrayT:
    """The running sums along an axis; along all entries if it is None.

    d/d entry = 1 for every sum from it on.

    Args:
        x: a Tensor or array.
        axis: one axis, or None.
        dtype: float32 or float64, to which entries are cast first; None for their own.

    >>> import numpy as np
    >>> cumsum(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 3.0, 6.0]
    """
    x = operand_as(dtype, x, "cumsum")
    if axis is None or not shape_of(x):
        checked_axes(axis, x, "cumsum")
        return apply(Cumsum(0), ravel(x))
    return apply(Cumsum(checked_axis(axis, x, "cumsum")), x)


def _normalized(
    rule: type[Softmax] | type[LogSoftmax],
    function: Callable[[Numbers], list[Value]],
    x: Any,
    axis: Axis,
) -> object:
    """`rule` along axes of an array, or `function` of a sequence of Values."""
    row = of_values(function, x)
    if row is not None:
        return row
    x = operand(x, rule.name)
    return apply(rule(checked_axes(axis, x, rule.name)), x)
