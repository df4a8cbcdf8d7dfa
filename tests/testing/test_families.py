"""A small share of `python -m tests.testing.families`, which runs 200 of each."""

from dataclasses import replace

import numpy as np
import pytest

from tests.testing.families.__main__ import ways_of
from tests.testing.families.cancelling import CANCELLING
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
