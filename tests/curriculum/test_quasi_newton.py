"""quasi-newton: BFGS and L-BFGS with a line search, beside SciPy's."""

import itertools

import numpy as np
import pytest
import scipy.optimize

import nn
import optim
from autograd_core import Tensor, Value, value_and_grad
from optim import BFGS, LBFGS, minimize
from optim.second_order.quasi_newton import two_loops
from tests.optim.second_order.functions import (
    START,
    STARTS,
    logistic_regression,
    quadratic,
    rosenbrock,
)

THEIRS = {"bfgs": "BFGS", "lbfgs": "L-BFGS-B", "cg": "CG"}


def scipys(f, x0, method, gtol):
    """SciPy's minimum, with our gradient and the same tolerance."""
    options = {"gtol": gtol, "maxiter": 10_000}
    if method == "lbfgs":
        options["ftol"] = 0.0
    if method == "bfgs":
        options["return_all"] = True
    return scipy.optimize.minimize(
        value_and_grad(f), x0, jac=True, method=THEIRS[method], options=options
    )


def problems():
    return {
        "Rosenbrock, 2": (rosenbrock, STARTS[2]),
        "Rosenbrock, 10": (rosenbrock, STARTS[10]),
        "Rosenbrock, 10, from 0": (rosenbrock, np.zeros(10)),
        "logistic regression": logistic_regression(),
    }


@pytest.mark.parametrize("name", problems())
@pytest.mark.parametrize("method", THEIRS)
def test_scipys_optimum_for_about_scipys_evaluations(method, name):
    f, x0 = problems()[name]
    theirs = scipys(f, x0, method, gtol=1e-9)
    ours = minimize(f, x0, method, gtol=1e-9)
    assert ours.success
    assert ours.grad_norm <= 1e-9
    assert abs(ours.fun - theirs.fun) <= 1e-8
    assert ours.x == pytest.approx(theirs.x, rel=0, abs=1e-8)
    assert ours.evaluations <= 1.5 * theirs.nfev


@pytest.mark.parametrize("n", [2, 10])
def test_bfgs_walks_as_scipys(n):
    theirs = np.array(scipys(rosenbrock, STARTS[n], "bfgs", 1e-8).allvecs)
    ours = minimize(rosenbrock, STARTS[n], "bfgs", gtol=1e-8)
    assert ours.trajectory.shape == theirs.shape
    assert ours.trajectory == pytest.approx(theirs, rel=0, abs=1e-7)
    # How a machine rounds matrix products grows along the way.
    assert ours.trajectory[:15] == pytest.approx(theirs[:15], rel=1e-8, abs=1e-8)


def test_the_secant_condition_holds():
    """B y = s: B explains how the gradient changed along the last step."""
    w = Tensor(STARTS[10])
    optimizer = BFGS([w])
    states = []
    for _ in range(8):
        optimizer.step(lambda: rosenbrock(w))
        states.append(optimizer.state_dict()["state"][0])
    for before, after in itertools.pairwise(states):
        B, s = after["inverse"], after["x"] - before["x"]
        assert B @ (after["grad"] - before["grad"]) == pytest.approx(s, rel=1e-8)
        assert pytest.approx(B.T, rel=1e-9, abs=1e-14) == B
        assert np.linalg.eigvalsh(B).min() > 0


def test_on_a_quadratic_bfgs_learns_the_inverse_hessian():
    """With exact searches B is H^-1 after n steps."""
    f, H, _, expected = quadratic(6)
    w = Tensor(np.ones(6))
    optimizer = BFGS([w], line_search="exact", max_iter=7)
    optimizer.step(lambda: f(w))
    assert w.data == pytest.approx(expected, rel=1e-9)
    B = optimizer.state_dict()["state"][0]["inverse"]
    assert pytest.approx(np.linalg.inv(H), rel=1e-6, abs=1e-9) == B


def dense(S, Y):
    """The matrix that BFGS makes of pairs, from its update as it is printed."""
    n = S.shape[1]
    B = (S[-1] @ Y[-1]) / (Y[-1] @ Y[-1]) * np.eye(n)
    for s, y in zip(S, Y, strict=True):
        rho = 1 / (y @ s)
        factor = np.eye(n) - rho * np.outer(s, y)
        B = factor @ B @ factor.T + rho * np.outer(s, s)
    return B


def test_the_two_loops_are_the_printed_update():
    rng = np.random.default_rng(3)
    H = quadratic(5)[1]
    S = rng.normal(size=(3, 5))
    g = rng.normal(size=5)
    assert two_loops(S, S @ H, g) == pytest.approx(dense(S, S @ H) @ g, rel=1e-10)


def test_lbfgs_forgets_all_but_the_last_pairs():
    w = Tensor(STARTS[10])
    optimizer = LBFGS([w], max_iter=12, history_size=4, line_search_fn="strong_wolfe")
    optimizer.step(lambda: rosenbrock(w))
    state = optimizer.state_dict()["state"][0]
    assert state["s"].shape == state["y"].shape == (4, 10)


def test_lbfgs_on_values():
    x = [Value(number) for number in START]

    def loss():
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2

    optimizer = LBFGS(x, line_search_fn="strong_wolfe", tolerance_change=0.0)
    for _ in range(4):
        optimizer.step(loss)
    assert [value.data for value in x] == pytest.approx([1.0, 1.0], abs=1e-7)


def test_it_needs_the_whole_batch():
    """Differences of gradients of other samples are not curvature: it goes astray."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 4))
    y = X @ [1.0, -2.0, 0.5, 3.0] + rng.normal(size=64)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    distances = {}
    for size in (64, 4):
        model = nn.Linear(4, 1, bias=False, rng=0)
        optimizer = optim.BFGS(model.parameters())
        for step in range(40):
            start = step * size % 64
            rows = slice(start, start + size)

            def closure(rows=rows, model=model, optimizer=optimizer):
                optimizer.zero_grad()
                loss = nn.squared_error(model(X[rows]), y[rows, None])
                loss.backward()
                return loss

            optimizer.step(closure)
        distances[size] = float(np.linalg.norm(model.weight.data[:, 0] - best))
    assert distances[64] < 1e-6
    assert not distances[4] < 1e4 * distances[64]
