"""Arithmetic: the operators as they are typed, and their close kin."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.ops.exponential import log
from autograd_core.ops.kinks import (
    cosine,
    in_graph,
    is_term,
    vanishes,
    watched,
)
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


def _power_array(x: Array, y: Array) -> Array:
    if type(y) is not float or y != 0.5:
        return np.power(x, y)
    # NumPy takes the square root, and IEEE 754's power differs from it at -inf and -0.
    root = np.sqrt(x) + 0.0
    if np.isfinite(root).all():
        return root
    return np.where(np.isneginf(x), -x, root)


_ODD = 2.0**53
"""No larger number is odd."""


def _power_slope(x: Any, y: Any) -> Any:
    """y x^(y-1), 0 where y is 0: x^0 is 1 at any x, and 0 * 0^-1 would be nan."""
    if in_graph(y) and (vanishes(y) or np.any(is_zero(x))):
        slope = scaled(y, power_log(x, y - 1.0, 0.0))
    else:
        slope = y * power(x, y - (1.0 - is_zero(y)))
    if type(y) is float and -_ODD <= y <= _ODD:
        return slope
    # y - 1 is y there, which is even, and the sign of the power is that of x^y.
    sign_is_lost = (x < 0) & ((y > _ODD) | (y < -_ODD))
    return slope * (1.0 - 2.0 * sign_is_lost)


def _exponent_slope(out: Any, x: Any, y: Any) -> Any:
    """x^y log x, 0 where x is 0 and y is not negative."""
    if in_graph(y) and np.any(is_zero(x)):
        flat = is_zero(x) & is_zero(y)
        return where(1.0 * flat, 0.0, power_log(x, y, 1.0))
    return out * log(x + is_zero(x) * (y >= 0))


@elementwise(
    "**",
    _power_array,
    lambda out, x, y: _power_slope(x, y),
    lambda out, x, y: _exponent_slope(out, x, y),
    infix=True,
)
def power(x: float, y: float) -> float:
    """Power, x ** y; nan for a negative base and a fractional exponent.

    d/dx = y x^(y-1), d/dy = x^y log(x). The slope of x ** 0 is 0, also at x = 0,
    and so is d/dy of 0 ** y for y >= 0.

    >>> power(2.0, 3.0)
    8.0
    """
    # As NumPy does, and rounded rightly, which the power of a C library is not always.
    return x * x if y == 2.0 else math.pow(x, y)


@elementwise(
    "scaled",
    lambda y, x: y * np.where((y == 0) & np.isinf(x), 0.0, x),
    lambda out, y, x: x,
    lambda out, y, x: y,
    auxiliary=True,
)
def scaled(y: float, x: float) -> float:
    """x y, and 0 where y is 0 and x infinite."""
    return 0.0 if y == 0.0 and math.isinf(x) else x * y


def _power_log_array(x: Array, y: Array, k: Array) -> Array:
    size = np.power(x, y)
    flat = (size == 0) & (x >= 0)
    return np.where(flat, 0.0, size) * np.where(flat, 0.0, np.log(x) ** k)


def _power_log_slope(x: Any, y: Any, k: float) -> Any:
    slope = scaled(y, power_log(x, y - 1.0, k))
    return slope + k * power_log(x, y - 1.0, k - 1.0) if k else slope


# The derivatives of a power by both operands, of any order, without a convention.
@elementwise(
    "power_log",
    _power_log_array,
    lambda out, x, y, k: _power_log_slope(x, y, k),
    lambda out, x, y, k: power_log(x, y, k + 1.0),
    lambda out, x, y, k: math.nan,
    auxiliary=True,
)
def power_log(x: float, y: float, k: float) -> float:
    """x^y log(x)^k, 0 where x^y is 0: its limit."""
    size = math.pow(x, y)
    return 0.0 if size == 0.0 and x >= 0.0 else size * math.pow(math.log(x), k)


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


_SMALL = 1e-30


def _scale_for(out: Any, x: Any, y: Any) -> Any:
    """What to multiply x and y by: a small out has lost digits, or it overflows."""
    small = (out > 0.0) & (out < _SMALL)
    finite = (x < math.inf) & (x > -math.inf) & (y < math.inf) & (y > -math.inf)
    return 1.0 + small * (2.0**600 - 1.0) - (finite & (out >= math.inf)) * 0.9375


def _lone_inf(x: Any, y: Any) -> Any:
    """Where x is infinite and y is not."""
    return ((x >= math.inf) | (x <= -math.inf)) & (y > -math.inf) & (y < math.inf)


def _share_of_length(out: Any, x: Any, y: Any) -> Any:
    """x / out; 0 at the origin, and where x alone is infinite its limit, +-1."""
    if not is_term(out):
        scale = _scale_for(out, x, y)
        if np.any(scale != 1.0):
            x, y = x * scale, y * scale
            out = hypot(x, y)
    alone, beside = _lone_inf(x, y), _lone_inf(y, x)
    if not in_graph(out):
        return where(alone, sign(x), x) / where(alone, 1.0, out + is_zero(out))
    if np.any(alone | beside):
        x, y = where(alone, sign(x), x), where(alone | beside, 0.0, y)
        out = where(alone, 1.0, out)
    return watched(cosine(x, out, y)) if vanishes(out) else cosine(x, out, y)


def _share_of_payload(out: Any, x: Any, y: Any) -> Any:
    """The same for numbers and arrays; mostly there is only to divide."""
    if type(out) is float:
        return x / out if _SMALL < out < math.inf else _share_of_length(out, x, y)
    if is_term(out):
        # A program does not know the numbers: it scales them always, mostly by 1.
        scale = _scale_for(out, x, y)
        x, y = x * scale, y * scale
        return _share_of_length(hypot(x, y), x, y)
    plain = ((out > _SMALL) & (out < math.inf)).all()
    return x / out if plain else _share_of_length(out, x, y)


@elementwise(
    "hypot",
    np.hypot,
    _share_of_length,
    lambda out, x, y: _share_of_length(out, y, x),
    payload_derivatives=(
        _share_of_payload,
        lambda out, x, y: _share_of_payload(out, y, x),
    ),
)
def hypot(x: float, y: float) -> float:
    """Length of the vector (x, y), sqrt(x^2 + y^2), without overflow.

    d/dx = x/out, d/dy = y/out, both 0 at the origin; 1 and 0 at x = inf, their limits.

    >>> hypot(3.0, 4.0)
    5.0
    """
    return math.hypot(x, y)
