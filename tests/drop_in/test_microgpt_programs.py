"""microgpt's programs run with only the import changed, and come out right."""

import numpy as np
import pytest

from autograd_core import Value, topological_order
from tests.drop_in import microgpt_style as program
from tests.drop_in import transformer_on_arrays as arrays


def flat_data(weights):
    return np.array([p.data for p in program.parameters(weights)])


def flat_grad(weights):
    return np.array([p.grad for p in program.parameters(weights)])


@pytest.fixture
def weights():
    return program.make_weights(Value)


@pytest.fixture(params=[program.Ops, program.OpsByHand])
def ops(request):
    return request.param(Value)


def assert_same_gradient(weights, expected):
    np.testing.assert_allclose(
        flat_grad(weights), expected, rtol=1e-8, atol=1e-8 * np.abs(expected).max()
    )


def test_size(weights):
    assert len(program.parameters(weights)) == 4192
    assert len(program.WORDS) >= 30


def test_gradient(ops, weights):
    loss = program.word_loss(ops, weights, "juniper")
    loss.backward()
    expected, gradient = arrays.loss_and_gradient(flat_data(weights), "juniper")
    assert loss.data == pytest.approx(expected, rel=1e-12)
    assert np.count_nonzero(gradient) > 2000
    assert_same_gradient(weights, gradient)


def test_gradient_after_three_steps(ops, weights):
    flat = flat_data(weights)
    losses = program.train(ops, weights, program.WORDS[:3])
    np.testing.assert_allclose(losses, arrays.train(flat, program.WORDS[:3]), rtol=1e-8)
    loss = program.word_loss(ops, weights, program.WORDS[3])
    loss.backward()
    expected, gradient = arrays.loss_and_gradient(flat_data(weights), program.WORDS[3])
    assert loss.data == pytest.approx(expected, rel=1e-8)
    assert_same_gradient(weights, gradient)


def test_both_ways_of_making_nodes_give_one_graph(weights):
    losses = []
    for ops in (program.Ops(Value), program.OpsByHand(Value)):
        loss = program.word_loss(ops, weights, "oak")
        assert all(
            len(n._children) == len(n._local_grads) for n in topological_order(loss)
        )
        losses.append(loss.data)
    assert losses[0] == pytest.approx(losses[1], rel=1e-13)


def test_training(weights):
    ops, flat = program.OpsByHand(Value), flat_data(weights)
    words = 3 * program.WORDS
    losses = program.train(ops, weights, words)
    np.testing.assert_allclose(losses, arrays.train(flat, words), rtol=1e-4)
    epoch = len(program.WORDS)
    assert np.mean(losses[-epoch:]) < 0.8 * np.mean(losses[:epoch])
