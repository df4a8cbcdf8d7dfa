"""learning-rate: small, good, large and divergent rates; and the search for one."""

import numpy as np
import pytest

from autograd_core import Value, hessian
from optim import SGD, grid_search, learning_rate_sweep, random_search
from optim.search.distributions import log_uniform

# f = 2 theta^2 has curvature 4: theta <- (1 - 4 eta) theta.
CURVATURE = 4.0


def descend(lr, steps=20):
    """The points from theta = 1 on."""
    theta = Value(1.0)
    optimizer = SGD([theta], lr=lr)
    points = [theta.data]
    for _ in range(steps):
        optimizer.zero_grad()
        (2 * theta**2).backward()
        optimizer.step()
        points.append(theta.data)
    return np.array(points)


@pytest.mark.parametrize("lr", [0.01, 0.2, 0.25, 0.45, 0.5, 0.6])
def test_every_rate_is_a_factor_per_step(lr):
    factor = 1 - CURVATURE * lr
    assert descend(lr) == pytest.approx(factor ** np.arange(21), rel=1e-9, abs=1e-15)


def test_small_good_large_divergent():
    small, good, large, edge, divergent = map(descend, (0.01, 0.25, 0.45, 0.5, 0.6))
    assert small[-1] > 0.4, "too small: hardly begun"
    assert good[1] == 0.0, "1 / curvature: there in one step"
    assert (np.sign(large[1:]) != np.sign(large[:-1])).all(), "to and fro"
    assert abs(large[-1]) < 0.02
    assert abs(edge).tolist() == [1.0] * 21, "2 / curvature: for ever to and fro"
    assert abs(divergent[-1]) > 800


def loss_after(lr):
    return float(2 * descend(lr)[-1] ** 2)


def test_the_search_finds_the_good_one():
    trials = grid_search(loss_after, {"lr": [0.01, 0.1, 0.25, 0.45, 0.6]}, n_jobs=2)
    assert trials.best.params == {"lr": 0.25}
    assert trials.best.value == 0.0
    space = {"lr": log_uniform(1e-3, 1.0)}
    trials = random_search(loss_after, space, trials=40, rng=0, n_jobs=1)
    assert 0.1 < trials.best.params["lr"] < 0.45


def test_the_sweep_shows_where_it_turns():
    theta = Value(1.0)
    sweep = learning_rate_sweep(
        lambda x: theta * x,
        lambda outputs, targets: 2 * outputs[0] ** 2,
        SGD([theta]),
        ([1.0], [0.0]),
        lr_min=1e-4,
        lr_max=10.0,
    )
    assert 0.01 < sweep.suggestion < 0.5
    assert sweep.diverged_at > 0.5, "2 / curvature is where it begins to diverge"
    assert theta.data == 1.0


def test_the_more_complex_the_model_the_smaller_the_rate():
    """A linear unit of n inputs of size 1 has curvature n: the limit falls as 2 / n."""
    for n in (4, 16, 64):
        H = hessian(lambda w: 0.5 * (w.sum() - 1.0) ** 2)(np.zeros(n))
        limit = 2 / np.linalg.eigvalsh(H)[-1]
        assert limit == pytest.approx(2 / n)
        for share, converges in ((0.9, True), (1.1, False)):
            w = np.zeros(n)
            for _ in range(100):
                w -= share * limit * (w.sum() - 1.0)
            assert bool(abs(w.sum() - 1.0) < 1e-3) is converges
