"""newton: theta - H^-1 g, and damped (H + alpha I)^-1 g."""

import itertools
import time

import numpy as np
import pytest

from autograd_core import Tensor, Value
from optim import DampedNewton, Newton, minimize
from tests.optim.second_order.functions import (
    START,
    quadratic,
    rosenbrock,
    rosenbrock_gradient,
    rosenbrock_hessian,
)


@pytest.mark.parametrize("n", [1, 2, 10])
def test_one_step_solves_a_quadratic(n):
    f, _, _, expected = quadratic(n)
    result = minimize(f, np.full(n, 7.0), "newton")
    assert (result.success, result.iterations) == (True, 1)
    assert result.x == pytest.approx(expected, rel=1e-12)


def test_one_step_solves_a_quadratic_of_values():
    """(a - 2)^2 + 3 (a + b)^2 has its minimum at a = 2, b = -2."""
    a, b = Value(10.0), Value(10.0)
    Newton([a, b]).step(lambda: (a - 2) ** 2 + 3 * (a + b) ** 2)
    assert (a.data, b.data) == pytest.approx((2.0, -2.0), rel=1e-13)


def test_each_step_is_the_formula():
    result = minimize(rosenbrock, START, "newton")
    for x, after in itertools.pairwise(result.trajectory):
        expected = x - np.linalg.solve(rosenbrock_hessian(x), rosenbrock_gradient(x))
        assert after == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_the_number_of_right_digits_doubles():
    """Newton for 1/2 x^2 - 3 log x, minimum sqrt 3: the errors are squared."""
    result = minimize(lambda x: x**2 / 2 - 3 * x.log(), 1.0, "newton", gtol=1e-12)
    errors = abs(result.trajectory.ravel() - np.sqrt(3.0))
    for before, after in itertools.pairwise(errors[1:5]):
        assert after < before**2


@pytest.mark.parametrize("alpha", [0.5, 20.0, 1e3])
def test_each_damped_step_is_the_formula(alpha):
    settings = {"damping": alpha, "adapt": False, "max_iterations": 20}
    path = minimize(rosenbrock, START, "damped-newton", **settings).trajectory
    assert len(path) == 21
    for x, after in itertools.pairwise(path):
        matrix = rosenbrock_hessian(x) + alpha * np.eye(2)
        expected = x - np.linalg.solve(matrix, rosenbrock_gradient(x))
        assert after == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_an_adapted_step_is_the_formula_with_the_alpha_of_its_moment():
    w = Tensor(START)
    optimizer = DampedNewton([w], damping=1000.0)
    alpha, alphas = 1000.0, []
    for _ in range(15):
        x = w.data.copy()
        optimizer.step(lambda: rosenbrock(w))
        g, H = rosenbrock_gradient(x), rosenbrock_hessian(x)
        candidates = [x - np.linalg.solve(H + a * np.eye(2), g) for a in alpha * TENS]
        first = next(
            candidate
            for candidate in candidates
            if rosenbrock(candidate) < rosenbrock(x)
        )
        assert w.data == pytest.approx(first, rel=1e-9)
        alpha = optimizer.state_dict()["state"][0]["damping"]
        alphas.append(alpha)
    assert min(alphas) < 1.0


TENS = np.array([1.0, 10.0, 100.0, 1000.0])


def test_no_damping_is_newton():
    damped = minimize(rosenbrock, START, "damped-newton", damping=0.0, adapt=False)
    newton = minimize(rosenbrock, START, "newton")
    assert damped.trajectory == pytest.approx(newton.trajectory, rel=1e-12)


@pytest.mark.parametrize("alpha", [1e6, 1e8, 1e10])
def test_a_large_alpha_is_gradient_descent_with_rate_one_over_alpha(alpha):
    """The step times alpha differs from -g by H g / alpha, no more."""
    w = Tensor(START)
    DampedNewton([w], damping=alpha, adapt=False).step(lambda: rosenbrock(w))
    g = rosenbrock_gradient(START)
    off = (w.data - START) * alpha + g
    H = rosenbrock_hessian(START)
    assert np.abs(off).max() <= 1.01 * np.abs(H @ g).max() / alpha + 1e-16 * alpha


def saddle(x):
    """x^2 - 2 y^2 + y^4: a saddle at 0, minima at y = +-1, where it is -1."""
    return x[0] ** 2 - 2 * x[1] ** 2 + x[1] ** 4


def test_newton_goes_to_the_saddle_and_says_so():
    result = minimize(saddle, [1.0, 0.1], "newton")
    assert result.x == pytest.approx([0.0, 0.0], abs=1e-6)
    assert not result.success
    assert "this is a saddle, not a minimum: the Hessian has the eigenvalue -4" in (
        result.message
    )


@pytest.mark.parametrize("y", [0.1, -0.1, 1e-4])
def test_damped_newton_leaves_the_saddle(y):
    result = minimize(saddle, [1.0, y], "damped-newton")
    assert result.success
    assert result.x == pytest.approx([0.0, np.sign(y)], abs=1e-6)
    assert result.fun == pytest.approx(-1.0, abs=1e-12)


@pytest.mark.parametrize("x0", [[0.0, 0.0], [1.0, 0.0]])
def test_it_leaves_a_saddle_that_it_is_on_or_led_to(x0):
    """Without a slope in y the formula itself would end there."""
    result = minimize(saddle, x0, "damped-newton")
    assert result.success
    assert np.abs(result.x) == pytest.approx([0.0, 1.0], abs=1e-6)
    at_once = minimize(saddle, x0, "damped-newton", adapt=False, damping=8.0)
    assert not at_once.success
    assert at_once.message.endswith("the eigenvalue -4; start elsewhere")


def test_the_optimizer_leaves_a_saddle_too():
    w = Tensor(np.zeros(2))
    optimizer = DampedNewton([w], max_iter=20)
    optimizer.step(lambda: saddle(w))
    assert np.abs(w.data) == pytest.approx([0.0, 1.0], abs=1e-6)


def test_on_a_minimum_it_stays():
    result = minimize(lambda x: x[0] ** 2 + x[1] ** 4, [0.0, 0.0], "damped-newton")
    assert (result.success, result.iterations) == (True, 0)


def test_a_fixed_alpha_above_the_negative_eigenvalue_leaves_it_too():
    """At the saddle H has the eigenvalues 2 and -4."""
    start = [0.5, 0.01]
    enough = minimize(saddle, start, "damped-newton", damping=8.0, adapt=False)
    assert enough.x == pytest.approx([0.0, 1.0], abs=1e-6)
    little = minimize(saddle, start, "damped-newton", damping=1.0, adapt=False)
    assert little.x == pytest.approx([0.0, 0.0], abs=1e-5)


def test_alpha_is_adapted():
    """It falls while the quadratic predicts well, and damping ends at Newton's rate."""
    w = Tensor(START)
    optimizer = DampedNewton([w], damping=100.0)
    for _ in range(40):
        optimizer.step(lambda: rosenbrock(w))
    assert w.data == pytest.approx([1.0, 1.0], abs=1e-10)
    assert optimizer.state_dict()["state"][0]["damping"] < 1e-3


def test_a_maximum_is_named():
    result = minimize(lambda x: -(x**2) + x**4 / 100, 0.5, "newton")
    assert "this is a maximum, not a minimum" in result.message
    assert not result.success


def test_the_example_takes_one_step_and_leaves_the_saddle(example):
    valley, hill = example("newton_quadratic").printed.split("saddle, from")
    assert "  Newton: 1 step; the gradient is small enough\n" in valley
    newton, damped = hill.split("  damped Newton: ")
    assert "this is a saddle, not a minimum" in newton
    assert "saddle" not in damped and "the gradient is small enough" in damped


def test_the_step_costs_n_cubed():
    """Solving H d = -g: four times the parameters, 64 times the work.

    Measured, with a wide margin, since the small case is not all arithmetic.
    """
    seconds = {}
    for n in (200, 800):
        H = np.eye(n) * n + np.ones((n, n))
        runs = []
        for _ in range(3):
            start = time.perf_counter()
            np.linalg.solve(H, np.ones(n))
            runs.append(time.perf_counter() - start)
        seconds[n] = min(runs)
    assert seconds[800] / seconds[200] > 8
    parameters = 1_000_000  # a small network of today
    assert parameters**2 * 8 / 1e12 == 8.0, "terabytes for H alone"
