"""Special functions, the value by SciPy: gamma, beta, Bessel, inverse error functions.

They are loaded when they are first used: few programs need them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError
from autograd_core.messages.extras import require
from autograd_core.messages.types import Array, Operand
from autograd_core.ops.activation import sigmoid, softplus
from autograd_core.ops.arithmetic import reciprocal
from autograd_core.ops.exponential import erfc, exp, log, log1p
from autograd_core.ops.op import elementwise

_HALF_ROOT_PI = math.sqrt(math.pi) / 2.0


def _scipy(name: str) -> Callable[..., Any]:
    """A function of SciPy that keeps float32, as not all of them do."""
    function = getattr(require("scipy.special", "second-order"), name)

    def call(*operands: Any) -> Any:
        out = function(*operands)
        dtypes = [x.dtype for x in operands if hasattr(x, "dtype")]
        return out.astype(np.result_type(*dtypes)) if dtypes else out

    return call


def _no_slope(name: str, operand: str) -> Any:
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
    _no_slope("sinc", "order"),
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


# -- gamma and beta --------------------------------------------------------------------


@elementwise(
    "gammaln",
    lambda x: _scipy("gammaln")(x),
    lambda out, x: digamma(x),
    auxiliary=True,
)
def gammaln(x: float) -> float:
    """log |Gamma(x)|, inf at 0, -1, -2, ...

    d/dx = digamma(x).

    >>> round(gammaln(5.0), 6)
    3.178054
    """
    return float(_scipy("gammaln")(x))


@elementwise(
    "digamma",
    lambda x: _scipy("digamma")(x),
    lambda out, x: polygamma(1.0, x),
    auxiliary=True,
)
def digamma(x: float) -> float:
    """The derivative of log Gamma(x).

    d/dx = polygamma(1, x).

    >>> round(digamma(1.0), 6)
    -0.577216
    """
    return float(_scipy("digamma")(x))


@elementwise(
    "polygamma",
    lambda n, x: _scipy("polygamma")(int(n), x),
    _no_slope("polygamma", "n"),
    lambda out, n, x: polygamma(n + 1.0, x),
    auxiliary=True,
)
def polygamma(n: float, x: float) -> float:
    """The n-th derivative of digamma(x), n a whole number.

    d/dx = polygamma(n + 1, x).

    >>> round(polygamma(1.0, 1.0), 6)
    1.644934
    """
    return float(_scipy("polygamma")(int(n), x))


@elementwise(
    "gamma",
    lambda x: _scipy("gamma")(x),
    lambda out, x: out * digamma(x),
    auxiliary=True,
)
def gamma(x: float) -> float:
    """The gamma function, (x - 1)! of whole numbers.

    d/dx = gamma(x) digamma(x).

    >>> gamma(5.0)
    24.0
    """
    return float(_scipy("gamma")(x))


@elementwise(
    "rgamma",
    lambda x: _scipy("rgamma")(x),
    lambda out, x: -out * digamma(x),
    auxiliary=True,
)
def rgamma(x: float) -> float:
    """1 / gamma(x).

    d/dx = -digamma(x) / gamma(x); nan at 0, -1, -2, ...

    >>> rgamma(3.0)
    0.5
    """
    return float(_scipy("rgamma")(x))


@elementwise(
    "betaln",
    lambda a, b: _scipy("betaln")(a, b),
    lambda out, a, b: digamma(a) - digamma(a + b),
    lambda out, a, b: digamma(b) - digamma(a + b),
    auxiliary=True,
)
def betaln(a: float, b: float) -> float:
    """log |beta(a, b)|.

    d/da = digamma(a) - digamma(a + b), d/db likewise.

    >>> betaln(1.0, 1.0)
    0.0
    """
    return float(_scipy("betaln")(a, b))


@elementwise(
    "beta",
    lambda a, b: _scipy("beta")(a, b),
    lambda out, a, b: out * (digamma(a) - digamma(a + b)),
    lambda out, a, b: out * (digamma(b) - digamma(a + b)),
    auxiliary=True,
)
def beta(a: float, b: float) -> float:
    """The beta function, gamma(a) gamma(b) / gamma(a + b).

    d/da = beta(a, b) (digamma(a) - digamma(a + b)), d/db likewise.

    >>> beta(1.0, 2.0)
    0.5
    """
    return float(_scipy("beta")(a, b))


def _gamma_density(a: Operand, x: Any) -> Any:
    return exp(xlogy(a - 1.0, x) - x - gammaln(a))  # type: ignore[operator]


@elementwise(
    "gammainc",
    lambda a, x: _scipy("gammainc")(a, x),
    _no_slope("gammainc", "a"),
    lambda out, a, x: _gamma_density(a, x),
    auxiliary=True,
)
def gammainc(a: float, x: float) -> float:
    """The regularized lower incomplete gamma function.

    d/dx = x^(a-1) e^-x / gamma(a).

    >>> round(gammainc(1.0, 1.0), 6)
    0.632121
    """
    return float(_scipy("gammainc")(a, x))


@elementwise(
    "gammaincc",
    lambda a, x: _scipy("gammaincc")(a, x),
    _no_slope("gammaincc", "a"),
    lambda out, a, x: -_gamma_density(a, x),
    auxiliary=True,
)
def gammaincc(a: float, x: float) -> float:
    """1 - gammainc(a, x), accurate where that is near 1.

    d/dx = -x^(a-1) e^-x / gamma(a).

    >>> round(gammaincc(1.0, 1.0), 6)
    0.367879
    """
    return float(_scipy("gammaincc")(a, x))


@elementwise(
    "betainc",
    lambda a, b, x: _scipy("betainc")(a, b, x),
    _no_slope("betainc", "a"),
    _no_slope("betainc", "b"),
    lambda out, a, b, x: exp(xlogy(a - 1.0, x) + (b - 1.0) * log1p(-x) - betaln(a, b)),
    auxiliary=True,
)
def betainc(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function.

    d/dx = x^(a-1) (1-x)^(b-1) / beta(a, b).

    >>> round(betainc(1.0, 2.0, 0.5), 6)
    0.75
    """
    return float(_scipy("betainc")(a, b, x))


# -- logarithms and inverses -----------------------------------------------------------


@elementwise(
    "xlogy",
    lambda x, y: _scipy("xlogy")(x, y),
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
    return float(_scipy("xlogy")(x, y))


@elementwise(
    "logit",
    lambda x: _scipy("logit")(x),
    lambda out, x: reciprocal(x * (1.0 - x)),
    auxiliary=True,
)
def logit(x: float) -> float:
    """log(x / (1 - x)), the inverse of the sigmoid; nan outside [0, 1].

    d/dx = 1 / (x (1 - x)).

    >>> logit(0.5)
    0.0
    """
    return float(_scipy("logit")(x))


@elementwise(
    "erfinv",
    lambda x: _scipy("erfinv")(x),
    lambda out, x: _HALF_ROOT_PI * exp(out * out),
    auxiliary=True,
)
def erfinv(x: float) -> float:
    """The inverse of the error function.

    d/dx = sqrt(pi)/2 e^(erfinv(x)^2).

    >>> erfinv(0.0)
    0.0
    """
    return float(_scipy("erfinv")(x))


@elementwise(
    "erfcinv",
    lambda x: _scipy("erfcinv")(x),
    lambda out, x: -_HALF_ROOT_PI * exp(out * out),
    auxiliary=True,
)
def erfcinv(x: float) -> float:
    """The inverse of 1 - erf(x).

    d/dx = -sqrt(pi)/2 e^(erfcinv(x)^2).

    >>> round(erfcinv(0.5), 6)
    0.476936
    """
    return float(_scipy("erfcinv")(x))


# -- Bessel functions ------------------------------------------------------------------


@elementwise(
    "jv",
    lambda v, x: _scipy("jv")(v, x),
    _no_slope("jv", "v"),
    lambda out, v, x: 0.5 * (jv(v - 1.0, x) - jv(v + 1.0, x)),
    auxiliary=True,
)
def jv(v: float, x: float) -> float:
    """Bessel function of the first kind, of order v.

    d/dx = (J_(v-1)(x) - J_(v+1)(x)) / 2.

    >>> jv(0.0, 0.0)
    1.0
    """
    return float(_scipy("jv")(v, x))


@elementwise(
    "yv",
    lambda v, x: _scipy("yv")(v, x),
    _no_slope("yv", "v"),
    lambda out, v, x: 0.5 * (yv(v - 1.0, x) - yv(v + 1.0, x)),
    auxiliary=True,
)
def yv(v: float, x: float) -> float:
    """Bessel function of the second kind, of order v.

    d/dx = (Y_(v-1)(x) - Y_(v+1)(x)) / 2.

    >>> round(yv(0.0, 1.0), 6)
    0.088257
    """
    return float(_scipy("yv")(v, x))


@elementwise(
    "iv",
    lambda v, x: _scipy("iv")(v, x),
    _no_slope("iv", "v"),
    lambda out, v, x: 0.5 * (iv(v - 1.0, x) + iv(v + 1.0, x)),
    auxiliary=True,
)
def iv(v: float, x: float) -> float:
    """Modified Bessel function of the first kind, of order v.

    d/dx = (I_(v-1)(x) + I_(v+1)(x)) / 2.

    >>> iv(0.0, 0.0)
    1.0
    """
    return float(_scipy("iv")(v, x))


ON_NODES: dict[str, Callable[..., Any]] = {
    **{op.name: op for op in (gammaln, digamma, gamma, rgamma, betaln, beta)},
    **{op.name: op for op in (gammainc, gammaincc, betainc, jv, yv, iv)},
    **{op.name: op for op in (xlogy, logit, erfinv, erfcinv)},
    "psi": digamma,
    "expit": sigmoid,
    "log_expit": lambda x: -softplus(-x),
    "entr": lambda x: -xlogy(x, x),
    "xlog1py": lambda x, y: x * log1p(y),
    "ndtr": lambda x: 0.5 * erfc(-x * math.sqrt(0.5)),
    "jn": jv,
    "yn": yv,
    "j0": lambda x: jv(0.0, x),
    "j1": lambda x: jv(1.0, x),
    "y0": lambda x: yv(0.0, x),
    "y1": lambda x: yv(1.0, x),
    "i0": lambda x: iv(0.0, x),
    "i1": lambda x: iv(1.0, x),
}
"""What computes a ufunc of scipy.special on nodes, by the name of the ufunc."""
