"""`check_gradient`: points, tolerances, infinite gradients."""

import math
from typing import Any

import numpy as np
import pytest

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


@pytest.mark.parametrize(("factor", "ok"), [(2.0, True), (2.01, False)])
def test_an_op_whose_derivative_takes_plain_arrays_only(
    factor: float, ok: bool
) -> None:
    """An adjoint by SciPy's solvers: reverse mode is checked, forward mode has none."""

    def back(upstream: Any, out: Any, x: Any) -> Any:
        return factor * np.linalg.lstsq(np.eye(2), upstream * x, rcond=None)[0]

    square = custom_op(np.square, vjp=back, name="square")
    report = check_gradient(lambda x: square(x).sum(), np.array([1.0, 2.0]))
    assert report.ok is ok
    assert "forward mode was not checked" in str(report)


def test_keywords_of_other_libraries() -> None:
    with pytest.raises(TypeError, match=r"'argnums'; it takes .*; write wrt="):
        check_gradient(lambda x: x**2, 2.0, argnums=0)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"'hessian'; it takes .*; write hess="):
        check_gradient(lambda x: x**2, 2.0, hessian=2.0)  # type: ignore[call-arg]
