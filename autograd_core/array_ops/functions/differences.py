"""Functions along an axis: differences, running products, interpolation, smoothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops.checks import checked_axis, integer, shape_of
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    operand,
    operand_as,
    operand_beside,
)
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.joining import concatenate, stack
from autograd_core.array_ops.functions.shape import broadcast_to, ravel
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Integer


@explained
def cumprod(x: ArrayT, axis: Integer | None = None, dtype: Any = None) -> ArrayT:
    """The running products along an axis; along all entries if it is None.

    d/dx_i of product j = the product of its other factors, for j >= i.

    Args:
        x: a Tensor or array.
        axis: one axis, or None.
        dtype: float32 or float64, to which entries are cast first; None for their own.

    >>> cumprod(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 2.0, 6.0]
    """
    factors: Any = operand_as(dtype, x, "cumprod")
    if axis is None:
        factors, axis = ravel(factors), 0
    axis = checked_axis(axis, factors, "cumprod")
    if isinstance(factors, np.ndarray):
        return np.cumprod(factors, axis=axis)  # type: ignore[return-value]
    n = shape_of(factors)[axis]
    if not n:
        return factors
    # Product by product: a quotient product / factor has no value where that is 0.
    before = (slice(None),) * axis
    products = [getitem(factors, (*before, 0))]
    for i in range(1, n):
        products.append(products[-1] * getitem(factors, (*before, i)))
    return stack(products, axis)  # type: ignore[return-value]


@explained
def diff(
    x: ArrayT,
    n: Integer = 1,
    axis: Integer = -1,
    prepend: Any = None,
    append: Any = None,
) -> ArrayT:
    """The differences of neighbours along an axis, taken n times.

    d/dx = -1 for the first of two neighbours, 1 for the second.

    Args:
        x: a Tensor or array.
        n: how often.
        axis: the axis.
        prepend: a number or array that stands before x along the axis.
        append: one that stands behind it.

    Raises:
        ValueError: n is negative, or x is a number.

    >>> diff(np.array([1.0, 4.0, 9.0])).tolist()
    [3.0, 5.0]
    """
    entries: Any = operand(x, "diff")
    times = integer(n, entries, "diff", "n")
    if times < 0:
        raise ValueError(f"diff({describe(x)}): n must not be negative, got {n}")
    axis = checked_axis(axis, entries, "diff")
    ends = [_edge(end, entries, axis) for end in (prepend, append)]
    if prepend is not None or append is not None:
        entries = concatenate([*ends[0], entries, *ends[1]], axis)
    before = (slice(None),) * axis
    for _ in range(times):
        upper = getitem(entries, (*before, slice(1, None)))
        entries = upper - getitem(entries, (*before, slice(None, -1)))
    return entries


def _edge(edge: Any, x: Any, axis: int) -> list[Any]:
    if edge is None:
        return []
    edge = operand_beside(edge, "diff", x)
    lengths = list(shape_of(x))
    lengths[axis] = 1
    return [edge if shape_of(edge) else broadcast_to(edge, tuple(lengths))]
