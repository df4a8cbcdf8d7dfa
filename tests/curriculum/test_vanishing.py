"""vanishing: a gradient is a product of Jacobians, and with sigmoids it vanishes."""

import numpy as np
import pytest

import nn

DEPTH, WIDTH = 8, 6
SLOPES = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "relu": lambda a: (a > 0).astype(float),
}


def network(activation):
    sizes = [4, *[WIDTH] * (DEPTH - 1), 3]
    return nn.mlp(sizes, activation, weight_init="xavier_uniform", rng=0)


def norms_by_hand(model, activation, x):
    """|dE/dW_l, dE/db_l| for E = sum of the outputs, by delta <- (W delta) phi'."""
    linears = model[::2]
    inputs = [x]
    for linear in linears[:-1]:
        z = inputs[-1] @ linear.weight.data + linear.bias.data
        inputs.append(nn.Activation(activation)(z).data)
    delta = np.ones(3)
    norms = []
    for linear, a in zip(linears[::-1], inputs[::-1], strict=True):
        norms.append(np.sqrt(delta @ delta * (a @ a + 1)))
        delta = linear.weight.data @ delta * SLOPES[activation](a)
    return norms[::-1]


@pytest.mark.parametrize("activation", SLOPES)
def test_the_norms_are_those_of_the_product(activation):
    model = network(activation)
    x = np.random.default_rng(1).normal(size=4)
    model(x).sum().backward()
    norms = list(nn.gradient_norms(model).values())
    assert norms == pytest.approx(norms_by_hand(model, activation, x), rel=1e-12)


def test_each_sigmoid_costs_at_least_a_factor_of_four():
    """phi' <= 1/4, so |delta| <= |W| / 4 |delta of the layer behind|."""
    model = network("sigmoid")
    model(np.ones(4)).sum().backward()
    deltas = [np.linalg.norm(linear.bias.grad) for linear in model[::2]]
    for i, linear in enumerate(model[2::2]):
        largest = np.linalg.norm(linear.weight.data, 2) / 4 * deltas[i + 1]
        assert deltas[i] <= largest * (1 + 1e-12)


def test_the_example_shows_it(example):
    script = example("vanishing_gradients")
    assert script["DEPTH"] == 16
    lines = dict(
        line.strip().split(": ", 1)
        for line in script.printed.splitlines()
        if ": " in line
    )
    ratios = {name: float(text.rpartition(" ")[2]) for name, text in lines.items()}
    assert ratios["sigmoid"] < 1e-6
    assert 0.1 < ratios["tanh"] < 10
    assert 0.1 < ratios["relu"] < 10
