"""A polynomial through many points, for where f rounds too coarsely for differences.

A difference of two values keeps all of their rounding; of a fit through n values only
about 1/sqrt(n) of it is left, and the residuals tell how much that is.
"""

from __future__ import annotations

import math

import numpy as np

from autograd_core.testing.numeric.estimate import CONFIDENCE
from autograd_core.testing.numeric.evaluate import Probe

_DEGREES = (3, 5, 7, 9)
_NODES = 33
_MANY_NODES = 513
_WIDTHS = 14
# Residuals give a standard deviation, and CONFIDENCE times the error bar is allowed.
_SIGMAS = 6.0


def fitted_slope(
    probe: Probe, sharp: float, limit: float = math.inf
) -> tuple[float, float]:
    """df/dx by least squares over the interval that gives the smallest error bar.

    Args:
        probe: f around a point.
        sharp: the relative error that is good enough.
        limit: how far from the point f is smooth.

    Returns:
        The slope and its error bar, `(nan, inf)` if there is none.

    >>> steps = Probe(lambda x: round(1e6 * x * x) / 1e6, 1.0)
    >>> slope, error = fitted_slope(steps, 1e-4)
    >>> abs(slope - 2.0) < 1e-4, error < 1e-4
    (True, True)

    Source: Savitzky and Golay, "Smoothing and differentiation of data by simplified
    least squares procedures", 1964.
    """
    widths = [0.5 * probe.scale * 0.25**k for k in range(_WIDTHS)]
    found = []
    for width in widths:
        if width < limit:
            slope, error = _fit(probe, width, _NODES)
            found.append((error, slope, width))
            if error <= sharp * abs(slope) / CONFIDENCE:
                break
    error, slope, width = min(found, default=(math.inf, math.nan, 0.0))
    if error < 100 * sharp * abs(slope) / CONFIDENCE:
        for near in (2 * width, width, 0.5 * width):
            if near < limit and error > sharp * abs(slope) / CONFIDENCE:
                finer, bar = _fit(probe, near, _MANY_NODES)
                if bar < error:
                    slope, error = finer, bar
    return slope, error


def _fit(probe: Probe, width: float, count: int) -> tuple[float, float]:
    """The slope at 0 of a polynomial over [-width, width], and its error bar."""
    nodes = np.cos(math.pi * (np.arange(count) + 0.5) / count)
    steps = [math.copysign(probe.step(width * abs(u)), u) for u in nodes]
    values = np.array([probe(t) for t in steps]) - probe(0.0)
    if not np.isfinite(values).all():
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
        spread = math.sqrt(residuals @ residuals / (count - degree - 1))
        weights = _slopes_at_0(degree) @ inverse
        slope = float(weights @ values) / width
        noise = max(spread, floor)
        bar = noise * float(np.linalg.norm(weights)) / width
        bar = max(_SIGMAS / CONFIDENCE * bar, abs(slope - lower))
        if bar < error:
            best, error = slope, bar
        lower = slope
    return best, error


def _slopes_at_0(degree: int) -> np.ndarray:
    """T_k'(0) = k U_(k-1)(0) of the Chebyshev polynomials."""
    return np.array([k * (0, 1, 0, -1)[k % 4] for k in range(degree + 1)])
