"""The fields of the Values in a list, by index, for loops over many of them.

In the compiled build `value_lists.pxd` replaces the functions by C, which reads a field
where it stands: no reference to the Value is taken for it. Many Values are more than
the first-level cache holds, so a loop reads each of them once.
"""

from __future__ import annotations

from typing import Any


def is_value(things: list[Any], i: int) -> bool:
    """Whether an entry is a Value."""
    return bool(getattr(things[i], "_is_value", False))


def number(values: list[Any], i: int) -> float:
    """The number of a Value."""
    return values[i]._data


def gradient(values: list[Any], i: int) -> float:
    """Its gradient."""
    return values[i]._grad


def is_reached(values: list[Any], i: int) -> bool:
    """Whether it has a gradient."""
    return bool(values[i]._reached)


def put(values: list[Any], i: int, number: float) -> None:
    """Give it a number."""
    values[i]._data = float(number)


def clear(values: list[Any], i: int) -> None:
    """Forget its gradient."""
    values[i]._grad = 0.0
    values[i]._reached = False
