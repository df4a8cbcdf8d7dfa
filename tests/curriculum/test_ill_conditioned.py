"""ill-conditioned: the valley 0.1 x1^2 + 2 x2^2, and what momentum does in it."""

import re

import numpy as np
import pytest

from autograd_core import Value
from optim import SGD

CURVATURES = np.array([0.2, 4.0])
START = np.array([-5.0, -2.0])


def descend(steps=20, **settings):
    """The points from START on."""
    x1, x2 = Value(START[0]), Value(START[1])
    optimizer = SGD([x1, x2], **settings)
    points = [[x1.data, x2.data]]
    for _ in range(steps):
        optimizer.zero_grad()
        (0.1 * x1**2 + 2 * x2**2).backward()
        optimizer.step()
        points.append([x1.data, x2.data])
    return np.array(points)


@pytest.mark.parametrize("lr", [0.4, 0.6])
def test_each_axis_shrinks_by_its_own_factor(lr):
    """x_i <- (1 - lr curvature_i) x_i."""
    factors = (1 - lr * CURVATURES) ** np.arange(21)[:, None]
    assert descend(lr=lr) == pytest.approx(START * factors, rel=1e-9)


def test_the_best_rate_leaves_the_condition_number():
    """At 2 / (0.2 + 4) both axes shrink by (k - 1) / (k + 1), k = 20."""
    path = descend(lr=2 / CURVATURES.sum())
    assert np.abs(path[1:] / path[:-1]) == pytest.approx(19 / 21, rel=1e-9)


def growth(lr, momentum):
    """By hand: the largest eigenvalue of (x, v) -> its next, over both axes."""
    return max(
        abs(np.linalg.eigvals([[1 - lr * c, -lr * momentum], [c, momentum]])).max()
        for c in CURVATURES
    )


@pytest.mark.parametrize("lr", [0.3, 0.49, 0.51, 0.6, 0.74, 0.76])
@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_momentum_moves_the_limit_of_the_rate(lr, momentum):
    """2 / 4 without, 2 (1 + 1/2) / 4 with momentum 1/2."""
    diverges = lr > 2 * (1 + momentum) / 4
    assert (growth(lr, momentum) > 1) == diverges
    last = np.abs(descend(400, lr=lr, momentum=momentum)[-1]).max()
    assert last > 1e3 if diverges else last < 1e-2


def test_the_same_rate_diverges_without_momentum_only():
    def height(path):
        return float(path[-1] ** 2 @ CURVATURES) / 2

    small, plain = height(descend(lr=0.4)), height(descend(lr=0.6))
    momentum = height(descend(lr=0.6, momentum=0.5))
    assert momentum < 1e-4 < small < 0.1 < 1e6 < plain


def test_the_example_measures_and_draws_it(example):
    text = example("ill_conditioned").printed
    assert "curvatures 0.2 and 4.0: condition number 20" in text
    values = [float(number) for number in re.findall(r"after 20 steps f = (\S+)", text)]
    paths = descend(lr=0.4), descend(lr=0.6), descend(lr=0.6, momentum=0.5)
    expected = [path[-1] ** 2 @ CURVATURES / 2 for path in paths]
    assert values == pytest.approx(expected, rel=0.01)
