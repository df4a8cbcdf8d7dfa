"""Line searches: backtracking, strong Wolfe, exact on quadratics."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.extend import require

# Below this length float64 does not resolve the change.
MAX_HALVINGS = 60
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


def armijo(
    line: Line, *, start: float = 1.0, shrink: float = 0.5, c1: float = 1e-4
) -> Trial | None:
    """Backtracking: the first of start, start shrink, ... that falls far enough.

        f(x + t d) <= f(x) + c1 t (gradient . d)

    Args:
        line: the function along the direction d.
        start: the first t tried, > 0.
        shrink: what t is multiplied by, in (0, 1).
        c1: how much of the fall that the slope promises is asked for, in (0, 1).

    Returns:
        The trial, or None if none falls far enough.

    >>> square = Line(lambda x: (float(x @ x), 2 * x), np.ones(1), 1.0, np.full(1, 2.0),
    ...               np.full(1, -2.0))
    >>> armijo(square, start=4.0).t
    0.5

    Source: Armijo, "Minimization of functions having Lipschitz continuous first partial
    derivatives", 1966.
    """
    t = start
    for _ in range(MAX_HALVINGS):
        if line.rise(t) <= c1 * t * line.slope0:
            return line.at(t)
        t *= shrink
    return None


def strong_wolfe(
    line: Line, *, c1: float = 1e-4, c2: float = 0.9, before: float | None = None
) -> Trial | None:
    """SciPy's search for a step that falls far enough and flattens the slope.

        f(x + t d) <= f(x) + c1 t (gradient . d)
        |gradient(x + t d) . d| <= c2 |gradient . d|

    First the search of More and Thuente, as SciPy's own minimizers use it; where that
    fails, but for a kink, `scipy.optimize.line_search`.

    Args:
        line: the function along the direction d.
        c1: as for `armijo`, 0 < c1 < c2.
        c2: how much of the slope may be left, c2 < 1.
        before: the value at the point before x; the first t tried is the one that
            would fall as far again, at most 1.

    Returns:
        The trial, or None if there is no such step.

    Raises:
        MissingExtra: SciPy is not installed.

    >>> square = Line(lambda x: (float(x @ x), 2 * x), np.ones(1), 1.0, np.full(1, 2.0),
    ...               np.full(1, -2.0))
    >>> round(strong_wolfe(square, c2=0.1).t, 3)
    0.5

    Source: More, Thuente, "Line search algorithms with guaranteed sufficient decrease",
    1994; Nocedal, Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6.
    """
    optimize = require("scipy.optimize", "second-order")
    # SciPy does not promise this module; without it the public search does the work.
    private = getattr(optimize, "_linesearch", None)
    more_thuente = getattr(private, "scalar_search_wolfe1", None)
    t = None
    fallen = None
    if before is not None and abs(before - line.fun) > NOISE * abs(line.fun):
        fallen = before - line.fun
    limits = {"c1": c1, "c2": c2, "amax": LONGEST}
    with quiet():  # SciPy also warns when it finds no step.
        if more_thuente is not None:
            t, _, _ = more_thuente(
                line.rise,
                line.slope,
                0.0,
                fallen,
                line.slope0,
                amin=1e-100,
                **limits,
            )
        if t is None and not (line.falls_without_end() or line.kink()):
            t, *_ = optimize.line_search(
                lambda at: line.rise(float(at[0])),
                lambda at: np.array([line.slope(float(at[0]))]),
                np.zeros(1),
                np.ones(1),
                gfk=np.array([line.slope0]),
                old_fval=0.0,
                old_old_fval=fallen,
                maxiter=MAX_HALVINGS,
                **limits,
            )
    return None if t is None else line.at(t)


def weak_wolfe(line: Line, *, c1: float = 1e-4, c2: float = 0.9) -> Trial | None:
    """A step that falls far enough, and behind which the slope is less steep, or up.

        f(x + t d) <= f(x) + c1 t (gradient . d)
        gradient(x + t d) . d >= c2 (gradient . d)

    Behind a kink, where the slope jumps from far below 0 to far above it, no step is
    strong Wolfe; this still finds one, by bisection, and BFGS still learns from it.

    Args:
        line: the function along the direction d; lengths tried before are looked at
            first.
        c1: as for `armijo`, 0 < c1 < c2.
        c2: how much of the slope may be left, c2 < 1.

    Returns:
        The trial, or None if there is no such step.

    >>> bent = Line(lambda x: (abs(x).sum(), np.sign(x)), np.ones(1), 1.0, np.ones(1),
    ...             np.full(1, -0.75))
    >>> weak_wolfe(bent).x  # from 1 by 0.75, by 1.5
    array([-0.5])

    Source: Lewis, Overton, "Nonsmooth optimization via quasi-Newton methods", 2013,
    algorithm 2.6.
    """

    low, high = 0.0, math.inf
    tried = line.lengths or [1.0]
    for halvings in range(len(tried) + MAX_HALVINGS):
        if halvings < len(tried):
            t = tried[halvings]
            if not low < t < high:
                continue
        else:
            t = (low + high) / 2 if math.isfinite(high) else 2 * low
        falls = line.rise(t) <= c1 * t * line.slope0
        if not falls or math.isnan(line.slope(t)):
            high = t
        elif line.slope(t) < c2 * line.slope0:
            low = t
        else:
            return line.at(t)
    return None


def exact(line: Line, curvature: float) -> Trial | None:
    """The step to the minimum of the parabola with this slope and curvature.

        t = -(gradient . d) / (d . H d)

    On a quadratic this is the minimum along the line itself.

    Args:
        line: the function along the direction d.
        curvature: d . H d.

    Returns:
        The trial, or None if the curvature is not positive or the value rises.

    >>> square = Line(lambda x: (float(x @ x), 2 * x), np.ones(1), 1.0, np.full(1, 2.0),
    ...               np.full(1, -2.0))
    >>> exact(square, curvature=8.0).x
    array([0.])
    """
    if not curvature > 0:
        return None
    t = -line.slope0 / curvature
    return line.at(t) if line.rise(t) <= 0 else None
