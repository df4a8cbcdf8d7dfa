"""Networks of layers as a whole: summary, state, modes, and what mistakes say."""

import copy

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import NonFiniteError, Tensor, Value, detect_anomaly, no_grad

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 3))


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
        *(
            nn.Flatten(),
            nn.Linear(3, 3).freeze(),
            nn.LayerNorm(3, elementwise_affine=False),
        ),
        *(nn.BatchNorm1d(3, affine=False), nn.Residual(nn.ReLU())),
        nn.Sequential(nn.ReLU(), nn.Flatten()),
        nn.to_sparse(nn.Sequential(nn.Linear(3, 2))),
    ],
    ids=repr,
)
def test_outputs_are_tensors_whatever_comes_in(module):
    for x in (X, X.tolist(), Tensor(X)):
        assert isinstance(module(x), Tensor)


@pytest.mark.parametrize("module", [nn.ReLU(), nn.Softmax(), nn.Dropout(0.5, rng=0)])
def test_a_single_number_gives_a_tensor_too(module):
    assert isinstance(module(3.0), Tensor) and module(3.0).shape == ()


def test_arrays_of_subclasses_of_numpys_are_arrays(tmp_path):
    layer = nn.Linear(3, 2, rng=0)
    on_disk = np.memmap(tmp_path / "x", np.float64, mode="w+", shape=(5, 3))
    on_disk[:] = X
    for x in (on_disk, np.ma.array(X), np.ma.array(X, mask=False)):
        assert (layer(x).data == layer(X).data).all()
        assert nn.squared_error(x, X) == 0.0
    with pytest.raises(
        TypeError, match=r"Linear\(3 -> 2\): got an array with masked e"
    ):
        layer(np.ma.array(X, mask=X > 0))


def test_a_layer_that_comes_twice():
    """Listed and counted twice where it works twice, but its parameters are one set."""
    layer = nn.Linear(3, 3, rng=0)
    model = nn.Sequential(layer, nn.Tanh(), layer)
    assert repr(model).count("Linear(3 -> 3)") == 2 and "(layers.2)" in repr(model)
    summary = model.summary((5, 3))
    assert (summary.parameters, summary.multiply_adds) == (12, 2 * 5 * 9)
    assert list(model.state_dict()) == ["layers.0.weight", "layers.0.bias"]
    model(X).sum().backward()
    twin = nn.Sequential(nn.Linear(3, 3, rng=0), nn.Tanh(), nn.Linear(3, 3, rng=0))
    twin(X).sum().backward()
    assert layer.weight.grad == pytest.approx(twin[0].weight.grad + twin[2].weight.grad)


def test_a_slice_leaves_the_places_of_its_layers_alone():
    model = every_kind()
    tail = model[3:]
    assert tail.named_children()[0][0] == "layers.0"
    with pytest.raises(
        ValueError, match=r"^layers.5 Linear\(6 -> 2, bias=False\): exp"
    ):
        model[5](np.ones(7))
    labels = [parameter.label for parameter in model.parameters()]
    assert labels == [name for name, _ in model.named_parameters()]


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


def test_a_place_that_a_network_has_not():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    assert model[-1] is model.layers[1]
    with pytest.raises(IndexError, match="no layer 5; it has 2 layers, counted from 0"):
        model[5]
    with pytest.raises(TypeError, match="number or a slice, got str '0'"):
        model["0"]


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
        (lambda m: nn.Embedding(3, 2)(Tensor([0.5])), TypeError, r"got Tensor\(\["),
        (lambda m: nn.Embedding(3, 2)([3]), ValueError, "id 3 is not among 0 to 2"),
        (lambda m: nn.Embedding(3, 2)([-1]), ValueError, "id -1 is not among 0 to 2"),
        (
            lambda m: nn.Embedding(3, 2)(None),
            TypeError,
            "expected int.* got None",
        ),
        (
            lambda m: nn.Linear(0, 2),
            ValueError,
            "Linear: in_features must be at least 1",
        ),
        (
            lambda m: nn.Linear(2, 2.5),
            TypeError,
            "Linear: out_features must be an integer",
        ),
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
        (lambda m: nn.Embedding(3, 2)([[0], [1, 2]]), ValueError, "ids differ in leng"),
        (
            lambda m: nn.Flatten(-1),
            ValueError,
            "Flatten: start_axis must be at least 0",
        ),
        (
            lambda m: nn.Flatten("a"),
            TypeError,
            "Flatten: start_axis must be an integer",
        ),
        (lambda m: nn.LayerNorm((3, 2))(X), ValueError, r"expected \(..., 3, 2\), got"),
        (
            lambda m: nn.LayerNorm((3, 0)),
            ValueError,
            "LayerNorm: normalized_shape: every size",
        ),
        (
            lambda m: nn.LayerNorm("a"),
            TypeError,
            "LayerNorm: normalized_shape must be an int",
        ),
        (lambda m: nn.LayerNorm(3, eps=np.nan), ValueError, "eps must be finite, got"),
        (lambda m: nn.Activation("tahn"), ValueError, "did you mean 'tan' or 'tanh'"),
        (
            lambda m: nn.Activation("softmax"),
            ValueError,
            "needs a whole row, so no neu",
        ),
        (lambda m: nn.mlp([2, 1], out_activation=nn.Tanh), TypeError, r"it: Tanh\(\)$"),
        (
            lambda m: nn.Activation(lambda x: x.data)(Tensor(X)),
            TypeError,
            "gave ndarray instead of a Tensor, so no gradient would pass",
        ),
        (
            lambda m: nn.Activation(lambda x: None)(X),
            TypeError,
            "gave NoneType None instead of an array",
        ),
        (
            lambda m: nn.BatchNorm1d(3, track_running_stats=False).eval()(X[:1]),
            ValueError,
            "without running statistics it needs .* use a larger batch",
        ),
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
