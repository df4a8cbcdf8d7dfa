"""Wrong derivatives of ops on whole arrays: products, softmax, sums, entries."""

import numpy as np

import autograd_core as ac
from tests.testing.diagnosis.planted.case import Planted

RNG = np.random.default_rng(3)
Z, U = RNG.standard_normal((2, 4, 3))
A, B, C = RNG.standard_normal((3, 3, 3))
X = RNG.standard_normal((6, 3))
V = RNG.standard_normal(3)
IDS = np.array([0, 1, 1, 2])


def total(x):
    return x.sum(axis=1, keepdims=True)


_SOFTMAX = [
    (lambda p: U * p * (1 - p), "only the diagonal of the Jacobian of {} was used: ea"),
    (lambda p: U, "the derivative of {} is left out"),
    (lambda p: U * p, "{}: the term - p*sum(p*u) is missing"),
    (lambda p: U - total(p * U), "{}: the factor p is missing, p*(u - sum(p*u))"),
    (lambda p: p * (U - total(U)), "{}: sum(u) is used, where sum(p*u) is due"),
    (lambda p: p * (U + total(p * U)), "{}: the sum has the wrong sign"),
    (lambda p: p * (U - (p * U).sum(0)), "{}: the sum is over the wrong axis, 0"),
]

_LOG_SOFTMAX = [
    (lambda p: U * (1 - p), "only the diagonal of the Jacobian of log_softmax(z) was"),
    (lambda p: U, "the derivative of log_softmax(z) is left out"),
    (lambda p: U - p, "log_softmax(z): u - p*sum(u), the sum is missing"),
    (lambda p: -p * total(U), "log_softmax(z): the term u is missing, as of p - y the"),
    (lambda p: U - p * U.sum(0), "log_softmax(z): the sum is over the wrong axis, 0"),
]


def by_hand(z):
    e = ac.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def _of_softmax(op, wrong, hint):
    def analytic(z):
        p = np.exp(z)
        return wrong(p / total(p))

    return Planted(hint, lambda z: (U * op(z)).sum(), Z, analytic)


def attention(Q, W):
    return (C * (ac.softmax(Q @ W) @ A)).sum()


def of_attention(spoil):
    def analytic(Q, W):
        p = np.exp(Q @ W)
        p /= total(p)
        u = C @ A.T
        d = p * (u - total(u * p))
        dW = Q.T @ (d.T if spoil == "softmax" else d)
        return d @ (W if spoil == "operand" else W.T), dW

    return analytic


def overwritten(x):
    g = np.zeros(3)
    g[IDS] = np.cos(x[IDS])
    return g


def head(W, v):
    h = X @ W
    return (h @ v).sum() + ac.tanh(h).sum()


def of_head(of):
    def analytic(W, v):
        h = X @ W
        delta = np.outer(np.ones(6), v) + 1 - np.tanh(h) ** 2
        return X.T @ delta, of(h).sum(0)

    return analytic


def one_row(row):
    def analytic(W):
        x = X[[row]]
        return x.T @ (1 - np.tanh(x @ W) ** 2)

    return analytic


PLANTED = [
    *[_of_softmax(ac.softmax, f, hint.format("softmax(z)")) for f, hint in _SOFTMAX],
    *[
        _of_softmax(by_hand, f, hint.format("the softmax of z"))
        for f, hint in _SOFTMAX
        if "p*sum(p*u)" not in hint and "wrong sign" not in hint  # these are paths
    ],
    *[_of_softmax(ac.log_softmax, f, hint) for f, hint in _LOG_SOFTMAX],
    Planted(
        "W is used, where its transpose is due, or the reverse: the derivative of mat",
        *(attention, (B, A)),
        of_attention("operand"),
    ),
    Planted(
        "the derivative of softmax(Q @ W) by Q @ W is transposed",
        *(attention, (B, A)),
        of_attention("softmax"),
    ),
    Planted(
        "the upstream gradient of matmul(P, Q) is transposed",
        *(lambda P, Q: (C * (P @ Q)).sum(), (A, B)),
        lambda P, Q: (C @ Q.T, P.T @ C.T),
    ),
    Planted(
        "tanh(... @ W), what is computed from it, is used in the place of ... @ W",
        *(head, (A, V)),
        of_head(np.tanh),
    ),
    Planted(
        "... @ W, what it was computed from, is used in the place of tanh(... @ W)",
        *(lambda W, v: (ac.tanh(X @ W) @ v).sum(), (A, V)),
        lambda W, v: (X.T @ ((1 - np.tanh(X @ W) ** 2) * v), (X @ W).sum(0)),
    ),
    *[
        Planted(
            f"only the {name} row of an array of shape (6, 3) is counted: add up over",
            *(lambda W: ac.tanh(X @ W).sum(), A),
            one_row(row),
        )
        for name, row in (("last", -1), ("first", 0))
    ],
    Planted(
        "entries of x are taken several times, and their gradients overwrite each",
        *(lambda x: ac.sin(x[IDS]).sum(), V),
        overwritten,
    ),
    Planted(
        "the gradient of cumsum(ravel(x)) adds up in the wrong direction",
        *(lambda x: (V * ac.cumsum(x)).sum(), V),
        lambda x: np.cumsum(V),
    ),
    Planted(
        "the gradient of max(x) goes to every entry, not to the max alone",
        *(lambda x: 3 * ac.max(x) + (x * V).sum(), V),
        lambda x: 3 + V,
    ),
    Planted(
        "the derivative of norm(x) is x/norm(x): the division is missing",
        *(lambda x: ac.norm(x) + x[0] ** 2, V),
        lambda x: x + 2 * x * np.eye(3)[0],
    ),
    Planted(
        "only the diagonal of the Jacobian of cumsum(ravel(x)) was used: each of",
        *(lambda x: (V * ac.cumsum(x) ** 2).sum(), V),
        lambda x: 2 * V * np.cumsum(x),
    ),
]
