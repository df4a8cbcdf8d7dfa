"""adagrad: each parameter's rate falls with the gradients it has seen."""

import math

import pytest

from autograd_core import Value
from optim import Adagrad


def test_a_constant_gradient_takes_steps_of_one_over_sqrt_t():
    """s = t g^2, so the step is lr / sqrt(t), whatever g is."""
    steep, flat = Value(0.0), Value(0.0)
    optimizer = Adagrad([steep, flat], lr=0.5)
    for t in range(1, 51):
        steep.grad, flat.grad = 100.0, 0.01
        optimizer.step()
        way = sum(0.5 / math.sqrt(i) for i in range(1, t + 1))
        assert steep.data == pytest.approx(-way, rel=1e-7)
        assert flat.data == pytest.approx(-way, rel=1e-7)


def test_rare_features_keep_a_large_rate():
    often, rare = Value(0.0), Value(0.0)
    optimizer = Adagrad([often, rare], lr=0.5)
    for t in range(1, 101):
        often.grad, rare.grad = 1.0, float(t == 100)
        optimizer.step()
    assert rare.data == pytest.approx(-0.5)
    last_of_often = 0.5 / math.sqrt(100)
    assert last_of_often == pytest.approx(0.05)


@pytest.mark.parametrize("inside", [False, True])
def test_eps_beside_the_root_or_under_it(inside):
    w = Value(0.0)
    optimizer = Adagrad([w], lr=1.0, eps=0.5, eps_inside_root=inside)
    w.grad = 2.0
    optimizer.step()
    divisor = math.sqrt(4 + 0.5) if inside else 2 + 0.5
    assert w.data == pytest.approx(-2 / divisor, rel=1e-14)
