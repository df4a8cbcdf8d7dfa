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
    models = [nn.MLP(2, [2, 1], rng=seed) for seed in range(10)]
    losses = np.array([trained(model) for model in models])
    learned = losses < 0.01
    assert learned.sum() >= 5
    assert np.allclose(losses[~learned], 0.5, atol=0.01)  # the local minimum
    for model, fine in zip(models, learned, strict=True):
        if fine:
            assert np.abs(nn.predict(model, X) - Y).max() < 0.25


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
    assert "of 10 starts 6 learn it" in script.printed
    model, loss = script["train"](seed=0, steps=300)
    assert loss < 1e-6
    assert np.sign(nn.predict(model, X)).tolist() == Y.tolist()
