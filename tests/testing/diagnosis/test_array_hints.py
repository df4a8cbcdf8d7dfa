"""Mistakes that show in the arrays, planted; f is NumPy alone, without a graph."""

import numpy as np
import pytest

from autograd_core.testing import check_gradient

RNG = np.random.default_rng(8)
X, Y = RNG.standard_normal((6, 4)), RNG.standard_normal((6, 4))
W = RNG.standard_normal((4, 4))
N = RNG.standard_normal((5, 4))
V = RNG.standard_normal(5)
U = RNG.standard_normal(5)


def plain(f):
    """f of numbers and arrays alone."""

    def numbers(*at):
        if not all(isinstance(x, (float, np.ndarray)) for x in at):
            raise TypeError("numbers, please")
        return f(*at)

    numbers.__wrapped__ = f  # for the names of its parameters
    return numbers


@plain
def loss(W):
    return float(np.sum(np.tanh(X @ W - Y) ** 2))


def right(W):
    h = np.tanh(X @ W - Y)
    return X.T @ (2 * h * (1 - h * h))


def hints(f, at, analytic):
    report = check_gradient(f, at, analytic=analytic)
    assert report.verdict.name == "FORMULA_WRONG"
    return " | ".join(report.hints)


def changed(g, index, factor):
    g = g.copy()
    g[index] = g[index] * factor
    return g


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda g, W: g.T, "is right after a transpose: write .T"),
        (lambda g, W: -g.T, "after a transpose and a change of sign"),
        (lambda g, W: g[::-1], "in reverse order along axis=0: flipped"),
        (lambda g, W: g[::-1, ::-1], "after a flip along all axes"),
        (lambda g, W: np.roll(g, 1, 1), "shifted by +1 along axis=1 (np.roll)"),
        (lambda g, W: np.roll(g, -1, 0), "shifted by -1 along axis=0 (np.roll)"),
        (
            lambda g, W: np.vstack([np.zeros(4), g[:-1]]),
            "shifted by +1 along axis=0: off by one",
        ),
        (lambda g, W: g[[0, 2, 3, 1]], "in another order: [0, 2, 3, 1]"),
        (lambda g, W: g[:, [3, 1, 2, 0]], "0 and 3 are in each other's place"),
        (lambda g, W: g.sum(0) + 0 * g, "is summed over axis=0, where it is not"),
        (lambda g, W: g.mean(1, keepdims=True) + 0 * g, "is averaged over axis=1"),
        (lambda g, W: np.cumsum(g, 0), "is added up along axis=0 (np.cumsum)"),
        (lambda g, W: g + g.T, "replaced by the sum of it and its transpose"),
        (lambda g, W: (g + g.T) / 2, "the mean of it and its transpose"),
        (lambda g, W: (g - g.T) / 2, "replaced by minus its transpose, antisymmetric"),
        (lambda g, W: 2 * np.triu(g, 1) + np.diag(np.diag(g)), "its upper triangle"),
        (lambda g, W: g + g.T - np.diag(np.diag(g)), "that of a symmetric matrix"),
        (lambda g, W: np.cumsum(g[::-1], 0)[::-1], "(np.cumsum from the end)"),
        (lambda g, W: -g + 2 * np.diag(np.diag(g)), "only what is off the diagonal"),
        (lambda g, W: np.triu(g), "only the lower triangle of the gradient of W"),
        (lambda g, W: np.diag(np.diag(g)), "only the diagonal of the gradient"),
        (lambda g, W: np.tril(g), "only the upper triangle of the gradient of W"),
        (lambda g, W: np.abs(g), "right up to the sign of some components"),
        (lambda g, W: np.sign(g), "is replaced by its sign"),
        (lambda g, W: np.clip(g, -0.5, 0.5), "is clipped at 0.5"),
        (lambda g, W: np.round(g, 2), "is rounded to 2 decimals"),
        (lambda g, W: np.maximum(g, 0), "0 elsewhere: a relu or a mask"),
        (lambda g, W: 0 * g, "the gradient is exactly 0"),
        (lambda g, W: g + 0.3 * W, "off by 0.3 * W: the derivative of a regulariser"),
        (lambda g, W: g - 0.3 * W, "(c/2)*sum(W**2) is missing, c = 0.3"),
        (lambda g, W: g + 0.2 * np.sign(W), "regulariser c*sum(|W|) is too much"),
        (lambda g, W: g + 7.0, "lacks the same term, -7"),
        (lambda g, W: changed(g, 2, -1), "only row 2 of the gradient of W is wrong"),
        (lambda g, W: changed(g, (slice(None), 3), 2), "only column 3 (the last)"),
        (lambda g, W: changed(g, (slice(None), 0), 0), "is 0, so something is left"),
        (lambda g, W: changed(g, (1, 2), -1), "only entry [1, 2] of the gradient"),
        (lambda g, W: g * W, "a factor W too much"),
        (lambda g, W: g / W, "a factor W is missing"),
        (lambda g, W: 3 * g, "3x"),
        (lambda g, W: -2 * g, "-2x -> the sign is wrong, and a factor 2 too much"),
        (lambda g, W: g * np.pi / 180, "degrees, where radians are due"),
        (lambda g, W: g * np.log(10), "to base 10 has the derivative 1/(x ln 10)"),
        (lambda g, W: g / np.log(2), "to base 2 has the derivative 1/(x ln 2)"),
        (lambda g, W: g * np.sqrt(2), "a factor sqrt(2) (too much)"),
        (lambda g, W: g / np.pi, "a factor pi (missing)"),
        (lambda g, W: g * 2 * np.pi, "a factor 2 pi (too much)"),
        (lambda g, W: g / np.sqrt(2 * np.pi), "a factor sqrt(2 pi) (missing)"),
        (lambda g, W: g * loss(W), "a division by f(...) is missing"),
        (lambda g, W: g / loss(W), "a factor f(...) is missing"),
        (
            lambda g, W: g * np.array([[4.0], [5.0], [9.0], [6.0]]),
            "factor of its own in each row: what is missing is between 0 and 1/4",
        ),
    ],
)
def test_the_right_numbers_in_the_wrong_way(spoil, hint):
    text = hints(loss, W, lambda W: spoil(right(W), W))
    assert hint in text, text
    assert " | " not in text  # one mistake, one hint


@pytest.mark.parametrize(
    ("f", "at", "analytic", "hint"),
    [
        (
            lambda x: float(np.sum(U * np.exp(x) / np.exp(x).sum())),
            V,
            lambda x: U * np.exp(x) / np.exp(x).sum(),
            "adds up to 0 along axis=0, as f depends on differences alone (softmax",
        ),
        (
            lambda x: float(U @ x / np.sqrt(x @ x)),
            V,
            lambda x: U / np.sqrt(x @ x),
            "is at right angles to",
        ),
        (
            lambda x: float(np.sum(np.sin(x)) + U @ x),
            V,
            lambda x: np.cos(x),
            "the derivative of a term that is linear in",
        ),
        (
            lambda x, s: float(np.sum(np.sin(x / s))),
            (V, 1.7),
            lambda x, s: (np.cos(x / s), -np.sum(np.cos(x / s) * x) / s**2),
            "a division by s is missing in the gradient of x",
        ),
        (
            lambda x, g: float(np.sum(np.sin(N * g) @ x)),
            (RNG.standard_normal(4), RNG.standard_normal(4)),
            lambda x, g: (np.sin(N * g).sum(0), (np.cos(N * g) * N).sum(0)),
            "a factor x is missing in the gradient of g, entry by entry",
        ),
        (
            lambda x, g: float(np.sin(x) @ np.cos(g)),
            (RNG.standard_normal(4), RNG.standard_normal(4)),
            lambda x, g: (np.cos(x) * np.cos(g) * g, -np.sin(x) * np.sin(g)),
            "a factor g too much in the gradient of x, entry by entry",
        ),
        (
            lambda x: float(np.sum(U / (1 + np.exp(-x)))),
            V,
            lambda x: U / (1 + np.exp(-x)),
            "a factor 1 - s with s = sigmoid(x) is missing",
        ),
        (
            lambda x: float(U @ x * np.sqrt(x @ x)),
            V,
            lambda x: U * np.sqrt(x @ x),
            "the derivative of its length, or of a normalisation, is missing",
        ),
    ],
)
def test_terms_and_factors(f, at, analytic, hint):
    text = hints(plain(f), at, analytic)
    assert hint in text, text


P = np.abs(V) + 0.3
ROW, COLUMN = RNG.standard_normal((2, 4))


@pytest.mark.parametrize(
    ("f", "at", "analytic", "hint"),
    [
        (
            lambda x: float(np.sum(np.sin(x) * (1 + x * x))),
            P,
            lambda x: np.cos(x) / (1 + x * x) + np.sin(x) * 2 * x,
            "the `/` is a `*`: a factor is the wrong way round",
        ),
        (
            lambda x: float(np.sum(np.sin(x) / (1 + x * x))),
            P,
            lambda x: np.cos(x) * (1 + x * x) - np.sin(x) * 2 * x / (1 + x * x) ** 2,
            "the `*` is a `/`: a factor is the wrong way round",
        ),
        (
            lambda x: float(np.sum(np.exp(-x) * x)),
            P,
            lambda x: np.exp(x) * (1 - x),
            "exp has the other sign inside",
        ),
        (
            lambda x: float(np.sum(np.sin(x) * x)),
            P,
            lambda x: np.sin(x) + x * np.sin(x),
            "sin is cos: its derivative is meant",
        ),
        (
            lambda x: float(np.sum(np.cos(x) * x)),
            P,
            lambda x: np.cos(x) + x * np.cos(x),
            "cos is sin: its derivative is meant, and a sign",
        ),
        (
            lambda x: float(np.sum(np.sin(np.tanh(np.tanh(x))))),
            P,
            lambda x: (
                np.cos(np.tanh(x))
                * (1 - np.tanh(np.tanh(x)) ** 2)
                * (1 - np.tanh(x) ** 2)
            ),
            "tanh is taken once more",
        ),
        (
            lambda W: float(np.sin(ROW @ W) @ COLUMN + np.sum(W**2)),
            W,
            lambda W: np.outer(COLUMN * np.cos(ROW @ W), ROW) + 2 * W,
            "outer product is transposed: a transpose, .T, is missing",
        ),
        (
            lambda W: float(np.sum(np.exp(W) * W.T)),
            W,
            lambda W: np.exp(W) * W.T + np.exp(W),
            "exp is transposed: a transpose, .T, is missing",
        ),
    ],
)
def test_one_operation_of_the_formula(f, at, analytic, hint):
    text = hints(plain(f), at, analytic)
    assert hint in text, text


def test_a_factor_of_each_column_is_another_input():
    def f(X, gamma):
        return float(np.sum(np.sin(X) * gamma))

    gamma = RNG.standard_normal(4)
    text = hints(
        plain(f), (N, gamma), lambda X, gamma: (np.cos(X), np.sin(X).sum(axis=0))
    )
    assert "a factor gamma is missing in the gradient of X, one for each column" in text


def test_a_factor_of_each_column_too_much():
    def f(X, gamma):
        return float(np.sum(np.sin(X)) + np.sin(gamma).sum())

    text = hints(
        plain(f),
        (N, RNG.standard_normal(4)),
        lambda X, gamma: (np.cos(X) * gamma, np.cos(gamma)),
    )
    assert "a factor gamma too much in the gradient of X, one for each column" in text


@pytest.mark.parametrize("order", ["there", "back"])
def test_entries_in_the_order_of_columns(order):
    def spoiled(X):
        g = np.cos(X)
        return (
            g.ravel("F").reshape(g.shape)
            if order == "there"
            else g.ravel().reshape(g.shape, order="F")
        )

    text = hints(plain(lambda X: float(np.sum(np.sin(X)))), N, spoiled)
    assert "the gradient of X has its entries in the order of columns" in text


@pytest.mark.parametrize("assignment", ["=", "+="])
def test_an_index_that_occurs_several_times(assignment):
    ids = np.array([0, 2, 2, 1, 2])

    def analytic(E):
        d = U[:, None] * np.cos(E[ids])
        g = np.zeros_like(E)
        if assignment == "=":
            g[ids] = d
        else:
            g[ids] += d
        return g

    f = plain(lambda E: float(np.sum(U[:, None] * np.sin(E[ids]))))
    text = hints(f, RNG.standard_normal((4, 2)), analytic)
    assert "an index occurs several times, use np.add.at" in text


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda J: J.T, "the Jacobian of x is right after a transpose"),
        (lambda J: changed(J, 1, -1), "only row 1 of the Jacobian of x is wrong: -1x"),
        (lambda J: changed(J, (slice(None), 2), 0), "only column 2 (the last)"),
        (lambda J: J[[1, 0, 2]], "0 and 1 are in each other's place"),
        (lambda J: np.diag(np.diag(J)), "only the diagonal of the Jacobian of x"),
    ],
)
def test_jacobians(spoil, hint):
    A = RNG.standard_normal((3, 3))

    def jacobian(x):
        return np.cos(A @ x)[:, None] * A

    f = plain(lambda x: np.sin(A @ x))
    assert check_gradient(f, np.ones(3), analytic=jacobian).ok
    text = hints(f, np.array([0.3, -0.7, 1.1]), lambda x: spoil(jacobian(x)))
    assert hint in text, text


@pytest.mark.parametrize(
    ("factor", "hint"), [(-1.0, "the sign is wrong"), (0.5, "a factor 2 is missing")]
)
def test_many_inputs_without_a_graph(factor, hint):
    weights, other = RNG.standard_normal((2, 300))

    def f(x, y):
        return float(np.sin(x) @ weights + np.cos(y) @ other)

    def analytic(x, y):
        return factor * np.cos(x) * weights, -factor * np.sin(y) * other

    at = (RNG.standard_normal(300), RNG.standard_normal(300))
    assert hint in hints(plain(f), at, analytic)


def test_a_gradient_in_proportion_to_the_input_has_a_wrong_factor_and_no_regulariser():
    text = hints(plain(lambda x: float(x @ x)), V, lambda x: 2 * x + x)
    assert "regulariser" not in text
    assert "too much" in text


def test_the_second_point_is_within_the_bounds():
    """At 1 the wrong formula is right, and at 1/2 it is off by sqrt(2)."""
    report = check_gradient(
        plain(lambda x: float(np.sum(np.sqrt(x)))),
        np.array([0.5, 1.0]),
        analytic=lambda x: 0.5 / x,
        bounds=(0.1, 1.0),
    )
    assert "sqrt(2)" not in " ".join(report.hints)
