"""Limits of a function and its derivatives at a point, from every side.

Differences of many digits, close to the point but never at it: with steps of 1e-40
around 0, and of 1e-30 times any other number; inf is 1e315 and more.
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

    Sides on which f is not defined are left out, if it is on another. Where it is on
    none, as x / y is not at y = 0, all operands come from the side.
    """
    directions = [
        (1,) if math.isinf(x) or not order else (1, -1)
        for x, order in zip(point, orders, strict=True)
    ]
    everywhere = [(1,) if math.isinf(x) else (1, -1) for x in point]
    with mpmath.workdps(_digits(point)):
        for moves_all, choices in ((False, directions), (True, everywhere)):
            limits = [
                _limit(f, point, orders, signs, sizes, moves_all)
                for signs in itertools.product(*choices)
                for sizes in _sizes(point)
            ]
            defined = [limit for limit in limits if limit is not None]
            if defined:
                return defined
    return [NAN]


def _digits(point: Sequence[float]) -> int:
    """How many the second difference needs, beside large and small results."""
    small = -int(mpmath.log10(min(map(_step, point, itertools.repeat(point))))) + 8
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
    moves_all: bool,
) -> Any:
    """The limit from one side; nan for none, None where f is not defined."""
    (first, _), (second, noise) = (
        _difference(
            f, point, orders, signs, [size[k] for size in sizes], scale, moves_all
        )
        for k, scale in ((0, _ONE), (1, _SHRINK))
    )
    if mpmath.isnan(first) or mpmath.isnan(second):
        return None
    if abs(second) <= noise and abs(first) <= noise:
        return mpmath.mpf(0)
    if abs(first - second) <= abs(second) * mpmath.mpf("1e-7") + noise:
        return second
    if abs(second) > abs(first) * mpmath.mpf("1.0001") and abs(second) > 50:
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
    moves_all: bool,
) -> tuple[Any, Any]:
    """A difference quotient, and how far rounding puts it off."""
    starts, steps, stencils = [], [], []
    for k, (x, order, sign) in enumerate(zip(point, orders, signs, strict=True)):
        exact = math.copysign(1, x) * sizes[k] if math.isinf(x) else mpmath.mpf(x)
        # No two steps are near: a tie of two operands is not approached along itself.
        step = _step(x, point) * scale * 10**k
        starts.append(exact)
        steps.append(sign * step)
        stencils.append(_STENCILS[order] if order or moves_all else {0: 1})
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


def _step(x: float, point: Sequence[float]) -> Any:
    """Small beside x and, as often as the largest number says, beside 1."""
    finite = [abs(number) for number in point if math.isfinite(number)]
    near = min([number for number in finite if number], default=1.0)
    size = mpmath.mpf(abs(x) or (1e-300 if near < 1e-300 else 1.0))
    exponent = -30 if x else -100 if near < 1e-300 else -40
    return mpmath.mpf(10) ** exponent * min(_ONE, size) / max([1.0, *finite])
