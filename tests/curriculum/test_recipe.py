"""recipe: training in steps, gradient checking included; batch gradients added up."""

import numpy as np
import pytest

import autograd_core as ac
import nn
import optim
from autograd_core.testing import check_gradient

X = np.random.default_rng(0).normal(size=(12, 3))
Y = np.random.default_rng(1).normal(size=(12, 2))


def loss_of(model):
    return nn.squared_error(model(X), Y, half=True, reduction="batchmean")


def test_the_six_steps():
    model = nn.mlp([3, 5, 2], "tanh", rng=0)  # 1 initialize at random
    optimizer = optim.SGD(model.parameters(), lr=0.3)
    losses = []
    for step in range(60):
        outputs = model(X)  # 2 forward
        loss = nn.squared_error(outputs, Y, half=True, reduction="batchmean")  # 3 loss
        optimizer.zero_grad()
        loss.backward()  # 4 backpropagation
        if step == 0:  # 5 gradient checking, once

            def of_weights(w):
                a = ac.tanh(X @ w + model[0].bias.data)
                error = a @ model[2].weight.data + model[2].bias.data - Y
                return (error**2).sum() / 24

            analytic = model[0].weight.grad
            report = check_gradient(of_weights, model[0].weight.data, analytic=analytic)
            assert report.verdict.name == "PASS"
        optimizer.step()  # 6 descent
        losses.append(loss.item())
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.8 * losses[0]


def test_what_each_step_can_change():
    """Initialization, batches, loss, rule: the four refinements, each one argument."""
    start = nn.mlp([3, 5, 2], "tanh", weight_init="xavier_uniform", rng=0)
    for batch_size, loss, make in (
        (None, nn.squared_error, optim.SGD),
        (4, nn.huber, optim.Adam),
    ):
        model = nn.mlp([3, 5, 2], "tanh", weight_init="xavier_uniform", rng=0)
        history = optim.fit(
            model,
            loss,
            make(model.parameters(), lr=0.05),
            (X, Y),
            epochs=20,
            batch_size=batch_size,
            rng=0,
        )
        assert history.epochs["loss"][-1] < history.epochs["loss"][0]
    assert start.num_parameters() == 3 * 5 + 5 + 5 * 2 + 2


def gradients_of_samples(W1, b1, W2, b2):
    """The lecture's loop: for each sample delta a', added up, by hand."""
    totals = [np.zeros_like(part) for part in (W1, b1, W2, b2)]
    for x, y in zip(X, Y, strict=True):
        a = np.tanh(x @ W1 + b1)
        delta3 = a @ W2 + b2 - y
        delta2 = W2 @ delta3 * (1 - a**2)
        parts = (np.outer(x, delta2), delta2, np.outer(a, delta3), delta3)
        for total, part in zip(totals, parts, strict=True):
            total += part
    return totals


def test_gradients_added_up_sample_by_sample():
    """Delta W := 0; for i = 1..m: Delta W += grad_i; then one step, decay on W only.

    W <- W - alpha ((1/m) Delta W + lambda W), b <- b - alpha (1/m) Delta b.
    """
    alpha, decay = 0.2, 0.1
    model = nn.mlp([3, 5, 2], "tanh", rng=0)
    model[0].bias.data, model[2].bias.data = np.ones(5), np.ones(2)
    optimizer = optim.SGD(
        model.parameters(), lr=alpha, weight_decay=decay, decay_bias=False
    )
    W1, b1 = model[0].weight.data.copy(), model[0].bias.data.copy()
    W2, b2 = model[2].weight.data.copy(), model[2].bias.data.copy()
    dW1, db1, dW2, db2 = gradients_of_samples(W1, b1, W2, b2)
    m = len(X)
    optimizer.zero_grad()
    for x, y in zip(X, Y, strict=True):  # backward() accumulates
        loss = nn.squared_error(model(x), y, half=True, reduction="sum") / m
        loss.backward()
    assert model[0].weight.grad == pytest.approx(dW1 / m, rel=1e-10)
    optimizer.zero_grad()
    loss_of(model).backward()  # the whole batch at once is the same
    assert model[0].weight.grad == pytest.approx(dW1 / m, rel=1e-10)
    optimizer.step()
    for parameter, W, dW, pull in (
        (model[0].weight, W1, dW1, decay),
        (model[0].bias, b1, db1, 0.0),
        (model[2].weight, W2, dW2, decay),
        (model[2].bias, b2, db2, 0.0),
    ):
        expected = W - alpha * (dW / m + pull * W)
        assert parameter.data == pytest.approx(expected, rel=1e-10)


def test_weight_decay_on_weights_only():
    """The same as the penalty lambda/2 sum W^2 with biases left out."""
    models = [nn.MLP(2, [2, 1], rng=0) for _ in range(2)]
    for model in models:
        for neuron in (*model.layers[0].neurons, *model.layers[1].neurons):
            neuron.b.data = 0.7
    by_rule = optim.SGD(
        models[0].parameters(), lr=0.5, weight_decay=0.3, decay_bias=False
    )
    by_penalty = optim.SGD(models[1].parameters(), lr=0.5)
    models[0]([1.0, 2.0]).backward()
    (models[1]([1.0, 2.0]) + nn.l2(models[1], 0.3, biases=False)).backward()
    by_rule.step()
    by_penalty.step()
    first, second = [[p.data for p in model.parameters()] for model in models]
    assert first == pytest.approx(second, rel=1e-12)
    assert [group["weight_decay"] for group in by_rule.param_groups] == [0.3, 0.0]
    plain = optim.SGD([models[0].layers[0].neurons[0].b], lr=0.5, weight_decay=1.0)
    assert len(plain.param_groups) == 1


def test_decay_bias_needs_labels():
    with pytest.raises(ValueError, match="decay_bias=False tells biases by their lab"):
        optim.Adam([ac.Value(1.0)], weight_decay=0.1, decay_bias=False)


def test_the_batch_loss_of_the_lectures():
    """J = 1/N sum_n 1/2 sum_m (a - y)^2, for more than one output too."""
    model = nn.mlp([3, 2], rng=0)
    outputs = X @ model[0].weight.data
    by_hand = sum(0.5 * np.sum((a - y) ** 2) for a, y in zip(outputs, Y, strict=True))
    loss = loss_of(model)
    assert loss.item() == pytest.approx(by_hand / 12, rel=1e-12)
    loss.backward()
    assert model[0].weight.grad == pytest.approx(X.T @ (outputs - Y) / 12, rel=1e-12)
    # c/n sum |y - yhat|^2 with any c > 0
    ermc = 3.0 * nn.squared_error(model(X), Y, reduction="batchmean")
    assert ermc.item() == pytest.approx(3 * 2 * by_hand / 12, rel=1e-12)
