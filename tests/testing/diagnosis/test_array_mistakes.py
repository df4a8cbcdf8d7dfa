"""Mistakes in formulas of arrays, planted: the hint names each."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import Verdict, check_gradient
from tests.testing.printed import printed

MATRIX = np.arange(6.0).reshape(2, 3) / 7 + 0.1


def test_transpose_of_another_shape():
    def f(a):
        return ((a @ MATRIX) ** 2).sum()

    at = np.ones((4, 2))
    right = check_gradient(f, at, analytic=lambda a: 2 * (a @ MATRIX) @ MATRIX.T)
    assert right.ok
    text = printed(f, at, analytic=lambda a: (2 * (a @ MATRIX) @ MATRIX.T).T)
    assert text.startswith("FORMULA_WRONG")
    assert "the gradient of a has shape (2, 4), a itself (4, 2)" in text
    assert "right after a transpose: write .T" in text


def test_transpose_of_a_square():
    weights = np.array([[1.0, 2.0], [3.0, 4.0]])

    def f(a):
        return (a * a * weights).sum()

    at = np.array([[1.0, 2.0], [5.0, -1.0]])
    assert check_gradient(f, at, analytic=lambda a: 2 * a * weights).ok
    text = printed(f, at, analytic=lambda a: (2 * a * weights).T)
    assert "right after a transpose: write .T" in text


def test_not_summed_over_the_broadcast_axis():
    def f(b):
        return ((MATRIX + b) ** 2).sum()

    text = printed(f, np.ones(3), analytic=lambda b: 2 * (MATRIX + b))
    assert text.startswith("FORMULA_WRONG")
    assert "b was broadcast, but its gradient is not summed" in text
    assert "add .sum(axis=0)" in text


def test_not_summed_over_a_kept_axis():
    def f(b):
        return ((MATRIX + b) ** 2).sum()

    text = printed(f, np.ones((2, 1)), analytic=lambda b: 2 * (MATRIX + b))
    assert "add .sum(axis=1)" in text


RNG = np.random.default_rng(3)


INPUTS, TARGETS = RNG.standard_normal((5, 3)), RNG.standard_normal((5, 2))


HIDDEN, OUTPUT = RNG.standard_normal((3, 4)), RNG.standard_normal((4, 2))


def network(w, v):
    """Mean squared error of a network with one hidden layer."""
    return ((ac.tanh(INPUTS @ w) @ v - TARGETS) ** 2).mean()


def deltas(w, v, inner=True, scale=2 / 10):
    """The delta rule, right or with its factor f'(z) left out."""
    a = np.tanh(INPUTS @ w)
    out = scale * (a @ v - TARGETS)
    delta = out @ v.T * ((1 - a**2) if inner else 1.0)
    return INPUTS.T @ delta, a.T @ out


def test_delta_rule():
    assert check_gradient(network, (HIDDEN, OUTPUT), analytic=deltas).ok


def test_delta_rule_without_the_derivative_of_the_activation():
    text = printed(
        network, (HIDDEN, OUTPUT), analytic=lambda w, v: deltas(w, v, inner=False)
    )
    assert text.startswith("FORMULA_WRONG: d network/d w - your formula disagrees")
    assert "a factor is missing: the derivative of tanh(... @ w)" in text


@pytest.mark.parametrize(
    ("scale", "hint"),
    [
        (1 / 10, "every failing component is 0.5x -> a factor 2 is missing"),
        (4 / 10, "every failing component is 2x -> a factor 2 too much"),
        (-2 / 10, "every failing component is -1x -> the sign is wrong"),
        (2.0, "every failing component is 10x -> a 1/10 is missing: a mean over 10"),
        (2 / 100, "every failing component is 1/10x -> divided by 10 too often"),
        (0.2 * 1.7, "every failing component is 1.7x -> a common factor is wrong"),
    ],
)
def test_a_factor_of_the_whole_gradient(scale, hint):
    text = printed(
        network, (HIDDEN, OUTPUT), analytic=lambda w, v: deltas(w, v, scale=scale)
    )
    assert text.startswith("FORMULA_WRONG")
    assert hint in text


def test_missing_upstream_of_an_array():
    upstream = np.array([0.3, -2.0, 5.0])
    text = printed(
        lambda x: (ac.tanh(x) * upstream).sum(),
        np.array([0.1, 0.7, -0.4]),
        analytic=lambda x: 1 - np.tanh(x) ** 2,
    )
    assert "the local derivative of tanh(x) alone: multiply it by the upstream" in text


def test_missing_plus_equals_of_an_array():
    text = printed(
        lambda w: ((INPUTS @ w) ** 2).sum() + (w**3).sum(),
        np.array([0.5, -1.0, 2.0]),
        analytic=lambda w: 3 * w**2,
    )
    assert "is missing: the gradients of all 2 uses of w add up" in text
    assert "Contributions to w[" in text


def test_one_of_three_paths_is_missing_in_an_array():
    at = np.array([0.5, -1.0, 2.0])
    text = printed(
        lambda x: (ac.sin(x) + x**3 + ac.exp(x)).sum(),
        at,
        analytic=lambda x: 3 * x**2 + np.cos(x),
    )
    assert "the path via exp(x) is missing" in text


def test_a_local_derivative_taken_twice():
    text = printed(
        lambda x: (ac.sigmoid(x) * 3).sum(),
        np.array([0.5, -1.0]),
        analytic=lambda x: 3 * (sigmoid(x) * (1 - sigmoid(x))) ** 2,
    )
    assert "too much: the derivative of sigmoid(x) counts once" in text


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda g: g.T, "the gradient of w is right after a transpose: write .T"),
        (lambda g: g[::-1], "the gradient of w is right in reverse order along axis=0"),
        (np.abs, "the gradient of w is right up to the sign of some components"),
        (
            lambda g: np.broadcast_to(g.sum(axis=0), g.shape),
            "the gradient of w is summed over axis=0, where it is not",
        ),
        (
            lambda g: np.broadcast_to(g.mean(axis=1, keepdims=True), g.shape),
            "the gradient of w is averaged over axis=1",
        ),
        (lambda g: np.zeros_like(g), "the gradient is exactly 0"),
        (
            lambda g: g + 7.0,
            "alone is used: a term is too much",
        ),
        (lambda g: np.array([g[0], g[2], g[1]]), "are in each other's place"),
    ],
)
def test_the_right_numbers_in_the_wrong_way(spoil, hint):
    def f(w):
        return (ac.tanh(INPUTS[:3] @ w) ** 2).sum()

    def right(w):
        a = np.tanh(INPUTS[:3] @ w)
        return INPUTS[:3].T @ (2 * a * (1 - a**2))

    at = RNG.standard_normal((3, 3))
    assert check_gradient(f, at, analytic=right).ok
    text = printed(f, at, analytic=lambda w: spoil(right(w)))
    assert text.startswith("FORMULA_WRONG")
    assert hint in text


@pytest.mark.parametrize(
    ("reduce", "hint"),
    [
        (lambda x: x, "its gradient is not summed over the broadcast axis: add .sum("),
        (lambda x: x.reshape(2, 1), "the gradient of b is right after .reshape((2,))"),
        (lambda x: x.sum(), "the gradient of b must have the shape of b, (2,)"),
    ],
)
def test_shapes_of_a_bias(reduce, hint):
    def f(b):
        return ((INPUTS @ HIDDEN[:, :2] + b) ** 2).sum()

    def spoiled(b):
        grad = 2 * (INPUTS @ HIDDEN[:, :2] + b)
        return reduce(grad if "summed" in hint else grad.sum(axis=0))

    text = printed(f, np.array([0.5, -1.0]), analytic=spoiled)
    assert text.startswith("FORMULA_WRONG")
    assert hint in text


def test_a_factor_of_one_entry_is_no_mean() -> None:
    X = np.random.default_rng(1).normal(size=(6, 3))
    report = check_gradient(
        lambda w: ac.sum(ac.sin(X @ w)),
        np.array([0.3, -0.4, 0.8]),
        analytic=lambda w: X.T @ np.cos(X @ w) * np.array([1.0, 1.0, 3.0]),
    )
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "mean" not in str(report)
