"""optimizer-race: training accuracy against examples seen, on real digits."""

from types import SimpleNamespace

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


def test_the_same_on_mnist(script, monkeypatch):
    """As the lecture's figures: 784 pixels. The download is replaced by 384 digits,
    enlarged to 28 x 28 and stored as OpenML does, 0 to 255 and classes as texts."""
    X, y = load_digits()
    large = np.pad(
        np.kron(X[:384].reshape(-1, 8, 8), np.ones((3, 3))), [(0, 0), (2, 2), (2, 2)]
    )
    stored = {
        "data": (large * 255 / X.max()).reshape(384, 784),
        "target": y[:384].astype(str),
        "feature_names": [f"pixel{i}" for i in range(784)],
        "DESCR": "",
    }
    fetch = "sklearn.datasets.fetch_openml"
    monkeypatch.setattr(fetch, lambda *_, **__: SimpleNamespace(**stored))
    pixels, digits = script["data"]("mnist")
    assert pixels.shape == (384, 784) and 0.0 == pixels.min() < pixels.max() == 1.0
    assert digits.tolist() == y[:384].tolist()
    runs = {}
    for rule, rate in ((optim.SGD, 0.1), (optim.Adam, 0.01)):
        seen, right = script["run"](rule, rate, pixels.astype(np.float32), digits)
        assert seen[1:] == [64 * i for i in range(1, len(seen))], "six looks an epoch"
        assert right[0] < 0.3
        runs[rule] = right
    assert runs[optim.Adam][-1] > 0.95
    assert np.mean(runs[optim.Adam]) > np.mean(runs[optim.SGD]), "as in the figures"


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
