"""starts: descent ends where the start lets it; several starts, and the best kept."""

import numpy as np
import pytest

import optim
from autograd_core import grad
from viz import plots


@pytest.fixture(scope="module")
def script(example):
    return example("starts")


def stationary(f):
    """The zeros of x^3 - 1.5 x + 0.25, the derivative, by the formula for cubics."""
    return sorted(np.roots([1.0, 0.0, -1.5, 0.25]).real)


def test_it_ends_in_the_minimum_of_its_side(script):
    f = script["f"]
    low, top, high = stationary(f)
    assert f(low) < f(high) < f(top)
    for start in script["STARTS"]:
        end = script["descent"](start)[-1]
        assert end == pytest.approx(low if start < top else high, abs=1e-2)


def test_at_a_minimum_the_updates_stop(script):
    f = script["f"]
    for x in stationary(f):
        assert grad(f)(x) == pytest.approx(0.0, abs=1e-12)
        way = plots.trajectory(f, x, lambda p: optim.SGD(p, lr=0.1), 5)
        assert way[:, 0] == pytest.approx([x] * 6, abs=1e-9)


def test_the_lectures_two_starts():
    """theta^2 from 2.5 and from -2.5 with rate 0.1: 2.0 and -2.0."""
    for start, expected in ((2.5, 2.0), (-2.5, -2.0)):
        way = plots.trajectory(lambda x: x**2, start, lambda p: optim.SGD(p, lr=0.1), 1)
        assert way[1, 0] == pytest.approx(expected, abs=1e-15)


def test_several_starts_and_the_best_kept(script):
    """Most serve alike, with other weights; a few are far worse."""
    results = [script["trained"](seed) for seed in range(6)]
    losses = [loss for _, loss in results]
    best = min(losses)
    alike = [model for model, loss in results if loss < 3 * best]
    assert len(alike) >= 3
    weights = [model[0].weight.data for model in alike]
    assert np.abs(weights[0] - weights[1]).max() > 0.1
    best, _, worst = script.line("of 20 networks")
    assert worst > 20 * best


def test_restarts_by_a_search(script):
    """The same as a grid over seeds: the search keeps the best."""
    search = optim.grid_search(
        lambda seed: script["trained"](seed)[1], {"seed": [0, 1, 2]}, n_jobs=1
    )
    losses = [script["trained"](seed)[1] for seed in (0, 1, 2)]
    assert search.best.params["seed"] == int(np.argmin(losses))
