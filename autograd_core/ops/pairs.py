"""Functions of pairs: an angle, a step, the larger of two where one may be missing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.ops.kinks import shared
from autograd_core.ops.op import elementwise, is_zero
from autograd_core.ops.piecewise import absolute

_LEAST, _MOST = 1e-140, 1e140
"""Between them the square of a length neither overflows nor loses digits."""


def _over_square(part: Any, y: Any, x: Any) -> Any:
    """part / (x^2 + y^2), both scaled by a power of two where the square is extreme."""
    size: Any = absolute(x) + absolute(y)
    small, large = size < _LEAST, size > _MOST
    scale = 1.0 + small * (2.0**600 - 1.0) - large * (1.0 - 2.0**-600)
    x, y = x * scale, y * scale
    return part * scale / (x * x + y * y) * scale


@elementwise(
    "arctan2",
    np.arctan2,
    lambda out, y, x: _over_square(x, y, x),
    lambda out, y, x: -_over_square(y, y, x),
)
def arctan2(y: float, x: float) -> float:
    """The angle of the point (x, y), from -pi to pi.

    d/dy = x / (x^2 + y^2), d/dx = -y / (x^2 + y^2); nan at the origin.

    >>> round(arctan2(1.0, -1.0), 6)
    2.356194
    """
    return math.atan2(y, x)


@elementwise(
    "heaviside",
    np.heaviside,
    lambda out, x, y: 0.0,
    lambda out, x, y: 1.0 * is_zero(x),
)
def heaviside(x: float, y: float) -> float:
    """0 below x = 0, y there, 1 above.

    d/dx = 0 everywhere, also at the jump; d/dy = 1 at x = 0, else 0.

    >>> heaviside(-2.0, 0.5), heaviside(0.0, 0.5), heaviside(2.0, 0.5)
    (0.0, 0.5, 1.0)
    """
    return x if x != x else y if x == 0.0 else float(x > 0.0)


@elementwise(
    "fmax",
    np.fmax,
    lambda out, x, y: shared(
        (x <= x) * (1.0 - 0.5 * (x < y) - 0.5 * (x <= y)), x, y, out
    ),
    lambda out, x, y: shared(
        (y <= y) * (1.0 - 0.5 * (y < x) - 0.5 * (y <= x)), x, y, out
    ),
)
def fmax(x: float, y: float) -> float:
    """The larger of x and y; of nan and a number the number.

    d/dx = 1 where x is the result, else 0; a tie splits the gradient in halves.

    >>> fmax(2.0, math.nan)
    2.0
    """
    return x if x >= y or y != y else y


@elementwise(
    "fmin",
    np.fmin,
    lambda out, x, y: shared(
        (x <= x) * (1.0 - 0.5 * (x > y) - 0.5 * (x >= y)), x, y, out
    ),
    lambda out, x, y: shared(
        (y <= y) * (1.0 - 0.5 * (y > x) - 0.5 * (y >= x)), x, y, out
    ),
)
def fmin(x: float, y: float) -> float:
    """The smaller of x and y; of nan and a number the number.

    d/dx = 1 where x is the result, else 0; a tie splits the gradient in halves.

    >>> fmin(2.0, math.nan)
    2.0
    """
    return x if x <= y or y != y else y
