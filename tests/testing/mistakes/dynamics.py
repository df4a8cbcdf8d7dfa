"""Motion, estimation and the economy: more formulas with their mistakes."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, draws, function, softmax

normal = draws(18)
TRANSPOSE = r"transpose|\.T"


def pendulum(x0, k, c):
    x, v, total = x0, 0.0, 0.0
    for _ in range(6):
        v = v - 0.1 * (k * ac.sin(x) + c * v)
        x = x + 0.1 * v
        total = total + x * x
    return total


@function(
    "damped pendulum",
    pendulum,
    (0.8, 2.0, 0.3),
    small_angle=r"sin|cos|factor|derivative",
    no_damping=r"path|missing",
    last_only=r"path|missing|of the",
    sign_of_force=r"sign",
    two=r"0\.5x|factor 2",
)
def pendulum_gradient(x0, k, c, m=""):
    x, v = x0, 0.0
    J = np.zeros((2, 3))
    J[0, 0] = 1.0
    g = np.zeros(3)
    for _ in range(6):
        slope = 1.0 if m == "small_angle" else np.cos(x)
        s = -1 if m == "sign_of_force" else 1
        own = np.array([0, np.sin(x), v])
        keep = 0.0 if m == "no_damping" else c
        dv = J[1] - 0.1 * (s * k * slope * J[0] + keep * J[1] + own)
        v = v - 0.1 * (k * np.sin(x) + c * v)
        x = x + 0.1 * v
        J = np.stack([J[0] + 0.1 * dv, dv])
        if m == "last_only":
            g = np.zeros(3)
        g = g + (1 if m == "two" else 2) * x * J[0]
    return tuple(g)


def euler_angles(e):
    a, b, c = e[0], e[1], e[2]
    ca, sa, cb, sb, cc, sc = (
        *(ac.cos(a), ac.sin(a), ac.cos(b), ac.sin(b)),
        *(ac.cos(c), ac.sin(c)),
    )
    p = np.array([1.0, -0.4, 0.7])
    x, y = cc * p[0] - sc * p[1], sc * p[0] + cc * p[1]
    u, w = cb * x + sb * p[2], -sb * x + cb * p[2]
    return ac.stack([u, ca * y - sa * w, sa * y + ca * w])


@function(
    "Euler angles",
    euler_angles,
    (np.array([0.3, -0.6, 1.1]),),
    roll_sign=r"column 0|sign",
    yaw_only=r"columns 0, 1|only the path via e\[2\]",
    degrees=r"degree|radian",
    transposed=TRANSPOSE,
    order=r"place|order",
)
def euler_jacobian(e, m=""):
    a, b, c = e
    p = np.array([1.0, -0.4, 0.7])
    x, y = np.cos(c) * p[0] - np.sin(c) * p[1], np.sin(c) * p[0] + np.cos(c) * p[1]
    w = -np.sin(b) * x + np.cos(b) * p[2]
    u = np.cos(b) * x + np.sin(b) * p[2]
    s = -1 if m == "roll_sign" else 1
    roll = s * np.array(
        [0, -np.sin(a) * y - np.cos(a) * w, np.cos(a) * y - np.sin(a) * w]
    )
    pitch = np.array([w, np.sin(a) * u, -np.cos(a) * u])
    dx, dy = -y, x
    yaw = np.array(
        [
            np.cos(b) * dx,
            np.cos(a) * dy + np.sin(a) * np.sin(b) * dx,
            np.sin(a) * dy - np.cos(a) * np.sin(b) * dx,
        ]
    )
    if m == "yaw_only":
        roll = pitch = np.zeros(3)
    J = np.stack([roll, pitch, yaw], axis=1)
    if m == "degrees":
        J = J * np.pi / 180
    return {"transposed": J.T, "order": J[:, [1, 0, 2]]}.get(m, J)


def kalman(q, r):
    x, p, total = 0.0, 1.0, 0.0
    for z in MEASURED:
        p = p + q
        s = p + r
        e = z - x
        total = total + 0.5 * (ac.log(s) + e * e / s)
        gain = p / s
        x = x + gain * e
        p = (1 - gain) * p
    return total


MEASURED = normal(5)


@function(
    "Kalman filter",
    kalman,
    (0.2, 0.5),
    gain_constant=r"path|missing|cut|left out",
    variance_constant=r"path|missing|cut|left out",
    no_log=r"path|missing|log",
    sign=SIGN,
)
def kalman_gradient(q, r, m=""):
    x, p = 0.0, 1.0
    dx, dp, g = np.zeros(2), np.zeros(2), np.zeros(2)
    for z in MEASURED:
        dp = dp + np.array([1.0, 0])
        p = p + q
        s, ds = p + r, dp + np.array([0, 1.0])
        e, de = z - x, -dx
        g = g + 0.5 * (2 * e * de / s - e * e / s**2 * ds)
        if m != "no_log":
            g = g + 0.5 * ds / s
        k, dk = p / s, dp / s - p / s**2 * ds
        if m == "gain_constant":
            dk = np.zeros(2)
        x, dx = x + k * e, dx + dk * e + k * de
        dp = np.zeros(2) if m == "variance_constant" else (1 - k) * dp - dk * p
        p = (1 - k) * p
    return tuple(-g if m == "sign" else g)


def logit_shares(delta, price):
    u = delta - 0.8 * price
    e = ac.exp(u)
    return (REVENUE * price * e / (1 + e.sum())).sum()


REVENUE = np.array([1.0, 1.5, 0.7, 2.0])


@function(
    "demand by logit",
    logit_shares,
    (normal(4), 1.0 + 0.3 * normal(4)),
    no_outside=r"path|sum|missing|softmax|1 \+",
    price_coefficient=r"0\.8|path|factor",
    no_direct=r"path|missing",
    diagonal=r"path|diagonal|missing|sum",
    margin_sign=r"sign",
)
def logit_gradient(delta, price, m=""):
    e = np.exp(delta - 0.8 * price)
    s = e / ((0 if m == "no_outside" else 1) + e.sum())
    w = REVENUE * price
    du = s * (w - w @ s)
    if m == "diagonal":
        du = s * w * (1 - s)
    slope = 1.0 if m == "price_coefficient" else 0.8
    slope = -slope if m == "margin_sign" else slope
    direct = 0.0 if m == "no_direct" else REVENUE * s
    return du, direct - slope * du


def gumbel(loc, scale):
    z = (MAXIMA - loc) / scale
    return (ac.log(scale) + z + ac.exp(-z)).sum()


MAXIMA = 1.0 + normal(6)


@function(
    "Gumbel likelihood",
    gumbel,
    (0.7, 1.3),
    no_exponential=r"path|missing",
    scale_not_squared=r"square|divi|factor scale",
    no_log=r"path|missing",
    sign=SIGN,
    swapped=r"each other's place",
)
def gumbel_gradient(loc, scale, m=""):
    z = (MAXIMA - loc) / scale
    d = np.ones(6) if m == "no_exponential" else 1 - np.exp(-z)
    dloc = -(d / scale).sum()
    below = 1.0 if m == "scale_not_squared" else scale
    dscale = -(d * z / below).sum()
    if m != "no_log":
        dscale = dscale + 6 / scale
    pair = (dscale, dloc) if m == "swapped" else (dloc, dscale)
    return tuple(-x for x in pair) if m == "sign" else pair


def two_springs(q):
    a, b = ac.norm(q[0]), ac.norm(q[1] - q[0])
    return 4.0 * (a - 1.0) ** 2 + 2.5 * (b - 0.6) ** 2 + 9.81 * (q[0, 1] + 2 * q[1, 1])


@function(
    "two springs that hang",
    two_springs,
    (normal(2, 2),),
    no_direction=r"norm|division|row|factor",
    third_law=r"path|row 0|missing|left out",
    no_weight=r"path|9\.81|term|entr|column 1",
    mass=r"path|\[1, 1\]|entry|factor 2|off by|column 1",
    half=r"path|factor 2|0\.5",
)
def two_springs_gradient(q, m=""):
    u, v = q[0], q[1] - q[0]
    a, b = np.linalg.norm(u), np.linalg.norm(v)
    two = 1.0 if m == "half" else 2.0
    f1 = two * 4.0 * (a - 1) * (u if m == "no_direction" else u / a)
    f2 = two * 2.5 * (b - 0.6) * (v if m == "no_direction" else v / b)
    G = np.stack([f1 if m == "third_law" else f1 - f2, f2])
    if m != "no_weight":
        G[:, 1] += 9.81 * np.array([1.0, 1.0 if m == "mass" else 2.0])
    return G


def homography(h):
    d = h[6] * 0.4 + h[7] * -0.3 + 1
    return ac.stack(
        [(h[0] * 0.4 - h[1] * 0.3 + h[2]) / d, (h[3] * 0.4 - h[4] * 0.3 + h[5]) / d]
    )


@function(
    "homography",
    homography,
    (normal(8),),
    perspective_sign=r"sign|-1x",
    affine=r"missing|left out|0",
    not_squared=r"divi|square|factor",
    rows=r"place|order|revers|flip",
)
def homography_jacobian(h, m=""):
    p = np.array([0.4, -0.3, 1.0])
    d = h[6] * 0.4 + h[7] * -0.3 + 1
    u = np.array([h[:3] @ p, h[3:6] @ p])
    below = d if m == "not_squared" else d * d
    s = 1 if m == "perspective_sign" else -1
    J = np.zeros((2, 8))
    J[0, :3] = J[1, 3:6] = p / d
    if m != "affine":
        J[:, 6:] = s * np.outer(u, p[:2]) / below
    return J[::-1] if m == "rows" else J


def utility(c, s):
    return (BETA**4 * c ** (1 - s)).sum() / (1 - s)


BETA = np.array([1.0, 0.95, 0.9, 0.85])


@function(
    "discounted utility",
    utility,
    (np.array([0.8, 1.3, 2.0, 0.6]), 0.4),
    exponent_kept=r"power|lower|factor c|\bc\b",
    exponent_sign=r"power|sign|factor|c\*\*",
    no_quotient=r"path|missing|term",
    log_forgotten=r"path|log|power|missing|term",
)
def utility_gradient(c, s, m=""):
    w = BETA**4
    power = {"exponent_kept": 1 - s, "exponent_sign": s}.get(m, -s)
    dc = w * c**power
    total = (w * c ** (1 - s)).sum()
    log = 1.0 if m == "log_forgotten" else np.log(c)
    ds = -(w * c ** (1 - s) * log).sum() / (1 - s)
    return dc, ds + (0 if m == "no_quotient" else total / (1 - s) ** 2)


def drag(v):
    speed = ac.sqrt((v * v).sum())
    return 0.3 * speed * v - 0.05 * v


@function(
    "quadratic drag",
    drag,
    (normal(3),),
    diagonal=r"diagonal",
    direction_constant=r"path|diagonal|missing|off",
    linear_forgotten=r"diagonal|path|off|0\.05",
    no_division=r"factor|norm|divi|power|sqrt|multiple",
)
def drag_jacobian(v, m=""):
    speed = np.sqrt(v @ v)
    linear = 0.0 if m == "linear_forgotten" else 0.05
    outer = np.outer(v, v) / (1 if m == "no_division" else speed)
    eye = np.eye(3)
    if m == "direction_constant":
        return 0.3 * speed * eye - linear * eye
    J = 0.3 * (speed * eye + outer) - linear * eye
    return np.diag(np.diag(J)) if m == "diagonal" else J


def advantage(theta):
    p = ac.softmax(OBS @ theta)
    entropy = -(p * ac.log(p)).sum(axis=1)
    return -((p * GAIN).sum(axis=1) + 0.1 * entropy).mean()


OBS, GAIN = normal(5, 3), normal(5, 3)


@function(
    "policy with entropy",
    advantage,
    (normal(3, 3),),
    no_entropy=r"path|missing",
    entropy_sign=r"sign",
    no_coefficient=r"0\.1|10x|path|factor",
    no_baseline=r"sum|softmax|adds up",
    no_mean=r"5x|mean over 5",
)
def advantage_gradient(theta, m=""):
    p = softmax(OBS @ theta)
    k = {"no_entropy": 0.0, "entropy_sign": -0.1, "no_coefficient": 1.0}.get(m, 0.1)
    d = -GAIN if m == "no_entropy" else -(GAIN - k * (np.log(p) + 1))
    ds = p * (d - (p * d).sum(1, keepdims=True))
    if m == "no_baseline":
        ds = p * d
    return OBS.T @ ds / (1 if m == "no_mean" else 5)
