"""Hints by the graph: one for each input in trouble, and none by chance."""

import numpy as np

import autograd_core as ac
from autograd_core.testing import check_gradient

RNG = np.random.default_rng(4)
X = RNG.standard_normal((6, 3))
V = RNG.standard_normal(3)


def hints(f, at, analytic):
    report = check_gradient(f, at, analytic=analytic)
    assert report.verdict.name == "FORMULA_WRONG"
    return " | ".join(report.hints)


def test_every_input_in_trouble_has_its_hint():
    def f(W, b, s):
        return (ac.tanh(X @ W + b) ** 2).sum() + ac.exp(s) * b.sum()

    def analytic(W, b, s):
        h = np.tanh(X @ W + b)
        d = 2 * h * (1 - h * h)
        return X.T @ d * 15, -(d.sum(0) + np.exp(s)), b.sum()

    report = check_gradient(f, (RNG.standard_normal((3, 3)), V, 0.4), analytic=analytic)
    w, b, s = report.hints
    assert w.startswith("the gradient of W is right if in line")
    assert "`return X.T @ d * 15, " in w
    assert b == "the gradient of b is -1x -> the sign is wrong"
    assert "exp(s)" in s


# -- no hint by chance -----------------------------------------------------------------


def test_a_second_use_that_was_forgotten():
    def f(x):
        h = ac.sin(x)
        return (3 * h).sum() + (h**2).sum()

    text = hints(f, V, lambda x: 3 * np.cos(x))
    assert "the path via sin(x) ** 2 is missing" in text
    assert "upstream" not in text


def test_a_square_is_one_path():
    text = hints(
        lambda x: x * x + ac.sin(x) + ac.exp(x), 1.3, lambda x: np.cos(x) + np.exp(x)
    )
    assert "the path via x * x is missing" in text


def test_a_constant_of_f_is_no_count():
    text = hints(lambda x: 3 * (x**2).sum(), np.array([1.0, 2, 4]), lambda x: 2 * x)
    assert "mean" not in text
    assert "the derivative of sum(x ** 2) alone: multiply it by the" in text


def test_an_input_of_one_half_is_no_factor_2():
    """At T = 0.5 a division by T that is missing looks like a factor 2."""

    def f(x, T):
        return ac.logsumexp(x / T) * T

    def analytic(x, T):
        p = np.exp(x / T) / np.exp(x / T).sum()
        return p / T, np.log(np.exp(x / T).sum()) - p @ x / T

    text = hints(f, (V, 0.5), analytic)
    assert "factor 2" not in text
    assert "twice" not in text


def test_nan_is_no_sign_of_two_wrong_derivatives():
    report = check_gradient(
        lambda x: ac.norm(x), np.zeros(3), analytic=lambda x: x / np.sqrt(x @ x)
    )
    assert "check_op" not in " ".join(report.hints)
