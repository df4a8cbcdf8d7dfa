"""Circular and hyperbolic functions and their inverses."""

from __future__ import annotations

import math

import numpy as np

from autograd_core.messages.types import Operand
from autograd_core.ops.arithmetic import hypot, reciprocal, sqrt, square
from autograd_core.ops.exponential import exp
from autograd_core.ops.op import elementwise
from autograd_core.ops.piecewise import clip, where


@elementwise("sin", np.sin, lambda out, x: cos(x))
def sin(x: float) -> float:
    """Sine of x radians; nan at +-inf.

    d/dx = cos(x).

    >>> sin(0.0)
    0.0
    """
    return math.sin(x)


@elementwise("cos", np.cos, lambda out, x: -sin(x))
def cos(x: float) -> float:
    """Cosine of x radians; nan at +-inf.

    d/dx = -sin(x).

    >>> cos(0.0)
    1.0
    """
    return math.cos(x)


@elementwise("tan", np.tan, lambda out, x: 1.0 + out * out)
def tan(x: float) -> float:
    """Tangent of x radians.

    d/dx = 1 + tan(x)^2.

    >>> tan(0.0)
    0.0
    """
    return math.tan(x)


def _one_minus_square(x: Operand) -> Operand:
    """1 - x^2; as a product it keeps its digits near +-1, as it stands near 0."""
    near_0 = (x > -0.5) & (x < 0.5)
    return where(near_0, 1.0 - x * x, (1.0 - x) * (1.0 + x))


# 1 / sqrt(1 - x^2) = cosh(arctanh(x)). On nodes the right side, because in its
# derivatives no factor is 0 at x = +-1, where others are inf: those of 1 - x^2 that
# keep their digits, such as (1 - x)(1 + x), have 0 * inf there. On payloads the left
# side, which is faster and rounds less.
@elementwise(
    "arcsin",
    np.arcsin,
    lambda out, x: cosh(arctanh(x)),
    payload_derivatives=(lambda out, x: 1.0 / sqrt(_one_minus_square(x)),),
)
def arcsin(x: float) -> float:
    """Inverse sine in radians; nan outside [-1, 1].

    d/dx = 1 / sqrt(1 - x^2), inf at +-1.

    >>> arcsin(0.0)
    0.0
    """
    return math.asin(x)


@elementwise(
    "arccos",
    np.arccos,
    lambda out, x: -cosh(arctanh(x)),
    payload_derivatives=(lambda out, x: -1.0 / sqrt(_one_minus_square(x)),),
)
def arccos(x: float) -> float:
    """Inverse cosine in radians; nan outside [-1, 1].

    d/dx = -1 / sqrt(1 - x^2), -inf at +-1.

    >>> arccos(1.0)
    0.0
    """
    return math.acos(x)


# The derivatives of the form for nodes go to 0 at +-inf; 1 / (1 + x^2) has 0 * inf.
@elementwise(
    "arctan",
    np.arctan,
    lambda out, x: square(1.0 / hypot(x, 1.0)),
    payload_derivatives=(lambda out, x: 1.0 / (1.0 + x * x),),
)
def arctan(x: float) -> float:
    """Inverse tangent in radians.

    d/dx = 1 / (1 + x^2).

    >>> round(arctan(1.0), 6)
    0.785398
    """
    return math.atan(x)


@elementwise("sinh", np.sinh, lambda out, x: cosh(x))
def sinh(x: float) -> float:
    """Hyperbolic sine.

    d/dx = cosh(x).

    >>> sinh(0.0)
    0.0
    """
    return math.sinh(x)


@elementwise("cosh", np.cosh, lambda out, x: sinh(x))
def cosh(x: float) -> float:
    """Hyperbolic cosine.

    d/dx = sinh(x).

    >>> cosh(0.0)
    1.0
    """
    return math.cosh(x)


def _tanh_slope(out: Operand, x: Operand) -> Operand:
    """1 / cosh(x)^2, of a number as 4 e / (1 + e)^2 with e = e^(-2|x|)."""
    if type(x) is np.ndarray and x.ndim:
        # Three passes; where cosh overflows its reciprocal is 0.
        return np.square(np.reciprocal(np.cosh(x)))
    small = exp(abs(x) * -2.0)
    whole = small + 1.0
    return 4.0 * small / (whole * whole)


# 1 - tanh(x)^2 = 1 / cosh(x)^2. The left side is all rounding error once tanh(x) is
# near 1 (0 instead of 1.7e-17 at x = 20); the right side is accurate, and so are its
# own derivatives near 0. Past |x| = 400 it is 0, and cosh would overflow.
@elementwise(
    "tanh",
    np.tanh,
    lambda out, x: square(reciprocal(cosh(clip(x, -400.0, 400.0)))),
    payload_derivatives=(_tanh_slope,),
)
def tanh(x: float) -> float:
    """Hyperbolic tangent, the squashing function onto (-1, 1).

    d/dx = 1 - tanh(x)^2.

    >>> round(tanh(1.0), 6)
    0.761594
    """
    return math.tanh(x)


@elementwise("arcsinh", np.arcsinh, lambda out, x: 1.0 / hypot(x, 1.0))
def arcsinh(x: float) -> float:
    """Inverse hyperbolic sine.

    d/dx = 1 / sqrt(1 + x^2).

    >>> arcsinh(0.0)
    0.0
    """
    return math.asinh(x)


# On nodes, as for arctan: each factor goes to 0 at inf by itself.
@elementwise(
    "arccosh",
    np.arccosh,
    lambda out, x: 1.0 / sqrt(x - 1.0) * (1.0 / sqrt(x + 1.0)),
    payload_derivatives=(lambda out, x: 1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0)),),
)
def arccosh(x: float) -> float:
    """Inverse hyperbolic cosine; nan below 1.

    d/dx = 1 / sqrt(x^2 - 1), inf at 1.

    >>> arccosh(1.0)
    0.0
    """
    return math.acosh(x)


# 1 / (1 - x^2) = cosh(out)^2, on nodes as for arcsin; both are nan outside [-1, 1].
@elementwise(
    "arctanh",
    np.arctanh,
    lambda out, x: square(cosh(out)),
    payload_derivatives=(lambda out, x: square(1.0 / sqrt(_one_minus_square(x))),),
)
def arctanh(x: float) -> float:
    """Inverse hyperbolic tangent; +-inf at +-1, nan outside.

    d/dx = 1 / (1 - x^2).

    >>> arctanh(0.0)
    0.0
    """
    return math.atanh(x)
