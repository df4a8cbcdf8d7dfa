"""Signals, scores and forces: a last set of formulas with their mistakes."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, draws, function, sigmoid, softmax

normal = draws(20)
TRANSPOSE = r"transpose|\.T"
S, TIMES = normal(9), np.linspace(0.1, 2.0, 9)


def damped_sine(a, decay, w):
    r = a * ac.exp(-decay * TIMES) * ac.sin(w * TIMES) - S
    return 0.5 * (r * r).mean()


@function(
    "fit of a damped sine",
    damped_sine,
    (1.2, 0.4, 2.5),
    time_forgotten=r"array|factor|multiply",
    decay_sign=SIGN,
    sine_for_cosine=r"sin|cos",
    no_mean=r"9x|mean over 9",
    amplitude_forgotten=r"factor a\b|\ba\b",
)
def damped_sine_gradient(a, decay, w, m=""):
    e, s, c = np.exp(-decay * TIMES), np.sin(w * TIMES), np.cos(w * TIMES)
    r = (a * e * s - S) / (1 if m == "no_mean" else 9)
    t = 1.0 if m == "time_forgotten" else TIMES
    k = -1.0 if m != "decay_sign" else 1.0
    inner = s if m == "sine_for_cosine" else c
    b = 1.0 if m == "amplitude_forgotten" else a
    dw = (r * b * e * t * inner).sum()
    return (r * e * s).sum(), k * (r * a * TIMES * e * s).sum(), dw


def total_variation(x):
    d = x[1:] - x[:-1]
    return 0.5 * ((x - S) ** 2).sum() + 0.7 * ac.sqrt(d * d + 0.01).sum()


@function(
    "total variation",
    total_variation,
    (normal(9),),
    one_end=r"path|missing|x\[:-1\]|one end",
    no_root=r"sqrt|root|factor",
    no_weight=r"0\.7",
    ends_added=r"sign",
    no_data=r"path|missing",
)
def total_variation_gradient(x, m=""):
    d = x[1:] - x[:-1]
    t = d if m == "no_root" else d / np.sqrt(d * d + 0.01)
    t = t * (1.0 if m == "no_weight" else 0.7)
    g = np.zeros(9) if m == "no_data" else x - S
    g[1:] += t
    if m != "one_end":
        g[:-1] += t if m == "ends_added" else -t
    return g


def gravity(P):
    total = 0.0
    for i in range(3):
        for j in range(i):
            total = total - MASS[i] * MASS[j] / ac.norm(P[i] - P[j])
    return total


MASS = np.array([1.0, 2.0, 0.5])


@function(
    "energy of three bodies",
    gravity,
    (normal(3, 3),),
    no_reaction=r"path|adds up to 0|row",
    not_cubed=r"norm|divi|factor|power",
    no_mass=r"row|factor|path|mass",
    sign=SIGN,
    twice=r"2x|factor 2",
)
def gravity_gradient(P, m=""):
    G = np.zeros((3, 3))
    for i in range(3):
        for j in range(i):
            d = P[i] - P[j]
            r = np.linalg.norm(d)
            k = (1.0 if m == "no_mass" else MASS[i]) * MASS[j]
            f = k * d / (r**2 if m == "not_cubed" else r**3)
            G[i] += f
            if m != "no_reaction":
                G[j] -= f
    return G * {"sign": -1.0, "twice": 2.0}.get(m, 1.0)


def crf(E, A):
    alpha = E[0]
    for t in range(1, 4):
        alpha = ac.logsumexp(alpha.reshape(3, 1) + A, axis=0) + E[t]
    score = E[0, 1] + A[1, 2] + E[1, 2] + A[2, 0] + E[2, 0] + A[0, 0] + E[3, 0]
    return ac.logsumexp(alpha) - score


@function(
    "chain of labels",
    crf,
    (normal(4, 3), normal(3, 3)),
    no_score=r"path|missing|off by",
    transitions_transposed=TRANSPOSE,
    repeated_lost=r"add|several|path via A\[0, 0\]|linear in A",
    last_only=r"row|path|missing|cut|left out",
    sign=SIGN,
)
def crf_gradient(E, A, m=""):
    a, b = np.zeros((4, 3)), np.zeros((4, 3))
    a[0] = E[0]
    for t in range(1, 4):
        a[t] = np.log(np.exp(a[t - 1][:, None] + A).sum(0)) + E[t]
    for t in (2, 1, 0):
        b[t] = np.log(np.exp(A + E[t + 1] + b[t + 1]).sum(1))
    z = np.log(np.exp(a[3]).sum())
    dE = np.exp(a + b - z)
    if m == "last_only":
        dE[:3] = 0
    dA = np.zeros((3, 3))
    for t in range(3):
        dA += np.exp(a[t][:, None] + A + E[t + 1] + b[t + 1] - z)
    if m != "no_score":
        dE[np.arange(4), [1, 2, 0, 0]] -= 1
        dA[1, 2] -= 1
        dA[2, 0] -= 1
        if m != "repeated_lost":
            dA[0, 0] -= 1
    if m == "transitions_transposed":
        dA = dA.T
    return (-dE, -dA) if m == "sign" else (dE, dA)


def ranking(w):
    s = ITEMS @ w
    return ac.log(1 + ac.exp(-(s[BETTER] - s[WORSE]))).mean() + 0.01 * (w @ w)


ITEMS = normal(6, 4)
BETTER, WORSE = np.array([0, 1, 4, 4, 5]), np.array([2, 3, 0, 3, 1])


@function(
    "ranking of pairs",
    ranking,
    (normal(4),),
    one_item=r"path|missing|BETTER|getitem|s\[",
    probability=r"path|sign|exp|factor|derivative",
    decay=r"regulariser|path|w @ w|0\.5x",
    sum=r"path|mean over 5|5x|1/5",
    sign=r"sign",
)
def ranking_gradient(w, m=""):
    d = ITEMS[BETTER] - ITEMS[WORSE]
    p = sigmoid(-(d @ w))
    if m == "probability":
        p = 1 - p
    if m == "one_item":
        d = ITEMS[BETTER]
    g = -d.T @ p / (1 if m == "sum" else 5)
    g = -g if m == "sign" else g
    return g + (0.01 if m == "decay" else 0.02) * w


def film(x, gamma, beta):
    h = ac.relu(x * gamma + beta)
    return (ac.softmax(h, axis=0) * SCORES).sum()


SCORES = normal(5, 3)


@function(
    "scaled and shifted features",
    film,
    (normal(5, 3), 1 + 0.3 * normal(3), normal(3)),
    gamma_not_summed=r"sum\(axis=0\)",
    wrong_axis=r"axis",
    no_gamma=r"gamma",
    no_mask=r"relu|mask",
    beta_mean=r"1/5x|mean|divided",
)
def film_gradient(x, gamma, beta, m=""):
    a = x * gamma + beta
    P = softmax(np.maximum(a, 0), axis=0)
    axis = 1 if m == "wrong_axis" else 0
    dh = P * (SCORES - (P * SCORES).sum(axis, keepdims=True))
    da = dh * (1.0 if m == "no_mask" else (a > 0))
    dg = da * x
    dx = da if m == "no_gamma" else da * gamma
    db = da.mean(0) if m == "beta_mean" else da.sum(0)
    return dx, dg if m == "gamma_not_summed" else dg.sum(0), db
