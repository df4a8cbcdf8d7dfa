"""Searches that end early: the best point evaluated, and why they ended."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import scipy.optimize

import optim
from autograd_core import GraphError, Tensor, Value
from optim import minimize
from optim.rules import AdamRule, MomentumRule
from optim.second_order.line_search import Line, weak_wolfe
from optim.second_order.minimize import METHODS
from tests.optim.second_order.closures import ALL, ON_LOSSES, ON_RESIDUALS
from tests.optim.second_order.functions import START as VALLEY
from tests.optim.second_order.functions import rosenbrock
from tests.optim.second_order.kinked import START, functions

TORCH = json.loads(
    Path(__file__).with_name("torch_kinks.json").read_text(encoding="utf-8")
)
KINKED = functions(lambda array: array)


def recorded(f):
    """f, and the list of all the values it gives."""
    values = []

    def g(x):
        out = f(x)
        values.append(float(out.detach().item()))
        return out

    return g, values


# -- kinks -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", START)
@pytest.mark.parametrize("method", ["bfgs", "lbfgs"])
def test_kinked_functions_get_as_far_as_pytorchs(method, name):
    f, values = recorded(KINKED[name])
    result = minimize(f, np.array(START[name]), method)
    lowest = TORCH["lowest"][name]
    assert result.fun <= lowest + 1e-9 * abs(lowest)
    assert result.fun == min(values)
    assert result.fun == pytest.approx(KINKED[name](result.x), abs=0)
    assert result.evaluations < 3000
    assert "kink" in result.message or result.success


@pytest.mark.parametrize("name", START)
def test_the_optimizer_gets_as_far_too(name):
    w = Tensor(START[name])
    f, values = recorded(KINKED[name])
    optimizer = optim.LBFGS([w], max_iter=1000, max_eval=5000, tolerance_change=0.0,
                            line_search_fn="strong_wolfe")  # fmt: skip
    optimizer.step(lambda: f(w))
    lowest = TORCH["lowest"][name]
    assert KINKED[name](w.data) <= lowest + 1e-9 * abs(lowest)
    assert KINKED[name](w.data) == min(values)


def test_the_minimum_of_the_lasso_is_where_its_conditions_hold():
    """By the subgradient: |A_j . (A x - b)| <= 5 where x_j = 0, else -5 sign x_j."""
    from tests.optim.second_order.kinked import A, B

    x = minimize(KINKED["lasso"], np.array(START["lasso"]), "bfgs").x
    slopes = A.T @ (A @ x - B)
    zero = np.abs(x) < 1e-7
    assert zero.any() and not zero.all()
    assert (np.abs(slopes[zero]) <= 5.0).all()
    assert slopes[~zero] == pytest.approx(-5.0 * np.sign(x[~zero]), abs=1e-3)


@pytest.mark.parametrize("method", ["bfgs", "lbfgs", "cg", "newton-cg"])
def test_on_a_kink_itself_no_point_is_lower_and_it_says_so(method):
    """The larger of x and -x/2, whose gradient at 0 is 1/4: a slope on each side."""
    result = minimize(lambda x: 0.75 * abs(x[0]) + 0.25 * x[0], [0.0], method)
    assert (result.x.tolist(), result.success) == ([0.0], False)
    assert "found no lower point; the function has a kink here" in result.message


def test_weak_wolfe_finds_what_strong_wolfe_cannot():
    """|x| from 1 along -1: every step has slope -1 or 1."""
    line = Line(lambda x: (abs(x).sum(), np.sign(x)), np.ones(1), 1.0, np.ones(1),
                np.full(1, -0.75))  # fmt: skip
    trial = weak_wolfe(line)
    assert trial.fun <= 1.0 - 1e-4 * 0.75 * trial.t
    assert trial.grad @ line.direction >= -0.9 * 0.75
    uphill = Line(lambda x: (x.sum(), np.ones(1)), np.ones(1), 1.0, np.ones(1),
                  np.ones(1))  # fmt: skip
    assert weak_wolfe(uphill) is None


# -- the best point, whatever the method and the end -----------------------------------

LOSSES = [
    name
    for name in METHODS
    if name not in ("gauss-newton", "levenberg-marquardt", "natural-gradient")
]


@pytest.mark.parametrize("method", [*LOSSES, AdamRule(lr=0.3), MomentumRule(lr=1e-4)])
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_no_evaluated_point_is_lower_when_the_steps_are_out(method, limit):
    f, values = recorded(rosenbrock)
    result = minimize(f, VALLEY, method, max_iterations=limit)
    assert result.fun == min(values)
    assert result.fun == pytest.approx(rosenbrock(result.x), abs=0)
    assert result.message == f"max_iterations={limit} steps were taken"
    assert not result.success


@pytest.mark.parametrize("method", ["gauss-newton", "levenberg-marquardt"])
@pytest.mark.parametrize("limit", [1, 3])
def test_the_same_of_residuals(method, limit):
    losses = []

    def residuals(x):
        r = [10 * (x[1] - x[0] ** 2), 1 - x[0]]
        losses.append(sum(float(entry.detach().item()) ** 2 for entry in r) / 2)
        return r

    result = minimize(residuals, VALLEY, method, max_iterations=limit)
    assert result.fun == pytest.approx(min(losses), rel=1e-12)


def test_steps_that_run_away_give_the_best_and_say_so():
    f, values = recorded(lambda x: x**4)
    result = minimize(f, 3.0, "gd", line_search=None)
    assert result.fun == min(values) == 81.0
    assert "the next step leads to a loss of inf" in result.message


def test_a_lower_valley_seen_on_the_way_is_searched():
    """Newton from 0.75 jumps over the hill and back: the lower valley is at x = 2."""
    f = lambda x: x**4 / 4 - x**3 + x**2 / 2 + 0.9 * x  # noqa: E731
    for start in np.linspace(-1.0, 3.0, 41):
        g, values = recorded(f)
        result = minimize(g, float(start), "newton")
        assert not result.success or result.fun <= min(values) + 1e-11


# -- least squares end on relative change ----------------------------------------------

TIMES = np.arange(1, 21) / 5


def brown_dennis(x):
    return (x[0] + TIMES * x[1] - np.exp(TIMES)) ** 2 + (
        x[2] + x[3] * np.sin(TIMES) - np.cos(TIMES)
    ) ** 2


@pytest.mark.parametrize("gtol", [1e-6, 0.0])
def test_levenberg_marquardt_ends_where_the_loss_stands(gtol):
    """Brown and Dennis: 85822.2 is the sum of squares at the minimum."""
    start = np.array([25.0, 5.0, -5.0, -1.0])
    result = minimize(brown_dennis, start, "levenberg-marquardt", gtol=gtol)
    theirs = scipy.optimize.least_squares(brown_dennis, start, method="lm")
    assert result.success, result
    assert result.fun <= theirs.cost
    assert 2 * result.fun == pytest.approx(85822.2016263, rel=1e-10)
    assert result.evaluations <= theirs.nfev
    assert "changes the loss by a share of at most ftol=1e-11" in result.message


def test_tolerances_of_least_squares_are_settings():
    start = np.array([25.0, 5.0, -5.0, -1.0])
    run = lambda **settings: minimize(  # noqa: E731
        brown_dennis, start, "levenberg-marquardt", gtol=0.0, max_iterations=60,
        **settings,
    )  # fmt: skip
    coarse, exact = run(ftol=1e-4), run(ftol=0.0, xtol=0.0)
    assert coarse.success and coarse.iterations < 20
    assert not exact.success and exact.iterations == 60
    by_x = run(ftol=0.0, xtol=1e-3)
    assert by_x.success and "changes x by a share of at most xtol=0.001" in by_x.message


@pytest.mark.parametrize("damping", [0.0, 1e-8, 1e3, 1e7, 1e15])
def test_a_large_damping_does_not_pass_for_the_end(damping):
    result = minimize(brown_dennis, np.array([25.0, 5.0, -5.0, -1.0]),
                      "levenberg-marquardt", damping=damping)  # fmt: skip
    assert result.success
    assert 2 * result.fun == pytest.approx(85822.2016263, rel=1e-10)


def test_gauss_newton_ends_on_a_residual_that_stays():
    """r = (1e6, x - 1): nothing is left of the fall of (x - 1)^2 beside 1e12."""
    result = minimize(lambda x: [1e6 + 0 * x[0], x[0] - 1], [1.5], "gauss-newton",
                      gtol=0.0)  # fmt: skip
    assert result.success and result.iterations <= 1
    optimizer = optim.LevenbergMarquardt([w := Value(1.0)], max_iter=5)
    optimizer.step(lambda: [w - 1 + 1e-9, 1e6 + 0 * w])
    assert "ftol" in optimizer.message


def test_states_from_before_these_tolerances_load():
    saved = optim.GaussNewton([Value(1.0)]).state_dict()
    for name in ("ftol", "xtol"):
        del saved["param_groups"][0][name]
    optim.GaussNewton([Value(1.0)]).load_state_dict(saved)


# -- closures that do not depend on the parameters -------------------------------------

CONSTANT = (
    "the closure gave the same loss at other parameters, so it does not depend on "
    "them; compute the outputs and the loss inside the closure"
)
UNREACHED = "does not depend on the parameters: none of them is in its graph"


@pytest.mark.parametrize("method", ALL)
def test_a_forward_pass_outside_of_the_closure_is_named(method):
    w = Tensor([2.0, 1.0], label="w")
    optimizer = ALL[method]([w])
    outside = w * np.array([1.0, 3.0]) - 1.5

    def closure():
        return (outside**2).sum() if method in ON_LOSSES else outside * 2.0

    with pytest.raises(ValueError, match=CONSTANT):
        for _ in range(3):
            before = w.data.copy()
            optimizer.step(closure)
    assert w.data.tolist() == before.tolist()


@pytest.mark.parametrize("method", ["lbfgs", "bfgs", "cg", "gd"])
def test_the_same_with_backward_as_in_programs_for_pytorch(method):
    w = Tensor([2.0, 1.0])
    loss = ((w - 1.5) ** 2).sum()
    optimizer = ALL[method]([w])

    def closure():
        optimizer.zero_grad()
        loss.backward()
        return loss

    with pytest.raises(GraphError, match="compute the result anew"):
        optimizer.step(closure)
    assert w.data.tolist() == [2.0, 1.0]


@pytest.mark.parametrize("method", ALL)
def test_a_loss_without_the_parameters_in_its_graph(method):
    w, other = Tensor([2.0, 1.0]), Tensor([1.0, 1.0])

    def closure():
        r = Tensor(w.numpy()) * other
        return (r**2).sum() if method in ON_LOSSES else r

    with pytest.raises(ValueError, match=UNREACHED):
        ALL[method]([w]).step(closure)
    assert w.data.tolist() == [2.0, 1.0]


@pytest.mark.parametrize("method", ON_LOSSES)
def test_losses_that_hardly_change_are_no_constants(method):
    """float32 near its minimum, a large constant beside, a flat piece of relu."""
    w = Tensor(np.array([1.0 + 1e-4], np.float32))
    optimizer = ALL[method]([w])
    for _ in range(4):
        optimizer.step(lambda: ((w - 1) ** 2).sum() + 1.0)
    v = Value(1.0 + 1e-7)
    optimizer = ALL[method]([v])
    for _ in range(4):
        optimizer.step(lambda: (v - 1) ** 2 + 1e6)


# -- closures: the best point ----------------------------------------------------------


def test_the_optimizer_ends_at_the_best_point_of_a_step():
    """|x| from 1.1: it ended where it began, although the search saw 0.1 and less."""
    p, values = Tensor([1.1]), []

    def closure():
        loss = abs(p).sum()
        values.append(loss.item())
        return loss

    optimizer = optim.BFGS([p])
    for _ in range(40):
        optimizer.step(closure)
    assert abs(p.item()) == min(values) < 1e-9


def test_a_step_into_infinity_keeps_the_best_point():
    w = Value(0.5)
    optimizer = optim.LBFGS([w], lr=10.0, max_iter=5)
    optimizer.step(
        lambda: (w + 0.2).log() ** 2 + 3 * w if w.data > -0.2 else w * math.inf
    )
    assert math.isfinite(w.data)
    assert "the next loss is" in optimizer.message


def test_residual_optimizers_are_covered():
    assert set(ON_RESIDUALS) | set(ON_LOSSES) == set(ALL)
