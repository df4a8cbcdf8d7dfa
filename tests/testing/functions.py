"""Functions and gradients that several tests of the checker share."""

from collections import namedtuple

import numpy as np

import autograd_core as ac

RNG = np.random.default_rng(7)


X, Y = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 2))


W, B = RNG.standard_normal((3, 2)), RNG.standard_normal(2)


Pair = namedtuple("Pair", "W b")


def loss(w, b):
    return ((ac.tanh(X @ w + b) - Y) ** 2).mean()


def gradient(w, b):
    out = np.tanh(X @ w + b)
    delta = 2 * (out - Y) / out.size * (1 - out**2)
    return X.T @ delta, delta.sum(axis=0)


def scaled(tree):
    if isinstance(tree, dict):
        return {key: scaled(part) for key, part in tree.items()}
    if isinstance(tree, Pair):
        return Pair(*map(scaled, tree))
    if isinstance(tree, (list, tuple)):
        return type(tree)(map(scaled, tree))
    return 1.001 * tree


def product(w, x):
    return w * x


def cubes(x):
    return (x**3).sum()


def off_at(i, factor):
    def gradient(x):
        slopes = 3 * x**2
        slopes[i] *= factor
        return slopes

    return gradient


MANY = np.linspace(0.5, 1.5, 300)


MATRIX = np.arange(1.0, 7.0).reshape(2, 3)
