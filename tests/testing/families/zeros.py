"""Gradients that are 0 by cancellation, or by the symmetry of a start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.testing.families.cancelling import softmax
from tests.testing.families.case import Case, Rng

_TINY = 1e-5


def _normalized(Z: Any, axis: int) -> Any:
    centered = Z - Z.mean(axis=axis, keepdims=True)
    return centered / np.sqrt((centered**2).mean(axis=axis, keepdims=True) + _TINY)


def _through_norm(Z: Any, upstream: Any, axis: int) -> Any:
    """The gradient that a normalization sends back."""
    hat, n = _normalized(Z, axis), Z.shape[axis]
    std = np.sqrt(Z.var(axis=axis, keepdims=True) + _TINY)
    dots = (upstream * hat).sum(axis=axis, keepdims=True)
    total = upstream.sum(axis=axis, keepdims=True)
    return (n * upstream - total - hat * dots) / (n * std)


def _bias(rng: Rng, axis: int) -> Case:
    """A bias that the normalization after it takes off again."""
    X, T = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    # Before layer norm the bias is one number for each row.
    b = rng.normal(size=3 if axis == 0 else (5, 1))

    def gradient(b: Any) -> Any:
        return _through_norm(X + b, T, axis).sum(axis=axis, keepdims=axis == 1)

    return Case(lambda b: (_normalized(X + b, axis) * T).sum(), b, gradient)


def batch_norm_bias(rng: Rng) -> Case:
    return _bias(rng, 0)


def layer_norm_bias(rng: Rng) -> Case:
    return _bias(rng, 1)


def batch_norm_layer(rng: Rng) -> Case:
    """Weights, the bias that has no effect, gain and shift."""
    X, T = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))

    def loss(W: Any, b: Any, gain: Any, shift: Any) -> Any:
        return ((_normalized(X @ W + b, 0) * gain + shift - T) ** 2).mean()

    def gradient(W: Any, b: Any, gain: Any, shift: Any) -> Any:
        Z = X @ W + b
        hat = _normalized(Z, 0)
        d = 2.0 * (hat * gain + shift - T) / T.size
        dZ = _through_norm(Z, d * gain, 0)
        return X.T @ dZ, dZ.sum(axis=0), (d * hat).sum(axis=0), d.sum(axis=0)

    sizes = ((3, 2), 2, 2, 2)
    return Case(loss, tuple(rng.normal(size=size) for size in sizes), gradient)


def shift_before_softmax(rng: Rng) -> Case:
    """One number added to all logits."""
    z, target = rng.normal(size=(3, 4)) * 3.0, np.eye(4)[rng.integers(0, 4, 3)]

    def loss(b: Any) -> Any:
        e = np.exp(z + b)
        return -(np.log(e / e.sum(axis=1, keepdims=True)) * target).sum()

    return Case(loss, rng.normal(), lambda b: (softmax(z + b) - target).sum())


def key_bias(rng: Rng) -> Case:
    """The bias of the keys of attention, which softmax takes off."""
    Q, K, V = rng.normal(size=(3, 4, 3))
    C = rng.normal(size=(4, 3))

    def loss(b: Any) -> Any:
        scores = Q @ (K + b).T / math.sqrt(3.0)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return ((e / e.sum(axis=1, keepdims=True)) @ V * C).sum()

    def gradient(b: Any) -> Any:
        P = softmax(Q @ (K + b).T / math.sqrt(3.0))
        dP = C @ V.T
        dS = P * (dP - (dP * P).sum(axis=1, keepdims=True)) / math.sqrt(3.0)
        return (dS.T @ Q).sum(axis=0)

    return Case(loss, rng.normal(size=3), gradient)


def attention_at_ones(rng: Rng) -> Case:
    """Equal queries and keys."""
    C, V, start = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.choice([1, 0.5])

    def loss(Q: Any, K: Any) -> Any:
        e = np.exp(Q @ K.T)
        return ((e / e.sum(axis=1, keepdims=True)) @ V * C).sum()

    def gradient(Q: Any, K: Any) -> Any:
        P = softmax(Q @ K.T)
        dP = C @ V.T
        dS = P * (dP - (dP * P).sum(axis=1, keepdims=True))
        return dS @ K, dS.T @ Q

    return Case(loss, (np.full((3, 2), start), np.full((3, 2), start)), gradient)


def length_of_a_direction(rng: Rng) -> Case:
    """The cosine of an angle does not depend on the length of a vector."""
    x, y = rng.normal(size=(2, 4))

    def loss(s: Any) -> Any:
        v = x * s
        return (v * y).sum() / np.sqrt((v * v).sum() * (y @ y))

    def gradient(s: Any) -> Any:
        v = x * s
        norm = np.sqrt(v @ v)
        dv = (y / norm - v * (v @ y) / norm**3) / np.sqrt(y @ y)
        return float(x @ dv)

    return Case(loss, rng.uniform(0.5, 3.0), gradient)


def symmetric_start(rng: Rng) -> Case:
    """Two layers whose weights start as one number: equal classes cancel."""
    X = rng.normal(size=(4, 3))
    T = np.eye(2)[[0, 1, 0, 1]]
    start = rng.choice([0.0, 1.0, 0.5])

    def loss(W1: Any, W2: Any) -> Any:
        scores = np.tanh(X @ W1) @ W2
        shifted = scores - scores.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(logs * T).sum() / 4.0

    def gradient(W1: Any, W2: Any) -> Any:
        H = np.tanh(X @ W1)
        d = (softmax(H @ W2) - T) / 4.0
        return X.T @ ((d @ W2.T) * (1.0 - H**2)), H.T @ d

    return Case(loss, (np.full((3, 4), start), np.full((4, 2), start)), gradient)


def symmetric_regression(rng: Rng) -> Case:
    """Biases and weights of zeros or ones, squared error."""
    X, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
    start = rng.choice([0.0, 1.0, 0.1])

    def loss(W1: Any, b1: Any, W2: Any) -> Any:
        return ((np.tanh(X @ W1 + b1) @ W2 - y) ** 2).mean()

    def gradient(W1: Any, b1: Any, W2: Any) -> Any:
        H = np.tanh(X @ W1 + b1)
        d = 2.0 * (H @ W2 - y) / 5.0
        dA = (d @ W2.T) * (1.0 - H * H)
        return X.T @ dA, dA.sum(axis=0), H.T @ d

    sizes = ((2, 3), (3,), (3, 1))
    return Case(loss, tuple(np.full(size, start) for size in sizes), gradient)


def embedding_of_neighbors(rng: Rng) -> Case:
    """t-SNE's divergence with the points of the map on a regular polygon or a line."""
    n = int(rng.integers(3, 6))
    P = np.ones((n, n)) - np.eye(n)
    P = P / P.sum()
    angles = 2.0 * math.pi * np.arange(n) / n
    Y = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.1, 2.0)
    off = 1.0 - np.eye(n)

    def similarities(Y: Any) -> Any:
        D = ((Y.reshape(n, 1, 2) - Y.reshape(1, n, 2)) ** 2).sum(axis=2)
        return off / (1.0 + D)

    def loss(Y: Any) -> Any:
        s = similarities(Y)
        return (P * np.log((P + np.eye(n)) / (s / s.sum() + np.eye(n)))).sum()

    def gradient(Y: Any) -> Any:
        s = similarities(Y)
        w = (P - s / s.sum()) * s
        return 4.0 * (w.sum(axis=1, keepdims=True) * Y - w @ Y)

    return Case(loss, Y, gradient)


def equal_components(rng: Rng) -> Case:
    """A mixture of Gaussians at the mean of the data: no component moves."""
    x = rng.normal(size=6)
    x = x - x.mean() + (mean := rng.normal())

    def densities(mu: Any) -> Any:
        return np.exp(-0.5 * (x.reshape(6, 1) - mu) ** 2)

    def gradient(mu: Any) -> Any:
        p = densities(mu)
        p = p / p.sum(axis=1, keepdims=True)
        return (p * (x.reshape(6, 1) - mu)).sum(axis=0)

    return Case(
        lambda mu: np.log(densities(mu).sum(axis=1)).sum(), np.full(3, mean), gradient
    )


ZEROS = (
    *(batch_norm_bias, layer_norm_bias, batch_norm_layer, shift_before_softmax),
    *(key_bias, attention_at_ones, length_of_a_direction, symmetric_start),
    *(symmetric_regression, embedding_of_neighbors, equal_components),
)
