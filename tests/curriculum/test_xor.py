"""xor: a hidden layer of two neurons learns what no single layer can."""

import numpy as np

import nn
from optim import Adam

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([-1.0, 1.0, 1.0, -1.0])


def trained(model, steps=300):
    optimizer = Adam(model.parameters(), lr=0.1)
    for _ in range(steps):
        loss = nn.squared_error([model(x) for x in X], Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.data


def test_two_hidden_neurons_learn_it_from_most_starts():
    models = [nn.MLP(2, [2, 1], rng=seed) for seed in range(5)]
    learned = [trained(model) < 0.01 for model in models]
    assert learned.count(True) == 4
    for model, fine in zip(models, learned, strict=True):
        if fine:
            assert np.abs(nn.predict(model, X) - Y).max() < 0.25


def test_where_it_fails_there_is_no_minimum_but_weights_that_grow(example):
    """The loss goes on falling towards 1/2, and the weights go on growing."""
    script = example("xor")
    stuck = [line for line in script.printed.splitlines() if line.startswith("start")]
    runs = [line.replace(",", "").split() for line in stuck]
    assert len(runs) == 6
    for early, late in zip(runs[::2], runs[1::2], strict=True):
        assert float(early[6]) > float(late[6]) > 0.5
        assert float(late[8]) > float(early[8]) + 1 > 4.0


def test_the_edge_at_infinity():
    """One hidden unit for (0, 0), one for (0, 1): the other two samples get 0.

    With hidden weights s, and the best output weights by least squares, the loss is
    above 1/2 for every finite s and falls as s grows.
    """
    losses = []
    for s in (2.0, 4.0, 8.0, 16.0):
        z = np.tanh(s * np.column_stack([0.5 - X.sum(1), X[:, 1] - X[:, 0] - 0.5]))
        columns = np.column_stack([z, np.ones(4)])
        best, *_ = np.linalg.lstsq(columns, Y, rcond=None)
        model = nn.mlp([2, 2, 1], rng=0)
        model[0].weight.data = np.array([[-s, -s], [-s, s]])
        model[0].bias.data = np.array([0.5 * s, -0.5 * s])
        model[2].weight.data, model[2].bias.data = best[:2, None], best[2:]
        losses.append(nn.squared_error(model(X), Y[:, None]).item())
    assert losses == sorted(losses, reverse=True)
    assert 0.5 < losses[-1] < 0.5 + 1e-6


def test_a_single_neuron_cannot():
    """The best line gives 0 everywhere: a loss of 1, and half the signs wrong."""
    assert abs(trained(nn.MLP(2, [1], rng=0), steps=600) - 1.0) < 1e-6
    weights, residual, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(4)]), Y)
    assert np.allclose(weights, 0.0) and np.allclose(residual, 4.0)


def test_weights_by_hand_compute_it():
    """h1 = OR, h2 = AND, and out = h1 and not h2."""
    model = nn.MLP(2, [2, 1], "step", rng=0)
    numbers = [1, 1, -0.5, 1, 1, -1.5, 2, -2, -1]
    for parameter, number in zip(model.parameters(), numbers, strict=True):
        parameter.data = number
    assert nn.predict(model, X).tolist() == Y.tolist()


def test_the_example_draws_the_boundary(example):
    script = example("xor")
    assert "perceptron: not separated" in script.printed
    assert "of 10 starts 7 learn it" in script.printed
    model, loss = script["train"](seed=0, steps=300)
    assert loss < 1e-6
    assert np.sign(nn.predict(model, X)).tolist() == Y.tolist()
