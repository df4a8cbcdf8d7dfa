"""Programs in the style of public ones run with only the import changed."""

import random

import autograd
import autograd.numpy as autograd_numpy
import numpy as np
import pytest
from numpy.testing import assert_allclose

import autograd_core
from autograd_core import Tensor, no_grad
from tests.drop_in import (
    attributes_style,
    functions_style,
    lecture_style,
    networks_by_hand,
    numpy_style,
    softmax_style,
    trainer_style,
    tutorial_style,
)


class OwnValue(autograd_core.Value):
    """What a program writes that keeps attributes of its own on nodes."""


both_values = pytest.mark.parametrize("Value", [autograd_core.Value, OwnValue])


# -- the lecture -----------------------------------------------------------------------

NEURON = {  # 1 - tanh^2 is 1/2 at this bias
    "o": 1.0,
    "n": 0.5,
    "b": 0.5,
    "total": 0.5,
    "x1w1": 0.5,
    "x2w2": 0.5,
    "x1": -1.5,
    "w1": 1.0,
    "x2": 0.5,
    "w2": 0.0,
}


@both_values
@pytest.mark.parametrize("way", ["step by step", "by hand", "backward"])
def test_lecture_neuron(Value, way):
    nodes = lecture_style.neuron(Value)
    if way == "step by step":
        lecture_style.step_by_step(nodes)
    elif way == "by hand":
        lecture_style.walk_by_hand(nodes["o"])
    else:
        nodes["o"].backward()
    assert nodes["o"].data == pytest.approx(0.5**0.5, abs=1e-12)
    gradients = {name: node.grad for name, node in nodes.items()}
    assert gradients == pytest.approx(NEURON, abs=1e-12)
    point = [nodes[name].data for name in ("x1", "x2", "w1", "w2", "b")]
    for i, name in enumerate(("x1", "x2", "w1", "w2", "b")):
        slope = lecture_style.slope_by_difference(
            lecture_style.neuron_on_floats, point, i
        )
        assert nodes[name].grad == pytest.approx(slope, abs=1e-9)


def test_lecture_walk_with_a_node_used_twice():
    """d(a b + b)/da = b, d/db = a + 1; the sum twice doubles both."""
    a, b = autograd_core.Value(-2.0), autograd_core.Value(3.0)
    total = a * b + b
    lecture_style.walk_by_hand(total + total)
    assert (a.grad, b.grad, total.grad) == (6.0, -2.0, 2.0)


def test_the_step_of_a_walk_by_hand_is_for_values():
    x = Tensor([1.0, 2.0], label="x")
    for node in ((x * x), x.values()[0]):
        with pytest.raises(TypeError, match="with Tensors call backward"):
            node._backward()
    assert not x.has_grad


def test_lecture_graph_as_text():
    nodes = lecture_style.neuron(autograd_core.Value)
    lecture_style.walk_by_hand(nodes["o"])
    traced, edges = lecture_style.trace(nodes["o"])
    assert traced == set(nodes.values())
    assert {(child.label, node.label) for child, node in edges} == {
        *(("x1", "x1w1"), ("w1", "x1w1"), ("x2", "x2w2"), ("w2", "x2w2")),
        *(("x1w1", "total"), ("x2w2", "total"), ("total", "n"), ("b", "n"), ("n", "o")),
    }
    text = lecture_style.dot_text(nodes["o"])
    assert text.count("shape=record") == 10
    assert text.count(" -> ") == 9 + 5
    assert "{ x1 | data 2.0000 | grad -1.5000 }" in text


def test_lecture_tanh_in_parts():
    x = autograd_core.Value(0.8)
    out = lecture_style.tanh_in_parts(x)
    out.backward()
    assert out.data == pytest.approx(np.tanh(0.8), rel=1e-14)
    assert x.grad == pytest.approx(1 - np.tanh(0.8) ** 2, rel=1e-14)


# -- softmax ---------------------------------------------------------------------------


@both_values
def test_softmax_exercise(Value):
    numbers = np.array([0.0, 3.0, -2.0, 1.0])
    loss, logits, shares = softmax_style.negative_log_likelihood(Value, numbers, 3)
    loss.backward()
    expected = np.exp(numbers) / np.exp(numbers).sum()
    assert_allclose([p.data for p in shares], expected, rtol=1e-14)
    assert loss.data == pytest.approx(-np.log(expected[3]), rel=1e-14)
    assert_allclose([x.grad for x in logits], expected - np.eye(4)[3], rtol=1e-13)


def test_softmax_bigrams():
    words = ("alder", "elder", "deal", "lead")
    losses, table = softmax_style.bigram_losses(autograd_core.Value, words, 12, 2.0)
    expected, expected_table = networks_by_hand.bigram_losses(words, 12, 2.0)
    assert_allclose(losses, expected, rtol=1e-12)
    assert_allclose(table, expected_table, rtol=1e-11, atol=1e-12)
    assert losses[-1] < 0.75 * losses[0]


# -- networks --------------------------------------------------------------------------


def test_adamw_with_attributes_on_nodes():
    sizes = [2, 6, 3]
    model = attributes_style.MLP(OwnValue, sizes, random.Random(2))
    points, labels = attributes_style.spiral(30)
    flat = np.array([p.data for p in model.parameters()])
    losses = attributes_style.train(model, points, labels, 40)
    expected, end = networks_by_hand.adamw(
        flat,
        lambda flat: networks_by_hand.cross_entropy_gradient(
            flat, sizes, points, labels
        ),
        40,
    )
    assert_allclose(losses, expected, rtol=1e-9)
    assert_allclose([p.data for p in model.parameters()], end, rtol=1e-7, atol=1e-9)
    assert losses[-1] < 0.4 * losses[0]


@pytest.mark.parametrize(
    ("optimizer", "by_hand", "lr"),
    [
        (trainer_style.Momentum, networks_by_hand.MomentumByHand, 0.02),
        (trainer_style.Adam, networks_by_hand.AdamByHand, 0.05),
    ],
)
def test_parameters_that_subclass_value(optimizer, by_hand, lr):
    n_hidden, decay, epochs, size = 5, 1e-3, 12, 8
    model = trainer_style.make_model(autograd_core.Value, n_hidden)
    flat = np.array([p.data for p in model.parameters()])
    xs, ys = trainer_style.wave(24)
    trainer = trainer_style.Trainer(model, optimizer(model.parameters(), lr), decay)
    losses = trainer.fit(xs, ys, epochs, size)
    x, y = np.array(xs)[:, 0], np.array(ys)
    batches = [(x[at : at + size], y[at : at + size]) for at in range(0, 24, size)]
    expected, end = networks_by_hand.fit(
        flat,
        batches * epochs,
        lambda flat, x, y: networks_by_hand.regression_gradient(
            flat, n_hidden, x, y, decay
        ),
        by_hand(lr),
    )
    assert_allclose(losses, expected, rtol=1e-8)
    assert_allclose([p.data for p in model.parameters()], end, rtol=1e-7, atol=1e-9)
    assert {p.kind for p in model.parameters()} == {"weight", "bias"}


# -- functions -------------------------------------------------------------------------


@both_values
@pytest.mark.parametrize("f", functions_style.FUNCTIONS)
@pytest.mark.parametrize("point", [(1.3, 0.7), (0.9, 2.1)])
def test_slopes_of_single_functions(Value, f, point):
    value, slopes = functions_style.slopes(Value, f, point)
    for i, slope in enumerate(slopes):
        numbers = [
            functions_style.DualNumber(x, float(i == j)) for j, x in enumerate(point)
        ]
        out = f(*numbers)
        assert value == pytest.approx(out.a, rel=1e-13)
        assert slope == pytest.approx(out.b, rel=1e-12)


def test_descent_and_newton():
    def bowl(x, y):
        return (x - 1.5) ** 2 + 3.0 * (y + 0.5) ** 2

    end = functions_style.descend(autograd_core.Value, bowl, (0.0, 0.0), 200, 0.1)
    assert end == pytest.approx([1.5, -0.5], abs=1e-12)
    root = functions_style.find_root(
        autograd_core.Value, lambda x: x.exp() + x.log() - 2.0 * x, 1.0
    )
    assert np.exp(root) + np.log(root) == pytest.approx(2.0 * root, abs=1e-13)


# -- NumPy scripts, against HIPS autograd ----------------------------------------------


def on_both(script, *arguments, transform="grad"):
    """The results of a script with our import and with that of HIPS autograd."""
    ours = script(np, getattr(autograd_core, transform), *arguments)
    theirs = script(autograd_numpy, getattr(autograd, transform), *arguments)
    return ours, theirs


def test_logistic_regression():
    (losses, weights), (expected, expected_weights) = on_both(
        numpy_style.logistic_regression
    )
    assert_allclose(losses, expected, rtol=1e-12)
    assert_allclose(weights, expected_weights, rtol=1e-12)
    assert losses[-1] < 0.25 * losses[0]


def test_neural_net_regression():
    draw = np.random.default_rng(0)
    layers = [
        (0.5 * draw.standard_normal((n, m)), 0.1 * draw.standard_normal(m))
        for n, m in ((1, 5), (5, 4), (4, 1))
    ]
    inputs = np.linspace(-2, 2, 20)[:, None]
    (history, vector), (expected, expected_vector) = on_both(
        numpy_style.neural_net_regression, layers, inputs, np.cos(inputs)
    )
    assert_allclose(history, expected, rtol=1e-11)
    assert_allclose(vector, expected_vector, rtol=1e-9)
    assert history[-1] > history[0]


def test_rosenbrock():
    path, expected = on_both(numpy_style.rosenbrock, np.array([-1.2, 1.0]))
    assert_allclose(path, expected, rtol=1e-9)
    assert_allclose(path[-1], [1.0, 1.0], rtol=1e-12)


def test_gaussian_process():
    draw = np.random.default_rng(1)
    inputs = draw.uniform(-2, 2, (12, 2))
    targets = np.sin(inputs[:, 0]) + 0.1 * draw.standard_normal(12)
    (history, parameters), (expected, expected_parameters) = on_both(
        numpy_style.gaussian_process, inputs, targets
    )
    assert_allclose(history, expected, rtol=1e-10)
    assert_allclose(parameters, expected_parameters, rtol=1e-9)
    assert history[-1] > history[0]


def test_derivatives_of_tanh():
    x = np.linspace(-2, 2, 9)
    rows, expected = on_both(
        numpy_style.tanh_and_its_derivatives, x, transform="elementwise_grad"
    )
    assert_allclose(rows, expected, rtol=1e-10, atol=1e-10)
    t = np.tanh(x)
    assert_allclose(rows[1], 1 - t**2, rtol=1e-12)
    assert_allclose(rows[2], -2 * t * (1 - t**2), rtol=1e-11, atol=1e-13)


# -- PyTorch's tutorials ---------------------------------------------------------------


def test_tutorial_polynomial():
    x = np.linspace(-np.pi, np.pi, 200)
    y, start = np.sin(x), (0.3, -0.2, 0.1, 0.05)
    losses, ends = tutorial_style.fit_polynomial(
        Tensor, no_grad, x, y, start, 300, 1e-5
    )
    powers = x[:, None] ** np.arange(4)
    numbers = np.array(start)
    for loss in losses:
        error = powers @ numbers - y
        assert loss == pytest.approx((error**2).sum(), rel=1e-9)
        numbers = numbers - 1e-5 * 2 * powers.T @ error
    assert_allclose(ends, numbers, rtol=1e-9)
    assert losses[-1] < 0.3 * losses[0]


def test_tutorial_network():
    draw = np.random.default_rng(3)
    x, y = draw.standard_normal((16, 8)), draw.standard_normal((16, 3))
    weights = [draw.standard_normal((8, 10)), draw.standard_normal((10, 3))]
    losses, ends = tutorial_style.fit_network(Tensor, no_grad, x, y, weights, 50, 1e-3)
    w1, w2 = weights
    for loss in losses:
        hidden = np.maximum(x @ w1, 0.0)
        error = hidden @ w2 - y
        assert loss == pytest.approx((error**2).sum(), rel=1e-8)
        back = (2 * error @ w2.T) * (hidden > 0)
        w1, w2 = w1 - 1e-3 * x.T @ back, w2 - 1e-3 * hidden.T @ (2 * error)
    assert_allclose(ends[0], w1, rtol=1e-7)
    assert_allclose(ends[1], w2, rtol=1e-7)
    assert losses[-1] < 0.2 * losses[0]
