"""delta-matrix: delta^l = W^T delta^(l+1) .* f'(z^l), dJ/dW = delta a^T."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograd_core import Tensor

RNG = np.random.default_rng(3)

F = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
    "relu": (lambda z: np.maximum(z, 0), lambda z: 1.0 * (z > 0)),
}


@pytest.mark.parametrize("f", F)
@pytest.mark.parametrize("widths", [(3, 2), (4, 5, 3), (2, 6, 4, 3, 1)])
def test_every_layer(f, widths):
    """J = 1/2 |a^L - y|^2 for one column vector."""
    value, slope = F[f]
    pairs = list(itertools.pairwise(widths))
    weights = [RNG.normal(size=(n_out, n_in)) for n_in, n_out in pairs]
    biases = [RNG.normal(size=(n_out, 1)) for _, n_out in pairs]
    x, y = RNG.normal(size=(widths[0], 1)), RNG.normal(size=(widths[-1], 1))
    ws, bs = [Tensor(w) for w in weights], [Tensor(b) for b in biases]
    out = x
    for w, b in zip(ws, bs, strict=True):
        out = getattr(w @ out + b, f)()
    (((out - y) ** 2).sum() * 0.5).backward()

    a, z = [x], []
    for w, b in zip(weights, biases, strict=True):
        z.append(w @ a[-1] + b)
        a.append(value(z[-1]))
    delta = (a[-1] - y) * slope(z[-1])
    for layer in reversed(range(len(weights))):
        assert_allclose(ws[layer].grad, delta @ a[layer].T, rtol=1e-11, atol=1e-14)
        assert_allclose(bs[layer].grad, delta, rtol=1e-11, atol=1e-14)
        if layer:
            delta = (weights[layer].T @ delta) * slope(z[layer - 1])


def test_a_batch_adds_its_samples():
    """Columns of samples: dJ/dW is the sum over them, dJ/db the sum of the deltas."""
    w, b = RNG.normal(size=(2, 3)), RNG.normal(size=(2, 1))
    X, Y = RNG.normal(size=(3, 7)), RNG.normal(size=(2, 7))
    weight, bias = Tensor(w), Tensor(b)
    ((((weight @ X + bias).tanh() - Y) ** 2).sum() * 0.5).backward()
    by_weight, by_bias = np.zeros_like(w), np.zeros_like(b)
    for x, y in zip(X.T[:, :, None], Y.T[:, :, None], strict=True):
        z = w @ x + b
        delta = (np.tanh(z) - y) * (1 - np.tanh(z) ** 2)
        by_weight += delta @ x.T
        by_bias += delta
    assert_allclose(weight.grad, by_weight, rtol=1e-12)
    assert_allclose(bias.grad, by_bias, rtol=1e-12)
