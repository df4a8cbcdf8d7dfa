"""A small share of `python -m tests.testing.families`, which runs 200 of each."""

from dataclasses import replace

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing.function.own_rounding import rounding_along
from tests.testing.families.__main__ import ways_of
from tests.testing.families.cancelling import CANCELLING, expm1_written_plainly
from tests.testing.families.case import cases, check, is_visible, verdict_on
from tests.testing.families.staircases import (
    STAIRCASES,
    bisected_root,
    float32_classifier,
)
from tests.testing.families.zeros import ZEROS

FAMILIES = [x for x in (*CANCELLING, *STAIRCASES, *ZEROS) if x != float32_classifier]
QUESTIONS = [
    pytest.param(family, way, id=f"{family.__name__} {way}")
    for family in FAMILIES
    for way in ways_of(family)
]
BLAMED = {"FORMULA_WRONG", "ENGINE_OR_CUSTOM_OP_WRONG", "DETACHED"}


@pytest.mark.parametrize(("family", "way"), QUESTIONS)
def test_nobody_is_blamed_for_a_right_gradient(family, way):
    verdicts = [verdict_on(case, way) for case in cases(family, 2, seed=1)]
    assert not BLAMED & set(verdicts)


@pytest.mark.parametrize("family", STAIRCASES[3:9], ids=lambda family: family.__name__)
def test_one_percent_is_seen(family):
    for case in cases(family, 3, seed=1):
        assert is_visible(case)
        assert check(case, "on numbers", 0.01).verdict.name == "FORMULA_WRONG"


def test_stairs_that_meet_a_wrong_gradient_by_chance():
    """A difference of two stairs of this root is as near as rtol to 1.01 dx/dy."""
    case = bisected_root(np.random.default_rng([8317, 51]))
    case = replace(case, options={**case.options, "hints": False})
    assert verdict_on(case, "on numbers") == "PASS"
    assert verdict_on(case, "on numbers", 0.01) == "FORMULA_WRONG"


@pytest.mark.parametrize("seed", [0, 3, 10, 13, 17])
def test_autodiff_that_cancels_between_its_steps_is_not_blamed(seed):
    """exp(x) - 1 at 1e-6 has ten digits, of which autodiff divides by x^2."""
    case = expm1_written_plainly(np.random.default_rng([8101, seed]))
    assert verdict_on(case, "no formula") == "PASS"
    assert verdict_on(replace(case, at=0.1), "no formula", 1e-4) != "PASS"


def test_the_rounding_of_autodiff_by_its_graph():
    """Of the summands (exp(x) - 1) / x^2 and exp(x) / x, with x = 1e-6."""
    x = ac.Value(1e-6)
    bar = rounding_along((x.exp() - 1.0) / x, [x], {0: np.asarray(1.0)})
    assert bar == pytest.approx(2.0**-52 * 1e12, rel=0.5)
    y = ac.Tensor([2.0, 3.0])
    bar = rounding_along((y * y).sum(), [y], {0: np.asarray([0.0, 1.0])})
    assert 0.0 < bar <= 4.0 * 2.0**-52 * 6.0
