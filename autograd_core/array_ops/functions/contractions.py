"""Sums of products over axes, and products of all pairs of entries."""

from __future__ import annotations

import math
from typing import Any

from autograd_core.array_ops.checks import checked_axis, is_integer, shape_of
from autograd_core.array_ops.functions.arguments import operand
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.joining import stack
from autograd_core.array_ops.functions.products import matmul
from autograd_core.array_ops.functions.rearranging import moveaxis
from autograd_core.array_ops.functions.shape import ravel, reshape, transpose
from autograd_core.array_ops.functions.signatures import of_two_arrays
from autograd_core.messages.operands import describe, short_repr
from autograd_core.messages.types import Integer, Integers


@of_two_arrays
def tensordot(a: Any, b: Any, axes: Integer | tuple[Integers, Integers] = 2) -> Any:
    """The sum of products over some axes of a and as many of b.

    d/da = upstream and b, summed over the other axes of b; d/db likewise.

    Args:
        a: a Tensor or array.
        b: another.
        axes: how many axes, the last of a and the first of b; or the axes of each.

    Returns:
        An array with the other axes of a, then those of b.

    Raises:
        TypeError: `axes` is something else.
        ValueError: the lengths of two axes that go together differ.

    >>> import numpy as np
    >>> tensordot(np.ones((2, 3)), np.ones((3, 4)), 1).shape
    (2, 4)
    """
    a, b = operand(a, "tensordot"), operand(b, "tensordot")
    of_a, of_b = _paired_axes(a, b, axes)
    lengths = [shape_of(a)[k] for k in of_a]
    if len(of_a) != len(of_b) or lengths != [shape_of(b)[k] for k in of_b]:
        raise ValueError(
            f"tensordot({describe(a)}, {describe(b)}): axes={axes!r} must pair axes of "
            "equal length"
        )
    rest_a = [k for k in range(len(shape_of(a))) if k not in of_a]
    rest_b = [k for k in range(len(shape_of(b))) if k not in of_b]
    full_a, full_b = shape_of(a), shape_of(b)
    n = math.prod(lengths)
    rows = math.prod([full_a[k] for k in rest_a])
    columns = math.prod([full_b[k] for k in rest_b])
    left = reshape(transpose(a, (*rest_a, *of_a)), (rows, n))
    right = reshape(transpose(b, (*of_b, *rest_b)), (n, columns))
    shape = (*[full_a[k] for k in rest_a], *[full_b[k] for k in rest_b])
    return reshape(matmul(left, right), shape)


def _paired_axes(a: Any, b: Any, axes: Any) -> tuple[list[int], list[int]]:
    ndim = len(shape_of(a))
    if is_integer(axes):
        if not 0 <= axes <= min(ndim, len(shape_of(b))):
            raise ValueError(
                f"tensordot({describe(a)}, {describe(b)}): axes={axes} is more than "
                "they both have, or negative"
            )
        return [*range(ndim - axes, ndim)], [*range(axes)]
    if not isinstance(axes, (tuple, list)) or len(axes) != 2:
        raise TypeError(
            f"tensordot: axes must be a number or the axes of a and those of b, got "
            f"{short_repr(axes)}"
        )
    of_a, of_b = (k if isinstance(k, (tuple, list)) else [k] for k in axes)
    return (
        [checked_axis(k, a, "tensordot") for k in of_a],
        [checked_axis(k, b, "tensordot") for k in of_b],
    )


@of_two_arrays
def inner(a: Any, b: Any) -> Any:
    """The sum of products over the last axes of a and b.

    d/da = upstream and b, summed over the other axes of b; d/db likewise.

    Args:
        a: a Tensor, an array or a number.
        b: another, whose last axis is as long.

    Raises:
        ValueError: the lengths differ.

    >>> import numpy as np
    >>> float(inner(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
    11.0
    """
    a, b = operand(a, "inner"), operand(b, "inner")
    if not shape_of(a) or not shape_of(b):
        return a * b
    if shape_of(a)[-1] != shape_of(b)[-1]:
        raise ValueError(
            f"inner({describe(a)}, {describe(b)}): the last axes must be equally long"
        )
    return tensordot(a, b, (-1, -1))


@of_two_arrays
def vdot(a: Any, b: Any) -> Any:
    """The sum of products of all entries of a and b.

    d/da = upstream b, d/db = upstream a.

    Args:
        a: a Tensor or array.
        b: another, with as many entries.

    Raises:
        ValueError: their numbers differ.

    >>> import numpy as np
    >>> float(vdot(np.ones((2, 2)), np.ones(4)))
    4.0
    """
    left, right = ravel(operand(a, "vdot")), ravel(operand(b, "vdot"))
    if shape_of(left) != shape_of(right):
        raise ValueError(
            f"vdot({describe(a)}, {describe(b)}): they must have as many entries"
        )
    return matmul(left, right)


@of_two_arrays
def kron(a: Any, b: Any) -> Any:
    """The Kronecker product: every entry of a times all of b.

    d/da and d/db = upstream and the other, summed over the blocks.

    Args:
        a: a Tensor or array.
        b: another.

    Returns:
        An array whose lengths are the products of those of a and b.

    >>> import numpy as np
    >>> kron(np.array([1.0, 2.0]), np.array([1.0, 10.0])).tolist()
    [1.0, 10.0, 2.0, 20.0]
    """
    a, b = operand(a, "kron"), operand(b, "kron")
    ndim = max(len(shape_of(a)), len(shape_of(b)))
    full_a, full_b = ((1,) * (ndim - len(shape_of(x))) + shape_of(x) for x in (a, b))
    blocks = reshape(a, [n for length in full_a for n in (length, 1)]) * reshape(
        b, [n for length in full_b for n in (1, length)]
    )
    return reshape(blocks, [m * n for m, n in zip(full_a, full_b, strict=True)])


@of_two_arrays
def cross(
    a: Any,
    b: Any,
    axisa: Integer = -1,
    axisb: Integer = -1,
    axisc: Integer = -1,
    axis: Integer | None = None,
) -> Any:
    """The cross product of vectors with three components.

    d/da = b x upstream, d/db = upstream x a.

    Args:
        a: a Tensor or array of vectors.
        b: another; the other axes broadcast.
        axisa: the axis of the components of a.
        axisb: that of b.
        axisc: that of the result.
        axis: all three of them.

    Raises:
        ValueError: the axis of the components has another length than 3.

    >>> import numpy as np
    >>> cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = operand(a, "cross"), operand(b, "cross")
    components = []
    for x, at in ((a, axisa), (b, axisb)):
        if shape_of(x)[checked_axis(at, x, "cross") :][:1] != (3,):
            raise ValueError(
                f"cross({describe(a)}, {describe(b)}): vectors need three components; "
                "of two, write a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]"
            )
        last = moveaxis(x, at, -1)
        components.append([getitem(last, (..., k)) for k in range(3)])
    (a1, a2, a3), (b1, b2, b3) = components
    product = stack([a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1], -1)
    return moveaxis(product, -1, axisc)
