"""Special functions, the value by SciPy: Bessel and inverse error functions, sinc.

They are loaded when they are first used: few programs need them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError
from autograd_core.messages.extras import require
from autograd_core.messages.types import Array
from autograd_core.ops.arithmetic import reciprocal
from autograd_core.ops.exponential import exp, log
from autograd_core.ops.op import elementwise

_HALF_ROOT_PI = math.sqrt(math.pi) / 2.0


def from_scipy(name: str) -> Callable[..., Any]:
    """A function of SciPy that keeps float32, as not all of them do."""
    function = getattr(require("scipy.special", "second-order"), name)

    def call(*operands: Any) -> Any:
        out = function(*operands)
        dtypes = [x.dtype for x in operands if hasattr(x, "dtype")]
        return out.astype(np.result_type(*dtypes)) if dtypes else out

    return call


def no_slope(name: str, operand: str) -> Any:
    """For an operand by which there is no derivative: an error when it is needed."""

    def derivative(*_: Any) -> Any:
        raise GraphError(
            f"{name} has no derivative by {operand} here; give {operand} as a number"
        )

    return derivative


# -- sinc ------------------------------------------------------------------------------


def _sinc_slopes(x: Any, order: Any) -> Array:
    """The derivative of sinc of some order.

    sinc x is the integral of cos(pi x t) over t in [0, 1]: near 0 by Gauss and
    Legendre, far out by x f_k + k f_(k-1) = (sin(pi x) / pi)_k.
    """
    at, k = np.asarray(x, np.float64), int(order)
    reach = max(4.0, k / 2.0)
    t, weights = np.polynomial.legendre.leggauss(32 + 4 * math.ceil(reach))
    t, weights = (t + 1.0) / 2.0, weights / 2.0
    near = np.clip(at, -reach, reach)[..., None] * (np.pi * t)
    out = np.pi**k * (_turned(near, k) @ (weights * t**k))
    far = np.abs(at) > reach
    if not np.all(np.abs(at) <= reach):
        place = np.where(far & np.isfinite(at), at, 1.0)
        slope, angle = np.sinc(place), np.pi * place
        for i in range(1, k + 1):
            slope = (np.pi ** (i - 1) * _turned(angle, i - 1) - i * slope) / place
        out = np.where(far, slope, out) + 0.0 * (at - at)
    return np.asarray(out).astype(getattr(x, "dtype", np.float64))[()]


def _turned(angle: Any, k: int) -> Any:
    """The k-th derivative of cos."""
    wave = np.sin(angle) if k % 2 else np.cos(angle)
    return -wave if k % 4 in (1, 2) else wave


@elementwise(
    "sinc",
    lambda x, order: _sinc_slopes(x, order) if order else np.sinc(x),
    lambda out, x, order: sinc(x, order + 1.0),
    no_slope("sinc", "order"),
    auxiliary=True,
)
def sinc(x: float, order: float = 0.0) -> float:
    """sin(pi x) / (pi x), 1 at x = 0.

    d/dx = (cos(pi x) - sinc(x)) / x, 0 at x = 0.

    Args:
        x: a number, array or node.
        order: of which derivative, a whole number.

    >>> round(sinc(0.5), 6), round(sinc(0.5, 1.0), 6)
    (0.63662, -1.27324)
    """
    return float(_sinc_slopes(x, order) if order else np.sinc(x))


# -- logarithms and inverses -----------------------------------------------------------


@elementwise(
    "xlogy",
    lambda x, y: from_scipy("xlogy")(x, y),
    lambda out, x, y: log(y),
    lambda out, x, y: x / y,
    auxiliary=True,
)
def xlogy(x: float, y: float) -> float:
    """x log(y), 0 where x is 0.

    d/dx = log(y), d/dy = x / y.

    >>> xlogy(0.0, 0.0)
    0.0
    """
    return float(from_scipy("xlogy")(x, y))


@elementwise(
    "logit",
    lambda x: from_scipy("logit")(x),
    lambda out, x: reciprocal(x * (1.0 - x)),
    auxiliary=True,
)
def logit(x: float) -> float:
    """log(x / (1 - x)), the inverse of the sigmoid; nan outside [0, 1].

    d/dx = 1 / (x (1 - x)).

    >>> logit(0.5)
    0.0
    """
    return float(from_scipy("logit")(x))


@elementwise(
    "erfinv",
    lambda x: from_scipy("erfinv")(x),
    lambda out, x: _HALF_ROOT_PI * exp(out * out),
    auxiliary=True,
)
def erfinv(x: float) -> float:
    """The inverse of the error function.

    d/dx = sqrt(pi)/2 e^(erfinv(x)^2).

    >>> erfinv(0.0)
    0.0
    """
    return float(from_scipy("erfinv")(x))


@elementwise(
    "erfcinv",
    lambda x: from_scipy("erfcinv")(x),
    lambda out, x: -_HALF_ROOT_PI * exp(out * out),
    auxiliary=True,
)
def erfcinv(x: float) -> float:
    """The inverse of 1 - erf(x).

    d/dx = -sqrt(pi)/2 e^(erfcinv(x)^2).

    >>> round(erfcinv(0.5), 6)
    0.476936
    """
    return float(from_scipy("erfcinv")(x))


# -- Bessel functions ------------------------------------------------------------------


@elementwise(
    "jv",
    lambda v, x: from_scipy("jv")(v, x),
    no_slope("jv", "v"),
    lambda out, v, x: 0.5 * (jv(v - 1.0, x) - jv(v + 1.0, x)),
    auxiliary=True,
)
def jv(v: float, x: float) -> float:
    """Bessel function of the first kind, of order v.

    d/dx = (J_(v-1)(x) - J_(v+1)(x)) / 2.

    >>> jv(0.0, 0.0)
    1.0
    """
    return float(from_scipy("jv")(v, x))


@elementwise(
    "yv",
    lambda v, x: from_scipy("yv")(v, x),
    no_slope("yv", "v"),
    lambda out, v, x: 0.5 * (yv(v - 1.0, x) - yv(v + 1.0, x)),
    auxiliary=True,
)
def yv(v: float, x: float) -> float:
    """Bessel function of the second kind, of order v.

    d/dx = (Y_(v-1)(x) - Y_(v+1)(x)) / 2.

    >>> round(yv(0.0, 1.0), 6)
    0.088257
    """
    return float(from_scipy("yv")(v, x))


@elementwise(
    "iv",
    lambda v, x: from_scipy("iv")(v, x),
    no_slope("iv", "v"),
    lambda out, v, x: 0.5 * (iv(v - 1.0, x) + iv(v + 1.0, x)),
    auxiliary=True,
)
def iv(v: float, x: float) -> float:
    """Modified Bessel function of the first kind, of order v.

    d/dx = (I_(v-1)(x) + I_(v+1)(x)) / 2.

    >>> iv(0.0, 0.0)
    1.0
    """
    return float(from_scipy("iv")(v, x))
