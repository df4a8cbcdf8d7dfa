"""no-nonlinearity: linear layers on top of each other are one linear layer."""

import numpy as np
import pytest

import nn

X = np.random.default_rng(0).normal(size=(50, 3))


def test_two_linear_layers_have_the_product_of_their_matrices():
    """In the lectures' order of factors, W''' = W' W'', W' being applied last."""
    first, second = nn.Linear(3, 7, rng=0), nn.Linear(7, 2, rng=1)
    first.bias.data, second.bias.data = np.arange(7.0), np.array([1.0, -1.0])
    w2, w1 = first.weight.data.T, second.weight.data.T  # W'' then W'
    single = nn.Linear(3, 2)
    single.weight.data = (w1 @ w2).T
    single.bias.data = w1 @ first.bias.data + second.bias.data
    stacked = nn.Sequential(first, second)
    assert np.allclose(stacked(X).data, single(X).data, rtol=1e-13)


def test_any_depth_is_affine_without_activations_and_only_then():
    """f(x + y) - f(x) - f(y) + f(0) is 0 for every affine f."""

    def defect(model):
        x, y, zero = X[:25], X[25:], np.zeros((1, 3))
        f = model(x + y).data - model(x).data - model(y).data + model(zero).data
        return np.abs(f).max()

    assert defect(nn.mlp([3, 20, 20, 20, 2], None, rng=0)) < 1e-14
    for activation in ("tanh", "relu", "sigmoid"):
        assert defect(nn.mlp([3, 20, 20, 20, 2], activation, rng=0)) > 1e-4


def test_a_deep_linear_network_is_no_better_than_least_squares():
    y = np.sin(2 * X[:, :1]) + X[:, 1:2] * X[:, 2:]
    columns = np.column_stack([X, np.ones(50)])
    best = columns @ np.linalg.lstsq(columns, y)[0]
    floor = np.mean((best - y) ** 2)
    model = nn.mlp([3, 8, 8, 1], None, rng=0)
    for _ in range(400):
        loss = nn.squared_error(model(X), y)
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data = parameter.data - 0.1 * parameter.grad
    assert floor * (1 - 1e-12) < loss.item() < 1.001 * floor


def test_the_example_shows_it(example):
    script = example("no_nonlinearity")
    assert "the one layer they are worth, 6 parameters" in script.printed
    linear, share = script["train"](None)
    single = script["collapsed"](linear)
    assert np.allclose(linear(X[:, :2]).data, single(X[:, :2]).data, atol=1e-12)
    assert share < 0.9
    assert script["train"]("tanh")[1] > 0.98


def test_the_order_of_the_factors():
    """x2 = A x1 and x3 = B x2 give x3 = B A x1; A B, as a lecture has it, is a slip."""
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
    x = rng.normal(size=3)
    model = nn.mlp([3, 3, 3], None, bias=False, rng=0)
    model[0].weight.data, model[1].weight.data = first.T, second.T
    assert model(x).data == pytest.approx(second @ first @ x, rel=1e-12)
    assert not np.allclose(first @ second @ x, second @ first @ x)
