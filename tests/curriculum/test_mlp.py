"""mlp: z = W a + b, a = f(z), layer after layer; on Values and on Tensors."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value

X = np.random.default_rng(0).normal(size=(5, 3))


def forward(weights, x):
    """The lectures' formula with plain NumPy, W of shape (n_out, n_in)."""
    a = x
    for i, (W, b) in enumerate(weights):
        z = W @ a + b
        a = z if i == len(weights) - 1 else np.tanh(z)
    return a


def weights_of(scalar):
    return [
        (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]),
            np.array([neuron.b.data for neuron in layer.neurons]),
        )
        for layer in scalar.layers
    ]


def networks():
    scalar = nn.MLP(3, [4, 4, 2], rng=0)
    rng = np.random.default_rng(1)
    for parameter in scalar.parameters():
        parameter.data = rng.normal()
    return scalar, scalar.to_tensor()


def test_both_compute_the_formula():
    scalar, tensor = networks()
    weights = weights_of(scalar)
    outputs = tensor(X).data
    for x, row in zip(X, outputs, strict=True):
        expected = forward(weights, x)
        assert [v.data for v in scalar(x)] == pytest.approx(expected, rel=1e-13)
        assert row == pytest.approx(expected, rel=1e-13)


def test_a_neuron_is_a_weighted_sum_and_an_activation():
    neuron = nn.Neuron(2, "sigmoid", rng=0)
    neuron.w[0].data, neuron.w[1].data, neuron.b.data = 2.0, -1.0, 0.5
    out = neuron([1.5, 2.0])
    assert out.data == pytest.approx(1 / (1 + np.exp(-1.5)))
    assert out.parents[0].data == 1.5


def test_both_have_the_same_gradients_also_of_the_inputs():
    scalar, tensor = networks()
    x_values, x_tensor = [Value(number) for number in X[0]], Tensor(X[0])
    sum(v * v for v in scalar(x_values)).backward()
    (tensor(x_tensor) ** 2).sum().backward()
    assert [v.grad for v in x_values] == pytest.approx(x_tensor.grad, rel=1e-12)
    twin = scalar.to_tensor()
    grads = [p.grad for p in scalar.parameters()]
    for parameter, number in zip(scalar.parameters(), grads, strict=True):
        parameter.data = number
    for mine, other in zip(
        scalar.to_tensor().parameters(), tensor.parameters(), strict=True
    ):
        assert mine.data == pytest.approx(other.grad, rel=1e-11, abs=1e-14)
    assert twin.num_parameters() == scalar.num_parameters() == 46


def test_a_batch_is_every_sample_by_itself():
    _, tensor = networks()
    for x, row in zip(X, tensor(X).data, strict=True):
        assert tensor(x).data == pytest.approx(row, rel=1e-14)
