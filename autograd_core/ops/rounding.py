"""Rounding and remainders; each states what it does at its jumps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.messages.operands import describe, short_repr
from autograd_core.ops.kinks import is_term
from autograd_core.ops.op import elementwise
from autograd_core.ops.piecewise import where


@elementwise("floor", np.floor, lambda out, x: 0.0)
def floor(x: float) -> float:
    """The largest whole number that is not above x.

    d/dx = 0 everywhere, also at the jumps, the whole numbers.

    >>> floor(-1.5)
    -2.0
    """
    return float(np.floor(x))


@elementwise("ceil", np.ceil, lambda out, x: 0.0)
def ceil(x: float) -> float:
    """The smallest whole number that is not below x.

    d/dx = 0 everywhere, also at the jumps, the whole numbers.

    >>> ceil(1.5)
    2.0
    """
    return float(np.ceil(x))


@elementwise("trunc", np.trunc, lambda out, x: 0.0)
def trunc(x: float) -> float:
    """The whole part of x: rounded towards 0.

    d/dx = 0 everywhere, also at the jumps, the whole numbers.

    >>> trunc(-1.5)
    -1.0
    """
    return float(np.trunc(x))


@elementwise("rint", np.rint, lambda out, x: 0.0)
def rint(x: float) -> float:
    """The nearest whole number, of two the even one.

    d/dx = 0 everywhere, also at the jumps, halfway between whole numbers.

    >>> rint(1.7), rint(2.5)
    (2.0, 2.0)
    """
    return float(np.rint(x))


def _flat_quotient(out: Any) -> Any:
    """0; nan where the quotient is not finite: where y is 0."""
    if not is_term(out):
        return 0.0 * out
    # Printed, that product would be 0.
    return where(1.0 * ((out > -math.inf) & (out < math.inf)), 0.0, math.nan)


@elementwise(
    "//",
    np.floor_divide,
    lambda out, x, y: _flat_quotient(out),
    lambda out, x, y: _flat_quotient(out),
    infix=True,
)
def floor_divide(x: float, y: float) -> float:
    """The quotient rounded down, x // y.

    d/dx = 0, d/dy = 0 everywhere, also at the jumps; nan where y is 0.

    >>> floor_divide(7.0, 2.0)
    3.0
    """
    return x // y


@elementwise(
    "%",
    np.remainder,
    lambda out, x, y: 1.0,
    lambda out, x, y: -floor_divide(x, y),
    infix=True,
)
def remainder(x: float, y: float) -> float:
    """What is left of x after whole multiples of y, x % y, with the sign of y.

    d/dx = 1, d/dy = -(x // y), also at the jumps, where x is a multiple of y.

    >>> remainder(7.5, 2.0), remainder(-1.0, 3.0)
    (1.5, 2.0)
    """
    return x % y


@elementwise(
    "fmod",
    np.fmod,
    lambda out, x, y: 1.0,
    lambda out, x, y: -rint((x - out) / y),
)
def fmod(x: float, y: float) -> float:
    """What is left of x after whole multiples of y, with the sign of x.

    d/dx = 1, d/dy = -trunc(x / y), also at the jumps, where x is a multiple of y.

    >>> fmod(7.5, 2.0), fmod(-1.0, 3.0)
    (1.5, -1.0)
    """
    return math.fmod(x, y)


def rounded(x: Any, decimals: Any = 0) -> Any:
    """x rounded to so many decimals, as `np.round`: half to even, slope 0.

    Args:
        x: a node, a number or an array.
        decimals: an integer; below 0 for tens, hundreds and so on.

    Raises:
        TypeError: `decimals` is not an integer.

    >>> rounded(2.5), rounded(1.25, 1), rounded(17.0, -1)
    (2.0, 1.2, 20.0)
    """
    if isinstance(decimals, bool) or not isinstance(decimals, (int, np.integer)):
        raise TypeError(
            f"round({describe(x)}): decimals is an integer, got {short_repr(decimals)}"
        )
    # NumPy multiplies or divides by the whole power, never by its reciprocal.
    scale = 10.0 ** abs(int(decimals))
    if not decimals:
        return rint(x)
    return rint(x * scale) / scale if decimals > 0 else rint(x / scale) * scale
