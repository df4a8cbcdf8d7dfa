"""gradient-check: difference, engine and formula side by side, and who is wrong."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, custom_op
from autograd_core.testing import (
    GradientMismatch,
    Verdict,
    approx_grad,
    assert_gradient,
    check_gradient,
    numerical_gradient,
)

RNG = np.random.default_rng(4)
X = np.column_stack([np.ones(20), RNG.normal(size=(20, 2))])
Y = (RNG.random(20) < 0.5).astype(float)
THETA = RNG.normal(size=3)


def cost(theta):
    """J = -1/m sum y log h + (1 - y) log(1 - h), h = sigmoid(X theta)."""
    h = ac.sigmoid(X @ theta)
    return -(Y * ac.log(h) + (1 - Y) * ac.log(1 - h)).mean()


def batch_gradient(theta):
    """dJ/dtheta = 1/m X^T (h - y)."""
    return X.T @ (1 / (1 + np.exp(-X @ theta)) - Y) / len(Y)


def gradient_of_each_sample(theta):
    """x_i (h_i - y_i) / m, and the sum over i forgotten."""
    h = 1 / (1 + np.exp(-X @ theta))
    return X * (h - Y)[:, None] / len(Y)


def two_sided(f, theta, eps=1e-4):
    """(J(theta + eps e_i) - J(theta - eps e_i)) / 2 eps, component by component."""
    steps = eps * np.eye(len(theta))
    return np.array([(f(theta + e) - f(theta - e)) / (2 * eps) for e in steps])


def test_the_three_agree():
    theta = Tensor(THETA)
    cost(theta).backward()
    np.testing.assert_allclose(theta.grad, batch_gradient(THETA), rtol=1e-12)
    np.testing.assert_allclose(two_sided(cost, THETA), batch_gradient(THETA), rtol=1e-6)
    ours = numerical_gradient(cost, THETA)
    np.testing.assert_allclose(ours, batch_gradient(THETA), rtol=1e-9)
    assert theta.grad == approx_grad(cost, THETA)


def test_the_report_holds_all_three():
    report = check_gradient(cost, THETA, analytic=batch_gradient)
    assert report.verdict is Verdict.PASS
    for row in report.rows:
        right = batch_gradient(THETA)[row.index]
        assert row.analytic == right
        assert row.autodiff == pytest.approx(right, rel=1e-12)
        assert abs(row.numeric.value - right) <= 10 * row.numeric.error


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        (lambda theta: -batch_gradient(theta), "the sign is wrong"),
        (lambda theta: 20 * batch_gradient(theta), "a mean over 20, not a sum"),
        (lambda theta: 0 * theta, "the gradient is exactly 0"),
        (gradient_of_each_sample, "is not summed over the broadcast axis: add .sum("),
    ],
)
def test_the_formula_is_wrong(formula, hint):
    with pytest.raises(GradientMismatch) as raised:
        assert_gradient(cost, THETA, analytic=formula)
    assert str(raised.value).startswith("FORMULA_WRONG: d cost/d theta")
    assert hint in str(raised.value)


def test_the_engine_is_wrong():
    logistic = custom_op(
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: 1 / (1 + np.exp(-z)),  # s(z) where s(z) (1 - s(z)) is right
        name="logistic",
    )

    def wrong_cost(theta):
        h = logistic(X @ theta)
        return -(Y * ac.log(h) + (1 - Y) * ac.log(1 - h)).mean()

    report = check_gradient(wrong_cost, THETA, analytic=batch_gradient, modes=("rev",))
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    assert "the op logistic(" in str(report)
    assert report.ok  # it says whether the formula is right
    with pytest.raises(GradientMismatch, match=r"^ENGINE_OR_CUSTOM_OP_WRONG"):
        assert_gradient(wrong_cost, THETA, modes=("rev",))


def test_the_difference_is_wrong():
    """A constant of 1e15 leaves no digits of J: the other two agree, and pass."""
    report = check_gradient(
        lambda theta: cost(theta) + 1e15, THETA, analytic=batch_gradient
    )
    assert report.verdict is Verdict.FD_UNRELIABLE
    assert report.ok
    off = np.abs(two_sided(lambda theta: cost(theta) + 1e15, THETA))
    assert not np.allclose(off, np.abs(batch_gradient(THETA)), rtol=0.5)


def test_nobody_can_tell():
    report = check_gradient(lambda theta: cost(theta) + 1e15, THETA)
    assert report.verdict is Verdict.UNRESOLVED
    assert not report.ok


def test_a_step_of_any_fixed_size_fails_somewhere():
    """Why the step is chosen for the point: log at 1e-9, and a cost beside 1e9."""
    for eps in (1e-4, 1e-6):
        with np.errstate(invalid="ignore"):
            assert not np.allclose(
                two_sided(lambda x: np.log(x[0]), np.array([1e-9]), eps), 1e9
            )
    assert check_gradient(ac.log, 1e-9, analytic=lambda x: 1 / x).ok
    small = two_sided(lambda x: x[0] ** 2 + 1e9, np.array([1e-3]), 1e-6)
    assert not np.allclose(small, 2e-3, rtol=1e-2)
    beside = check_gradient(lambda x: x**2 + 1e9, 1e-3, analytic=lambda x: 2 * x)
    assert (beside.verdict, beside.rows[0].numeric.method) == (Verdict.PASS, "complex")
    assert not check_gradient(ac.log, 1e-9, analytic=lambda x: 1.001 / x).ok
