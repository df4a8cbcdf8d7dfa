"""The transformer of microgpt_style once more: whole words, on HIPS autograd."""

import autograd.numpy as np
from autograd import value_and_grad

from tests.drop_in.microgpt_style import CONTEXT, HEADS, SHAPES, WIDTH, tokens_of


def unpack(flat):
    """The matrices by name, from the flat vector of all weights."""
    matrices, at = {}, 0
    for name, (m, n) in SHAPES.items():
        matrices[name] = flat[at : at + m * n].reshape(m, n)
        at += m * n
    return matrices


def rms_norm(x):
    """Each row over its root mean square."""
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-5)


def log_softmax(x):
    """Logarithms of the probabilities, along the last axis."""
    x = x - np.max(x, axis=-1, keepdims=True)
    return x - np.log(np.sum(np.exp(x), axis=-1, keepdims=True))


def word_loss(flat, word):
    """The mean cross entropy of each letter given those before it."""
    w = unpack(flat)
    tokens = tokens_of(word)
    n = len(tokens) - 1
    assert n <= CONTEXT
    x = rms_norm(w["token"][np.array(tokens[:-1])] + w["place"][:n])
    normed = rms_norm(x)

    def heads(name):
        split = (normed @ w[name].T).reshape(n, HEADS, WIDTH // HEADS)
        return np.transpose(split, (1, 0, 2))

    scores = heads("query") @ np.transpose(heads("key"), (0, 2, 1))
    future = np.triu(np.ones((n, n)), 1) * -1e30
    shares = np.exp(log_softmax(scores / np.sqrt(WIDTH // HEADS) + future))
    attended = np.transpose(shares @ heads("value"), (1, 0, 2)).reshape(n, WIDTH)
    x = x + attended @ w["mix"].T
    x = x + np.maximum(rms_norm(x) @ w["up"].T, 0.0) @ w["down"].T
    log_likelihoods = log_softmax(x @ w["read"].T)[np.arange(n), np.array(tokens[1:])]
    return -np.mean(log_likelihoods)


loss_and_gradient = value_and_grad(word_loss)


def train(flat, words, rate=0.01, b1=0.9, b2=0.95, eps=1e-8):
    """Adam, one step per word; `flat` is changed in place. Returns the losses."""
    m, v = np.zeros_like(flat), np.zeros_like(flat)
    losses = []
    for step, word in enumerate(words, start=1):
        loss, g = loss_and_gradient(flat, word)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        flat -= rate * (m / (1 - b1**step)) / (np.sqrt(v / (1 - b2**step)) + eps)
        losses.append(float(loss))
    return losses
