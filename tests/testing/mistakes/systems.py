"""Estimators, robots and networks once more, with mistakes of practice."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, draws, function, sigmoid, softmax

normal = draws(19)
TRANSPOSE = r"transpose|\.T"
X, UP = normal(7, 3), normal(7, 3)


def gelu_network(W, b, v):
    a = X @ W + b
    h = 0.5 * a * (1 + ac.tanh(0.8 * (a + 0.045 * a**3)))
    return (h @ v).sum()


@function(
    "network with GELU",
    gelu_network,
    (normal(3, 4), normal(4), normal(4)),
    cube_forgotten=r"path|missing|\*\* 3|power",
    second_term=r"path|missing|tanh",
    coefficient=r"0\.8",
    bias_mean=r"7|mean|divided",
    sign=SIGN,
)
def gelu_network_gradient(W, b, v, m=""):
    a = X @ W + b
    u = 0.8 * (a + 0.045 * a**3)
    t = np.tanh(u)
    du = 0.8 * (1 + (0.0 if m == "cube_forgotten" else 3 * 0.045) * a**2)
    if m == "coefficient":
        du = du / 0.8
    slope = 0.5 * (1 + t)
    if m != "second_term":
        slope = slope + 0.5 * a * (1 - t * t) * du
    d = slope * v
    d = -d if m == "sign" else d
    db = d.mean(0) if m == "bias_mean" else d.sum(0)
    return X.T @ d, db, (0.5 * a * (1 + t)).sum(0)


def siamese(W):
    a, b = ac.tanh(LEFT @ W), ac.tanh(RIGHT @ W)
    return ((a - b) ** 2).sum() / 4


LEFT, RIGHT = normal(4, 3), normal(4, 3)


@function(
    "siamese network",
    siamese,
    (normal(3, 3),),
    one_branch=r"path|missing|only",
    branches_added=r"sign",
    half=r"factor 2|0\.5x",
    slopes_mixed=r"tanh",
    no_mean=r"4x|mean over 4",
)
def siamese_gradient(W, m=""):
    a, b = np.tanh(LEFT @ W), np.tanh(RIGHT @ W)
    d = (a - b) / (4 if m == "half" else 2)
    d = d * (4 if m == "no_mean" else 1)
    sa, sb = 1 - a * a, 1 - b * b
    if m == "slopes_mixed":
        sb = 1.0
    g = LEFT.T @ (d * sa)
    if m == "one_branch":
        return g
    s = 1 if m == "branches_added" else -1
    return g + s * RIGHT.T @ (d * sb)


def probit(w):
    p = 0.5 * (1 + ac.erf(X @ w / np.sqrt(2.0)))
    return -(LABEL * ac.log(p) + (1 - LABEL) * ac.log(1 - p)).mean()


LABEL = np.array([1.0, 0, 0, 1, 1, 0, 1])


def cdf(x):
    from math import erf

    return np.array([0.5 * (1 + erf(t / np.sqrt(2))) for t in x])


@function(
    "probit regression",
    probit,
    (0.6 * normal(3),),
    logit_residual=r"path|factor|derivative",
    no_density=r"erf|factor",
    no_mean=r"7x|mean over 7",
    positives_only=r"path|missing",
    sign=SIGN,
    density_scale=r"sqrt\(2\)|1\.414|0\.707",
)
def probit_gradient(w, m=""):
    s = X @ w
    p = cdf(s)
    density = np.exp(-0.5 * s * s) / np.sqrt(2 * np.pi)
    density = density * (np.sqrt(2) if m == "density_scale" else 1)
    d = (p - LABEL) / (p * (1 - p))
    if m == "positives_only":
        d = -LABEL / p
    if m == "logit_residual":
        return X.T @ (p - LABEL) / 7
    d = d if m == "no_density" else d * density
    return X.T @ d * (-1 if m == "sign" else 1) / (1 if m == "no_mean" else 7)


def anchor(p):
    d = ac.sqrt(((ANCHORS - p) ** 2).sum(axis=1))
    return (WEIGHT * (d - RANGES) ** 2).sum()


ANCHORS, RANGES = normal(5, 2), np.array([1.0, 0.8, 1.3, 0.7, 1.1])
WEIGHT = np.array([1.0, 2.0, 0.5, 1.0, 3.0])


@function(
    "trilateration",
    anchor,
    (np.array([0.2, -0.1]),),
    no_norm=r"sqrt|divi|factor",
    sign=SIGN,
    no_weights=r"multiply|array|factor",
    one_anchor=r"path|sum|row|only|missing",
    two=r"0\.5x|factor 2",
)
def anchor_gradient(p, m=""):
    delta = p - ANCHORS
    d = np.sqrt((delta**2).sum(1))
    k = (1 if m == "two" else 2) * (d - RANGES)
    k = k * (1 if m == "no_weights" else WEIGHT)
    k = k / (1 if m == "no_norm" else d)
    g = k[:, None] * delta
    g = g[-1] if m == "one_anchor" else g.sum(0)
    return -g if m == "sign" else g


def elbow(q):
    c, s = ac.cos, ac.sin
    r = 0.6 * c(q[1]) + 0.5 * c(q[1] + q[2])
    return ac.stack(
        [r * c(q[0]), r * s(q[0]), 0.3 + 0.6 * s(q[1]) + 0.5 * s(q[1] + q[2])]
    )


@function(
    "elbow manipulator",
    elbow,
    (np.array([0.4, 0.7, -1.2]),),
    waist_sign=r"column 0|\[0, 0\]|sign",
    forearm_forgotten=r"column 1|path|missing|left out|shoulder",
    height_forgotten=r"row 2|missing|left out",
    transposed=TRANSPOSE,
    waist_not_rotated=r"column|factor|cos|sin|rows 0, 1",
    degrees=r"degree",
)
def elbow_jacobian(q, m=""):
    c0, s0 = np.cos(q[0]), np.sin(q[0])
    c1, s1 = np.cos(q[1]), np.sin(q[1])
    c12, s12 = np.cos(q[1] + q[2]), np.sin(q[1] + q[2])
    r = 0.6 * c1 + 0.5 * c12
    dr1 = -0.6 * s1 - (0 if m == "forearm_forgotten" else 0.5 * s12)
    dr2 = -0.5 * s12
    dz1 = 0.6 * c1 + (0 if m == "forearm_forgotten" else 0.5 * c12)
    k0, k1 = (1.0, 1.0) if m == "waist_not_rotated" else (c0, s0)
    w = 1 if m == "waist_sign" else -1
    J = np.array(
        [
            [w * r * s0, k0 * dr1, k0 * dr2],
            [r * c0, k1 * dr1, k1 * dr2],
            [0, dz1, 0.5 * c12],
        ]
    )
    if m == "height_forgotten":
        J[2] = 0
    if m == "degrees":
        J = J * np.pi / 180
    return J.T if m == "transposed" else J


def memory(q, M):
    w = ac.softmax(3.0 * (M @ q) / ac.norm(q))
    return (READ * (w @ M)).sum()


READ = normal(3)


@function(
    "memory read by cosine",
    memory,
    (normal(3), normal(5, 3)),
    norm_constant=r"norm|length|path",
    reading_constant=r"path|missing",
    addressing_constant=r"path|missing|softmax",
    no_sharpness=r"\b3\b|1/3",
    diagonal=r"diagonal",
)
def memory_gradient(q, M, m=""):
    n = np.linalg.norm(q)
    w = softmax(3 * (M @ q) / n)
    dw = M @ READ
    ds = w * (1 - w) * dw if m == "diagonal" else w * (dw - w @ dw)
    ds = ds * (1 if m == "no_sharpness" else 3)
    dq = M.T @ ds / n
    if m != "norm_constant":
        dq = dq - q * (ds @ (M @ q)) / n**3
    dM = np.outer(ds, q) / n
    if m == "addressing_constant":
        dM = np.zeros_like(M)
    if m != "reading_constant":
        dM = dM + np.outer(w, READ)
    return dq, dM


def ridge(w, log_penalty):
    r = X @ w - UP[:, 0]
    return (r * r).mean() + ac.exp(log_penalty) * (w[1:] ** 2).sum()


@function(
    "ridge without a penalty on the bias",
    ridge,
    (normal(3), -1.2),
    bias_penalised=r"\[0\]|entry|off",
    penalty_half=r"path|factor 2|half|regulariser|0\.5x",
    penalty_not_exp=r"exp",
    no_mean=r"path|mean over 7|7x",
    no_two=r"path|0\.5x|factor 2",
)
def ridge_gradient(w, log_penalty, m=""):
    r = X @ w - UP[:, 0]
    c = np.exp(log_penalty)
    dw = (1 if m == "no_two" else 2) * X.T @ r / (1 if m == "no_mean" else 7)
    two = 1 if m == "penalty_half" else 2
    if m == "bias_penalised":
        dw = dw + two * c * w
    else:
        dw[1:] += two * c * w[1:]
    penalty = (w[1:] ** 2).sum()
    return dw, penalty if m == "penalty_not_exp" else c * penalty


def rk2(x0, a):
    x = x0
    for _ in range(3):
        k1 = a * ac.sin(x) - 0.2 * x
        half = x + 0.15 * k1
        x = x + 0.3 * (a * ac.sin(half) - 0.2 * half)
    return x


@function(
    "midpoint rule",
    rk2,
    (0.9, 1.4),
    euler_inside=r"path|missing|left out",
    own_forgotten=r"path|missing|left out",
    cosine_sign=r"sin|sign|cos",
    step_forgotten=r"0\.3|0\.15|factor",
)
def rk2_gradient(x0, a, m=""):
    x, dx, da = x0, 1.0, 0.0
    for _ in range(3):
        h = x + 0.15 * (a * np.sin(x) - 0.2 * x)
        s = -1 if m == "cosine_sign" else 1
        j1, j2 = s * a * np.cos(x) - 0.2, s * a * np.cos(h) - 0.2
        inner = 0.0 if m == "euler_inside" else 0.15
        own = 0.0 if m == "own_forgotten" else 0.15 * np.sin(x)
        step = 1.0 if m == "step_forgotten" else 0.3
        dha = da + inner * j1 * da + own
        dhx = dx + inner * j1 * dx
        da = da + step * (np.sin(h) + j2 * dha)
        dx = dx + step * j2 * dhx
        x = x + 0.3 * (a * np.sin(h) - 0.2 * h)
    return dx, da


def gate(x, W):
    a = x @ W
    return (UP[:, :2] * a[:, :2] * ac.sigmoid(a[:, 2:])).sum()


@function(
    "gated linear unit",
    gate,
    (X, normal(3, 4)),
    halves_swapped=r"place|order|shifted by \+2 along axis=1",
    gate_slope=r"sigmoid",
    gate_only=r"path|missing|columns|left out",
    value_only=r"path|missing|columns|left out",
    x_not_transposed=TRANSPOSE + r"|shape",
)
def gate_gradient(x, W, m=""):
    a = x @ W
    s, u = sigmoid(a[:, 2:]), UP[:, :2]
    dv = np.zeros_like(u) if m == "gate_only" else u * s
    dg = u * a[:, :2] * (1 if m == "gate_slope" else s * (1 - s))
    if m == "value_only":
        dg = np.zeros_like(u)
    da = np.concatenate([dg, dv] if m == "halves_swapped" else [dv, dg], axis=1)
    dW = (da.T @ x) if m == "x_not_transposed" else x.T @ da
    return da @ W.T, dW
