"""A function with its right gradient, the mistakes in it, and what a hint must say."""

from typing import NamedTuple

import numpy as np

FUNCTIONS = []


class Function(NamedTuple):
    """A function of the corpus.

    Attributes:
        name: what it is.
        f: the function, in ops of the engine that take NumPy's arrays too.
        at: the point, a tuple.
        gradient: the formula; its argument `m` names the mistake to make.
        mistakes: by name, the pattern of a right hint.
    """

    name: str
    f: object
    at: tuple
    gradient: object
    mistakes: dict

    def formula(self, mistake=""):
        """The formula with a mistake in it, of positional arguments alone."""
        return lambda *at: self.gradient(*at, m=mistake)


def function(name, f, at, **mistakes):
    """Enter the decorated formula for the gradient of f, with its mistakes."""

    def enter(gradient):
        FUNCTIONS.append(Function(name, f, at, gradient, mistakes))
        return gradient

    return enter


def draws(seed):
    """A source of random arrays: of a shape, in a range."""
    rng = np.random.default_rng(seed)

    def normal(*shape):
        return rng.standard_normal(shape) if shape else float(rng.standard_normal())

    return normal


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# Patterns of hints that many mistakes share.
SIGN = r"sign"
TWO_MISSING = r"factor 2 is missing|a factor 2|0\.5x"
TWO_TOO_MUCH = r"factor 2 too much|2x|counted twice"
