"""Wrong local derivatives of elementwise ops."""

import numpy as np

import autograd_core as ac
from tests.testing.diagnosis.planted.case import Planted

AT = np.array([0.4, -0.7, 1.3])
POSITIVE = np.array([0.4, 0.7, 1.3])
U = np.array([1.5, -0.4, 0.9])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


_SLOPES = [
    (ac.tanh, AT, lambda x: 1 - np.tanh(x), "the square is missing"),
    (ac.tanh, AT, lambda x: np.tanh(x) * (1 - np.tanh(x)), "that of sigmoid"),
    (ac.tanh, AT, lambda x: 1 - np.tanh(np.tanh(x)) ** 2, "at its result"),
    (ac.tanh, AT, lambda x: 1 - x**2, "which here got its argument"),
    (ac.tanh, AT, lambda x: 1 + np.tanh(x) ** 2, "its sign is wrong"),
    (ac.sigmoid, AT, sigmoid, "the factor (1 - s) is missing"),
    (ac.sigmoid, AT, lambda x: 1 - sigmoid(x), "the factor s is missing"),
    (ac.sigmoid, AT, lambda x: 1 - sigmoid(x) ** 2, "that of tanh"),
    (ac.sigmoid, AT, lambda x: sigmoid(x) * (1 + sigmoid(x)), "sign is wrong"),
    (ac.relu, AT, lambda x: x <= 0, "the wrong way round"),
    (ac.relu, AT, lambda x: np.ones(3), "mask of relu(x) is missing"),
    (ac.relu, AT[[0, 2, 1]], lambda x: U > 0, "that of the upstream gradient"),
    (ac.leaky_relu, AT, lambda x: x > 0, "that of relu is used"),
    (ac.elu, AT, lambda x: x > 0, "that of relu is used"),
    (ac.exp, AT, lambda x: x, "got its argument"),
    (ac.exp, AT, lambda x: x * np.exp(x), "no power to lower"),
    (ac.log, POSITIVE, lambda x: x, "1/u is due"),
    (ac.log, POSITIVE, lambda x: np.log(x), "1/u is due"),
    (ac.sqrt, POSITIVE, lambda x: 0.5 / x, "the root is missing"),
    (ac.sqrt, POSITIVE, lambda x: np.sqrt(x) / 2, "1/(2*sqrt(u)) is due"),
    (ac.sin, AT, lambda x: np.sin(x), "cos(u) is due"),
    (ac.cos, AT, lambda x: np.cos(x), "-sin(u) is due"),
    (ac.square, AT, lambda x: 2 * x**2, "the power is not lowered"),
    (ac.softplus, AT, lambda x: sigmoid(x) * (1 - sigmoid(x)), "sigmoid itself"),
    (ac.abs, AT, lambda x: x, "sign(u) is due"),
    (ac.arctan, POSITIVE, lambda x: 1 / (1 + x), "the square is missing"),
    (ac.log1p, POSITIVE, lambda x: 1 / x, "1/(1 + u) is due"),
    (ac.reciprocal, POSITIVE, lambda x: -1 / x, "-1/u**2 is due"),
    (lambda x: x**3, AT, lambda x: 3 * x**3, "the power is not lowered"),
    (lambda x: x**3, AT, lambda x: 3 * x, "the power is lowered twice"),
    (lambda x: x**3, AT, lambda x: x**3, "and is not a factor"),
    (lambda x: x**1.5, POSITIVE, np.sqrt, "the exponent is missing as a factor"),
    (ac.relu, AT, lambda x: np.maximum(x, 0), "the result itself is used"),
    (ac.log, POSITIVE, lambda x: 1 / x**2, "1/u**2 is used, where 1/u is due"),
    (ac.sqrt, POSITIVE, np.sqrt, "sqrt(u) is used, where 1/(2*sqrt(u)) is due"),
    (ac.sin, AT, lambda x: -np.sin(x), "-sin(u) is used, where cos(u) is due"),
    (ac.sin, AT, lambda x: np.cos(np.sin(x)), "cos is taken of its result"),
    (ac.cos, AT, lambda x: -np.cos(x), "-cos(u) is used, where -sin(u) is due"),
    (ac.softplus, AT, lambda x: sigmoid(-x), "sigmoid(-u) is used"),
    (ac.abs, AT, np.abs, "|u| itself is used, where sign(u) is due"),
    (ac.arctan, AT, lambda x: 1 / np.sqrt(1 + x * x), "1/sqrt(1 + u**2) is used"),
    (lambda x: ac.maximum(x, 0), AT, lambda x: x <= 0, "is the wrong way round"),
]

_NUMBERS = [
    (lambda x, y: x / y, lambda x, y: (1 / y, -x / y), "has y squared below"),
    (lambda x, y: x / y, lambda x, y: (1 / y, -1 / y**2), "numerator is missing"),
    (lambda x, y: x / y, lambda x, y: (1 / y, 1 / y), "-x/y**2, not 1/y"),
    (lambda x, y: 2 * x / y, lambda x, y: (2 * y, -2 * x / y**2), "not y"),
    (
        lambda x, y: x * y + y,
        lambda x, y: (x, x + 1),
        "multiply(x, y) by x is y, not x",
    ),
]

_LEFT_OUT = {
    ac.tanh: "tanh(x), 1 - h**2 with h = tanh(u)",
    ac.sigmoid: "sigmoid(x), s*(1 - s) with s = sigmoid(u)",
    ac.exp: "exp(x), exp(u)",
    ac.log: "log(x), 1/u",
    ac.sqrt: "sqrt(x), 1/(2*sqrt(u))",
    ac.sin: "sin(x), cos(u)",
    ac.cos: "cos(x), -sin(u)",
    ac.square: "square(x), 2*u",
    ac.abs: "absolute(x), sign(u)",
    ac.softplus: "softplus(x), sigmoid(u)",
    ac.arctan: "arctan(x), 1/(1 + u**2)",
    ac.log1p: "log1p(x), 1/(1 + u)",
    ac.reciprocal: "reciprocal(x), -1/u**2",
}

_SIGMOID_BY_HAND = [
    (lambda s: 1.0, "the derivative of 1 / (1 + ...) by x, s*(1 - s) with s = sigm"),
    (lambda s: s, "1 / (1 + ...) by x: s alone is used: the factor (1 - s) is missing"),
    (lambda s: 1 - s, "1 / (1 + ...) by x: 1 - s alone is used: the factor s is"),
    (lambda s: 1 - s * s, "1 / (1 + ...) by x: 1 - s**2, that of tanh, is used"),
    (lambda s: (s * (1 - s)) ** 2, "1 / (1 + ...) by x counts once"),
]


def _weighted(op, at, slope, hint):
    return Planted(hint, lambda x: (U * op(x)).sum(), at, lambda x: U * slope(x))


def _left_out(op, derivative):
    at = POSITIVE if op in (ac.log, ac.sqrt, ac.log1p, ac.reciprocal) else AT
    hint = f"a factor is missing: the derivative of {derivative}"
    return _weighted(op, at, lambda x: 1.0, hint)


def _of_sigmoid(own, hint):
    def f(x):
        return (U * (1 / (1 + ac.exp(-x))) ** 2).sum()

    return Planted(hint, f, AT, lambda x: 2 * U * sigmoid(x) * own(sigmoid(x)))


PLANTED = [
    *[_weighted(*row) for row in _SLOPES],
    *[Planted(hint, f, (1.7, 2.6), analytic) for f, analytic, hint in _NUMBERS],
    *[_left_out(*row) for row in _LEFT_OUT.items()],
    *[_of_sigmoid(*row) for row in _SIGMOID_BY_HAND],
    Planted(
        "a factor x too much: the derivative of multiply(x, y), once too often",
        *(lambda x, y: (x * y + ac.sin(x)).sum(), (AT, U)),
        (AT * U + np.cos(AT), AT),
    ),
    Planted(
        "a factor 3 is missing: the derivative of multiply(-3.0, x)",
        *(lambda x: (U * ac.sin(-3 * x)).sum(), AT),
        lambda x: -U * np.cos(3 * x),
    ),
    Planted(
        "a factor 5 is applied the wrong way round: multiply(sin(x), 5.0)",
        *(lambda x: (ac.sin(x) * 5 + ac.cos(x)).sum(), AT),
        lambda x: np.cos(x) / 5 - np.sin(x),
    ),
    Planted(
        "s*(1 - s) is a formula of its result, which here got its argument",
        *(lambda x: (U * ac.sigmoid(3 * x)).sum(), AT),
        lambda x: 3 * U * 3 * x * (1 - 3 * x),
    ),
]
