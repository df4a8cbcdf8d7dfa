"""init: variances of the initial weights, and why they are not constant."""

import math

import numpy as np
import pytest

import nn
from nn import init

N_IN, N_OUT = 400, 250
VARIANCES = {
    "normal": 1.0,
    "xavier_uniform": 2 / (N_IN + N_OUT),
    "xavier_normal": 2 / (N_IN + N_OUT),
    "he_uniform": 2 / N_IN,
    "he_normal": 2 / N_IN,
    "lecun_normal": 1 / N_IN,
}


@pytest.mark.parametrize("name", VARIANCES)
def test_the_variance_of_a_hundred_thousand_weights(name):
    w = getattr(init, name)((N_IN, N_OUT), rng=0)
    variance, n = VARIANCES[name], w.size
    kurtosis = 1.8 if "uniform" in name else 3.0
    assert abs(w.mean()) < 4 * math.sqrt(variance / n)
    assert abs(w.var() - variance) < 4 * variance * math.sqrt((kurtosis - 1) / n)


@pytest.mark.parametrize(
    ("scheme", "activation", "keeps"),
    [
        ("xavier_normal", "tanh", True),
        ("he_normal", "relu", True),
        ("normal", "tanh", False),  # variance 1: every unit saturates
        ("lecun_normal", "relu", False),  # half of the variance is lost at each layer
    ],
)
def test_the_right_variance_carries_a_signal_through_ten_layers(
    scheme, activation, keeps
):
    model = nn.mlp([200] * 11, activation, weight_init=scheme, rng=0)
    outputs = np.random.default_rng(1).normal(size=(100, 200))
    start = outputs.std()
    for layer in model[:-1]:
        outputs = layer(outputs).data
    saturated = activation == "tanh" and np.mean(np.abs(outputs) > 0.99) > 0.5
    assert (0.1 * start < outputs.std() and not saturated) == keeps


def test_orthogonal_weights_change_no_length():
    w = init.orthogonal((50, 50), rng=0)
    x = np.random.default_rng(0).normal(size=50)
    assert np.linalg.norm(x @ w) == pytest.approx(np.linalg.norm(x), rel=1e-12)


@pytest.mark.parametrize("start", ["zeros", "constant"])
def test_symmetry_is_never_broken_by_a_constant_start(start):
    """All hidden units stay equal, so the network is one with a single hidden unit."""

    def alike(shape, rng):
        return init.zeros(shape) if start == "zeros" else init.constant(shape, 0.5)

    model = nn.mlp([2, 5, 1], weight_init=alike)
    twin = nn.mlp([2, 5, 1], rng=0)
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [1], [1], [0]])
    for _ in range(500):
        for network in (model, twin):
            loss = nn.squared_error(network(X), y)
            network.zero_grad()
            loss.backward()
            for parameter in network.parameters():
                parameter.data = parameter.data - 0.5 * parameter.grad
    # Up to rounding: the library multiplies some columns in another order.
    columns, biases = model[0].weight.data, model[0].bias.data
    assert np.allclose(columns, columns[:, :1], rtol=1e-8)
    assert np.allclose(biases, biases[0], rtol=1e-8)
    assert nn.squared_error(model(X), y).item() > 0.1
    assert nn.squared_error(twin(X), y).item() < 0.01
