"""What the functions of whole arrays take beside arrays: axes, shapes, counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.messages.operands import describe, short_repr


def shape_of(operand: Any) -> tuple[int, ...]:
    """The shape of a Tensor, an array or a number."""
    return getattr(operand, "shape", ())


def checked_axes(axis: Any, x: Any, name: str) -> Any:
    """The axes as numbers from 0 on, a number or a tuple; None stands for all of them.

    Raises:
        TypeError: they are no integers.
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
        axes = [each for each in axes if each not in (0, -1)]
    found = tuple([checked_axis(each, x, name) for each in axes])
    if len(set(found)) != len(found):
        raise ValueError(f"{name}({describe(x)}): axis={axis!r} names an axis twice")
    return found[0] if len(found) == 1 else found


def checked_axis(axis: Any, x: Any, name: str, more: int = 0) -> int:
    """One axis as a number from 0 on; `more` axes are new.

    Raises:
        TypeError: it is no integer.
        numpy.exceptions.AxisError: x has no such axis.
    """
    if not is_integer(axis):
        raise TypeError(
            f"{name}({describe(x)}): an axis is an integer, got {short_repr(axis)}"
        )
    ndim = len(shape_of(x)) + more
    number = int(axis)
    if not -ndim <= number < ndim:
        only = f"only 0 to {ndim - 1}" if ndim > 1 else "only 0" if ndim else "nor any"
        raise np.exceptions.AxisError(
            f"{name}({describe(x)}): there is no axis {number}, {only}"
        )
    return number % ndim


def refuse_empty(op: Any, x: Any) -> None:
    """Raise where an op needs entries along its axes and there are none.

    Raises:
        ValueError: an axis has length 0.
    """
    full = shape_of(x)
    if any(full[axis] == 0 for axis in all_axes(op.axis, len(full))):
        raise ValueError("there are no entries to reduce; give at least one")


def integers(given: Any, x: Any, name: str, what: str = "a shape") -> tuple[int, ...]:
    """One integer or several, such as a shape, as a tuple.

    Raises:
        TypeError: they are something else.
    """
    several = given.tolist() if isinstance(given, np.ndarray) else given
    several = several if isinstance(several, (tuple, list)) else (several,)
    if all(map(is_integer, several)):
        return tuple([int(each) for each in several])
    raise TypeError(
        f"{name}({describe(x)}): {what} is integers, got {short_repr(given)}"
    )


def integer(given: Any, x: Any, name: str, what: str) -> int:
    """One integer, such as the number of a diagonal.

    Raises:
        TypeError: it is something else.
    """
    if is_integer(given):
        return int(given)
    raise TypeError(
        f"{name}({describe(x)}): {what} is an integer, got {short_repr(given)}"
    )


def is_integer(thing: Any) -> bool:
    """Whether a thing counts: an int or NumPy's, but not True for 1.

    >>> is_integer(np.int8(2)), is_integer(2.0), is_integer(True)
    (True, False, False)
    """
    return isinstance(thing, (int, np.integer)) and not isinstance(thing, bool)


def all_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """The axes in a tuple, where None means all.

    >>> all_axes(None, 2), all_axes(1, 2)
    ((0, 1), (1,))
    """
    if axis is None:
        return tuple(range(ndim))
    return axis if isinstance(axis, tuple) else (axis,)
