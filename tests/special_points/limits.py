"""Limits of a function and its derivatives at a point, from every side.

Differences in up to 1600 digits, close to the point but never at it: with steps of
1e-400 around 0, and of 1e-30 beside any other number; inf is 1e310 and more.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import mpmath

from tests.special_points.numbers import NAN, Number, value_of

Function = Callable[..., Any]
_ONE = mpmath.mpf(1)
_SHRINK = mpmath.mpf(10) ** -8
_STENCILS = {0: {1: 1}, 1: {1: -1, 2: 1}, 2: {1: 1, 2: -2, 3: 1}}
"""For each order the weights of the function at 1, 2 and 3 steps from the point."""


def sides(f: Function, point: Sequence[float], orders: Sequence[int]) -> list[Any]:
    """The limits of a derivative at a point from all sides; nan where there is none.

    Sides on which f is not defined are left out, if it is on another.
    """
    directions = [
        (1,) if math.isinf(x) or not order else (1, -1)
        for x, order in zip(point, orders, strict=True)
    ]
    with mpmath.workdps(_digits(point)):
        limits = [
            _limit(f, point, orders, signs, sizes)
            for signs in itertools.product(*directions)
            for sizes in _sizes(point)
        ]
    defined = [limit for limit in limits if limit is not None]
    return defined or [NAN]


def _digits(point: Sequence[float]) -> int:
    """How many the second difference needs, beside large and small results."""
    small = max(-int(mpmath.log10(_step(x) / _largest(point))) + 8 for x in point)
    large = max(int(math.log10(min(abs(x), 1e308))) if x else 0 for x in point)
    return 250 + 2 * small + 2 * max(0, large)


def _sizes(point: Sequence[float]) -> Iterator[list[tuple[Any, Any]]]:
    """What stands for each inf, first and then: of two, either may be the larger."""
    larger = (mpmath.mpf(10) ** 330, mpmath.mpf(10) ** 345)
    smaller = (mpmath.mpf(10) ** 315, mpmath.mpf(10) ** 320)
    infinite = [i for i, x in enumerate(point) if math.isinf(x)]
    for largest in infinite or [0]:
        yield [larger if i == largest else smaller for i in range(len(point))]


def _limit(
    f: Function,
    point: Sequence[float],
    orders: Sequence[int],
    signs: Sequence[int],
    sizes: Sequence[tuple[Any, Any]],
) -> Any:
    """The limit from one side; nan for none, None where f is not defined."""
    (first, _), (second, noise) = (
        _difference(f, point, orders, signs, [size[k] for size in sizes], scale)
        for k, scale in ((0, _ONE), (1, _SHRINK))
    )
    if mpmath.isnan(first) or mpmath.isnan(second):
        return None
    if abs(second) <= noise and abs(first) <= noise:
        return mpmath.mpf(0)
    if abs(first - second) <= abs(second) * mpmath.mpf("1e-7") + noise:
        return second
    if abs(second) > abs(first) * mpmath.mpf("1.0001") and abs(second) > 300:
        return mpmath.sign(second) * mpmath.inf
    shrinks = abs(second) < abs(first) / 10 and abs(second) < mpmath.mpf("1e-6")
    if shrinks or abs(second) < abs(first) * mpmath.mpf("1e-7"):
        return mpmath.mpf(0)
    return NAN


def _difference(
    f: Function,
    point: Sequence[float],
    orders: Sequence[int],
    signs: Sequence[int],
    sizes: Sequence[Any],
    scale: Any,
) -> tuple[Any, Any]:
    """A difference quotient, and how far rounding puts it off."""
    starts, steps, stencils = [], [], []
    for k, (x, order, sign) in enumerate(zip(point, orders, signs, strict=True)):
        exact = math.copysign(1, x) * sizes[k] if math.isinf(x) else mpmath.mpf(x)
        # No two steps are near: a tie of two operands is not approached along itself.
        step = _step(x) * scale * 10**k / _largest(point)
        starts.append(exact)
        steps.append(sign * step)
        stencils.append(_STENCILS[order] if order else {0: 1})
    total = size = mpmath.mpf(0)
    for places in itertools.product(*stencils):
        weight = math.prod(
            stencil[place] for stencil, place in zip(stencils, places, strict=True)
        )
        at = [
            Number(start + place * step)
            for start, step, place in zip(starts, steps, places, strict=True)
        ]
        value = value_of(f(*at))
        total += weight * value
        # What is added up may be larger than the sum.
        size += abs(weight) * max(abs(value), *[abs(x.value) for x in at])
    divisor = mpmath.mpf(1)
    for step, order in zip(steps, orders, strict=True):
        divisor *= step**order
    # A function may lose some of its digits itself.
    noise = size * mpmath.mpf(10) ** (30 - mpmath.mp.dps) / abs(divisor)
    return total / divisor, max(noise, mpmath.mpf("1e-330"))


def _largest(point: Sequence[float]) -> Any:
    """The largest number of a point, at least 1: a step matters as often as it says."""
    return mpmath.mpf(max(1.0, *[abs(x) for x in point if math.isfinite(x)], 0.0))


def _step(x: float) -> Any:
    if not x:
        return mpmath.mpf(10) ** -400
    return mpmath.mpf(10) ** -30 * min(_ONE, abs(mpmath.mpf(x)))
