"""width-and-depth: how many units and layers, overfitting, and when to stop."""

import re

import numpy as np
import pytest

import nn


@pytest.fixture(scope="module")
def script(example):
    return example("overfitting")


def table(script):
    """`{width: (training error, error on new samples)}` as it was printed."""
    rows = re.findall(
        r"width +(\d+): training error (\S+), new samples (\S+)", script.printed
    )
    return {int(n): (float(here), float(there)) for n, here, there in rows}


def test_wider_fits_the_samples_better_and_the_new_ones_worse(script):
    errors = table(script)
    assert errors[1][0] > 0.05 > 0.02 > errors[8][0]
    best = min(errors, key=lambda width: errors[width][1])
    assert 1 < best < 32, "neither the narrowest nor the widest generalizes best"
    assert errors[32][1] > 1.2 * errors[best][1]


def test_early_stopping_takes_the_turning_point(script):
    model, history, stop = script["watched"]()
    losses, new = history.epochs["loss"], history.epochs["val_loss"]
    turn = int(np.argmin(new))
    assert stop.best_epoch == turn + 1 < len(new)
    assert losses[-1] < losses[turn] / 1.5, "training goes on falling"
    assert new[-1] > 1.5 * new[turn], "and new samples get worse"
    X, y = script["NEW"]
    left = float(np.mean((nn.predict(model, X) - y) ** 2))
    assert left == pytest.approx(new[turn], rel=1e-9)


def test_deeper_sigmoid_networks_hardly_begin(script):
    rows = re.findall(r"(\d) hidden layers: .* (\S+)$", script.printed, re.MULTILINE)
    errors = {int(n): float(error) for n, error in rows}
    spread = float(np.var(script["TRAIN"][1]))
    assert errors[2] < 0.5 * spread
    assert errors[6] == pytest.approx(spread, rel=0.05), "no better than the mean"


def test_over_parameterised():
    """A network with more weights than samples fits labels that mean nothing."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(10, 2)), rng.integers(0, 2, size=(10, 1)) * 2.0 - 1
    model = nn.mlp([2, 40, 1], "tanh", rng=0)
    assert model.num_parameters() == 2 * 40 + 40 + 40 + 1 > len(X)
    hidden = np.column_stack([model[1](model[0](X)).data, np.ones(10)])
    out, *_ = np.linalg.lstsq(hidden, y, rcond=None)
    model[2].weight.data, model[2].bias.data = out[:-1], out[-1]
    assert nn.predict(model, X) == pytest.approx(y, abs=1e-6)
