"""Entries by their size: sorted, the middle one, quantiles, the range.

Where entries are equal, the order in which they stand decides which of them a result
is; the second derivative there is nan, for the slope jumps.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.array_ops.checks import (
    all_axes,
    checked_axes,
    checked_axis,
    shape_of,
)
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.functions.index import getitem, take_along_axis
from autograd_core.array_ops.functions.joining import stack
from autograd_core.array_ops.functions.reductions import max, min
from autograd_core.array_ops.functions.shape import (
    ravel,
    reshape,
    transpose,
)
from autograd_core.engine.node import payload_of
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import (
    describe,
    is_mapped,
    is_tensor,
    refuse_node,
    short_repr,
)
from autograd_core.messages.types import Array, ArrayLike, Axis, Integer
from autograd_core.ops.kinks import bent
from autograd_core.ops.piecewise import where

METHODS = ("linear", "lower", "higher", "midpoint", "nearest")
"""How a quantile between two entries is made of them."""


@explained
def sort(
    x: ArrayT,
    axis: Integer | None = -1,
    kind: str | None = None,
    *,
    stable: bool | None = None,
) -> ArrayT:
    """The entries along an axis, the smallest first; nan come last.

    d/dx = upstream, at the position of each entry.

    Args:
        x: a Tensor or array.
        axis: the axis, or None for the entries of all axes in a row.
        kind: for NumPy's sake; the order of equal entries is kept.
        stable: likewise.

    >>> sort(np.array([3.0, 1.0, 2.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    x = operand(x, "sort")
    if axis is None:
        x, axis = ravel(x), 0
    return _sorted(x, checked_axis(axis, x, "sort"))


def _sorted(x: Any, axis: int) -> Any:
    if is_mapped(x):
        return x.along(_sorted, axis)
    entries = np.asarray(payload_of(x))
    order = np.argsort(entries, axis=axis, kind="stable")
    return _in_order(x, entries, order, axis)


def _in_order(x: Any, entries: Array, order: np.ndarray, axis: int) -> Any:
    """The entries in an order in which equal ones are neighbours."""
    out = take_along_axis(x, order, axis)
    if not is_tensor(x):
        return out
    ascending = np.take_along_axis(entries, order, axis)
    before = (slice(None),) * axis
    upper, lower = (*before, slice(1, None)), (*before, slice(-1))
    tied = ascending[upper] == ascending[lower]
    if not tied.any():
        return out
    ends = [(0, 0)] * entries.ndim
    ends[axis] = (1, 0)
    after = np.pad(tied, ends)
    ends[axis] = (0, 1)
    return out + bent(out, np.asarray(after | np.pad(tied, ends), entries.dtype))


@explained
def partition(
    x: ArrayT, kth: Integer | list[Integer], axis: Integer | None = -1
) -> ArrayT:
    """The entries in an order in which the k-th is where sorting would put it.

    d/dx = upstream, at the position of each entry.

    Args:
        x: a Tensor or array.
        kth: one position or several: before it nothing is larger, behind it nothing
            is smaller.
        axis: the axis, or None for the entries of all axes in a row.

    Raises:
        ValueError: there is no such position.

    >>> float(partition(np.array([3.0, 1.0, 2.0]), 1)[1])
    2.0
    """
    x = operand(x, "partition")
    if axis is None:
        x, axis = ravel(x), 0
    axis = checked_axis(axis, x, "partition")
    if is_mapped(x):
        batched: Any = x
        out: ArrayT = batched.along(lambda inner, k: partition(inner, kth, k), axis)
        return out
    n = shape_of(x)[axis]
    positions = np.atleast_1d(np.asarray(kth))
    if positions.dtype.kind not in "iu" or ((positions < -n) | (positions >= n)).any():
        raise ValueError(
            f"partition({describe(x)}): kth must be positions along an axis of length "
            f"{n}, got {short_repr(kth)}"
        )
    entries = np.asarray(payload_of(x))
    order = np.argpartition(entries, positions.tolist(), axis=axis)
    if is_tensor(x) and np.unique(entries).size < entries.size:
        return _sorted(x, axis)  # a partition too, in which equal entries are seen
    return take_along_axis(x, order, axis)


@explained
def median(x: ArrayT, axis: Axis = None, keepdims: bool = False) -> ArrayT:
    """The middle entry along axes, of an even number the mean of the two; nan of nan.

    d/d entry = 1 for the middle one, 1/2 for each of two.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> float(median(np.array([3.0, 1.0, 2.0, 10.0])))
    2.5
    """
    return _quantile(operand(x, "median"), 0.5, axis, "midpoint", keepdims, "median")


@explained
def quantile(
    x: ArrayT,
    q: ArrayLike,
    axis: Axis = None,
    method: str = "linear",
    keepdims: bool = False,
) -> ArrayT:
    """The entry below which a part q of the entries along axes lies; nan of nan.

    Between two sorted entries a and b, at position i + t: a + t (b - a).
    d/da = 1 - t, d/db = t.

    Args:
        x: a Tensor or array.
        q: a number in [0, 1], or several: the result has an axis for them in front.
            It gets no gradient.
        axis: a number, several, or None for all.
        method: "linear", or instead of t: "lower" 0, "higher" 1, "midpoint" 1/2,
            "nearest" 0 or 1.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        TypeError: q is a node.
        ValueError: there are no entries, q lies outside [0, 1], or `method` is another.

    Source: Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, type 7.

    >>> float(quantile(np.array([1.0, 2.0, 3.0, 4.0]), 0.25))
    1.75
    """
    return _quantile(operand(x, "quantile"), q, axis, method, keepdims, "quantile")


@explained
def percentile(
    x: ArrayT,
    q: ArrayLike,
    axis: Axis = None,
    method: str = "linear",
    keepdims: bool = False,
) -> ArrayT:
    """`quantile` of q / 100.

    d/d entry = as of `quantile`.

    >>> float(percentile(np.array([1.0, 2.0, 3.0]), 50.0))
    2.0
    """
    refuse_node(q, "percentile: q")
    x, part = operand(x, "percentile"), np.asarray(q) / 100.0
    return _quantile(x, part, axis, method, keepdims, "percentile")


def _quantile(
    x: Any, q: ArrayLike, axis: Axis, method: str, keepdims: bool, name: str
) -> Any:
    refuse_node(q, f"{name}: q")
    parts = np.asarray(q, float)
    if not ((parts >= 0.0) & (parts <= 1.0)).all():
        limits = "0 to 100" if name == "percentile" else "0 to 1"
        raise ValueError(f"{name}({describe(x)}): q must lie in {limits}")
    if method not in METHODS:
        raise ValueError(
            f"{name}: method must be one of {', '.join(METHODS)}, got {method!r}"
        )
    full = shape_of(x)
    axes = all_axes(checked_axes(axis, x, name), len(full)) if full else ()
    rest = tuple([k for k in range(len(full)) if k not in axes])
    n = math.prod([full[k] for k in axes])
    if not n:
        raise ValueError(f"{name}({describe(x)}): there are no entries; give one")
    lengths = [full[k] for k in rest]
    lines = _sorted(reshape(transpose(x, (*rest, *axes)), (*lengths, n)), len(rest))
    out = stack([_at(lines, float(p) * (n - 1), n, method) for p in parts.ravel()], 0)
    with_axes = [1 if k in axes else full[k] for k in range(len(full))]
    return reshape(out, (*parts.shape, *(with_axes if keepdims else lengths)))


def _at(lines: Any, position: float, n: int, method: str) -> Any:
    """The value at a position between entries of sorted lines."""
    lower = math.floor(position)
    t = position - lower
    if t and method != "linear":
        t = {"lower": 0.0, "higher": 1.0, "midpoint": 0.5}.get(
            method, float(round(position) - lower)
        )
    a, last = getitem(lines, (..., lower)), getitem(lines, (..., n - 1))
    if t == 1.0:
        out = getitem(lines, (..., lower + 1))
    elif t:
        # Weights and not a + t (b - a): the median of two equal infinities is that.
        out = (1.0 - t) * a + t * getitem(lines, (..., lower + 1))
    else:
        out = a
    if is_mapped(last):
        return where(np.isnan(last), last, out)
    has_nan = np.isnan(payload_of(last))
    return where(has_nan, last, out) if has_nan.any() else out


@explained
def ptp(x: ArrayT, axis: Axis = None, keepdims: bool = False) -> ArrayT:
    """The range of the entries along axes, the largest minus the smallest.

    d/d entry = 1 for the largest, -1 for the smallest; ties share it.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: there are no entries.

    >>> float(ptp(np.array([3.0, 1.0, 2.0])))
    2.0
    """
    entries: Any = operand(x, "ptp")
    return max(entries, axis, keepdims) - min(entries, axis, keepdims)
