"""Mistakes at edges of the graph, planted: missing, sign, half, twice, transposed."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import check_gradient

RNG = np.random.default_rng(4)
X, Y = RNG.standard_normal((6, 3)), RNG.standard_normal((6, 3))
M, K = RNG.standard_normal((3, 3)), RNG.standard_normal((3, 3))
V = RNG.standard_normal(3)


def hints(f, at, analytic):
    report = check_gradient(f, at, analytic=analytic)
    assert report.verdict.name == "FORMULA_WRONG"
    return " | ".join(report.hints)


def net(W, v):
    h = ac.tanh(X @ W)
    return (h @ v).sum() + (h**2).sum() + 0.1 * (W * W).sum()


def net_gradient(W, v, linear=1.0, square=1.0, penalty=1.0, slope=True, z=False):
    a = X @ W
    h = np.tanh(a)
    upstream = linear * np.outer(np.ones(6), v) + square * 2 * h
    delta = upstream * (1 - h * h if slope else 1.0)
    return X.T @ delta + penalty * 0.2 * W, (a if z else h).sum(0)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"square": 0}, "the path via tanh(...) ** 2 is missing"),
        ({"linear": 0}, "the path via tanh(...) @ v is missing"),
        ({"square": -1}, "the path via tanh(...) ** 2 has the wrong sign"),
        ({"square": 2}, "the path via tanh(...) ** 2 is counted twice"),
        ({"square": 0.5}, "tanh(...) ** 2 is 0.5x: a factor 2 is missing"),
        ({"penalty": 0}, "the path via W * W is missing"),
        ({"penalty": 0.5}, "the path via W * W is 0.5x: a factor 2 is missing"),
        ({"penalty": -1}, "the path via W * W has the wrong sign"),
        ({"slope": False}, "the derivative of tanh(... @ W), 1 - h**2"),
        ({"z": True}, "what it was computed from, is used in the place of tanh"),
    ],
)
def test_a_path_or_a_factor(options, hint):
    at = (RNG.standard_normal((3, 3)), V)
    assert check_gradient(net, at, analytic=net_gradient).ok
    text = hints(net, at, lambda W, v: net_gradient(W, v, **options))
    assert hint in text, text


@pytest.mark.parametrize(
    ("f", "gradient", "hint"),
    [
        (
            lambda x: ((x - 1) ** 2).mean(),
            lambda x: x - 1,
            "2/7 is missing: a factor 2 of a square, and a mean over 7",
        ),
        (
            lambda x: 0.5 * ((x - 1) ** 2).mean(),
            lambda x: 2 * (x - 1),
            "14x is 2 and 7: a mean over 7 and a 1/2 of f",
        ),
        (
            lambda x: (ac.sin(x) * 5 + ac.cos(x)).sum(),
            lambda x: np.cos(x) / 5 - np.sin(x),
            "a factor 5 is applied the wrong way round",
        ),
    ],
)
def test_factors_of_counts(f, gradient, hint):
    text = hints(f, np.linspace(0.3, 2.0, 7), gradient)
    assert hint in text, text


@pytest.mark.parametrize(("row", "name"), [(-1, "last"), (0, "first")])
def test_one_row_of_a_batch(row, name):
    def gradient(W):
        return X[[row]].T @ (1 - np.tanh(X[[row]] @ W) ** 2)

    text = hints(lambda W: ac.tanh(X @ W).sum(), M, gradient)
    assert f"only the {name} row of" in text, text


def test_an_upstream_gradient_taken_to_be_1():
    def gradient(W):
        return X.T @ np.ones((6, 3))

    text = hints(lambda W: ac.exp(ac.sin(X @ W) * 0.3).sum(), M, gradient)
    assert "taken to be 1" in text or "upstream gradient" in text, text


def attention(Q, W):
    return (K * (ac.softmax(Q @ W) @ M)).sum()


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        ("operand", "its transpose is due"),
        ("upstream", "the derivative of softmax(Q @ W) by Q @ W is transposed"),
        ("result", "is right after a transpose"),
    ],
)
def test_transposes_at_a_square_product(spoil, hint):
    def analytic(Q, W):
        p = np.exp(Q @ W)
        p /= p.sum(1, keepdims=True)
        u = K @ M.T
        d = p * (u - (u * p).sum(1, keepdims=True))
        dW = Q.T @ (d.T if spoil == "upstream" else d)
        dQ = d @ (W if spoil == "operand" else W.T)
        return dQ, dW.T if spoil == "result" else dW

    at = (RNG.standard_normal((3, 3)), RNG.standard_normal((3, 3)))
    assert hint in hints(attention, at, analytic)


def rnn(W, U):
    h = np.zeros(3)
    for t in range(4):
        h = ac.tanh(X[t] @ W + h @ U)
    return (V * h).sum()


def rnn_gradient(W, U, slope=True, transposed=True, cut=False):
    hs = [np.zeros(3)]
    for t in range(4):
        hs.append(np.tanh(X[t] @ W + hs[-1] @ U))
    dW, dU, dh = 0 * W, 0 * U, V
    for t in reversed(range(4)):
        da = dh * (1 - hs[t + 1] ** 2) if slope else dh
        dW, dU = dW + np.outer(X[t], da), dU + np.outer(hs[t], da)
        dh = da @ (U.T if transposed else U) * (not cut)
    return dW, dU


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"slope": False}, "at each tanh (there are 4): a factor is missing"),
        ({"transposed": False}, "its transpose is due"),
        ({"cut": True}, "the path via ... @ W + (... @ U) is missing"),
    ],
)
def test_the_same_mistake_at_each_step(options, hint):
    at = (RNG.standard_normal((3, 3)), RNG.standard_normal((3, 3)))
    assert check_gradient(rnn, at, analytic=rnn_gradient).ok
    text = hints(rnn, at, lambda W, U: rnn_gradient(W, U, **options))
    assert hint in text, text


def test_several_uses():
    def f(x):
        return ac.sin(x) + ac.exp(x) + x**3 + ac.log(x)

    assert "only the path via x ** 3 is counted" in hints(f, 1.3, lambda x: 3 * x**2)
    text = hints(f, 1.3, lambda x: 3 * x**2 + 1 / x)
    assert "the path via sin(x) + exp(x) is missing" in text
    text = hints(f, 1.3, lambda x: 3 * x**2 + 1 / x - np.cos(x) - np.exp(x))
    assert "the path via sin(x) + exp(x) has the wrong sign" in text
    text = hints(f, 1.3, lambda x: np.exp(x) + 1 / x)
    assert "the paths via x ** 3 and sin(x) are missing" in text


def test_a_matrix_that_is_not_symmetric():
    text = hints(lambda x: x @ M @ x, V, lambda x: 2 * M @ x)
    assert "the same only if a matrix is symmetric, so a transpose is missing" in text


def test_arrays_that_are_taken_apart():
    ids = np.array([0, 1, 1, 2])

    def overwritten(x):
        g = np.zeros(3)
        g[ids] = np.cos(x[ids])
        return g

    text = hints(lambda x: ac.sin(x[ids]).sum(), V, overwritten)
    assert "their gradients overwrite each other: add them up with np.add.at" in text
    text = hints(lambda x: (V * ac.cumsum(x)).sum(), V, lambda x: np.cumsum(V))
    assert "adds up in the wrong direction" in text
    text = hints(lambda x: 3 * ac.max(x) + (x * V).sum(), V, lambda x: 3 + V)
    assert "goes to every entry, not to the max alone" in text
    text = hints(
        lambda x: ac.norm(x) + x[0] ** 2, V, lambda x: x + 2 * x * np.eye(3)[0]
    )
    assert "is x/norm(x): the division is missing" in text


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
