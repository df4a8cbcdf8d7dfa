"""Functions that round too coarsely: flat ones, stairs, noise."""

import math

import numpy as np
import pytest

from autograd_core.testing import derivative
from autograd_core.testing.numeric.evaluate import Probe
from autograd_core.testing.numeric.least_squares import fitted_slope


def relu(x):
    return max(x, 0.0)


def test_too_inaccurate_says_so():
    estimate = derivative(lambda x: float(x) + 1e20, 1.0, expected=[1.0])
    assert not estimate.resolves()
    assert "too inaccurate" in estimate.note


def saturated(x):
    return np.tanh(x) * 1e-30 + 1.0


def test_complex_step_confirms_what_differences_cannot_show():
    right = 1e-30 / math.cosh(0.3) ** 2
    estimate = derivative(saturated, 0.3, expected=[right])
    assert (estimate.method, estimate.resolves(), estimate.agrees(right)) == (
        "complex",
        True,
        True,
    )
    assert "by complex step" in estimate.note


@pytest.mark.parametrize("wrong", [0.0, 2e-30])
def test_complex_step_refutes_nothing(wrong):
    estimate = derivative(saturated, 0.3, expected=[wrong])
    assert estimate.method != "complex"


def test_code_that_is_not_analytic_is_not_confirmed():
    """|x + ih| is real: its complex step says 0, whatever the sign of x."""
    estimate = derivative(lambda x: abs(x) + 1e20, -0.3, expected=[0.0, -1.0])
    assert estimate.method == "flat"


def test_a_complex_step_of_0_counts_for_nothing():
    def f(x):
        return 0 * x + abs(x) + 1e20

    assert derivative(f, -0.3, expected=[0.0, -1.0]).method == "flat"


@pytest.mark.parametrize("digits", [4, 5])
def test_a_polynomial_through_many_points_sees_below_the_rounding(digits):
    def f(x):
        return round(math.exp(x), digits)

    estimate = derivative(f, 0.5, expected=[1.0])
    assert estimate.method == "fit"
    assert estimate.resolves()
    right = math.exp(0.5)
    assert abs(estimate.value - right) <= 10 * estimate.error < 1e-3 * right
    assert estimate.agrees(right)
    assert not estimate.agrees(1.002 * right)


@pytest.mark.parametrize("x", [1.0, -3.0, 1e-5, 2e6])
def test_a_fit_is_within_its_error_bar(x):
    """Seeded noise of known size: the error bar must cover what it does."""
    rng = np.random.default_rng(3)
    noise = {}

    def f(at):
        return math.sin(at / x) + noise.setdefault(at, 1e-6 * rng.standard_normal())

    slope, error = fitted_slope(Probe(f, x), 1e-4)
    right = math.cos(1.0) / x
    assert abs(slope - right) <= 10 * error
    assert error < 1e-3 * abs(right)


def test_a_stair_is_not_a_flat_function():
    """f is rounded to steps of 1e-9: flat near the point, but its slope is not 0."""

    def f(x):
        return round(1e9 * math.exp(-x * x)) / 1e9

    estimate = derivative(f, 4.0, expected=[-8 * math.exp(-16.0)])
    assert estimate.agrees(-8 * math.exp(-16.0))
    assert not estimate.resolves()


def test_an_onset_further_away_is_not_a_stair():
    def f(x):
        return max(float(x) - 1.0, 0.0)

    estimate = derivative(f, 0.95, expected=[1e-9])
    assert not estimate.agrees(1e-9)
    assert derivative(f, 0.95, expected=[0.0]).agrees(0.0)


@pytest.mark.parametrize(
    ("f", "wrong"), [(relu, 1.0), (relu, 1e-9), (lambda x: 5.0, 1.0)]
)
def test_a_gradient_of_a_flat_function_is_wrong(f, wrong):
    estimate = derivative(f, -2.0, expected=[wrong])
    assert not estimate.agrees(wrong)
    assert not derivative(f, -2.0, expected=[wrong]).agrees(-wrong)


def test_noise_is_not_a_slope():
    estimate = derivative(math.sin, 1e18, expected=[math.cos(1e18)])
    assert estimate.error == math.inf
    assert not estimate.resolves()
