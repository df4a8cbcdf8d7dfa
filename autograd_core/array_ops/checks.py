"""Checks of what functions take with arrays: axes, shapes, integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.messages.operands import describe, is_node, short_repr
from autograd_core.messages.types import Axis, Shape


def shape_of(operand: object) -> Shape:
    """The shape of a Tensor, an array or a number."""
    return getattr(operand, "shape", ())


def checked_axes(axis: Any, x: object, name: str) -> Axis:
    """The axes counted from 0, a number or a tuple; None stands for all of them.

    Raises:
        TypeError: they are not integers.
        numpy.exceptions.AxisError: x has no such axis.
        ValueError: one is named twice.

    >>> checked_axes(-1, np.ones((2, 3)), "sum")
    1
    """
    if axis is None:
        return None
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if not shape_of(x):
        # NumPy lets a number be reduced along an axis that it does not have.
        axes = [k for k in axes if is_node(k) or k not in (0, -1)]
    checked = tuple([checked_axis(k, x, name) for k in axes])
    if len(set(checked)) != len(checked):
        raise ValueError(f"{name}({describe(x)}): axis={axis!r} names an axis twice")
    return checked[0] if len(checked) == 1 else checked


def checked_axis(axis: Any, x: object, name: str, new_axes: int = 0) -> int:
    """One axis counted from 0; the axes include `new_axes` that the function adds.

    Raises:
        TypeError: it is not an integer.
        numpy.exceptions.AxisError: x has no such axis.
    """
    if not is_integer(axis):
        raise TypeError(
            f"{name}({describe(x)}): an axis is an integer, got {short_repr(axis)}"
            + (f"; write {name}([a, b, ...]) for several" if is_node(axis) else "")
        )
    ndim = len(shape_of(x)) + new_axes
    number = int(axis)
    if not -ndim <= number < ndim:
        only = f"only 0 to {ndim - 1}" if ndim > 1 else "only 0" if ndim else "nor any"
        raise np.exceptions.AxisError(
            f"{name}({describe(x)}): there is no axis {number}, {only}"
        )
    return number % ndim


def refuse_empty(axis: Axis, x: object) -> None:
    """Raise where an op needs entries along its axes and there are none.

    Raises:
        ValueError: an axis has length 0.
    """
    full = shape_of(x)
    if any(full[k] == 0 for k in all_axes(axis, len(full))):
        raise ValueError("there are no entries to reduce; give at least one")


def integers(numbers: Any, x: object, name: str, noun: str = "a shape") -> Shape:
    """One integer or several, such as a shape, as a tuple.

    Raises:
        TypeError: they are something else.
    """
    several = numbers.tolist() if isinstance(numbers, np.ndarray) else numbers
    several = several if isinstance(several, (tuple, list)) else (several,)
    if all(map(is_integer, several)):
        return tuple([int(number) for number in several])
    raise TypeError(
        f"{name}({describe(x)}): {noun} is integers, got {short_repr(numbers)}"
    )


def integer(number: Any, x: object, name: str, noun: str) -> int:
    """One integer, such as the number of a diagonal.

    Raises:
        TypeError: it is something else.
    """
    if is_integer(number):
        return int(number)
    raise TypeError(
        f"{name}({describe(x)}): {noun} is an integer, got {short_repr(number)}"
    )


def is_integer(thing: object) -> bool:
    """Whether a thing is an int of Python's or NumPy's, True and False excepted.

    >>> is_integer(np.int8(2)), is_integer(2.0), is_integer(True)
    (True, False, False)
    """
    return isinstance(thing, (int, np.integer)) and not isinstance(thing, bool)


def behind_examples(axis: Axis, x: object) -> Axis:
    """The axes of a reduction where an axis for the examples was put in front of x.

    >>> behind_examples(0, np.ones((5, 2, 3))), behind_examples(None, np.ones((5, 2)))
    (1, (1,))
    """
    if axis is None:
        return tuple(range(1, len(shape_of(x))))
    return tuple([k + 1 for k in axis]) if isinstance(axis, tuple) else axis + 1


def all_axes(axis: Axis, ndim: int) -> Shape:
    """The axes in a tuple, where None means all.

    >>> all_axes(None, 2), all_axes(1, 2)
    ((0, 1), (1,))
    """
    if axis is None:
        return tuple(range(ndim))
    return axis if isinstance(axis, tuple) else (axis,)
