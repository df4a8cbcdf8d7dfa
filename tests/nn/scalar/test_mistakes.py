"""Mistakes in building and calling networks: the error, and that its text helps."""

import numpy as np
import pytest

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


def test_a_layer_that_does_not_fit_is_named():
    model = MLP(3, [4, 2], rng=0)
    model.layers[0] = Layer(3, 5, rng=0)
    with pytest.raises(ValueError, match=r"layers.1 \(Layer of 2 neurons\) takes 4"):
        model([1.0, 2.0, 3.0])


def test_a_bare_neuron_names_itself():
    with pytest.raises(ValueError, match=r"TanhNeuron\(2\) takes 2 inputs, got 1"):
        Neuron(2, rng=0)([1.0])


def test_an_activation_that_leaves_the_graph_is_refused():
    with pytest.raises(TypeError, match=r"<lambda> gave float 0\.5 instead"):
        Neuron(1, lambda v: 0.5, rng=0)([1.0])
