"""Powers, roots and logarithms to bases beside e, and logarithms of sums."""

from __future__ import annotations

import math

import numpy as np

from autograd_core.ops.activation import sigmoid
from autograd_core.ops.op import elementwise

_LN2, _LN10 = math.log(2.0), math.log(10.0)


@elementwise("exp2", np.exp2, lambda out, x: out * _LN2)
def exp2(x: float) -> float:
    """Power of two, 2^x.

    d/dx = 2^x log(2).

    >>> exp2(3.0)
    8.0
    """
    return math.pow(2.0, x)


@elementwise("log2", np.log2, lambda out, x: 1.0 / x / _LN2)
def log2(x: float) -> float:
    """Logarithm to base 2; -inf at 0, nan below.

    d/dx = 1 / (x log(2)).

    >>> log2(8.0)
    3.0
    """
    return math.log2(x)


@elementwise("log10", np.log10, lambda out, x: 1.0 / x / _LN10)
def log10(x: float) -> float:
    """Logarithm to base 10; -inf at 0, nan below.

    d/dx = 1 / (x log(10)).

    >>> log10(1000.0)
    3.0
    """
    return math.log10(x)


@elementwise("cbrt", np.cbrt, lambda out, x: 1.0 / (3.0 * out * out))
def cbrt(x: float) -> float:
    """Cube root, also of numbers below 0.

    d/dx = 1 / (3 cbrt(x)^2), which is inf at 0.

    >>> cbrt(-8.0)
    -2.0
    """
    return float(np.cbrt(x))


def _log_of_sum(x: float, y: float) -> float:
    if x == y or x - y != x - y:  # equal infinities among them; or nan
        return x + y if x != y else x + _LN2
    return max(x, y) + math.log1p(math.exp(-abs(x - y)))


@elementwise(
    "logaddexp",
    np.logaddexp,
    lambda out, x, y: sigmoid(x - y),
    lambda out, x, y: sigmoid(y - x),
)
def logaddexp(x: float, y: float) -> float:
    """log(e^x + e^y), without overflow.

    d/dx = e^x / (e^x + e^y), d/dy = e^y / (e^x + e^y).

    >>> round(logaddexp(1000.0, 1000.0), 6)
    1000.693147
    """
    return _log_of_sum(x, y)


@elementwise(
    "logaddexp2",
    np.logaddexp2,
    lambda out, x, y: sigmoid((x - y) * _LN2),
    lambda out, x, y: sigmoid((y - x) * _LN2),
)
def logaddexp2(x: float, y: float) -> float:
    """log2(2^x + 2^y), without overflow.

    d/dx = 2^x / (2^x + 2^y), d/dy = 2^y / (2^x + 2^y).

    >>> logaddexp2(1000.0, 1000.0)
    1001.0
    """
    if x == y or x - y != x - y:
        return x + y if x != y else x + 1.0
    return max(x, y) + math.log1p(math.pow(2.0, -abs(x - y))) / _LN2
