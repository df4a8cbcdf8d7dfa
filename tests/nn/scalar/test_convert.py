"""The same network on Tensors and on single Values: outputs, gradients, training."""

import pickle

import numpy as np
import pytest

import nn
from autograd_core import Value, log1p
from nn import MLP, Layer
from nn.module.activation_lookup import known_activations

X = np.random.default_rng(0).uniform(-1, 1, size=(6, 3))
# What is defined around 0 only where its operand is positive, or above 1.
SHIFTED = {"log", "log2", "log10", "sqrt", "reciprocal", "arccosh"}


def nudge(model, shift=0.0):
    rng = np.random.default_rng(1)
    for parameter in model.parameters():
        parameter.data = 0.3 * rng.normal()
    for layer in model.layers[:-1]:
        for neuron in layer.neurons:
            neuron.b.data += shift


def numbers(values):
    return [v.data for v in (values if isinstance(values, list) else [values])]


ONCE = SHIFTED | {"arctanh", "arcsin", "arccos", "log1p"}  # two layers leave its domain
NETWORKS = [
    (name, nouts)
    for name in ["linear", *known_activations()]
    for nouts in ([4, 2], [4, 3, 1])
    if len(nouts) == 2 or name not in ONCE
]


@pytest.mark.parametrize(("name", "nouts"), NETWORKS)
def test_outputs_and_gradients_agree_for_every_activation(name, nouts):
    """To 1e-12, and whichever way the twin is made."""
    scalar = MLP(3, nouts, name, rng=0)
    nudge(scalar, 3.5 if name in SHIFTED else 0.0)
    tensor = scalar.to_tensor()
    out = tensor(X)
    rows = [scalar(x) for x in X]
    assert out.data == pytest.approx(np.array([numbers(row) for row in rows]), 1e-12)
    weights = np.random.default_rng(2).normal(size=out.shape)
    (out * weights).sum().backward()
    loss = sum(
        value * w
        for row, ws in zip(rows, weights.tolist(), strict=True)
        for value, w in zip(row if isinstance(row, list) else [row], ws, strict=True)
    )
    loss.backward()
    linears = [layer for layer in tensor if isinstance(layer, nn.Linear)]
    for layer, linear in zip(scalar.layers, linears, strict=True):
        grads = np.array([[w.grad for w in neuron.w] for neuron in layer.neurons]).T
        biases = np.array([neuron.b.grad for neuron in layer.neurons])
        assert linear.weight.grad == pytest.approx(grads, rel=1e-12, abs=1e-13)
        assert linear.bias.grad == pytest.approx(biases, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_the_same_training_for_50_steps(activation):
    scalar = MLP(3, [5, 1], activation, rng=4)
    tensor = nn.mlp([3, 5, 1], activation, rng=4)
    y = np.sin(X.sum(axis=1))
    losses = []
    for _ in range(50):
        pair = (
            nn.squared_error([scalar(x) for x in X], y),
            nn.squared_error(tensor(X), y[:, None]),
        )
        for model, loss in zip((scalar, tensor), pair, strict=True):
            model.zero_grad()
            loss.backward()
            for parameter in model.parameters():
                parameter.data = parameter.data - 0.3 * parameter.grad
        losses.append([loss.item() for loss in pair])
    losses = np.array(losses)
    assert losses[:, 0] == pytest.approx(losses[:, 1], rel=1e-12)
    assert losses[-1, 0] < 0.8 * losses[0, 0]  # it did learn
    for mine, other in zip(
        scalar.to_tensor().parameters(), tensor.parameters(), strict=True
    ):
        assert mine.data == pytest.approx(other.data, rel=1e-10, abs=1e-12)


def test_the_round_trip_keeps_weights_bit_for_bit():
    scalar = MLP(3, [4, 2], "relu", "sigmoid", rng=0)
    nudge(scalar)
    back = scalar.to_tensor().to_scalar()
    assert repr(back) == repr(scalar)
    assert [p.data for p in back.parameters()] == [p.data for p in scalar.parameters()]
    assert [p.label for p in back.parameters()] == [
        p.label for p in scalar.parameters()
    ]
    tensor = nn.mlp([3, 4, 2], "gelu", rng=0)
    round_trip = tensor.to_scalar().to_tensor()
    assert repr(round_trip) == repr(tensor)
    for mine, other in zip(round_trip.parameters(), tensor.parameters(), strict=True):
        assert (mine.data == other.data).all()
        assert mine.data.flags.c_contiguous


def test_the_same_seed_gives_twins():
    scalar, tensor = MLP(3, [4, 2], rng=9), nn.mlp([3, 4, 2], rng=9)
    assert numbers(scalar(X[0])) == pytest.approx(tensor(X[0]).data, rel=1e-14)


def test_an_mlp_of_one_output_keeps_its_axis():
    tensor = MLP(3, [4, 1], rng=0).to_tensor()
    assert tensor(X).shape == (6, 1)
    assert tensor(X[0]).shape == (1,)


def test_float32_twins():
    tensor = MLP(3, [4, 1], rng=0).to_tensor(np.float32)
    assert tensor(X).dtype == np.float32
    assert nn.mlp([3, 4, 1], dtype=np.float32, rng=0)(X).dtype == np.float32


def test_a_function_of_your_own_and_settings_come_along():
    scalar = MLP(3, [4, 1], lambda v: log1p(v * v), rng=0)
    tensor = scalar.to_tensor()
    assert tensor(X[0]).data[0] == pytest.approx(scalar(X[0]).data, rel=1e-13)
    leaky = nn.Sequential(nn.Linear(3, 2, rng=0), nn.LeakyReLU(0.5))
    assert numbers(leaky.to_scalar()(X[1])) == pytest.approx(leaky(X[1]).data)
    exact = nn.Sequential(nn.Linear(3, 2, bias=False, rng=0), nn.ELU())
    assert "ELUNeuron(3, bias=False)" in repr(exact.to_scalar())


def test_activations_given_as_methods():
    assert repr(MLP(2, [1, 1], Value.relu).to_tensor()[1]) == "ReLU()"
    assert repr(MLP(2, [1, 1], "identity").to_tensor()[1]) == "Linear(1 -> 1)"


def test_a_layer_replaced_by_another_is_converted():
    model = MLP(2, [2, 1], "relu", rng=0)
    model.layers[0] = Layer(2, 2, rng=0)
    assert repr(model.to_tensor()[1]) == "Tanh()"


def test_sizes_may_come_from_an_iterator_and_activations_be_modules():
    model = nn.mlp(iter([2, 3, 4, 2]), nn.LeakyReLU(0.2), "softmax", rng=0)
    assert [type(layer).__name__ for layer in model[1::2]] == ["LeakyReLU"] * 2 + [
        "Softmax"
    ]
    assert model[1] is not model[3] and model[1].negative_slope == 0.2
    assert model([1.0, -1.0]).data.sum() == pytest.approx(1.0)


def test_the_scalar_twin_of_a_pruned_network_is_pruned():
    """Momentum moves pruned weights, which the mask hides: the twin has to as well."""
    model = nn.mlp([2, 4, 1], rng=0)
    nn.prune(model, 0.5)
    for layer in (model[0], model[2]):
        layer.weight.data = layer.weight.data + 1.0
    out = model.to_scalar()([0.5, -1.0]).data
    assert out == pytest.approx(model([0.5, -1.0]).data[0], rel=1e-14)


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (nn.ReLU(), "ReLUNeuron(2)"),
        (nn.LeakyReLU(0.3), "LeakyReLUNeuron(2)"),
        (nn.ELU(0.5), "ELUNeuron(2)"),
        (nn.Activation("sin"), "SinNeuron(2)"),
    ],
    ids=repr,
)
def test_an_activation_module_in_a_network_of_values(module, text):
    """It goes to Tensors and back without losing what it is, and can be pickled."""
    scalar = MLP(2, [3, 1], module, rng=0)
    assert repr(scalar.layers[0].neurons[0]) == text
    assert [row.multiply_adds for row in scalar.summary((2,)).rows] == [6, 3]
    tensor = scalar.to_tensor()
    assert repr(tensor[1]) == repr(module) and tensor[1] is not module
    round_trip = pickle.loads(pickle.dumps(tensor.to_scalar())).to_tensor()
    assert repr(round_trip[1]) == repr(module)
    x = [0.5, -2.0]
    assert scalar(x).data == pytest.approx(tensor(x).data[0], rel=1e-14)
    assert round_trip(x).data == pytest.approx(tensor(x).data, rel=1e-14)
