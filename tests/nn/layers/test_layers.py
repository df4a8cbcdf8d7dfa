"""Layers on Tensors: values and gradients by formulas."""

import copy
import math

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor, Value
from tests.nn.torch_layers import STORED

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 3))
G = RNG.normal(size=(5, 2))


# -- Linear ----------------------------------------------------------------------------


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("rows", [slice(None), 0])
def test_linear_and_its_gradients_by_formula(bias, rows):
    layer = nn.Linear(3, 2, bias, rng=0)
    if bias:
        layer.bias.data = np.array([0.5, -1.0])
    x, g = Tensor(X[rows]), G[rows]
    out = layer(x)
    w, b = layer.weight.data, (layer.bias.data if bias else 0.0)
    assert np.allclose(out.data, X[rows] @ w + b, rtol=1e-15)
    (out * g).sum().backward()
    assert np.allclose(layer.weight.grad, np.atleast_2d(X[rows]).T @ np.atleast_2d(g))
    assert np.allclose(x.grad, g @ w.T)
    if bias:
        assert np.allclose(layer.bias.grad, np.atleast_2d(g).sum(axis=0))
    assert len(layer.parameters()) == 1 + bias


def test_arrays_lists_and_integers_are_constants():
    layer = nn.Linear(3, 2, rng=0)
    expected = layer(np.ones((4, 3))).data
    for x in ([[1] * 3] * 4, np.ones((4, 3), int), np.ones((4, 3), np.float32)):
        assert layer(x).data.tolist() == expected.tolist()
    out = layer(np.ones((4, 3)))
    nodes = ac.topological_order(out)
    assert {id(n) for n in nodes if n.is_leaf} == {id(layer.weight), id(layer.bias)}


def test_float32_stays_float32():
    layer = nn.Linear(3, 2, dtype=np.float32, rng=0)
    out = layer(X)
    out.sum().backward()
    assert out.dtype == layer.weight.grad.dtype == np.float32
    assert repr(layer) == "Linear(3 -> 2, dtype=float32)"


def test_default_weights_are_those_of_neurons():
    for n_in, n_out in ((3, 2), (1, 4)):
        layer, scalar = nn.Linear(n_in, n_out, rng=7), nn.Layer(n_in, n_out, rng=7)
        columns = [[w.data for w in neuron.w] for neuron in scalar.neurons]
        assert layer.weight.data.T.tolist() == columns
        assert layer.bias.data.tolist() == [0.0] * n_out


def test_weight_init_by_name_and_by_function():
    by_name = nn.Linear(3, 2, weight_init="he_normal", rng=1)
    assert by_name.weight.data.tolist() == nn.init.he_normal((3, 2), rng=1).tolist()
    by_function = nn.Linear(3, 2, weight_init=lambda shape, rng: np.full(shape, 0.25))
    assert by_function.weight.data.tolist() == [[0.25] * 2] * 3


def test_a_frozen_linear_is_a_constant_of_the_graph():
    frozen, above = nn.Linear(3, 2, rng=0).freeze(), nn.Linear(2, 1, rng=0)
    out = above(frozen(X))
    assert isinstance(frozen(X), Tensor)
    out.sum().backward()
    assert not frozen.weight.has_grad and above.weight.has_grad
    x = Tensor(X)
    (frozen(x) * G).sum().backward()
    assert np.allclose(x.grad, G @ frozen.weight.data.T)
    assert not frozen.weight.has_grad and not frozen.bias.has_grad


# -- activations -----------------------------------------------------------------------

FORMULAS = {
    nn.Identity: lambda z: z,
    nn.Sign: lambda z: math.copysign(1.0, z),
    nn.Step: lambda z: float(z > 0),
    nn.Sigmoid: lambda z: 1 / (1 + math.exp(-z)),
    nn.Tanh: math.tanh,
    nn.ReLU: lambda z: max(z, 0.0),
    nn.HardTanh: lambda z: max(-1.0, min(1.0, z)),
    nn.Softplus: lambda z: math.log1p(math.exp(z)),
    nn.GELU: lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    nn.SiLU: lambda z: z / (1 + math.exp(-z)),
    nn.LeakyReLU: lambda z: z if z > 0 else 0.01 * z,
    nn.ELU: lambda z: z if z > 0 else math.expm1(z),
}


@pytest.mark.parametrize("cls", FORMULAS, ids=lambda cls: cls.__name__)
def test_activations_by_formula(cls):
    z = np.array([[-2.5, -0.4, 0.7], [1.3, -0.1, 3.0]])
    expected = np.vectorize(FORMULAS[cls], otypes=[float])(z)
    layer, x = cls(), Tensor(z)
    assert np.allclose(layer(z).data, expected, rtol=1e-14)
    out = layer(x)
    assert np.allclose(out.data, expected, rtol=1e-14)
    assert np.isclose(layer(Value(0.7)).data, FORMULAS[cls](0.7), rtol=1e-14)
    out.sum().backward()
    h = 1e-6
    slope = [
        (FORMULAS[cls](number + h) - FORMULAS[cls](number - h)) / (2 * h)
        for number in z.ravel()
    ]
    assert np.allclose(x.grad.ravel(), slope, atol=1e-8)
    text = f"{cls.__name__}("
    assert repr(layer).startswith(text)
    assert layer.parameters() == []


def test_settings_of_activations():
    z = np.array([-2.0, 1.0])
    assert nn.LeakyReLU(0.5)(z).data.tolist() == [-1.0, 1.0]
    assert nn.ELU(2.0)(z).data[0] == pytest.approx(2 * math.expm1(-2))
    layer = nn.LeakyReLU(0.5)
    twin = copy.deepcopy(layer)
    twin.negative_slope = 0.25
    assert (twin(z).data[0], layer(z).data[0]) == (-0.5, -1.0)
    assert repr(nn.LeakyReLU(0.5)) == "LeakyReLU(negative_slope=0.5)"


def test_softmax_and_log_softmax_along_an_axis():
    e = np.exp(X)
    assert np.allclose(nn.Softmax()(X).data, e / e.sum(axis=1, keepdims=True))
    assert np.allclose(nn.Softmax(axis=0)(Tensor(X)).data, e / e.sum(axis=0))
    logs = np.log(e / e.sum(axis=1, keepdims=True))
    assert np.allclose(nn.LogSoftmax()(X).data, logs)
    assert nn.Softmax()([1e4, -1e4]).data.tolist() == [1.0, 0.0]


# -- Dropout ---------------------------------------------------------------------------


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_keeps_the_expectation(p):
    x = np.full((200, 500), 3.0)
    out = nn.Dropout(p, rng=0)(x).data
    mask = out != 0
    n = x.size
    assert abs(mask.mean() - (1 - p)) < 4 * math.sqrt(p * (1 - p) / n)
    assert np.allclose(out[mask], 3.0 / (1 - p), rtol=1e-15)
    error = 3.0 * math.sqrt(p / (1 - p) / n)  # of the mean of n entries
    assert abs(out.mean() - 3.0) < 4 * error


def test_dropout_is_repeated_by_a_seed_and_off_in_evaluation():
    x = np.ones((4, 50))
    first, second = nn.Dropout(0.5, rng=3), nn.Dropout(0.5, rng=3)
    a, b = first(x).data, second(x).data
    assert a.tolist() == b.tolist()
    assert first(x).data.tolist() != a.tolist()  # the next mask is another one
    assert first.eval()(x).data.tolist() == x.tolist()
    assert nn.Dropout(0.0)(x).data.tolist() == x.tolist()
    assert nn.Dropout(1.0)(x).data.tolist() == (0 * x).tolist()


def test_dropouts_gradient_has_the_mask_of_the_forward_pass():
    x = Tensor(np.ones((4, 50)), dtype=np.float32)
    out = nn.Dropout(0.5, rng=3)(x)
    out.sum().backward()
    assert x.grad.tolist() == out.data.tolist()
    assert out.dtype == np.float32


# -- Flatten, Embedding, Residual, Sequential ------------------------------------------


def test_flatten():
    x = Tensor(np.arange(24.0).reshape(2, 3, 4))
    assert nn.Flatten()(x).data.tolist() == x.data.reshape(2, 12).tolist()
    assert nn.Flatten(0)(x.data).shape == (24,)
    assert nn.Flatten()(np.ones(3)).shape == (3,)
    (nn.Flatten()(x) * np.arange(24.0).reshape(2, 12)).sum().backward()
    assert x.grad.tolist() == x.data.tolist()


def test_flatten_of_an_empty_batch():
    assert nn.Flatten()(np.ones((0, 3, 2))).shape == (0, 6)
    assert nn.Flatten(0)(np.ones((0, 3))).shape == (0,)


def test_embedding_picks_rows_and_adds_up_their_gradients():
    layer = nn.Embedding(4, 2, rng=0)
    out = layer([[1, 3], [1, 0]])
    assert out.data.tolist() == layer.weight.data[[[1, 3], [1, 0]]].tolist()
    g = np.arange(8.0).reshape(2, 2, 2)
    (out * g).sum().backward()
    assert layer.weight.grad.tolist() == [[6, 7], [0 + 4, 1 + 5], [0, 0], [2, 3]]
    assert layer(2).shape == (2,)
    assert not layer.freeze()([1]).parents
    assert abs(nn.Embedding(400, 250, rng=0).weight.data.std() - 1) < 0.01


def test_residual_adds_its_input():
    layer = nn.Residual(nn.Linear(3, 3, rng=0), nn.Tanh())
    inner = layer.inner[0]
    expected = X + np.tanh(X @ inner.weight.data)
    assert np.allclose(layer(X).data, expected, rtol=1e-15)


def test_sequential_is_a_list_of_modules():
    parts = [nn.Linear(3, 4, rng=0), nn.ReLU(), nn.Linear(4, 2, rng=1)]
    model = nn.Sequential(*parts)
    assert list(model) == parts and model[1] is parts[1] and len(model) == 3
    assert list(model[:2]) == parts[:2] and model[-1] is parts[2]
    assert list(nn.Sequential(parts)) == parts
    activations = np.maximum(X @ parts[0].weight.data, 0)
    assert np.allclose(model(X).data, activations @ parts[2].weight.data, rtol=1e-14)
    names = [name for name, _ in model.named_parameters()]
    assert names == [
        *("layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias")
    ]
    assert [p.label for p in model.parameters()] == names
    model.append(nn.Softmax())
    assert model(X).data.sum(axis=1) == pytest.approx(np.ones(5))
    assert nn.Sequential()(X).data.tolist() == X.tolist()


def test_pytorchs_network_gives_pytorchs_numbers():
    stored = STORED["network"]
    model = nn.Sequential(
        nn.Linear(4, 5),
        nn.BatchNorm1d(5),
        nn.LeakyReLU(0.2),
        nn.Dropout(0.3),
        nn.LayerNorm(5),
        nn.Linear(5, 3, bias=False),
        nn.Softmax(),
    )
    state = {}
    for name, numbers in stored["state"].items():
        array = np.array(numbers)
        state[f"layers.{name}"] = array.T.copy() if array.ndim == 2 else array
    model.load_state_dict(state)
    out = model.eval()(np.array(stored["x"])).data
    assert out == pytest.approx(np.array(stored["out"]), rel=1e-12)


def test_a_layer_of_a_sequential_is_replaced():
    model = nn.Sequential(nn.Linear(2, 2, rng=0), nn.Tanh(), nn.Linear(2, 3, rng=1))
    model[-1] = nn.Linear(2, 1, rng=2)
    x = np.array([[1.0, -2.0]])
    hidden = np.tanh(x @ model[0].weight.data + model[0].bias.data)
    by_hand = hidden @ model[2].weight.data + model[2].bias.data
    assert np.allclose(model(x).data, by_hand, rtol=1e-14) and model(x).shape == (1, 1)
    assert [p.label for p in model.parameters()][2:] == [
        "layers.2.weight",
        "layers.2.bias",
    ]
    for index, layer, error in [
        (3, nn.Tanh(), IndexError),
        (slice(0, 1), nn.Tanh(), TypeError),
        (0, np.tanh, TypeError),
    ]:
        with pytest.raises(error):
            model[index] = layer
    assert len(model) == 3 and isinstance(model[0], nn.Linear)


def test_a_dict_of_layers_is_told_the_way():
    with pytest.raises(TypeError, match=r"write Sequential\(\*layers.values\(\)\)"):
        nn.Sequential({"fc": nn.Linear(2, 1), "act": nn.Tanh()})
