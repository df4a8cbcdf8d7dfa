"""adam: algorithm 1 of Kingma and Ba, its defaults, and the places of eps."""

import inspect
import math

import pytest

import optim
from autograd_core import Value
from optim import Adam
from optim.rules import AdamRule


def loss(x, y):
    return (1 - x) ** 2 + 10 * (y - x * x) ** 2


def slopes(x, y):
    return -2 * (1 - x) - 40 * x * (y - x * x), 20 * (y - x * x)


def algorithm_1(alpha, beta1, beta2, eps, steps):
    """As printed in the paper, for each parameter."""
    theta, m, v, path = [-1.0, 1.5], [0.0, 0.0], [0.0, 0.0], []
    for t in range(1, steps + 1):
        grads = slopes(*theta)
        for i, g in enumerate(grads):
            m[i] = beta1 * m[i] + (1 - beta1) * g
            v[i] = beta2 * v[i] + (1 - beta2) * g**2
            m_hat, v_hat = m[i] / (1 - beta1**t), v[i] / (1 - beta2**t)
            theta[i] -= alpha * m_hat / (math.sqrt(v_hat) + eps)
        path.append(tuple(theta))
    return path


@pytest.mark.parametrize(
    "settings",
    [{}, {"lr": 0.05}, {"lr": 0.05, "betas": (0.8, 0.9)}, {"lr": 0.05, "eps": 0.1}],
)
def test_it_is_algorithm_1(settings):
    x, y = Value(-1.0), Value(1.5)
    optimizer = Adam([x, y], **settings)
    b1, b2 = settings.get("betas", (0.9, 0.999))
    expected = algorithm_1(
        settings.get("lr", 1e-3), b1, b2, settings.get("eps", 1e-8), steps=40
    )
    for point in expected:
        optimizer.zero_grad()
        loss(x, y).backward()
        optimizer.step()
        assert (x.data, y.data) == pytest.approx(point, rel=1e-10)


def test_the_defaults_are_the_papers():
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(Adam).parameters.items()
    }
    assert (defaults["lr"], defaults["betas"], defaults["eps"]) == (
        1e-3,
        (0.9, 0.999),
        1e-8,
    )
    assert AdamRule() == AdamRule(lr=1e-3, betas=(0.9, 0.999), eps=1e-8)


@pytest.mark.parametrize("gradient", [1e-4, 1.0, 1e6])
def test_the_first_step_is_the_rate_whatever_the_gradient(gradient):
    w = Value(0.0)
    w.grad = gradient
    Adam([w], lr=0.1).step()
    assert w.data == pytest.approx(-0.1, rel=1e-3)


@pytest.mark.parametrize("inside", [False, True])
def test_eps_beside_the_root_or_under_it(inside):
    w = Value(0.0)
    w.grad = 2.0
    Adam([w], lr=1.0, eps=0.5, eps_inside_root=inside).step()
    divisor = math.sqrt(4 + 0.5) if inside else 2 + 0.5
    assert w.data == pytest.approx(-2 / divisor, rel=1e-14)


def test_the_step_has_no_further_factor_g():
    """A lecture multiplies by g once more; then steps would grow with the gradient."""
    for g in (0.01, 1.0, 100.0):
        w = Value(0.0)
        w.grad = g
        optim.Adam([w], lr=0.1, eps=0.0).step()
        assert w.data == pytest.approx(-0.1)
