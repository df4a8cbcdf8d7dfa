"""Checks of settings: widths, shapes, shares and other numbers."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from autograd_core.extend import as_float


def checked_width(width: Any, where: str, name: str, least: int = 1) -> int:
    """A number of inputs or of neurons as an int.

    Raises:
        TypeError: `width` is not an integer.
        ValueError: it is below `least`.

    >>> checked_width(0, "Layer", "nout")
    Traceback (most recent call last):
    ValueError: Layer: nout must be at least 1, got 0
    """
    try:
        number = operator.index(width)
    except TypeError:
        number = None
    if number is None or isinstance(width, bool):
        raise TypeError(
            f"{where}: {name} must be an integer, got {type(width).__name__} {width!r}"
        )
    if number < least:
        raise ValueError(f"{where}: {name} must be at least {least}, got {number}")
    return number


def checked_sizes(
    sizes: Any, axes: int, where: str, name: str, least: int = 1
) -> tuple[int, ...]:
    """One integer for each axis, from one for all of them or a tuple.

    Raises:
        TypeError: it is neither an integer nor a tuple or list of integers.
        ValueError: there are not so many, or one is below `least`.

    >>> checked_sizes(3, 2, "Conv2d", "kernel_size")
    (3, 3)
    >>> checked_sizes((3, 3, 3), 2, "Conv2d", "kernel_size")
    Traceback (most recent call last):
    ValueError: Conv2d: kernel_size must be an integer or 2 of them, got (3, 3, 3)
    """
    if not isinstance(sizes, (tuple, list)):
        return (checked_width(sizes, where, name, least),) * axes
    if len(sizes) != axes:
        raise ValueError(
            f"{where}: {name} must be an integer or {axes} of them, got {sizes!r}"
        )
    return tuple(checked_width(size, where, name, least) for size in sizes)


def checked_shape(shape: Any, where: str) -> tuple[int, ...]:
    """A shape as a tuple of ints.

    Raises:
        TypeError: it is not a tuple or list of integers.
        ValueError: it is empty, or has a size less than 1.

    >>> checked_shape([32, 64], "input_shape")
    (32, 64)
    """
    try:
        sizes = tuple(operator.index(size) for size in shape)
    except TypeError:
        raise TypeError(
            f"{where}: expected a shape such as (64,) or (32, 64), got {shape!r}"
        ) from None
    if not sizes or min(sizes) < 1:
        raise ValueError(f"{where}: every size must be at least 1, got {shape!r}")
    return sizes


def checked_share(share: Any, where: str, name: str) -> float:
    """A number from 0 to 1.

    Raises:
        TypeError: `share` is not a number.
        ValueError: it is not in [0, 1].

    >>> checked_share(1.5, "Dropout", "p")
    Traceback (most recent call last):
    ValueError: Dropout: p must be in [0, 1], got 1.5
    """
    number = as_float(share, f"{where}: {name}")
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"{where}: {name} must be in [0, 1], got {share!r}")
    return number


def checked_number(number: Any, where: str, name: str, low: float = -np.inf) -> float:
    """A finite number, at least `low`.

    Raises:
        TypeError: it is not a number.
        ValueError: it is inf, nan or below `low`.

    >>> checked_number(-1, "normal", "std", low=0.0)
    Traceback (most recent call last):
    ValueError: normal: std must be >= 0, got -1
    """
    checked = as_float(number, f"{where}: {name}")
    if not np.isfinite(checked):
        raise ValueError(f"{where}: {name} must be finite, got {number!r}")
    if checked < low:
        raise ValueError(f"{where}: {name} must be >= {low:g}, got {number!r}")
    return checked
