"""Gamma and beta functions, complete and incomplete; their values are SciPy's.

They are loaded when they are first used: few programs need them.
"""

from __future__ import annotations

from typing import Any

from autograd_core.messages.types import Operand
from autograd_core.ops.exponential import exp, log1p
from autograd_core.ops.op import elementwise
from autograd_core.ops.special import from_scipy, no_slope, xlogy


@elementwise(
    "gammaln",
    lambda x: from_scipy("gammaln")(x),
    lambda out, x: digamma(x),
    auxiliary=True,
)
def gammaln(x: float) -> float:
    """log |Gamma(x)|, inf at 0, -1, -2, ...

    d/dx = digamma(x).

    >>> round(gammaln(5.0), 6)
    3.178054
    """
    return float(from_scipy("gammaln")(x))


@elementwise(
    "digamma",
    lambda x: from_scipy("digamma")(x),
    lambda out, x: polygamma(1.0, x),
    auxiliary=True,
)
def digamma(x: float) -> float:
    """The derivative of log Gamma(x).

    d/dx = polygamma(1, x).

    >>> round(digamma(1.0), 6)
    -0.577216
    """
    return float(from_scipy("digamma")(x))


@elementwise(
    "polygamma",
    lambda n, x: from_scipy("polygamma")(int(n), x),
    no_slope("polygamma", "n"),
    lambda out, n, x: polygamma(n + 1.0, x),
    auxiliary=True,
)
def polygamma(n: float, x: float) -> float:
    """The n-th derivative of digamma(x), n a whole number.

    d/dx = polygamma(n + 1, x).

    >>> round(polygamma(1.0, 1.0), 6)
    1.644934
    """
    return float(from_scipy("polygamma")(int(n), x))


@elementwise(
    "gamma",
    lambda x: from_scipy("gamma")(x),
    lambda out, x: out * digamma(x),
    auxiliary=True,
)
def gamma(x: float) -> float:
    """The gamma function, (x - 1)! of whole numbers.

    d/dx = gamma(x) digamma(x).

    >>> gamma(5.0)
    24.0
    """
    return float(from_scipy("gamma")(x))


@elementwise(
    "rgamma",
    lambda x: from_scipy("rgamma")(x),
    lambda out, x: -out * digamma(x),
    auxiliary=True,
)
def rgamma(x: float) -> float:
    """1 / gamma(x).

    d/dx = -digamma(x) / gamma(x); nan at 0, -1, -2, ...

    >>> rgamma(3.0)
    0.5
    """
    return float(from_scipy("rgamma")(x))


@elementwise(
    "betaln",
    lambda a, b: from_scipy("betaln")(a, b),
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
    return float(from_scipy("betaln")(a, b))


@elementwise(
    "beta",
    lambda a, b: from_scipy("beta")(a, b),
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
    return float(from_scipy("beta")(a, b))


def _gamma_density(a: Operand, x: Any) -> Any:
    return exp(xlogy(a - 1.0, x) - x - gammaln(a))  # type: ignore[operator]


@elementwise(
    "gammainc",
    lambda a, x: from_scipy("gammainc")(a, x),
    no_slope("gammainc", "a"),
    lambda out, a, x: _gamma_density(a, x),
    auxiliary=True,
)
def gammainc(a: float, x: float) -> float:
    """The regularized lower incomplete gamma function.

    d/dx = x^(a-1) e^-x / gamma(a).

    >>> round(gammainc(1.0, 1.0), 6)
    0.632121
    """
    return float(from_scipy("gammainc")(a, x))


@elementwise(
    "gammaincc",
    lambda a, x: from_scipy("gammaincc")(a, x),
    no_slope("gammaincc", "a"),
    lambda out, a, x: -_gamma_density(a, x),
    auxiliary=True,
)
def gammaincc(a: float, x: float) -> float:
    """1 - gammainc(a, x), accurate where that is near 1.

    d/dx = -x^(a-1) e^-x / gamma(a).

    >>> round(gammaincc(1.0, 1.0), 6)
    0.367879
    """
    return float(from_scipy("gammaincc")(a, x))


@elementwise(
    "betainc",
    lambda a, b, x: from_scipy("betainc")(a, b, x),
    no_slope("betainc", "a"),
    no_slope("betainc", "b"),
    lambda out, a, b, x: exp(xlogy(a - 1.0, x) + (b - 1.0) * log1p(-x) - betaln(a, b)),
    auxiliary=True,
)
def betainc(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function.

    d/dx = x^(a-1) (1-x)^(b-1) / beta(a, b).

    >>> round(betainc(1.0, 2.0, 0.5), 6)
    0.75
    """
    return float(from_scipy("betainc")(a, b, x))
