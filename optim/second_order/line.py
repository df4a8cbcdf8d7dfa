"""A function along a line, for the line searches: its trials, and kinks it shows."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

# Where a function still falls at this multiple of the direction, it does so for ever.
LONGEST = 1e20
# A difference of two values that is a smaller share of them is mostly rounding.
NOISE = 1000 * np.finfo(np.float64).eps
# Where the slope rises by half of itself within this share of x, there is a kink.
KINK_WIDTH = 1e-8


@dataclass(frozen=True)
class Trial:
    """A point on a line and what the function is there.

    Attributes:
        t: how far along the direction.
        x: the point.
        fun: the value there; inf where it is not finite.
        grad: the gradient there, or the other result of the evaluation.
    """

    t: float
    x: Any
    fun: float
    grad: Any


@contextmanager
def quiet() -> Iterator[None]:
    """Without warnings of numbers that are not finite: what follows looks at them.

    >>> with quiet():
    ...     print(np.exp(np.float64(1000.0)))
    inf
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


class Line:
    """A function along x + t direction; values and slopes are not computed twice.

    It keeps the `last` trial and the `lowest`; `smooth` is whether it has no kink.

    Args:
        evaluate: from a point to `(value, gradient)`.
        x: where the line starts.
        fun: the value there.
        grad: the gradient there.
        direction: where it goes.

    >>> line = Line(lambda x: ((x**2).sum(), 2 * x), np.ones(1), 1.0, np.full(1, 2.0),
    ...             np.full(1, -1.0))
    >>> line.slope0, float(line.at(0.5).fun), line.rise(0.5), line.slope(0.5)
    (-2.0, 0.25, -0.75, -1.0)
    """

    def __init__(
        self,
        evaluate: Callable[[Any], tuple[float, Any]],
        x: Any,
        fun: float,
        grad: Any,
        direction: Any,
    ) -> None:
        self._evaluate = evaluate
        self.x, self.fun, self.grad, self.direction = x, fun, grad, direction
        self.slope0 = float(grad @ direction)
        self.last: Trial | None = None
        self.lowest: Trial | None = None
        self.smooth = True
        self._numbers: dict[float, tuple[float, float | None]] = {}

    def at(self, t: float) -> Trial:
        """The point x + t direction, evaluated."""
        t = float(t)
        if self.last is None or self.last.t != t:
            x = self.x + t * self.direction
            # A trial may lie outside the domain; then the next one is nearer.
            with quiet():
                fun, grad = self._evaluate(x)
            fun = fun if math.isfinite(fun) else math.inf
            self.last = Trial(t, x, fun, grad)
            slope = None if grad is None else float(grad @ self.direction)
            self._numbers[t] = fun, slope
            if self.lowest is None or fun < self.lowest.fun:
                self.lowest = self.last
        return self.last

    @property
    def lengths(self) -> list[float]:
        """All t that were tried, in order."""
        return list(self._numbers)

    def rise(self, t: float) -> float:
        """f(x + t direction) - f(x), mostly negative.

        Where rounding hides it, near a minimum, it is taken from the slopes at both
        ends, which are still exact: t (slope(0) + slope(t)) / 2. At a kink they say
        nothing of what is between.
        """
        fun, slope = self._numbers_at(t)
        rise = fun - self.fun
        hidden = self.smooth and abs(rise) <= NOISE * abs(self.fun)
        if hidden and slope is not None:
            rise = t * (self.slope0 + slope) / 2
        return float(rise)

    def slope(self, t: float) -> float:
        """The derivative at x + t direction with respect to t."""
        slope = self._numbers_at(t)[1]
        assert slope is not None  # a search by slopes evaluates gradients
        return slope

    def _numbers_at(self, t: float) -> tuple[float, float | None]:
        if float(t) not in self._numbers:
            self.at(t)
        return self._numbers[float(t)]

    def kink(self) -> tuple[float, float] | None:
        """The slopes before and behind a kink between two trials; None if none is seen.

        It is seen where two lengths are almost the same and the slopes there are not.
        """
        trials = [(0.0, self.slope0)]
        trials += [(t, slope) for t, (_, slope) in self._numbers.items() if slope]
        scale = float(np.abs(self.direction).max())
        width = KINK_WIDTH * max(1.0, float(np.abs(self.x).max()))
        for (t1, before), (t2, behind) in itertools.pairwise(sorted(trials)):
            near = (t2 - t1) * scale <= width
            if near and behind - before >= abs(self.slope0) / 2:
                return before, behind
        return None

    def falls_without_end(self) -> bool:
        """Return whether the loss still falls at the longest step."""
        return (
            self.last is not None
            and self.last.t >= LONGEST
            and self.rise(self.last.t) < 0
        )
