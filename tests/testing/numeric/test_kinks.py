"""Kinks are estimate where they are, and nowhere else."""

import math

import pytest

from autograd_core.testing import derivative
from autograd_core.testing.numeric.evaluate import Probe
from autograd_core.testing.numeric.step_scan import scan


def relu(x):
    return max(x, 0.0)


@pytest.mark.parametrize(
    ("f", "kink", "inside", "outside"),
    [
        (relu, (0.0, 1.0), (0.0, 0.5, 1.0), (-0.001, 1.001)),
        (abs, (-1.0, 1.0), (-1.0, 0.0, 1.0), (2.0, -1.1)),
        (lambda x: -abs(x) + 3 * x + 7, (2.0, 4.0), (2.0, 4.0), (1.9, 4.1)),
        (lambda x: 1e-5 * abs(x), (-1e-5, 1e-5), (0.0,), (2e-5,)),
    ],
)
def test_kinks_are_named_and_any_subgradient_accepted(f, kink, inside, outside):
    estimate = derivative(f, 0.0, expected=[0.123456])
    assert estimate.kink == pytest.approx(kink, rel=1e-6, abs=1e-12)
    assert all(estimate.agrees(slope) for slope in inside)
    assert not any(estimate.agrees(slope) for slope in outside)


def test_kink_away_from_zero():
    estimate = derivative(lambda x: abs(x - 2.0) * math.exp(x), 2.0, expected=[0.0])
    size = math.exp(2.0)
    assert estimate.kink == pytest.approx((-size, size), rel=1e-6)


def test_kink_nearby_is_not_a_kink_here():
    def f(x):
        return max(x - 1.0, 0.0)

    right = derivative(f, 1.0 + 1e-9, expected=[1.0])
    wrong = derivative(f, 1.0 + 1e-9, expected=[0.5])
    assert right.kink is None
    assert right.agrees(1.0)
    assert "kink or an edge within" in right.note
    assert not wrong.agrees(0.5)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x**3, 0.0),
        (lambda x: x * abs(x), 0.0),
        (math.log, 1e8),
        (math.atan, 1e-3),
        (lambda x: math.tanh(50 * x), 0.01),
        (lambda x: math.sin(1e4 * x), 1.0),
    ],
)
def test_smooth_functions_have_no_kink(f, x):
    assert scan(Probe(f, x)).kink_step == 0.0


@pytest.mark.parametrize("size", [1e-3, 1e-6, 1e-8])
def test_faint_kink(size):
    estimate = derivative(lambda x: x + size * abs(x), 0.0, expected=[1.1])
    assert estimate.kink == pytest.approx((1 - size, 1 + size), abs=1e-3 * size)


@pytest.mark.parametrize("x", [0.50038187, 0.5000001, 0.56, 3.0])
def test_flat_next_to_a_kink(x):
    estimate = derivative(lambda x: min(float(x), 0.5), x, expected=[0.0])
    assert estimate.agrees(0.0)
    assert estimate.resolves()
    assert not derivative(lambda x: min(float(x), 0.5), x, expected=[1e-6]).agrees(1e-6)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_kink_very_near_is_not_a_jump(side):
    k = 5.2e-5

    def f(x):
        return 3.0 * max(side * (x - k), 0.0)

    x = k * (1 + side * 5e-11)
    estimate = derivative(f, x, expected=[side * 3.0])
    assert "jumps" not in estimate.note
    assert estimate.agrees(side * 3.0)
