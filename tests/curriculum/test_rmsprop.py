"""rmsprop: divide by a forgetful average; Nesterov's momentum; eps in two places."""

import math

import numpy as np
import pytest

from autograd_core import Tensor, Value
from optim import RMSprop


def test_a_constant_gradient_by_the_formula():
    """s = g^2 (1 - alpha^t): the step is lr / sqrt(1 - alpha^t)."""
    w, expected = Value(0.0), 0.0
    optimizer = RMSprop([w], lr=0.1, alpha=0.8, eps=0.0)
    for t in range(1, 20):
        w.grad = -7.0
        optimizer.step()
        expected += 0.1 / math.sqrt(1 - 0.8**t)
        assert w.data == pytest.approx(expected, rel=1e-12)


def test_it_forgets_where_adagrad_does_not():
    w = Value(0.0)
    optimizer = RMSprop([w], lr=0.1, alpha=0.5, eps=0.0)
    for grad in [1000.0] + [1.0] * 60:
        before = w.data
        w.grad = grad
        optimizer.step()
    assert before - w.data == pytest.approx(0.1, rel=1e-6)


def test_with_nesterovs_momentum_the_parameters_are_the_points_ahead():
    """v <- alpha v - eta g(theta + alpha v) / sqrt(r); theta <- theta + v."""
    scale = np.array([1.0, 10.0])
    start, rho, alpha, eta = np.array([1.0, -2.0]), 0.9, 0.8, 0.02
    w = Tensor(start)
    optimizer = RMSprop([w], lr=eta, alpha=rho, eps=0.0, momentum=alpha, nesterov=True)
    theta, v, r = start, np.zeros(2), np.zeros(2)
    for _ in range(30):
        ahead = theta + alpha * v
        assert w.data == pytest.approx(ahead, rel=1e-9)
        optimizer.zero_grad()
        (scale * w.square()).sum().backward()
        optimizer.step()
        g = 2 * scale * ahead
        r = rho * r + (1 - rho) * g * g
        v = alpha * v - eta * g / np.sqrt(r)
        theta = theta + v


@pytest.mark.parametrize("inside", [False, True])
def test_eps_beside_the_root_or_under_it(inside):
    w = Value(0.0)
    optimizer = RMSprop([w], lr=1.0, alpha=0.75, eps=0.5, eps_inside_root=inside)
    w.grad = 4.0
    optimizer.step()
    divisor = math.sqrt(4 + 0.5) if inside else 2 + 0.5
    assert w.data == pytest.approx(-4 / divisor, rel=1e-14)
