"""Losses: values by hand, one node each, gradients, Hessians, PyTorch's numbers."""

import copy
import math

import numpy as np
import pytest

import nn
from autograd_core import (
    Tensor,
    Value,
    gradients,
    jvp,
    stack_values,
    to_scalar_graph,
)
from autograd_core.testing import assert_gradient
from nn import losses
from nn.losses import Loss
from tests.identity import identical
from tests.nn.losses.loss_table import ROWS, as_values, flat

each_row = pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))


def reduced(items, reduction, samples=2):
    total = sum(items)
    if reduction == "batchmean":
        return total / samples
    return total / len(items) if reduction == "mean" else total


# -- values ----------------------------------------------------------------------------


@each_row
@pytest.mark.parametrize("reduction", ["mean", "batchmean", "sum"])
def test_numbers_arrays_values_and_tensors_give_the_formula(row, reduction):
    expected = pytest.approx(reduced(row.items(), reduction), rel=1e-13)
    y, t = row.outputs, row.targets
    for input, kind in (
        *((y, float), (y.tolist(), float)),
        *((as_values(y), Value), (Tensor(y), Tensor)),
    ):
        for target in (t, t.tolist()):
            out = row.function(input, target, **row.options, reduction=reduction)
            assert type(out) is kind
            assert (out if kind is float else out.item()) == expected
    by_class = row.cls(**row.options, reduction=reduction)
    assert by_class(y, t) == expected


def test_batchmean_divides_by_the_first_axis_whatever_follows():
    y, t = np.arange(12.0).reshape(2, 3, 2), np.zeros((2, 3, 2))
    assert nn.squared_error(y, t, reduction="batchmean") == 506 / 2
    assert nn.squared_error(y[0, 0], t[0, 0], reduction="batchmean") == 1 / 2
    assert nn.squared_error(3.0, 1.0, reduction="batchmean") == 4.0
    # One row of scores is one sample, as for the other reductions.
    assert nn.kl_divergence([1.0, 0.0], [0.5, 0.5], reduction="batchmean") == (
        pytest.approx(math.log(2))
    )
    # Class weights weigh the samples; the divisor stays their number.
    weighted = {"class_weights": [3.0, 1.0], "reduction": "batchmean"}
    for z in (np.zeros((2, 2)), Tensor(np.zeros((2, 2)))):
        loss = nn.cross_entropy(z, [0, 1], **weighted)
        assert float(getattr(loss, "data", loss)) == pytest.approx(4 * math.log(2) / 2)


@each_row
def test_without_reduction_each_item_has_its_own(row):
    y, t = row.outputs, row.targets
    expected = np.array(row.items()).reshape(y.shape[: 1 if row.by_row else 2])
    loss = row.cls(**row.options, reduction="none")
    for out in (loss(y, t), loss(Tensor(y), t).data):
        assert out.shape == expected.shape
        assert out == pytest.approx(expected, rel=1e-13)
    nested = loss(as_values(y), t)
    assert [value.data for value in flat(nested)] == pytest.approx(
        expected.ravel(), 1e-13
    )
    assert np.shape(nested) == expected.shape
    if not row.constant_targets:
        assert loss(y, Tensor(t)).data == pytest.approx(expected, rel=1e-13)


def test_one_number_and_one_row():
    assert nn.squared_error(3.0, 1.0) == 4.0
    assert nn.squared_error(3, Value(1.0)).data == 4.0
    assert nn.squared_error(Tensor(3.0), 1.0).data == 4.0
    assert nn.squared_error(3.0, 1.0, reduction="none") == 4.0
    loss = nn.cross_entropy([1.0, 2.0], 1)
    assert loss == pytest.approx(np.log(1 + np.exp(-1)), rel=1e-15)
    assert nn.cross_entropy(as_values([1.0, 2.0]), 1, reduction="none").data == loss
    assert nn.cross_entropy(Tensor([1.0, 2.0]), 1, reduction="none").data == loss
    assert nn.cross_entropy(np.array([1.0, 2.0]), 1, reduction="none") == loss


def test_class_ids_one_hot_and_shares_agree():
    z = np.array([[0.3, -1.2, 2.5], [1.4, -0.6, -2.2]])
    for function in (nn.cross_entropy, nn.nll_loss, nn.multiclass_hinge):
        by_id = function(z, [2, 0])
        assert function(z, nn.one_hot([2, 0], 3)) == by_id
        assert function(z, np.array([2.0, 0.0])) == by_id
        assert function(Tensor(z), [2, 0]).item() == pytest.approx(by_id, rel=1e-15)
        assert function(as_values(z), [2, 0]).data == pytest.approx(by_id, rel=1e-15)


def test_class_ids_may_be_nodes_and_get_no_gradient():
    z = np.array([[0.3, -1.2, 2.5], [1.4, -0.6, -2.2]])
    for function in (nn.cross_entropy, nn.nll_loss, nn.multiclass_hinge):
        expected = function(z, [2, 0])
        labels = Tensor([[0.0, 2.0], [5.0, 0.0]])
        for ids in (Tensor([2, 0]), labels[:, 1], as_values([2, 0])):
            scores = Tensor(z)
            loss = function(scores, ids)
            loss.backward()
            assert loss.item() == pytest.approx(expected, rel=1e-15)
            assert identical(loss.parents, (scores,))
    hot = Tensor(nn.one_hot([2, 0], 3))
    assert nn.multiclass_hinge(z, hot) == nn.multiclass_hinge(z, [2, 0])


def test_targets_that_are_nodes_may_leave_the_distributions():
    """One entry of a row is moved to take a derivative; of numbers it is a mistake."""
    z, t = np.array([[0.3, -1.0, 0.5]]), [[0.5, 0.75, 0.0]]
    expected = 1.25 * np.log(np.exp(z).sum()) - 0.5 * 0.3 + 0.75
    for targets in (Tensor(t), as_values(t)):
        assert nn.cross_entropy(z, targets).data == pytest.approx(expected, rel=1e-14)


def test_the_three_scalings_of_the_lectures():
    y, t = [1.0, 4.0, -2.0], [0.0, 2.0, 2.0]  # errors 1, 2, -4
    assert nn.squared_error(y, t, reduction="sum") == 21.0
    assert nn.squared_error(y, t) == 7.0
    assert nn.squared_error(y, t, half=True, reduction="sum") == 10.5
    outputs = as_values(y)
    nn.squared_error(outputs, t, half=True, reduction="sum").backward()
    assert [value.grad for value in outputs] == [1.0, 2.0, -4.0]


def test_the_lectures_divergences():
    p, uniform = np.array([9, 12, 4]) / 25, np.ones(3) / 3
    assert nn.kl_divergence(p, uniform) == pytest.approx(0.0852996, abs=5e-8)
    assert nn.kl_divergence(uniform, p) == pytest.approx(0.097455, abs=5e-7)
    assert nn.symmetric_kl(p, uniform) == pytest.approx(0.0852996 + 0.097455, abs=1e-6)


# -- one node, its gradient and its Hessian --------------------------------------------


@each_row
def test_one_node_for_values_and_for_tensors(row):
    outputs, t = as_values(row.outputs), row.targets
    loss = row.function(outputs, t, **row.options)
    assert identical(loss.parents, tuple(flat(outputs)))
    assert loss.op == loss.rule.name == row.cls(**row.options).name
    tensor = Tensor(row.outputs)
    loss = row.function(tensor, t, **row.options)
    assert identical(loss.parents, (tensor,))
    assert loss.shape == ()


@each_row
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_gradients_and_hessians_of_tensors(row, reduction):
    def by_outputs(y):
        return row.function(y, row.targets, **row.options, reduction=reduction)

    assert_gradient(by_outputs, row.outputs, order=2)
    if not row.constant_targets:

        def by_targets(t):
            return row.function(row.outputs, t, **row.options, reduction=reduction)

        assert_gradient(by_targets, row.targets, order=2)


@each_row
def test_gradients_and_hessians_without_reduction(row):
    """Weights make one number of the items: each item gets its own upstream."""
    shape = row.outputs.shape[: 1 if row.by_row else 2]
    weights = np.linspace(-1.0, 2.0, int(np.prod(shape))).reshape(shape)

    def weighted(y):
        items = row.function(y, row.targets, **row.options, reduction="none")
        return (items * weights).sum()

    assert_gradient(weighted, row.outputs, order=2)


@each_row
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_forward_mode_agrees_with_reverse(row, reduction):
    """w (J v) = (w J) v for the Jacobian J, any v and any weights w."""

    def loss(y):
        return row.function(y, row.targets, **row.options, reduction=reduction)

    direction = np.linspace(-1.0, 1.5, row.outputs.size).reshape(row.outputs.shape)
    out, tangent = jvp(loss, (row.outputs,), (direction,))
    weights = np.linspace(0.5, 2.0, np.size(out)).reshape(np.shape(out))
    x = Tensor(row.outputs)
    loss(x).backward(weights)
    assert np.shape(tangent) == np.shape(out)
    expected = (x.grad * direction).sum()
    assert (tangent * weights).sum() == pytest.approx(expected, rel=1e-12)


@each_row
def test_replayed_on_values_for_a_drawing(row):
    x = Tensor(row.outputs)
    loss = row.function(x, row.targets, **row.options)
    replayed = to_scalar_graph(loss)
    assert replayed.op == loss.op
    assert replayed.data == pytest.approx(loss.item(), rel=1e-13)
    loss.backward()
    replayed.backward()
    grads = [value.grad for value in replayed.parents]
    assert grads == pytest.approx(x.grad.ravel(), rel=1e-12, abs=1e-15)


@each_row
def test_values_and_tensors_have_the_same_gradients_and_hessians(row):
    """The second ones come from the graph of the gradient, on either."""
    differentiable_targets = not row.constant_targets
    y_values, t_values = as_values(row.outputs), as_values(row.targets)
    y_tensor, t_tensor = Tensor(row.outputs), Tensor(row.targets)
    on_values = row.function(
        y_values, t_values if differentiable_targets else row.targets, **row.options
    )
    on_tensors = row.function(
        y_tensor, t_tensor if differentiable_targets else row.targets, **row.options
    )
    for values, tensor in ((y_values, y_tensor), (t_values, t_tensor))[
        : 1 + differentiable_targets
    ]:
        leaves = flat(values)
        firsts = gradients(on_values, leaves, create_graph=True)
        first = gradients(on_tensors, tensor, create_graph=True)
        numbers = [value.data for value in firsts]
        assert numbers == pytest.approx(first.data.ravel(), rel=1e-12, abs=1e-15)
        weights = np.linspace(0.5, 1.5, len(leaves))
        pull = sum(w * g for w, g in zip(weights, firsts, strict=True))
        seconds = gradients(pull, leaves)
        product = (first * weights.reshape(first.shape)).sum()
        second = gradients(product, tensor)
        assert list(seconds) == pytest.approx(second.ravel(), rel=1e-10, abs=1e-13)


@each_row
def test_values_by_the_checker(row):
    y = row.outputs[:1]
    names = [f"y{i}" for i in range(y.size)]

    def loss(**entries):
        return row.function([list(entries.values())], row.targets[:1], **row.options)

    assert_gradient(loss, dict(zip(names, y.ravel().tolist(), strict=True)), order=2)


@each_row
def test_float32_stays_float32(row):
    y = Tensor(row.outputs, dtype=np.float32)
    loss = row.function(y, row.targets, **row.options)
    loss.backward()
    assert (loss.dtype, y.grad.dtype) == (np.float32, np.float32)
    assert loss.item() == pytest.approx(reduced(row.items(), "mean"), rel=1e-5)


def test_a_copied_graph_still_differentiates():
    y = as_values([[0.5, 1.0]])
    loss = copy.deepcopy(nn.cross_entropy(y, [0]))
    (slope,) = gradients(loss, [loss.parents[0]])
    assert slope == pytest.approx(-1 / (1 + np.exp(-0.5)), rel=1e-14)


def test_mixed_values_and_numbers():
    a = Value(3.0)
    loss = nn.squared_error([a, 2.0], [1.0, a])
    loss.backward()
    assert (loss.data, a.grad) == (2.5, 3.0)  # (2^2 + 1)/2; (2*2 + 2*1)/2
    assert identical(loss.parents, (a, a))


def test_values_stacked_are_a_tensor():
    outputs = as_values([[0.5, 1.0]])
    nn.cross_entropy(stack_values(outputs), [0]).backward()
    assert outputs[0][0].grad == pytest.approx(-1 / (1 + np.exp(-0.5)), rel=1e-14)


# -- as classes ------------------------------------------------------------------------


def test_every_loss_has_a_row_and_an_independent_number():
    public = {name: getattr(losses, name) for name in dir(losses)}
    functions = {name for name in public if name.islower()}
    classes = {
        thing
        for thing in public.values()
        if isinstance(thing, type) and thing is not Loss
    }
    assert functions == {row.function.__name__ for row in ROWS.values()}
    assert classes == {row.cls for row in ROWS.values()}
    assert all(row.cls.name == row.function.__name__ for row in ROWS.values())
    assert all(getattr(nn, name) is getattr(losses, name) for name in functions)


def test_pytorchs_names():
    assert nn.MSELoss is nn.SquaredErrorLoss
    assert nn.L1Loss is nn.MeanAbsoluteErrorLoss
    assert nn.BCELoss is nn.BinaryCrossEntropyLoss
    assert nn.BCEWithLogitsLoss is nn.BinaryCrossEntropyWithLogitsLoss
    assert nn.MultiMarginLoss is nn.MulticlassHingeLoss


def test_repr_and_no_parameters():
    loss = nn.CrossEntropyLoss(label_smoothing=0.1, reduction="sum")
    assert repr(loss) == (
        "CrossEntropyLoss(class_weights=None, label_smoothing=0.1, reduction='sum')"
    )
    assert repr(nn.HingeLoss()) == "HingeLoss(reduction='mean')"
    assert loss.parameters() == [] and loss.state_dict() == {}
