"""The networks of attributes_style and trainer_style once more: NumPy, by hand."""

import itertools

import numpy as np

# -- a classifier with AdamW ---------------------------------------------------------


def layers_of(flat, sizes):
    """`(weights, biases)` per layer; a neuron's bias follows its weights."""
    layers, at = [], 0
    for n_in, n_out in itertools.pairwise(sizes):
        block = flat[at : at + n_out * (n_in + 1)].reshape(n_out, n_in + 1)
        layers.append((block[:, :-1], block[:, -1]))
        at += block.size
    return layers


def cross_entropy_gradient(flat, sizes, points, labels):
    """The mean cross entropy of a tanh network, and its gradient."""
    layers = layers_of(flat, sizes)
    hidden = [np.asarray(points)]
    for depth, (w, b) in enumerate(layers):
        z = hidden[-1] @ w.T + b
        hidden.append(np.tanh(z) if depth < len(layers) - 1 else z)
    logits, n = hidden[-1], len(points)
    powers = np.exp(logits - logits.max(1, keepdims=True))
    shares = powers / powers.sum(1, keepdims=True)
    loss = -np.log(shares[np.arange(n), labels]).mean()
    g = (shares - np.eye(shares.shape[1])[labels]) / n
    blocks = []
    for depth in reversed(range(len(layers))):
        w, _ = layers[depth]
        blocks.append(np.column_stack([g.T @ hidden[depth], g.sum(0)]).ravel())
        g = (g @ w) * (1 - hidden[depth] ** 2)
    return loss, np.concatenate(blocks[::-1])


def adamw(flat, gradient_of, steps, lr=0.1, b1=0.9, b2=0.95, eps=1e-8, decay=1e-4):
    """The losses before each step, and where it ends."""
    m, v, losses = np.zeros_like(flat), np.zeros_like(flat), []
    for t in range(1, steps + 1):
        loss, g = gradient_of(flat)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        step = (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
        flat = flat - lr * (step + decay * flat)
        losses.append(loss)
    return losses, flat


# -- a regression in mini-batches ----------------------------------------------------


def regression_gradient(flat, n_hidden, x, y, decay):
    """Mean squared error of w2 tanh(w1 x + b1) + b2 plus decay |w|^2; its gradient."""
    w1, b1, w2 = np.split(flat[:-1], 3)
    b2, n = flat[-1], len(y)
    hidden = np.tanh(np.outer(x, w1) + b1)
    error = hidden @ w2 + b2 - y
    loss = (error**2).mean() + decay * ((w1**2).sum() + (w2**2).sum())
    g = 2 * error / n
    back = np.outer(g, w2) * (1 - hidden**2)
    parts = (
        back.T @ x + 2 * decay * w1,
        back.sum(0),
        hidden.T @ g + 2 * decay * w2,
        [g.sum()],
    )
    return loss, np.concatenate(parts)


def fit(flat, batches, gradient_of, step):
    """The losses of all batches, and where it ends; `step(t, g)` is subtracted."""
    losses = []
    for t, batch in enumerate(batches, 1):
        loss, g = gradient_of(flat, *batch)
        flat = flat - step(t, g)
        losses.append(loss)
    return losses, flat


class MomentumByHand:
    def __init__(self, lr, mu=0.9):
        self.lr, self.mu, self.velocity = lr, mu, 0.0

    def __call__(self, t, g):
        self.velocity = self.mu * self.velocity + g
        return self.lr * self.velocity


class AdamByHand:
    def __init__(self, lr, b1=0.9, b2=0.999):
        self.lr, self.b1, self.b2, self.m, self.v = lr, b1, b2, 0.0, 0.0

    def __call__(self, t, g):
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g * g
        root = np.sqrt(self.v / (1 - self.b2**t))
        return self.lr * (self.m / (1 - self.b1**t)) / (root + 1e-8)


# -- a table of logits ---------------------------------------------------------------


def bigram_losses(words, steps, rate):
    """What softmax_style.bigram_losses gives."""
    letters = sorted(set("".join(words)))
    n = len(letters)
    table = 0.1 * (np.arange(n)[:, None] - np.arange(n)[None])
    pairs = [
        (letters.index(a), letters.index(b))
        for w in words
        for a, b in itertools.pairwise(w)
    ]
    counts = np.zeros((n, n))
    for i, j in pairs:
        counts[i, j] += 1
    losses = []
    for _ in range(steps):
        shares = np.exp(table) / np.exp(table).sum(1, keepdims=True)
        losses.append(-(counts * np.log(shares)).sum() / len(pairs))
        table = table - rate * (counts.sum(1, keepdims=True) * shares - counts) / len(
            pairs
        )
    return losses, table
