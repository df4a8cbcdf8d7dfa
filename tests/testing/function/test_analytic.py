"""Forms of the gradient by hand: values, functions, Jacobians."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value
from autograd_core.testing import Verdict, check_gradient
from tests.testing.functions import B, W, product

RNG = np.random.default_rng(7)


@pytest.mark.parametrize(
    "analytic",
    [
        (3.0, 2.0),
        [3.0, 2.0],
        {"x": 2.0, "w": 3.0},
        lambda w, x: (x, w),
        lambda w, x: {"w": x, "x": w},
        lambda w, x: (Value(x), np.float64(w)),
    ],
)
def test_forms_of_the_formula(analytic):
    assert check_gradient(product, (2.0, 3.0), analytic=analytic).ok


def test_small_gradients_are_checked():
    def f(x):
        return 1e-12 * ac.sin(x)

    assert check_gradient(f, 1.0, analytic=1e-12 * math.cos(1.0)).ok
    assert not check_gradient(f, 1.0, analytic=1.001e-12 * math.cos(1.0)).ok
    assert check_gradient(f, 1.0, analytic=0.0, atol=1e-9).ok


def test_a_formula_that_gives_nan():
    report = check_gradient(lambda x: x * x, 2.0, analytic=math.nan)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "the gradient is nan: 0/0" in str(report)


def test_elementwise_functions():
    x = np.linspace(-2, 2, 5)
    report = check_gradient(ac.tanh, x, analytic=lambda x: 1 - np.tanh(x) ** 2)
    assert report.ok
    assert "the gradient of x is taken entry by entry" in str(report)
    assert "f returns shape (5,): the Jacobian is checked" in str(report)
    wrong = check_gradient(ac.tanh, x, analytic=lambda x: 1 - np.tanh(x))
    assert wrong.verdict is Verdict.FORMULA_WRONG


def softmax_jacobian(x):
    s = np.exp(x) / np.exp(x).sum()
    return np.diag(s) - np.outer(s, s)


def test_whole_jacobians():
    x = np.array([0.3, -0.2, 1.0])
    assert check_gradient(ac.softmax, x, analytic=softmax_jacobian).ok
    off = softmax_jacobian(x)
    off[0, 2] *= 1.01
    assert not check_gradient(ac.softmax, x, analytic=off).ok


def test_jacobians_of_matrices():
    a = RNG.standard_normal((2, 3))

    def hand(w):
        return np.einsum("ik,jl->ijkl", a, np.eye(2))

    assert check_gradient(lambda w: a @ w, W, analytic=hand).ok
    wrong = check_gradient(lambda w: a @ w, W, analytic=hand(W).transpose(2, 3, 0, 1))
    assert "the Jacobian of w is transposed: results first" in str(wrong)


def test_a_transposed_jacobian_is_named():
    a = RNG.standard_normal((3, 3))
    assert check_gradient(lambda x: a @ x, np.ones(3), analytic=a).ok
    text = str(check_gradient(lambda x: a @ x, np.ones(3), analytic=a.T))
    assert text.startswith("FORMULA_WRONG")
    assert "the Jacobian of x is right after a transpose: write .T" in text


def test_a_jacobian_of_another_shape():
    text = str(check_gradient(lambda x: ac.stack([x, x]), B, analytic=np.ones(5)))
    assert (
        "of shape (2, 2) and x of shape (2,) the Jacobian has shape (2, 2, 2)" in text
    )


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: (x * y, x + y),
        lambda x, y: [x * y, x + y],
        lambda x, y: {"product": x * y, "sum": x + y},
        lambda x, y: np.array([x * y, x + y]),
    ],
)
def test_several_results(f):
    assert check_gradient(f, (2.0, 3.0), analytic=lambda x, y: ([y, 1.0], [x, 1.0])).ok
    assert not check_gradient(
        f, (2.0, 3.0), analytic=lambda x, y: ([y, 1.0], [x, 0.9])
    ).ok


def test_an_entry_that_does_not_depend_on_anything():
    assert check_gradient(lambda x: (x * x, 3.0), np.ones(2)).ok


def test_results_of_the_wrong_size_show_whatever_the_seed():
    for seed in range(5):
        report = check_gradient(
            lambda x: ac.cumsum(x * x), np.arange(1.0, 4.0), seed=seed
        )
        assert report.ok
        assert f"seed {seed}" in str(report)
