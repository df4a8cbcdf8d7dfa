"""Likelihoods and laws of science, their gradients and Jacobians."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, draws, function, sigmoid, softmax

normal = draws(16)
TRANSPOSE = r"transpose|\.T"
T = np.array([0.4, 1.1, 2.3, 0.9, 3.0])


def weibull(k, scale):
    u = T / scale
    return -(ac.log(k / scale) + (k - 1) * ac.log(u) - u**k).sum()


@function(
    "Weibull likelihood",
    weibull,
    (1.4, 2.1),
    shape_power=r"path|log|missing|factor|power",
    scale_sign=r"sign",
    no_count=r"missing|1/5|path|sum|5",
    no_k=r"factor|1\.4|\bk\b|path|missing",
)
def weibull_gradient(k, scale, m=""):
    u = T / scale
    log = 1.0 if m == "shape_power" else np.log(u)
    dk = -(1 / k + np.log(u) - u**k * log).sum()
    if m == "no_count":
        dk = -(1 / k + np.log(u).sum() - (u**k * np.log(u)).sum())
    kk = 1.0 if m == "no_k" else k
    dscale = (k / scale - kk / scale * u**k).sum()
    return dk, -dscale if m == "scale_sign" else dscale


def ar_one(a, c):
    e = SERIES[1:] - c - a * SERIES[:-1]
    return 0.5 * (e * e).sum()


SERIES = normal(8)


@function(
    "autoregression",
    ar_one,
    (0.6, 0.2),
    sign=SIGN,
    wrong_lag=r"shift|in the place|array|multiply",
    no_constant_residual=r"path|off|missing|c\b",
    two=r"2x|factor 2",
)
def ar_gradient(a, c, m=""):
    e = SERIES[1:] - a * SERIES[:-1] - (0 if m == "no_constant_residual" else c)
    lagged = SERIES[1:] if m == "wrong_lag" else SERIES[:-1]
    s = {"sign": 1.0, "two": -2.0}.get(m, -1.0)
    return s * (e @ lagged), s * e.sum()


RETURNS = 0.3 * normal(6)


def garch(omega, alpha, beta):
    h, total = 0.1, 0.0
    for r in RETURNS:
        total = total + 0.5 * (ac.log(h) + r * r / h)
        h = omega + alpha * r * r + beta * h
    return total


@function(
    "GARCH likelihood",
    garch,
    (0.05, 0.2, 0.6),
    not_recursive=r"path|missing",
    not_squared=r"square|divide|path|/y",
    log_sign=r"sign|path",
    half=r"factor 2|2x",
)
def garch_gradient(omega, alpha, beta, m=""):
    h, dh, g = 0.1, np.zeros(3), np.zeros(3)
    for r in RETURNS:
        below = h if m == "not_squared" else h * h
        one = -1 / h if m == "log_sign" else 1 / h
        g = g + 0.5 * (one - r * r / below) * dh
        keep = 0.0 if m == "not_recursive" else beta
        dh = np.array([1.0, r * r, h]) + keep * dh
        h = omega + alpha * r * r + beta * h
    return tuple(g * (2 if m == "half" else 1))


Z = normal(6, 3)
COUNTS = np.array([0.0, 2, 1, 5, 3, 1])


def negative_binomial(w, r):
    mu = ac.exp(Z @ w)
    return -(COUNTS * ac.log(mu / (mu + r)) + r * ac.log(r / (mu + r))).sum()


@function(
    "negative binomial regression",
    negative_binomial,
    (0.5 * normal(3), 1.5),
    poisson=r"path|missing|factor|add\(",
    no_count=r"path|missing|sum|6",
    sign=SIGN,
    features_forgotten=r"exp|mu|factor|in the place|array",
)
def negative_binomial_gradient(w, r, m=""):
    mu = np.exp(Z @ w)
    d = (mu - COUNTS) * (1.0 if m == "poisson" else r / (mu + r))
    if m == "features_forgotten":
        d = d / mu
    dr = -(np.log(r / (mu + r)) + 1.0 - (COUNTS + r) / (mu + r)).sum()
    if m == "no_count":
        dr = -(np.log(r / (mu + r)) + 1.0 - r / (mu + r)).sum()
    s = -1 if m == "sign" else 1
    return s * (Z.T @ d), s * dr


def gp(log_length, log_noise):
    D = (GRID.reshape(-1, 1) - GRID) ** 2
    K = ac.exp(-0.5 * D * ac.exp(-2 * log_length)) + ac.exp(log_noise) * np.eye(5)
    return 0.5 * (TARGET @ np.linalg.solve(K, TARGET) + np.linalg.slogdet(K)[1])


GRID, TARGET = np.linspace(0.0, 2.0, 5), normal(5)


@function(
    "Gaussian process",
    gp,
    (-0.3, -1.0),
    no_determinant=r"path|missing|slogdet",
    sign=r"sign",
    no_two=r"0\.5x|factor 2",
    noise_not_log=r"exp",
)
def gp_gradient(log_length, log_noise, m=""):
    D = (GRID.reshape(-1, 1) - GRID) ** 2
    ell, noise = np.exp(log_length), np.exp(log_noise)
    R = np.exp(-0.5 * D / ell**2)
    K = R + noise * np.eye(5)
    a = np.linalg.solve(K, TARGET)
    inverse = 0.0 if m == "no_determinant" else np.linalg.inv(K)
    inner = inverse + np.outer(a, a) if m == "sign" else inverse - np.outer(a, a)
    first = 0.5 * np.sum(inner * R * D / ell**2)
    second = 0.5 * np.trace(inner) * (1 if m == "noise_not_log" else noise)
    return (first / 2 if m == "no_two" else first), second


def sphere(p):
    r, t, f = p[0], p[1], p[2]
    return ac.stack(
        [r * ac.sin(t) * ac.cos(f), r * ac.sin(t) * ac.sin(f), r * ac.cos(t)]
    )


@function(
    "spherical coordinates",
    sphere,
    (np.array([1.7, 0.8, 2.1]),),
    transposed=TRANSPOSE,
    no_sine=r"column 2|sin",
    z_sign=r"\[2, 1\]|row 2|column 1|sign",
    no_radius=r"column 1|factor|multiply",
    angles_swapped=r"column|place|order",
)
def sphere_jacobian(p, m=""):
    r, t, f = p
    st, ct, sf, cf = np.sin(t), np.cos(t), np.sin(f), np.cos(f)
    rt = 1.0 if m == "no_radius" else r
    s = 1.0 if m == "no_sine" else st
    z = 1 if m == "z_sign" else -1
    J = np.array(
        [
            [st * cf, rt * ct * cf, -r * s * sf],
            [st * sf, rt * ct * sf, r * s * cf],
            [ct, z * rt * st, 0],
        ]
    )
    return {"transposed": J.T, "angles_swapped": J[:, [0, 2, 1]]}.get(m, J)


def scara(q):
    a = q[0] + q[1]
    x = 0.5 * ac.cos(q[0]) + 0.4 * ac.cos(a)
    y = 0.5 * ac.sin(q[0]) + 0.4 * ac.sin(a)
    return ac.stack([x, y, 0.2 - q[2], a - q[3]])


@function(
    "SCARA robot",
    scara,
    (np.array([0.5, -0.9, 0.1, 0.3]),),
    lift_sign=r"\[2, 2\]|row 2|column 2|sign",
    wrist_forgotten=r"\[3, 3\]|column 3|missing|left out",
    second_angle_alone=r"q\[0\] \+ q\[1\]|in the place|path|argument|column|add",
    elbow_only=r"column 0|path|missing",
)
def scara_jacobian(q, m=""):
    a = q[1] if m == "second_angle_alone" else q[0] + q[1]
    first = np.array([-0.5 * np.sin(q[0]), 0.5 * np.cos(q[0])])
    second = np.array([-0.4 * np.sin(a), 0.4 * np.cos(a)])
    J = np.zeros((4, 4))
    J[:2, 0] = first + (0 if m == "elbow_only" else second)
    J[:2, 1] = second
    J[2, 2] = 1 if m == "lift_sign" else -1
    J[3] = [1, 1, 0, 0 if m == "wrist_forgotten" else -1]
    return J


def unicycle(s):
    x, y, h, v = s[0], s[1], s[2], s[3]
    return ac.stack(
        [x + 0.1 * v * ac.cos(h), y + 0.1 * v * ac.sin(h), h + 0.05, 0.9 * v]
    )


@function(
    "motion of a unicycle",
    unicycle,
    (np.array([0.3, -0.2, 0.7, 1.5]),),
    no_identity=r"diagonal|missing|path|identity",
    no_time=r"factor|0\.1|10",
    heading_sign=r"\[0, 2\]|\[1, 2\]|column 2|sign",
    transposed=TRANSPOSE,
)
def unicycle_jacobian(s, m=""):
    h, v = s[2], s[3]
    dt = 1.0 if m == "no_time" else 0.1
    k = -1.0 if m == "heading_sign" else 1.0
    J = np.zeros((4, 4)) if m == "no_identity" else np.diag([1.0, 1, 1, 0])
    J[0, 2], J[0, 3] = -k * dt * v * np.sin(h), dt * np.cos(h)
    J[1, 2], J[1, 3] = k * dt * v * np.cos(h), dt * np.sin(h)
    J[3, 3] = 0.9
    return J.T if m == "transposed" else J


def angle(P):
    u, v = P[0] - P[1], P[2] - P[1]
    return ac.arccos((u * v).sum() / (ac.norm(u) * ac.norm(v)))


@function(
    "angle of three atoms",
    angle,
    (normal(3, 3),),
    no_middle=r"row 1|path|missing|left out",
    no_root=r"arccos|factor",
    sign=SIGN,
    lengths_constant=r"path|norm|missing|length",
)
def angle_gradient(P, m=""):
    u, v = P[0] - P[1], P[2] - P[1]
    nu, nv = np.linalg.norm(u), np.linalg.norm(v)
    c = u @ v / (nu * nv)
    slope = -1.0 if m == "no_root" else -1 / np.sqrt(1 - c * c)
    keep = 0.0 if m == "lengths_constant" else 1.0
    du = slope * (v / (nu * nv) - keep * c * u / nu**2)
    dv = slope * (u / (nu * nv) - keep * c * v / nv**2)
    G = np.stack([du, 0 * du if m == "no_middle" else -du - dv, dv])
    return -G if m == "sign" else G


def michaelis(vmax, km):
    s = np.array([0.2, 0.5, 1.0, 3.0])
    r = vmax * s / (km + s) - RATES
    return (r * r).sum()


RATES = np.array([0.3, 0.6, 0.9, 1.2])


@function(
    "Michaelis-Menten",
    michaelis,
    (1.8, 0.7),
    below_not_squared=r"square|division|divi|/y",
    sign=r"sign",
    no_two=r"factor 2 is missing|0\.5x",
    no_vmax=r"vmax|path|multiply|numerator",
)
def michaelis_gradient(vmax, km, m=""):
    s = np.array([0.2, 0.5, 1.0, 3.0])
    r = vmax * s / (km + s) - RATES
    two = 1 if m == "no_two" else 2
    below = km + s if m == "below_not_squared" else (km + s) ** 2
    v = 1 if m == "no_vmax" else vmax
    k = 1 if m == "sign" else -1
    return two * (r * s / (km + s)).sum(), k * two * (r * v * s / below).sum()


def portfolio(z):
    w = ac.softmax(z)
    return w @ COV @ w - 0.5 * (MEANS @ w)


ROOT, MEANS = normal(4, 4), normal(4)
COV = ROOT @ ROOT.T


@function(
    "portfolio by softmax",
    portfolio,
    (normal(4),),
    half=r"path|factor 2|twice|symmetric|missing",
    no_softmax=r"softmax",
    diagonal=r"diagonal",
    no_return=r"path|missing",
)
def portfolio_gradient(z, m=""):
    w = softmax(z)
    two = 1 if m == "half" else 2
    d = two * COV @ w - (0 if m == "no_return" else 0.5) * MEANS
    if m == "no_softmax":
        return d
    return w * (1 - w) * d if m == "diagonal" else w * (d - w @ d)


def morse(r):
    e = 1 - ac.exp(-1.3 * (r - 1.1))
    return (2.5 * e * e).sum()


@function(
    "Morse potential",
    morse,
    (np.array([0.9, 1.4, 2.2]),),
    no_width=r"1\.3",
    sign=SIGN,
    no_inner=r"exp|factor",
    no_two=r"factor 2 is missing|0\.5x",
)
def morse_gradient(r, m=""):
    x = np.exp(-1.3 * (r - 1.1))
    a = {"no_width": 1.0, "sign": -1.3}.get(m, 1.3)
    two = 1 if m == "no_two" else 2
    return two * 2.5 * a * (1 - x) * (1.0 if m == "no_inner" else x)


def ordinal(w, cuts):
    s = HOURS @ w
    low, high = ac.sigmoid(cuts[0] - s), ac.sigmoid(cuts[1] - s)
    return -(ac.log(low)[0] + ac.log(high - low)[1] + ac.log(1 - high)[2])


HOURS = normal(3, 2)


@function(
    "ordinal regression",
    ordinal,
    (normal(2), np.array([-0.8, 0.9])),
    cut_overwritten=r"path|missing|entry|\[1\]|\+=",
    sign=r"sign",
    middle_forgotten=r"path|missing|row",
    no_slope=r"sigmoid|path",
)
def ordinal_gradient(w, cuts, m=""):
    s = HOURS @ w
    low, high = sigmoid(cuts[0] - s), sigmoid(cuts[1] - s)
    dl, dh = low * (1 - low), high * (1 - high)
    gap = high[1] - low[1]
    if m == "no_slope":
        dl = np.ones(3)
    cut0 = -dl[0] / low[0] + (0 if m == "middle_forgotten" else dl[1] / gap)
    cut1 = -dh[1] / gap + dh[2] / (1 - high[2])
    ds = np.array([dl[0] / low[0], (dh[1] - dl[1]) / gap, -dh[2] / (1 - high[2])])
    if m == "middle_forgotten":
        ds[1] = dh[1] / gap
    if m == "cut_overwritten":
        cut1 = dh[2] / (1 - high[2])
    return HOURS.T @ ds * (-1 if m == "sign" else 1), np.array([cut0, cut1])
