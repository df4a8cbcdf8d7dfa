"""The same entries in another shape, another order of axes, another dtype."""

from __future__ import annotations

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import (
    all_axes,
    checked_axes,
    checked_axis,
    integers,
    shape_of,
)
from autograd_core.array_ops.coercion import float_dtype
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.shape import BroadcastTo, Cast, Reshape, Transpose
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Axis, DTypeLike, Integer, Integers


@explained
def reshape(x: ArrayT, shape: Integers) -> ArrayT:
    """The same entries in another shape; one length may be -1, computed from the rest.

    d/dx = upstream, in the shape of x.

    Args:
        x: a Tensor or array.
        shape: one integer or several.

    Raises:
        TypeError: a length is not an integer.
        ValueError: the shape has another number of entries.

    >>> import numpy as np
    >>> reshape(np.arange(4.0), (2, -1)).shape
    (2, 2)
    """
    x = operand(x, "reshape")
    lengths = integers(shape, x, "reshape")
    if any(length < -1 for length in lengths):
        raise ValueError(
            f"reshape({describe(x)}): a length must not be negative, except one -1 "
            f"for the entries that remain; got {lengths}"
        )
    return apply(Reshape(lengths), x)


@explained
def ravel(x: ArrayT) -> ArrayT:
    """All entries along one axis, the last axis of x running fastest.

    d/dx = upstream, in the shape of x.

    >>> import numpy as np
    >>> ravel(np.ones((2, 3))).shape
    (6,)
    """
    return apply(Reshape((-1,), "ravel"), x)


@explained
def transpose(x: ArrayT, axes: Axis = None) -> ArrayT:
    """The axes in another order, reversed by default.

    d/dx = upstream, with its axes put back.

    Args:
        x: a Tensor or array.
        axes: each axis once, or None.

    Raises:
        ValueError: an axis is missing or named twice.

    >>> import numpy as np
    >>> transpose(np.ones((2, 3, 4)), (1, 0, 2)).shape
    (3, 2, 4)
    """
    x = operand(x, "transpose")
    ndim = len(shape_of(x))
    if axes is None:
        return apply(Transpose(tuple(reversed(range(ndim)))), x)
    names = axes if isinstance(axes, (tuple, list)) else (axes,)
    order = tuple([checked_axis(axis, x, "transpose") for axis in names])
    if sorted(order) != list(range(ndim)):
        raise ValueError(
            f"transpose({describe(x)}): axes must name each of its {ndim} axes once, "
            f"got {axes!r}; swapaxes exchanges two"
        )
    return apply(Transpose(order), x)


@explained
def swapaxes(x: ArrayT, axis1: Integer, axis2: Integer) -> ArrayT:
    """Two axes exchanged.

    d/dx = upstream, with the two exchanged.

    >>> import numpy as np
    >>> swapaxes(np.ones((2, 3, 4)), 0, -1).shape
    (4, 3, 2)
    """
    x = operand(x, "swapaxes")
    order = list(range(len(shape_of(x))))
    first = checked_axis(axis1, x, "swapaxes")
    second = checked_axis(axis2, x, "swapaxes")
    order[first], order[second] = order[second], order[first]
    return apply(Transpose(tuple(order), "swapaxes"), x)


@explained
def expand_dims(x: ArrayT, axis: Integers) -> ArrayT:
    """New axes of length 1.

    d/dx = upstream, without them.

    Args:
        x: a Tensor or array.
        axis: the positions of the new axes in the result, one or several.

    Raises:
        ValueError: a position is named twice, or lies outside.

    >>> import numpy as np
    >>> expand_dims(np.ones(3), (0, -1)).shape
    (1, 3, 1)
    """
    x = operand(x, "expand_dims")
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    new = [checked_axis(k, x, "expand_dims", new_axes=len(axes)) for k in axes]
    if len(set(new)) != len(new):
        raise ValueError(f"expand_dims({describe(x)}): axis={axis!r} names one twice")
    lengths = iter(shape_of(x))
    ndim = len(shape_of(x)) + len(new)
    full = tuple([1 if k in new else next(lengths) for k in range(ndim)])
    return apply(Reshape(full, "expand_dims"), x)


@explained
def squeeze(x: ArrayT, axis: Axis = None) -> ArrayT:
    """Without axes of length 1: all of them, or some.

    d/dx = upstream, in the shape of x.

    Args:
        x: a Tensor or array.
        axis: the axes to remove; None for all of length 1.

    Raises:
        ValueError: an axis to remove has another length.

    >>> import numpy as np
    >>> squeeze(np.ones((1, 3, 1)), axis=0).shape
    (3, 1)
    """
    x = operand(x, "squeeze")
    full = shape_of(x)
    if axis is None:
        lengths = tuple([n for n in full if n != 1])
        return apply(Reshape(lengths, "squeeze"), x)
    axes = all_axes(checked_axes(axis, x, "squeeze"), len(full))
    for k in axes:
        if full[k] != 1:
            raise ValueError(
                f"squeeze({describe(x)}): axis {k} has length {full[k]}; only an axis "
                "of length 1 can go"
            )
    lengths = tuple([n for k, n in enumerate(full) if k not in axes])
    return apply(Reshape(lengths, "squeeze"), x)


@explained
def broadcast_to(x: ArrayT, shape: Integers) -> ArrayT:
    """Entries repeated along new axes and along those of length 1.

    d/dx = upstream, summed over those axes.

    Raises:
        ValueError: repeating does not lead to that shape.

    >>> import numpy as np
    >>> broadcast_to(np.array([1.0, 2.0]), (2, 2)).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    x = operand(x, "broadcast_to")
    target = integers(shape, x, "broadcast_to")
    full = shape_of(x)
    if full == target:
        return x
    new = len(target) - len(full)
    if (
        new < 0
        or any(n not in (1, m) for n, m in zip(full, target[new:], strict=True))
        or any(m < 0 for m in target)
    ):
        raise ValueError(
            f"broadcast_to({describe(x)}): its lengths must be 1 or those of "
            f"{target}, counted from the last axis"
        )
    return apply(BroadcastTo(target), x)


@explained
def astype(x: ArrayT, dtype: DTypeLike) -> ArrayT:
    """The same numbers as float32 or float64.

    d/dx = upstream, in the dtype of x.

    Raises:
        TypeError: the dtype is another one.

    >>> import numpy as np
    >>> astype(np.ones(2), "float32").dtype
    dtype('float32')
    """
    return apply(Cast(float_dtype(dtype)), x)
