"""float32: error bars include the rounding of the gradient, and nothing else."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import Verdict, check_gradient
from tests.testing.functions import B, W, X, Y, gradient, scaled


def to_float32(*arrays):
    return tuple(np.asarray(array, np.float32) for array in arrays)


def test_float32_stays_float32_for_f():
    kinds = set()

    def f(x):
        kinds.add((type(x).__name__, x.dtype.name))
        return (x * x).sum()

    report = check_gradient(f, np.ones(3, np.float32))
    assert report.ok
    assert ("Tensor", "float32") in kinds
    assert ("ndarray", "float64") in kinds
    assert "dtype float32" in str(report)
    assert "compute in float64, from inputs that are" in str(report)


def test_float32_gradients():
    at = to_float32(W, B)
    x, y = to_float32(X, Y)

    def f(w, b):
        return ((ac.tanh(x @ w + b) - y) ** 2).mean()

    report = check_gradient(f, at)
    assert report.ok, report
    exact = gradient(*(array.astype(np.float64) for array in at))
    for row in report.rows:
        right = exact[0 if row.input == "w" else 1][row.index]
        assert 0 < abs(row.autodiff - right) <= 10 * row.numeric.error
        assert 1e-8 < row.numeric.error < 1e-5
    off = check_gradient(f, at, analytic=lambda w, b: scaled(gradient(w, b)))
    assert off.verdict is Verdict.FORMULA_WRONG


def digits_lost(x):
    """log(1 + x)/x: a small x loses its digits in the sum."""
    return ac.sum(ac.log(1.0 + x) / x)


def test_the_error_bar_of_float32_is_that_of_the_computation():
    bars = []
    for x in (1.0, 0.3, 0.03):
        report = check_gradient(digits_lost, np.array([x], np.float32))
        row = report.rows[0]
        right = 1 / (x * (1 + x)) - math.log1p(x) / x**2
        assert abs(row.autodiff - right) <= 10 * row.numeric.error
        bars.append(row.numeric.error)
    assert report.ok
    assert bars[0] < bars[1] < bars[2]


def test_float32_that_has_lost_all_digits():
    """Of -0.5 the engine makes -2.2 here: that is not for differences to excuse."""
    report = check_gradient(digits_lost, np.array([1e-4], np.float32))
    assert report.verdict is Verdict.UNRESOLVED
    assert report.rows[0].numeric.error > 0.1
    assert report.rows[0].numeric.value == pytest.approx(-0.5, rel=1e-2)
    assert "float32 leaves too few digits of this gradient" in str(report)


def test_a_small_component_may_lose_digits_in_float32():
    """1000 - 999.999 is 6 % off; next to a gradient of 10,000 that is usual."""

    def f(x, y):
        return (x * 1000.0 - x * 999.999).sum() + (y * 1e4).sum()

    assert not check_gradient(lambda x: f(x, np.zeros(1)), np.ones(1, np.float32)).ok
    at = np.ones(2, np.float32)
    report = check_gradient(lambda x: f(x[:1], x[1:]), at)
    assert report.ok, report
    assert report.worst.ratio != pytest.approx(1.0, rel=1e-2)


def test_one_of_several_results_in_float32():
    def f(x):
        return ac.astype(ac.exp(x), np.float32), ac.sin(x)

    assert check_gradient(f, np.array([0.3, 0.7])).ok
    report = check_gradient(f, np.array([0.3, 0.7]), modes=("rev",))
    assert "float32: error bars include its rounding" in str(report)


def test_f_that_computes_in_float32_whatever_it_gets():
    def f(x):
        return ac.sum(ac.exp(ac.astype(x, np.float32)))

    at = np.array([0.3, 0.7])
    for analytic in (None, np.exp):
        report = check_gradient(f, at, analytic=analytic)
        assert report.ok, report
        assert all(1e-9 < row.numeric.error < 1e-3 for row in report.rows)
    assert not check_gradient(f, at, analytic=lambda x: 1.01 * np.exp(x)).ok
