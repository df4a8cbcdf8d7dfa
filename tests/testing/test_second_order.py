"""`order=2`: the derivative of the engine's gradient."""

import math

import numpy as np

import autograd_core as ac
from autograd_core import Value
from autograd_core.array_ops.array_rule import apply
from autograd_core.testing import check_gradient
from tests.testing.printed import printed
from tests.testing.wrong_rules import Cut

RNG = np.random.default_rng(7)


def test_second_order_of_numbers():
    def f(x, y):
        return ac.sin(x * y) * ac.exp(y)

    report = check_gradient(f, (0.7, 0.4), order=2)
    assert report.ok
    pairs = {row.input for row in report.rows if row.order == 2}
    assert pairs == {"x, x", "x, y", "y, x", "y, y"}


def test_second_order_of_a_dict():
    report = check_gradient(lambda w, x: w**2 * x, {"x": 3.0, "w": 2.0}, order=2)
    slopes = {row.input: row.autodiff for row in report.rows if row.order == 2}
    assert report.ok
    assert slopes == {"x, x": 0.0, "x, w": 4.0, "w, x": 4.0, "w, w": 6.0}


def test_second_order_of_arrays():
    report = check_gradient(
        lambda p: ac.sum(ac.exp(p["a"] @ p["b"])),
        ({"a": RNG.standard_normal((2, 2)), "b": RNG.standard_normal(2)},),
        order=2,
    )
    assert report.ok
    pairs = {row.input for row in report.rows if row.order == 2}
    assert pairs == {f"p['{i}'], p['{j}']" for i in "ab" for j in "ab"}


def test_wrong_only_at_second_order():
    def f(x):
        return apply(Cut(), x).sum()

    assert check_gradient(f, np.array([1.0, 2.0])).ok
    assert "d2 f/d x d x" in printed(f, np.array([1.0, 2.0]), order=2)


def test_graphs_that_mix_values_and_tensors():
    def f(a, x):
        return (ac.stack_values([a, a * a]) * x).sum() * a

    report = check_gradient(f, (Value(1.5), np.array([2.0, 3.0])), order=2)
    assert report.ok, report


def test_second_derivatives_need_the_engine():
    report = check_gradient(math.sin, 1.0, analytic=math.cos, order=2)
    assert report.ok
    assert report.notes[-1].startswith("order=2 was not checked")
