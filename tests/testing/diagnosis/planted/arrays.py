"""Mistakes that the arrays alone show: f is NumPy's, and there is no graph."""

import math

import numpy as np

from tests.testing.diagnosis.planted.case import Planted, plain

RNG = np.random.default_rng(8)
X, Y = RNG.standard_normal((6, 4)), RNG.standard_normal((6, 4))
W = RNG.standard_normal((4, 4))
N = RNG.standard_normal((5, 4))
V = RNG.standard_normal(5)
U = RNG.standard_normal(5)
A = RNG.standard_normal((3, 3))


def loss(W):
    return float(np.sum(np.tanh(X @ W - Y) ** 2))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def right(W):
    h = np.tanh(X @ W - Y)
    return X.T @ (2 * h * (1 - h * h))


def jacobian(x):
    return np.cos(A @ x)[:, None] * A


def changed(g, index, factor):
    g = g.copy()
    g[index] = g[index] * factor
    return g


_SPOILED = [
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
]

_OF_JACOBIANS = [
    (lambda J: J.T, "the Jacobian of x is right after a transpose"),
    (lambda J: changed(J, 1, -1), "only row 1 of the Jacobian of x is wrong: -1x"),
    (lambda J: changed(J, (slice(None), 2), 0), "only column 2 (the last)"),
    (lambda J: J[[1, 0, 2]], "0 and 1 are in each other's place"),
    (lambda J: np.diag(np.diag(J)), "only the diagonal of the Jacobian of x"),
]

_TERMS_AND_FACTORS = [
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
]

_SLOPES_OF_ENTRIES = {
    "x": lambda x: x**2 / 2,
    "x**2": lambda x: x**3 / 3,
    "exp(x)": np.exp,
    "exp(-x)": lambda x: -np.exp(-x),
    "1 - tanh(x)**2, the derivative of tanh": np.tanh,
    "s*(1 - s), the derivative of s = sigmoid(x)": sigmoid,
    "s = sigmoid(x)": lambda x: np.log(1 + np.exp(x)),
    "cos(x)": np.sin,
    "1/(2*sqrt(x))": np.sqrt,
    "x*(1 - x)": lambda x: x**2 / 2 - x**3 / 3,
    "1 - x**2": lambda x: x - x**3 / 3,
    "sign(x)": np.abs,
    "-x": lambda x: -(x**2) / 2,
}


def _left_out(factor, f):
    at = V if factor == "sign(x)" else np.abs(V) / 3 + 0.1
    hint = f"a factor {factor} is missing in the gradient of x$"
    return Planted(hint, plain(lambda x: float(np.sum(U * f(x)))), at, lambda x: U)


IDS = np.array([0, 1, 1, 2, 2, 2])


def assigned(x):
    g = np.zeros(4)
    g[IDS] = np.cos(x[IDS])
    g[3] = np.exp(x[3])
    return g


ROWS = np.array([0, 2, 2, 1, 2])


def overwritten(E):
    g = np.zeros_like(E)
    g[ROWS] = U[:, None] * np.cos(E[ROWS])
    return g


def columns(X, gamma):
    return float(np.sum(np.sin(X) * gamma))


def cube(T):
    return float(np.sum(np.sin(T) ** 2))


def of_cube(T):
    g = np.sin(2 * T)
    g[:, 1] *= -1
    return g


def _spoiled(spoil, hint):
    return Planted(hint, plain(loss), W, lambda W: spoil(right(W), W))


def _jacobian(spoil, hint):
    f = plain(lambda x: np.sin(A @ x))
    at = np.array([0.3, -0.7, 1.1])
    return Planted(hint, f, at, lambda x: spoil(jacobian(x)))


PLANTED = [
    *[_spoiled(*row) for row in _SPOILED],
    *[_jacobian(*row) for row in _OF_JACOBIANS],
    *[
        Planted(hint, plain(f), at, analytic)
        for f, at, analytic, hint in _TERMS_AND_FACTORS
    ],
    *[_left_out(factor, f) for factor, f in _SLOPES_OF_ENTRIES.items()],
    Planted(
        "every failing component lacks the same term, -7",
        *(plain(loss), W),
        lambda W: [[math.fsum((entry, 7.0)) for entry in row] for row in right(W)],
    ),
    Planted(
        "only entries [1], [2] of the gradient of x are wrong: each is a whole part of",
        *(plain(lambda x: float(np.sum(np.sin(x[IDS])) + np.exp(x[3]))), V[:4]),
        assigned,
    ),
    Planted(
        "of x are wrong: it must be 0",
        *(plain(lambda x: float(np.sum(np.sin(x[:3])))), V),
        np.cos,
    ),
    Planted(
        "only row 2 of the gradient of W is wrong: it is off by 0.5 there, in every en",
        *(plain(loss), W),
        lambda W: right(W) + 0.5 * (np.arange(4) == 2)[:, None],
    ),
    Planted(
        "only slice along axis=1 1 of the gradient of T is wrong: -1x: the sign is",
        *(plain(cube), RNG.standard_normal((2, 3, 2))),
        of_cube,
    ),
    Planted(
        "is off by the same amount all along axis=1: what is summed over that axis on",
        *(plain(loss), W),
        lambda W: [
            [math.fsum((entry, math.cos(k + W[0, 0]))) for entry in row]
            for k, row in enumerate(right(W))
        ],
    ),
    Planted(
        "a division by s is missing, and a factor 2, and the sign is wrong in the grad",
        *(plain(lambda x, s: float(np.sum(-2 * np.sin(x) / s))), (V, 1.7)),
        lambda x, s: (np.cos(x), 2 * np.sum(np.sin(x)) / s**2),
    ),
    Planted(
        "a factor norm(x) is missing in the gradient of x",
        *(plain(lambda x: float(np.sin(x @ x) * np.sqrt(x @ x))), V),
        lambda x: 2 * np.cos(x @ x) * x + np.sin(x @ x) * x / (x @ x),
    ),
    Planted(
        "in each row: what is missing is between 0 and 1, as the derivative of tanh, 1",
        *(plain(loss), W),
        lambda W: right(W) * np.array([[1.4], [1.9], [3.5], [6.0]]),
    ),
    Planted(
        "the derivative of a regulariser (c/4)*sum(W**4) is missing, c = 0.3",
        *(plain(loss), W),
        lambda W: right(W) - 0.3 * W**3,
    ),
    Planted(
        "a factor gamma is missing in the gradient of X, one for each column",
        *(plain(columns), (N, W[0])),
        lambda X, gamma: (np.cos(X), np.sin(X).sum(axis=0)),
    ),
    Planted(
        "a factor gamma too much in the gradient of X, one for each column",
        *(plain(lambda X, gamma: float(np.sum(np.sin(X)) + gamma.sum())), (N, W[0])),
        lambda X, gamma: (np.cos(X) * gamma, np.ones(4)),
    ),
    *[
        Planted(
            "the gradient of X has its entries in the order of columns: reshape mixes",
            *(plain(lambda X: float(np.sum(np.sin(X)))), N),
            spoil,
        )
        for spoil in (
            lambda X: np.cos(X).ravel("F").reshape(X.shape),
            lambda X: np.cos(X).ravel().reshape(X.shape, order="F"),
        )
    ],
    Planted(
        "is right once its mean over axis=0 is subtracted: the path through a mean is "
        "missing, or each entry has -0.666667 too much",
        *(plain(lambda z: float(np.log(np.sum(np.exp(z))) - np.mean(z))), V[:3]),
        lambda z: np.exp(z) / np.exp(z).sum() - 1,
    ),
    Planted(
        "add up: an index occurs several times, use np.add.at",
        *(plain(lambda E: float(np.sum(U[:, None] * np.sin(E[ROWS])))), N),
        overwritten,
    ),
]
