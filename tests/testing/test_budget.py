"""How often f is called, how often it may be, and what scatters between calls."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import check_gradient

AT_THE_POINT = 6
"""Calls at the point itself, at most: twice for determinism, for changes, for nodes."""


def counted(function):
    """A function, and a list that grows by one entry a call."""
    calls = []

    def f(*args):
        calls.append(args)
        return function(*args)

    return f, calls


def loss(x):
    return float(np.sum(np.sin(x) * x))


def slope(x):
    return np.sin(x) + x * np.cos(x)


X = np.linspace(0.3, 2.0, 64)


@pytest.mark.parametrize("factor", [1.0, 2.0, -1.0, 1.001, 1.0 + 1e-5, 0.0])
def test_every_call_elsewhere_is_counted(factor):
    f, calls = counted(loss)
    report = check_gradient(f, X, analytic=lambda x: factor * slope(x))
    assert report.ok is (factor == 1.0)
    assert 0 <= len(calls) - report.evaluations <= AT_THE_POINT


def test_calls_with_nodes_are_counted():
    """The rounding of autodiff is measured at points nearby."""
    f, calls = counted(lambda x: ac.log(1.0 + ac.exp(-x)).sum())
    report = check_gradient(f, np.linspace(25.0, 36.0, 4))
    assert report.evaluations > 60
    assert 0 <= len(calls) - report.evaluations <= AT_THE_POINT


@pytest.mark.parametrize("factor", [2.0, -1.0, 1.001, 1.0 + 1e-5, np.inf, np.nan])
@pytest.mark.parametrize("function", [loss, lambda x: (np.sin(x) * x).sum()])
def test_a_wrong_input_costs_ten_calls(factor, function):
    f, calls = counted(function)
    report = check_gradient(f, X, analytic=lambda x: factor * slope(x))
    assert str(report.verdict) == "FORMULA_WRONG"
    assert len(calls) - AT_THE_POINT <= report.evaluations <= 10 * X.size


def test_a_loss_that_cancels_costs_hundreds_of_calls_an_input():
    """-log p of a sure class: 12 digits of f are gone."""
    report = check_gradient(lambda z: -ac.log_softmax(z)[0], np.array([28.0, 0.0, 1.0]))
    assert report.ok
    assert report.evaluations < 2500


V = np.random.default_rng(3).normal(size=8)
WEIGHTS = np.random.default_rng(4).normal(size=(8, 8))


@pytest.mark.parametrize("as_number", [float, lambda out: out])
def test_dead_units_cost_ten_calls(as_number):
    """Where f does not change, a formula that is not 0 is wrong after few of them."""
    report = check_gradient(
        lambda W: as_number(ac.relu(W @ V).sum()),
        WEIGHTS,
        analytic=lambda W: np.outer(np.ones(8), V),
    )
    dead = {k for k in range(8) if (WEIGHTS @ V)[k] < 0.0}
    assert {row.index[0] for row in report.rows if not row.ok} == dead
    assert str(report.verdict) == "FORMULA_WRONG"
    assert report.evaluations <= 10 * WEIGHTS.size


def test_stairs_that_few_steps_miss_accuse_nobody():
    """A table of coarse steps is flat nearby, and what it rounds is not."""
    coarse = np.linspace(1.0, 2.0, 8).round(1) + 0.02
    report = check_gradient(
        lambda x: float(np.sum(np.round(x, 1) ** 2)), coarse, analytic=lambda x: 2 * x
    )
    assert str(report.verdict) != "FORMULA_WRONG"


def test_the_search_among_many_inputs_is_counted():
    x = np.linspace(0.3, 2.0, 200)
    f, calls = counted(loss)
    report = check_gradient(f, x, analytic=lambda x: 1.5 * slope(x))
    assert not report.ok
    assert 0 <= len(calls) - report.evaluations <= AT_THE_POINT


@pytest.mark.parametrize("budget", [2, 50, 130, 500])
@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_no_call_above_the_budget(budget, factor):
    f, calls = counted(loss)
    report = check_gradient(
        f, X, analytic=lambda x: factor * slope(x), max_evaluations=budget
    )
    assert len(calls) <= budget + AT_THE_POINT
    assert report.evaluations <= budget
    assert report.ok is (factor == 1.0)


def test_a_budget_that_is_too_small_is_no_pass():
    report = check_gradient(
        loss, X, analytic=slope, directions="all", max_evaluations=9
    )
    assert str(report.verdict) == "UNRESOLVED"
    assert "max_evaluations was reached, after 9 calls" in report.notes


def test_points_share_the_budget():
    report = check_gradient(ac.sin, [0.3, 0.4, 0.5], max_evaluations=4)
    assert report.evaluations == 4
    assert str(report.verdict) == "UNRESOLVED"
    report = check_gradient(ac.sin, [0.3, 0.4, 0.5], analytic=np.cos, max_evaluations=4)
    assert str(report.verdict) == "FD_UNRELIABLE"
    assert report.checked == "the one entry; of 1 only that formula and autodiff agree"


@pytest.mark.parametrize("budget", [0, 1, 2.5, "10", True])
def test_what_is_no_budget(budget):
    with pytest.raises(ValueError, match="max_evaluations: expected an integer from 2"):
        check_gradient(ac.sin, 0.3, max_evaluations=budget)


def noisy(size):
    rng = np.random.default_rng(0)
    return lambda x: float(np.sum(np.sin(x))) + size * rng.uniform(-1.0, 1.0)


def test_scatter_between_calls_is_in_the_bars():
    at = X[:4]
    assert check_gradient(noisy(1e-10), at, analytic=np.cos).verdict.name == (
        "NONDETERMINISTIC"
    )
    report = check_gradient(noisy(1e-10), at, analytic=np.cos, nondet_tol=1e-8)
    assert report.ok
    assert any("differ by up to" in note for note in report.notes)
    wrong = check_gradient(
        noisy(1e-10), at, analytic=lambda x: 1.01 * np.cos(x), nondet_tol=1e-8
    )
    assert wrong.verdict.name == "FORMULA_WRONG"


def test_more_scatter_than_allowed():
    report = check_gradient(noisy(1e-6), X[:4], analytic=np.cos, nondet_tol=1e-8)
    assert report.verdict.name == "NONDETERMINISTIC"
