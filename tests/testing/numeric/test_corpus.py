"""Right and wrong gradients of many random functions, over twelve decades."""

import math
import random
import statistics

import pytest

from autograd_core.testing import derivative
from autograd_core.testing.diagnosis.verdict import judge
from tests.testing.numeric.corpus import bent, cases, wrong_gradients
from tests.testing.numeric.hard_points import HARD_POINTS

COUNT = 600


def outcomes(seed, count=COUNT, analytic=True):
    """`(verdict.name, ok, evaluations)` for the right and a wrong gradient of each.

    Without `analytic` the functions refuse complex numbers.
    """
    rng = random.Random(seed)
    right, wrong = [], []
    for case in cases(count, seed):
        truth = case.jet(case.x)[1]
        for gradient, rows in (
            (truth, right),
            (wrong_gradients(truth, rng), wrong),
        ):
            f = case.f if analytic else case.real
            slope = derivative(f, case.x, expected=[gradient])
            verdict, ok = judge(None, gradient, slope)
            rows.append((verdict.name, ok, slope.evaluations))
    return right, wrong


@pytest.fixture(scope="module")
def measured():
    return outcomes(seed=11)


@pytest.fixture(scope="module")
def measured_on_floats_alone():
    return outcomes(seed=0, count=2000, analytic=False)


def test_wrong_gradients_are_not_accepted(measured):
    _, wrong = measured
    accepted = sum(ok for _, ok, _ in wrong)
    assert accepted <= 0.005 * COUNT


def test_right_gradients_are_not_rejected(measured):
    right, _ = measured
    rejected = sum(name == "ENGINE_OR_CUSTOM_OP_WRONG" for name, _, _ in right)
    assert rejected <= 0.005 * COUNT


def test_hardly_anything_is_left_open(measured):
    right, wrong = measured
    assert sum(not ok for _, ok, _ in right) <= 0.003 * COUNT
    assert sum(name == "UNRESOLVED" for name, _, _ in wrong) <= 0.01 * COUNT


def test_floats_alone_will_do(measured_on_floats_alone):
    """Where there is no complex step, with open cases counted as rejected."""
    right, wrong = measured_on_floats_alone
    assert sum(ok for _, ok, _ in wrong) <= 0.001 * len(wrong)
    assert sum(not ok for _, ok, _ in right) <= 0.004 * len(right)


def test_no_smooth_function_has_a_kink(measured):
    assert not [row for rows in measured for row in rows if row[0] == "KINK"]


def test_a_right_gradient_is_cheap(measured):
    right, _ = measured
    assert statistics.median(calls for _, _, calls in right) <= 4
    assert statistics.fmean(calls for _, _, calls in right) <= 8


@pytest.mark.parametrize("point", HARD_POINTS, ids=lambda point: point.text)
def test_points_that_mislead_other_checkers(point):
    gradient = point.df(point.x)
    estimate = derivative(point.f, point.x, expected=[gradient])
    verdict, ok = judge(None, gradient, estimate)
    if estimate.kink is None:
        assert verdict.name != "UNRESOLVED"
        assert ("pass" if ok else "fail") == point.answer
    else:
        low, high = estimate.kink
        assert f"KINK[{low:g},{high:g}] {'in' if ok else 'OUT'}" == point.answer


@pytest.mark.parametrize("part", [0.0, 0.3, 1.0])
def test_every_subgradient_at_a_kink_is_accepted(part):
    for case in bent(COUNT, 1, distance=0.0):
        low, high = case.slopes
        estimate = derivative(case.f, case.x, expected=[low + part * (high - low)])
        assert estimate.agrees(low + part * (high - low))


def test_the_interval_of_a_kink_is_named():
    for case in bent(COUNT, 2, distance=0.0):
        estimate = derivative(case.f, case.x, expected=[math.nan])
        assert estimate.kink == pytest.approx(case.slopes, rel=1e-4)


@pytest.mark.parametrize("beyond", [-0.1, 1.1])
def test_numbers_outside_the_interval_are_not_accepted(beyond):
    for case in bent(COUNT, 3, distance=0.0):
        low, high = case.slopes
        outside = low + beyond * (high - low)
        estimate = derivative(case.f, case.x, expected=[outside])
        # A kink fainter than a thousandth of the slope may go unseen.
        if high - low > 1e-3 * max(abs(low), abs(high)):
            assert not estimate.agrees(outside)


def test_next_to_a_kink():
    rejected = accepted = 0
    for case in bent(2000, 4, distance=None):
        slope = case.slopes[0]
        estimate = derivative(case.f, case.x, expected=[slope])
        rejected += not judge(None, slope, estimate)[1]
        off = 1.01 * slope if slope else 0.01
        estimate = derivative(case.f, case.x, expected=[off])
        accepted += judge(None, off, estimate)[1]
    assert rejected <= 1
    assert accepted <= 1


def test_the_corpus_spans_the_scales():
    points = [abs(case.x) for case in cases(COUNT, seed=11)]
    assert min(points) < 1e-5
    assert max(points) > 1e5


def test_the_truth_is_the_derivative():
    """The corpus against a difference quotient written here, where that is accurate."""
    good = 0
    for case in cases(200, seed=3):
        h = 1e-5 * abs(case.x)
        try:
            slope = (case.f(case.x + h) - case.f(case.x - h)) / (2 * h)
        except (ArithmeticError, ValueError):
            continue
        truth = case.jet(case.x)[1]
        good += abs(slope - truth) <= 1e-3 * abs(truth)
    assert good > 180
