"""`gradient_points`: points for Hypothesis."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

import autograd_core as ac
from autograd_core.testing import assert_gradient
from autograd_core.testing.strategies import gradient_points


@settings(max_examples=60, deadline=None)
@given(gradient_points(domain="positive"))
def test_points_in_a_domain(x):
    assert 1e-3 <= x <= 1e3
    assert_gradient(lambda x: ac.log(x) * x, x, analytic=lambda x: math.log(x) + 1)


@settings(max_examples=60, deadline=None)
@given(gradient_points(((), ()), (-2.0, 2.0), avoid=[0.0]))
def test_points_away_from_a_kink(point):
    assert len(point) == 2
    assert all(abs(x) > 1e-3 for x in point)
    report = assert_gradient(lambda x, y: abs(x) * abs(y), point)
    assert str(report.verdict) == "PASS"


@settings(max_examples=30, deadline=None)
@given(gradient_points((2, 3), "unit"), gradient_points(4))
def test_points_that_are_arrays(x, row):
    assert x.shape == (2, 3)
    assert row.shape == (4,)
    assert ((x > 0) & (x < 1)).all()


@settings(max_examples=30, deadline=None)
@given(gradient_points({"W": (2, 3), "b": 3}, "positive", dtype=np.float32))
def test_points_that_are_trees(point):
    assert (point["W"].shape, point["b"].shape) == ((2, 3), (3,))
    assert point["W"].dtype == np.float32
    assert (point["b"] > 0).all()


@settings(max_examples=30, deadline=None)
@given(gradient_points(((2,), (3, 1))), gradient_points([(2,), ()]))
def test_points_that_are_several_arguments(arrays, row):
    assert [array.shape for array in arrays] == [(2,), (3, 1)]
    assert isinstance(row, list)
    assert row[0].shape == (2,)
    assert isinstance(row[1], float)


@settings(max_examples=30, deadline=None)
@given(gradient_points(array_shapes(max_dims=2, max_side=3), (-1.0, 1.0)))
def test_points_of_any_shape(x):
    assert x.ndim in (1, 2)
    assert_gradient(lambda x: (x**2).sum(), x, analytic=lambda x: 2 * x)


def test_a_failing_point_shrinks():
    from hypothesis import find

    def wrong(x):
        return not ac.testing.check_gradient(
            lambda x: x**3, x, analytic=lambda x: 3 * x**2 if x < 5 else 0.0
        ).ok

    points = gradient_points(domain=(1.0, 100.0))
    repeatable = settings(derandomize=True, database=None)
    assert find(points, wrong, settings=repeatable) == 5.0


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_points_are_strategies(data):
    assert isinstance(data.draw(gradient_points()), float)
