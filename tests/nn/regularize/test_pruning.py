"""Pruning: what is cut, that it stays cut, and inference without it."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor
from nn.regularize import pruning

X = np.random.default_rng(0).normal(size=(6, 8))


def network(rng=0):
    model = nn.Sequential(nn.Linear(8, 10, rng=rng), nn.Tanh(), nn.Linear(10, 4, rng=1))
    model[2].weight.data = 10.0 * model[2].weight.data  # a layer of larger weights
    return model


def test_each_layer_loses_its_smallest_weights():
    model = network()
    before = [model[i].weight.data.copy() for i in (0, 2)]
    report = nn.prune(model, 0.3)
    for layer, weights in zip((model[0], model[2]), before, strict=True):
        threshold = np.sort(np.abs(weights).ravel())[round(0.3 * weights.size)]
        expected = np.where(np.abs(weights) >= threshold, weights, 0.0)
        assert layer.weight.data.tolist() == expected.tolist()
        assert layer.weight_mask.tolist() == (expected != 0).tolist()
    assert report.rows == (("layers.0", 24, 80), ("layers.2", 12, 40))
    assert (report.zeros, report.weights, report.share) == (36, 120, 0.3)


def test_globally_the_smallest_of_all_are_cut():
    model = network()
    weights = np.concatenate([model[i].weight.data.ravel() for i in (0, 2)])
    threshold = np.sort(np.abs(weights))[60]
    report = nn.prune(model, 0.5, scope="global")
    expected = np.where(np.abs(weights) >= threshold, weights, 0.0)
    pruned_weights = np.concatenate([model[i].weight.data.ravel() for i in (0, 2)])
    assert pruned_weights.tolist() == expected.tolist()
    assert report.zeros == 60
    assert report.rows[0][1] >= 55  # the small layer carries nearly all of it


@pytest.mark.parametrize("amount", [0.0, 0.13, 0.8, 1.0])
def test_the_amount_is_exact_also_among_ties(amount):
    model = nn.Sequential(nn.Linear(10, 10, weight_init="ones"))
    assert nn.prune(model, amount).zeros == round(100 * amount)


def test_pruning_further_keeps_what_is_pruned():
    model = network()
    nn.prune(model, 0.3)
    first = model[0].weight_mask.copy()
    nn.prune(model, 0.6)
    assert nn.sparsity(model).share == 0.6
    assert not (model[0].weight_mask & ~first).any()


def test_pruned_weights_get_no_gradient_and_stay_out_through_training():
    model = network()
    nn.prune(model, 0.5)
    masks = [model[i].weight_mask.copy() for i in (0, 2)]
    y = np.sin(X[:, :4])
    losses = []
    for _ in range(50):
        loss = nn.squared_error(model(X), y)
        model.zero_grad()
        loss.backward()
        for layer, mask in zip((model[0], model[2]), masks, strict=True):
            assert (layer.weight.grad[~mask] == 0).all()
            assert (layer.weight.grad[mask] != 0).any()
        for parameter in model.parameters():
            parameter.data = parameter.data - 0.02 * parameter.grad
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
    assert nn.sparsity(model).share == 0.5
    assert (model[0].weight.data[~masks[0]] == 0).all()


def test_an_optimizer_that_moves_them_anyway_changes_nothing():
    model = network()
    nn.prune(model, 0.5)
    before = model(X).data
    weight = model[0].weight
    weight.data = weight.data + 5.0 * ~model[0].weight_mask
    assert (model(X).data == before).all()
    assert nn.sparsity(model).share == 0.5
    nn.remove_masks(model)
    assert (model(X).data == before).all()


def test_frozen_and_pruned():
    model = network()
    nn.prune(model, 0.5)
    before = model(X).data
    x = Tensor(X)
    out = model.freeze()(x)
    assert (out.data == before).all()
    out.sum().backward()
    assert x.has_grad and not model[0].weight.has_grad


def test_masks_are_state_until_they_are_removed():
    model, plain = network(), network(1)
    nn.prune(model, 0.5)
    assert "layers.0.weight_mask" in model.state_dict()
    assert repr(model[0]) == "Linear(8 -> 10, 50% pruned)"
    nn.remove_masks(model)
    assert repr(model[0]) == "Linear(8 -> 10)"
    plain.load_state_dict(model.state_dict())
    assert nn.sparsity(plain).share == 0.5
    nn.remove_masks(plain)  # nothing to remove is no error


def test_the_report_as_a_table():
    text = str(nn.prune(network(), 0.3))
    cells = [[c.strip() for c in line.split("│")[1:-1]] for line in text.splitlines()]
    assert ["layers.0", "24", "80", "30.0%"] in cells
    assert ["total", "36", "120", "30.0%"] in cells


# -- sparse inference ------------------------------------------------------------------


def test_sparse_inference_gives_the_same_outputs():
    model = nn.Sequential(
        nn.Linear(8, 10, rng=0),
        nn.BatchNorm1d(10),
        nn.Sequential(nn.Linear(10, 10, bias=False, rng=1), nn.ReLU()),
        nn.Dropout(0.5, rng=0),
        nn.Linear(10, 4, rng=2),
        nn.Softmax(),
    )
    model(X)
    nn.prune(model, 0.8)
    sparse = nn.to_sparse(model)
    expected = nn.predict(model, X)
    assert np.allclose(nn.predict(sparse, X), expected, rtol=1e-13)
    assert np.allclose(nn.predict(sparse, X, batch_size=1), expected, rtol=1e-13)
    assert sparse.eval()(X[0]).data == pytest.approx(expected[0])
    assert isinstance(sparse[0], pruning.SparseLinear)
    assert sparse[0].weight.nnz == 16 and sparse[2][0].weight.nnz == 20
    assert repr(sparse[0]) == "SparseLinear(8 -> 10, 16 weights)"


def test_a_sparse_layer_holds_less_and_counts_less():
    layer = nn.Linear(200, 100, rng=0)
    nn.prune(layer, 0.9)
    sparse = pruning.SparseLinear(layer)
    # 2,000 numbers of 8 bytes with a column of 4 bytes each, and 101 row starts.
    assert sparse.nbytes == 2000 * (8 + 4) + 101 * 4
    assert layer.weight.data.nbytes == 160_000
    assert sparse.multiply_adds((7, 100)) == 7 * 2000
    layer.weight.data = layer.weight.data * 0.0  # it has a copy of its own
    assert sparse.weight.nnz == 2000


def test_to_sparse_reaches_into_residuals():
    model = nn.Sequential(nn.Residual(nn.Linear(4, 4, rng=0), nn.Tanh()))
    nn.prune(model, 0.5)
    sparse = nn.to_sparse(model)
    assert isinstance(sparse[0].inner[0], nn.SparseLinear)
    x = np.random.default_rng(0).normal(size=(3, 4))
    assert nn.predict(sparse, x) == pytest.approx(nn.predict(model, x), rel=1e-14)


def test_a_state_with_masks_and_a_module_without_say_how_to_meet():
    pruned, unpruned = nn.mlp([4, 3], rng=0), nn.mlp([4, 3], rng=1)
    nn.prune(pruned, 0.5)
    with pytest.raises(ValueError, match=r"prune\(module, 0.0\) makes room for it"):
        unpruned.load_state_dict(pruned.state_dict())
    with pytest.raises(ValueError, match=r"remove_masks\(module\) first"):
        pruned.load_state_dict(unpruned.state_dict())
    nn.prune(unpruned, 0.0)
    unpruned.load_state_dict(pruned.state_dict())
    assert nn.sparsity(unpruned).zeros == 6
    assert (unpruned(np.ones(4)).data == pruned(np.ones(4)).data).all()


def test_a_sparse_network_is_not_saved_as_nothing(tmp_path):
    sparse = nn.to_sparse(nn.mlp([4, 2], rng=0))
    saved = tmp_path / "m"
    for call in (sparse.state_dict, lambda: nn.save(sparse, saved)):
        with pytest.raises(
            TypeError, match=r"^layers.0 SparseLinear.* has no state; ta"
        ):
            call()
    with pytest.raises(TypeError, match=r"SparseLinear\(4 -> 2, 8 weights\) is for"):
        nn.to_torch_state_dict(sparse)
    assert not saved.exists()
