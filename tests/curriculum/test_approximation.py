"""approximation: a sum of sigmoids comes as near to a function as one likes."""

from itertools import pairwise

import numpy as np
import pytest

import nn


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_the_network_is_a_sum_of_sigmoids(example):
    model = example("approximation")["staircase"](6)
    x = np.linspace(0, 1, 7)
    w, b = model[0].weight.data[0], model[0].bias.data
    v, c = model[2].weight.data[:, 0], model[2].bias.data[0]
    by_hand = [c + sum(v * sigmoid(w * t + b)) for t in x]
    assert nn.predict(model, x[:, None])[:, 0] == pytest.approx(by_hand, rel=1e-12)


def test_the_error_falls_with_the_width(example):
    script = example("approximation")
    errors = [script["largest_error"](script["staircase"](n)) for n in (5, 20, 80, 320)]
    for narrow, wide in pairwise(errors):
        assert wide < narrow / 3
    assert errors[-1] < 0.005


def test_no_width_helps_without_the_sigmoids():
    """The best line through a sine stays as far away as it is."""
    x = np.linspace(0, 1, 200)
    y = np.sin(2 * np.pi * x)
    model = nn.mlp([1, 64, 1], None, rng=0)
    columns = np.column_stack([x, np.ones(200)])
    line, *_ = np.linalg.lstsq(columns, y, rcond=None)
    least = float(np.mean((columns @ line - y) ** 2))
    assert np.ptp(np.diff(nn.predict(model, x[:, None])[:, 0])) < 1e-12
    assert least > 0.15
