"""Mistakes along a part of the graph: paths, forks, loops, chains that end early."""

import numpy as np

import autograd_core as ac
from tests.testing.diagnosis.planted.case import Planted

RNG = np.random.default_rng(4)
X, Y = RNG.standard_normal((6, 3)), RNG.standard_normal((6, 3))
M, W, U = RNG.standard_normal((3, 3, 3))
V = RNG.standard_normal(3)
SCALED = np.array([0.7, -0.3, 1.1])


def net(W, v):
    h = ac.tanh(X @ W)
    return (h @ v).sum() + (h**2).sum() + 0.1 * (W * W).sum()


def of_net(linear=1.0, square=1.0, penalty=1.0, slope=True):
    def gradient(W, v):
        h = np.tanh(X @ W)
        upstream = linear * np.outer(np.ones(6), v) + square * 2 * h
        delta = upstream * (1 - h * h if slope else 1.0)
        return X.T @ delta + penalty * 0.2 * W, h.sum(0)

    return gradient


_NETS = [
    (
        of_net(square=0),
        "the path via tanh(...) ** 2 is missing: the gradients of all 2",
    ),
    (of_net(linear=0), "the path via tanh(...) @ v is missing"),
    (of_net(square=-1), "the path via tanh(...) ** 2 has the wrong sign"),
    (of_net(square=2), "the path via tanh(...) ** 2 is counted twice"),
    (of_net(square=0.5), "the path via tanh(...) ** 2 is 0.5x: a factor 2 is missing"),
    (of_net(penalty=0), "the path via W * W is missing"),
    (of_net(penalty=0.5), "the path via W * W is 0.5x: a factor 2 is missing"),
    (of_net(penalty=-1), "the path via W * W has the wrong sign"),
    (of_net(slope=False), "the derivative of tanh(... @ W), 1 - h**2 with h = tanh(u)"),
]


def rnn(W, U):
    h = np.zeros(3)
    for t in range(4):
        h = ac.tanh(X[t] @ W + h @ U)
    return (V * h).sum()


def of_rnn(slope=True, transposed=True, cut=False):
    def gradient(W, U):
        hs = [np.zeros(3)]
        for t in range(4):
            hs.append(np.tanh(X[t] @ W + hs[-1] @ U))
        dW, dU, dh = 0 * W, 0 * U, V
        for t in reversed(range(4)):
            da = dh * (1 - hs[t + 1] ** 2) if slope else dh
            dW, dU = dW + np.outer(X[t], da), dU + np.outer(hs[t], da)
            dh = da @ (U.T if transposed else U) * (not cut)
        return dW, dU

    return gradient


def discounted(r):
    h, total = 0.5, 0.0
    for x in V:
        h = ac.sin(h * r) + x
        total = total + h**2
    return total


def truncated(r):
    """Each step forgets that the state before it depends on r."""
    h, slope = 0.5, 0.0
    for x in V:
        before, h = h, np.sin(h * r) + x
        slope += 2 * h * before * np.cos(before * r)
    return slope


_RNNS = [
    (of_rnn(slope=False), "at each tanh (there are 4): a factor is missing: the deriv"),
    (of_rnn(transposed=False), "at each matmul (there are 8): U is used, where its tr"),
    (of_rnn(cut=True), "the path via ... @ W + (... @ U) is missing"),
]


def uses(x):
    return ac.sin(x) + ac.exp(x) + x**3 + ac.log(x)


_USES = [
    (lambda x: 3 * x**2, "of the 4 uses of x only the path via x ** 3 is counted"),
    (lambda x: np.exp(x) + 1 / x, "the paths via x ** 3 and sin(x) are missing: all"),
    (
        lambda x: np.exp(x) + 1 / x - 3 * x**2 - np.cos(x),
        "the paths via x ** 3 and sin(x) have the wrong sign: all uses of x add up",
    ),
    (lambda x: np.cos(x) + np.exp(x) + 3 * x**2, "the path via log(x) is missing (0."),
]


def box_cox(p):
    z = [(y**p - 1) / p for y in (0.5, 1.2, 2.3, 0.9)]
    mean = 0.25 * sum(z)
    return ac.log(sum((x - mean) ** 2 for x in z))


def of_box_cox(p):
    y = np.array([0.5, 1.2, 2.3, 0.9])
    z, slope = (y**p - 1) / p, y**p * np.log(y) / p
    z = z - z.mean()
    return 2 * (z * slope).sum() / (z**2).sum()


def reach(q):
    return np.sin(q[0]) + 0.7 * np.sin(q[0] + q[1]) + 0.2 * np.cos(q[0] * q[1])


def of_reach(q):
    outer = -0.2 * np.sin(q[0] * q[1]) * q[0] + 0.7 * np.cos(q[0] + q[1])
    return np.stack([np.cos(q[0]), outer])


def error(W):
    return 0.5 * ((Y - ac.sigmoid(X @ W)) ** 2).sum()


def without_the_error(W):
    out = 1 / (1 + np.exp(-(X @ W)))
    return X.T @ (out * (1 - out))


PLANTED = [
    *[Planted(hint, net, (W, V), analytic) for analytic, hint in _NETS],
    *[Planted(hint, rnn, (W, U), analytic) for analytic, hint in _RNNS],
    *[Planted(hint, uses, 1.3, analytic) for analytic, hint in _USES],
    Planted("at each divide (there are 4): p is taken for a", box_cox, 0.7, of_box_cox),
    Planted(
        "two of the paths via q[0] are missing: all uses of q add up",
        *(reach, np.array([0.4, 0.9]), of_reach),
    ),
    Planted(
        "the path through operand 0 is left out, as by truncation or a constant: its",
        *(discounted, 0.6, truncated),
    ),
    Planted(
        "not at all: they are the same only if a matrix is symmetric, so a transpose",
        *(lambda x: x @ M @ x, V),
        lambda x: 2 * M @ x,
    ),
    Planted(
        "is counted twice, or has a factor 2 too much: f has a 1/2",
        *(lambda x: ac.sin(x @ M / 2).sum() + (x**3).sum(), V),
        lambda x: np.cos(x @ M / 2) @ M.T + 3 * x**2,
    ),
    Planted(
        "has the wrong sign",
        *(lambda x: x / (1 + x**2), 0.7),
        lambda x: 1 / (1 + x**2) + 2 * x * x / (1 + x**2) ** 2,
    ),
    Planted(
        "the path via w + b is missing: what all uses send adds up (`+=`, not `=`)",
        *(lambda w, b: ac.sin(w * b) + 7 * (w + b), (1.5, 0.5)),
        lambda w, b: (b * np.cos(w * b), w * np.cos(w * b)),
    ),
    Planted(
        "this is the local derivative of tanh(x) alone: multiply it by the upstream g",
        *(lambda x: (ac.tanh(x) * V).sum(), SCALED),
        lambda x: 1 - np.tanh(x) ** 2,
    ),
    Planted(
        "this is the derivative of sigmoid(... @ W) alone: multiply it by the upstream "
        "gradient (the whole array of them)",
        *(error, W, without_the_error),
    ),
    Planted(
        "the upstream gradient of sin(x) is missing: it is taken to be 1",
        *(lambda x: ac.exp(M @ ac.sin(x)).sum() + (x**3).sum(), V),
        lambda x: np.cos(x) + 3 * x**2,
    ),
    Planted(
        "a factor is missing: the derivative of exp(sin(x)) by x",
        *(lambda x: (M @ ac.exp(ac.sin(x))).sum() + (x**3).sum(), V),
        lambda x: M.sum(0) + 3 * x**2,
    ),
    Planted(
        "a factor too much: the derivative of exp(sin(x)) by x counts once",
        *(lambda x: (M @ ac.exp(ac.sin(x))).sum() + (x**3).sum(), V),
        lambda x: M.sum(0) * (np.exp(np.sin(x)) * np.cos(x)) ** 2 + 3 * x**2,
    ),
    Planted(
        "d(r**2)/dr = 2*r, or a 2 that f multiplies by",
        *(lambda x: (x[0] - 1) ** 2 + 9.81 * (x[0] + 2 * x[1]), V[:2]),
        lambda x: np.array([x[0] - 1 + 9.81, 2 * 9.81]),
    ),
    Planted(
        "Contributions to x: 0.764842 via sin(x), 1.47 via x ** 3",
        *(lambda x: ac.sin(x) + x**3, 0.7),
        lambda x: 3 * x**2,
    ),
]
