"""A loss of three parameters with curvature, coupling and its gradient by hand."""

import math

START = [1.5, -0.7, 0.3]


def loss(x, y, z):
    """(x^2 - y)^2 + (1 - x)^2 + tanh(y z) + z^2 / 2, of Values."""
    return (x * x - y) ** 2 + (1 - x) ** 2 + (y * z).tanh() + 0.5 * z * z


def gradient(x, y, z):
    """By hand, of the loss, at floats."""
    slope = 1 - math.tanh(y * z) ** 2
    return [
        4 * x * (x * x - y) - 2 * (1 - x),
        -2 * (x * x - y) + slope * z,
        slope * y + z,
    ]
