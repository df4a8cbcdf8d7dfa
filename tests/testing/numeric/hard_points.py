"""Points where a fixed step or tolerance misleads a gradient checker.

The functions accept floats only, so that nothing but their values can tell.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

Function = Callable[[float], float]


class HardPoint(NamedTuple):
    """A function, a point, a supplied derivative, and what is true of it.

    Attributes:
        text: what reports call it.
        f: the function.
        x: the point.
        df: the supplied derivative, right or wrong.
        ddf: the derivative of `df`, for checkers that ask for it.
        truth: `ok`, `wrong` or `kink`.
        answer: what a checker should say.
    """

    text: str
    f: Function
    x: float
    df: Function
    ddf: Function
    truth: str = "ok"
    answer: str = "pass"


def _relu(x: float) -> float:
    return max(x, 0.0)


def _zero(x: float) -> float:
    return 0.0


def _unit(x: float) -> float:
    return 1.0


def _times(factor: float, f: Function) -> Function:
    return lambda x: factor * f(x)


def _minus_sin(x: float) -> float:
    return -math.sin(x)


def _inverse(x: float) -> float:
    return 1 / x


def _inverse_2(x: float) -> float:
    return -1 / x**2


_SMALL = _times(1e-7, math.sin)
_WRONG = ("wrong", "fail")

HARD_POINTS = [
    HardPoint("log at 1e-3", math.log, 1e-3, _inverse, _inverse_2),
    HardPoint("log at 1e-9", math.log, 1e-9, _inverse, _inverse_2),
    HardPoint(
        "sqrt at 1e-10",
        math.sqrt,
        1e-10,
        lambda x: 0.5 / math.sqrt(x),
        lambda x: -0.25 / x**1.5,
    ),
    HardPoint("1/x at 1e-5", _inverse, 1e-5, _inverse_2, lambda x: 2 / x**3),
    HardPoint(
        "x^3 at 1e6",
        lambda x: float(x) ** 3,
        1e6,
        lambda x: 3 * x**2,
        lambda x: 6 * x,
    ),
    HardPoint("exp at 20", math.exp, 20.0, math.exp, math.exp),
    HardPoint("sin at 1e8", math.sin, 1e8, math.cos, _minus_sin),
    HardPoint("x + 1e9 at 1", lambda x: float(x) + 1e9, 1.0, _unit, _zero),
    HardPoint("relu at 1e-7", _relu, 1e-7, _unit, _zero),
    HardPoint("relu at 0, g = 0", _relu, 0.0, _zero, _zero, "kink", "KINK[0,1] in"),
    HardPoint("relu at 0, g = 1", _relu, 0.0, _unit, _zero, "kink", "KINK[0,1] in"),
    HardPoint("abs at 0, g = 0", abs, 0.0, _zero, _zero, "kink", "KINK[-1,1] in"),
    HardPoint(
        "abs at 0, g = 2", abs, 0.0, lambda x: 2.0, _zero, "wrong", "KINK[-1,1] OUT"
    ),
    HardPoint(
        "sin, 0.05 % off",
        math.sin,
        1.0,
        _times(1.0005, math.cos),
        _times(1.0005, _minus_sin),
        *_WRONG,
    ),
    HardPoint(
        "1e-7 sin, g twice",
        _SMALL,
        1.0,
        _times(2e-7, math.cos),
        _times(2e-7, _minus_sin),
        *_WRONG,
    ),
    HardPoint("1e-7 sin, g = 0", _SMALL, 1.0, _zero, _zero, *_WRONG),
    HardPoint("log at 1e8, g = 0", math.log, 1e8, _zero, _zero, *_WRONG),
]
