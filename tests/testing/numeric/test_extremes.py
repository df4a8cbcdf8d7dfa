"""Points where steps relative to x, or the two sides of it, are a trap."""

import math

import pytest

import autograd_core as ac
from autograd_core.testing import Verdict, check_gradient


@pytest.mark.parametrize("b", [1e-4, 1e-8, 1e-12, 1e-20, 1e-100])
def test_near_0_but_not_at_it(b):
    """A step relative to such a bias would change nothing that f shows."""

    def f(b):
        return 3 * ac.square(b - 2) + 1  # does not take complex numbers

    assert check_gradient(f, b, analytic=6 * (b - 2)).verdict is Verdict.PASS
    for factor in (0.0, 1.0001):
        wrong = check_gradient(f, b, analytic=6 * (b - 2) * factor)
        assert wrong.verdict is Verdict.FORMULA_WRONG


@pytest.mark.parametrize("x", [1e-12, -1e-11, 3e-9])
def test_wide_steps_are_for_what_does_not_change_out_there(x):
    """f is flat from 1e-4 on: a step of 0.1 would see the slope there."""

    def f(x):
        return 5 + math.exp(-((x / 1e-5) ** 2)) * math.cos(1e4 * x)

    u = x / 1e-5
    bell = math.exp(-u * u)
    right = -2 * u / 1e-5 * bell * math.cos(1e4 * x) - 1e4 * bell * math.sin(1e4 * x)
    assert check_gradient(f, x, analytic=right).verdict is not Verdict.FORMULA_WRONG


@pytest.mark.parametrize(
    ("f", "slope"),
    [(ac.log, lambda x: 1 / x), (ac.sqrt, lambda x: 0.5 / math.sqrt(x))],
)
@pytest.mark.parametrize("x", [1e-300, 1e-200, 1e200])
def test_the_largest_and_smallest_numbers(f, slope, x):
    assert check_gradient(f, x, analytic=slope(x)).verdict is Verdict.PASS
    wrong = check_gradient(f, x, analytic=1.0001 * slope(x))
    assert wrong.verdict is Verdict.FORMULA_WRONG


@pytest.mark.parametrize("f", [lambda x: x**1.5, lambda x: abs(x) ** 1.5])
def test_slopes_that_fall_like_a_root(f):
    """(-h) ** 1.5 is a complex number in Python: the end of the domain."""
    assert check_gradient(f, 0.0, analytic=0.0).verdict is Verdict.PASS
    assert not check_gradient(f, 0.0, analytic=1e-2).ok


@pytest.mark.parametrize("distance", [1e-6, 1e-9, 1e-12])
def test_next_to_a_kink_is_not_at_it(distance):
    at = 3 + distance
    assert (
        check_gradient(lambda x: abs(x - 3), at, analytic=1.0).verdict is Verdict.PASS
    )
    wrong = check_gradient(lambda x: abs(x - 3), at, analytic=-1.0)
    assert wrong.verdict is Verdict.FORMULA_WRONG
    assert check_gradient(lambda x: abs(x - 3), 3.0).verdict is Verdict.KINK
