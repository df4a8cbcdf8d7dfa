"""Layers and losses of networks, as courses have them derived by hand."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, draws, function, sigmoid, softmax

normal = draws(15)
TRANSPOSE = r"transpose|\.T"
X, UP = normal(5, 4), normal(5, 4)


def swish_layer(W, b):
    a = X[:4] @ W + b
    return (UP[:4] * a * ac.sigmoid(a)).sum()


@function(
    "swish layer",
    swish_layer,
    (normal(4, 4), normal(4)),
    sigmoid_alone=r"path via .*sigmoid.* is missing|sigmoid",
    bias_not_summed=r"summed|sum\(axis=0\)",
    left_out=r"factor is missing|derivative of|sigmoid",
    inputs_not_transposed=TRANSPOSE,
)
def swish_gradient(W, b, m=""):
    a = X[:4] @ W + b
    s = sigmoid(a)
    slope = {"sigmoid_alone": s, "left_out": 1.0}.get(m, s + a * s * (1 - s))
    d = UP[:4] * slope
    left = X[:4] if m == "inputs_not_transposed" else X[:4].T
    return left @ d, d if m == "bias_not_summed" else d.sum(0)


def rms_norm(x, gain):
    r = ac.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-3)
    return (UP * (x / r) * gain).sum()


@function(
    "RMS norm",
    rms_norm,
    (normal(5, 4), 1.0 + 0.3 * normal(4)),
    scale_constant=r"path|variance|length|missing",
    scale_sign=r"sign",
    no_mean=r"mean over 4|1/4|4x|path",
    no_gain=r"factor gain|gain",
    gain_not_normalised=r"factor|in the place|x|division|normal",
)
def rms_gradient(x, gain, m=""):
    r = np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-3)
    d = UP * (1 if m == "no_gain" else gain)
    dot = (d * x).sum(axis=1, keepdims=True)
    dx = d / r
    if m == "scale_sign":
        dx = dx + x * dot / (4 * r**3)
    elif m == "no_mean":
        dx = dx - x * dot / r**3
    elif m != "scale_constant":
        dx = dx - x * dot / (4 * r**3)
    hat = x if m == "gain_not_normalised" else x / r
    return dx, (UP * hat).sum(axis=0)


W1, W2 = normal(4, 6), normal(6, 4)


def residual(x, W1, W2):
    return (UP * (x + ac.relu(x @ W1) @ W2)).sum()


@function(
    "residual block",
    residual,
    (X, W1, W2),
    no_skip=r"path via .* is missing|missing",
    no_mask=r"relu|mask",
    mask_of_output=r"mask|relu",
    weights_swapped=r"place|order",
    half_skip=r"path.*0\.5x|half|linear in x",
)
def residual_gradient(x, W1, W2, m=""):
    a = x @ W1
    h = np.maximum(a, 0)
    dh = UP @ W2.T
    mask = (dh > 0) if m == "mask_of_output" else (a > 0)
    da = dh * (1 if m == "no_mask" else mask)
    skip = {"no_skip": 0.0, "half_skip": 0.5}.get(m, 1.0)
    dW1, dW2 = x.T @ da, h.T @ UP
    if m == "weights_swapped":
        dW1, dW2 = dW2.T, dW1.T
    return skip * UP + da @ W1.T, dW1, dW2


def highway(x, W, T):
    t = ac.sigmoid(x @ T)
    return (UP * (t * ac.tanh(x @ W) + (1 - t) * x)).sum()


@function(
    "highway layer",
    highway,
    (X, normal(4, 4), normal(4, 4)),
    carry_forgotten=r"path|missing",
    no_gate_slope=r"sigmoid",
    carry_sign=r"sign",
    no_carry_in_gate=r"path|missing",
)
def highway_gradient(x, W, T, m=""):
    t, h = sigmoid(x @ T), np.tanh(x @ W)
    other = {"no_carry_in_gate": h, "carry_sign": h + x}.get(m, h - x)
    dt = UP * other * (1 if m == "no_gate_slope" else t * (1 - t))
    dh = UP * t * (1 - h * h)
    dx = dh @ W.T + dt @ T.T + (0 if m == "carry_forgotten" else UP * (1 - t))
    return dx, x.T @ dh, x.T @ dt


LABELS = np.array([1, 0, 3, 2, 1])


def smoothed(z):
    log_p = ac.log_softmax(z)
    chosen = log_p[np.arange(5), LABELS]
    return -(0.9 * chosen.mean() + 0.1 * log_p.mean())


@function(
    "label smoothing",
    smoothed,
    (normal(5, 4),),
    not_smoothed=r"path|missing|mean\(",
    no_batch_mean=r"mean over 5|5x",
    smoothing_not_divided=r"path|off by|mean|factor",
    sign=SIGN,
)
def smoothed_gradient(z, m=""):
    y = np.eye(4)[LABELS]
    share = {"not_smoothed": 0.0, "smoothing_not_divided": 0.1}.get(m, 0.1 / 4)
    target = 0.9 * y + share
    if m == "not_smoothed":
        return 0.9 * (softmax(z) - y) / 5
    g = softmax(z) - target
    return g * {"no_batch_mean": 1.0, "sign": -0.2}.get(m, 0.2)


TEACHER = softmax(normal(5, 4))


def distilled(z, T=2.0):
    return -(TEACHER * ac.log_softmax(z / T)).sum() * T * T / 5


@function(
    "distillation",
    distilled,
    (normal(5, 4),),
    no_temperature_inside=r"divi|2x|factor|temperature|0\.5|softmax",
    squared_once=r"0\.5x|factor",
    teacher_forgotten=r"missing|log_softmax|target|path",
    sum=r"5x|mean over 5",
)
def distilled_gradient(z, m=""):
    p = softmax(z if m == "no_temperature_inside" else z / 2.0)
    q = 0 if m == "teacher_forgotten" else TEACHER
    return (p - q) * (1.0 if m == "squared_once" else 2.0) / (1 if m == "sum" else 5)


def info_nce(A, B):
    return -ac.log_softmax(A @ B.T / 0.5)[np.arange(5), np.arange(5)].mean()


@function(
    "InfoNCE",
    info_nce,
    (normal(5, 3), normal(5, 3)),
    no_temperature=r"0\.5|factor 2|2x|factor",
    not_transposed=TRANSPOSE,
    positives_only=r"log_softmax|path|missing|softmax",
    negatives_only=r"log_softmax|target|missing",
)
def info_nce_gradient(A, B, m=""):
    P = softmax(A @ B.T / 0.5)
    parts = {"positives_only": -np.eye(5), "negatives_only": P}
    d = parts.get(m, P - np.eye(5)) / 5 / (1 if m == "no_temperature" else 0.5)
    return d @ B, (d if m == "not_transposed" else d.T) @ A


def conv2d(image, kernel):
    out = 0.0
    for i in range(2):
        for j in range(2):
            out = out + kernel[i, j] * image[i : i + 4, j : j + 4]
    return (UP44 * ac.tanh(out)).sum()


UP44 = normal(4, 4)


@function(
    "convolution of an image",
    conv2d,
    (normal(5, 5), normal(2, 2)),
    kernel_flipped=r"flip",
    kernel_transposed=TRANSPOSE,
    no_slope=r"tanh",
    image_overwritten=r"path|add up|missing|overwrite|counted",
)
def conv2d_gradient(image, kernel, m=""):
    windows = np.lib.stride_tricks.sliding_window_view(image, (2, 2))
    out = np.einsum("ijkl,kl->ij", windows, kernel)
    d = UP44 * (1 if m == "no_slope" else 1 - np.tanh(out) ** 2)
    dk = np.einsum("ijkl,ij->kl", windows, d)
    dx = np.zeros_like(image)
    for i in range(2):
        for j in range(2):
            part = kernel[i, j] * d
            if m == "image_overwritten":
                dx[i : i + 4, j : j + 4] = part
            else:
                dx[i : i + 4, j : j + 4] += part
    changed = {"kernel_flipped": dk[::-1, ::-1], "kernel_transposed": dk.T}
    return dx, changed.get(m, dk)


def average_pool(x):
    pooled = x.reshape(2, 2, 2, 2).mean(axis=(1, 3))
    return (pooled**3).sum()


@function(
    "average pooling",
    average_pool,
    (normal(4, 4),),
    not_averaged=r"mean over 4|4x",
    no_cube=r"derivative of mean\(reshape\(x\)\) alone|power|factor",
    tiled=r"order|place|shift|slices|rows|columns",
    power=r"power|factor|lower",
)
def average_pool_gradient(x, m=""):
    pooled = x.reshape(2, 2, 2, 2).mean(axis=(1, 3))
    d = {"no_cube": 1.0 + 0 * pooled, "power": 3 * pooled**3}.get(m, 3 * pooled**2)
    wide = np.tile(d, (2, 2)) if m == "tiled" else np.kron(d, np.ones((2, 2)))
    return wide / (1 if m == "not_averaged" else 4)


def two_heads(Q, K, V):
    out = 0.0
    for h in range(2):
        part = slice(2 * h, 2 * h + 2)
        P = ac.softmax(Q[:, part] @ K[:, part].T / np.sqrt(2.0))
        out = out + (UP[:, part] * (P @ V[:, part])).sum()
    return out


@function(
    "attention with two heads",
    two_heads,
    (normal(5, 4), normal(5, 4), normal(5, 4)),
    one_head=r"column|path|missing|only",
    no_scale=r"sqrt|1\.414|0\.707|factor",
    no_sum=r"softmax|sum",
    keys=TRANSPOSE,
    scale_of_all=r"sqrt|factor|0\.707|1\.414",
)
def two_heads_gradient(Q, K, V, m=""):
    dQ, dK, dV = 0 * Q, 0 * K, 0 * V
    for h in range(1 if m == "one_head" else 2):
        part = slice(2 * h, 2 * h + 2)
        q, k, v, u = Q[:, part], K[:, part], V[:, part], UP[:, part]
        P = softmax(q @ k.T / np.sqrt(2))
        dP = u @ v.T
        dS = P * (dP - (0 if m == "no_sum" else (P * dP).sum(1, keepdims=True)))
        dS = dS / {"no_scale": 1.0, "scale_of_all": 2.0}.get(m, np.sqrt(2))
        dQ[:, part] = dS @ k
        dK[:, part] = (dS if m == "keys" else dS.T) @ q
        dV[:, part] = P.T @ u
    return dQ, dK, dV


def dice(z):
    p = ac.sigmoid(z)
    return 1 - (2 * (p * MASK).sum() + 1) / (p.sum() + MASK.sum() + 1)


MASK = (normal(3, 4) > 0) * 1.0


@function(
    "dice loss",
    dice,
    (normal(3, 4),),
    no_denominator=r"path|missing|denominator|divide|sum\(",
    no_two=r"path|factor 2|0\.5x",
    no_sigmoid=r"sigmoid",
    sign=SIGN,
)
def dice_gradient(z, m=""):
    p = sigmoid(z)
    top, below = 2 * (p * MASK).sum() + 1, p.sum() + MASK.sum() + 1
    two = 1 if m == "no_two" else 2
    d = -(two * MASK * below - (0 if m == "no_denominator" else top)) / below**2
    d = d * (1 if m == "no_sigmoid" else p * (1 - p))
    return -d if m == "sign" else d


def td_error(W, v):
    q = ac.tanh(STATES @ W) @ v
    return 0.5 * ((REWARD + 0.9 * NEXT - q) ** 2).mean()


STATES, REWARD, NEXT = normal(6, 3), normal(6), normal(6)


@function(
    "temporal difference",
    td_error,
    (normal(3, 4), normal(4)),
    sign=SIGN,
    no_mean=r"mean over 6|6x",
    no_slope=r"tanh",
    two=r"2x|factor 2",
    discount_forgotten=r"0\.9|multiply|off|path|array",
)
def td_gradient(W, v, m=""):
    h = np.tanh(STATES @ W)
    gamma = 1.0 if m == "discount_forgotten" else 0.9
    d = -(REWARD + gamma * NEXT - h @ v)
    d = d * {"sign": -1.0, "two": 2.0}.get(m, 1.0) / (1 if m == "no_mean" else 6)
    dh = np.outer(d, v) * (1 if m == "no_slope" else 1 - h * h)
    return STATES.T @ dh, h.T @ d
