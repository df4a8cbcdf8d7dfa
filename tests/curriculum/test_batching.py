"""batching: whole batch, single samples, mini-batches; epochs and iterations."""

from itertools import combinations

import numpy as np
import pytest

from autograd_core import Tensor, Value, mean
from optim import SGD, batches

rng = np.random.default_rng(0)
X = rng.normal(size=(12, 3))
Y = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * rng.normal(size=12)
W = np.array([0.3, 0.1, -0.2])


def gradient(xs, ys):
    """Of the mean of (w x - y)^2 over a batch, by the engine."""
    w = Tensor(W)
    (xs @ w - ys).square().mean().backward()
    return w.grad


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6, 12])
@pytest.mark.parametrize("mode", ["redraw", "fixed"])
def test_the_gradients_of_an_epoch_average_to_that_of_the_whole_batch(size, mode):
    loader = batches(X, Y, size, rng=1, mode=mode)
    parts = [gradient(xs, ys) for xs, ys in loader]
    assert len(parts) == 12 // size
    assert np.mean(parts, axis=0) == pytest.approx(gradient(X, Y), rel=1e-12)


def test_a_mini_batch_is_unbiased_whichever_is_drawn():
    """The mean over all 495 batches of 4 of 12 is the whole batch's gradient."""
    samples = [list(indices) for indices in combinations(range(12), 4)]
    assert len(samples) == 495
    expected = np.mean([gradient(X[i], Y[i]) for i in samples], axis=0)
    assert expected == pytest.approx(gradient(X, Y), rel=1e-12)


def test_smaller_batches_are_noisier():
    full = gradient(X, Y)

    def variance(size):
        loader = batches(X, Y, size, rng=0, drop_last=True)
        estimates = [gradient(xs, ys) for _ in range(200) for xs, ys in loader]
        return np.mean([np.sum((estimate - full) ** 2) for estimate in estimates])

    # Without replacement: sigma^2 / size * (12 - size) / 11.
    single, four = variance(1), variance(4)
    assert single / four == pytest.approx(4 * 11 / 8, rel=0.15)
    assert variance(12) == pytest.approx(0.0, abs=1e-20)


def test_an_epoch_has_as_many_iterations_as_batches():
    w = Value(0.0)
    optimizer = SGD([w], lr=0.1)
    for size, per_epoch in ((12, 1), (5, 3), (1, 12)):
        steps = 0
        for _ in range(2):
            for xs, ys in batches(X[:, 0], Y, size, rng=0):
                loss = mean([(w * x - y) ** 2 for x, y in zip(xs, ys, strict=True)])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                steps += 1
        assert steps == 2 * per_epoch


def test_batches_are_redrawn_each_epoch_or_drawn_once():
    redrawn, fixed = [batches(Y, None, 5, rng=0, mode=m) for m in ("redraw", "fixed")]
    epochs = [
        [b.tolist() for b in loader] for loader in (redrawn, redrawn, fixed, fixed)
    ]
    assert epochs[0] != epochs[1]
    assert epochs[2] == epochs[3]
    assert sorted(np.concatenate(epochs[1])) == sorted(Y)
