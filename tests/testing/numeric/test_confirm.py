"""Evidence from intervals far apart, and from the jumps of a rounded f."""

import math

import numpy as np
import pytest

from autograd_core.testing import check_gradient
from autograd_core.testing.numeric.confirm import small_jump
from autograd_core.testing.numeric.evaluate import Probe
from autograd_core.testing.numeric.least_squares import fit_around
from tests.testing.families.cancelling import black_scholes, expm1_written_plainly


def logistic(x):
    return 1.0 / (1.0 + math.exp(-float(x)))


def logistic_slope(x):
    """e^-x / (1 + e^-x)^2, which does not cancel."""
    return math.exp(-x) / (1.0 + math.exp(-x)) ** 2


@pytest.mark.parametrize("x", [26.474802926307063, 27.21070310788312])
def test_one_percent_is_seen_by_a_polynomial_where_each_difference_is_too_coarse(x):
    def off(x):
        return 1.01 * logistic_slope(x)

    assert check_gradient(logistic, x, logistic_slope).ok
    assert check_gradient(logistic, x, off).verdict.name == "FORMULA_WRONG"


def test_a_fit_over_a_hundredth_of_the_interval_has_an_error_bar_of_its_own():
    fit = fit_around(Probe(logistic, 26.0), 1.0)
    right = logistic_slope(26.0)
    assert abs(fit.slope - right) <= 10 * fit.error < 1e-3 * right
    assert abs(fit.narrow_slope - right) <= 10 * fit.narrow_error
    assert 3 * fit.error < fit.narrow_error


def test_a_fit_through_the_stairs_of_f_is_none():
    """Six values of f are the same, where f is rounded to 1e-9."""
    fit = fit_around(Probe(lambda x: round(math.exp(-x), 9), 20.0), 0.1)
    assert math.isinf(fit.error)


@pytest.mark.parametrize(
    ("seed", "number"), [(31000, 52), (31000, 72), (31000, 97), (71000, 17)]
)
def test_stairs_that_are_not_level_accuse_nobody(seed, number):
    """A price of 1e-14: between two jumps of a rounded probability f is a line."""
    case = black_scholes(np.random.default_rng([seed, number]))

    def price(*at):
        return float(case.f(*at))

    assert check_gradient(price, case.at, case.gradient).ok


def test_jumps_of_ordinary_size_are_those_of_f():
    def f(x):
        return 1e-9 * math.floor(10.0 * x) + x

    assert small_jump(Probe(f, 2.03), 1.0) == 0.0
    report = check_gradient(lambda x: f(float(x)), 2.03, lambda x: 1.01)
    assert report.verdict.name == "FORMULA_WRONG"


def test_a_small_function_is_checked_as_a_large_one():
    report = check_gradient(
        lambda x: 1e-14 * math.sin(1000.0 * float(x)),
        1.3,
        lambda x: 1.01e-11 * math.cos(1000.0 * x),
    )
    assert report.verdict.name == "FORMULA_WRONG"


@pytest.mark.parametrize(
    ("seed", "number"), [(41000, 10), (41000, 43), (51000, 16), (51001, 65)]
)
def test_a_formula_that_cancels_twice_is_not_accused(seed, number):
    """(exp(x) (x - 1) + 1) / x^2 at 1e-7 has two digits, in long stairs."""
    case = expm1_written_plainly(np.random.default_rng([seed, number]))
    assert check_gradient(lambda x: float(case.f(x)), case.at, case.gradient).ok


@pytest.mark.parametrize("frequency", [30.0, 1e3, 1e5])
def test_what_bends_is_not_taken_for_rounding(frequency):
    def f(x):
        return math.sin(frequency * float(x)) / frequency

    def slope(x):
        return math.cos(frequency * x)

    assert check_gradient(f, 1.3, slope).ok
    report = check_gradient(f, 1.3, lambda x: 1.001 * slope(x))
    assert report.verdict.name == "FORMULA_WRONG"


def test_far_from_the_origin_a_length_bends_over_small_parts_of_x():
    y = np.array([3e5, -2e5, 1e5])
    x = y + np.array([0.3, -0.7, 0.4])

    def length(x):
        return float(np.sqrt(np.sum((np.asarray(x, float) - y) ** 2)))

    def gradient(x):
        return (x - y) / np.sqrt(np.sum((x - y) ** 2))

    assert check_gradient(length, x, gradient).ok
    report = check_gradient(length, x, lambda x: 1.01 * gradient(x))
    assert [row.verdict.name for row in report.rows] == ["FORMULA_WRONG"] * 3
