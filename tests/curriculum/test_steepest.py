"""steepest: the gradient points where the function rises most, its negative falls."""

import numpy as np
import pytest

import optim
from autograd_core import Value, grad


def f(v):
    return 0.3 * v[0] ** 2 + v[1] ** 2 + 0.4 * v[0] * v[1]


def test_no_direction_gains_more_than_the_gradient():
    """The slope along a unit vector u is g'u = |g| cos: at most |g|, along g."""
    x = np.array([1.2, -0.6])
    g = grad(f)(x)
    assert g == pytest.approx([0.6 * 1.2 + 0.4 * -0.6, 2 * -0.6 + 0.4 * 1.2])
    h = 1e-6
    for angle in np.linspace(0, 2 * np.pi, 73):
        u = np.array([np.cos(angle), np.sin(angle)])
        gain = (f(x + h * u) - f(x - h * u)) / (2 * h)
        assert gain <= np.linalg.norm(g) + 1e-8
        assert gain == pytest.approx(g @ u, abs=1e-8)
    along = g / np.linalg.norm(g)
    best = (f(x + h * along) - f(x - h * along)) / (2 * h)
    assert best == pytest.approx(np.linalg.norm(g), rel=1e-8)


def test_the_example_finds_it(example):
    printed = example("steepest").printed
    assert "steepest increase at 0.00: 0.8653" in printed
    assert "steepest decrease at 3.14: -0.8653" in printed


def test_to_maximize_minimize_the_negative():
    """Ascent on f is descent on -f, step by step."""
    up, down = Value(0.0), Value(0.0)
    ascent = optim.SGD([up], lr=0.1, maximize=True)
    descent = optim.SGD([down], lr=0.1)
    for _ in range(20):
        for x, optimizer, sign in ((up, ascent, 1.0), (down, descent, -1.0)):
            optimizer.zero_grad()
            (sign * (3.0 - (x - 2.0) ** 2)).backward()
            optimizer.step()
        assert up.data == down.data
    assert up.data == pytest.approx(2.0 * (1 - 0.8**20), rel=1e-12)
