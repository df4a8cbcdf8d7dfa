"""Activation functions, each stable for inputs of any size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.messages.types import Array, Operand, Payload
from autograd_core.ops.arithmetic import reciprocal, square
from autograd_core.ops.exponential import erfc, exp, expm1
from autograd_core.ops.op import elementwise, number_like
from autograd_core.ops.piecewise import clip, minimum, where
from autograd_core.ops.trigonometric import cosh

_SQRT_HALF = math.sqrt(0.5)
_SQRT_2PI = math.sqrt(2.0 * math.pi)


def _sigmoid_array(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def _sigmoid_slope(x: Operand) -> Operand:
    """s(x) (1 - s(x)) = 1 / (2 cosh(x/2))^2, which keeps its digits at any x.

    So do its own derivatives; past |x/2| = 400 it is 0, and cosh would overflow.
    """
    return square(reciprocal(2.0 * cosh(clip(0.5 * x, -400.0, 400.0))))


def _sigmoid_slope_of_payload(out: Payload, x: Any) -> Payload:
    """1 / (2 cosh(x/2))^2, of a number as e / (1 + e)^2 with e = e^-|x|."""
    if type(x) is np.ndarray and x.ndim:
        # Four passes; where cosh overflows its reciprocal is 0.
        return np.square(0.5 / np.cosh(x * 0.5))
    small = exp(-abs(x))
    return small / ((small + 1.0) * (small + 1.0))


@elementwise(
    "sigmoid",
    _sigmoid_array,
    lambda out, x: _sigmoid_slope(x),
    payload_derivatives=(_sigmoid_slope_of_payload,),
)
def sigmoid(x: float) -> float:
    """Logistic sigmoid, 1 / (1 + e^-x), the squashing function onto (0, 1).

    d/dx = s(x) (1 - s(x)).

    >>> sigmoid(0.0), sigmoid(-1000.0)
    (0.5, 0.0)
    """
    small = math.exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


@elementwise(
    "softplus",
    lambda x: np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x))),
    lambda out, x: sigmoid(x),
)
def softplus(x: float) -> float:
    """Softplus, ln(1 + e^x), the smooth relu.

    d/dx = sigmoid(x). (Some lectures print ln(1 + e^-x), the mirror image: a slip, as
    its own derivative, the sigmoid, shows.)

    Source: Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating Second-Order
    Functional Knowledge for Better Option Pricing, 2000.

    >>> round(softplus(0.0), 6), softplus(1000.0)
    (0.693147, 1000.0)
    """
    return (x if x > 0 else 0.0) + math.log1p(math.exp(-abs(x)))


@elementwise("relu", lambda x: np.maximum(x, 0.0), lambda out, x: x > 0)
def relu(x: float) -> float:
    """Rectified linear unit, max(x, 0).

    d/dx = 1 for x > 0, else 0: at the kink x = 0 it is 0.

    >>> relu(2.0), relu(-2.0)
    (2.0, 0.0)
    """
    return 0.0 if x <= 0 else x


@elementwise(
    "leaky_relu",
    lambda x, slope: np.where(x > 0, x, slope * x),
    lambda out, x, slope: where(x > 0, 1.0, slope),
    lambda out, x, slope: minimum(x, 0.0),
)
def leaky_relu(x: float, slope: float = 0.01) -> float:
    """Leaky relu: x for x > 0, slope * x otherwise.

    d/dx = 1 for x > 0, else slope, also at the kink x = 0. A Value as slope is
    learnt (the parametric relu): d/dslope = min(x, 0).

    Source: Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network
    Acoustic Models, 2013.

    >>> leaky_relu(2.0), leaky_relu(-2.0), leaky_relu(-2.0, slope=0.5)
    (2.0, -0.02, -1.0)
    """
    return x if x > 0 else slope * x


def _elu_array(x: Array, alpha: Array) -> Array:
    x = number_like(x, alpha)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


# exp sees no x > 0: it must not overflow in the branch that is not taken.
@elementwise(
    "elu",
    _elu_array,
    lambda out, x, alpha: where(x > 0, 1.0, alpha * exp(where(x > 0, 0.0, x))),
    lambda out, x, alpha: expm1(where(x > 0, 0.0, x)),
)
def elu(x: float, alpha: float = 1.0) -> float:
    """Exponential linear unit: x for x > 0, alpha (e^x - 1) otherwise.

    d/dx = 1 for x > 0, else alpha e^x, also at x = 0.

    Source: Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network
    Learning by Exponential Linear Units, 2016.

    >>> elu(2.0), round(elu(-1.0), 6)
    (2.0, -0.632121)
    """
    return x if x > 0 else alpha * math.expm1(x)


def _times(x: Array, share: Array) -> Array:
    """x * share, and 0 where the share is 0 though x is -inf."""
    return np.where(share == 0.0, 0.0, x) * share


def _gelu_array(x: Array) -> Array:
    return _times(x, 0.5 * erfc.array(-x * _SQRT_HALF))


def _x_density(x: Operand) -> Operand:
    """x phi(x), phi the standard normal density; it is 0 long before |x| = 40."""
    bounded = clip(x, -40.0, 40.0)
    return bounded * exp(-0.5 * bounded * bounded) / _SQRT_2PI


@elementwise(
    "gelu",
    _gelu_array,
    lambda out, x: 0.5 * erfc(-x * _SQRT_HALF) + _x_density(x),
)
def gelu(x: float) -> float:
    """Gaussian error linear unit, x Phi(x), with the exact normal distribution Phi.

    d/dx = Phi(x) + x phi(x).

    Source: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.

    >>> round(gelu(1.0), 6)
    0.841345
    """
    share = 0.5 * math.erfc(-x * _SQRT_HALF)
    return 0.0 if share == 0.0 else x * share


@elementwise(
    "silu",
    lambda x: _times(x, _sigmoid_array(x)),
    lambda out, x: sigmoid(x) + clip(x, -800.0, 800.0) * _sigmoid_slope(x),
)
def silu(x: float) -> float:
    """Sigmoid linear unit (swish), x s(x).

    d/dx = s(x) + x s(x) (1 - s(x)).

    Source: Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural
    Network Function Approximation in Reinforcement Learning, 2018.

    >>> round(silu(1.0), 6)
    0.731059
    """
    share = sigmoid.value(x)
    return 0.0 if share == 0.0 else x * share


@elementwise(
    "hard_tanh", lambda x: np.clip(x, -1.0, 1.0), lambda out, x: (x > -1) & (x < 1)
)
def hard_tanh(x: float) -> float:
    """Hard tanh, x cut off at -1 and 1.

    d/dx = 1 inside (-1, 1), else 0, also at the kinks +-1.

    >>> hard_tanh(0.5), hard_tanh(-3.0)
    (0.5, -1.0)
    """
    return -1.0 if x < -1 else 1.0 if x > 1 else x
