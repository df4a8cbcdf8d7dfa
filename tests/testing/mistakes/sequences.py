"""Recurrent networks, attention, and what else repeats."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import (
    SIGN,
    TWO_MISSING,
    draws,
    function,
    sigmoid,
    softmax,
)

normal = draws(13)
X, UP = normal(4, 3), normal(4, 3)
TRANSPOSE = r"transpose|\.T"


def rnn(Wx, Wh, b):
    h = np.zeros(3)
    loss = 0.0
    for t in range(4):
        h = ac.tanh(X[t] @ Wx + h @ Wh + b)
        loss = loss + (UP[t] * h).sum()
    return loss


@function(
    "recurrent network",
    rnn,
    (0.5 * normal(3, 3), 0.7 * normal(3, 3), normal(3)),
    no_slope=r"tanh",
    not_transposed=TRANSPOSE,
    truncated=r"path|missing|Wh|too much",
    sign=SIGN,
    bias_overwritten=r"path|b |overwrite|\+=",
)
def rnn_gradient(Wx, Wh, b, m=""):
    hs = [np.zeros(3)]
    for t in range(4):
        hs.append(np.tanh(X[t] @ Wx + hs[-1] @ Wh + b))
    dWx, dWh, db, dh = 0 * Wx, 0 * Wh, 0 * b, np.zeros(3)
    for t in reversed(range(4)):
        dh = dh + UP[t]
        da = dh if m == "no_slope" else dh * (1 - hs[t + 1] ** 2)
        dWx = dWx + np.outer(X[t], da)
        dWh = dWh + np.outer(hs[t], da)
        db = da if m == "bias_overwritten" else db + da
        dh = da @ (Wh if m == "not_transposed" else Wh.T)
        if m == "truncated":
            dh = 0 * dh
    s = -1 if m == "sign" else 1
    return s * dWx, s * dWh, s * db


XT, H0, C0 = normal(2), normal(2), normal(2)
DH, DC = normal(2), normal(2)


def lstm(W, U, b):
    a = XT @ W + H0 @ U + b
    i, f, o = ac.sigmoid(a[:2]), ac.sigmoid(a[2:4]), ac.sigmoid(a[4:6])
    g = ac.tanh(a[6:])
    c = f * C0 + i * g
    return (DH * (o * ac.tanh(c))).sum() + (DC * c).sum()


@function(
    "step of an LSTM",
    lstm,
    (normal(2, 8), normal(2, 8), normal(8)),
    no_next_cell=r"path|missing",
    no_tanh_cell=r"tanh",
    no_gate_slope=r"sigmoid",
    forget_input=r"in the place|i |g|sigmoid|swap|C0|multiply|derivative of",
    sign=SIGN,
)
def lstm_gradient(W, U, b, m=""):
    a = XT @ W + H0 @ U + b
    i, f, o = sigmoid(a[:2]), sigmoid(a[2:4]), sigmoid(a[4:6])
    g = np.tanh(a[6:])
    c = f * C0 + i * g
    slope = 1 if m == "no_tanh_cell" else 1 - np.tanh(c) ** 2
    dc = DH * o * slope + (0 if m == "no_next_cell" else DC)
    di = dc * g * (1 if m == "no_gate_slope" else i * (1 - i))
    df = dc * (g if m == "forget_input" else C0) * f * (1 - f)
    do = DH * np.tanh(c) * o * (1 - o)
    da = np.concatenate([di, df, do, dc * i * (1 - g * g)])
    da = -da if m == "sign" else da
    return np.outer(XT, da), np.outer(H0, da), da


def gru(h):
    z, r = ac.sigmoid(h @ WZ), ac.sigmoid(h @ WR)
    n = ac.tanh(XT + r * (h @ WN))
    return (DH * ((1 - z) * n + z * h)).sum()


WZ, WR, WN = normal(2, 2), normal(2, 2), normal(2, 2)


@function(
    "GRU by its state",
    gru,
    (normal(2),),
    no_direct=r"path|missing",
    update_sign=r"sign",
    no_reset=r"path|missing",
    not_transposed=TRANSPOSE,
)
def gru_gradient(h, m=""):
    z, r = sigmoid(h @ WZ), sigmoid(h @ WR)
    q = h @ WN
    n = np.tanh(XT + r * q)
    da = DH * (1 - z) * (1 - n * n)
    dz = DH * (h + n if m == "update_sign" else h - n) * z * (1 - z)
    if m == "update_sign":
        dz = DH * (n - h) * z * (1 - z)
    g = (da * r) @ (WN if m == "not_transposed" else WN.T) + dz @ WZ.T
    g = g + (0 if m == "no_reset" else (da * q * r * (1 - r)) @ WR.T)
    return g + (0 if m == "no_direct" else DH * z)


Q, K, V = normal(4, 3), normal(4, 3), normal(4, 3)


def attention(Q, K, V):
    return (UP * (ac.softmax(Q @ K.T / np.sqrt(3.0)) @ V)).sum()


@function(
    "attention",
    attention,
    (Q, K, V),
    no_scale=r"sqrt\(3\)|1\.732|0\.577|factor",
    diagonal=r"diagonal",
    no_softmax=r"softmax",
    keys_not_transposed=TRANSPOSE,
    values_not_transposed=TRANSPOSE,
    wrong_axis=r"axis",
)
def attention_gradient(Q, K, V, m=""):
    P = softmax(Q @ K.T / np.sqrt(3))
    dV = (P if m == "values_not_transposed" else P.T) @ UP
    dP = UP @ V.T
    axis = 0 if m == "wrong_axis" else 1
    dS = P * (dP - (P * dP).sum(axis, keepdims=True))
    dS = {"diagonal": P * (1 - P) * dP, "no_softmax": dP}.get(m, dS)
    dS = dS / (1 if m == "no_scale" else np.sqrt(3))
    return dS @ K, (dS if m == "keys_not_transposed" else dS.T) @ Q, dV


def hand_softmax(z):
    e = ac.exp(z)
    return (SIX * (e / e.sum())).sum()


SIX = normal(6)


@function(
    "softmax by hand",
    hand_softmax,
    (normal(6),),
    diagonal=r"diagonal",
    no_slope=r"softmax|exp",
    no_sum=r"softmax|sum|path|missing",
    sign=SIGN,
)
def hand_softmax_gradient(z, m=""):
    p = softmax(z)
    right = p * (SIX - p @ SIX)
    other = {"diagonal": SIX * p * (1 - p), "no_slope": SIX, "no_sum": SIX * p}
    return other.get(m, -right if m == "sign" else right)


ACTION, REWARDS = np.array([2, 0, 1, 2]), normal(4)


def policy(theta):
    log_p = ac.log_softmax(X @ theta)
    return -(REWARDS * log_p[np.arange(4), ACTION]).mean()


@function(
    "policy gradient",
    policy,
    (normal(3, 3),),
    no_rewards=r"multiply|factor|array|upstream",
    sign=SIGN,
    sum=r"mean over 4|4x",
    no_action=r"log_softmax|missing|target",
)
def policy_gradient(theta, m=""):
    d = softmax(X @ theta)
    if m != "no_action":
        d[np.arange(4), ACTION] -= 1
    d = d * (1 if m == "no_rewards" else REWARDS[:, None])
    return X.T @ d / (1 if m == "sum" else 4) * (-1 if m == "sign" else 1)


def euler(x0, k):
    x = x0
    for _ in range(5):
        x = x + 0.2 * k * x * (1 - x)
    return x


@function(
    "logistic growth by Euler's steps",
    euler,
    (0.3, 1.2),
    no_identity=r"path|missing",
    last_step=r"path|missing|last",
    no_step=r"factor 5|0\.2|1/5|5x",
)
def euler_gradient(x0, k, m=""):
    x, dx, dk = x0, 1.0, 0.0
    for step in range(5):
        jac = (0 if m == "no_identity" and step == 4 else 1) + 0.2 * k * (1 - 2 * x)
        own = (1 if m == "no_step" else 0.2) * x * (1 - x)
        dk = own if m == "last_step" else jac * dk + own
        dx = jac * dx
        x = x + 0.2 * k * x * (1 - x)
    return dx, dk


def ctc_like(logits):
    total = ac.logsumexp(logits[0])
    for t in range(1, 4):
        total = (
            ac.logaddexp(total, logits[t].sum())
            if False
            else (total + ac.logsumexp(logits[t]))
        )
    return total - (UP * logits).sum()


@function(
    "log partition function",
    ctc_like,
    (normal(4, 3),),
    no_data=r"path|missing|UP|multiply",
    wrong_axis=r"axis|column|row",
    last_row_only=r"row|path|only",
    half=TWO_MISSING + r"|half",
)
def log_partition(logits, m=""):
    p = softmax(logits, 0 if m == "wrong_axis" else 1)
    if m == "last_row_only":
        p[:3] = 0
    g = p - (0 if m == "no_data" else UP)
    return g / 2 if m == "half" else g
