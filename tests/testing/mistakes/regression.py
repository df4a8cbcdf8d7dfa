"""Regression and classification: Ng's course, CS231n, statistics."""

import numpy as np

import autograd_core as ac
from tests.testing.mistakes.case import (
    SIGN,
    TWO_TOO_MUCH,
    draws,
    function,
    sigmoid,
    softmax,
)

normal = draws(11)
X, Y = normal(7, 3), normal(7)
LABELS = (normal(7) > 0).astype(float)
CLASSES = np.array([0, 2, 1, 1, 3, 0, 2])
ONE_HOT = np.eye(4)[CLASSES]
ROWS = np.arange(7)
MEAN_7 = r"mean over 7|1/7|\b7x"


@function(
    "linear regression",
    lambda w, b: ((X @ w + b - Y) ** 2).sum() / 14,
    (normal(3), 0.3),
    sum=MEAN_7,
    two=TWO_TOO_MUCH,
    sign=SIGN,
    bias_sum=r"gradient of b is 7x|b .*mean over 7|7x",
    output=r"X @ w|Y|taken at|path|upstream|linear",
)
def linear_regression(w, b, m=""):
    r = X @ w + b - Y
    if m == "output":
        r = X @ w + b
    if m == "sign":
        r = -r
    n = {"sum": 1, "two": 3.5}.get(m, 7)
    db = r.sum() if m == "bias_sum" else r.sum() / n
    return X.T @ r / n, db


def logistic_loss(w, b):
    z = X @ w + b
    loss = -(LABELS * ac.log(ac.sigmoid(z)) + (1 - LABELS) * ac.log(1 - ac.sigmoid(z)))
    return loss.mean() + 0.3 / 14 * (w**2).sum()


@function(
    "regularised logistic regression",
    logistic_loss,
    (normal(3), -0.4),
    bias_regularised=r"regulari|proportional|a factor b",
    no_regulariser=r"w \*\* 2.* is missing|regulari",
    regulariser_not_averaged=r"w \*\* 2.*7x|regulari|7x",
    slope=r"too much|twice|derivative of sigmoid|s\*\(1 - s\)",
    sum=MEAN_7 + r"|path",
    sign=SIGN,
)
def logistic(w, b, m=""):
    p = sigmoid(X @ w + b)
    r = p - LABELS
    if m == "slope":
        r = r * p * (1 - p)
    if m == "sign":
        r = -r
    n = 1 if m == "sum" else 7
    reg = {"no_regulariser": 0.0, "regulariser_not_averaged": 0.3}.get(m, 0.3 / 7)
    dw = X.T @ r / n + reg * w
    db = r.sum() / n + (0.3 / 7 * b if m == "bias_regularised" else 0)
    return dw, db


def svm_loss(W):
    scores = X @ W
    right = scores[ROWS, CLASSES]
    margins = ac.relu(scores - right.reshape(7, 1) + 1.0)
    return (margins.sum() - 7.0) / 7 + 0.1 * (W * W).sum()


@function(
    "multiclass hinge",
    svm_loss,
    (normal(3, 4),),
    right_class=r"path|scores|getitem|\[|right class|missing",
    sum=r"mean over 7|7x",
    half_regulariser=r"W \* W.*(factor 2|0\.5x)|regulari",
    no_regulariser=r"W \* W.*missing|regulari",
    no_mask=r"mask|relu|piecewise",
)
def svm(W, m=""):
    scores = X @ W
    margins = scores - scores[ROWS, CLASSES][:, None] + 1
    mask = (margins > 0).astype(float)
    if m == "no_mask":
        mask[:] = 1.0
    mask[ROWS, CLASSES] = 0
    if m != "right_class":
        mask[ROWS, CLASSES] = -mask.sum(1)
    reg = {"half_regulariser": 0.1, "no_regulariser": 0.0}.get(m, 0.2)
    return X.T @ mask / (1 if m == "sum" else 7) + reg * W


def softmax_loss(W, b):
    log_p = ac.log_softmax(X @ W + b)
    return -(ONE_HOT * log_p).sum() / 7 + 0.05 * (W**2).sum()


@function(
    "softmax regression",
    softmax_loss,
    (normal(3, 4), normal(4)),
    no_target=r"log_softmax.*(u|p - y|target)|missing|path",
    sum=r"mean over 7|7x|path",
    sign=SIGN,
    half_regulariser=r"W \*\* 2.*(factor 2|0\.5x)|regulari",
    bias_mean=r"b.*(1/7|7)",
    wrong_class=r"linear|order|shift|place|row|column|in another",
)
def softmax_regression(W, b, m=""):
    d = softmax(X @ W + b)
    if m == "wrong_class":
        d[ROWS, (CLASSES + 1) % 4] -= 1
    elif m != "no_target":
        d[ROWS, CLASSES] -= 1
    d /= 1 if m == "sum" else 7
    if m == "sign":
        d = -d
    reg = 0.05 if m == "half_regulariser" else 0.1
    return X.T @ d + reg * W, d.mean(0) if m == "bias_mean" else d.sum(0)


@function(
    "Poisson regression",
    lambda w, b: (ac.exp(X @ w + b) - COUNTS * (X @ w + b)).mean(),
    (0.3 * normal(3), 0.2),
    no_exp=r"exp",
    sign=SIGN,
    sum=r"mean over 7|7x",
    no_counts=r"path|missing|COUNTS|\* an array|multiply",
)
def poisson(w, b, m=""):
    z = X @ w + b
    r = (z if m == "no_exp" else np.exp(z)) - (0 if m == "no_counts" else COUNTS)
    r = r / (1 if m == "sum" else 7) * (-1 if m == "sign" else 1)
    return X.T @ r, r.sum()


COUNTS = np.array([1.0, 0, 2, 4, 1, 0, 3])
POSITIVE = np.array([1.5, 1.0, 2.0, 1.5, 1.0, 3.0, 1.0])


def weighted_bce(z):
    return (POSITIVE * LABELS * ac.softplus(-z) + (1 - LABELS) * ac.softplus(z)).mean()


@function(
    "cross entropy with weights",
    weighted_bce,
    (normal(7),),
    no_weight=r"multiply|factor|entries|constant|weight",
    sign=SIGN,
    sum=r"mean over 7|7x",
    extra_slope=r"s\*\(1 - s\)|derivative of softplus|sigmoid",
)
def bce(z, m=""):
    p = sigmoid(z)
    weights = 1.0 if m == "no_weight" else POSITIVE
    d = (1 - LABELS) * p - weights * LABELS * (1 - p)
    if m == "extra_slope":
        d = d * p * (1 - p)
    return d / (1 if m == "sum" else 7) * (-1 if m == "sign" else 1)


def elastic_net(w):
    return 0.5 * ((X @ w - Y) ** 2).mean() + 0.2 * ac.abs(w).sum() + 0.3 * (w @ w)


@function(
    "elastic net",
    elastic_net,
    (normal(3),),
    no_sign=r"sign|abs",
    no_l1=r"abs.*missing|regulari",
    half_l2=r"w @ w.*(2|half|0\.5)|regulari",
    no_l2=r"w @ w.*missing|regulari",
    sum=r"7x|mean over 7",
)
def elastic(w, m=""):
    l1 = {"no_sign": w, "no_l1": 0 * w}.get(m, np.sign(w))
    l2 = {"half_l2": 0.3, "no_l2": 0.0}.get(m, 0.6)
    return X.T @ (X @ w - Y) / (1 if m == "sum" else 7) + 0.2 * l1 + l2 * w


def huber(w):
    r = X @ w - Y
    small = np.abs(np.asarray(getattr(r, "data", r))) <= 0.8
    return ac.where(small, 0.5 * r * r, 0.8 * (ac.abs(r) - 0.4)).sum()


@function(
    "Huber regression",
    huber,
    (normal(3),),
    not_clipped=r"where|clip|mask|abs|0\.5 \*.* alone",
    no_slope=r"0\.8|factor|path",
    sign=SIGN,
    mean=r"divided by 7|1/7",
)
def huber_gradient(w, m=""):
    r = X @ w - Y
    d = np.clip(r, -0.8, 0.8)
    if m == "not_clipped":
        d = r
    if m == "no_slope":
        d = np.where(np.abs(r) <= 0.8, r, np.sign(r))
    return X.T @ d * (-1 if m == "sign" else 1) / (7 if m == "mean" else 1)


def gaussian_nll(mu, sigma):
    return 7 * ac.log(sigma) + ((Y - mu) ** 2).sum() / (2 * sigma**2)


@function(
    "normal likelihood",
    gaussian_nll,
    (0.2, 1.3),
    no_log=r"log\(sigma\).*missing|path",
    squared=r"sigma|power",
    sign_mu=r"mu.*sign|sign",
    no_variance=r"sigma\*\*2|sigma \*\* 2|factor",
)
def gaussian(mu, sigma, m=""):
    r = Y - mu
    dmu = -r.sum() / (1 if m == "no_variance" else sigma**2)
    square = (r @ r) / sigma ** (2 if m == "squared" else 3)
    dsigma = (0 if m == "no_log" else 7 / sigma) - square
    return (-dmu if m == "sign_mu" else dmu), dsigma


def log_scale_nll(mu, log_sigma):
    z = (Y - mu) * ac.exp(-log_sigma)
    return (log_sigma + 0.5 * z * z).mean()


@function(
    "normal likelihood by log sigma",
    log_scale_nll,
    (0.4, 0.3),
    by_sigma=r"exp|log_sigma|sigma.*too much",
    no_one=r"path|missing|same term",
    two=r"factor 2|2x|twice|path",
    sign=r"sign",
)
def log_scale(mu, log_sigma, m=""):
    sigma = np.exp(log_sigma)
    z = (Y - mu) / sigma
    dmu = -z.mean() / sigma * (-1 if m == "sign" else 1)
    d = (0 if m == "no_one" else 1) - (2 if m == "two" else 1) * (z * z).mean()
    return dmu, d / sigma if m == "by_sigma" else d


def cox(beta):
    risks = ac.exp(X @ beta)
    return -sum((X[i] @ beta) - ac.log(risks[i:].sum()) for i in (0, 2, 3, 5))


@function(
    "Cox partial likelihood",
    cox,
    (0.4 * normal(3),),
    no_risk_set=r"log|missing|path",
    sign=SIGN,
    not_normalised=r"log|1/u|derivative",
    plus=r"sign",
)
def cox_gradient(beta, m=""):
    risks = np.exp(X @ beta)
    total = np.zeros(3)
    for i in (0, 2, 3, 5):
        mean = risks[i:] @ X[i:] / (1 if m == "not_normalised" else risks[i:].sum())
        if m == "no_risk_set":
            mean = 0.0
        total -= X[i] + mean if m == "plus" else X[i] - mean
    return -total if m == "sign" else total


def student(mu, s):
    z = (Y - mu) / s
    return (2.0 * ac.log(1 + z * z / 3)).sum() + 7 * ac.log(s)


@function(
    "Student's t likelihood",
    student,
    (0.1, 0.9),
    no_two=r"z|factor 2|0\.5x|2 is missing",
    no_scale=r"factor s|a factor|s is|division by s",
    sign=SIGN,
    no_log=r"log\(s\).*missing|path",
)
def student_gradient(mu, s, m=""):
    z = (Y - mu) / s
    w = (1 if m == "no_two" else 2) * 2.0 * z / (3 + z * z)
    dmu = -w.sum() / (1 if m == "no_scale" else s) * (-1 if m == "sign" else 1)
    return dmu, -(w * z).sum() / s + (0 if m == "no_log" else 7 / s)


MEANS, POINTS = normal(3, 2), normal(6, 2)
PI = np.array([0.2, 0.5, 0.3])


def mixture(mu):
    d = (((POINTS.reshape(6, 1, 2) - mu) ** 2).sum(axis=2)) * -0.5
    return -ac.log((ac.exp(d) * PI).sum(axis=1)).sum()


@function(
    "mixture of normals",
    mixture,
    (MEANS,),
    hard=r"responsib|log|softmax|missing|derivative",
    no_weights=r"multiply|factor|weights|an array",
    sign=SIGN,
    mean=r"divided by 6|1/6",
)
def mixture_gradient(mu, m=""):
    diff = POINTS[:, None] - mu
    p = np.exp(-0.5 * (diff**2).sum(2)) * (1 if m == "no_weights" else PI)
    if m != "hard":
        p = p / p.sum(1, keepdims=True)
    g = -(p[:, :, None] * diff).sum(0)
    return g * (-1 if m == "sign" else 1) / (6 if m == "mean" else 1)
