"""A polynomial through many points, for where f rounds too coarsely for differences.

A difference of two values keeps all of their rounding; of a fit through n values only
about 1/sqrt(n) of it is left, and the residuals measure how much that is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from autograd_core.testing.numeric.estimate import CONFIDENCE, RESOLVED
from autograd_core.testing.numeric.evaluate import Probe

_DEGREES = (3, 5, 7, 9)
"""Odd ones: around 0, an even degree adds nothing to the slope."""

_NODES = 33
_MANY_NODES = 513
"""Four times the precision of `_NODES`, for the width that is the best with those."""

_NODES_AROUND = 129
"""Those of a fit over an interval that is known to be about right."""

_NARROW = 100.0

_FEWEST_VALUES = 5
"""Of fewer different values a polynomial fits the stairs of f, not f."""

_WIDTHS = 14
_FIRST_WIDTH, _NARROWER = 0.5, 0.25
"""Intervals from |x|/2 down to 1e-8 |x|, each a quarter of the one before."""

_NARROWER_ONES, _TOO_NARROW = 2, 3.0
"""Errors so many times the best, of so many intervals below, only grow."""

_PROMISING = 100
"""An error this many times too large may come down to enough with many nodes."""

_SIGMAS = 6.0
"""Residuals give a standard deviation; CONFIDENCE times the error bar is allowed."""


def fitted_slope(
    probe: Probe, sharp: float, limit: float = math.inf
) -> tuple[float, float]:
    """df/dx by least squares over the interval that gives the smallest error bar.

    Args:
        probe: f around a point.
        sharp: the relative error that is good enough.
        limit: how far from the point f is smooth.

    Returns:
        The slope and its error bar, `(nan, inf)` where f is not smooth.

    >>> steps = Probe(lambda x: round(1e6 * x * x) / 1e6, 1.0)
    >>> slope, error = fitted_slope(steps, 1e-4)
    >>> abs(slope - 2.0) < 1e-4, error < 1e-4
    (True, True)

    Source: Savitzky and Golay, "Smoothing and differentiation of data by simplified
    least squares procedures", 1964.
    """
    widths = [_FIRST_WIDTH * probe.scale * _NARROWER**k for k in range(_WIDTHS)]
    fits = []
    for width in widths:
        if width < limit:
            slope, error = _fit(probe, width, _NODES)
            fits.append((error, slope, width))
            if error <= sharp * abs(slope) / CONFIDENCE or _is_past_best(fits):
                break
    error, slope, width = min(fits, default=(math.inf, math.nan, 0.0))
    if error < _PROMISING * sharp * abs(slope) / CONFIDENCE:
        for similar in (width, 2 * width, 0.5 * width):
            if similar < limit and error > RESOLVED * abs(slope) / CONFIDENCE:
                finer, bar = _fit(probe, similar, _MANY_NODES)
                if bar < error:
                    slope, error = finer, bar
    return slope, error


def _is_past_best(fits: Sequence[tuple[float, float, float]]) -> bool:
    """Whether the last intervals are too narrow, one as the other."""
    best = min(error for error, *_ in fits)
    last = [error for error, *_ in fits[-_NARROWER_ONES:]]
    return len(last) == _NARROWER_ONES and min(last) > _TOO_NARROW * best


class Fit(NamedTuple):
    """A slope by least squares and its error bar, over two intervals."""

    slope: float
    error: float
    narrow_slope: float
    narrow_error: float


def fit_around(probe: Probe, width: float) -> Fit:
    """df/dx by least squares near a width, and over a hundredth of it.

    The second is evidence of its own, and coarser.

    Args:
        probe: f around a point.
        width: half an interval over which f is smooth.

    >>> fit = fit_around(Probe(lambda x: 1 - 1e-12 * math.exp(-x), 1.0), 1.0)
    >>> abs(fit.slope / (1e-12 * math.exp(-1)) - 1) < 1e-3, fit.error < 1e-15
    (True, True)
    """
    fits = [(_fit(probe, w, _NODES_AROUND), w) for w in (2 * width, width, width / 2)]
    (slope, error), best = min(fits, key=lambda fit: fit[0][1])
    return Fit(slope, error, *_fit(probe, best / _NARROW, _MANY_NODES))


def _fit(probe: Probe, width: float, count: int) -> tuple[float, float]:
    """The slope at 0 of a polynomial over [-width, width], and its error bar.

    The error bar is the larger of the noise, from the residuals, and of the change from
    the degree below, which is the truncation.
    """
    # Chebyshev nodes: interpolation at equal distances would swing at the ends.
    nodes = np.cos(math.pi * (np.arange(count) + 0.5) / count)
    steps = [math.copysign(probe.step(width * abs(u)), u) for u in nodes]
    values = np.array([probe(t) for t in steps]) - probe(0.0)
    if not np.isfinite(values).all() or len(set(values.tolist())) < _FEWEST_VALUES:
        return math.nan, math.inf
    at = np.array(steps) / width
    floor = max(probe.eps * abs(probe(0.0)), probe.noise) / 4
    best, error = math.nan, math.inf
    lower = math.nan
    for degree in _DEGREES:
        basis = np.polynomial.chebyshev.chebvander(at, degree)
        inverse = np.linalg.pinv(basis)
        coefficients = inverse @ values
        residuals = values - basis @ coefficients
        deviation = math.sqrt(residuals @ residuals / (count - degree - 1))
        weights = _slopes_at_0(degree) @ inverse
        slope = float(weights @ values) / width
        noise = max(deviation, floor)
        bar = noise * float(np.linalg.norm(weights)) / width
        bar = max(_SIGMAS / CONFIDENCE * bar, abs(slope - lower))
        if bar < error:
            best, error = slope, bar
        lower = slope
    return best, error


def _slopes_at_0(degree: int) -> np.ndarray:
    """T_k'(0) = k U_(k-1)(0) of the Chebyshev polynomials."""
    return np.array([k * (0, 1, 0, -1)[k % 4] for k in range(degree + 1)])
