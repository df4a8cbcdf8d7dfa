"""Distributions from which random settings are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_core.extend import short_repr
from optim.checks.ranges import finite, positive

Space = Callable[[np.random.Generator], Any]
"""A function that draws one value from a generator."""


def uniform(low: float, high: float) -> Space:
    """A number from low to high, each equally likely.

    Raises:
        ValueError: low is not below high.

    >>> 1.0 <= uniform(1.0, 2.0)(np.random.default_rng(0)) < 2.0
    True
    """
    a, b = _interval(finite("low", low), finite("high", high))
    return lambda rng: float(rng.uniform(a, b))


def log_uniform(low: float, high: float) -> Space:
    """A number from low to high, each decade equally likely: for learning rates.

    Raises:
        ValueError: low is not below high, or not above 0.

    >>> 1e-4 <= log_uniform(1e-4, 1.0)(np.random.default_rng(0)) <= 1.0
    True
    """
    a, b = _interval(positive("low", low), positive("high", high))
    return lambda rng: math.exp(rng.uniform(math.log(a), math.log(b)))


def integers(low: int, high: int) -> Space:
    """An integer from low to high, both included.

    Raises:
        ValueError: low is not below high.

    >>> integers(1, 6)(np.random.default_rng(0)) in range(1, 7)
    True
    """
    a, b = _interval(low, high)
    return lambda rng: int(rng.integers(a, b, endpoint=True))


def drawn(space: Mapping[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """One combination: a value for each name of the space.

    Raises:
        TypeError: the space is not a dict, or a value is neither a distribution nor a
            list.
        ValueError: it is empty, or a list in it is.

    >>> drawn({"width": [16], "lr": lambda rng: 0.5}, np.random.default_rng(0))
    {'width': 16, 'lr': 0.5}
    """
    if not isinstance(space, Mapping):
        raise TypeError(
            "space must be a dict of where to draw each setting from, got "
            f"{type(space).__name__} {short_repr(space)}"
        )
    if not space:
        raise ValueError("space is empty: there is nothing to try")
    values = {}
    for name, choices in space.items():
        if callable(choices):
            values[name] = choices(rng)
        elif hasattr(choices, "__len__") and not isinstance(choices, (str, bytes)):
            if not len(choices):
                raise ValueError(f"space: {name!r} has no values")
            values[name] = choices[int(rng.integers(len(choices)))]
        else:
            raise TypeError(
                f"space: {name!r} must be a list of values or a function of a "
                "generator, such as optim.spaces.log_uniform(1e-4, 1); got "
                f"{type(choices).__name__} {short_repr(choices)}"
            )
    return values


def _interval(low: Any, high: Any) -> tuple[Any, Any]:
    if not low < high:
        raise ValueError(f"low must be below high, got {low!r} and {high!r}")
    return low, high
