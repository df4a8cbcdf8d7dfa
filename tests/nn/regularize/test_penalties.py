"""Penalties and the max-norm projection."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value, gradients, jvp, to_scalar_graph
from tests.identity import identical


def two_kinds():
    """The same weights once as a network of Values, once of Tensors."""
    scalar = nn.MLP(2, [3, 1], rng=0)
    for i, parameter in enumerate(scalar.parameters()):
        parameter.data = (-1) ** i * (0.5 + 0.25 * i)
    return scalar, scalar.to_tensor()


def all_numbers(model, biases):
    return np.concatenate(
        [
            np.ravel(p.data)
            for name, p in model.named_parameters()
            if biases or not name.endswith((".b", ".bias"))
        ]
    )


@pytest.mark.parametrize("biases", [True, False])
def test_values_and_slopes_by_formula_on_both_kinds(biases):
    for model in two_kinds():
        w = all_numbers(model, biases)
        cases = [
            (nn.l1(model, 0.3, biases=biases), 0.3 * np.abs(w).sum(), 0.3 * np.sign(w)),
            (nn.l2(model, 0.3, biases=biases), 0.15 * (w**2).sum(), 0.3 * w),
            (
                nn.elastic_net(model, 0.3, 0.2, biases=biases),
                0.3 * np.abs(w).sum() + 0.1 * (w**2).sum(),
                0.3 * np.sign(w) + 0.2 * w,
            ),
        ]
        for penalty, value, slopes in cases:
            assert penalty.item() == pytest.approx(value, rel=1e-14)
            model.zero_grad()
            penalty.backward()
            grads = np.concatenate(
                [np.ravel(p.grad) for p in model.parameters() if p.has_grad]
            )
            assert grads == pytest.approx(slopes, rel=1e-14)


def test_one_node_whatever_the_number_of_parameters():
    for model in two_kinds():
        for function in (nn.l1, nn.l2):
            penalty = function(model, 0.1)
            assert penalty.op == function.__name__
            assert identical(penalty.parents, tuple(model.parameters()))


def test_lists_of_both_kinds_and_labels_that_name_biases():
    w, b, v = Tensor([1.0, -2.0], label="w"), Tensor([3.0], label="fc.bias"), Value(2.0)
    assert nn.l1([w, b, v], 1.0).item() == 8.0
    assert nn.l1([w, b, v], 1.0, biases=False).item() == 5.0
    assert nn.l2(iter([w]), 2.0).item() == 5.0


def test_second_derivatives():
    """The Hessian of l2 is strength times the identity, that of l1 is 0."""
    for leaf in (Value(0.7), Tensor(0.7)):
        for function, expected in ((nn.l2, 0.4), (nn.l1, 0.0)):
            slope = gradients(function([leaf], 0.4), leaf, create_graph=True)
            assert float(np.asarray(gradients(slope * 1.0, leaf))) == expected


def test_forward_mode_and_replay_on_values():
    w = np.array([1.0, -2.0, 0.5])
    for function, slope in ((nn.l1, np.sign(w)), (nn.l2, w)):
        direction = np.array([0.3, 1.0, -2.0])
        out, tangent = jvp(lambda x, f=function: f([x], 0.4), (w,), (direction,))
        assert tangent == pytest.approx(0.4 * (slope @ direction))
        replayed = to_scalar_graph(function([Tensor(w)], 0.4))
        assert replayed.data == pytest.approx(float(out))
        assert replayed.local_grads == pytest.approx(0.4 * slope)


def test_frozen_parameters_are_not_penalized():
    _, model = two_kinds()
    model[0].freeze()
    assert len(nn.l2(model, 1.0).parents) == 2


def test_l2_is_weight_decay_for_gradient_descent():
    """w - lr (g + decay w), by the term in the loss or by hand."""
    x, y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0], [0.0]])
    by_term, by_hand = nn.mlp([2, 3, 1], rng=0), nn.mlp([2, 3, 1], rng=0)
    for _ in range(10):
        for model, term in ((by_term, True), (by_hand, False)):
            loss = nn.squared_error(model(x), y)
            loss = loss + nn.l2(model, 0.1) if term else loss
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                g = p.grad if term else p.grad + 0.1 * p.data
                p.data = p.data - 0.2 * g
    for mine, other in zip(by_term.parameters(), by_hand.parameters(), strict=True):
        assert mine.data == pytest.approx(other.data, rel=1e-12)


def test_l1_makes_weights_small_that_the_data_do_not_need():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 5))
    y = x[:, :1] * 2.0  # the other four inputs say nothing
    layer = nn.Linear(5, 1, rng=0)
    for _ in range(400):
        loss = nn.squared_error(layer(x), y) + nn.l1(layer, 0.2, biases=False)
        layer.zero_grad()
        loss.backward()
        layer.weight.data = layer.weight.data - 0.02 * layer.weight.grad
    weights = np.abs(layer.weight.data.ravel())
    assert weights[0] == pytest.approx(1.9, abs=0.05)  # soft threshold: 2 - 0.2/2
    assert weights[1:].max() < 0.02


# -- max-norm --------------------------------------------------------------------------


def test_columns_above_the_limit_are_scaled_to_it_and_others_left_alone():
    layer = nn.Linear(2, 3)
    layer.weight.data = np.array([[3.0, 0.3, 0.0], [4.0, 0.4, 0.0]])
    layer.bias.data = np.array([9.0, 9.0, 9.0])
    before = layer.weight.data
    assert nn.project_max_norm(layer, 1.0) == 1
    expected = [[0.6, 0.3, 0.0], [0.8, 0.4, 0.0]]
    assert layer.weight.data == pytest.approx(np.array(expected), rel=1e-15)
    assert layer.weight.data is before  # an optimizer may hold it
    assert layer.bias.data.tolist() == [9.0] * 3
    assert nn.project_max_norm(layer, 1.0) == 0


def test_networks_of_values_and_of_tensors_are_projected_alike():
    scalar, tensor = two_kinds()
    assert nn.project_max_norm(scalar, 1.5) == nn.project_max_norm(tensor, 1.5) > 0
    for mine, other in zip(
        scalar.to_tensor().parameters(), tensor.parameters(), strict=True
    ):
        assert mine.data == pytest.approx(other.data, rel=1e-14)


def test_pruned_weights_do_not_count_in_the_length_of_a_unit():
    layer = nn.Linear(3, 1)
    layer.weight.data = np.array([[3.0], [4.0], [0.1]])
    nn.prune(layer, 1 / 3)
    layer.weight.data[2] = 100.0  # where momentum may carry it
    assert nn.project_max_norm(layer, 5.0) == 0
    assert nn.project_max_norm(layer, 1.0) == 1
    assert layer.weight.data.ravel() == pytest.approx([0.6, 0.8, 0.0])
