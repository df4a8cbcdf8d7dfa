"""Methods and modes: each kind of evidence passes and fails."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.array_ops.array_rule import apply
from autograd_core.testing import Verdict, check_gradient
from autograd_core.testing.function.autodiff import Autodiff
from tests.testing.wrong_rules import Thrice


def test_forward_mode_alone():
    rule = Thrice(0)  # jvp right, vjp wrong

    def f(x):
        return apply(rule, x).sum()

    assert check_gradient(f, np.ones(3), modes=("fwd",)).ok
    assert not check_gradient(f, np.ones(3), modes=("rev",)).ok


def test_forward_mode_that_is_wrong_is_named():
    rule = Thrice(99, forward=3.3)  # vjp right, jvp wrong

    def f(x):
        return ac.square(apply(rule, x)).sum()

    assert check_gradient(f, np.ones(3), modes=("rev",)).ok
    report = check_gradient(f, np.ones(3))
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    assert "forward mode gives" in str(report)
    assert "the op thrice: for operand 0, jvp and vjp are not those of one" in str(
        report
    )


@pytest.mark.parametrize(
    "method", ["auto", "central", "ridders", "complex", "taylor", "dual"]
)
def test_methods_pass_and_fail_on_an_array(method):
    def f(x):
        return (np.tanh(x) * x).sum()

    def hand(x, factor=1.0):
        return factor * (np.tanh(x) + x * (1 - np.tanh(x) ** 2))

    at = np.array([0.3, -1.2, 2.0])
    assert check_gradient(f, at, analytic=hand, method=method).ok
    wrong = check_gradient(f, at, analytic=lambda x: hand(x, 1.001), method=method)
    assert wrong.verdict is Verdict.FORMULA_WRONG


def test_methods_say_what_they_compare_with():
    def text(method):
        return str(
            check_gradient(
                lambda x: (x**3).sum(),
                np.array([2.0]),
                analytic=lambda x: 3.03 * x**2,
                method=method,
            )
        )

    assert "with the complex step (which agree)" in text("complex")
    assert "complex step (+- err)" in text("complex")
    assert "with forward mode (which agree)" in text("dual")
    assert "Taylor remainder of 12.12 falls like h^1.0 (h^2 if" in text("taylor")


def test_taylor_sees_a_kink():
    report = check_gradient(lambda x: ac.relu(x), 0.0, analytic=0.3, method="taylor")
    assert report.ok
    assert report.rows[0].numeric.kink == pytest.approx((0.0, 1.0))
    assert not check_gradient(
        lambda x: ac.relu(x), 0.0, analytic=1.3, method="taylor"
    ).ok


@pytest.mark.parametrize("method", ["auto", "central", "ridders", "complex"])
def test_methods_pass_and_fail_at_a_number(method):
    def f(x):
        return x**3 / 7

    assert check_gradient(f, 1.7, analytic=lambda x: 3 * x**2 / 7, method=method).ok
    wrong = check_gradient(f, 1.7, analytic=lambda x: 3.01 * x**2 / 7, method=method)
    assert wrong.verdict is Verdict.FORMULA_WRONG


def test_modes_that_disagree(monkeypatch):
    from autograd_core.testing import check_point

    def off(call, leaves):
        engine = differentiate(call, leaves)
        return Autodiff([2.0], engine.out, leaves, [True])

    differentiate = check_point.differentiate
    monkeypatch.setattr(check_point, "differentiate", off)
    report = check_gradient(lambda x: x * 3, 1.0, rtol=1.0)
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    assert "forward mode gives" in str(report)
    assert check_gradient(lambda x: x * 3, 1.0, rtol=1.0, modes=("rev",)).ok
