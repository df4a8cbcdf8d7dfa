"""mlp: z = W a + b, a = f(z), layer after layer; on Values and on Tensors."""

import numpy as np
import pytest

import nn
import optim
from autograd_core import Tensor, Value, topological_order

X = np.random.default_rng(0).normal(size=(5, 3))


def forward(weights, x):
    """The lectures' formula with plain NumPy, W of shape (n_out, n_in)."""
    a = x
    for i, (W, b) in enumerate(weights):
        z = W @ a + b
        a = z if i == len(weights) - 1 else np.tanh(z)
    return a


def weights_of(scalar):
    return [
        (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]),
            np.array([neuron.b.data for neuron in layer.neurons]),
        )
        for layer in scalar.layers
    ]


def networks():
    scalar = nn.MLP(3, [4, 4, 2], rng=0)
    rng = np.random.default_rng(1)
    for parameter in scalar.parameters():
        parameter.data = rng.normal()
    return scalar, scalar.to_tensor()


def test_both_compute_the_formula():
    scalar, tensor = networks()
    weights = weights_of(scalar)
    outputs = tensor(X).data
    for x, row in zip(X, outputs, strict=True):
        expected = forward(weights, x)
        assert [v.data for v in scalar(x)] == pytest.approx(expected, rel=1e-13)
        assert row == pytest.approx(expected, rel=1e-13)


def test_a_neuron_is_a_weighted_sum_and_an_activation():
    neuron = nn.Neuron(2, "sigmoid", rng=0)
    neuron.w[0].data, neuron.w[1].data, neuron.b.data = 2.0, -1.0, 0.5
    out = neuron([1.5, 2.0])
    assert out.data == pytest.approx(1 / (1 + np.exp(-1.5)))
    assert out.parents[0].data == 1.5


def test_both_have_the_same_gradients_also_of_the_inputs():
    scalar, tensor = networks()
    x_values, x_tensor = [Value(number) for number in X[0]], Tensor(X[0])
    sum(v * v for v in scalar(x_values)).backward()
    (tensor(x_tensor) ** 2).sum().backward()
    assert [v.grad for v in x_values] == pytest.approx(x_tensor.grad, rel=1e-12)
    twin = scalar.to_tensor()
    grads = [p.grad for p in scalar.parameters()]
    for parameter, number in zip(scalar.parameters(), grads, strict=True):
        parameter.data = number
    for mine, other in zip(
        scalar.to_tensor().parameters(), tensor.parameters(), strict=True
    ):
        assert mine.data == pytest.approx(other.grad, rel=1e-11, abs=1e-14)
    assert twin.num_parameters() == scalar.num_parameters() == 46


def test_a_batch_is_every_sample_by_itself():
    _, tensor = networks()
    for x, row in zip(X, tensor(X).data, strict=True):
        assert tensor(x).data == pytest.approx(row, rel=1e-14)


def test_the_bias_as_the_weight_of_an_input_that_is_one():
    """a_j = sum from i = 0 of w_ji x_i with x_0 = 1, in both layers."""
    model = nn.mlp([2, 3, 1], "tanh", rng=0)
    rng = np.random.default_rng(0)
    model[0].bias.data, model[2].bias.data = rng.normal(size=3), rng.normal(size=1)
    twin = [nn.Linear(3, 3, bias=False, rng=0), nn.Linear(4, 1, bias=False, rng=0)]
    for own, layer in zip(twin, (model[0], model[2]), strict=True):
        own.weight.data = np.vstack([layer.bias.data, layer.weight.data])
    x = np.array([0.5, -2.0])
    z = np.append(1.0, np.tanh(twin[0](np.append(1.0, x)).data))
    out = model(x)
    assert twin[1](z).data == pytest.approx(out.data, rel=1e-14)
    out.sum().backward()
    twin[1](z).sum().backward()
    assert twin[1].weight.grad[0] == pytest.approx(model[2].bias.grad)
    assert twin[1].weight.grad[1:] == pytest.approx(model[2].weight.grad)


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_the_same_network_for_regression_and_for_classification(task):
    """Only the number of outputs, and the loss, differ."""
    X = np.linspace(-1, 1, 24)[:, None]
    regression = task == "regression"
    y = X**2 if regression else (np.abs(X[:, 0]) > 0.5).astype(int)
    loss = nn.squared_error if regression else nn.cross_entropy
    model = nn.mlp([1, 8, 1 if regression else 2], "tanh", rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    for _ in range(150):
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()
    said = nn.predict(model, X)
    if regression:
        assert np.abs(said - y).max() < 0.1
    else:
        assert (said.argmax(axis=1) == y).mean() > 0.9


def test_the_chain_of_blocks_and_a_neuron_are_drawn(example):
    """One box for each layer, the loss at the end; products, sum and sigmoid of one."""
    script = example("blocks")
    chain = (script.folder / "blocks" / "chain.svg").read_text("utf-8")
    assert all(f"layers.{i}" in chain for i in (0, 2, 4))
    hidden, output = script["hidden_neuron"](), script["output_neuron"]()
    alphas = [f"alpha_{h}" for h in range(1, 10)]
    for answer, names in ((hidden, script["COLUMNS"]), (output, alphas)):
        numbers = {
            node.label: node.data
            for node in topological_order(answer)
            if not node.parents
        }
        assert numbers.keys() == {*names, *[f"w_{name}" for name in names], "w_0"}
        z = numbers["w_0"] + sum(numbers[f"w_{name}"] * numbers[name] for name in names)
        assert answer.data == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-12)


def test_the_second_layer_is_fed_by_the_first(example):
    """Nine hidden answers of the row 125, 56, 1.2, 32, 3, 10, by its formula."""
    script = example("blocks")
    rows = np.array([row for row, _ in script["PEOPLE"].values()])
    assert rows[0].tolist() == [125, 56, 1.2, 32, 3, 10]
    x = (rows[0] - rows.mean(axis=0)) / rows.std(axis=0)
    layer = script["NETWORK"][0]
    alphas = 1 / (1 + np.exp(-(x @ layer.weight.data + layer.bias.data)))
    inputs = {
        node.label: node.data for node in topological_order(script["output_neuron"]())
    }
    for h, alpha in enumerate(alphas, start=1):
        assert inputs[f"alpha_{h}"] == round(float(alpha), 2)
