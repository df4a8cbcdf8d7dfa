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
    names = [row.input for row in report.rows]
    own = ["direction in W", "direction in b"]
    assert sorted(names) == [*[f"direction {i}" for i in range(1, 9)], *own]
    assert "8 random directions through 1230 entries, and one through each of 2" in (
        report.checked
    )
    assert report.evaluations < 100


def test_a_number_of_directions_is_all_of_them():
    at = {"a": np.ones(100), "b": np.ones(3)}
    report = check_gradient(lambda a, b: (a * a).sum() + b.sum(), at, directions=2)
    assert [row.input for row in report.rows] == ["direction 1", "direction 2"]


@pytest.mark.parametrize("seed", [3, 6])
@pytest.mark.parametrize("wrong", ["W1", "b1", "W2"])
def test_a_mistake_in_a_small_input_beside_a_large_one_is_seen(seed, wrong):
    """A network in float32: along directions through all, 1 % of b1 is its rounding."""
    rng = np.random.default_rng(seed)
    inputs, width = 60, 20
    X = rng.standard_normal((20, inputs)).astype(np.float32)
    y = rng.standard_normal((20, 1)).astype(np.float32)
    sizes = {"W1": (inputs, width), "b1": width, "W2": (width, 1)}
    at = {name: 0.5 * rng.standard_normal(size) for name, size in sizes.items()}

    def f(W1, b1, W2):
        W1, b1, W2 = (np.float32(x) for x in (W1, b1, W2))
        return float(np.mean((np.tanh(X @ W1 + b1) @ W2 - y) ** 2))

    def gradient(W1, b1, W2, wrong=""):
        h = np.tanh(X @ W1 + b1)
        error = 2 * (h @ W2 - y) / 20
        back = (error @ W2.T) * (1 - h**2)
        by_name = {"W1": X.T @ back, "b1": back.sum(axis=0), "W2": h.T @ error}
        return {k: 1.01 * v if k == wrong else v for k, v in by_name.items()}

    assert check_gradient(f, at, analytic=gradient).ok

    def a_percent_off(W1, b1, W2):
        return gradient(W1, b1, W2, wrong)

    report = check_gradient(f, at, analytic=a_percent_off)
    assert report.verdict is Verdict.FORMULA_WRONG


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
    assert report.evaluations <= 10 * 2


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
