"""Exponentials, logarithms and the error function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.messages.types import Operand
from autograd_core.ops.op import elementwise
from autograd_core.ops.piecewise import clip

_TWO_OVER_SQRT_PI = 2.0 / math.sqrt(math.pi)


@elementwise("exp", np.exp, lambda out, x: out)
def exp(x: float) -> float:
    """Exponential, e^x; inf above 709.78.

    d/dx = e^x.

    >>> round(exp(1.0), 6)
    2.718282
    """
    return math.exp(x)


@elementwise("expm1", np.expm1, lambda out, x: exp(x))
def expm1(x: float) -> float:
    """e^x - 1, accurate near 0.

    d/dx = e^x.

    >>> expm1(1e-12)
    1.0000000000005e-12
    """
    return math.expm1(x)


@elementwise("log", np.log, lambda out, x: 1.0 / x)
def log(x: float) -> float:
    """Natural logarithm; -inf at 0, nan below.

    d/dx = 1/x.

    >>> log(1.0)
    0.0
    """
    return math.log(x)


@elementwise("log1p", np.log1p, lambda out, x: 1.0 / (1.0 + x))
def log1p(x: float) -> float:
    """log(1 + x), accurate near 0; -inf at -1, nan below.

    d/dx = 1 / (1 + x).

    >>> log1p(1e-12)
    9.999999999995e-13
    """
    return math.log1p(x)


def _special(name: str) -> Any:
    """`name` of scipy.special on arrays; without SciPy a loop over math's."""
    try:
        import scipy.special

        return getattr(scipy.special, name)
    except ModuleNotFoundError:
        function = np.vectorize(getattr(math, name), otypes=[float])
        return lambda x: function(x).astype(x.dtype)


def _bell(x: Operand) -> Operand:
    """2/sqrt(pi) e^(-x^2); it is 0 long before |x| = 30."""
    near = clip(x, -30.0, 30.0)
    return _TWO_OVER_SQRT_PI * exp(-near * near)


@elementwise("erf", lambda x: _special("erf")(x), lambda out, x: _bell(x))
def erf(x: float) -> float:
    """Error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.

    d/dx = 2/sqrt(pi) e^(-x^2).

    >>> round(erf(1.0), 6)
    0.842701
    """
    return math.erf(x)


@elementwise("erfc", lambda x: _special("erfc")(x), lambda out, x: -_bell(x))
def erfc(x: float) -> float:
    """1 - erf(x), accurate where erf(x) is near 1.

    d/dx = -2/sqrt(pi) e^(-x^2).

    >>> round(erfc(1.0), 6)
    0.157299
    """
    return math.erfc(x)
