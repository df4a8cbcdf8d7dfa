"""Line searches: backtracking, strong Wolfe, exact on quadratics."""

from __future__ import annotations

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
    """A function along x + t direction; the `last` point is not computed twice.

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
        return self.last

    def rise(self, t: float) -> float:
        """f(x + t direction) - f(x), mostly negative.

        Where rounding hides it, near a minimum, it is taken from the slopes at both
        ends, which are still exact: t (slope(0) + slope(t)) / 2.
        """
        trial = self.at(t)
        rise = trial.fun - self.fun
        if abs(rise) <= NOISE * abs(self.fun) and trial.grad is not None:
            rise = t * (self.slope0 + self.slope(t)) / 2
        return float(rise)

    def slope(self, t: float) -> float:
        """The derivative at x + t direction with respect to t."""
        return float(self.at(t).grad @ self.direction)

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
    fails, `scipy.optimize.line_search`.

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
        if t is None and not line.falls_without_end():
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
