"""Neuron, Layer and MLP against formulas and against NumPy."""

import copy
import math

import numpy as np
import pytest

from autograd_core import Value, gradients, no_grad
from nn import MLP, Layer, Neuron


def weights_of(model):
    """Each layer as a matrix and a vector of plain numbers."""
    return [
        (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]),
            np.array([neuron.b.data for neuron in layer.neurons]),
        )
        for layer in model.layers
    ]


def test_neuron_by_hand():
    neuron = Neuron(2, "tanh", rng=0)
    neuron.w[0].data, neuron.w[1].data, neuron.b.data = 0.5, -1.0, 0.25
    x = [Value(2.0), Value(1.0)]
    out = neuron(x)
    out.backward()
    slope = 1 - math.tanh(0.25) ** 2
    assert out.data == pytest.approx(math.tanh(0.25), rel=1e-15)
    assert neuron.w[0].grad == pytest.approx(2.0 * slope, rel=1e-15)
    assert neuron.w[1].grad == pytest.approx(1.0 * slope, rel=1e-15)
    assert neuron.b.grad == pytest.approx(slope, rel=1e-15)
    assert [value.grad for value in x] == pytest.approx(
        [0.5 * slope, -slope], rel=1e-15
    )


def test_two_two_one_network_by_hand():
    model = MLP(2, [2, 1], rng=0)
    numbers = [0.1, -0.2, 0.3, 0.4, 0.5, -0.6, 0.7, -0.8, 0.9]
    for parameter, number in zip(model.parameters(), numbers, strict=True):
        parameter.data = number
    x0, x1 = 1.5, -0.5
    h0 = math.tanh(0.1 * x0 - 0.2 * x1 + 0.3)
    h1 = math.tanh(0.4 * x0 + 0.5 * x1 - 0.6)
    y = 0.7 * h0 - 0.8 * h1 + 0.9
    s0, s1 = 0.7 * (1 - h0 * h0), -0.8 * (1 - h1 * h1)
    out = model([x0, x1])
    out.backward()
    assert out.data == pytest.approx(y, rel=1e-14)
    expected = [s0 * x0, s0 * x1, s0, s1 * x0, s1 * x1, s1, h0, h1, 1.0]
    assert [p.grad for p in model.parameters()] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("shape", [(3, [4, 4, 1]), (5, [2]), (1, [1, 3, 2])])
def test_forward_and_gradient_equal_numpy(shape):
    model = MLP(*shape, rng=3)
    rng = np.random.default_rng(1)
    for parameter in model.parameters():  # biases too shall not be 0
        parameter.data = rng.normal()
    x = rng.normal(size=shape[0])
    outs = model(x)
    outs = outs if isinstance(outs, list) else [outs]
    loss = sum(out * out for out in outs)
    loss.backward()

    layers, inputs = weights_of(model), [x]
    for i, (w, b) in enumerate(layers):
        z = w @ inputs[-1] + b
        inputs.append(z if i == len(layers) - 1 else np.tanh(z))
    assert [out.data for out in outs] == pytest.approx(inputs[-1].tolist(), rel=1e-12)
    g = 2 * inputs[-1]
    expected = []
    for i in reversed(range(len(layers))):
        if i < len(layers) - 1:
            g = g * (1 - inputs[i + 1] ** 2)
        jacobian = np.column_stack([np.outer(g, inputs[i]), g])
        expected = [*jacobian.ravel().tolist(), *expected]
        g = layers[i][0].T @ g
    assert [p.grad for p in model.parameters()] == pytest.approx(expected, rel=1e-11)


def test_a_neuron_is_two_nodes_of_the_graph():
    out = Neuron(50, "tanh", rng=0)([1.0] * 50)
    assert out.op == "tanh"
    assert out.parents[0].op == "dot"
    assert all(value.is_leaf for value in out.parents[0].parents)
    assert len(out.parents[0].parents) == 51  # inputs that are numbers are no nodes


def test_second_derivative_through_a_network():
    """d2/dx2 tanh(w x) = -2 w^2 t (1 - t^2)."""
    neuron = Neuron(1, "tanh", rng=0)
    neuron.w[0].data = 0.7
    x = Value(0.4)
    (first,) = gradients(neuron([x]), [x], create_graph=True)
    (second,) = gradients(first, [x])
    t = math.tanh(0.7 * 0.4)
    number = second.data if isinstance(second, Value) else second
    assert number == pytest.approx(-2 * 0.49 * t * (1 - t * t), rel=1e-13)


def test_layer_of_width_one_gives_the_value_itself():
    assert isinstance(Layer(2, 1, rng=0)([1.0, 2.0]), Value)
    assert isinstance(Layer(2, 3, rng=0)([1.0, 2.0]), list)


def test_a_hidden_layer_of_width_one_works():
    model = MLP(2, [1, 1], rng=0)
    (w0, b0), (w1, b1) = weights_of(model)
    expected = w1[0, 0] * np.tanh(w0[0] @ [1.0, 2.0] + b0[0]) + b1[0]
    assert model([1.0, 2.0]).data == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "x",
    [
        (1, 2),
        [1.0, 2.0],
        np.array([1, 2]),
        np.array([1.0, 2.0], np.float32),
        range(1, 3),
    ],
)
def test_any_sequence_of_numbers_is_an_input(x):
    model = MLP(2, [3, 1], rng=0)
    assert model(x).data == model([Value(1.0), Value(2.0)]).data


def test_one_input_may_stand_bare():
    model = MLP(1, [3, 1], rng=0)
    assert model(0.5).data == model([0.5]).data == model(Value(0.5)).data


def test_last_layer_is_linear_unless_told():
    model = MLP(2, [3, 2], "relu", rng=0)
    assert [n.nonlin for n in model.layers[0].neurons] == [True] * 3
    assert [n.nonlin for n in model.layers[1].neurons] == [False] * 2
    assert MLP(2, [1], out_activation="sigmoid", rng=0)([0, 0]).data == 0.5


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({}, "Tanh"),
        ({"activation": "relu"}, "ReLU"),
        ({"activation": "leaky_relu"}, "LeakyReLU"),
        ({"activation": "silu"}, "SiLU"),
        ({"activation": None}, "Linear"),
        ({"activation": "linear"}, "Linear"),
        ({"activation": True}, "Tanh"),
        ({"activation": False}, "Linear"),
        ({"nonlin": True}, "Tanh"),
        ({"nonlin": False}, "Linear"),
        ({"activation": "relu", "nonlin": True}, "ReLU"),
        ({"activation": "relu", "nonlin": False}, "Linear"),
        ({"activation": lambda v: v.sin()}, "Custom"),
    ],
)
def test_activation_and_nonlin(arguments, name):
    assert repr(Neuron(3, **arguments)) == f"{name}Neuron(3)"


def test_activations_compute_what_their_names_say():
    formulas = {
        "relu": lambda z: max(z, 0.0),
        "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
        "softplus": lambda z: math.log1p(math.exp(z)),
        "sin": math.sin,
        "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    }
    for name, formula in formulas.items():
        neuron = Neuron(1, name, rng=0)
        neuron.w[0].data = -1.0
        for x in (-0.75, 0.75):
            assert neuron([x]).data == pytest.approx(formula(-x), rel=1e-14), name


def test_a_function_is_an_activation():
    neuron = Neuron(1, lambda v: v * v + 1, rng=0)
    neuron.w[0].data = 3.0
    assert neuron([2.0]).data == 37.0


def test_weights_are_uniform_within_the_bound_and_biases_zero():
    layer = Layer(16, 400, rng=0)
    w = np.array([value.data for n in layer.neurons for value in n.w])
    assert abs(w).max() <= 0.25
    assert abs(w.mean()) < 0.005
    assert w.var() == pytest.approx(0.25**2 / 3, rel=0.03)
    assert {n.b.data for n in layer.neurons} == {0.0}


def test_a_seed_gives_the_same_network_and_a_generator_goes_on():
    def numbers(model):
        return [p.data for p in model.parameters()]

    assert numbers(MLP(2, [3, 1], rng=5)) == numbers(MLP(2, [3, 1], rng=5))
    assert numbers(MLP(2, [3, 1], rng=5)) != numbers(MLP(2, [3, 1], rng=6))
    assert numbers(MLP(2, [3, 1])) != numbers(MLP(2, [3, 1]))
    rng = np.random.default_rng(5)
    first, second = MLP(2, [3, 1], rng=rng), MLP(2, [3, 1], rng=rng)
    assert numbers(first) == numbers(MLP(2, [3, 1], rng=5)) != numbers(second)


def test_no_global_random_state_is_touched():
    before = np.random.get_state()[1].tolist()
    MLP(2, [3, 1])
    assert np.random.get_state()[1].tolist() == before


def test_deepcopy_is_independent():
    model = MLP(2, [3, 1], rng=0)
    twin = copy.deepcopy(model)
    before = model([1.0, 2.0]).data
    assert twin([1.0, 2.0]).data == before
    for parameter in twin.parameters():
        parameter.data = 0.0
    assert model([1.0, 2.0]).data == before
    assert [n for n, _ in twin.named_parameters()] == [
        n for n, _ in model.named_parameters()
    ]


def test_no_grad_records_nothing():
    model = MLP(2, [3, 1], rng=0)
    with no_grad():
        out = model([1.0, 2.0])
    assert out.parents == ()
    assert out.data == model([1.0, 2.0]).data


def test_repr_is_micrograds_and_short_when_wide():
    assert repr(MLP(2, [2, 1], "relu", rng=0)) == (
        "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]"
    )
    assert len(repr(MLP(2, [200, 200], rng=0))) < 400
