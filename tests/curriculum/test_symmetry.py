"""symmetry: other weights, the same function, so minima come in families."""

import itertools
import math

import numpy as np
import pytest

import nn

X = np.random.default_rng(0).normal(size=(20, 3))


def network():
    return nn.mlp([3, 4, 2], "tanh", rng=0)


def test_a_hidden_tanh_unit_may_change_its_sign():
    """tanh(-z) = -tanh(z): the weights in and out change sign together."""
    model, twin = network(), network()
    twin[0].weight.data[:, 1] *= -1
    twin[0].bias.data[1] *= -1
    twin[2].weight.data[1] *= -1
    assert nn.predict(twin, X) == pytest.approx(nn.predict(model, X), abs=1e-15)


def test_hidden_units_may_change_places():
    model, twin, order = network(), network(), [2, 0, 3, 1]
    twin[0].weight.data = model[0].weight.data[:, order]
    twin[0].bias.data = model[0].bias.data[order]
    twin[2].weight.data = model[2].weight.data[order]
    assert nn.predict(twin, X) == pytest.approx(nn.predict(model, X), abs=1e-15)


def test_so_every_minimum_has_many_twins():
    """h! 2^h for h hidden tanh units: all distinct, all with the same loss."""
    model, y = nn.mlp([1, 3, 1], "tanh", rng=0), np.sin(X[:, :1])
    loss = nn.squared_error(nn.predict(model, X[:, :1]), y)
    seen = set()
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            twin = nn.mlp([1, 3, 1], "tanh", rng=0)
            twin[0].weight.data = model[0].weight.data[:, list(order)] * signs
            twin[0].bias.data = model[0].bias.data[list(order)] * signs
            twin[2].weight.data = model[2].weight.data[list(order)] * np.reshape(
                signs, (3, 1)
            )
            there = nn.squared_error(nn.predict(twin, X[:, :1]), y)
            assert there == pytest.approx(loss, rel=1e-12)
            seen.add(twin[0].weight.data.tobytes())
    assert len(seen) == math.factorial(3) * 2**3 == 48


def test_relu_units_may_be_scaled():
    """relu(c z) = c relu(z) for c > 0: a whole line of equal networks."""
    model, twin = nn.mlp([3, 4, 2], "relu", rng=0), nn.mlp([3, 4, 2], "relu", rng=0)
    for c in (0.25, 8.0):
        twin[0].weight.data = model[0].weight.data * c
        twin[0].bias.data = model[0].bias.data * c
        twin[2].weight.data = model[2].weight.data / c
        assert nn.predict(twin, X) == pytest.approx(nn.predict(model, X), rel=1e-12)
