"""numerical_gradient, approx_grad, the Taylor test, check_op, peers' spellings."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Value, custom_op
from autograd_core.ops import OPS
from autograd_core.testing import (
    GradientMismatch,
    approx_grad,
    assert_gradient,
    check_grads,
    check_op,
    gradcheck,
    gradgradcheck,
    numerical_gradient,
    taylor_test,
)
from autograd_core.testing.points import gradient_points

pytest_plugins = ["pytester"]

# -- numbers ---------------------------------------------------------------------------


def test_numerical_gradient_has_the_form_of_the_point():
    assert numerical_gradient(math.exp, 0.0) == pytest.approx(1.0, rel=1e-10)
    pair = numerical_gradient(lambda x, y: x * y, (2.0, 5.0))
    assert pair == pytest.approx((5.0, 2.0))
    assert isinstance(pair, tuple)
    by_name = numerical_gradient(lambda x, y: x * y, {"y": 5.0, "x": 2.0})
    assert by_name == pytest.approx({"x": 5.0, "y": 2.0})
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    found = numerical_gradient(lambda a: np.sum(1 / a), matrix)
    np.testing.assert_allclose(found, -1 / matrix**2, rtol=1e-9)


def test_numerical_gradient_where_there_is_none():
    assert math.isnan(numerical_gradient(math.log, -1.0))
    assert numerical_gradient(abs, 0.0) == 0.0


def test_approx_grad():
    x, y = Value(0.5), Value(2.0)
    (x.sin() * y.exp()).backward()

    def f(x, y):
        return math.sin(x) * math.exp(y)

    both = approx_grad(f, (0.5, 2.0))
    assert (x.grad, y.grad) == both
    assert both == (x.grad, y.grad)
    assert (y.grad, x.grad) != both
    assert (x.grad,) != both
    assert x.grad != both


def test_approx_grad_of_arrays():
    at = np.array([1.0, 2.0, 3.0])
    expected = approx_grad(lambda x: np.sum(x**2), at)
    assert 2 * at == expected
    assert 2.001 * at != expected
    assert 2 * at[:2] != expected
    assert expected != "x"


def test_approx_grad_prints_its_error_bar():
    text = repr(approx_grad(lambda x: x**3, 2.0))
    value, _, error = text.split()
    assert float(value) == pytest.approx(12.0)
    assert 0 < float(error) < 1e-6
    assert repr(approx_grad(abs, 0.0)) == "kink [-1, 1]"


def test_approx_grad_accepts_subgradients_only():
    assert approx_grad(abs, 0.0) == 0.5
    assert approx_grad(abs, 0.0) != 1.5


def test_approx_grad_of_what_cannot_be_told():
    assert approx_grad(math.sin, 1e18) != math.cos(1e18)
    assert approx_grad(lambda x: float(x) + 1e14, 1.0) != 1.0


# -- the Taylor test -------------------------------------------------------------------


def test_taylor_rates():
    assert taylor_test(math.exp, 1.0, math.exp).rate == pytest.approx(2.0, abs=0.02)
    assert taylor_test(lambda x: x**3, 1.0).ok
    assert not taylor_test(math.exp, 1.0, 1.1 * math.e).ok
    assert not taylor_test(math.exp, 1.0, 1.001 * math.e).ok


def test_taylor_at_a_kink():
    table = taylor_test(abs, 0.0, 0.0)
    assert table.rate == pytest.approx(1.0)
    assert not table.ok
    assert "kink" in str(table)


def test_taylor_of_a_linear_function():
    table = taylor_test(lambda x, y: 3 * x - 2 * y + 1, (1.0, 2.0))
    assert table.linear
    assert table.ok
    assert not taylor_test(lambda x: 3 * x, 1.0, 3.0001).ok


def test_taylor_table_prints():
    lines = str(taylor_test(lambda x: x**3, 2.0)).splitlines()
    assert len(lines) == 1 + 8 + 1
    assert lines[-1] == "the gradient is right: rate 2.00"


# -- ops -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(OPS))
def test_the_ops_of_the_table(name):
    report = check_op(OPS[name])
    assert report.ok
    assert report.points > 0


@pytest.mark.parametrize(
    "slope",
    [
        lambda x: 3 * x**2 * 1.0005,
        lambda x: 3 * abs(x) * x,
        lambda x: 0.0 * x,
        lambda x: 3 * x**2 + 1e-6,
    ],
)
def test_a_wrong_op_is_found(slope):
    with pytest.raises(GradientMismatch):
        check_op(custom_op(lambda x: x**3, slope, name="cube"))


def test_an_op_wrong_only_at_second_order():
    def slope(x):
        return 3 * x.data * x if isinstance(x, Value) else 3 * x**2

    cube = custom_op(lambda x: x**3, slope, name="cube")
    assert check_op(cube, order=1).ok
    assert not check_op(cube, raise_exception=False).ok


def test_an_op_of_two_operands():
    scaled = custom_op(lambda x, y: x * y * y, lambda x, y: (y * y, 2 * x * y))
    assert check_op(scaled).ok
    wrong = custom_op(lambda x, y: x * y * y, lambda x, y: (y * y, x * y))
    assert not check_op(wrong, raise_exception=False).ok


def test_an_op_at_points_of_ones_own():
    cube = custom_op(lambda x: x**3, lambda x: 3 * x**2 if x < 50 else 0.0)
    assert check_op(cube, order=1).ok
    assert not check_op(cube, [60.0], order=1, raise_exception=False).ok


def test_an_op_finite_nowhere():
    nowhere = custom_op(lambda x: math.nan, lambda x: 0.0)
    with pytest.raises(ValueError, match="finite at no point"):
        check_op(nowhere)


# -- peers' spellings ------------------------------------------------------------------

CUBE = custom_op(lambda x: x**3, lambda x: 3.01 * x**2, name="cube")


def test_gradcheck():
    assert gradcheck(lambda x, y: (x * y, ac.sin(x)), (2.0, 3.0), check_forward_ad=True)
    assert gradcheck(lambda x: x**3, 2.0, fast_mode=True)
    assert gradcheck(lambda x: CUBE(x), 2.0, raise_exception=False) is False
    with pytest.raises(GradientMismatch, match="ENGINE_OR_CUSTOM_OP_WRONG"):
        gradcheck(lambda x: (x, CUBE(x)), (2.0,))
    with pytest.raises(ValueError, match="nondet_tol"):
        gradcheck(lambda x: x, 1.0, nondet_tol=0.1)


def test_gradcheck_obeys_given_tolerances():
    assert gradcheck(lambda x: CUBE(x), 2.0, rtol=0.1)
    assert not gradcheck(lambda x: CUBE(x), 2.0, rtol=1e-3, raise_exception=False)
    with pytest.raises(GradientMismatch, match=r"eps=1e-06, atol=1e-05, rtol=0\.0001"):
        gradcheck(lambda x: CUBE(x), 2.0, rtol=1e-4)


def test_gradgradcheck():
    assert gradgradcheck(lambda x, y: x**2 * y, (2.0, 3.0))
    off = custom_op(
        lambda x: x**3,
        lambda x: 3 * x * x.data if isinstance(x, Value) else 3 * x**2,
    )
    assert gradcheck(lambda x: off(x), 2.0)
    assert not gradgradcheck(lambda x: off(x), 2.0, raise_exception=False)


def test_check_grads():
    check_grads(lambda x, y: x**2 * y, (2.0, 3.0), order=2)
    check_grads(lambda x: x**2, (2.0,), 1, modes=("rev",), eps=1e-4)
    check_grads(lambda x: CUBE(x), (2.0,), 1, rtol=0.1)
    with pytest.raises(GradientMismatch):
        check_grads(lambda x: CUBE(x), (2.0,), 1)
    with pytest.raises(ValueError, match="order=1"):
        check_grads(lambda x: x, (1.0,), 2, eps=1e-3)


# -- Hypothesis, pytest ----------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(gradient_points(domain="positive"))
def test_points_in_a_domain(x):
    assert 1e-3 <= x <= 1e3
    assert_gradient(lambda x: ac.log(x) * x, x, analytic=lambda x: math.log(x) + 1)


@settings(max_examples=60, deadline=None)
@given(gradient_points(2, (-2.0, 2.0), avoid=[0.0]))
def test_points_away_from_a_kink(point):
    assert len(point) == 2
    assert all(abs(x) > 1e-3 for x in point)
    report = assert_gradient(lambda x, y: abs(x) * abs(y), point)
    assert str(report.verdict) == "PASS"


@given(gradient_points((2, 3), "unit"))
def test_points_that_are_arrays(x):
    assert x.shape == (2, 3)
    assert ((x > 0) & (x < 1)).all()


def test_a_failing_point_shrinks():
    from hypothesis import find, settings

    def wrong(x):
        return not ac.testing.check_gradient(
            lambda x: x**3, x, analytic=lambda x: 3 * x**2 if x < 5 else 0.0
        ).ok

    points = gradient_points(domain=(1.0, 100.0))
    repeatable = settings(derandomize=True, database=None)
    assert find(points, wrong, settings=repeatable) == 5.0


@pytest.mark.parametrize("domain", ["complex", (1.0, 1.0)])
def test_domains_that_are_none(domain):
    with pytest.raises(ValueError, match="domain"):
        gradient_points(domain=domain)


@given(st.data())
def test_points_are_strategies(data):
    assert isinstance(data.draw(gradient_points()), float)


def test_fixture(pytester):
    pytester.makepyfile(
        """
        def test_right(gradcheck):
            assert gradcheck(lambda x: x**2, 3.0, analytic=lambda x: 2 * x).ok

        def test_wrong(gradcheck):
            gradcheck(lambda x: x**2, 3.0, analytic=lambda x: x)
        """
    )
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        ["*GradientMismatch: FORMULA_WRONG: d f/d x*", "*a factor 2 is missing*"]
    )


def test_plugin_needs_pytest_alone():
    program = (
        "import sys, autograd_core.testing.plugin as plugin; "
        "print(callable(plugin.gradcheck), 'hypothesis' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]
