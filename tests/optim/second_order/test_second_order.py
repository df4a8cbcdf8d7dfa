"""The optimizers that take a closure: the core of minimize, on parameters."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import optim
from autograd_core import Tensor, Value
from nn import MLP
from optim import LBFGS, SGD, minimize
from optim.schedules import Exponential, Scheduler
from optim.second_order.closure_problem import ClosureProblem
from tests.optim import landscape
from tests.optim.second_order.closures import ALL, ON_LOSSES
from tests.optim.second_order.functions import START, rosenbrock, rosenbrock_residuals

STORED = json.loads(
    Path(__file__).with_name("torch_lbfgs.json").read_text(encoding="utf-8")
)
all_methods = pytest.mark.parametrize("method", ALL)


def function_of(method):
    return rosenbrock if method in ON_LOSSES else rosenbrock_residuals


# -- the same steps everywhere ---------------------------------------------------------


@all_methods
def test_the_optimizer_walks_as_minimize_does(method):
    f = function_of(method)
    path = minimize(f, START, method, max_iterations=6, gtol=0.0).trajectory
    w = Tensor(START)
    optimizer = ALL[method]([w])
    for after in path[1:]:
        optimizer.step(lambda: f(w))
        assert w.data == pytest.approx(after, rel=1e-9, abs=1e-12)


def values_loss(x, y):
    return 100 * (y - x**2) ** 2 + (1 - x) ** 2


def values_residuals(x, y):
    return [10 * (y - x**2), 1 - x]


@all_methods
def test_values_and_tensors_of_any_kind_walk_alike(method):
    """A Value, a 0-d Tensor and a matrix of one entry among them."""
    f = values_loss if method in ON_LOSSES else values_residuals
    x, y = Value(-1.2), Value(1.0)
    a, b = Tensor([[-1.2]]), Value(1.0)
    first, other = ALL[method]([x, y]), ALL[method]([b, a])
    for _ in range(5):
        first.step(lambda: f(x, y))
        other.step(lambda: f(a[0, 0], b))
        assert [a.item(), b.data] == pytest.approx([x.data, y.data], rel=1e-7)


@pytest.mark.parametrize("method", ON_LOSSES)
def test_backward_in_the_closure_changes_nothing(method):
    """PyTorch's closures clear, go backward and return the loss; here they may."""

    def run(torch_style):
        x, y = Value(-1.2), Value(1.0)
        optimizer = ALL[method]([x, y])

        def closure():
            loss = values_loss(x, y)
            if torch_style:
                optimizer.zero_grad()
                loss.backward()
            return loss

        for _ in range(4):
            optimizer.step(closure)
        return [x.data, y.data]

    assert run(torch_style=True) == pytest.approx(run(torch_style=False), rel=1e-9)


@pytest.mark.parametrize("method", ["gd", "bfgs", "lbfgs", "cg"])
def test_a_closure_that_goes_backward_may_return_a_number(method):
    x, y = Value(-1.2), Value(1.0)
    optimizer = ALL[method]([x, y])

    def closure():
        loss = values_loss(x, y)
        loss.backward()
        return loss.item()

    first = optimizer.step(closure)
    assert first == pytest.approx(24.2)
    assert values_loss(x, y).data < first


# -- L-BFGS beside PyTorch's -----------------------------------------------------------


@pytest.mark.parametrize(
    "case", STORED["cases"], ids=lambda case: json.dumps(case["arguments"])
)
def test_lbfgs_walks_as_pytorchs(case):
    params = [Value(number) for number in STORED["start"]]
    optimizer = LBFGS(params, **case["arguments"])
    for expected in case["path"]:
        optimizer.step(lambda: landscape.loss(*params))
        assert [p.data for p in params] == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_the_start_is_the_one_stored():
    assert STORED["start"] == landscape.START


# -- a step ----------------------------------------------------------------------------


def test_step_returns_the_first_loss_and_says_why_it_ended():
    w = Value(1.0)
    optimizer = LBFGS([w])
    assert optimizer.step(lambda: (w - 3) ** 2).data == 4.0
    assert w.data == pytest.approx(3.0, abs=1e-9)
    assert optimizer.message == "the gradient is small enough"
    optimizer.step(lambda: (w - 3) ** 2 + 1)
    assert w.data == pytest.approx(3.0, abs=1e-9)


def test_one_iteration_of_newton_calls_the_closure_once():
    w, calls = Value(1.0), []

    def closure():
        calls.append(w.data)
        return (w - 3) ** 4

    optim.Newton([w]).step(closure)
    assert calls == [1.0]


def test_the_hessian_is_that_of_the_point_asked_for():
    """x^3: 6 x v, at 2 although the last evaluation was at 5."""
    w = Value(1.0)
    problem = ClosureProblem([w], lambda: w**3)
    problem.evaluate(np.array([5.0]))
    assert problem.curvature(np.array([2.0]))(np.array([3.0])) == [36.0]
    assert problem.products == 1


def test_a_search_without_success_keeps_the_parameters():
    """A gradient that is none of the function: every step against it goes uphill."""
    w = Value(1.0)
    optimizer = optim.BFGS([w])

    def closure():
        loss = w**2
        loss.backward()
        w.grad = -w.grad
        return loss

    optimizer.step(closure)
    assert w.data == 1.0
    assert "no lower point; either the minimum is reached" in optimizer.message
    assert optimizer.state_dict()["state"][0] == {}


@pytest.mark.parametrize("method", ["gd", "bfgs", "cg", "newton-cg", "newton"])
def test_at_the_minimum_nothing_moves(method):
    w = Tensor(np.ones(3))
    optimizer = ALL[method]([w])
    optimizer.step(lambda: ((w - 1) ** 2).sum())
    assert w.data.tolist() == [1.0, 1.0, 1.0]
    assert optimizer.message == "the gradient is small enough"


def test_a_network_learns_exclusive_or():
    inputs, targets = [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]
    model = MLP(2, [4, 1], rng=0)

    def residuals():
        return [model(x) - t for x, t in zip(inputs, targets, strict=True)]

    optimizer = optim.LevenbergMarquardt(model.parameters(), max_iter=30)
    optimizer.step(residuals)
    assert [model(x).data for x in inputs] == pytest.approx(targets, abs=1e-3)


def test_float32_parameters_stay_float32():
    w = Tensor(np.ones(3, np.float32))
    optim.BFGS([w], max_iter=5).step(lambda: ((w - 3) ** 2).sum())
    assert w.dtype == np.float32
    assert w.data == pytest.approx([3.0, 3.0, 3.0], abs=1e-5)


def test_a_schedule_sets_the_rate():
    w = Value(1.0)
    optimizer = optim.Newton([w], lr=1.0)
    scheduler = Scheduler(optimizer, Exponential(0.5, gamma=0.5))
    optimizer.step(lambda: (w - 3) ** 2)
    assert w.data == 2.0
    scheduler.step()
    optimizer.step(lambda: (w - 3) ** 2)
    assert (w.data, optimizer.lr) == (2.25, 0.25)


def test_settings_are_those_of_the_one_group():
    w = Value(1.0)
    optimizer = LBFGS([{"params": [w], "history_size": 7}])
    (group,) = optimizer.param_groups
    assert (group["history_size"], group["params"], optimizer.params) == (7, [w], [w])
    group["line_search"] = "strong_wolfe"
    assert repr(optimizer) == (
        "LBFGS(1 parameter, lr=1.0, history_size=7, least_curvature=1e-10)"
    )
    with pytest.raises(ValueError, match="LBFGS has no setting 'momentum'"):
        group["momentum"] = 0.9
    with pytest.raises(ValueError, match="history_size must be at least 1, got 0"):
        group["history_size"] = 0


# -- saving ----------------------------------------------------------------------------


@all_methods
def test_stopping_saving_and_going_on_is_the_same_bit_for_bit(method):
    f = function_of(method)

    def run(steps, w, optimizer):
        for _ in range(steps):
            optimizer.step(lambda: f(w))

    w = Tensor(START)
    uninterrupted = ALL[method]([w])
    run(3, w, uninterrupted)
    saved, at = uninterrupted.state_dict(), w.data.copy()
    run(3, w, uninterrupted)
    other = Tensor(at)
    resumed = ALL[method]([other])
    resumed.load_state_dict(saved)
    run(3, other, resumed)
    assert other.data.tolist() == w.data.tolist()


def test_the_state_saved_is_a_copy():
    w = Tensor(START)
    optimizer = optim.BFGS([w], max_iter=3)
    optimizer.step(lambda: rosenbrock(w))
    optimizer.state_dict()["state"][0]["inverse"][:] = math.nan
    optimizer.step(lambda: rosenbrock(w))
    expected = minimize(rosenbrock, START, "bfgs", max_iterations=6).x
    assert w.data == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["state"][0].update(extra=1.0), "BFGS remembers x, fun, grad, inv"),
        (lambda d: d["state"][0].update(x=np.ones(3)), r"'x' of BFGS has shape \(3,\)"),
        (lambda d: d["state"][0].update(inverse=np.ones(2)), r"'inverse' .* \(2,\)"),
        (lambda d: d["param_groups"][0].pop("c2"), "saved settings lack c2"),
        (lambda d: d["param_groups"][0].update(lr=-1.0), "lr must be finite and > 0"),
        (lambda d: d["param_groups"][0].update(params=[0, 1]), "that of another model"),
    ],
)
def test_a_state_of_something_else_is_refused_and_nothing_changes(change, message):
    w = Tensor(START)
    optimizer = optim.BFGS([w], max_iter=3)
    optimizer.step(lambda: rosenbrock(w))
    before = optimizer.state_dict()
    wrong = optimizer.state_dict()
    change(wrong)
    with pytest.raises(ValueError, match=message):
        optimizer.load_state_dict(wrong)
    after = optimizer.state_dict()
    assert after["param_groups"] == before["param_groups"]
    assert after["state"][0]["inverse"].tolist() == (
        before["state"][0]["inverse"].tolist()
    )


def test_first_order_and_second_order_can_take_turns():
    """The buffers of one optimizer are those of the other: both see all changes."""
    w = Tensor(START)
    sgd, newton = SGD([w], lr=1e-3), optim.Newton([w])
    for _ in range(3):
        sgd.zero_grad()
        rosenbrock(w).backward()
        x, g = w.data.copy(), w.grad.copy()
        sgd.step()
        assert w.data == pytest.approx(x - 1e-3 * g, rel=1e-12)
        x = w.data.copy()
        newton.step(lambda: rosenbrock(w))
        expected = minimize(rosenbrock, x, "newton", max_iterations=1).trajectory[-1]
        assert w.data == pytest.approx(expected, rel=1e-12)
