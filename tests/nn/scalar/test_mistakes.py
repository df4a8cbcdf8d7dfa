"""Mistakes in building and calling networks: the error, and that its text helps."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from nn import MLP, Layer, Neuron


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: MLP(0, [1]), ValueError, "MLP: nin must be at least 1, got 0"),
        (lambda: MLP(-2, [1]), ValueError, "nin must be at least 1, got -2"),
        (lambda: MLP(2, []), ValueError, r"nouts is empty.* MLP\(2, \[4, 1\]\)"),
        (lambda: MLP(2, [3, 0]), ValueError, r"nouts\[1\] must be at least 1, got 0"),
        (lambda: MLP(2.5, [1]), TypeError, "nin must be an integer, got float 2.5"),
        (lambda: MLP(2, [1.5]), TypeError, r"nouts\[0\] must be an integer"),
        (lambda: MLP(2, [True]), TypeError, r"nouts\[0\] must be an integer"),
        (lambda: MLP(2, 3), TypeError, "nouts must be a list.*got int 3"),
        (lambda: MLP(2, "31"), TypeError, "nouts must be a list.*got str '31'"),
        (lambda: MLP("2", [1]), TypeError, "nin must be an integer, got str '2'"),
        (lambda: Layer(2, 0), ValueError, "Layer: nout must be at least 1, got 0"),
        (lambda: Neuron(0), ValueError, "Neuron: nin must be at least 1, got 0"),
        (lambda: Neuron(2, "rleu"), ValueError, "'rleu'; did you mean 'relu'?"),
        (lambda: Neuron(2, "Tanh"), ValueError, "'Tanh'; did you mean 'tanh'?"),
        (lambda: Neuron(2, "qqq"), ValueError, "known are linear, abs.*tanh"),
        (lambda: Neuron(2, "maximum"), ValueError, "unknown activation 'maximum'"),
        (lambda: Neuron(2, 3), TypeError, "activation: expected the name of an op"),
        (lambda: Neuron(2, Value), TypeError, "activation: expected the name of an op"),
        (lambda: Neuron(2, rng="0"), TypeError, "rng must be a numpy.random.Generator"),
        (lambda: Neuron(2, rng=-1), ValueError, "rng must be .*got int -1"),
        (lambda: MLP(2, [1], rng=1.5), TypeError, "rng must be .*got float 1.5"),
    ],
)
def test_building(build, error, message):
    with pytest.raises(error, match=message):
        build()


MODEL = MLP(3, [4, 2], rng=0)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([1.0], ValueError, r"layers.0 \(Layer of 4 neurons\) takes 3 inputs, got 1"),
        ([], ValueError, "takes 3 inputs, got 0"),
        ([1.0] * 4, ValueError, "takes 3 inputs, got 4"),
        (1.0, TypeError, "layers.0 .* of 3 numbers or Values, got float 1.0"),
        (Value(1.0), TypeError, "got Value"),
        (None, TypeError, "got NoneType None"),
        ("123", TypeError, "got str '123'"),
        ({1, 2, 3}, TypeError, "got set"),
        ({1: 1, 2: 2, 3: 3}, TypeError, "got dict"),
        (iter([1, 2, 3]), TypeError, "takes a list, tuple or 1-d array"),
        (Tensor([1, 2, 3]), TypeError, r"to_tensor\(\) makes a network that takes T"),
        (["1", 2, 3], TypeError, r"input 0: .* str '1'; convert it first"),
        ([1, 2, None], TypeError, "input 2: expected a number, got NoneType"),
        ([1, 2, 1j], TypeError, "input 2: expected a number, got complex"),
        ([1, 2, [3]], TypeError, "input 2: expected a number, got list"),
        (
            np.ones((5, 3)),
            TypeError,
            r"shape \(5, 3\); write \[model\(x\) for x in xs\]",
        ),
        (np.array(1.0), TypeError, "got ndarray"),
    ],
)
def test_calling(x, error, message):
    with pytest.raises(error, match=message):
        MODEL(x)


def unfit():
    model = MLP(3, [4, 2], rng=0)
    model.layers[0] = Layer(3, 5, rng=0)
    return model


def mixed():
    model = MLP(2, [2, 1], rng=0)
    model.layers[0].neurons[1] = Neuron(2, "relu", rng=0)
    return model


def sequential(*layers):
    return nn.Sequential(*layers).to_scalar


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: unfit()([1.0] * 3),
            ValueError,
            r"layers.1 \(Layer of 2 neurons\) takes 4",
        ),
        (
            lambda: Neuron(2, rng=0)([1.0]),
            ValueError,
            r"^TanhNeuron\(2\) takes 2 inputs, got 1",
        ),
        (
            lambda: Neuron(1, lambda v: 0.5, rng=0)([1.0]),
            TypeError,
            r"<lambda> gave float 0\.5 instead",
        ),
        (
            lambda: MLP(2, [3, 1], nn.Softmax()),
            ValueError,
            "needs a whole row, so no single neuron has",
        ),
    ],
)
def test_networks_that_do_not_fit(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("convert", "message"),
    [
        (
            sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)),
            r"layers.1 BatchNorm1d\(2\): an MLP of",
        ),
        (
            sequential(nn.ReLU(), nn.Linear(2, 2)),
            r"layers.0 ReLU\(\): an MLP of Values is made",
        ),
        (sequential(nn.Linear(2, 2), nn.ReLU(), nn.ReLU()), r"layers.2 ReLU\(\)"),
        (
            sequential(nn.Linear(2, 2), nn.Softmax()),
            r"layers.1 Softmax\(axis=-1\): it needs a wh",
        ),
        (sequential(), "no Linear layer"),
        (mixed().to_tensor, r"layers.0: .* \(ReLU, Tanh\)"),
    ],
)
def test_conversion(convert, message):
    with pytest.raises(ValueError, match=message):
        convert()
