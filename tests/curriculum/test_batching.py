"""batching: whole batch, single samples, mini-batches; epochs and iterations."""

from itertools import combinations

import numpy as np
import pytest

import nn
import optim
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


def test_with_a_falling_rate_it_converges_to_the_estimate_of_the_batch():
    """Single samples, rate ~ 1/t: least squares; a constant rate goes on jumping."""
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=60), np.ones(60)])
    y = X @ [2.0, -1.0] + rng.normal(size=60)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    rate = optim.schedules.InverseTime(2.0, gamma=1.0)
    distance = {}
    for falling in (True, False):
        model = nn.Linear(2, 1, bias=False, rng=0)
        optimizer = optim.SGD(model.parameters(), lr=0.2)
        for t in range(3000):
            i = rng.integers(60)
            optimizer.lr = min(0.2, rate(t)) if falling else 0.2
            optimizer.zero_grad()
            nn.squared_error(model(X[i]), y[i : i + 1], half=True).backward()
            optimizer.step()
        distance[falling] = np.abs(model.weight.data[:, 0] - best).max()
    assert distance[True] < 0.1
    assert distance[False] > 2 * distance[True]


def test_the_three_curves(example):
    """Whole batch: smooth; single samples jump the most; mini-batches between."""
    script = example("batch_sizes")
    runs = {name: script["run"](size) for name, size in script["SIZES"].items()}
    steps = {name: len(losses) for name, (_, losses, _) in runs.items()}
    assert steps == {"batch": 4, "mini-batches of 32": 56, "single samples": 4 * 442}
    jumps = [
        np.abs(np.diff(losses[len(losses) // 2 :])).mean()
        for _, losses, _ in runs.values()
    ]
    assert jumps[0] < jumps[1] < jumps[2]
    assert (np.diff(runs["batch"][1]) < 0).all(), "the whole batch only falls"
    X, y = script["data"]()
    ends = [nn.squared_error(model(X), y).item() for *_, model in runs.values()]
    assert ends[1] < ends[0], "for the same number of samples the mini-batch is ahead"
    assert ends[1] == pytest.approx(script["best_loss"](), abs=0.02)


def test_memory_grows_with_the_batch(example):
    """The graph of a step keeps 2 x 32 + 1 numbers for each sample, and the loss."""
    memory = example("batch_sizes")["memory"]
    assert [memory(n) for n in (1, 10, 100)] == [66, 651, 6501]


def test_the_batch_size_is_a_hyperparameter(example):
    """Searched like any other."""

    def loss_after(batch_size):
        X, y = example("batch_sizes")["data"]()
        model = nn.Linear(10, 1, rng=0)
        sgd = optim.SGD(model.parameters(), lr=0.02)
        settings = {"epochs": 2, "batch_size": batch_size, "rng": 0}
        optim.fit(model, nn.squared_error, sgd, (X, y), **settings)
        return nn.squared_error(model(X), y).item()

    search = optim.grid_search(loss_after, {"batch_size": [16, 442]}, n_jobs=1)
    assert search.best.params["batch_size"] == 16
