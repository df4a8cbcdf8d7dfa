"""Wrong local derivatives, planted one by one: the hint names each."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import check_gradient

AT = np.array([0.4, -0.7, 1.3])
POSITIVE = np.array([0.4, 0.7, 1.3])
U = np.array([1.5, -0.4, 0.9])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def hints(f, at, analytic):
    report = check_gradient(f, at, analytic=analytic)
    assert report.verdict.name == "FORMULA_WRONG"
    return " | ".join(report.hints)


@pytest.mark.parametrize(
    ("op", "at", "slope", "hint"),
    [
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
    ],
)
def test_another_slope(op, at, slope, hint):
    text = hints(lambda x: (U * op(x)).sum(), at, lambda x: U * slope(x))
    assert hint in text


@pytest.mark.parametrize(
    ("f", "analytic", "hint"),
    [
        (lambda x, y: x / y, lambda x, y: (1 / y, -x / y), "has y squared below"),
        (lambda x, y: x / y, lambda x, y: (1 / y, -1 / y**2), "numerator is missing"),
        (lambda x, y: x / y, lambda x, y: (1 / y, 1 / y), "-x/y**2, not 1/y"),
        (lambda x, y: 2 * x / y, lambda x, y: (2 * y, -2 * x / y**2), "not y"),
        (
            lambda x, y: x * y + y,
            lambda x, y: (x, x + 1),
            "multiply(x, y) by x is y, not x",
        ),
    ],
)
def test_two_operands(f, analytic, hint):
    assert hint in hints(f, (1.7, 2.6), analytic)


def test_a_sigmoid_written_with_exp():
    def f(x):
        return (U * (1 / (1 + ac.exp(-x))) ** 2).sum()

    def slope(x, own):
        return U * 2 * sigmoid(x) * own

    assert check_gradient(f, AT, analytic=lambda x: slope(x, sigmoid(x) * sigmoid(-x)))
    assert "derivative of 1 / (1 + ...) by x, s*(1 - s)" in hints(
        f, AT, lambda x: slope(x, 1.0)
    )
    assert "the factor (1 - s) is missing" in hints(
        f, AT, lambda x: slope(x, sigmoid(x))
    )


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda p, u: u * p * (1 - p), "only the diagonal of the Jacobian"),
        (lambda p, u: u, "is left out"),
        (lambda p, u: u * p, " is missing"),
        (lambda p, u: u - (p * u).sum(1, keepdims=True), "the factor p is missing"),
        (lambda p, u: p * (u - u.sum(1, keepdims=True)), "sum(p*u) is due"),
        (lambda p, u: p * (u + (p * u).sum(1, keepdims=True)), "has the wrong sign"),
        (lambda p, u: p * (u - (p * u).sum(0)), "the sum is over the wrong axis, 0"),
    ],
)
@pytest.mark.parametrize("by_hand", [False, True])
def test_softmax(wrong, hint, by_hand):
    rng = np.random.default_rng(3)
    z, u = rng.standard_normal((4, 3)), rng.standard_normal((4, 3))

    def f(z):
        e = ac.exp(z)
        p = e / e.sum(axis=1, keepdims=True) if by_hand else ac.softmax(z)
        return (u * p).sum()

    def analytic(z):
        p = np.exp(z)
        return wrong(p / p.sum(1, keepdims=True), u)

    assert hint in hints(f, z, analytic)
