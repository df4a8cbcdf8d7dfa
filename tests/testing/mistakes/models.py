"""More models: their losses, layers and steps, with mistakes of practice."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import SIGN, draws, function, sigmoid, softmax

normal = draws(17)
TRANSPOSE = r"transpose|\.T"
X, UP = normal(6, 3), normal(6, 4)
Y = np.array([1.0, -1, 1, 1, -1, -1])


def squared_hinge(w, b):
    margin = ac.maximum(0.0, 1 - Y * (X @ w + b))
    return 0.5 * (w @ w) + 2.0 * (margin**2).mean()


@function(
    "squared hinge",
    squared_hinge,
    (normal(3), 0.2),
    no_two=r"0\.5x|factor 2|lower",
    bias_forgets_labels=r"path|multiply|array|factor",
    no_mean=r"mean over 6|1/6|6x",
    no_regulariser=r"regulariser|w @ w|path|missing",
    sign=SIGN,
    plain_hinge=r"factor|power|lower|mask|derivative",
)
def squared_hinge_gradient(w, b, m=""):
    margin = np.maximum(0, 1 - Y * (X @ w + b))
    two = 1 if m == "no_two" else 2
    d = -two * 2.0 * margin * Y / (1 if m == "no_mean" else 6)
    if m == "plain_hinge":
        d = -2 * 2.0 * (margin > 0) * Y / 6
    dw = X.T @ d * (-1 if m == "sign" else 1)
    dw = dw + (0 if m == "no_regulariser" else w)
    return dw, float(np.sum(d * Y if m == "bias_forgets_labels" else d))


def group_norm(x, g):
    z = x.reshape(6, 2, 2)
    z = z - z.mean(axis=2, keepdims=True)
    z = z / ac.sqrt((z * z).mean(axis=2, keepdims=True) + 0.1)
    return (UP * z.reshape(6, 4) * g).sum()


@function(
    "group norm",
    group_norm,
    (normal(6, 4), normal(4)),
    mean_constant=r"mean|adds up to 0|path",
    variance_constant=r"path|variance|length|1 - h\*\*2 with h of .hat",
    gain_forgotten=r"\bg\b",
    no_root=r"sqrt|root|power|factor",
    gain_overwritten=r"row|sum|last|path",
)
def group_norm_gradient(x, g, m=""):
    z = x.reshape(6, 2, 2)
    z = z - z.mean(2, keepdims=True)
    v = (z * z).mean(2, keepdims=True) + 0.1
    s = v if m == "no_root" else np.sqrt(v)
    hat = z / np.sqrt(v)
    d = (UP if m == "gain_forgotten" else UP * g).reshape(6, 2, 2)
    dz = d / s
    if m != "variance_constant":
        dz = dz - z * (d * z).mean(2, keepdims=True) / v**1.5
    if m != "mean_constant":
        dz = dz - dz.mean(2, keepdims=True)
    dg = UP * hat.reshape(6, 4)
    return dz.reshape(6, 4), dg[-1] if m == "gain_overwritten" else dg.sum(0)


def mixture_of_experts(x, G, E):
    gate = ac.softmax(x @ G)
    return (gate * ac.tanh(x @ E)).sum()


@function(
    "mixture of experts",
    mixture_of_experts,
    (X, normal(3, 4), normal(3, 4)),
    gate_constant=r"path|missing|softmax|exactly 0",
    no_softmax=r"softmax",
    no_tanh=r"tanh",
    gate_diagonal=r"diagonal",
    x_overwritten=r"path|missing|add up",
)
def mixture_gradient(x, G, E, m=""):
    gate, h = softmax(x @ G), np.tanh(x @ E)
    dh = gate * (1 if m == "no_tanh" else 1 - h * h)
    ds = gate * (h - (gate * h).sum(1, keepdims=True))
    ds = {"no_softmax": h, "gate_diagonal": gate * (1 - gate) * h}.get(m, ds)
    if m == "gate_constant":
        ds = np.zeros_like(ds)
    dx = ds @ G.T + dh @ E.T
    if m == "x_overwritten":
        dx = dh @ E.T
    return dx, x.T @ ds, x.T @ dh


def bilinear(u, W, v):
    s = ac.sigmoid(u @ W @ v)
    return -ac.log(s)


@function(
    "bilinear score",
    bilinear,
    (normal(3), normal(3, 4), normal(4)),
    outer_swapped=r"shape|transpose",
    probability=r"path|factor|log|sigmoid|-1|derivative",
    u_for_v=r"factor .*(u|v)\b",
    sign=SIGN,
)
def bilinear_gradient(u, W, v, m=""):
    s = sigmoid(u @ W @ v)
    d = s if m == "probability" else s - 1
    d = -d if m == "sign" else d
    dW = np.outer(v, u) if m == "outer_swapped" else np.outer(u, v)
    if m == "u_for_v":
        dW = np.outer(u, u @ W)
    return d * W @ v, d * dW, d * (u @ W)


def contrastive(A, B):
    d = ac.sqrt(((A - B) ** 2).sum(axis=1) + 1e-6)
    far = ac.maximum(0.0, 2.5 - d)
    return 0.5 * (SAME * d**2 + (1 - SAME) * far**2).sum()


SAME = np.array([1.0, 0, 0, 1, 0])


@function(
    "contrastive loss",
    contrastive,
    (normal(5, 3), normal(5, 3)),
    far_sign=r"sign",
    far_not_divided=r"path|factor|row|sqrt|divi|root",
    similar_only=r"path|missing|row|0",
    same_sign_for_both=SIGN,
    no_half=r"2x|factor 2",
)
def contrastive_gradient(A, B, m=""):
    delta = A - B
    d = np.sqrt((delta**2).sum(1, keepdims=True) + 1e-6)
    far = np.maximum(0, 2.5 - d)
    same = SAME[:, None]
    k = 1.0 if m == "far_sign" else -1.0
    far_part = k * (1 - same) * far * (delta if m == "far_not_divided" else delta / d)
    if m == "similar_only":
        far_part = np.zeros_like(delta)
    g = same * delta + far_part
    g = g * (2 if m == "no_half" else 1)
    return g, g if m == "same_sign_for_both" else -g


def conv1d(x, k, b):
    out = x[:-2] * k[0] + x[1:-1] * k[1] + x[2:] * k[2] + b
    return (UP8 * ac.relu(out)).sum()


UP8 = normal(8)


@function(
    "convolution along a line",
    conv1d,
    (normal(10), normal(3), 0.1),
    kernel_reversed=r"revers|flip",
    same_padding=r"shift|place|path|order",
    no_mask=r"relu|mask",
    bias_counted_once=r"path|sum|mask|factor|8",
    first_tap_lost=r"path|missing|x\[",
)
def conv1d_gradient(x, k, b, m=""):
    out = x[:-2] * k[0] + x[1:-1] * k[1] + x[2:] * k[2] + b
    d = UP8 * (1.0 if m == "no_mask" else (out > 0))
    dk = np.array([d @ x[:-2], d @ x[1:-1], d @ x[2:]])
    dx = np.zeros(10)
    for t in range(1 if m == "first_tap_lost" else 0, 3):
        dx[t : t + 8] += k[t] * d
    if m == "same_padding":
        dx = np.convolve(d, k)
        dx = np.roll(dx, 1)
    db = d[0] if m == "bias_counted_once" else d.sum()
    return dx, dk[::-1] if m == "kernel_reversed" else dk, db


def node2vec(E):
    pull = -ac.log(ac.sigmoid((E[EDGES[:, 0]] * E[EDGES[:, 1]]).sum(axis=1))).sum()
    return pull + 0.05 * (E * E).sum()


EDGES = np.array([[0, 1], [1, 2], [0, 3], [3, 2], [1, 3]])


@function(
    "embedding of a graph",
    node2vec,
    (normal(4, 3),),
    not_added=r"add\.at|several|add up|occurs",
    one_end=r"path|missing|getitem|E\[",
    no_decay=r"regulariser|path|0\.1",
    decay_half=r"path|regulariser|0\.05|half|factor 2",
)
def node2vec_gradient(E, m=""):
    a, b = EDGES.T
    d = -(1 - sigmoid((E[a] * E[b]).sum(1)))[:, None]
    G = np.zeros_like(E)
    if m == "not_added":
        G[a] += d * E[b]
        G[b] += d * E[a]
    else:
        np.add.at(G, a, d * E[b])
        if m != "one_end":
            np.add.at(G, b, d * E[a])
    decay = {"no_decay": 0.0, "decay_half": 0.05}.get(m, 0.1)
    return G + decay * E


def wasserstein(W, v):
    return (ac.leaky_relu(REAL @ W, 0.2) @ v).mean() - (
        ac.leaky_relu(FAKE @ W, 0.2) @ v
    ).mean()


REAL, FAKE = normal(5, 3), normal(5, 3)


@function(
    "Wasserstein critic",
    wasserstein,
    (normal(3, 4), normal(4)),
    fake_added=r"sign",
    fake_forgotten=r"path|missing",
    plain_relu=r"relu",
    no_mean=r"5x|mean over 5",
    sign=SIGN,
)
def wasserstein_gradient(W, v, m=""):
    dW, dv = 0 * W, 0 * v
    low = 0.0 if m == "plain_relu" else 0.2
    pairs = [(1.0, REAL), (1.0 if m == "fake_added" else -1.0, FAKE)]
    for k, Z in pairs[:1] if m == "fake_forgotten" else pairs:
        a = Z @ W
        h = np.where(a > 0, a, 0.2 * a)
        d = np.outer(np.ones(5), v) * np.where(a > 0, 1.0, low) / 5
        dW, dv = dW + k * Z.T @ d, dv + k * h.mean(0)
    s = {"no_mean": 5.0, "sign": -1.0}.get(m, 1.0)
    return s * dW, s * dv


def decoder(Z, W):
    h = ac.tanh(Z @ W)
    return -(T16 * ac.log(ac.sigmoid(h)) + (1 - T16) * ac.log(1 - ac.sigmoid(h))).sum()


T16 = (normal(4, 4) > 0) * 1.0


@function(
    "decoder with cross entropy",
    decoder,
    (normal(4, 4), normal(4, 4)),
    slope_twice=r"sigmoid|factor|twice|too much",
    no_tanh=r"tanh",
    codes_not_transposed=TRANSPOSE,
    weights_not_transposed=TRANSPOSE,
    mean=r"divided|1/16|1/4|0\.0625|too often",
    threshold=r"nothing",
)
def decoder_gradient(Z, W, m=""):
    h = np.tanh(Z @ W)
    s = sigmoid(h)
    d = s - T16
    if m == "slope_twice":
        d = d * s * (1 - s)
    if m == "threshold":
        d = (s > 0.5) - T16
    d = d if m == "no_tanh" else d * (1 - h * h)
    d = d / (16 if m == "mean" else 1)
    dZ = d @ (W if m == "weights_not_transposed" else W.T)
    return dZ, (Z if m == "codes_not_transposed" else Z.T) @ d


def self_attention(H, Wq, Wk):
    S = (H @ Wq) @ (H @ Wk).T
    return (UP[:4] * (ac.softmax(S / 2.0) @ H)).sum()


@function(
    "self-attention",
    self_attention,
    (normal(4, 4), normal(4, 4), normal(4, 4)),
    values_forgotten=r"path|missing|of the",
    keys_forgotten=r"path|missing|of the",
    no_scale=r"path.*2x|factor 2|2x",
    scores_transposed=TRANSPOSE,
    query_weights=TRANSPOSE,
)
def self_attention_gradient(H, Wq, Wk, m=""):
    Q, K = H @ Wq, H @ Wk
    P = softmax(Q @ K.T / 2)
    dP = UP[:4] @ H.T
    dS = P * (dP - (P * dP).sum(1, keepdims=True))
    dS = dS / (1 if m == "no_scale" else 2)
    dQ, dK = dS @ K, (dS if m == "scores_transposed" else dS.T) @ Q
    dH = dQ @ (Wq if m == "query_weights" else Wq.T)
    if m != "keys_forgotten":
        dH = dH + dK @ Wk.T
    if m != "values_forgotten":
        dH = dH + P.T @ UP[:4]
    return dH, H.T @ dQ, H.T @ dK
