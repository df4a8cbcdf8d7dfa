"""Arithmetic: the operators as they are typed, and their close kin."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd_core.ops.exponential import log
from autograd_core.ops.op import elementwise, is_zero
from autograd_core.ops.piecewise import sign, where


@elementwise("+", np.add, lambda out, x, y: 1.0, lambda out, x, y: 1.0, infix=True)
def add(x: float, y: float) -> float:
    """Sum, x + y.

    d/dx = 1, d/dy = 1.

    >>> add(2.0, 3.0)
    5.0
    """
    return x + y


@elementwise(
    "-", np.subtract, lambda out, x, y: 1.0, lambda out, x, y: -1.0, infix=True
)
def subtract(x: float, y: float) -> float:
    """Difference, x - y.

    d/dx = 1, d/dy = -1.

    >>> subtract(2.0, 3.0)
    -1.0
    """
    return x - y


@elementwise("*", np.multiply, lambda out, x, y: y, lambda out, x, y: x, infix=True)
def multiply(x: float, y: float) -> float:
    """Product, x * y.

    d/dx = y, d/dy = x.

    >>> multiply(2.0, 3.0)
    6.0
    """
    return x * y


@elementwise(
    "/", np.divide, lambda out, x, y: 1.0 / y, lambda out, x, y: -out / y, infix=True
)
def divide(x: float, y: float) -> float:
    """Quotient, x / y; IEEE results at y = 0 (1/0 = inf, 0/0 = nan).

    d/dx = 1/y, d/dy = -x/y^2.

    >>> divide(3.0, 2.0)
    1.5
    """
    return x / y


# y x^(y-1) at x = y = 0 would be 0 * 0^-1 = nan; the slope of x ** 0 is 0 everywhere,
# so there the exponent stays 0. For d/dy, 0 ** y is flat: log 0 is not taken.
@elementwise(
    "**",
    np.power,
    lambda out, x, y: y * power(x, y - (1.0 - (is_zero(x) & is_zero(y)))),
    lambda out, x, y: out * log(x + is_zero(x)),
    infix=True,
)
def power(x: float, y: float) -> float:
    """Power, x ** y; nan for a negative base and a fractional exponent.

    d/dx = y x^(y-1), d/dy = x^y log(x). The slope of x ** 0 is 0, also at x = 0,
    and so is d/dy of 0 ** y.

    >>> power(2.0, 3.0)
    8.0
    """
    return math.pow(x, y)


@elementwise("-", np.negative, lambda out, x: -1.0)
def negative(x: float) -> float:
    """Negation, -x.

    d/dx = -1.

    >>> negative(2.0)
    -2.0
    """
    return operator.neg(x)


@elementwise("reciprocal", np.reciprocal, lambda out, x: -out * out)
def reciprocal(x: float) -> float:
    """Reciprocal, 1 / x.

    d/dx = -1/x^2.

    >>> reciprocal(4.0)
    0.25
    """
    return 1.0 / x


@elementwise("square", np.square, lambda out, x: 2.0 * x)
def square(x: float) -> float:
    """Square, x^2.

    d/dx = 2x.

    >>> square(3.0)
    9.0
    """
    return x * x


@elementwise("sqrt", np.sqrt, lambda out, x: 0.5 / out)
def sqrt(x: float) -> float:
    """Square root; nan below 0.

    d/dx = 1 / (2 sqrt(x)), which is inf at 0.

    >>> sqrt(9.0)
    3.0
    """
    return math.sqrt(x)


def _share_of_length(out: Any, x: Any, y: Any) -> Any:
    """x / out; 0 at the origin, and where x alone is infinite its limit, +-1."""
    alone = ((x >= math.inf) | (x <= -math.inf)) & (y > -math.inf) & (y < math.inf)
    length = out + is_zero(out)
    return where(alone, sign(x), x) / where(alone, 1.0, length)


@elementwise(
    "hypot",
    np.hypot,
    _share_of_length,
    lambda out, x, y: _share_of_length(out, y, x),
)
def hypot(x: float, y: float) -> float:
    """Length of the vector (x, y), sqrt(x^2 + y^2), without overflow.

    d/dx = x/out, d/dy = y/out, both 0 at the origin; 1 and 0 at x = inf, their limits.

    >>> hypot(3.0, 4.0)
    5.0
    """
    return math.hypot(x, y)
