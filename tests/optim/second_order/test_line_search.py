"""Line searches: what they accept, and what they do where there is nothing."""

import math

import numpy as np
import pytest
import scipy.optimize

from autograd_core.messages.extras import MissingExtra
from optim import minimize
from optim.second_order.line_search import Line, armijo, exact, strong_wolfe


class Counted:
    """f of one number and its derivative, as a function of a vector; it counts."""

    def __init__(self, f, slope):
        self.f, self.slope, self.points = f, slope, []

    def __call__(self, x):
        self.points.append(float(x[0]))
        return self.f(x[0]), np.array([self.slope(x[0])])

    def line(self, x, direction):
        start = np.array([x])
        fun, grad = self(start)
        self.points.clear()
        return Line(self, start, fun, grad, np.array([direction]))


def square():
    return Counted(lambda x: x * x, lambda x: 2 * x)


def test_armijo_halves_until_the_fall_is_large_enough():
    """x^2 from 1 along -2: f(1 - 2t) <= 1 - 4 c1 t. Of 4, 2, 1, 1/2 the last one."""
    f = square()
    trial = armijo(f.line(1.0, -2.0), start=4.0)
    assert (trial.t, trial.x.tolist(), trial.fun) == (0.5, [0.0], 0.0)
    assert f.points == [-7.0, -3.0, -1.0, 0.0]


def test_armijo_asks_for_more_with_a_larger_c1():
    """f(1 - 2t) = 1 - 4t + 4t^2 <= 1 - 4 c1 t means t <= 1 - c1."""
    assert armijo(square().line(1.0, -2.0), start=0.75, c1=0.2).t == 0.75
    assert armijo(square().line(1.0, -2.0), start=0.75, c1=0.3).t == 0.375
    assert armijo(square().line(1.0, -2.0), start=0.75, c1=0.3, shrink=0.1).t == (
        pytest.approx(0.075)
    )


def test_armijo_gives_up_uphill():
    assert armijo(square().line(1.0, 2.0)) is None


@pytest.mark.parametrize("outside", [math.nan, math.inf])
def test_a_trial_outside_the_domain_is_too_far(outside):
    f = Counted(
        lambda x: x - math.log(x) if x > 0 else outside,
        lambda x: 1 - 1 / x if x > 0 else outside,
    )
    assert armijo(f.line(2.0, -8.0)).x == pytest.approx([1.0])
    trial = strong_wolfe(f.line(2.0, -8.0), c2=0.1)
    assert trial.x == pytest.approx([1.0], abs=0.1)


FUNCTIONS = {
    "square": square(),
    "log": Counted(lambda x: x - math.log(x), lambda x: 1 - 1 / x),
    "waves": Counted(
        lambda x: x * x + 3 * math.sin(5 * x), lambda x: 2 * x + 15 * math.cos(5 * x)
    ),
    "More-Thuente": Counted(
        lambda x: -x / (x * x + 2), lambda x: (x * x - 2) / (x * x + 2) ** 2
    ),
}


@pytest.mark.parametrize("c2", [0.9, 0.1, 1e-3])
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("private", [True, False])
def test_strong_wolfe_holds(name, c2, private, monkeypatch):
    """With SciPy's private search, and with the public one alone."""
    if not private:
        monkeypatch.delattr("scipy.optimize._linesearch.scalar_search_wolfe1")
    f = FUNCTIONS[name]
    line = f.line(0.5, -1.0 if f.slope(0.5) > 0 else 1.0)
    trial = strong_wolfe(line, c2=c2)
    assert trial.fun <= line.fun + 1e-4 * trial.t * line.slope0
    assert abs(line.slope(trial.t)) <= c2 * abs(line.slope0)
    assert trial.fun == f.f(trial.x[0])


def test_the_first_length_is_guessed_from_the_last_fall():
    """min(1, 1.01 * 2 * (f - before) / slope) = 2.02 * -0.2 / -4."""
    f = square()
    strong_wolfe(f.line(1.0, -2.0), before=1.2)
    assert f.points[0] == pytest.approx(1.0 - 2.0 * 0.101)


def test_a_point_is_evaluated_once():
    f = square()
    strong_wolfe(f.line(1.0, -2.0), c1=1e-8, c2=1e-6)
    assert len(f.points) == len(set(f.points))


def test_the_exact_step_is_that_of_the_parabola():
    f = square()
    assert exact(f.line(1.0, -2.0), curvature=8.0).t == 0.5
    assert exact(f.line(1.0, -2.0), curvature=0.0) is None
    assert exact(f.line(1.0, -2.0), curvature=2.0) is None  # it would rise to 9


def test_a_fall_that_rounding_hides_is_taken_from_the_slopes():
    """1e6 + x^2 from 1e-6: the fall is 1e-12, the spacing of floats there 1e-10."""
    f = Counted(lambda x: 1e6 + x * x, lambda x: 2 * x)
    line = f.line(1e-6, -1e-6)
    assert line.at(1.0).fun == line.fun
    assert line.rise(1.0) == pytest.approx(-1e-12)
    for trial in (armijo(line, start=4.0), strong_wolfe(line, c2=0.1)):
        assert trial.x == pytest.approx([0.0], abs=1e-7)


def test_a_minimum_is_found_more_exactly_than_its_value():
    result = minimize(lambda x: 1e6 + ((x - 1) ** 2).sum(), np.zeros(3), gtol=1e-12)
    assert result.success
    assert result.x == pytest.approx(np.ones(3), abs=1e-12)


def test_a_function_without_minimum_is_named():
    result = minimize(lambda x: x[0] - x[1], [1.0, 2.0])
    assert not result.success
    assert (
        "along this direction the loss falls without end, to -2e+20" in result.message
    )
    assert result.evaluations < 100


def test_without_scipy_only_strong_wolfe_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.optimize", None)
    message = r'this needs scipy; install it with: .*pip install "autograd_core\[sec'
    with pytest.raises(MissingExtra, match=message):
        minimize(lambda x: (x - 3) ** 2, 0.0, "bfgs")
    for method in ("gd", "newton", "damped-newton"):
        assert minimize(lambda x: (x - 3) ** 2, 0.0, method).x == pytest.approx(3.0)


def test_scipy_has_the_search_that_its_own_methods_use():
    """If this fails, strong_wolfe still works, with SciPy's public search alone."""
    assert callable(scipy.optimize._linesearch.scalar_search_wolfe1)
