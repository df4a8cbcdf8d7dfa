"""A report on a wrong Jacobian names its worst entry, with its real value."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import custom_op
from autograd_core.testing import Verdict, check_gradient

A = np.random.default_rng(0).normal(size=(10, 6))
X = np.linspace(0.5, 2, 6)


def f(x):
    return A @ ac.sin(x)


def numpy_f(x):
    return A @ np.sin(np.asarray(x, float))


def jacobian(x):
    matrix = A * np.cos(x)
    matrix[3, 4] *= 1.5
    return matrix


@pytest.mark.parametrize("function", [f, numpy_f])
@pytest.mark.parametrize(
    "formula",
    [
        {"analytic": jacobian},
        {"vjp": lambda x, g: jacobian(x).T @ g},
        {"jvp": lambda x, v: jacobian(x) @ v},
    ],
)
def test_the_worst_row_and_column(function, formula):
    report = check_gradient(function, X, **formula)
    worst = report.worst
    assert (worst.output, worst.index) == ("[3]", (4,))
    right = A[3, 4] * np.cos(X[4])
    assert worst.analytic == pytest.approx(1.5 * right)
    assert worst.numeric.value == pytest.approx(right)
    assert str(report).startswith(f"FORMULA_WRONG: d {function.__name__}[3]/d x")
    assert {row.output for row in report.rows} == {"[3]", "sum(u * f)"}
    assert check_gradient(function, X, lambda x: A * np.cos(x)).worst.output == ""


def test_an_elementwise_derivative():
    def slope(r):
        return np.where(abs(r) < 1, r, 2 * np.sign(r))

    def huber(r):
        return np.where(abs(r) < 1, 0.5 * r**2, abs(r) - 0.5)

    worst = check_gradient(huber, np.array([0.3, -3.0]), slope).worst
    assert (worst.output, worst.index, worst.analytic) == ("[1]", (1,), -2.0)
    assert worst.autodiff == -1.0


def test_results_of_several_shapes():
    def pair(x):
        return {"loss": (x**2).sum(), "rows": ac.outer(x[:2], x[2:4])}

    def by_hand(x):
        rows = np.zeros((5, 6))
        rows[0] = 2 * x
        rows[[1, 2], 0] = x[2:4]
        rows[[3, 4], 1] = x[2:4]
        rows[[1, 3], 2] = x[:2]
        rows[[2, 4], 3] = x[:2]
        return rows

    def wrong(x):
        rows = by_hand(x)
        rows[4, 1] = 0.0
        return rows

    assert check_gradient(pair, X, by_hand).ok
    worst = check_gradient(pair, X, wrong).worst
    assert (worst.output, worst.index) == ("['rows'][1, 1]", (1,))
    assert worst.numeric.value == pytest.approx(X[3])


def test_an_op_that_is_wrong():
    square = custom_op(lambda x: x**2, lambda x: 3 * x, name="square")
    report = check_gradient(lambda x: [square(x), x], 2.0)
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    assert report.worst.output == "[0]"
    assert (report.worst.autodiff, round(report.worst.numeric.value, 6)) == (6.0, 4.0)


def test_the_worst_entry_of_a_hessian():
    def hess(x):
        matrix = np.diag(6 * x)
        matrix[2, 5] = 0.5
        return matrix

    report = check_gradient(lambda x: (x**3).sum(), X, hess=hess)
    assert (report.worst.output, report.worst.index) == ("[2]", (5,))
    assert report.worst.analytic == 0.5
    assert abs(report.worst.numeric.value) < 1e-9
