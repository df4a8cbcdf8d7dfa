"""adadelta: the step has the parameter's unit, and no rate need be chosen."""

import math

import pytest

from autograd_core import Value
from optim import Adadelta


def path(scale=1.0, unit=1.0, eps=1e-6, steps=40):
    """Descend scale * (w / unit - 3)^2 from 0, in units of `unit`."""
    w = Value(0.0)
    optimizer = Adadelta([w], eps=eps)
    points = []
    for _ in range(steps):
        optimizer.zero_grad()
        (scale * (w / unit - 3) ** 2).backward()
        optimizer.step()
        points.append(w.data / unit)
    return points


def test_two_steps_by_hand():
    """rho = 0.9, eps = 1, g = 2 twice: s = 0.4, d = sqrt(1/1.4) 2, and so on."""
    w = Value(0.0)
    optimizer = Adadelta([w], rho=0.9, eps=1.0)
    first = 2 * math.sqrt(1 / 1.4)
    a = 0.1 * first**2
    second = 2 * math.sqrt((a + 1) / (0.9 * 0.4 + 0.1 * 4 + 1))
    for expected in (-first, -first - second):
        w.grad = 2.0
        optimizer.step()
        assert w.data == pytest.approx(expected, rel=1e-14)


def test_the_scale_of_the_loss_does_not_matter():
    assert path(scale=1e4) == pytest.approx(path(), rel=1e-4)


def test_a_change_of_unit_needs_only_eps_in_the_new_unit():
    """The root of eps is a length of the first step; gradients are large beside it."""
    metres, kilometres = path(), path(unit=1e-3, eps=1e-12)
    assert kilometres == pytest.approx(metres, rel=1e-4)
