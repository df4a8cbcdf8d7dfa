"""Arrays put together along an axis, and taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import checked_axis, integer, integers, shape_of
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    list_of_operands,
    operand,
)
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.shape import ravel
from autograd_core.array_ops.joining import Concatenate, Stack
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Integer, Integers

if TYPE_CHECKING:
    from autograd_core.messages.types import Array
    from autograd_core.tensor.tensor import Tensor


@overload
def concatenate(  # type: ignore[overload-overlap]
    tensors: Sequence[Array], axis: Integer | None = 0
) -> Array: ...
@overload
def concatenate(
    tensors: Sequence[Tensor | Array], axis: Integer | None = 0
) -> Tensor: ...
@explained
def concatenate(tensors: object, axis: Integer | None = 0) -> object:
    """Arrays one after the other along an axis that they have; None ravels them first.

    d/d tensor = its part of upstream.

    Args:
        tensors: a list of Tensors and arrays, equally long along every other axis.
        axis: an axis that they have, or None.

    Returns:
        A Tensor; of plain arrays alone an array.

    Raises:
        TypeError: `tensors` is not a list.
        ValueError: it is empty, or the shapes do not go together.

    >>> concatenate([np.ones(2), np.zeros(1)]).tolist()
    [1.0, 1.0, 0.0]
    """
    parts = list_of_operands(tensors, "concatenate")
    if axis is None:
        return apply(Concatenate(0), *[ravel(part) for part in parts])
    parts = [operand(part, "concatenate") for part in parts]
    for part in parts:
        if not shape_of(part):
            raise ValueError(
                f"concatenate: {describe(part)} has no axis to join along; use stack "
                "for Tensors of one number, stack_values for Values"
            )
    axis = checked_axis(axis, parts[0], "concatenate")
    return apply(Concatenate(axis), *parts)


@overload
def stack(  # type: ignore[overload-overlap]
    tensors: Sequence[Array], axis: Integer = 0
) -> Array: ...
@overload
def stack(tensors: Sequence[Tensor | Array | float], axis: Integer = 0) -> Tensor: ...
@explained
def stack(tensors: object, axis: Integer = 0) -> object:
    """Arrays of one shape one after the other along a new axis.

    d/d tensor = its part of upstream.

    Args:
        tensors: a list of Tensors, arrays and numbers, all of one shape.
        axis: the position of the new axis.

    Returns:
        A Tensor; of plain arrays alone an array.

    Raises:
        TypeError: `tensors` is not a list.
        ValueError: it is empty, or the shapes differ.

    >>> stack([np.ones(2), np.zeros(2)]).shape
    (2, 2)
    """
    parts = [operand(part, "stack") for part in list_of_operands(tensors, "stack")]
    return apply(Stack(checked_axis(axis, parts[0], "stack", new_axes=1)), *parts)


@explained
def split(x: ArrayT, indices_or_sections: Integers, axis: Integer = 0) -> list[ArrayT]:
    """Consecutive parts along an axis: so many equal ones, or cut at the indices.

    d/dx = the upstream gradients of the parts, one after the other.

    Args:
        x: a Tensor or array.
        indices_or_sections: how many parts, or the indices where to cut.
        axis: the axis.

    Raises:
        TypeError: `indices_or_sections` is something else.
        ValueError: the axis does not split into so many equal parts.

    >>> [part.tolist() for part in split(np.arange(5.0), [2])]
    [[0.0, 1.0], [2.0, 3.0, 4.0]]
    """
    x = operand(x, "split")
    axis = checked_axis(axis, x, "split")
    n = shape_of(x)[axis]
    if isinstance(indices_or_sections, (tuple, list, np.ndarray)):
        cuts = integers(indices_or_sections, x, "split", "where to cut")
    else:
        parts = integer(indices_or_sections, x, "split", "the number of parts")
        if parts <= 0 or n % parts:
            raise ValueError(
                f"split({describe(x)}): axis {axis} of length {n} does not split into "
                f"{parts} equal parts; give the indices where to cut"
            )
        cuts = tuple(range(n // parts, n, n // parts)) if n else (0,) * (parts - 1)
    before = (slice(None),) * axis
    ends: list[int | None] = [*cuts, None]
    starts = [0, *cuts]
    return [
        getitem(x, (*before, slice(start, end)))
        for start, end in zip(starts, ends, strict=True)
    ]
