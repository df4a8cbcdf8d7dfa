"""micrograd's programs run with only the import changed, and come out right."""

import numpy as np
import pytest

import nn
from autograd_core import Value
from tests.drop_in import micrograd_style as program
from tests.drop_in import moons_by_hand as by_hand

SIZES = (2, 16, 16, 1)


@pytest.fixture
def model():
    return program.MLP(Value, SIZES[0], list(SIZES[1:]))


@pytest.fixture
def moons():
    return program.two_moons(40)


def flat_data(model):
    return np.array([p.data for p in model.parameters()])


def flat_grad(model):
    return np.array([p.grad for p in model.parameters()])


def test_readme_expression():
    a, b, out = program.readme_expression(Value)
    assert f"{out.data:.4f}" == "24.7041"
    out.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_readme_expression_twice():
    a, b, out = program.readme_expression(Value)
    out.backward()
    once = (a.grad, b.grad)
    a.grad = b.grad = 0
    out.backward()
    assert (a.grad, b.grad) == once


def test_topological_walk_of_the_lecture():
    """The recursive walk over `_prev` that lecture notebooks spell out."""
    a, b, out = program.readme_expression(Value)
    order, visited = [], set()

    def visit(node):
        if node not in visited:
            visited.add(node)
            for child in node._prev:
                visit(child)
            order.append(node)

    visit(out)
    assert order[-1] is out
    assert {node for node in order if not node._op} == {a, b}
    assert {node._op for node in order} >= {"", "+", "*", "**", "-", "/"}


def test_moons_gradient(model, moons):
    flat = flat_data(model)
    loss, _ = program.hinge_loss(Value, model, *moons)
    loss.backward()
    expected, gradient, _ = by_hand.loss_and_gradient(flat, SIZES, *moons)
    assert loss.data == pytest.approx(expected, rel=1e-12)
    assert len(flat) == 337
    np.testing.assert_allclose(flat_grad(model), gradient, rtol=1e-9, atol=1e-12)
    assert np.count_nonzero(gradient) > 250


def test_moons_gradients_of_two_losses_add_up(model, moons):
    points, labels = moons
    flat, gradient = flat_data(model), 0.0
    for part in (slice(0, 20), slice(20, 40)):
        loss, _ = program.hinge_loss(Value, model, points[part], labels[part])
        loss.backward()
        gradient += by_hand.loss_and_gradient(flat, SIZES, points[part], labels[part])[
            1
        ]
    np.testing.assert_allclose(flat_grad(model), gradient, rtol=1e-9, atol=1e-12)


def test_moons_on_the_networks_of_nn(moons):
    """micrograd's `MLP` is that of nn with relu; the program stays."""
    model = nn.MLP(SIZES[0], list(SIZES[1:]), "relu", rng=0)
    flat = flat_data(model)
    loss, _ = program.hinge_loss(Value, model, *moons)
    model.zero_grad()
    loss.backward()
    expected, gradient, _ = by_hand.loss_and_gradient(flat, SIZES, *moons)
    assert loss.data == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(flat_grad(model), gradient, rtol=1e-9, atol=1e-12)
    for _ in range(3):
        before = loss.data
        for p in model.parameters():
            p.data -= 0.1 * p.grad
        loss, _ = program.hinge_loss(Value, model, *moons)
        model.zero_grad()
        loss.backward()
        assert loss.data < before


def test_moons_training(model, moons):
    flat = flat_data(model)
    history = program.train(Value, model, *moons, steps=80)
    expected = by_hand.train(flat, SIZES, *moons, steps=80)
    np.testing.assert_allclose(history[:10], expected[:10], rtol=1e-9)
    np.testing.assert_allclose(history, expected, rtol=1e-4)
    np.testing.assert_allclose(flat_data(model), flat, rtol=1e-3, atol=1e-6)
    loss, accuracy = program.hinge_loss(Value, model, *moons)
    assert accuracy == 1.0
    assert loss.data < 0.1 * history[0][0]
