"""Entries chosen by conditions, and sums that leave some out or weight them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, overload

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import (
    all_axes,
    checked_axes,
    integer,
    refuse_empty,
    shape_of,
)
from autograd_core.array_ops.functions import reductions
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    array_operand,
    operand,
)
from autograd_core.array_ops.functions.shape import broadcast_to, reshape, transpose
from autograd_core.array_ops.functions.signatures import NodeT
from autograd_core.array_ops.masked import masked
from autograd_core.array_ops.partial_reductions import checked_mask
from autograd_core.array_ops.shape import Copy
from autograd_core.engine.node import payload_of
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe, is_mapped
from autograd_core.messages.types import Array, Axis, Integer, Payload, Scalar
from autograd_core.ops.piecewise import where


@explained
def tril(x: ArrayT, k: Integer = 0) -> ArrayT:
    """The lower triangle of matrices, with zeros above the k-th diagonal.

    d/dx = the lower triangle of upstream.

    Args:
        x: a matrix, a stack of them, or a vector that is every row.
        k: 0 for the main diagonal, above 0 for those right of it.

    Raises:
        TypeError: k is not an integer.
        ValueError: x is a number.

    >>> tril(np.ones((2, 2))).tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    return _triangle(x, k, "tril")


@explained
def triu(x: ArrayT, k: Integer = 0) -> ArrayT:
    """The upper triangle of matrices, with zeros below the k-th diagonal.

    d/dx = the upper triangle of upstream.

    Args:
        x: a matrix, a stack of them, or a vector that is every row.
        k: 0 for the main diagonal, above 0 for those right of it.

    Raises:
        TypeError: k is not an integer.
        ValueError: x is a number.

    >>> triu(np.ones((2, 2))).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    return _triangle(x, k, "triu")


def _triangle(x: Any, k: Integer, name: str) -> Any:
    x = operand(x, name)
    k = integer(k, x, name, "k")
    full = shape_of(x)
    if not full:
        raise ValueError(f"{name}({describe(x)}): expected a matrix, got a number")
    if len(full) == 1:
        full = full * 2
        x = broadcast_to(x, full)
    rows, columns = full[-2:]
    lower = np.tri(rows, columns, k if name == "tril" else k - 1, dtype=bool)
    mask = np.broadcast_to(lower if name == "tril" else ~lower, full)
    return masked(x, mask, name)


@explained
def copy(x: ArrayT) -> ArrayT:
    """The same entries in new memory; gradients pass through.

    d/dx = upstream.

    >>> copy(np.array([1.0])).tolist()
    [1.0]
    """
    return apply(Copy(), operand(x, "copy"))


@overload
def select(  # type: ignore[overload-overlap]
    condlist: Sequence[Any], choicelist: Sequence[Array], default: Payload = 0.0
) -> Array: ...
@overload
def select(
    condlist: Sequence[Any], choicelist: Sequence[NodeT], default: NodeT | Payload = 0.0
) -> NodeT: ...
@overload
def select(
    condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0.0
) -> Any: ...
@explained
def select(
    condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0.0
) -> Any:
    """For each entry the choice that belongs to the first condition that holds.

    d/d choice = upstream where its condition is the first that holds, else 0.

    Args:
        condlist: arrays of bools.
        choicelist: as many Tensors, arrays or numbers.
        default: where no condition holds.

    Raises:
        ValueError: the lists are empty, or not equally long.

    >>> select([np.array([True, False])], [np.array([1.0, 2.0])], -1.0).tolist()
    [1.0, -1.0]
    """
    if not all(hasattr(part, "__len__") for part in (condlist, choicelist)):
        raise TypeError(
            "select: conditions and choices are lists; write select([x > 0.0], [x]), "
            "or where(x > 0.0, x, 0.0)"
        )
    if not len(condlist) or len(condlist) != len(choicelist):
        raise ValueError(
            f"select: {len(condlist)} conditions and {len(choicelist)} choices; give "
            "one choice for each condition, and at least one"
        )
    out = default
    for condition, choice in zip(
        reversed(list(condlist)), reversed(list(choicelist)), strict=True
    ):
        out = where(condition, choice, out)
    return out


@overload
def average(
    x: ArrayT,
    axis: Axis = None,
    weights: Any = None,
    returned: Literal[False] = False,
    *,
    keepdims: bool = False,
) -> ArrayT: ...
@overload
def average(
    x: ArrayT,
    axis: Axis = None,
    weights: Any = None,
    *,
    returned: Literal[True],
    keepdims: bool = False,
) -> tuple[ArrayT, ArrayT]: ...
@explained
def average(
    x: Any,
    axis: Axis = None,
    weights: Any = None,
    returned: bool = False,
    *,
    keepdims: bool = False,
) -> Any:
    """The weighted mean of the entries along axes, sum(w x) / sum(w).

    d/d entry = w / sum(w), d/dw = (entry - average) / sum(w).

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        weights: in the shape of x, or of its axes `axis`; None for 1.
        returned: whether to give the sum of the weights too.
        keepdims: whether to keep the axes, with length 1.

    Returns:
        The average, or with `returned` a tuple of it and the sum of the weights.

    Raises:
        ValueError: the weights have another shape, or there are no entries.
        ZeroDivisionError: the weights add up to 0.

    >>> float(average(np.array([1.0, 3.0]), weights=[3.0, 1.0]))
    1.5
    """
    entries: Any = array_operand(x, "average")
    axes = all_axes(checked_axes(axis, entries, "average"), len(shape_of(entries)))
    full = shape_of(entries)
    plain = weights is None or isinstance(weights, (list, tuple))
    w: Any = array_operand(1.0 if weights is None else weights, "average")
    if plain and isinstance(w, np.ndarray):
        w = w.astype(entries.dtype)
    if weights is None:
        w = broadcast_to(w, full)
    if shape_of(w) != full:
        if axis is None or shape_of(w) != tuple([full[k] for k in axes]):
            raise ValueError(
                f"average({describe(x)}): weights of shape {shape_of(w)} go neither "
                "with all entries nor with the axes"
            )
        w = transpose(w, tuple(sorted(range(len(axes)), key=axes.__getitem__)))
        lengths = [n if k in axes else 1 for k, n in enumerate(full)]
        w = broadcast_to(reshape(w, tuple(lengths)), full)
    refuse_empty(axes, entries)
    total = reductions.sum(w, axis, keepdims)
    if not is_mapped(total) and (np.asarray(payload_of(total)) == 0.0).any():
        raise ZeroDivisionError(f"average({describe(x)}): the weights add up to 0")
    mean: Any = reductions.sum(entries * w, axis, keepdims) / total
    return (mean, total) if returned else mean


@explained
def nansum(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    initial: Scalar | None = None,
    where: Any = None,
) -> ArrayT:
    """The sum of the entries along axes that are not nan.

    d/d entry = 1, 0 where it is nan.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        initial: what the sum starts from.
        where: an array of bools, which entries count.

    >>> float(nansum(np.array([1.0, np.nan])))
    1.0
    """
    options = {"dtype": dtype, "initial": initial}
    return _present(reductions.sum, "nansum", x, axis, keepdims, where, options)


@explained
def nanmean(
    x: ArrayT,
    axis: Axis = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    where: Any = None,
) -> ArrayT:
    """The mean of the entries along axes that are not nan; nan if all are.

    d/d entry = 1 / their number, 0 where it is nan.

    Args:
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, to which entries are cast first; None for their own.
        where: an array of bools, which entries count.

    >>> float(nanmean(np.array([1.0, 3.0, np.nan])))
    2.0
    """
    return _present(
        reductions.mean, "nanmean", x, axis, keepdims, where, {"dtype": dtype}
    )


def _present(
    reduction: Any,
    name: str,
    x: Any,
    axis: Axis,
    keepdims: bool,
    mask: Any,
    options: dict[str, Any],
) -> Any:
    """A reduction of the entries that are not nan, and that count."""
    entries = operand(x, name)
    mask = checked_mask(name, entries, mask)
    if is_mapped(entries):
        axes = checked_axes(axis, entries, name)
        return entries.along(
            lambda inner, k: _present(
                reduction, name, inner, k, keepdims, mask, options
            ),
            axes,
        )
    mask = mask & ~np.isnan(payload_of(entries))
    return reduction(entries, axis, keepdims, where=mask, **options)
