"""clipping: at a cliff plain descent is catapulted away, clipped descent is not."""

import math

import pytest

from autograd_core import Value
from optim import SGD, clip_each_grad_norm_, clip_grad_norm_, clip_grad_value_


def landscape(x):
    """A valley around x = 1 with a cliff of height 10 at x = 2."""
    return 0.05 * (x - 1) ** 2 + 10 * (100 * (x - 2)).sigmoid()


def descend(clip=None, steps=20):
    x = Value(2.02, label="x")
    optimizer = SGD([x], lr=1.0)
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        landscape(x).backward()
        if clip is not None:
            clip([x], 1.0)
        optimizer.step()
        path.append(x.data)
    return path


def test_the_first_gradient_is_that_of_a_cliff():
    x = Value(2.02)
    landscape(x).backward()
    s = 1 / (1 + math.exp(-2))
    assert x.grad == pytest.approx(0.1 * 1.02 + 1000 * s * (1 - s), rel=1e-12)
    assert x.grad > 100


def test_plain_descent_is_catapulted():
    path = descend()
    assert path[0] < -100
    assert landscape(Value(path[-1])).data > 5, "and has not come back 20 steps later"


@pytest.mark.parametrize(
    "clip", [clip_grad_norm_, clip_each_grad_norm_, clip_grad_value_]
)
def test_clipped_descent_steps_down_and_stays(clip):
    path = descend(clip)
    assert path[0] == pytest.approx(1.02, rel=1e-5)
    assert all(0.9 < x < 1.1 for x in path)
    assert landscape(Value(path[-1])).data < 1e-3


def test_by_norm_keeps_the_direction_and_by_value_does_not():
    """A gradient (300, 400): shrunk to (3, 4), or cut off to (5, 5)."""
    x, y = Value(0.0), Value(0.0)
    (300 * x + 400 * y).backward()
    assert clip_grad_norm_([x, y], 5.0) == 500.0
    assert (x.grad, y.grad) == pytest.approx((3.0, 4.0), rel=1e-6)
    x.grad, y.grad = 300.0, 400.0
    clip_grad_value_([x, y], 5.0)
    assert (x.grad, y.grad) == (5.0, 5.0)
