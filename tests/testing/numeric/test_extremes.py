"""Points where steps relative to x, or the two sides of it, are a trap."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import Verdict, check_gradient
from autograd_core.testing.diagnosis.verdict import Row, judge
from autograd_core.testing.numeric.estimate import Derivative


@pytest.mark.parametrize("b", [1e-4, 1e-8, 1e-12, 1e-20, 1e-100])
def test_near_0_but_not_at_it(b):
    """A step relative to such a bias would change nothing that f shows."""

    def f(b):
        return 3 * ac.square(b - 2) + 1  # takes no complex numbers

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


def test_complex_results_are_refused_where_f_is_complex_at_the_point():
    with pytest.raises(TypeError, match="expected a number, got complex"):
        check_gradient(lambda x: x * 1j, 1.0)


@pytest.mark.parametrize("distance", [1e-6, 1e-9, 1e-12])
def test_beside_a_kink_is_not_at_it(distance):
    at = 3 + distance
    assert (
        check_gradient(lambda x: abs(x - 3), at, analytic=1.0).verdict is Verdict.PASS
    )
    wrong = check_gradient(lambda x: abs(x - 3), at, analytic=-1.0)
    assert wrong.verdict is Verdict.FORMULA_WRONG
    assert check_gradient(lambda x: abs(x - 3), 3.0).verdict is Verdict.KINK


def test_two_gradients_within_one_error_bar():
    """Differences tell to 2e-4 only; those two are 1e-4 apart: not both are right."""
    coarse = Derivative(1.0, 2e-5)
    assert judge(1.0001, 1.0, coarse) == (Verdict.UNRESOLVED, False)
    assert judge(1.00001, 1.0, coarse) == (Verdict.PASS, True)
    assert judge(1.0001, None, coarse) == (Verdict.PASS, True)
    assert judge(1.0001, 1.0, coarse, rtol=1e-3) == (Verdict.PASS, True)


def test_an_explanation_is_far_nearer_than_the_right_gradient():
    """With an error bar of 1e-4, half the mistake away is no explanation."""
    found = Derivative(1.0, 1e-5)
    row = Row("x", (), 1.0001, None, found, Verdict.FORMULA_WRONG, ok=False)
    assert row.explained_by(1.0001)
    assert not row.explained_by(1.00005)


def test_words_for_a_kink_that_is_skipped():
    text = str(check_gradient(ac.relu, 0.0, analytic=77.0, kinks="skip"))
    assert "not looked at (kinks='skip'), the slopes are [0, 1]" in text


def test_intervals_without_the_digits_of_noise():
    report = check_gradient(lambda x: abs(x) + 1e6, 0.0)
    assert "[-1, 1]" in str(report)


def test_a_flat_function_is_not_called_inaccurate():
    report = check_gradient(ac.relu, -1e-9, analytic=1.0)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "x: f does not change here" in report.notes


def test_reasons_without_the_list_of_all_ops():
    report = check_gradient(np.floor, 2.5, analytic=0.0)
    assert report.ok
    (note,) = report.notes
    assert note.endswith("(np.floor has no derivative here)")


def test_the_complex_step_says_what_it_needs():
    with pytest.raises(
        TypeError, match=r"the complex step calls f at .* NumPy's functi"
    ):
        check_gradient(ac.tanh, 1.0, method="complex")


@pytest.mark.parametrize("outer", [math.sin, ac.tanh], ids=["math.sin", "tanh"])
def test_a_power_that_is_complex_to_the_left_of_0_is_the_edge_of_the_domain(outer):
    report = check_gradient(lambda x: outer(x**1.5) + x, 0.0, analytic=1.0)
    assert report.ok
    assert not check_gradient(lambda x: outer(x**1.5) + x, 0.0, analytic=1.1).ok


def test_a_type_error_of_f_itself_is_raised():
    with pytest.raises(TypeError, match="complex"):
        check_gradient(lambda x: math.sin(x * 1j), 2.0, analytic=1.0)


def test_a_kink_is_no_cut_in_the_graph():
    """A central difference alone sees 1/2 there, and no op of the graph is wrong."""
    report = check_gradient(ac.relu, 0.0, method="central")
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG


def test_second_derivatives_need_the_engine():
    report = check_gradient(math.sin, 1.0, analytic=math.cos, order=2)
    assert report.ok
    assert report.notes[-1].startswith("order=2 was not checked")
