"""The same entries elsewhere: turned round, rolled, along other axes."""

from __future__ import annotations

from typing import Any

from autograd_core.array_ops.checks import (
    all_axes,
    checked_axes,
    checked_axis,
    integer,
    integers,
    shape_of,
)
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.joining import concatenate
from autograd_core.array_ops.functions.shape import ravel, reshape, transpose
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Axis, Integer, Integers

_BACKWARDS = slice(None, None, -1)


@explained
def flip(x: ArrayT, axis: Axis = None) -> ArrayT:
    """The entries along some axes in the opposite order.

    d/dx = upstream, turned back.

    Args:
        x: a Tensor or array.
        axis: one axis, several, or None for all.

    >>> import numpy as np
    >>> flip(np.array([1.0, 2.0, 3.0])).tolist()
    [3.0, 2.0, 1.0]
    """
    return _flipped(x, axis, "flip")


def _flipped(x: Any, axis: Axis, name: str) -> Any:
    x = operand(x, name)
    ndim = len(shape_of(x))
    turned = all_axes(checked_axes(axis, x, name), ndim) if ndim else ()
    return getitem(
        x, tuple([_BACKWARDS if k in turned else slice(None) for k in range(ndim)])
    )


@explained
def fliplr(x: ArrayT) -> ArrayT:
    """The columns, axis 1, in the opposite order.

    d/dx = upstream, turned back.

    Raises:
        ValueError: x has fewer than two axes.

    >>> import numpy as np
    >>> fliplr(np.array([[1.0, 2.0]])).tolist()
    [[2.0, 1.0]]
    """
    x = operand(x, "fliplr")
    if len(shape_of(x)) < 2:
        raise ValueError(f"fliplr({describe(x)}): expected a matrix; use flip(x)")
    return _flipped(x, 1, "fliplr")


@explained
def flipud(x: ArrayT) -> ArrayT:
    """The rows, axis 0, in the opposite order.

    d/dx = upstream, turned back.

    Raises:
        ValueError: x has no axis.

    >>> import numpy as np
    >>> flipud(np.array([[1.0], [2.0]])).tolist()
    [[2.0], [1.0]]
    """
    x = operand(x, "flipud")
    if not shape_of(x):
        raise ValueError(f"flipud({describe(x)}): a number has no rows")
    return _flipped(x, 0, "flipud")


@explained
def rot90(x: ArrayT, k: Integer = 1, axes: tuple[int, int] = (0, 1)) -> ArrayT:
    """Turned by k quarter turns, from the first of two axes towards the second.

    d/dx = upstream, turned back.

    Args:
        x: a matrix, or an array with more axes.
        k: how many quarter turns; the other way round if it is below 0.
        axes: the two axes of the plane.

    Raises:
        TypeError: k or an axis is not an integer.
        ValueError: `axes` are not two different axes of x.

    >>> import numpy as np
    >>> rot90(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[2.0, 4.0], [1.0, 3.0]]
    """
    x = operand(x, "rot90")
    turns = integer(k, x, "rot90", "k") % 4
    plane = [checked_axis(axis, x, "rot90") for axis in axes]
    if len(plane) != 2 or plane[0] == plane[1]:
        raise ValueError(f"rot90({describe(x)}): axes={axes!r} are not two axes")
    first, second = plane
    if turns == 2:
        return _flipped(x, (first, second), "rot90")
    if not turns:
        return _flipped(x, (), "rot90")
    order = [*range(len(shape_of(x)))]
    order[first], order[second] = second, first
    if turns == 1:
        return transpose(_flipped(x, second, "rot90"), tuple(order))
    return _flipped(transpose(x, tuple(order)), second, "rot90")


@explained
def roll(x: ArrayT, shift: Integers, axis: Axis = None) -> ArrayT:
    """The entries moved along an axis; those that leave at one end enter at the other.

    d/dx = upstream, moved back.

    Args:
        x: a Tensor or array.
        shift: by how many positions, for each axis if there are several.
        axis: one axis, several, or None for the entries of all axes in a row.

    Raises:
        TypeError: a shift is not an integer.
        ValueError: there are several shifts and another number of axes.

    >>> import numpy as np
    >>> roll(np.array([1.0, 2.0, 3.0]), 1).tolist()
    [3.0, 1.0, 2.0]
    """
    x = operand(x, "roll")
    shifts = integers(shift, x, "roll", "a shift")
    if axis is None:
        return reshape(_rolled(ravel(x), sum(shifts), 0), shape_of(x))
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if len(shifts) != len(axes) and 1 not in (len(shifts), len(axes)):
        raise ValueError(
            f"roll({describe(x)}): {len(shifts)} shifts do not go with {len(axes)} axes"
        )
    for k in range(max(len(shifts), len(axes))):
        place = checked_axis(axes[k % len(axes)], x, "roll")
        x = _rolled(x, shifts[k % len(shifts)], place)
    return x


def _rolled(x: Any, shift: int, axis: int) -> Any:
    n = shape_of(x)[axis]
    cut = n - shift % n if n else 0
    before = (slice(None),) * axis
    parts = [
        getitem(x, (*before, slice(cut, None))),
        getitem(x, (*before, slice(cut))),
    ]
    return concatenate(parts, axis)


@explained
def moveaxis(x: ArrayT, source: Integers, destination: Integers) -> ArrayT:
    """Some axes at other positions; the others stay in their order.

    d/dx = upstream, with its axes put back.

    Args:
        x: a Tensor or array.
        source: one axis or several.
        destination: where each of them goes.

    Raises:
        ValueError: an axis is named twice, or the two differ in number.

    >>> import numpy as np
    >>> moveaxis(np.ones((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    x = operand(x, "moveaxis")
    moved, places = (
        [checked_axis(k, x, "moveaxis") for k in _several(axes)]
        for axes in (source, destination)
    )
    if not len(moved) == len(places) == len({*moved}) == len({*places}):
        raise ValueError(
            f"moveaxis({describe(x)}): source={source!r} and destination="
            f"{destination!r} must name as many axes, each once"
        )
    order = [k for k in range(len(shape_of(x))) if k not in moved]
    for place, axis in sorted(zip(places, moved, strict=True)):
        order.insert(place, axis)
    return transpose(x, tuple(order))


def _several(axes: Any) -> Any:
    return axes if isinstance(axes, (tuple, list)) else (axes,)


@explained
def rollaxis(x: ArrayT, axis: Integer, start: Integer = 0) -> ArrayT:
    """One axis moved to the position before `start`; `moveaxis` is easier to read.

    d/dx = upstream, with its axes put back.

    Args:
        x: a Tensor or array.
        axis: the axis.
        start: it will lie before this axis; the number of axes to lie behind all.

    >>> import numpy as np
    >>> rollaxis(np.ones((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
    x = operand(x, "rollaxis")
    ndim = len(shape_of(x))
    moved = checked_axis(axis, x, "rollaxis")
    place = checked_axis(start, x, "rollaxis", new_axes=1)
    if integer(start, x, "rollaxis", "start") < 0:
        place -= 1  # counted from the end of the axes of x
    order = [k for k in range(ndim) if k != moved]
    order.insert(place - (place > moved), moved)
    return transpose(x, tuple(order))
