"""Networks of layers as a whole: summary, state, modes."""

import copy

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import NonFiniteError, Tensor, detect_anomaly, no_grad
from tests.nn.layers.networks import network

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 3))


def test_summary_by_hand():
    rows = network().summary((4, 3)).rows
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
    model, other = network(), network()
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


def test_predict_in_batches_and_gradient_norms():
    model = network()
    outputs = model.eval()(X).data
    model.train()
    assert np.allclose(nn.predict(model, X, batch_size=2), outputs, rtol=1e-13)
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
    model = network()
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
    assert [n.op for n in nodes if not n.is_leaf] == ["dot"]


def test_no_grad_records_nothing():
    with no_grad():
        out = network()(X)
    assert isinstance(out, Tensor) and out.parents == ()


def test_nan_in_an_input_is_named_under_detect_anomaly():
    bad = np.ones((4, 3))
    bad[3, 1] = np.nan
    model = network()
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
