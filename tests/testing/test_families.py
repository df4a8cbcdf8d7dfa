"""A small share of `python -m tests.testing.families`, which runs 200 of each."""

import pytest

from tests.testing.families import (
    FAMILIES,
    cases,
    fixed_point,
    float32_sum,
    ode,
    root,
    tanh_layer,
    tanh_layer_on_nodes,
    verdict_on,
)

BLAMED = {"FORMULA_WRONG", "ENGINE_OR_CUSTOM_OP_WRONG", "DETACHED"}
SEEN = (tanh_layer, tanh_layer_on_nodes, float32_sum, root, ode, fixed_point)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_nobody_is_blamed_for_a_right_gradient(family):
    verdicts = [verdict_on(case) for case in cases(family, 6, seed=1)]
    assert not BLAMED & set(verdicts)
    assert verdicts.count("PASS") >= 4


@pytest.mark.parametrize("family", SEEN, ids=lambda family: family.__name__)
def test_one_percent_is_seen(family):
    verdicts = [verdict_on(case, 1.01) for case in cases(family, 4, seed=1)]
    assert verdicts == ["FORMULA_WRONG"] * 4
