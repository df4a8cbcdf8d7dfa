"""saddle: plateaus and saddles, for methods of first order."""

import numpy as np
import pytest
from PIL import Image

import optim
from autograd_core import grad, hessian
from viz import plots


@pytest.fixture(scope="module")
def script(example):
    return example("saddle")


def test_it_is_a_saddle(script):
    def f(v):
        return script["f"](v[0], v[1])

    assert grad(f)(np.zeros(2)).tolist() == [0.0, 0.0]
    assert hessian(f)(np.zeros(2)).tolist() == [[1.0, 0.0], [0.0, -1.0]]
    for y in (-1.0, 1.0):
        assert grad(f)(np.array([0.0, y])).tolist() == [0.0, 0.0]
        assert (np.linalg.eigvalsh(hessian(f)(np.array([0.0, y]))) > 0).all()
        assert f(np.array([0.0, y])) == -0.25


def test_descent_crawls_past_it_by_its_formula(script):
    """Near 0, y grows by 1 + rate each step: ln(1/y0) / ln(1.1) steps to leave."""
    way = script["ways"]()["SGD"]
    assert way[:40, 1] == pytest.approx(0.001 * 1.1 ** np.arange(40), rel=2e-3)
    steps = script["leaves"](way)
    assert steps == pytest.approx(np.log(1 / 0.001) / np.log(1.1), abs=6)
    losses = script["f"](*way.T)
    assert np.abs(losses[30:50]).max() < 0.02, "a plateau"


def test_exactly_on_the_ridge_it_never_leaves(script):
    way = plots.trajectory(
        script["f"], (2.0, 0.0), lambda p: optim.SGD(p, lr=0.1), steps=200
    )
    assert way[-1] == pytest.approx([0.0, 0.0], abs=1e-8)


def test_momentum_and_own_rates_leave_earlier(script):
    steps = {name: script["leaves"](way) for name, way in script["ways"]().items()}
    assert {"Momentum", "Adadelta", "RMSprop"} < steps.keys()
    for name in ("Momentum", "Adadelta", "RMSprop"):
        assert 2 * steps[name] < steps["SGD"]


def test_the_film(script, tmp_path):
    """The six rules of the lecture's film: own rates first, plain descent last."""
    ways = script["ways"](script["FILM"])
    own = {"Adagrad", "Adadelta", "RMSprop"}
    assert set(ways) == own | {"SGD", "Momentum", "Nesterov"}
    steps = {name: script["leaves"](way) for name, way in ways.items()}
    assert max(steps, key=steps.get) == "SGD"
    assert max(steps[name] for name in own) <= steps["Momentum"]
    few = {name: way[:3] for name, way in ways.items()}
    path = plots.animate(
        script["f"], (-0.5, 2.3), (-1.6, 1.6), few, tmp_path / "saddle.gif"
    )
    with Image.open(path) as film:
        assert film.n_frames == 3, "the start, and two steps"
