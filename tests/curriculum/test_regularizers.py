"""regularizers: weight decay, L1, pruning and retraining, dropout, batch norm."""

import re

import numpy as np
import pytest

import nn
import optim
import viz
from autograd_core import Value, grad
from optim import SGD, Adam

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 3)), RNG.normal(size=(40, 1))


@pytest.mark.parametrize("kind", ["values", "tensors"])
def test_weight_decay_is_an_l2_term_for_sgd(kind):
    def network():
        return (
            nn.MLP(3, [4, 1], rng=0) if kind == "values" else nn.mlp([3, 4, 1], rng=0)
        )

    def outputs(model):
        return [[model(x)] for x in X] if kind == "values" else model(X)

    by_term, by_decay = network(), network()
    for model, decay in ((by_term, 0.0), (by_decay, 0.05)):
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=decay)
        for _ in range(20):
            loss = nn.squared_error(outputs(model), Y)
            if model is by_term:
                loss = loss + nn.l2(model, 0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    for mine, other in zip(by_term.parameters(), by_decay.parameters(), strict=True):
        assert mine.data == pytest.approx(other.data, rel=1e-10)


def test_an_l2_term_is_not_the_decoupled_decay_of_adam():
    ends = []
    for coupled in (True, False):
        model = nn.mlp([3, 4, 1], rng=0)
        optimizer = Adam(model.parameters(), lr=0.01)
        for _ in range(20):
            loss = nn.squared_error(model(X), Y)
            if coupled:
                loss = loss + nn.l2(model, 0.5)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if not coupled:
                for parameter in model.parameters():
                    parameter.data[...] *= 1 - 0.01 * 0.5
        ends.append(model[0].weight.data.copy())
    assert np.abs(ends[0] - ends[1]).max() > 0.01


def test_l1_finds_the_inputs_that_matter():
    """The lasso of orthogonal inputs cuts every weight by half its strength."""
    q, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(64, 5)))
    inputs = 8.0 * q  # X'X/n is the identity
    truth = np.array([[2.0], [-1.0], [0.05], [0.0], [0.0]])
    layer = nn.Linear(5, 1, bias=False, rng=0)
    for _ in range(2000):
        loss = nn.squared_error(inputs @ truth, layer(inputs)) + nn.l1(layer, 0.4)
        layer.zero_grad()
        loss.backward()
        layer.weight.data = layer.weight.data - 0.005 * layer.weight.grad
    expected = np.sign(truth) * np.maximum(np.abs(truth) - 0.2, 0.0)
    assert layer.weight.data == pytest.approx(expected, abs=0.003)


def test_dropout_keeps_the_expectation_and_batch_norm_the_moments():
    x = np.random.default_rng(2).normal(5.0, 3.0, size=(2000, 4))
    masks = [nn.Dropout(0.4, rng=seed)(x).data for seed in range(50)]
    error = np.abs(x) * np.sqrt(0.4 / 0.6 / 50)
    assert (np.abs(np.mean(masks, axis=0) - x) < 5.5 * error).all()
    out = nn.BatchNorm1d(4)(x).data
    assert out.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert out.var(axis=0) == pytest.approx(np.ones(4), rel=1e-5)


def test_a_pruned_network_recovers_within_two_epochs(example):
    """80 % of the weights of a network that reads real digits, from two starts."""
    script = example("pruning")
    assert "kB sparse" in script.printed
    (full,) = script.line("all weights:")
    printed = r"80% pruned: ([\d.]+)%, after two epochs ([\d.]+)%"
    before, after = map(float, re.search(printed, script.printed).groups())
    assert before < full > 95.0
    assert full - after <= 1.0
    dense, full, ((_, before, after),) = script["accuracies"](1, amounts=[0.8])
    assert before < full > 0.95
    assert full - after <= 0.01
    assert nn.sparsity(dense).zeros == 0  # the copy was pruned


def test_sparse_inference_is_the_same_function():
    model = nn.mlp([64, 256, 10], "relu", rng=0)
    nn.prune(model, 0.9)
    images = np.random.default_rng(3).random((20, 64))
    sparse = nn.to_sparse(model)
    assert nn.predict(sparse, images) == pytest.approx(nn.predict(model, images))
    assert sparse[0].nbytes < 0.2 * model[0].weight.data.nbytes


def test_the_scalings_of_the_penalty():
    """c |theta|^2 is the strength 2 c: of 1, lambda, and lambda/2 in the lectures."""
    w = Value(3.0, label="w")
    nn.l2([w], 2.0).backward()  # J' = J + |theta|^2
    assert w.grad == 6.0
    for strength, coefficient in ((2.0, 1.0), (2 * 0.3, 0.3), (0.3, 0.15)):
        assert nn.l2([w], strength).data == pytest.approx(coefficient * 9.0)


def test_linear_regression_with_its_penalty():
    """J = 1/m sum 1/2 (h - y)^2 + lambda sum theta^2 ends at ridge regression."""
    rng = np.random.default_rng(0)
    X, y, decay, m = rng.normal(size=(30, 3)), rng.normal(size=30), 0.2, 30
    exact = np.linalg.solve(X.T @ X / m + 2 * decay * np.eye(3), X.T @ y / m)
    model = nn.Linear(3, 1, bias=False, rng=0)
    optimizer = optim.SGD(model.parameters(), lr=0.3)
    for _ in range(200):
        optimizer.zero_grad()
        loss = nn.squared_error(model(X), y[:, None], half=True)
        (loss + nn.l2(model, 2 * decay)).backward()
        optimizer.step()
    assert model.weight.data[:, 0] == pytest.approx(exact, abs=1e-8)
    penalized = grad(lambda w: ((X @ w - y) ** 2).mean() / 2 + decay * (w * w).sum())
    assert penalized(exact) == pytest.approx(np.zeros(3), abs=1e-12)


def test_the_thinned_network_is_drawn(example):
    """Dropped units have no lines; all other weights have one each."""
    model = nn.mlp([3, 4, 2], bias=False, rng=0)

    def lines(**settings):
        drawing = viz.draw_network(model, **settings)
        return sum(" -> " in line for line in drawing.source.splitlines())

    assert lines() == 3 * 4 + 4 * 2
    assert lines(dropped={1: [0, 2]}) == 3 * 2 + 2 * 2
    assert lines(dropped={0: [1], 1: [3]}) == 2 * 3 + 3 * 2
    for wrong in ({1: [4]}, {5: [0]}, {0: [-1]}):
        with pytest.raises(ValueError, match="dropped names"):
            viz.draw_network(model, dropped=wrong)
    script = example("dropout_network")
    missing = script["dropped_units"](np.random.default_rng(1))
    assert f"step 0: dropped, by column: {missing}" in script.printed
