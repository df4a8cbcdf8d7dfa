"""Functions, or formulas, that lose digits by cancellation or saturation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd_core as ac
from tests.testing.families.case import (
    Case,
    Rng,
    decade,
    gaussian_cdf,
    gaussian_density,
)


def sigmoid(x: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-x))


def softmax(z: Any) -> Any:
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def softplus(rng: Rng) -> Case:
    """log(1 + exp(-x)), of which all digits are lost at x = 37."""
    x = rng.uniform(-5.0, 40.0)
    return Case(lambda x: np.log(1.0 + np.exp(-x)), x, lambda x: -1 / (1 + np.exp(x)))


def softplus_of_three(rng: Rng) -> Case:
    x = rng.uniform(-5.0, 40.0, 3)
    return Case(
        lambda x: np.log(1.0 + np.exp(-x)).sum(), x, lambda x: -1 / (1 + np.exp(x))
    )


def logistic(rng: Rng) -> Case:
    """1 / (1 + exp(-x)), near 1 for large x."""
    x = rng.uniform(-40.0, 40.0)
    return Case(sigmoid, x, lambda x: sigmoid(x) * (1.0 - sigmoid(x)))


def logistic_of_three(rng: Rng) -> Case:
    x = rng.uniform(-40.0, 40.0, 3)
    return Case(
        lambda x: sigmoid(x).sum(), x, lambda x: sigmoid(x) * (1.0 - sigmoid(x))
    )


def _logits(rng: Rng) -> Any:
    z = rng.normal(size=4)
    z[0] += rng.uniform(0.0, 40.0)
    return z


def _minus_target(z: Any) -> Any:
    return softmax(z) - np.eye(len(z))[0]


def cross_entropy(rng: Rng) -> Case:
    """-log of the probability of the class that is sure."""

    def loss(z: Any) -> Any:
        e = np.exp(z - z.max())
        return -np.log(e[0] / e.sum())

    return Case(loss, _logits(rng), _minus_target)


def log_softmax(rng: Rng) -> Case:
    def loss(z: Any) -> Any:
        return -ac.log_softmax(z)[0]

    return Case(loss, _logits(rng), _minus_target)


def cross_entropy_of_a_batch(rng: Rng) -> Case:
    """The mean over rows, some of them sure of their class."""
    X, T = rng.normal(size=(4, 3)) * rng.uniform(0.0, 12.0), rng.integers(0, 3, 4)

    def loss(W: Any) -> Any:
        z = X @ W
        z = z - z.max(axis=1, keepdims=True)
        logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -logs[np.arange(4), T].mean()

    def gradient(W: Any) -> Any:
        return X.T @ (softmax(X @ W) - np.eye(3)[T]) / 4.0

    return Case(loss, rng.normal(size=(3, 3)), gradient)


def tanh_layer(rng: Rng) -> Case:
    """1 - tanh(a)^2 where tanh(a) is near 1."""
    c, W = rng.normal(size=3), rng.normal(size=(3, 4))
    x = rng.normal(size=4) * 10.0 / math.sqrt(4.0)

    def gradient(x: Any) -> Any:
        return W.T @ (c * (1.0 - np.tanh(W @ x) ** 2))

    return Case(lambda x: (c * np.tanh(W @ x)).sum(), x, gradient)


def log1p_written_plainly(rng: Rng) -> Case:
    x = decade(rng, -12.0, 0.0)
    return Case(lambda x: np.log(1.0 + x), x, lambda x: 1.0 / (1.0 + x))


def expm1_written_plainly(rng: Rng) -> Case:
    """(exp(x) - 1) / x, and a formula that cancels twice."""
    x = decade(rng, -7.0, 0.0)
    return Case(
        lambda x: (np.exp(x) - 1.0) / x,
        x,
        lambda x: (np.exp(x) * (x - 1.0) + 1.0) / (x * x),
    )


def one_minus_cosine(rng: Rng) -> Case:
    x = decade(rng, -9.0, 0.0)
    return Case(lambda x: 1.0 - np.cos(x), x, np.sin)


def hyperbola(rng: Rng) -> Case:
    """sqrt(x^2 + 1) - x far out."""
    x = decade(rng, 0.0, 9.0)
    return Case(
        lambda x: np.sqrt(x * x + 1.0) - x, x, lambda x: x / np.sqrt(x * x + 1.0) - 1.0
    )


def root_of_quadratic(rng: Rng) -> Case:
    b = decade(rng, 0.5, 7.0)
    return Case(
        lambda b: (-b + np.sqrt(b * b - 4.0)) / 2.0,
        b,
        lambda b: (-1.0 + b / np.sqrt(b * b - 4.0)) / 2.0,
    )


def variance(rng: Rng) -> Case:
    """E[x^2] - E[x]^2 far from 0."""
    x = rng.normal(size=5) + decade(rng, 0.0, 6.0)
    return Case(
        lambda x: (x * x).mean() - x.mean() ** 2,
        x,
        lambda x: 2.0 * (x - x.mean()) / x.size,
    )


def logsumexp(rng: Rng) -> Case:
    """Without the shift by the maximum."""
    z = 5.0 * rng.normal(size=4) + rng.uniform(0.0, 300.0)
    return Case(lambda z: np.log(np.exp(z).sum()), z, softmax)


def binary_cross_entropy(rng: Rng) -> Case:
    a = rng.uniform(-30.0, 30.0, 3)
    y = (a > 0.0) * 1.0

    def loss(a: Any) -> Any:
        p = sigmoid(a)
        return -(y * np.log(p) + (1.0 - y) * np.log(1.0 - p)).sum()

    return Case(loss, a, lambda a: sigmoid(a) - y)


def black_scholes(rng: Rng) -> Case:
    """A call far out of the money: delta and vega."""
    strike, time = rng.uniform(80.0, 300.0), rng.uniform(0.1, 1.0)

    def d1(S: Any, sigma: Any) -> Any:
        return (np.log(S / strike) + sigma**2 / 2 * time) / (sigma * math.sqrt(time))

    def cdf(x: Any) -> Any:
        return 0.5 * (1.0 + ac.erf(x / math.sqrt(2.0)))

    def price(S: Any, sigma: Any) -> Any:
        d = d1(S, sigma)
        return S * cdf(d) - strike * cdf(d - sigma * math.sqrt(time))

    def gradient(S: Any, sigma: Any) -> Any:
        d = d1(S, sigma)
        return float(gaussian_cdf(d)), S * gaussian_density(d) * math.sqrt(time)

    return Case(price, (100.0, rng.uniform(0.1, 0.4)), gradient)


def gelu(rng: Rng) -> Case:
    x = 30.0 * rng.normal(size=3)
    return Case(
        lambda x: (0.5 * x * (1.0 + ac.erf(x / math.sqrt(2.0)))).sum(),
        x,
        lambda x: gaussian_cdf(x) + x * gaussian_density(x),
    )


def lstm_cell(rng: Rng) -> Case:
    """One step with pre-activations of 30."""
    a, c = 30.0 * rng.normal(size=(4, 2)), rng.normal(size=2)

    def loss(a: Any, c: Any) -> Any:
        new = sigmoid(a[0]) * c + sigmoid(a[1]) * np.tanh(a[2])
        return (sigmoid(a[3]) * np.tanh(new)).sum()

    def gradient(a: Any, c: Any) -> Any:
        f, i, g, o = sigmoid(a[0]), sigmoid(a[1]), np.tanh(a[2]), sigmoid(a[3])
        t = np.tanh(f * c + i * g)
        d = o * (1.0 - t * t)
        return (
            np.stack(
                [
                    d * c * f * (1.0 - f),
                    d * g * i * (1.0 - i),
                    d * i * (1.0 - g * g),
                    t * o * (1.0 - o),
                ]
            ),
            d * f,
        )

    return Case(loss, (a, c), gradient)


def recurrent_net(rng: Rng) -> Case:
    """Three steps with weights of up to 30."""
    X, c = rng.normal(size=(3, 2)), rng.normal(size=2)
    W = decade(rng, 0.0, 1.5) * rng.normal(size=(2, 2))

    def states(W: Any) -> list[Any]:
        h = [np.zeros(2)]
        for x in X:
            h.append(np.tanh(W @ h[-1] + x))
        return h

    def gradient(W: Any) -> Any:
        h, d, dW = states(W), c, np.zeros((2, 2))
        for t in (3, 2, 1):
            da = d * (1.0 - h[t] ** 2)
            dW += np.outer(da, h[t - 1])
            d = W.T @ da
        return dW

    return Case(lambda W: (c * states(W)[-1]).sum(), W, gradient)


def mixture(rng: Rng) -> Case:
    """The log-likelihood of a mixture of Gaussians, by plain logarithms."""
    x, mu = rng.normal(size=5) * 4.0, 4.0 * rng.normal(size=3)

    def densities(mu: Any) -> Any:
        return np.exp(-0.5 * (x.reshape(5, 1) - mu) ** 2)

    def gradient(mu: Any) -> Any:
        p = densities(mu)
        p = p / p.sum(axis=1, keepdims=True)
        return (p * (x.reshape(5, 1) - mu)).sum(axis=0)

    return Case(lambda mu: np.log(densities(mu).sum(axis=1)).sum(), mu, gradient)


def distance(rng: Rng) -> Case:
    """The distance of two points far from the origin."""
    y = rng.normal(size=3) + decade(rng, 0.0, 6.0)

    def gradient(x: Any) -> Any:
        return (x - y) / np.sqrt(((x - y) ** 2).sum())

    return Case(
        lambda x: np.sqrt(((x - y) ** 2).sum()), y + rng.normal(size=3), gradient
    )


def precise_softplus(rng: Rng) -> Case:
    """f is exact, and the formula cancels."""
    x = rng.uniform(-5.0, 40.0)
    return Case(
        lambda x: np.log1p(np.exp(-x)) if x > 0 else -x + np.log1p(np.exp(x)),
        x,
        lambda x: sigmoid(x) - 1.0,
    )


CANCELLING = (
    *(softplus, softplus_of_three, logistic, logistic_of_three),
    *(cross_entropy, log_softmax, cross_entropy_of_a_batch, tanh_layer),
    *(log1p_written_plainly, expm1_written_plainly, one_minus_cosine, hyperbola),
    *(root_of_quadratic, variance, logsumexp, binary_cross_entropy, black_scholes),
    *(gelu, lstm_cell, recurrent_net, mixture, distance, precise_softplus),
)
