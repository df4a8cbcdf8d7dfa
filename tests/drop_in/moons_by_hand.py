"""The moons classifier of micrograd_style once more: NumPy, derived by hand."""

import itertools

import numpy as np


def unpack(flat, sizes):
    """`(weights, biases)` per layer from the flat list, neuron by neuron."""
    layers, at = [], 0
    for n_in, n_out in itertools.pairwise(sizes):
        block = flat[at : at + n_out * (n_in + 1)].reshape(n_out, n_in + 1)
        layers.append((block[:, :-1], block[:, -1]))
        at += block.size
    assert at == flat.size
    return layers


def loss_and_gradient(flat, sizes, points, labels, alpha=1e-4):
    """The loss, its gradient in the order of `flat`, and the accuracy."""
    layers = unpack(flat, sizes)
    hidden = [np.asarray(points)]
    for depth, (w, b) in enumerate(layers):
        z = hidden[-1] @ w.T + b
        hidden.append(z if depth == len(layers) - 1 else np.maximum(z, 0.0))
    y = np.asarray(labels, dtype=float)
    scores = hidden[-1][:, 0]
    margins = 1.0 - y * scores
    loss = np.maximum(margins, 0.0).mean() + alpha * (flat**2).sum()

    g = (-(y * (margins > 0)) / len(y))[:, None]
    blocks = []
    for depth in reversed(range(len(layers))):
        w, _ = layers[depth]
        dw = g.T @ hidden[depth]
        blocks.append(np.column_stack([dw, g.sum(0)]).ravel())
        g = (g @ w) * (hidden[depth] > 0)
    gradient = np.concatenate(blocks[::-1]) + 2 * alpha * flat
    return loss, gradient, float(((scores > 0) == (y > 0)).mean())


def train(flat, sizes, points, labels, steps):
    """`(loss, accuracy)` before each step; `flat` is changed in place."""
    history = []
    for k in range(steps):
        loss, gradient, accuracy = loss_and_gradient(flat, sizes, points, labels)
        flat -= (1.0 - 0.9 * k / steps) * gradient
        history.append((loss, accuracy))
    return history
