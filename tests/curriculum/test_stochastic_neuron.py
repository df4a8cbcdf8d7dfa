"""stochastic-neuron: a unit that is binary, and fires with a probability."""

import numpy as np
import pytest

import nn
import optim
from autograd_core import Tensor, Value


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_it_is_one_as_often_as_the_sigmoid_says():
    z = np.array([-2.0, -0.5, 0.0, 1.0])
    samples = nn.StochasticStep(rng=0)(np.tile(z, (20_000, 1))).data
    assert set(np.unique(samples)) == {0.0, 1.0}
    error = np.sqrt(sigmoid(z) * (1 - sigmoid(z)) / 20_000)
    assert np.all(np.abs(samples.mean(axis=0) - sigmoid(z)) < 4 * error)


def test_the_gradient_is_that_of_the_expectation():
    z = Tensor([-2.0, 0.3, 1.0])
    nn.StochasticStep(rng=0)(z).sum().backward()
    p = sigmoid(z.data)
    assert z.grad == pytest.approx(p * (1 - p), rel=1e-12)
    z.grad = None
    nn.StochasticStep(rng=0, straight_through=False)(z).sum().backward()
    assert z.grad.tolist() == [0.0, 0.0, 0.0]


def test_as_the_activation_of_a_neuron():
    neuron = nn.Neuron(1, nn.StochasticStep(rng=0), rng=0)
    neuron.w[0].data, neuron.b.data = 2.0, -1.0
    fired = [neuron([1.5]).data for _ in range(2000)]
    assert set(fired) == {0.0, 1.0}
    assert np.mean(fired) == pytest.approx(sigmoid(2.0), abs=0.03)
    z = Value(0.0)
    nn.StochasticStep(rng=0)(z).backward()
    assert z.grad == 0.25


def test_four_kinds_of_units():
    """Real or binary, deterministic or probabilistic, as the lecture has them."""
    z = np.linspace(-3, 3, 50)
    for unit, binary, repeats in (
        (nn.Sigmoid(), False, True),
        (nn.Step(), True, True),
        (nn.StochasticStep(rng=0), True, False),
        (lambda z: nn.Dropout(0.5, rng=1)(nn.Sigmoid()(z)), False, True),
    ):
        first, second = unit(z).data, unit(z).data
        assert set(first) <= {0.0, 1.0} if binary else len(set(first)) > 2
        assert np.array_equal(first, second) is repeats


def test_it_learns_a_probability():
    """The mean of a unit that fires follows the data: maximum likelihood, by hand."""
    b = Tensor([0.0], label="b")
    unit, optimizer = nn.StochasticStep(rng=0), optim.SGD([b], lr=0.5)
    for _ in range(300):
        optimizer.zero_grad()
        fired = unit(b + np.zeros((64, 1)))
        ((fired.mean() - 0.8) ** 2).backward()
        optimizer.step()
    assert sigmoid(b.data[0]) == pytest.approx(0.8, abs=0.05)
