"""Robotics, mechanics, optimisation, finance: Jacobians and gradients of formulas."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, TWO_MISSING, TWO_TOO_MUCH, draws, function

normal = draws(14)
L = np.array([1.0, 0.7, 0.4])
TRANSPOSE = r"transpose|\.T"


def arm(q):
    a, b = q[0], q[0] + q[1]
    return ac.stack(
        [L[0] * ac.cos(a) + L[1] * ac.cos(b), L[0] * ac.sin(a) + L[1] * ac.sin(b)]
    )


@function(
    "arm of two links",
    arm,
    (np.array([0.4, 0.9]),),
    transposed=TRANSPOSE,
    sign=r"row 0.*sign|sign",
    own_link_only=r"path|column 0|missing|only",
    degrees=r"degree|radian|pi",
    columns=r"place|order|flip|reverse|shift",
    no_length=r"column|factor|0\.7",
)
def arm_jacobian(q, m=""):
    a, b = q[0], q[0] + q[1]
    l2 = 1.0 if m == "no_length" else L[1]
    first = np.array([-L[0] * np.sin(a), L[0] * np.cos(a)])
    second = np.array([-l2 * np.sin(b), l2 * np.cos(b)])
    J = np.stack([first if m == "own_link_only" else first + second, second], axis=1)
    if m == "sign":
        J[0] *= -1
    if m == "degrees":
        J = J * np.pi / 180
    return {"transposed": J.T, "columns": J[:, ::-1]}.get(m, J)


def arm3(q):
    angles = ac.cumsum(q)
    x, y = (L * ac.cos(angles)).sum(), (L * ac.sin(angles)).sum()
    return ac.stack([x, y, q.sum()])


@function(
    "planar arm of three links",
    arm3,
    (np.array([0.3, -0.8, 1.1]),),
    first_order=r"cumsum|direction|column|add|sum",
    no_angle=r"row 2|sum\(q\) is missing",
    row_sign=r"row 1.*sign|sign",
    no_lengths=r"factor|multiply|array",
)
def arm3_jacobian(q, m=""):
    angles = np.cumsum(q)
    lengths = np.ones(3) if m == "no_lengths" else L
    parts = np.stack([-lengths * np.sin(angles), lengths * np.cos(angles)])
    sums = np.cumsum(parts[:, ::-1], 1)[:, ::-1]
    if m == "first_order":
        sums = parts
    J = np.vstack([sums, np.zeros(3) if m == "no_angle" else np.ones(3)])
    if m == "row_sign":
        J[1] *= -1
    return J


def camera(p):
    return ac.stack([500 * p[0] / p[2] + 320, 480 * p[1] / p[2] + 240])


@function(
    "pinhole camera",
    camera,
    (np.array([0.3, -0.2, 2.5]),),
    depth_squared=r"squared|division|y\*\*2|column 2",
    depth_sign=r"column 2.*sign|sign",
    focal_swapped=r"row|factor|place|entry|entries|0\.96|1\.04",
    transposed=TRANSPOSE,
)
def camera_jacobian(p, m=""):
    x, y, z = p
    fx, fy = (480, 500) if m == "focal_swapped" else (500, 480)
    s = 1 if m == "depth_sign" else -1
    d = z if m == "depth_squared" else z * z
    J = np.array([[fx / z, 0, s * fx * x / d], [0, fy / z, s * fy * y / d]])
    return J.T if m == "transposed" else J


def bearing(x):
    dx, dy = 4.0 - x[0], 2.0 - x[1]
    return ac.stack([ac.sqrt(dx**2 + dy**2), ac.arctan(dy / dx) - x[2]])


@function(
    "range and bearing of an EKF",
    bearing,
    (np.array([1.0, 0.5, 0.3]),),
    sign=SIGN + r"|-1x",
    not_squared=r"row 1|entries|factor|division|f\b",
    rows=r"place|order|reverse|flip",
    no_heading=r"\[1, 2\]|column 2|entry|x\[2\]",
)
def bearing_jacobian(x, m=""):
    dx, dy = 4 - x[0], 2 - x[1]
    r = np.hypot(dx, dy)
    q = r if m == "not_squared" else r * r
    J = np.array([[-dx / r, -dy / r, 0], [dy / q, -dx / q, -1.0]])
    if m == "sign":
        J[0] *= -1
    if m == "no_heading":
        J[1, 2] = 0
    return J[::-1] if m == "rows" else J


def pose_error(p):
    c, s = ac.cos(p[2]), ac.sin(p[2])
    dx, dy = 2.0 - p[0], 1.0 - p[1]
    ex, ey, et = c * dx + s * dy - 0.5, -s * dx + c * dy - 0.2, 0.4 - p[2]
    return 0.5 * (ex * ex + 3 * ey * ey + 2 * et * et)


@function(
    "error of a pose graph",
    pose_error,
    (np.array([0.3, -0.4, 0.7]),),
    no_rotation=r"path|\[2\]|missing",
    no_weight=r"factor 3|factor 2|3|weight",
    sine_sign=r"sign",
    two=TWO_TOO_MUCH,
)
def pose_gradient(p, m=""):
    c, s = np.cos(p[2]), np.sin(p[2])
    dx, dy = 2 - p[0], 1 - p[1]
    ex, ey, et = c * dx + s * dy - 0.5, -s * dx + c * dy - 0.2, 0.4 - p[2]
    wy = 1 if m == "no_weight" else 3
    t = -1 if m == "sine_sign" else 1
    gx = -c * ex + t * wy * s * ey
    gy = -s * ex - wy * c * ey
    rotation = ex * (-s * dx + c * dy) + wy * ey * (-c * dx - s * dy)
    gt = (0 if m == "no_rotation" else rotation) - 2 * et
    return np.array([gx, gy, gt]) * (2 if m == "two" else 1)


def rotated(q):
    q = q / ac.norm(q)
    w, v = q[0], q[1:]
    p = np.array([0.4, -1.0, 0.6])
    return ((w * w - v @ v) * (U3 @ p)) + 2 * (v @ p) * (U3 @ v)


U3 = normal(3)


@function(
    "rotation by a quaternion",
    rotated,
    (np.array([0.8, 0.3, -0.5, 0.4]),),
    no_normalisation=r"norm|length|missing|path",
    half=r"0\.5x|factor 2|half",
    sign=SIGN,
)
def rotated_gradient(q, m=""):
    n = np.linalg.norm(q)
    w, v = q[0] / n, q[1:] / n
    p = np.array([0.4, -1.0, 0.6])
    k = U3 @ p
    g = np.array([2 * w * k, *(-2 * v * k + 2 * p * (U3 @ v) + 2 * (v @ p) * U3)])
    u = np.array([w, *v])
    if m != "no_normalisation":
        g = g - u * (u @ g)
    g = g / n
    return {"half": g / 2, "sign": -g}.get(m, g)


@function(
    "Rosenbrock",
    lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
    (np.array([-0.7, 1.4]),),
    first_sign=r"sign",
    half=r"factor 2|0\.5x|half|exponent",
    no_inner=r"path|power|missing|x\[0\]|\*\* 2|derivative",
    no_hundred=r"100|constant",
)
def rosenbrock(x, m=""):
    r = x[1] - x[0] ** 2
    k = 1 if m == "no_hundred" else 100
    first = -2 * (1 - x[0]) * (-1 if m == "first_sign" else 1)
    second = -(2 if m == "half" else 4) * k * x[0] * r
    if m == "no_inner":
        second = -2 * k * r
    return np.array([first + second, 2 * k * r])


M, c = normal(4, 4), normal(4)


@function(
    "quadratic form",
    lambda x: x @ M @ x + c @ x,
    (normal(4),),
    symmetric=r"transpose|path|symmetric|twice",
    one_side=r"path|missing|transpose",
    no_linear=r"path|missing|same",
    half=TWO_MISSING + r"|half",
)
def quadratic(x, m=""):
    g = {"symmetric": 2 * M @ x, "one_side": M @ x}.get(m, (M + M.T) @ x)
    g = g + (0 if m == "no_linear" else c)
    return g / 2 if m == "half" else g


G = normal(4, 4) * 0.4 + 2 * np.eye(4)


@function(
    "logarithm of a determinant",
    lambda W: ac.log(ac.det(W)) - (c @ W @ c),
    (G,),
    not_transposed=TRANSPOSE,
    no_log=r"log|det",
    no_quadratic=r"path|missing",
    sign=SIGN,
)
def log_det(W, m=""):
    inverse = np.linalg.inv(W)
    g = inverse if m == "not_transposed" else inverse.T
    if m == "no_log":
        g = g * np.linalg.det(W)
    return (g - (0 if m == "no_quadratic" else np.outer(c, c))) * (
        -1 if m == "sign" else 1
    )


T = np.array([0.2, 0.5, 1.0, 1.7, 2.4])
DATA = 2.0 * np.exp(-0.8 * T) + 0.1 * normal(5)


@function(
    "fit of a decay",
    lambda a, k: ((a * ac.exp(-k * T) - DATA) ** 2).sum(),
    (1.5, 0.6),
    no_time=r"factor|array|derivative|path|\* ",
    sign_of_rate=r"k.*sign|sign",
    no_amplitude=r"factor a|a factor|multiply",
    half=TWO_MISSING,
)
def decay(a, k, m=""):
    e = np.exp(-k * T)
    r = (1 if m == "half" else 2) * (a * e - DATA)
    t = 1.0 if m == "no_time" else T
    dk = -(r * (1 if m == "no_amplitude" else a) * t * e).sum()
    return (r * e).sum(), -dk if m == "sign_of_rate" else dk


def bonds(x):
    d = x[1:] - x[:-1]
    r = ac.sqrt((d * d).sum(axis=1))
    return 0.5 * ((r - 1.0) ** 2).sum()


@function(
    "chain of springs",
    bonds,
    (np.array([[0.0, 0.1], [1.2, 0.3], [2.0, -0.7], [3.4, 0.2]]),),
    no_direction=r"sqrt|division|r\b|derivative",
    one_end=r"path|missing|x\[",
    same_sign=r"sign",
    two=TWO_TOO_MUCH,
)
def bonds_gradient(x, m=""):
    d = x[1:] - x[:-1]
    r = np.sqrt((d * d).sum(1, keepdims=True))
    force = (r - 1) * d / (1 if m == "no_direction" else r)
    g = np.zeros_like(x)
    g[1:] += force
    if m != "one_end":
        g[:-1] += force if m == "same_sign" else -force
    return g * (2 if m == "two" else 1)


def lennard_jones(r, eps, sigma):
    s = sigma / r
    return 4 * eps * (s**12 - s**6)


@function(
    "Lennard-Jones",
    lennard_jones,
    (1.3, 0.7, 1.1),
    exponents=r"power|exponent|d\(u|12|6",
    no_four=r"factor 4|1/4",
    sign=r"sign",
    no_attraction=r"path|missing",
)
def lennard_jones_gradient(r, eps, sigma, m=""):
    s = sigma / r
    twelve, six = (1, 6) if m == "exponents" else (12, 6)
    slope = twelve * s**12 - (0 if m == "no_attraction" else six * s**6)
    k = 1 if m == "no_four" else 4
    dr = -k * eps / r * slope * (-1 if m == "sign" else 1)
    return dr, k * (s**12 - s**6), k * eps / sigma * slope


RETURNS = 0.1 * normal(8, 3) + 0.05


def sharpe(w):
    returns = RETURNS @ w
    mean = returns.mean()
    return mean / ac.sqrt(((returns - mean) ** 2).mean())


@function(
    "Sharpe ratio",
    sharpe,
    (np.array([0.5, 0.3, 0.4]),),
    plus=r"sign",
    no_deviation=r"path|missing",
    no_mean=r"path|missing",
    cube=r"sqrt|root|power|factor|derivative",
)
def sharpe_gradient(w, m=""):
    returns = RETURNS @ w
    mean, s = returns.mean(), returns.std()
    dmean = RETURNS.mean(0)
    ds = (RETURNS - dmean).T @ (returns - mean) / 8 / s
    first = 0 if m == "no_mean" else dmean / s
    if m == "no_deviation":
        return first
    if m == "plus":
        return first + mean * ds / s**2
    return first - mean * ds / (s if m == "cube" else s**2)


def smoothness(u):
    return 0.5 * ((u - c6) ** 2).sum() + 2 * ((u[1:] - u[:-1]) ** 2).sum()


c6 = normal(6)


@function(
    "smoothing",
    smoothness,
    (normal(6),),
    ends=r"\[0\]|entr|path|ends",
    half=r"factor 2|0\.5x|half",
    no_data=r"path|missing",
    forward_only=r"path|missing",
)
def smoothing(u, m=""):
    d = np.diff(u) * (2 if m == "half" else 4)
    g = np.zeros(6) if m == "no_data" else u - c6
    g[1:] += d
    if m != "forward_only":
        g[:-1] -= d
    if m == "ends":
        g[0], g[-1] = 0.0, 0.0
    return g


def factorisation(P, Q):
    e = MASK * (P @ Q.T - RATINGS)
    return (e * e).sum() + 0.2 * ((P**2).sum() + (Q**2).sum())


RATINGS, MASK = normal(4, 4), (normal(4, 4) > -0.7) * 1.0


@function(
    "matrix factorisation",
    factorisation,
    (normal(4, 2), normal(4, 2)),
    half=r"factor 2|0\.5x|half",
    error_not_transposed=TRANSPOSE,
    no_mask=r"multiply|mask|array|factor",
    half_regulariser=r"regulari|(\*\* 2|sum\(\.\.\.\) \+ sum).*(2|half)",
    swapped=r"place",
)
def factorisation_gradient(P, Q, m=""):
    e = P @ Q.T - RATINGS
    e = (1 if m == "half" else 2) * (e if m == "no_mask" else MASK * e)
    reg = 0.2 if m == "half_regulariser" else 0.4
    dP = e @ Q + reg * P
    dQ = (e if m == "error_not_transposed" else e.T) @ P + reg * Q
    return (dQ, dP) if m == "swapped" else (dP, dQ)


def barrier(x):
    return c @ x - 0.3 * ac.log(2.0 - B4 @ x).sum()


B4 = 0.2 * normal(5, 4)


@function(
    "logarithmic barrier",
    barrier,
    (0.3 * normal(4),),
    sign=r"sign",
    no_inner=r"log|path|division|1/u",
    no_weight=r"0\.3|factor|path|constant",
    no_cost=r"path|missing",
)
def barrier_gradient(x, m=""):
    s = 2.0 - B4 @ x
    inner = np.ones(5) if m == "no_inner" else 1 / s
    g = (1 if m == "no_weight" else 0.3) * B4.T @ inner * (-1 if m == "sign" else 1)
    return g + (0 if m == "no_cost" else c)


def kernel(ell, amp):
    return (K6 * amp**2 * ac.exp(-D6 / (2 * ell**2))).sum()


D6, K6 = normal(3, 3) ** 2, normal(3, 3)


@function(
    "squared exponential kernel",
    kernel,
    (0.8, 1.4),
    square=r"ell|power|lowered",
    no_two=r"factor 2|amp|0\.5x",
    sign=r"sign",
    no_distance=r"array|factor|derivative|path",
)
def kernel_gradient(ell, amp, m=""):
    k = K6 * amp**2 * np.exp(-D6 / (2 * ell**2))
    d = 1.0 if m == "no_distance" else D6
    dell = (k * d).sum() / ell ** (2 if m == "square" else 3)
    damp = (1 if m == "no_two" else 2) * k.sum() / amp
    return (-dell if m == "sign" else dell), damp
