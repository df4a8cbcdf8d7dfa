"""Layers on Tensors: values and gradients by formulas, and what mistakes lead to."""

import copy
import json
import math
from pathlib import Path

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import NonFiniteError, Tensor, Value, detect_anomaly, no_grad

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
    wanted = layer(np.ones((4, 3))).data
    for x in ([[1] * 3] * 4, np.ones((4, 3), int), np.ones((4, 3), np.float32)):
        assert layer(x).data.tolist() == wanted.tolist()
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
    wanted = np.vectorize(FORMULAS[cls], otypes=[float])(z)
    layer, x = cls(), Tensor(z)
    assert np.allclose(layer(z).data, wanted, rtol=1e-14)
    out = layer(x)
    assert np.allclose(out.data, wanted, rtol=1e-14)
    assert np.isclose(layer(Value(0.7)).data, FORMULAS[cls](0.7), rtol=1e-14)
    out.sum().backward()
    h = 1e-6
    slope = [
        (FORMULAS[cls](each + h) - FORMULAS[cls](each - h)) / (2 * h)
        for each in z.ravel()
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
    twin.slope = 0.25
    assert (twin(z).data[0], layer(z).data[0]) == (-0.5, -1.0)
    assert repr(nn.LeakyReLU(0.5)) == "LeakyReLU(slope=0.5)"


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
    kept = out != 0
    n = x.size
    assert abs(kept.mean() - (1 - p)) < 4 * math.sqrt(p * (1 - p) / n)
    assert np.allclose(out[kept], 3.0 / (1 - p), rtol=1e-15)
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
    with pytest.raises(ValueError, match=r"start_axis=4\): no axis 4 in shape \(2, 3"):
        nn.Flatten(4)(x)


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
    wanted = X + np.tanh(X @ inner.weight.data)
    assert np.allclose(layer(X).data, wanted, rtol=1e-15)
    with pytest.raises(
        ValueError, match=r"layers.1 Residual: .* \(5, 3\), got \(5, 2\)"
    ):
        nn.Sequential(nn.Identity(), nn.Residual(nn.Linear(3, 2)))(X)


def test_sequential_is_a_list_of_modules():
    parts = [nn.Linear(3, 4, rng=0), nn.ReLU(), nn.Linear(4, 2, rng=1)]
    model = nn.Sequential(*parts)
    assert list(model) == parts and model[1] is parts[1] and len(model) == 3
    assert list(model[:2]) == parts[:2]
    assert list(nn.Sequential(parts)) == parts
    hidden = np.maximum(X @ parts[0].weight.data, 0)
    assert np.allclose(model(X).data, hidden @ parts[2].weight.data, rtol=1e-14)
    names = [name for name, _ in model.named_parameters()]
    assert names == [
        *("layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias")
    ]
    assert [p.label for p in model.parameters()] == names
    model.append(nn.Softmax())
    assert model(X).data.sum(axis=1) == pytest.approx(np.ones(5))
    assert nn.Sequential()(X).data.tolist() == X.tolist()


def test_pytorchs_network_gives_pytorchs_numbers():
    stored = json.loads(
        Path(__file__).with_name("torch_layers.json").read_text(encoding="utf-8")
    )["network"]
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


# -- modules as a whole ----------------------------------------------------------------


def every_kind():
    return nn.Sequential(
        nn.Linear(3, 6, rng=0),
        nn.BatchNorm1d(6),
        nn.GELU(),
        nn.Dropout(0.5, rng=0),
        nn.Residual(nn.LayerNorm(6), nn.Linear(6, 6, rng=1)),
        nn.Linear(6, 2, bias=False, rng=2),
    )


def test_summary_by_hand():
    rows = every_kind().summary((4, 3)).rows
    assert [(r.output_shape, r.parameters, r.multiply_adds) for r in rows] == [
        ((4, 6), 24, 72),
        ((4, 6), 12, 24),
        ((4, 6), 0, 0),
        ((4, 6), 0, 0),
        ((4, 6), 12, 72),
        ((4, 6), 42, 144),
        ((4, 2), 12, 48),
    ]
    assert rows[4].name == "layers.4.inner.layers.0"
    assert nn.Sequential(nn.BatchNorm1d(3)).summary((3,)).rows[0].output_shape == (3,)


def test_state_and_copies_of_tensors():
    model, other = every_kind(), every_kind()
    for parameter in other.parameters():
        parameter.data = parameter.data + 1.0
    model(X)  # moves the running statistics
    state = model.state_dict()
    other.load_state_dict(state)
    assert (other.eval()(X).data == model.eval()(X).data).all()
    state["layers.0.weight"][:] = 0.0
    assert (other(X).data == model(X).data).all()
    twin = copy.deepcopy(model)
    for parameter in twin.parameters():
        parameter.data = 0.0 * parameter.data
    assert (other(X).data == model(X).data).all()
    with pytest.raises(ValueError, match=r"layers.0.weight has shape \(3, 6\), the st"):
        model.load_state_dict({**state, "layers.0.weight": np.ones((6, 3))})
    with pytest.raises(ValueError, match=r"is float64, the state's float32 \(convert"):
        model.load_state_dict({**state, "layers.0.bias": np.ones(6, np.float32)})


def test_predict_in_batches_and_gradient_norms():
    model = every_kind()
    whole = model.eval()(X).data
    model.train()
    assert np.allclose(nn.predict(model, X, batch_size=2), whole, rtol=1e-13)
    assert model.training and model.layers[3].training
    (model(X) ** 2).sum().backward()
    norms = nn.gradient_norms(model)
    assert list(norms) == [
        *("layers.0", "layers.1", "layers.4.inner.layers.0"),
        *("layers.4.inner.layers.1", "layers.5"),
    ]
    weight = model.layers[5].weight
    assert norms["layers.5"] == pytest.approx(np.linalg.norm(weight.grad))


@pytest.mark.parametrize(
    "module",
    [
        *(nn.Tanh(), nn.Identity(), nn.Softmax(), nn.Dropout(0.5), nn.Dropout(0.0)),
        *(nn.Flatten(), nn.Linear(3, 3).freeze(), nn.LayerNorm(3, affine=False)),
        *(nn.BatchNorm1d(3, affine=False), nn.Residual(nn.ReLU())),
        nn.Sequential(nn.ReLU(), nn.Flatten()),
        nn.to_sparse(nn.Sequential(nn.Linear(3, 2))),
    ],
    ids=repr,
)
def test_outputs_are_tensors_whatever_comes_in(module):
    for x in (X, X.tolist(), Tensor(X)):
        assert isinstance(module(x), Tensor)


def test_what_has_no_parameter_costs_an_array_no_gradient():
    model = nn.Sequential(
        nn.Flatten(),
        nn.Dropout(0.1, rng=0),
        nn.Linear(3, 3, rng=0).freeze(),
        nn.Tanh(),
        nn.Linear(3, 2, rng=1),
    )
    nodes = ac.topological_order(model(X))
    assert {id(n) for n in nodes if n.is_leaf} == {id(p) for p in model[4].parameters()}
    assert [n.op for n in nodes if not n.is_leaf] == ["@", "+"]


def test_no_grad_records_nothing():
    with no_grad():
        out = every_kind()(X)
    assert isinstance(out, Tensor) and out.parents == ()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda m: m(np.ones((32, 4))),
            ValueError,
            r"^layers.0 Linear\(3 -> 6\): expected \(..., 3\), got \(32, 4\)$",
        ),
        (
            lambda m: m(Tensor(np.ones(4), label="x")),
            ValueError,
            r"layers.0 Linear\(3 -> 6\): .* got \(4,\) of x$",
        ),
        (lambda m: m(1.0), ValueError, r"expected \(..., 3\), got \(\)"),
        (lambda m: m("abc"), TypeError, r"layers.0 Linear.* got str 'abc'"),
        (lambda m: m(None), TypeError, r"layers.0 Linear.* got NoneType None"),
        (
            lambda m: m([[1, 2], [1]]),
            ValueError,
            r"layers.0 Linear.* entry 1 has shape",
        ),
        (lambda m: m(np.ones(3) * 1j), TypeError, "real numbers, got dtype complex128"),
        (lambda m: m([Value(1.0)] * 3), TypeError, "a list of nodes; make one Tensor"),
        (lambda m: m(Value(1.0)), TypeError, r"got Value\(.*stack_values"),
        (
            lambda m: m.layers[3](Value(1.0)),
            TypeError,
            r"layers.3 Dropout\(p=0.5\): ex",
        ),
        (lambda m: m.layers[2]("a"), TypeError, r"layers.2 GELU\(\): expected numbers"),
        (
            lambda m: nn.Embedding(3, 2)([0.5]),
            TypeError,
            "expected integers, .* got \\[0.5\\]",
        ),
        (lambda m: nn.Embedding(3, 2)(Tensor([1])), TypeError, r"got Tensor\(\[1"),
        (lambda m: nn.Embedding(3, 2)([3]), ValueError, "id 3 is not among 0 to 2"),
        (lambda m: nn.Embedding(3, 2)([-1]), ValueError, "id -1 is not among 0 to 2"),
        (
            lambda m: nn.Embedding(3, 2)(None),
            TypeError,
            "expected int.* got None",
        ),
        (lambda m: nn.Linear(0, 2), ValueError, "Linear: n_in must be at least 1"),
        (lambda m: nn.Linear(2, 2.5), TypeError, "Linear: n_out must be an integer"),
        (lambda m: nn.Linear(2, 2, dtype=int), TypeError, "float32 or float64"),
        (
            lambda m: nn.Linear(2, 2, weight_init="he_norml"),
            ValueError,
            "unknown weight_init 'he_norml'; did you mean 'he_normal'",
        ),
        (lambda m: nn.Linear(2, 2, weight_init=3), TypeError, "got 3"),
        (
            lambda m: nn.Linear(2, 3, weight_init=lambda shape, rng: np.ones((3, 2))),
            ValueError,
            r"weight_init gave shape \(3, 2\) instead of \(2, 3\)",
        ),
        (lambda m: nn.Dropout(1.5), ValueError, r"Dropout: p must be in \[0, 1\]"),
        (lambda m: nn.Dropout(-0.1), ValueError, r"Dropout: p must be in \[0, 1\]"),
        (lambda m: nn.Sequential(nn.ReLU), TypeError, r"call it: ReLU\(\)"),
        (lambda m: nn.Sequential("relu"), TypeError, r"write Activation\('relu'\)"),
        (lambda m: nn.Sequential(np.tanh), TypeError, r"Activation\(function\) makes"),
        (lambda m: nn.Activation("rleu"), ValueError, "did you mean 'relu'"),
        (lambda m: m.append(3), TypeError, "expected modules, got int 3"),
    ],
)
def test_mistakes_name_the_layer(call, error, message):
    model = every_kind()
    with pytest.raises(error, match=message):
        call(model)
    assert len(model) == 6


def test_nan_in_an_input_is_named_under_detect_anomaly():
    bad = np.ones((4, 3))
    bad[3, 1] = np.nan
    model = every_kind()
    with detect_anomaly():
        for x in (bad, bad.tolist(), Tensor(bad)):
            with pytest.raises(
                NonFiniteError, match=r"^layers.0 Linear.* holds nan at \[3, 1\]"
            ):
                model(x)
        with pytest.raises(NonFiniteError, match="the input x holds -inf"):
            model.layers[2](Tensor(-np.inf, label="x"))
        scalar = nn.MLP(2, [1], rng=0)
        with pytest.raises(NonFiniteError, match=r"layers.0 .*input 1: the input hold"):
            scalar([1.0, np.nan])
        model(np.ones((4, 3)))
    assert np.isnan(model.eval()(bad).data).any()  # outside it passes, as IEEE says
