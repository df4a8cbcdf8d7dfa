"""`check_gradient`: points, tolerances, infinite gradients."""

import math

import autograd_core as ac
from autograd_core import custom_op
from autograd_core.testing import check_gradient


def test_a_list_of_points():
    report = check_gradient(
        lambda x: x**3, [1.0, 2.0, -1.5], analytic=lambda x: 3 * abs(x) * x
    )
    assert not report.ok
    assert report.points == 3
    assert report.worst.point == 3
    assert "point 3 of 3" in str(report)
    assert len(report.rows) == 3


def test_edges_of_the_domain_warn_of_nothing():
    report = check_gradient(lambda x: ac.sqrt(x) * x, 0.0, analytic=0.0)
    assert "one-sided" in str(report.rows[0].numeric)


def test_infinite_gradients():
    report = check_gradient(lambda x: ac.sqrt(x), 0.0)
    assert report.ok
    assert report.rows[0].autodiff == math.inf


def test_rtol():
    assert check_gradient(lambda x: x * x, 3.0, analytic=6.01, rtol=1e-2).ok
    assert not check_gradient(lambda x: x * x, 3.0, analytic=6.01).ok


def test_an_op_that_is_never_reached_is_not_blamed():
    cube = custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")

    def f(x):
        cube(x)
        return x * x

    assert check_gradient(f, 2.0).ok
