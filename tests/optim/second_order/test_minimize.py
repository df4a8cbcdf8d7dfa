"""minimize: every method, every form of x0, what it gives back and what it refuses."""

import itertools

import numpy as np
import pytest
import scipy.optimize

from autograd_core import Tensor, Value, concatenate, value_and_grad
from optim import minimize
from optim.rules import AdamRule, NesterovRule, SGDRule
from optim.second_order import LBFGSMethod
from optim.second_order.minimize import METHODS
from tests.optim.second_order.functions import (
    START,
    quadratic,
    rosenbrock,
    rosenbrock_gradient,
    rosenbrock_jacobian,
    rosenbrock_residuals,
)

ON_LOSSES = [
    name
    for name in METHODS
    if name not in ("gauss-newton", "levenberg-marquardt", "natural-gradient")
]
LEAST_SQUARES = ["gauss-newton", "levenberg-marquardt"]


def bowl(a, b):
    """(a - 1)^2 + 2 (b + 2)^2 + a b / 2; by hand, its minimum is at the point below."""
    return (a - 1) ** 2 + 2 * (b + 2) ** 2 + a * b / 2


# 2 (a - 1) + b / 2 = 0 and 4 (b + 2) + a / 2 = 0.
LOWEST = np.linalg.solve([[2.0, 0.5], [0.5, 4.0]], [2.0, -8.0])


# -- methods ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ON_LOSSES)
def test_every_method_finds_the_minimum(method):
    result = minimize(lambda x: bowl(x[0], x[1]), np.array([5.0, 5.0]), method)
    assert result.success, result
    assert result.x == pytest.approx(LOWEST, abs=1e-6)
    assert result.fun == pytest.approx(bowl(*LOWEST), abs=1e-12)
    assert result.grad_norm == np.abs(result.grad).max() <= 1e-6


@pytest.mark.parametrize("line_search", ["armijo", "strong-wolfe", "exact"])
@pytest.mark.parametrize("method", ["gd", "newton", "bfgs", "lbfgs", "cg", "newton-cg"])
def test_every_line_search_serves(method, line_search):
    result = minimize(
        lambda x: bowl(x[0], x[1]),
        np.array([5.0, 5.0]),
        method,
        line_search=line_search,
    )
    assert result.success, result
    assert result.x == pytest.approx(LOWEST, abs=1e-6)


def test_gradient_descent_with_a_fixed_rate_is_its_formula():
    path = minimize(
        rosenbrock, START, "gd", line_search=None, lr=1e-3, max_iterations=50
    ).trajectory
    x = START
    for after in path[1:]:
        x = x - 1e-3 * rosenbrock_gradient(x)
        assert after == pytest.approx(x, rel=1e-10)
    assert len(path) == 51


def test_gradient_descent_tries_a_longer_step_than_the_last():
    """1/2 * 0.01 x^2 from 1: the rates are 1, 2, 4, ..., each accepted."""
    path = minimize(lambda x: 0.005 * x**2, 1.0, "gd", max_iterations=4).trajectory
    expected = [1.0]
    for rate in (1, 2, 4, 8):
        expected.append(expected[-1] * (1 - 0.01 * rate))
    assert path.ravel() == pytest.approx(expected, rel=1e-12)


def test_exact_steepest_descent_zigzags_at_right_angles():
    f = quadratic(4)[0]
    path = minimize(f, np.ones(4), "gd", line_search="exact").trajectory
    steps = np.diff(path[:10], axis=0)
    for first, second in itertools.pairwise(steps):
        cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
        assert abs(cosine) < 1e-8


@pytest.mark.parametrize(
    "rule", [SGDRule(lr=0.1, momentum=0.5), NesterovRule(lr=0.1), AdamRule(lr=0.1)]
)
def test_first_order_rules_are_methods_too(rule):
    """The same points as updates of the rule by hand."""
    result = minimize(lambda x: bowl(x[0], x[1]), [5.0, 5.0], rule, max_iterations=30)
    x, state = np.array([5.0, 5.0]), rule.init(np.array([5.0, 5.0]))
    for after in result.trajectory[1:]:
        a, b = rule.ahead(state, x)
        g = np.array([2 * (a - 1) + b / 2, 4 * (b + 2) + a / 2])
        x, state = rule.update(g, state, x)
        assert after == pytest.approx(x, rel=1e-12)
    assert "max_iterations=30" in result.message


# -- least squares ---------------------------------------------------------------------

TIMES = np.linspace(0.0, 3.0, 15)
MEASURED = 2.5 * np.exp(-1.3 * TIMES) + 0.05 * np.cos(17 * TIMES)


def decay(x):
    """The residuals of a curve a exp(-b t) through MEASURED."""
    return x[0] * np.exp(-x[1] * TIMES) - MEASURED


@pytest.mark.parametrize("method", LEAST_SQUARES)
def test_least_squares_finds_what_scipy_finds(method):
    expected = scipy.optimize.least_squares(
        decay, [1.0, 1.0], method="lm", xtol=1e-12, ftol=1e-12, gtol=1e-12
    )
    result = minimize(decay, np.array([1.0, 1.0]), method, gtol=1e-10)
    assert result.success, result
    assert result.x == pytest.approx(expected.x, rel=1e-8)
    assert result.fun == pytest.approx(expected.cost, rel=1e-10)


def test_each_gauss_newton_step_is_the_formula():
    """On the Rosenbrock residuals J is square, so p = -J^-1 r."""
    path = minimize(
        rosenbrock_residuals, START, "gauss-newton", lr=0.5, line_search=None,
        max_iterations=8,
    ).trajectory  # fmt: skip
    for x, after in itertools.pairwise(path):
        r = np.array([10 * (x[1] - x[0] ** 2), 1 - x[0]])
        step = np.linalg.solve(rosenbrock_jacobian(x), -r)
        assert after == pytest.approx(x + 0.5 * step, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("alpha", [0.0, 0.1, 50.0])
def test_each_levenberg_marquardt_step_is_the_formula(alpha):
    """(J^T J + alpha I) p = -J^T r."""
    path = minimize(
        rosenbrock_residuals, START, "levenberg-marquardt", damping=alpha, adapt=False,
        max_iterations=6, gtol=0.0,
    ).trajectory  # fmt: skip
    for x, after in itertools.pairwise(path[:4]):
        r = np.array([10 * (x[1] - x[0] ** 2), 1 - x[0]])
        J = rosenbrock_jacobian(x)
        step = np.linalg.solve(J.T @ J + alpha * np.eye(2), -J.T @ r)
        assert after == pytest.approx(x + step, rel=1e-8, abs=1e-10)


def test_one_gauss_newton_step_solves_linear_least_squares():
    rng = np.random.default_rng(0)
    A, b = rng.normal(size=(9, 4)), rng.normal(size=9)
    result = minimize(lambda x: A @ x - b, np.ones(4), "gauss-newton")
    assert (result.success, result.iterations) == (True, 1)
    assert result.x == pytest.approx(np.linalg.lstsq(A, b, rcond=None)[0], rel=1e-10)


@pytest.mark.parametrize("method", LEAST_SQUARES)
def test_more_unknowns_than_residuals(method):
    """Of all solutions of a + 2 b + 2 c = 9 the one nearest to the start, 0."""
    result = minimize(
        lambda x: [x @ np.array([1.0, 2.0, 2.0]) - 9], np.zeros(3), method
    )
    assert result.success
    assert result.x == pytest.approx([1.0, 2.0, 2.0], rel=1e-6)


@pytest.mark.parametrize("method", LEAST_SQUARES)
@pytest.mark.parametrize("start", [[1.0, 1.0], {"a": 1.0, "b": 1.0}])
def test_residuals_in_any_form(method, start):
    """A list of Values, an array of them, a tree; the same minimum as on Tensors."""
    expected = minimize(decay, np.array([1.0, 1.0]), method, gtol=1e-9).x
    keys = start if isinstance(start, dict) else range(2)
    first, second = keys

    def residuals(x):
        r = decay([x[first], x[second]])
        return r if isinstance(start, dict) else (list(r[:5]), {"rest": list(r[5:])})

    result = minimize(residuals, start, method, gtol=1e-9).x
    assert [result[key] for key in keys] == pytest.approx(expected, rel=1e-6)


# -- forms of x0 -----------------------------------------------------------------------


def test_a_number_gives_a_float_and_f_a_value():
    records = []

    def f(x):
        records.append(type(x))
        return (x - 3) ** 2

    result = minimize(f, 0)
    assert type(result.x) is float
    assert result.x == pytest.approx(3.0)
    assert (set(records), result.trajectory.shape[1]) == ({Value}, 1)


def test_a_list_of_numbers_is_an_array_as_for_scipy():
    result = minimize(lambda x: ((x - 3.0) ** 2).sum() + x[0], [1, 2.0])
    assert result.x.tolist() == pytest.approx([2.5, 3.0])
    assert type(result.grad) is np.ndarray


@pytest.mark.parametrize("method", ON_LOSSES)
def test_lists_dicts_and_nodes(method):
    x0 = {"a": [Value(5.0, label="a")], "b": Tensor([[5.0]], label="b")}
    result = minimize(lambda x: bowl(x["a"][0], x["b"]), x0, method)
    a, b = result.x["a"][0], result.x["b"]
    assert (type(a), type(b), a.label, b.label) == (Value, Tensor, "a", "b")
    assert (a.is_leaf, b.shape) == (True, (1, 1))
    assert [a.data, b.item()] == pytest.approx(LOWEST, abs=1e-6)
    assert (x0["a"][0].data, x0["b"].item()) == (5.0, 5.0)
    assert (x0["a"][0].has_grad, x0["b"].has_grad) == (False, False)
    assert type(result.grad["a"][0]) is float and result.grad["b"].shape == (1, 1)


def test_integers_become_floats_and_float32_stays():
    assert minimize(lambda x: ((x - 0.5) ** 2).sum(), np.array([1, 2])).x.dtype == "f8"
    start = np.ones((2, 2), np.float32)
    result = minimize(lambda x: ((x - 0.5) ** 2).sum(), start, gtol=1e-4)
    assert (result.x.dtype, result.x.shape) == (np.float32, (2, 2))
    assert result.x == pytest.approx(np.full((2, 2), 0.5), abs=1e-4)


def test_all_forms_walk_alike():
    """Numbers, an array, and an array inside of a dict: one path."""
    paths = [
        minimize(f, x0, "bfgs").trajectory
        for f, x0 in [
            (rosenbrock, START),
            (lambda x: rosenbrock(concatenate([x["x"]])), {"x": START}),
            (lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, list(START)),
        ]
    ]
    assert paths[0] == pytest.approx(paths[1], rel=1e-12)
    assert paths[0][:20] == pytest.approx(paths[2][:20], rel=1e-7)


# -- the result ------------------------------------------------------------------------


def test_what_is_counted_is_what_happened():
    calls = []

    def f(x):
        calls.append(1)
        return rosenbrock(x)

    for method in ON_LOSSES:
        calls.clear()
        result = minimize(f, START, method, max_iterations=5)
        assert result.evaluations == len(calls)
        assert result.iterations == len(result.trajectory) - 1
    assert minimize(f, START, "newton", max_iterations=3).products == 3 * 2


def test_the_trajectory_starts_at_x0_and_ends_at_x():
    result = minimize(rosenbrock, START, "lbfgs")
    assert result.trajectory[0] == pytest.approx(START, abs=0)
    assert result.trajectory[-1] == pytest.approx(result.x, abs=0)
    value, slope = value_and_grad(rosenbrock)(result.x)
    assert (result.fun, result.values[-1]) == (value, value)
    assert result.grad == pytest.approx(slope, abs=0)
    assert result.values == pytest.approx([rosenbrock(x) for x in result.trajectory])
    assert minimize(rosenbrock, START, trajectory=False).trajectory is None


def test_a_start_at_the_minimum_takes_no_step():
    result = minimize(rosenbrock, np.ones(2))
    assert (result.success, result.iterations, result.evaluations) == (True, 0, 1)


def test_the_repr_says_it_in_four_lines():
    result = minimize(lambda x: x**2, 1.0, "gd", max_iterations=0)
    assert repr(result).splitlines() == [
        "no success: max_iterations=0 steps were taken",
        "  fun = 1, grad_norm = 2",
        "  0 iterations, 1 evaluation",
        "  x = 1.0",
    ]


def test_a_method_object_keeps_its_settings():
    method = LBFGSMethod(history_size=3)
    ours = minimize(rosenbrock, START, method).trajectory
    by_name = minimize(rosenbrock, START, "lbfgs", history_size=3).trajectory
    assert ours == pytest.approx(by_name, abs=0)
    assert len(ours) != len(minimize(rosenbrock, START, "lbfgs").trajectory)


@pytest.mark.parametrize("name", ["L-BFGS-B", "l_bfgs", "LBFGS"])
def test_names_as_scipy_writes_them(name):
    result = minimize(rosenbrock, START, name)
    assert result.success
    assert result.trajectory == pytest.approx(minimize(rosenbrock, START, "lbfgs")
                                             .trajectory, abs=0)  # fmt: skip
