"""Line searches: backtracking, strong Wolfe and weak, exact on quadratics."""

from __future__ import annotations

import math

import numpy as np

from autograd_core.extend import require
from optim.second_order.line import LONGEST, NOISE, Line, Trial, quiet

# Below this length float64 does not resolve the change.
MAX_HALVINGS = 60


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
