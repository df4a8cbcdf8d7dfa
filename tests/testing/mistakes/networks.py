"""Layers and losses of networks: CS231n, Ng's course, papers."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import (
    SIGN,
    TWO_MISSING,
    TWO_TOO_MUCH,
    draws,
    function,
    sigmoid,
    softmax,
)

normal = draws(12)
X, Y = normal(5, 3), normal(5, 2)
CLASSES = np.array([0, 1, 1, 0, 1])
ROWS = np.arange(5)
TRANSPOSE = r"transpose|\.T"


def relu_net(W1, b1, W2, b2):
    h = ac.relu(X @ W1 + b1)
    log_p = ac.log_softmax(h @ W2 + b2)
    return -log_p[ROWS, CLASSES].mean() + 0.1 * ((W1 * W1).sum() + (W2 * W2).sum())


@function(
    "two layer relu network",
    relu_net,
    (normal(3, 3), 0.1 * normal(3), normal(3, 2), normal(2)),
    no_mask=r"relu|mask",
    upstream_mask=r"mask|relu",
    sum=r"mean over 5|5x|path",
    half_regulariser=r"(W1|W2|sum\(\.\.\.\) \+ sum).*(factor 2|0\.5x)|regulari",
    no_regulariser=r"W1 \* W1.*missing|regulari",
    bias_mean=r"(b2|every).*(1/5|mean)",
)
def relu_net_gradient(W1, b1, W2, b2, m=""):
    a = X @ W1 + b1
    h = np.maximum(a, 0)
    d = softmax(h @ W2 + b2)
    d[ROWS, CLASSES] -= 1
    d /= 1 if m == "sum" else 5
    dh = d @ W2.T
    da = {"no_mask": dh, "upstream_mask": dh * (dh > 0)}.get(m, dh * (a > 0))
    reg = 0.1 if m == "half_regulariser" else 0.2
    reg1 = 0.0 if m == "no_regulariser" else reg
    db2 = d.mean(0) if m == "bias_mean" else d.sum(0)
    return X.T @ da + reg1 * W1, da.sum(0), h.T @ d + reg * W2, db2


def sigmoid_net(W1, W2):
    out = ac.sigmoid(ac.sigmoid(X @ W1) @ W2)
    return 0.5 * ((out - Y) ** 2).sum() / 5


@function(
    "delta rule",
    sigmoid_net,
    (normal(3, 2), normal(2, 2)),
    no_hidden_slope=r"sigmoid",
    no_output_slope=r"sigmoid",
    not_transposed=TRANSPOSE,
    slope_of_input=r"sigmoid|argument|result",
    half_slope=r"factor \(?1 - s|sigmoid|\(1 - s\)|a factor is missing",
    sum=r"mean over 5|5x",
    inputs=r"in the place|used|X",
)
def sigmoid_net_gradient(W1, W2, m=""):
    a = X @ W1
    h = sigmoid(a)
    out = sigmoid(h @ W2)
    d = (out - Y) / (1 if m == "sum" else 5)
    if m != "no_output_slope":
        d = d * out * (1 - out)
    dh = d @ (W2 if m == "not_transposed" else W2.T)
    slope = {
        "no_hidden_slope": 1.0,
        "slope_of_input": a * (1 - a),
        "half_slope": h,
    }.get(m, h * (1 - h))
    return X.T @ (dh * slope), (a if m == "inputs" else h).T @ d


def tanh_net(W, v):
    return ((ac.tanh(X @ W) @ v - Y[:, 0]) ** 2).mean()


@function(
    "tanh network",
    tanh_net,
    (normal(3, 4), normal(4)),
    no_slope=r"tanh",
    no_square=r"square is missing|1 - h\b|tanh",
    sigmoid_slope=r"sigmoid|tanh",
    half=TWO_MISSING,
    sign=SIGN,
    sign_hidden=SIGN,
)
def tanh_net_gradient(W, v, m=""):
    h = np.tanh(X @ W)
    d = (1 if m == "half" else 2) * (h @ v - Y[:, 0]) / 5 * (-1 if m == "sign" else 1)
    slope = {"no_slope": 1.0, "no_square": 1 - h, "sigmoid_slope": h * (1 - h)}
    delta = np.outer(d, v) * slope.get(m, 1 - h * h)
    return X.T @ delta * (-1 if m == "sign_hidden" else 1), h.T @ d


UP = normal(5, 3)


def batch_norm(X, gamma, beta):
    mean = X.mean(axis=0)
    var = ((X - mean) ** 2).mean(axis=0)
    return (UP * (gamma * (X - mean) / ac.sqrt(var + 1e-3) + beta)).sum()


@function(
    "batch normalisation",
    batch_norm,
    (normal(5, 3), 1 + 0.3 * normal(3), normal(3)),
    no_mean=r"mean",
    no_variance=r"missing|path|sqrt|var|length",
    no_gamma=r"gamma",
    gamma_of_x=r"X - mean|in the place|sqrt|divide|normal",
    root=r"sqrt|root|1/\(2|too much",
)
def batch_norm_gradient(X, gamma, beta, m=""):
    s = 1 / np.sqrt(X.var(0) + 1e-3)
    n = (X - X.mean(0)) * s
    g = UP * (1 if m == "no_gamma" else gamma)
    mean, var = g.mean(0), n * (g * n).mean(0)
    if m == "root":
        var = var * s
    dx = s * (g - (0 if m == "no_mean" else mean) - (0 if m == "no_variance" else var))
    dgamma = (UP * ((X - X.mean(0)) if m == "gamma_of_x" else n)).sum(0)
    return dx, dgamma, UP.sum(0)


def layer_norm(X):
    centred = X - X.mean(axis=1, keepdims=True)
    return (UP * centred / ac.sqrt((centred**2).mean(axis=1, keepdims=True))).sum()


@function(
    "layer normalisation",
    layer_norm,
    (normal(5, 3),),
    no_mean=r"mean",
    no_variance=r"missing|path|sqrt|length",
    no_scale=r"sqrt|row|divi",
    sign=r"sign",
)
def layer_norm_gradient(X, m=""):
    s = 1 / X.std(1, keepdims=True)
    n = (X - X.mean(1, keepdims=True)) * s
    var = n * (UP * n).mean(1, keepdims=True)
    mean = 0 if m == "no_mean" else UP.mean(1, keepdims=True)
    var = {"no_variance": 0, "sign": -var}.get(m, var)
    return (1 if m == "no_scale" else s) * (UP - mean - var)


KEEP = (normal(5, 3) > -0.3) / 0.6


@function(
    "dropout and a linear layer",
    lambda W: ((KEEP * (X @ W) - UP) ** 2).sum() * 0.5,
    (normal(3, 3),),
    no_scale=r"factor|0\.6|1\.66|constant",
    no_mask=r"multiply|factor|mask|array",
    two=TWO_TOO_MUCH,
)
def dropout(W, m=""):
    d = KEEP * (X @ W) - UP
    mask = {"no_scale": (KEEP > 0) * 1.0, "no_mask": 1.0}.get(m, KEEP)
    return X.T @ (d * mask) * (2 if m == "two" else 1)


SIGNAL = normal(9)


def convolution(k):
    out = sum(k[j] * SIGNAL[j : j + 6] for j in range(4))
    return (ac.tanh(out) ** 2).sum()


@function(
    "convolution kernel",
    convolution,
    (normal(4),),
    flipped=r"flip|reverse",
    shifted=r"shift|roll|off by one",
    no_slope=r"tanh",
    half=TWO_MISSING,
)
def convolution_gradient(k, m=""):
    out = np.tanh(sum(k[j] * SIGNAL[j : j + 6] for j in range(4)))
    d = (1 if m == "half" else 2) * out * (1 if m == "no_slope" else 1 - out**2)
    g = np.array([d @ SIGNAL[j : j + 6] for j in range(4)])
    return {"flipped": g[::-1], "shifted": np.roll(g, 1)}.get(m, g)


SIX = normal(6)


def max_pool(x):
    return sum(SIX[k] * ac.max(x[2 * k : 2 * k + 2]) for k in range(4))


@function(
    "max pooling",
    max_pool,
    (normal(8),),
    everywhere=r"every entry|max|entries",
    first=r"max|place|entries|wrong",
    no_upstream=r"factor|upstream|\* ",
)
def max_pool_gradient(x, m=""):
    g = np.zeros(8)
    for k in range(4):
        j = 2 * k + (0 if m == "first" else int(np.argmax(x[2 * k : 2 * k + 2])))
        u = 1.0 if m == "no_upstream" else SIX[k]
        if m == "everywhere":
            g[2 * k : 2 * k + 2] = u
        else:
            g[j] = u
    return g


IDS = np.array([0, 2, 2, 3, 0, 2])
UP6 = normal(6, 2)


@function(
    "embedding",
    lambda E: (UP6 * ac.tanh(E[IDS])).sum(),
    (normal(5, 2),),
    overwritten=r"add\.at|several times",
    no_slope=r"tanh",
    shifted=r"shift|roll|order|row",
)
def embedding(E, m=""):
    d = UP6 * (1 if m == "no_slope" else 1 - np.tanh(E[IDS]) ** 2)
    g = np.zeros_like(E)
    if m == "overwritten":
        g[IDS] = d
    else:
        np.add.at(g, IDS, d)
    return np.roll(g, 1, 0) if m == "shifted" else g


@function(
    "autoencoder with tied weights",
    lambda W: 0.5 * ((ac.sigmoid(X @ W) @ W.T - X) ** 2).sum(),
    (normal(3, 2),),
    decoder_only=r"path|missing|sigmoid|transpose",
    encoder_only=r"path|missing|transpose",
    no_slope=r"sigmoid",
    sign=SIGN,
)
def tied(W, m=""):
    h = sigmoid(X @ W)
    d = h @ W.T - X
    encoder = X.T @ ((d @ W) * (1 if m == "no_slope" else h * (1 - h)))
    decoder = d.T @ h
    g = {"decoder_only": decoder, "encoder_only": encoder}.get(m, encoder + decoder)
    return -g if m == "sign" else g


P, N = normal(4), normal(4)


def triplet(a):
    return ac.relu(((a - P) ** 2).sum() - ((a - N) ** 2).sum() + 20.0)


@function(
    "triplet loss",
    triplet,
    (normal(4),),
    half=TWO_MISSING,
    no_negative=r"path|missing",
    plus=r"sign",
)
def triplet_gradient(a, m=""):
    if m == "no_negative":
        return 2 * (a - P)
    if m == "plus":
        return 2 * ((a - P) + (a - N))
    return (1 if m == "half" else 2) * ((a - P) - (a - N))


def cosine(a, b):
    return (a @ b) / (ac.norm(a) * ac.norm(b))


@function(
    "cosine similarity",
    cosine,
    (normal(4), normal(4)),
    no_normal=r"norm|path|length|missing",
    one_norm=r"norm",
    plus=r"sign",
    swapped=r"place",
)
def cosine_gradient(a, b, m=""):
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    c = a @ b / (na * nb)
    s = {"no_normal": 0.0, "plus": -1.0}.get(m, 1.0)
    da = (b / nb - s * c * a / na) / (1 if m == "one_norm" else na)
    db = (a / na - s * c * b / nb) / nb
    return (db, da) if m == "swapped" else (da, db)


def vae(mu, logvar):
    return -0.5 * (1 + logvar - mu**2 - ac.exp(logvar)).sum()


@function(
    "divergence of a VAE",
    vae,
    (normal(4), 0.5 * normal(4)),
    no_half=TWO_TOO_MUCH,
    no_exp=r"exp",
    sign=SIGN,
    two_mu=r"mu.*(2x|factor 2|twice)|factor 2 too much",
    no_one=r"path|missing|same term",
)
def vae_gradient(mu, logvar, m=""):
    e = 1.0 if m == "no_exp" else np.exp(logvar)
    d = 0.5 * (e - (0 if m == "no_one" else 1))
    if m == "no_exp":
        d = 0.5 * (logvar - 1)
    k = {"no_half": 2.0, "sign": -1.0}.get(m, 1.0)
    return k * (2 * mu if m == "two_mu" else mu), k * d


def focal(z):
    p = ac.sigmoid(z)
    return -(((1 - p) ** 2) * ac.log(p)).sum()


@function(
    "focal loss",
    focal,
    (normal(5),),
    no_modulation=r"path|missing|\*\* 2",
    no_slope=r"sigmoid",
    plus=r"sign",
)
def focal_gradient(z, m=""):
    p = sigmoid(z)
    first = 0.0 if m == "no_modulation" else 2 * (1 - p) * np.log(p)
    d = (-first if m == "plus" else first) - (1 - p) ** 2 / p
    return d * (1 if m == "no_slope" else p * (1 - p))


A, B = 0.5 * normal(3, 2), normal(2, 3)


@function(
    "low rank update",
    lambda A, B: (((X @ (ORIGIN + 4.0 * (A @ B))) - UP) ** 2).mean(),
    (A, B),
    no_scale=r"factor 4|1/4|4 is missing|4",
    not_transposed=r"transpose|place|\.T",
    sum=r"mean over 15|15",
)
def low_rank(A, B, m=""):
    d = 2 * (X @ (ORIGIN + 4 * A @ B) - UP) / (1 if m == "sum" else 15)
    dW = X.T @ d * (1 if m == "no_scale" else 4)
    return (dW.T if m == "not_transposed" else dW) @ B.T, A.T @ dW


ORIGIN = normal(3, 3)


def skip_gram(v, U):
    return -ac.log(ac.sigmoid(U[0] @ v)) - ac.log(ac.sigmoid(-(U[1:] @ v))).sum()


@function(
    "negative sampling",
    skip_gram,
    (normal(3), normal(4, 3)),
    no_negatives=r"path|missing",
    negative_sign=r"sign",
    extra_slope=r"sigmoid|s\*\(1 - s\)|too much",
    context_only_first=r"row|0|path|zero",
)
def skip_gram_gradient(v, U, m=""):
    p = sigmoid(U @ v)
    d = p - np.array([1.0, 0, 0, 0])
    if m == "extra_slope":
        d = d * p * (1 - p)
    if m == "negative_sign":
        d = np.array([d[0], *-d[1:]])
    dU = np.outer(d, v)
    if m == "context_only_first":
        dU[1:] = 0
    return (d[:1] @ U[:1] if m == "no_negatives" else d @ U), dU
