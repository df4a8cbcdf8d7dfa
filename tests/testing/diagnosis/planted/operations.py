"""One operation of a formula is wrong; f is NumPy's, and there is no graph."""

import numpy as np

from tests.testing.diagnosis.planted.case import Planted, plain

RNG = np.random.default_rng(8)
W = RNG.standard_normal((4, 4))
P = np.abs(RNG.standard_normal(5)) + 0.3
ROW, COLUMN = RNG.standard_normal((2, 4))

_OPERATIONS = [
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
            np.cos(np.tanh(x)) * (1 - np.tanh(np.tanh(x)) ** 2) * (1 - np.tanh(x) ** 2)
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
    (
        lambda x: float(np.sum(np.sin(x) * np.exp(-x))),
        P,
        lambda x: np.cos(x) * np.exp(-x) + np.sin(x) * np.exp(-x),
        "the `+` is a `-`: a sign is wrong",
    ),
    (
        lambda x: float(np.sum(np.sin(x) * np.exp(-x))),
        P,
        lambda x: np.sin(x) * np.exp(-x) + np.cos(x) * np.exp(-x),
        "the first term of the `+` has a `-`: a sign is wrong",
    ),
    (
        lambda x: float(np.sum(np.sin(x) * np.exp(x))),
        P,
        lambda x: np.cos(x) * np.exp(x) - np.sin(x) * np.exp(x),
        "the `-` is a `+`: a sign is wrong",
    ),
    (
        lambda x: float(np.sum(np.exp(-x * x))),
        P,
        lambda x: -2 * x * np.exp(x * x),
        "its `*` has the other sign: a sign is wrong",
    ),
    (
        lambda x: float(np.sum(1 / (1 + x * x))),
        P,
        lambda x: -2 * x / (1 + x * x),
        "what is below the `/` is squared: the derivative of 1/y is -1/y**2",
    ),
    (
        lambda x: float(np.sum(x) ** 2 + np.sum(x**3)),
        P,
        lambda x: x @ np.full(5, 0.4) + 3 * x**2,
        "is multiplied by 5: divided by 5 too often",
    ),
    (
        lambda x: float(np.mean(np.sin(x)) ** 2 + np.sum(x**3)),
        P,
        lambda x: 2 * np.mean(np.sin(x)) * np.cos(x) + 3 * x**2,
        "is divided by 5: a 1/5 is missing, as of a mean over 5",
    ),
    (
        lambda x: float(np.sum(x**3 * np.sin(x))),
        P,
        lambda x: 3 * x * np.sin(x) + x**3 * np.cos(x),
        "the second factor of the `*` counts twice: its square is due",
    ),
    (
        lambda x: float(np.sum(x**2 * np.sin(x))),
        P,
        lambda x: x * np.sin(x) + x**2 * np.cos(x),
        "its `*` is doubled: a factor 2 is missing",
    ),
    (
        lambda x: float(np.sum(0.5 * x**2 * np.sin(x))),
        P,
        lambda x: 2 * x * np.sin(x) + 0.5 * x**2 * np.cos(x),
        "its `*` is halved: a factor 2 too much",
    ),
    (
        lambda x: float(np.sum(x**3 * np.sin(x))),
        P,
        lambda x: 3 * x**3 * np.sin(x) + x**3 * np.cos(x),
        "the exponent of the power is 1 less: the power is wrong",
    ),
    (
        lambda x: float(np.sum(x**4 * np.sin(x))),
        P,
        lambda x: 4 * x**2 * np.sin(x) + x**4 * np.cos(x),
        "the exponent of the power is 1 more: the power is wrong",
    ),
    (
        lambda x: float(np.sum(x**2 * np.sin(x))),
        P,
        lambda x: 2 * x**3 * np.sin(x) + x**2 * np.cos(x),
        "the power is left out",
    ),
    (
        lambda x: float(np.sum(np.log(x) * np.cos(x))),
        P,
        lambda x: np.cos(x) / np.log(x) - np.log(x) * np.sin(x),
        "log is left out",
    ),
    (
        lambda x: float(np.sum(x * np.sin(x))),
        P,
        lambda x: np.sin(x) + x * np.cos(x) + x * x,
        "the first term of the `+` alone is used: a term is too much",
    ),
    (
        lambda x: float(np.sum(x * np.sin(x))),
        P,
        lambda x: np.sin(x) * (1 + x * x) + x * np.cos(x),
        "the first operand of the `*` alone is used: a factor too much",
    ),
    (
        lambda x: float(np.sum(x**2 * np.sin(x))),
        P,
        eval("lambda x: x * np.sin(x) + x**2 * np.cos(x)", {"np": np}),
        "the formula is right if in its multiply its `*` is doubled",
    ),
]

# -- a network by hand -----------------------------------------------------------------

X, Y = RNG.standard_normal((2, 4, 4))
V = RNG.standard_normal((4, 4))


def net(activation):
    return plain(lambda W, V: float(np.sum((activation(X @ W) @ V - Y) ** 2)))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def of_tanh(slope=True, input_t=True, weights_t=True, product_t=False):
    """The gradient of the network, with or without its transposes and its slope."""

    def gradient(W, V):
        h = np.tanh(X @ W)
        error = 2 * (h @ V - Y)
        back = error @ (V.T if weights_t else V)
        back = back if not product_t else V @ error.T
        delta = back * (1 - h**2) if slope else back * 1.0
        return (X.T if input_t else X) @ delta, h.T @ error

    return gradient


def of_sigmoid(W, V):
    s = 1 / (1 + np.exp(-X @ W))
    error = 2 * (s @ V - Y)
    return X.T @ (error @ V.T), s.T @ error


def relu(x):
    return np.maximum(x, 0)  # the last unit is off in each example


def of_relu(W, V):
    h = np.maximum(X @ W, 0)
    error = 2 * (h @ V - Y)
    return X.T @ (error @ V.T), h.T @ error


def gated(W, V):
    return float(np.sum(np.exp(X @ W) * np.cos(X @ V)))


def of_gates(W, V):
    e = np.exp(X @ W)
    c = np.cos(X @ V)
    return X.T @ (c + 0 * e), -X.T @ (e * np.sin(X @ V))


def logs(W, V):
    return float(np.sum(np.log(1 + (X @ W) ** 2) * np.cos(X @ V)))


def of_logs(W, V):
    a = X @ W
    inner = 1 + a**2
    return X.T @ (2 * a * np.cos(X @ V)), -X.T @ (np.log(inner) * np.sin(X @ V))


def recurrence(w):
    h = 0.3
    for x in P:
        h = np.tanh(w * h + x)
    return float(h)


def of_recurrence(w):
    hs = [np.float64(0.3)]
    for x in P:
        hs.append(np.tanh(w * hs[-1] + x))
    dw, dh = 0.0, np.float64(1.0)
    for k in reversed(range(len(P))):
        da = dh * (1 + hs[k + 1] ** 2)
        dw, dh = dw + da * hs[k], da * w
    return dw


_WEIGHTS = (W, V)
_NETWORKS = [
    (net(np.tanh), of_tanh(slope=False), "1 - h**2 with h of `h = np.tanh(X @ W)`, "),
    (net(np.tanh), of_tanh(slope=False), ", the derivative of tanh: a factor is"),
    (net(np.tanh), of_tanh(input_t=False), "the first matrix of the `@` is transposed"),
    (net(np.tanh), of_tanh(weights_t=False), "the second matrix of the `@` is transp"),
    (net(np.tanh), of_tanh(product_t=True), "the product of the `@` is transposed"),
    (
        net(sigmoid),
        of_sigmoid,
        "s*(1 - s) with s of `s = 1 / (1 + np.exp(-X @ W))`, the d",
    ),
    (net(relu), of_relu, "> 0, as the derivative of relu: a fa"),
    (plain(gated), of_gates, "is multiplied by the value of `e = np.exp(X @ W)`"),
    (plain(logs), of_logs, "is multiplied by 1 over the value of `inner = 1 + a**2`"),
]

PLANTED = [
    *[Planted(hint, plain(f), at, analytic) for f, at, analytic, hint in _OPERATIONS],
    *[Planted(hint, f, _WEIGHTS, analytic) for f, analytic, hint in _NETWORKS],
    Planted("right if in line", plain(recurrence), 0.8, of_recurrence),
    Planted("each time, the `+` is a `-`", plain(recurrence), 0.8, of_recurrence),
]
