"""The verdict on one component."""

import itertools

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value
from autograd_core.testing import Verdict, assert_gradient, check_gradient
from autograd_core.testing.diagnosis.verdict import Row, judge
from autograd_core.testing.numeric.estimate import Derivative
from tests.testing.printed import printed


def test_two_gradients_within_one_error_bar():
    """Differences tell to 2e-4 only; those two are 1e-4 apart: not both are right."""
    coarse = Derivative(1.0, 2e-5)
    assert judge(1.0001, 1.0, coarse) == (Verdict.UNRESOLVED, False)
    assert judge(1.00001, 1.0, coarse) == (Verdict.PASS, True)
    assert judge(1.0001, None, coarse) == (Verdict.PASS, True)
    assert judge(1.0001, 1.0, coarse, rtol=1e-3) == (Verdict.PASS, True)


def test_an_explanation_is_far_nearer_than_the_right_gradient():
    """With an error bar of 1e-4, half the mistake away is not an explanation."""
    numeric = Derivative(1.0, 1e-5)
    row = Row("x", (), 1.0001, None, numeric, Verdict.FORMULA_WRONG, ok=False)
    assert row.explained_by(1.0001)
    assert not row.explained_by(1.00005)


def test_a_kink_is_not_a_cut_in_the_graph():
    """A central difference alone sees 1/2 there, and no op of the graph is wrong."""
    report = check_gradient(ac.relu, 0.0, method="central")
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG


XS, YS = (1.0, 2.0, 3.0), (2.0, 2.0, 5.0)


AT = {"w": 1.5, "b": 0.5}


def mse(w, b):
    return sum((w * x + b - y) ** 2 for x, y in zip(XS, YS, strict=True)) / 3


def mse_gradient(w, b, factor=2 / 3):
    residuals = [w * x + b - y for x, y in zip(XS, YS, strict=True)]
    over_w = sum(r * x for r, x in zip(residuals, XS, strict=True))
    return factor * over_w, factor * sum(residuals)


def test_nothing_wrong():
    report = assert_gradient(mse, AT, analytic=mse_gradient)
    assert report.ok
    assert str(report.verdict) == "PASS"
    assert "Hint" not in str(report)


def test_kinks_of_an_array():
    at = np.array([-1.0, 0.0, 2.0])
    report = check_gradient(
        lambda x: ac.relu(x).sum(), at, analytic=[0.0, 0.7, 1.0], modes=("rev",)
    )
    assert report.ok
    assert str(report).startswith("KINK: d f/d x - f has a kink here; the gradient is")
    text = printed(lambda x: ac.relu(x).sum(), at, analytic=[0.0, 1.2, 1.0])
    assert text.startswith("FORMULA_WRONG")
    assert "x[1]: kink: every subgradient in [0, 1] is right" in text
    assert "kink [0, 1]" in text


def test_nondeterministic():
    count = itertools.count()
    text = printed(lambda x: x * (1 + next(count)), 3.0)
    assert text.startswith("NONDETERMINISTIC")
    assert "two calls with the same input gave 3.0 and 6.0" in text


def test_kink_outside():
    text = printed(abs, 0.0, analytic=2.0)
    assert text.startswith("FORMULA_WRONG")
    assert "every subgradient in [-1, 1] is right" in text
    assert "kink [-1, 1]" in text


@pytest.mark.parametrize("subgradient", [-1.0, 0.0, 0.3, 1.0])
def test_kink_inside(subgradient):
    report = check_gradient(abs, 0.0, analytic=subgradient)
    assert report.ok
    assert str(report).startswith(
        "KINK: d abs/d x - f has a kink here; the gradient is"
    )


def test_kinks_can_be_refused_or_skipped():
    text = printed(lambda x: x.relu(), 0.0, kinks="error")
    assert text.startswith("KINK")
    assert check_gradient(abs, 0.0, analytic=2.0, kinks="skip").ok


def test_a_tie_is_refused_though_the_difference_agrees():
    def f(x, y):
        return ac.maximum(x, y)

    assert check_gradient(f, (1.0, 1.0)).ok
    report = check_gradient(f, (1.0, 1.0), kinks="error")
    assert report.verdict.name == "KINK"
    assert not report.ok
    assert check_gradient(f, (1.0, 2.0), kinks="error").ok


def test_unresolved():
    text = printed(lambda x: ac.add(x, 1e20), 1.0)
    assert text.startswith("UNRESOLVED")
    assert "it is too inaccurate here to resolve this gradient" in text
    assert "f rounds too coarsely here" in text


def test_unreliable_difference_where_two_agree():
    report = check_gradient(lambda x: ac.add(x, 1e20), 1.0, analytic=1.0)
    assert report.ok
    assert str(report).startswith(
        "FD_UNRELIABLE: d f/d x - your formula and autodiff agree; finite differences "
        "cannot tell here"
    )
    assert "too inaccurate" in str(report)


def test_two_agree_against_a_clear_difference():
    def f(x):
        return x * (x.data if isinstance(x, Value) else x)

    text = printed(f, 3.0, analytic=lambda x: x)
    assert text.startswith("FD_UNRELIABLE")
    assert "f may detach a part of itself" in text


def test_a_zero_by_cancellation_passes_where_many_differences_say_so():
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    second[:, 1] = first[::-1, 1]  # their means are the same

    def f(b):
        return (first @ b).mean() - (second @ b).mean() + 0.1 * ac.sin(b[0])

    def formula(b):
        return (first - second).mean(0) + np.array([0.1 * np.cos(b[0]), 0, 0])

    for wrong_by, verdict in ((0.0, "PASS"), (1e-3, "FORMULA_WRONG")):
        wrong = np.array([0.0, wrong_by, 0.0])
        report = check_gradient(
            f, 40 * rng.normal(size=3), lambda b, wrong=wrong: formula(b) + wrong
        )
        assert str(report.verdict) == verdict
        assert not any("too inaccurate" in note for note in report.notes)
