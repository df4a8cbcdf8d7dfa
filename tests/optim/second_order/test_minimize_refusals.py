"""What minimize refuses, and what it says where a search fails on the way."""

import copy
import math

import numpy as np
import pytest

from autograd_core import GraphError, Tensor, Value
from optim import minimize


def two(x):
    return (x[0] - 1) ** 2 + x[1] ** 2


@pytest.mark.parametrize(
    ("f", "x0", "settings", "error", "message"),
    [
        (two, [1.0, 2.0], {"method": "adamm"}, ValueError,
         "no method 'adamm'; there are 'gd', 'newton', 'damped-newton', "
         "'gauss-newton', 'levenberg-marquardt', 'bfgs', 'lbfgs', 'cg', 'newton-cg', "
         "'natural-gradient', and the rules"),
        (two, [1.0, 2.0], {"method": None}, ValueError, "no method None; there are"),
        (two, [1.0, 2.0], {"dampng": 1.0, "method": "damped-newton"}, ValueError,
         "DampedNewton has no setting 'dampng'; it has lr, damping, adapt"),
        (two, [1.0, 2.0], {"maxiter": 5}, ValueError,
         "BFGS has no setting 'maxiter'; it has .*; write max_iterations=$"),
        (two, [1.0, 2.0], {"tol": 1e-9}, ValueError, "; write gtol=$"),
        (two, [1.0, 2.0], {"jac": two}, ValueError, "leave it out: derivatives are"),
        (two, [1.0, 2.0], {"bounds": [(0, 1)]}, ValueError, r"exp\(u\) for x > 0"),
        (two, [1.0, 2.0], {"damping": -1.0, "method": "damped-newton"}, ValueError,
         "DampedNewton: damping must be finite and >= 0, got -1.0"),
        (two, [1.0, 2.0], {"damping": math.nan, "method": "newton-cg"}, ValueError,
         "NewtonCG: damping must be finite and >= 0, got nan"),
        (two, [1.0, 2.0], {"lr": 0.0}, ValueError, "lr must be finite and > 0"),
        (two, [1.0, 2.0], {"c1": 0.95}, ValueError, "c1 must be less than c2"),
        (two, [1.0, 2.0], {"line_search": "wolfe"}, ValueError,
         "line_search must be 'armijo', 'strong-wolfe', 'exact' or None, got 'wolfe'"),
        (two, [1.0, 2.0], {"method": "cg", "formula": "polak"}, ValueError,
         "formula must be 'polak-ribiere' or"),
        (two, [1.0, 2.0], {"gtol": -1.0}, ValueError, "gtol must be finite and >= 0"),
        (two, [1.0, 2.0], {"max_iterations": 2.5}, TypeError, "must be an integer"),
        (two, [1.0, math.nan], {}, ValueError, "x0 is nan at entry 1"),
        (two, [Value(math.inf, label="w"), 1.0], {}, ValueError, "x0 is inf at w;"),
        (two, [np.ones(2), Tensor([1.0, math.nan], label="t")], {}, ValueError,
         "x0 is nan at t, entry 1;"),
        (two, "ab", {}, TypeError, "x0: expected numbers, arrays, .*got str 'ab'"),
        (two, [], {}, ValueError, r"x0: there is no number in \[\]"),
        (two, np.array([1j]), {}, TypeError, "real numbers, .* dtype complex128"),
        (two, np.array(["a"]), {}, TypeError, "expected real numbers"),
        (3.0, [1.0], {}, TypeError, "f must be a function, got float 3.0"),
        (lambda x: None, [1.0], {}, TypeError, "it gave None; does it lack its return"),
        (lambda x: x**2, np.ones(3), {}, TypeError,
         r"one number, it gave shape \(3,\); sum it, or, .*'gauss-newton'"),
        (lambda x: [x[0]], [1.0], {}, TypeError, "one number, it gave list; sum it"),
        (lambda x: 1.0, [1.0], {}, TypeError,
         r"it gave float 1\.0, which has no graph, since \.data leaves it; compute"),
        (lambda x: x[0].data, [1.0], {}, GraphError,
         "data of .* inside a function"),
        (two, [1.0, 2.0], {"method": "levenberg-marquardt"}, TypeError,
         "several numbers, residuals .* For a loss that is one number use another"),
        (lambda x: None, [1.0], {"method": "gauss-newton"}, TypeError, "it gave None"),
        (lambda x: np.ones(2), [1.0], {"method": "gauss-newton"}, TypeError,
         "which has no graph"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(f, x0, settings, error, message):
    with pytest.raises(error, match=message):
        minimize(f, x0, **settings)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_start_where_f_is_not_finite():
    with pytest.raises(ValueError, match="at x0 the loss is nan and the largest"):
        minimize(lambda x: x[0].log(), [-1.0])
    with pytest.raises(ValueError, match=r"at x0 the loss is 0\.0 and .* inf; start"):
        minimize(lambda x: x[0].sqrt(), [0.0])


def test_an_error_in_f_comes_through():
    with pytest.raises(ZeroDivisionError):
        minimize(lambda x: 1 / 0, [1.0])


def test_a_singular_hessian_ends_newton_with_advice():
    result = minimize(lambda x: (x[0] + x[1]) ** 2 + x[0], [1.0, 2.0], "newton")
    assert not result.success
    assert "the matrix of the step is singular; damped Newton adds" in result.message
    assert (result.iterations, result.x.tolist()) == (0, [1.0, 2.0])


def test_steps_that_run_away_end_with_advice():
    settings = {"line_search": None, "lr": 1.0}
    result = minimize(lambda x: x**4, 3.0, "gd", **settings)
    assert "the next step leads to a loss of inf; either the function" in result.message
    assert math.isfinite(result.fun)


def test_no_warning_of_trials_outside_the_domain():
    """log of a negative number on the way: the line search comes back by itself."""
    result = minimize(lambda x: x - x.log(), 0.01, "gd", lr=100.0)
    assert result.x == pytest.approx(1.0, abs=1e-6)


def test_fields_of_scipy_are_explained():
    found = minimize(two, [1.0, 2.0])
    for name, advice in (("nit", "iterations"), ("jac", "grad"), ("cost", "fun")):
        message = f"MinimizeResult has no attribute '{name}'; write {advice}"
        with pytest.raises(AttributeError, match=message):
            getattr(found, name)
    assert not hasattr(found, "colour")
    assert copy.copy(found).fun == found.fun
