"""two-layer: errors passed back by hand, and the loop that runs until Q converges."""

import numpy as np
import pytest

import nn
from optim import SGD, RunningAverageStop, fit


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


def test_the_example(example):
    printed = example("two_layer").printed
    assert "the running average of the loss has converged" in printed
    assert float(printed.splitlines()[0].rpartition(" ")[2]) < 1e-12
