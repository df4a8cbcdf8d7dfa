"""A function around a point: its values kept, its calls counted, nan if undefined."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

EPS = sys.float_info.epsilon
"""The relative spacing of float64 numbers."""

ROUNDINGS = 4
"""Roundings in a difference of two values: one of each, and as many inside f."""

_TINY = 1e-305
"""Steps relative to an x below this would underflow."""


class OutOfBudget(BaseException):
    """f has been called as often as `max_evaluations` allows.

    Not an `Exception`, which f may raise itself at an edge of its domain.
    """


class Calls:
    """How often a function has been called, and how often it may be.

    Args:
        limit: more calls raise `OutOfBudget`.

    >>> calls = Calls(1)
    >>> calls.count()
    >>> calls.count()
    Traceback (most recent call last):
    autograd_core.testing.numeric.evaluate.OutOfBudget: max_evaluations=1 is reached
    """

    def __init__(self, limit: float = math.inf) -> None:
        self.limit = limit
        self.spent = 0

    def count(self) -> None:
        """Count one more call."""
        if self.spent >= self.limit:
            raise OutOfBudget(f"max_evaluations={self.limit} is reached")
        self.spent += 1

    @contextmanager
    def kept_back(self, count: float) -> Iterator[None]:
        """So many calls are not available inside of the block.

        >>> calls = Calls(3)
        >>> with calls.kept_back(2):
        ...     calls.limit
        1
        """
        self.limit -= count
        try:
            yield
        finally:
            self.limit += count


class Probe:
    """f(x + t) as a function of t, each distinct point evaluated once.

    Args:
        f: a function of one float.
        x: the point.
        eps: the spacing of the numbers that f gives, relative to them.
        scale: the unit of the steps; by default |x|, or 1 at 0.

    Attributes:
        calls: how often f was called.
        scale: the unit of the steps.
        noise: how inexact f is known to be, beyond the rounding of its result.
        unseen: a change that f may hide where it does not change at all.

    >>> probe = Probe(lambda x: x * x, 3.0)
    >>> probe(1.0), probe(1.0), probe.calls
    (16.0, 16.0, 1)
    """

    def __init__(
        self,
        f: Callable[[float], float],
        x: float,
        eps: float = EPS,
        scale: float = 0.0,
    ) -> None:
        self.f = f
        self.x = x
        self.eps = eps
        self.calls = 0
        self.scale = scale or (abs(x) if abs(x) > _TINY else 1.0)
        self.noise = self.unseen = 0.0
        self._values: dict[float, float] = {}

    def __call__(self, t: float) -> float:
        """f(x + t); nan where f is not finite or raises an arithmetic error."""
        value = self.raw(t)
        return value if math.isfinite(value) else math.nan

    def raw(self, t: float) -> float:
        """f(x + t) as it is, nan for an arithmetic error.

        >>> Probe(math.log, 1.0).raw(-2.0)
        nan
        """
        return self.raw_at(self.x + t)

    def raw_at(self, at: float) -> float:
        """f at a number, as it is."""
        if at not in self._values:
            self.calls += 1
            try:
                self._values[at] = float(self.f(at))
            except (ArithmeticError, ValueError):
                self._values[at] = math.nan
        return self._values[at]

    def slope(self, h: float) -> float:
        """The central difference.

        >>> Probe(lambda x: x * x, 3.0).slope(0.5)
        6.0
        """
        return (self(h) - self(-h)) / (2.0 * h)

    def gap(self, h: float) -> float:
        """The slope above the point minus the slope below it: 0 for a line.

        >>> Probe(abs, 0.0).gap(0.5)
        2.0
        """
        return (self(h) - 2.0 * self(0.0) + self(-h)) / h

    def with_scale(self, scale: float) -> Probe:
        """The same function and values, with steps in another unit."""
        return Probe(self.raw_at, self.x, self.eps, scale)

    def step(self, h: float) -> float:
        """The step next to `h` for which x + h and x - h are exact.

        >>> x, h = 1e8, Probe(math.sin, 1e8).step(1e-3)
        >>> h == 1e-3, (x + h) - x == h, x - (x - h) == h
        (False, True, True)
        """
        exact = (self.x + h) - self.x
        return exact or math.ulp(self.x)

    def is_level(self, h: float) -> bool:
        """Whether f is exactly the same at a distance of h on both sides."""
        return self(h) == self(0.0) == self(-h)

    def size(self, h: float) -> float:
        """The largest |f| at x and at a distance of h; finite values only."""
        sizes = [abs(self(t)) for t in (h, -h, 0.0)]
        return max([size for size in sizes if not math.isnan(size)], default=0.0)


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress warnings: differences leave the domain of f on purpose."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        yield
