"""Difference quotients extrapolated to a step of 0, with an error bar."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.testing.numeric.estimate import Derivative
from autograd_core.testing.numeric.evaluate import EPS, Probe

_ROUNDS = 10
"""The largest number of halvings of the step."""

_WORSE = 4
"""Entries that differ by this many error bars drift apart."""

_COMPLEX_STEP = 1e-30
"""Its square is far below the rounding of f, so truncation is nothing."""


def central_limit(probe: Probe, start: float) -> tuple[float, float] | None:
    """Extrapolated central differences, from the first step inside the domain.

    >>> slope, error = central_limit(Probe(lambda x: x**3, 2.0), 0.1)
    >>> round(slope, 9), error < 1e-9
    (12.0, True)
    """
    for _ in range(4):
        h = probe.step(start)
        if math.isfinite(probe(h)) and math.isfinite(probe(-h)):
            break
        start /= 10
    else:
        return None

    return _limit(probe, probe.slope, start, power=2)


def one_sided(probe: Probe, side: int, start: float) -> tuple[float, float]:
    """The slope on one side (1 above, -1 below), and its error.

    >>> slope, error = one_sided(Probe(abs, 0.0), -1, 0.01)
    >>> slope
    -1.0
    """

    def difference(h: float) -> float:
        return (probe(side * h) - probe(0.0)) / (side * h)

    return _limit(probe, difference, start, power=1)


def _limit(
    probe: Probe, difference: Callable[[float], float], start: float, power: int
) -> tuple[float, float]:
    """The limit of a difference quotient for h -> 0, with an error estimate.

    Halve h, extrapolate by Neville's scheme in h^power, keep the entry that moved
    least, and stop when the entries drift apart again.
    """
    best, best_error = math.nan, math.inf
    above: list[float] = []
    h = start
    for _ in range(_ROUNDS):
        exact = probe.step(h)
        row = [difference(exact)]
        noise = max(probe.eps * probe.size(exact), probe.noise) / exact
        for j, wider in enumerate(above):
            factor = 2.0 ** (power * (j + 1))
            better = row[j] + (row[j] - wider) / (factor - 1)
            change = max(abs(better - row[j]), abs(better - wider), noise)
            row.append(better)
            if change < best_error:
                best, best_error = better, change
        # Higher orders have become worse than the best: from here on it is rounding.
        if above and abs(row[-1] - above[-1]) >= _WORSE * best_error:
            break
        above = row
        h /= 2
    return best, best_error


def complex_step(f: Callable[[Any], Any], x: float) -> Derivative:
    """df/dx = Im f(x + ih) / h: no subtraction, so exact to rounding.

    Args:
        f: analytic code that takes a complex number.
        x: the point.

    Returns:
        The derivative with an error bar of a few roundings.

    Raises:
        TypeError: f does not take complex numbers, or makes a real one of them.

    >>> complex_step(lambda z: z**3, 2.0).value
    12.0
    >>> complex_step(abs, 2.0)
    Traceback (most recent call last):
    TypeError: f(2+2e-30j) gave a real number, 2.0: the complex step needs ...

    Source: Squire and Trapp, "Using complex variables to estimate derivatives of real
    functions", 1998.
    """
    h = _COMPLEX_STEP * (abs(x) or 1.0)
    try:
        out = f(complex(x, h))
    except (AttributeError, TypeError) as error:
        why = str(error).partition(";")[0]
        raise TypeError(
            f"the complex step calls f at {x:g}+{h:g}j, and f does not take complex "
            f"numbers ({why}); write it with operators and NumPy's functions, or take "
            "another method"
        ) from error
    if not isinstance(out, (complex, np.complexfloating)):
        raise TypeError(
            f"f({x:g}+{h:g}j) gave a real number, {out!r}: the complex step needs "
            "analytic code, without abs, max, comparisons or float()"
        )
    value = complex(out).imag / h
    return Derivative(value, 8 * EPS * abs(value), None, 1, "complex", "", abs(value))
