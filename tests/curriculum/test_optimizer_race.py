"""optimizer-race: training accuracy against examples seen, on real digits."""

import numpy as np
import pytest

import optim
from optim.datasets import load_digits
from tests.optim.first_order_names import FIRST_ORDER
from viz import plots


@pytest.fixture(scope="module")
def script(example):
    return example("optimizer_race")


def test_all_rules_run(script):
    """Every optimizer of one gradient per step; HeavyBall is Momentum's twin."""
    raced = {rule for rule, _ in script["RULES"].values()}
    optimizers = {getattr(optim, name) for name in FIRST_ORDER}
    assert optimizers - raced == {optim.HeavyBall}


def test_a_curve_is_accuracy_against_examples(script):
    X, y = load_digits()
    X = X.astype(np.float32)
    examples, right = script["run"](optim.SGD, 0.3, X, y)
    assert examples[:3] == [0, 288, 576], "9 batches of 32 from one measure to the next"
    assert 0.0 < right[0] < 0.25, "ten classes, not yet trained"
    assert right[-1] > 0.9
    repeat = script["run"](optim.SGD, 0.3, X, y)
    assert repeat == (examples, right)


def test_momentum_and_adam_are_ahead_of_plain_descent(script):
    X, y = load_digits()
    X = X.astype(np.float32)
    areas = {
        name: max(np.mean(script["run"](rule, rate, X, y)[1]) for rate in rates)
        for name, (rule, rates) in script["RULES"].items()
        if name in ("SGD", "Momentum", "Adam")
    }
    assert areas["SGD"] < areas["Momentum"] < areas["Adam"]


def test_optimizers_on_a_surface(example):
    script = example("optimizers_on_a_surface")
    beale = script["beale"]
    assert beale(3.0, 0.5) == 0.0
    # f(1, 3/2) = (1.5 - 1 + 1.5)^2 + (2.25 - 1 + 2.25)^2 + (2.625 - 1 + 3.375)^2
    assert beale(1.0, 1.5) == 2.0**2 + 3.5**2 + 5.0**2
    heights = {
        name: beale(*plots.trajectory(beale, script["START"], rule, 100)[-1])
        for name, rule in script["RULES"].items()
    }
    assert max(heights, key=heights.get) == "SGD"
    assert max(heights["Momentum"], heights["Nesterov"], heights["Adam"]) < 0.02
