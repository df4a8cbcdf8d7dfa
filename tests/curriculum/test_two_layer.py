"""two-layer: errors passed back by hand, and the loop that runs until Q converges."""

from itertools import pairwise

import numpy as np
import pytest

import nn
from optim import SGD, RunningAverageStop, WeightsStop, batches, fit


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize("n_in, n_hidden, n_out", [(2, 3, 1), (4, 2, 3), (1, 1, 1)])
def test_the_errors_passed_back(n_in, n_hidden, n_out):
    """eps_h = sum_m eps_m sigma'_m w_hm, entry by entry."""
    model = nn.mlp([n_in, n_hidden, n_out], "sigmoid", out_activation="sigmoid", rng=1)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=n_in), rng.random(n_out)
    w1, w2 = model[0].weight.data, model[2].weight.data
    z = [sigmoid(sum(x[j] * w1[j, h] for j in range(n_in))) for h in range(n_hidden)]
    a = [sigmoid(sum(z[h] * w2[h, m] for h in range(n_hidden))) for m in range(n_out)]
    eps_m = [a[m] - y[m] for m in range(n_out)]
    eps_h = [
        sum(eps_m[m] * a[m] * (1 - a[m]) * w2[h, m] for m in range(n_out))
        for h in range(n_hidden)
    ]
    nn.squared_error(model(x), y, half=True, reduction="sum").backward()
    for h in range(n_hidden):
        for m in range(n_out):
            expected = eps_m[m] * a[m] * (1 - a[m]) * z[h]
            assert model[2].weight.grad[h, m] == pytest.approx(expected, rel=1e-12)
        for j in range(n_in):
            expected = eps_h[h] * z[h] * (1 - z[h]) * x[j]
            assert model[0].weight.grad[j, h] == pytest.approx(expected, rel=1e-12)


def test_until_the_running_average_converges():
    """Q <- lambda L + (1 - lambda) Q, written out beside `fit`."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(20, 2)), rng.random((20, 1))

    def trained(callback, epochs):
        model = nn.mlp([2, 3, 1], "sigmoid", out_activation="sigmoid", rng=0)
        return fit(
            model,
            nn.squared_error,
            SGD(model.parameters(), lr=0.5),
            (X, y),
            epochs=epochs,
            batch_size=None,
            callbacks=callback,
            progress=False,
        )

    stop = RunningAverageStop(rate=0.2, rtol=1e-3, steps=3)
    history = trained(stop, 5000)
    losses = trained((), len(history) + 5)["loss"]
    average, still = losses[0], 0
    step = 1
    while still < 3:
        before, average = average, 0.2 * losses[step] + 0.8 * average
        still = still + 1 if abs(average - before) <= 1e-3 * before + 1e-8 else 0
        step += 1
    assert len(history) == step
    assert history.stopped.endswith(f"converged to {average:.6g}")


OR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [1]])


def by_samples(order, mu, rate, stop):
    """The algorithm as it is printed: one sample at a time, Q from the objective on.

    Args:
        order: the samples' numbers, one after the other.
        mu: the rate of the steps.
        rate: lambda, of the running average.
        stop: a function of Q before and after a step.
    """
    X, y = OR
    model = nn.mlp([2, 3, 1], "sigmoid", out_activation="sigmoid", rng=0)
    w1, w2 = [
        np.vstack([layer.bias.data, layer.weight.data]) for layer in model[::2]
    ]  # row 0 belongs to an input that is always 1

    def forward(x):
        alpha = np.append(1.0, sigmoid(np.append(1.0, x) @ w1))
        return alpha, sigmoid(alpha @ w2)

    Q = np.mean(
        [0.5 * np.sum((forward(x)[1] - t) ** 2) for x, t in zip(X, y, strict=True)]
    )
    for step, i in enumerate(order, 1):
        x, (alpha, a) = np.append(1.0, X[i]), forward(X[i])
        eps_m = a - y[i]
        before, Q = Q, rate * 0.5 * np.sum(eps_m**2) + (1 - rate) * Q
        eps_h = w2[1:] @ (eps_m * a * (1 - a))
        w2 -= mu * np.outer(alpha, eps_m * a * (1 - a))
        w1 -= mu * np.outer(x, eps_h * alpha[1:] * (1 - alpha[1:]))
        if stop(before, Q):
            return step, Q, w1, w2
    raise AssertionError("it does not stop")


def test_one_sample_at_a_time_until_q_converges():
    """The stochastic form stops on a network, at the step and weights of the lines."""

    def half(outputs, targets):
        return nn.squared_error(outputs, targets, half=True, reduction="batchmean")

    model = nn.mlp([2, 3, 1], "sigmoid", out_activation="sigmoid", rng=0)
    until = RunningAverageStop(
        rate=0.05, rtol=0.0, atol=2e-5, steps=20, start="objective"
    )
    settings = {"epochs": 500, "batch_size": 1, "callbacks": until, "rng": 3}
    sgd = SGD(model.parameters(), lr=10.0)
    history = fit(model, half, sgd, OR, progress=False, **settings)
    still = [0]

    def converged(before, after):
        still[0] = still[0] + 1 if abs(after - before) <= 2e-5 else 0
        return still[0] == 20

    loader = batches(*OR, 1, rng=3)
    order = (int(part[0]) for _ in range(500) for part in loader.draw())
    step, Q, w1, w2 = by_samples(order, 10.0, 0.05, converged)
    assert 200 < step == len(history.steps["loss"]) < 2000
    assert history.stopped.endswith(f"converged to {Q:.6g}")
    for layer, w in zip(model[::2], (w1, w2), strict=True):
        assert layer.weight.data == pytest.approx(w[1:], rel=1e-9)
        assert layer.bias.data == pytest.approx(w[0], rel=1e-9)
    assert ((nn.predict(model, OR[0]) > 0.5) == OR[1]).all()


def test_until_the_weights_converge():
    """|w - previous w| <= rtol |w| three epochs in a row, checked beside `fit`."""
    model = nn.mlp([2, 3, 1], "sigmoid", out_activation="sigmoid", rng=0)
    path = []

    def note(training):
        path.append(np.concatenate([p.data.ravel() for p in model.parameters()]))

    settings = {"epochs": 500, "batch_size": 1, "rng": 0, "progress": False}
    callbacks = [WeightsStop(rtol=2e-3, atol=0.0), note]
    sgd = SGD(model.parameters(), lr=5.0)
    history = fit(model, nn.squared_error, sgd, OR, callbacks=callbacks, **settings)
    assert "the weights have converged" in history.stopped
    small = [
        np.linalg.norm(w - before) <= 2e-3 * np.linalg.norm(w)
        for before, w in pairwise(path)
    ]
    runs = [all(small[i : i + 3]) for i in range(len(small) - 2)]
    assert runs == [False] * (len(runs) - 1) + [True]


def test_the_example(example):
    printed = example("two_layer").printed
    assert "the running average of the loss has converged" in printed
    assert float(printed.splitlines()[0].rpartition(" ")[2]) < 1e-12
