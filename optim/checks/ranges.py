"""The ranges of numbers that settings may have, each with its message."""

from __future__ import annotations

import itertools
import math
import operator
from typing import Any

import numpy as np

from autograd_core.extend import is_number, short_repr


def at_least_zero(name: str, value: Any) -> float:
    """A finite number >= 0.

    >>> at_least_zero("lr", 0.5)
    0.5
    """
    number = any_number(name, value)
    if not (math.isfinite(number) and number >= 0):
        raise ValueError(f"{name} must be finite and >= 0, got {value!r}")
    return number


def fraction(name: str, value: Any) -> float:
    """A number in [0, 1): the share of an old average that is kept.

    >>> fraction("momentum", 1)
    Traceback (most recent call last):
    ValueError: momentum must be in [0, 1), got 1
    """
    number = any_number(name, value)
    if not 0 <= number < 1:
        raise ValueError(f"{name} must be in [0, 1), got {value!r}")
    return number


def closed_fraction(name: str, value: Any) -> float:
    """A number in [0, 1].

    >>> closed_fraction("dampening", 1)
    1.0
    """
    number = any_number(name, value)
    if not 0 <= number <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {value!r}")
    return number


def open_fraction(name: str, value: Any) -> float:
    """A number in (0, 1).

    >>> open_fraction("shrink", 1)
    Traceback (most recent call last):
    ValueError: shrink must be in (0, 1), got 1
    """
    number = any_number(name, value)
    if not 0 < number < 1:
        raise ValueError(f"{name} must be in (0, 1), got {value!r}")
    return number


def half_open_fraction(name: str, value: Any) -> float:
    """A number in (0, 1].

    >>> half_open_fraction("rate", 0)
    Traceback (most recent call last):
    ValueError: rate must be in (0, 1], got 0
    """
    number = any_number(name, value)
    if not 0 < number <= 1:
        raise ValueError(f"{name} must be in (0, 1], got {value!r}")
    return number


def two_fractions(name: str, value: Any) -> tuple[float, float]:
    """A pair of numbers in [0, 1), such as Adam's betas.

    >>> two_fractions("betas", (0.9, 1.0))
    Traceback (most recent call last):
    ValueError: betas[1] must be in [0, 1), got 1.0
    """
    first, second = _pair(name, value)
    return fraction(f"{name}[0]", first), fraction(f"{name}[1]", second)


def shrink_and_grow(name: str, value: Any) -> tuple[float, float]:
    """A pair of factors, one in (0, 1) and one above 1.

    >>> shrink_and_grow("etas", (0.5, 1.2))
    (0.5, 1.2)
    """
    shrink, grow = [any_number(name, factor) for factor in _pair(name, value)]
    if not 0 < shrink < 1 < grow < math.inf:
        raise ValueError(f"{name} must be (a, b) with 0 < a < 1 < b, got {value!r}")
    return shrink, grow


def interval(name: str, value: Any) -> tuple[float, float]:
    """The ends (a, b) of an interval of positive numbers.

    >>> interval("step_sizes", (50, 1e-6))
    Traceback (most recent call last):
    ValueError: step_sizes must be (a, b) with 0 < a <= b, got (50, 1e-06)
    """
    low, high = [any_number(name, end) for end in _pair(name, value)]
    if not 0 < low <= high < math.inf:
        raise ValueError(f"{name} must be (a, b) with 0 < a <= b, got {value!r}")
    return low, high


def positive(name: str, value: Any) -> float:
    """A finite number > 0.

    >>> positive("gamma", 0)
    Traceback (most recent call last):
    ValueError: gamma must be finite and > 0, got 0
    """
    number = any_number(name, value)
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"{name} must be finite and > 0, got {value!r}")
    return number


def finite(name: str, value: Any) -> float:
    """A finite number.

    >>> finite("start", -1)
    -1.0
    """
    number = any_number(name, value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return number


def at_least_one(name: str, value: Any) -> int:
    """An integer >= 1.

    >>> at_least_one("batch_size", 0)
    Traceback (most recent call last):
    ValueError: batch_size must be at least 1, got 0
    """
    number = _integer(name, value)
    if number < 1:
        raise ValueError(f"{name} must be at least 1, got {value!r}")
    return number


def count(name: str, value: Any) -> int:
    """An integer >= 0.

    >>> count("patience", 2.5)
    Traceback (most recent call last):
    TypeError: patience must be an integer, got float 2.5
    """
    number = _integer(name, value)
    if number < 0:
        raise ValueError(f"{name} must be at least 0, got {value!r}")
    return number


def increasing_counts(name: str, value: Any) -> tuple[int, ...]:
    """A list of integers >= 0, each larger than the one before.

    >>> increasing_counts("milestones", [30, 10])
    Traceback (most recent call last):
    ValueError: milestones must increase, got [30, 10]
    """
    if not isinstance(value, (tuple, list)):
        raise TypeError(
            f"{name} must be a list of integers, got {type(value).__name__} "
            f"{short_repr(value)}"
        )
    numbers = tuple(count(f"{name}[{i}]", entry) for i, entry in enumerate(value))
    if any(b <= a for a, b in itertools.pairwise(numbers)):
        raise ValueError(f"{name} must increase, got {value!r}")
    return numbers


def any_number(name: str, value: Any) -> float:
    """Any number, inf and nan too.

    >>> any_number("best", float("inf"))
    inf
    """
    if isinstance(value, (bool, np.bool_)) or not is_number(value):
        raise TypeError(
            f"{name} must be a number, got {type(value).__name__} {short_repr(value)}"
        )
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            f"{name} must be in the range of float64, got {short_repr(value, 20)}"
        ) from None


def _integer(name: str, value: Any) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, (bool, np.bool_)):
        raise TypeError(
            f"{name} must be an integer, got {type(value).__name__} {short_repr(value)}"
        )
    return number


def _pair(name: str, value: Any) -> tuple[Any, Any]:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError(
            f"{name} must be a pair of numbers, got {type(value).__name__} "
            f"{short_repr(value)}"
        )
    return value[0], value[1]
