"""Many inputs: random directions, and the search for the components to blame."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.array_ops.array_rule import apply
from autograd_core.testing import Verdict, check_gradient
from tests.testing.functions import MANY, cubes, off_at
from tests.testing.wrong_rules import Thrice

RNG = np.random.default_rng(7)


def test_a_long_vector_takes_few_evaluations():
    report = check_gradient(cubes, MANY, analytic=lambda x: 3 * x**2)
    assert report.ok
    assert len(report.rows) == 8
    assert report.evaluations < 100


@pytest.mark.parametrize("i", [0, 17, 299])
def test_a_failing_direction_is_narrowed_to_a_component(i):
    report = check_gradient(cubes, MANY, analytic=off_at(i, 1.01))
    assert not report.ok
    assert report.worst.index == (i,)
    assert report.worst.ratio == pytest.approx(1.01)


def test_every_component_on_request():
    report = check_gradient(cubes, MANY, analytic=lambda x: 3 * x**2, directions="all")
    assert len(report.rows) == 300
    assert "... and 288 more components" in str(report)


def test_directions_are_the_same_for_the_same_seed():
    def text(seed):
        return str(check_gradient(cubes, MANY, analytic=lambda x: 3 * x**2, seed=seed))

    assert text(1) == text(1)
    assert text(1) != text(2)


def test_many_inputs_take_few_evaluations():
    at = {"W": RNG.standard_normal((40, 30)), "b": RNG.standard_normal(30)}
    x = RNG.standard_normal((20, 40))

    def f(W, b):
        return ac.softplus(x @ W + b).mean()

    report = check_gradient(f, at)
    assert report.ok
    assert len(report.rows) == 8
    assert report.evaluations < 100


@pytest.mark.parametrize("first", [0, 17, 199])
def test_a_wrong_gradient_of_the_engine_is_narrowed_to_components(first):
    rule = Thrice(first)
    at = np.linspace(0.5, 1.5, 200).reshape(20, 10)
    report = check_gradient(
        lambda x: ac.square(apply(rule, x)).sum(), at, modes=("rev",)
    )
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    failing = [row for row in report.rows if row.index and not row.ok]
    places = {int(np.ravel_multi_index(row.index, at.shape)) for row in failing}
    assert places
    assert min(places) >= first
    assert "the op thrice(array of shape (20, 10))" in str(report) or (
        "the op thrice(x of shape (20, 10)) sends a wrong gradient" in str(report)
    )


def test_where_two_gradients_differ_is_known_without_a_search():
    at = np.linspace(0.5, 1.5, 1000)
    wrong = 3 * at**2
    wrong[[3, 500]] *= [1.3, -1.0]
    report = check_gradient(lambda x: (x**3).sum(), at, analytic=wrong)
    assert [row.index for row in report.rows[:2]] == [(500,), (3,)]
    assert sum(not row.ok for row in report.rows if row.index) == 2


def test_directions_are_in_units_of_the_inputs():
    """A step that suits b would carry a out of the domain of log."""
    at = {"a": np.linspace(1e-9, 2e-9, 50), "b": np.linspace(1e3, 2e3, 50)}
    report = check_gradient(lambda a, b: ac.log(a).sum() + (b * b).sum() * 1e-6, at)
    assert report.ok, report
    assert report.evaluations <= 8 * 2


def test_directions_reach_every_input():
    at = {"a": np.ones(100), "b": np.array([2.0])}
    report = check_gradient(
        lambda a, b: (a * a).sum() + b.sum() ** 3,
        at,
        analytic=lambda a, b: {"a": 2 * a, "b": 3.03 * b**2},
    )
    assert not report.ok
    assert report.worst.where == "b[0]"


def test_a_number_of_directions():
    at = np.arange(1.0, 6.0)
    report = check_gradient(lambda x: (x**2).sum(), at, directions=3)
    assert [row.input for row in report.rows].count("direction 1") == 1
    assert len(report.rows) == 3
