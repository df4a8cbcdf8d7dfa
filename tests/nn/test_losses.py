"""Losses: values by hand, one node each, gradients, Hessians, PyTorch's numbers."""

import copy
import json
from pathlib import Path

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
from tests.nn.loss_table import ROWS

each_row = pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))


def as_values(array):
    if np.ndim(array) == 0:
        return Value(float(array))
    return [as_values(part) for part in array]


def flat(nested):
    if not isinstance(nested, list):
        return [nested]
    return [each for part in nested for each in flat(part)]


def reduced(items, reduction):
    total = sum(items)
    return total / len(items) if reduction == "mean" else total


# -- values ----------------------------------------------------------------------------


@each_row
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_numbers_arrays_values_and_tensors_give_the_formula(row, reduction):
    wanted = pytest.approx(reduced(row.items(), reduction), rel=1e-13)
    y, t = row.outputs, row.targets
    for input, kind in (
        *((y, float), (y.tolist(), float)),
        *((as_values(y), Value), (Tensor(y), Tensor)),
    ):
        for target in (t, t.tolist()):
            out = row.function(input, target, **row.options, reduction=reduction)
            assert type(out) is kind
            assert (out if kind is float else out.item()) == wanted
    by_class = row.cls(**row.options, reduction=reduction)
    assert by_class(y, t) == wanted


@each_row
def test_without_reduction_each_item_has_its_own(row):
    y, t = row.outputs, row.targets
    wanted = np.array(row.items()).reshape(y.shape[: 1 if row.by_row else 2])
    loss = row.cls(**row.options, reduction="none")
    for out in (loss(y, t), loss(Tensor(y), t).data):
        assert out.shape == wanted.shape
        assert out == pytest.approx(wanted, rel=1e-13)
    nested = loss(as_values(y), t)
    assert [each.data for each in flat(nested)] == pytest.approx(wanted.ravel(), 1e-13)
    assert np.shape(nested) == wanted.shape
    if not row.constant_targets:
        assert loss(y, Tensor(t)).data == pytest.approx(wanted, rel=1e-13)


def test_one_number_and_one_row():
    assert nn.squared_error(3.0, 1.0) == 4.0
    assert nn.squared_error(3, Value(1.0)).data == 4.0
    assert nn.squared_error(Tensor(3.0), 1.0).data == 4.0
    assert nn.squared_error(3.0, 1.0, reduction="none") == 4.0
    one = nn.cross_entropy([1.0, 2.0], 1)
    assert one == pytest.approx(np.log(1 + np.exp(-1)), rel=1e-15)
    assert nn.cross_entropy(as_values([1.0, 2.0]), 1, reduction="none").data == one
    assert nn.cross_entropy(Tensor([1.0, 2.0]), 1, reduction="none").data == one
    assert nn.cross_entropy(np.array([1.0, 2.0]), 1, reduction="none") == one


def test_class_ids_one_hot_and_shares_agree():
    z = np.array([[0.3, -1.2, 2.5], [1.4, -0.6, -2.2]])
    for function in (nn.cross_entropy, nn.nll_loss, nn.multiclass_hinge):
        by_id = function(z, [2, 0])
        assert function(z, nn.one_hot([2, 0], 3)) == by_id
        assert function(z, np.array([2.0, 0.0])) == by_id
        assert function(Tensor(z), [2, 0]).item() == pytest.approx(by_id, rel=1e-15)
        assert function(as_values(z), [2, 0]).data == pytest.approx(by_id, rel=1e-15)


def test_the_three_scalings_of_the_lectures():
    y, t = [1.0, 4.0, -2.0], [0.0, 2.0, 2.0]  # errors 1, 2, -4
    assert nn.squared_error(y, t, reduction="sum") == 21.0
    assert nn.squared_error(y, t) == 7.0
    assert nn.squared_error(y, t, half=True, reduction="sum") == 10.5
    outputs = as_values(y)
    nn.squared_error(outputs, t, half=True, reduction="sum").backward()
    assert [each.grad for each in outputs] == [1.0, 2.0, -4.0]


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
    assert loss.parents == tuple(flat(outputs))
    assert loss.op == loss.rule.name == row.cls(**row.options).name
    tensor = Tensor(row.outputs)
    loss = row.function(tensor, t, **row.options)
    assert loss.parents == (tensor,)
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
    wanted = (x.grad * direction).sum()
    assert (tangent * weights).sum() == pytest.approx(wanted, rel=1e-12)


@each_row
def test_replayed_on_values_for_a_drawing(row):
    x = Tensor(row.outputs)
    loss = row.function(x, row.targets, **row.options)
    replayed = to_scalar_graph(loss)
    assert replayed.op == loss.op
    assert replayed.data == pytest.approx(loss.item(), rel=1e-13)
    loss.backward()
    replayed.backward()
    grads = [each.grad for each in replayed.parents]
    assert grads == pytest.approx(x.grad.ravel(), rel=1e-12, abs=1e-15)


@each_row
def test_values_and_tensors_have_the_same_gradients_and_hessians(row):
    """The second ones come from the graph of the gradient, on either."""
    both = not row.constant_targets
    y_values, t_values = as_values(row.outputs), as_values(row.targets)
    y_tensor, t_tensor = Tensor(row.outputs), Tensor(row.targets)
    on_values = row.function(y_values, t_values if both else row.targets, **row.options)
    on_tensors = row.function(
        y_tensor, t_tensor if both else row.targets, **row.options
    )
    for values, tensor in ((y_values, y_tensor), (t_values, t_tensor))[: 1 + both]:
        leaves = flat(values)
        firsts = gradients(on_values, leaves, create_graph=True)
        first = gradients(on_tensors, tensor, create_graph=True)
        numbers = [each.data for each in firsts]
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
    assert loss.parents == (a, a)


# -- extremes --------------------------------------------------------------------------


def test_logits_of_ten_thousand():
    z = np.array([[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4]])
    items = nn.cross_entropy(z, [0, 0], reduction="none")
    assert items.tolist() == [0.0, 2e4 + np.log(2)]
    tensor = Tensor(z)
    nn.cross_entropy(tensor, [1, 0], reduction="sum").backward()
    assert tensor.grad.tolist() == [[1.0, -1.0, 0.0], [-1.0, 0.5, 0.5]]
    outputs = as_values(z)
    loss = nn.cross_entropy(outputs, [1, 0], reduction="sum")
    loss.backward()
    assert loss.data == 4e4 + np.log(2)
    assert [v.grad for v in flat(outputs)] == [1.0, -1.0, 0.0, -1.0, 0.5, 0.5]


def test_binary_logits_of_ten_thousand():
    z, t = np.array([1e4, -1e4, 1e4, -1e4]), [1, 0, 0, 1]
    items = nn.binary_cross_entropy_with_logits(z, t, reduction="none")
    assert items.tolist() == [0.0, 0.0, 1e4, 1e4]
    tensor = Tensor(z)
    nn.binary_cross_entropy_with_logits(tensor, t, reduction="sum").backward()
    assert tensor.grad.tolist() == [0.0, 0.0, 1.0, -1.0]


def test_a_loss_near_zero_keeps_its_digits():
    """ln(1 + e^-40), where 40 + ln(1 + e^-40) - 40 would give 0."""
    tiny = np.exp(-40.0)
    assert nn.cross_entropy([40.0, 0.0], 0) == pytest.approx(tiny, rel=1e-14, abs=0)
    for z, t in ((40.0, 1), (-40.0, 0)):
        out = nn.binary_cross_entropy_with_logits(Value(z), t)
        assert out.data == pytest.approx(tiny, rel=1e-14, abs=0)
        assert abs(out.local_grads[0]) == pytest.approx(tiny, rel=1e-14, abs=0)


def test_impossible_classes_do_no_harm_unless_they_are_right():
    z = Tensor([[0.0, -np.inf, 0.0]])
    loss = nn.cross_entropy(z, [0])
    loss.backward()
    assert loss.item() == pytest.approx(np.log(2))
    assert z.grad.tolist() == [[-0.5, 0.0, 0.5]]
    assert nn.cross_entropy(z.data, [1]) == np.inf


def test_infinite_binary_logits_cost_nothing_where_they_are_right():
    """Certain and right: 0 and no gradient; certain and wrong: inf."""
    z = Tensor([np.inf, -np.inf])
    loss = nn.binary_cross_entropy_with_logits(z, [1, 0])
    loss.backward()
    assert (loss.item(), z.grad.tolist()) == (0.0, [0.0, 0.0])
    out = nn.binary_cross_entropy_with_logits(Value(np.inf), 1)
    assert (out.data, out.local_grads) == (0.0, (0.0,))
    assert nn.binary_cross_entropy_with_logits(z.data, [0, 1]) == np.inf


def test_infinite_scores_in_the_hinge_of_several_classes():
    """By hand: relu(1 - 2 + 0.5) and relu(1 - 2 - inf) are 0; one of 3 is 1 - 0 + 2."""
    z = Tensor([[2.0, -np.inf, 0.5], [2.0, -np.inf, 0.0], [0.0, np.inf, 0.0]])
    items = nn.multiclass_hinge(z, [0, 2, 1], reduction="none")
    items.backward(np.ones(3))
    assert items.data.tolist() == [0.0, 1.0, 0.0]
    assert z.grad.tolist() == [[0, 0, 0], [1 / 3, 0, -1 / 3], [0, 0, 0]]
    assert nn.multiclass_hinge(z.data, [0, 2, 0]) == np.inf


def test_class_ids_of_very_many_classes():
    """One-hot rows of the batch, not a table of classes x classes (1e11 numbers)."""
    z = np.zeros((2, 300_000), np.float32)
    assert nn.cross_entropy(z, [0, 299_999]) == pytest.approx(np.log(3e5), rel=1e-6)


def test_certain_probabilities():
    """PyTorch's bounds: a logarithm is at least -100, p (1 - p) at least 1e-12."""
    p = Tensor([0.0, 1.0, 0.0, 1.0])
    items = nn.binary_cross_entropy(p, [1, 0, 0, 1], reduction="none")
    assert items.data.tolist() == [100.0, 100.0, 0.0, 0.0]
    items.backward(np.ones(4))
    assert p.grad.tolist() == [-1e12, 1e12, 0.0, 0.0]


def test_zero_probabilities_in_divergences():
    p, q = [0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]
    assert nn.kl_divergence(p, q) == np.inf
    assert nn.kl_divergence(q, p) == pytest.approx(np.log(2))
    assert nn.symmetric_kl(p, q) == np.inf
    wanted = 0.5 * (0.5 * np.log(2 / 3) + 0.5 * np.log(2)) + 0.5 * np.log(4 / 3)
    assert nn.js_divergence(p, q) == pytest.approx(wanted, rel=1e-14)
    right = Tensor(p)
    nn.kl_divergence(q, right).backward()
    assert right.grad.tolist() == [-2.0, 0.0, 0.0, 0.0]
    with np.errstate(divide="ignore"):
        nn.js_divergence(right, q).backward(1.0)
    assert right.grad[3] == 0.0


def test_slopes_at_the_kinks():
    def slope(loss, y, t, **options):
        out = loss(Value(y), t, **options)
        return out.local_grads[0]

    assert slope(nn.mean_absolute_error, 2.0, 2.0) == 0.0
    assert slope(nn.hinge, 1.0, 1) == 0.0
    assert slope(nn.hinge, -1.0, -1) == 0.0
    assert slope(nn.squared_hinge, 1.0, 1) == 0.0
    assert slope(nn.huber, 3.0, 2.0) == 1.0
    row = as_values([1.0, 0.0])
    assert nn.multiclass_hinge(row, 0).local_grads == (0.0, 0.0)


def test_huge_errors_do_not_overflow_in_huber():
    y = Tensor([1e300])
    loss = nn.huber(y, [0.0])
    loss.backward()
    assert (loss.item(), y.grad[0]) == (1e300, 1.0)


def test_nan_is_passed_on_with_a_warning():
    with pytest.warns(RuntimeWarning, match="squared_error.* gave nan"):
        assert np.isnan(nn.squared_error(Value(np.inf), np.inf).data)
    assert np.isnan(nn.cross_entropy([np.nan, 1.0], 1))


# -- PyTorch's numbers -----------------------------------------------------------------

STORED = json.loads(
    Path(__file__).with_name("torch_losses.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda case: case["loss"])
def test_pytorchs_numbers(case):
    function = getattr(nn, case["loss"])
    y, t = np.array(case["outputs"]), np.array(case["targets"])
    for reduction in ("mean", "sum", "none"):
        out = function(y, t, **case["options"], reduction=reduction)
        assert out == pytest.approx(np.array(case[reduction]), rel=1e-12, abs=1e-13)
    wanted = np.array(case["gradient"])
    tensor = Tensor(y)
    function(tensor, t, **case["options"]).backward()
    # PyTorch keeps the bound of p (1 - p) as a float32.
    rel = 1e-8 if np.max(np.abs(wanted)) > 1e9 else 1e-12
    assert tensor.grad == pytest.approx(wanted, rel=rel, abs=1e-15)
    outputs = as_values(y)
    function(outputs, t, **case["options"]).backward()
    grads = [each.grad for each in flat(outputs)]
    assert grads == pytest.approx(wanted.ravel(), rel=rel, abs=1e-15)


def test_pytorchs_divergence():
    case = STORED["kl_divergence"]
    q = Tensor(case["q"])
    loss = nn.kl_divergence(case["p"], q)
    loss.backward()
    assert loss.item() == pytest.approx(case["mean"], rel=1e-13)
    assert q.grad == pytest.approx(np.array(case["gradient"]), rel=1e-13)
    total = nn.kl_divergence(case["p"], case["q"], reduction="sum")
    assert total == pytest.approx(case["sum"], rel=1e-13)


def test_every_loss_has_a_row_and_an_independent_number():
    functions = {
        name
        for name, thing in vars(losses).items()
        if callable(thing) and name.islower()
    }
    classes = {
        thing
        for thing in vars(losses).values()
        if isinstance(thing, type) and thing is not Loss
    }
    assert functions == {row.function.__name__ for row in ROWS.values()}
    assert classes == {row.cls for row in ROWS.values()}
    assert all(row.cls.name == row.function.__name__ for row in ROWS.values())
    assert all(getattr(nn, name) is getattr(losses, name) for name in functions)


# -- as classes ------------------------------------------------------------------------


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


# -- mistakes --------------------------------------------------------------------------

Z = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: nn.squared_error(np.ones((4, 1)), np.ones(4)),
            ValueError,
            r"squared_error: .* \(4, 1\) and \(4,\); write outputs\[:, 0\] or targets",
        ),
        (
            lambda: nn.squared_error(np.ones(4), np.ones((4, 1))),
            ValueError,
            r"write targets\[:, 0\]",
        ),
        (lambda: nn.squared_error([1, 2], [1]), ValueError, r"\(2,\) and \(1,\)$"),
        (lambda: nn.squared_error([], []), ValueError, "nothing to compare"),
        (lambda: nn.squared_error("12", [1]), TypeError, "outputs: .* got str '12'"),
        (lambda: nn.squared_error([1], None), TypeError, "targets: .* NoneType None"),
        (lambda: nn.squared_error([[1], [1, 2]], 1), ValueError, "entry 1 has shape"),
        (lambda: nn.huber(1, 2, reduction="avg"), ValueError, "'none', got 'avg'"),
        (lambda: nn.huber(1, 2, delta=0), ValueError, "delta must be > 0, got 0"),
        (lambda: nn.huber(1, 2, delta=np.nan), ValueError, "delta must be > 0"),
        (lambda: nn.HuberLoss("1"), TypeError, "huber: delta: expected a number"),
        (
            lambda: nn.binary_cross_entropy([1.5], [1]),
            ValueError,
            r"for logits use binary_cross_entropy_with_logits\), got 1.5",
        ),
        (
            lambda: nn.binary_cross_entropy_with_logits([1.5], [-1]),
            ValueError,
            r"targets must lie in \[0, 1\] \(for -1 and \+1 use hinge.*got -1.0",
        ),
        (lambda: nn.hinge([1.5], [0]), ValueError, r"make 2 \* t - 1\), got 0.0"),
        (lambda: nn.cross_entropy(Z, [0, 3]), ValueError, "class id 3 is not among"),
        (lambda: nn.cross_entropy(Z, [0, -1]), ValueError, "class id -1 is not among"),
        (lambda: nn.cross_entropy(Z, [0, 0.5]), ValueError, "integers >= 0, got 0.5"),
        (
            lambda: nn.cross_entropy(Z, [0, 1, 2]),
            ValueError,
            r"\(2, 3\) targets must be class ids of shape \(2,\) or .* got \(3,\)",
        ),
        (
            lambda: nn.cross_entropy([0, 1], Tensor(Z)),
            ValueError,
            r"got \(2, 3\); outputs come first, then targets",
        ),
        (lambda: nn.cross_entropy(Z, Z), ValueError, "must sum to 1, got 0"),
        (lambda: nn.cross_entropy(Z, Z - 1), ValueError, "probabilities, got -1.0"),
        (lambda: nn.cross_entropy(1.0, 0), ValueError, r"\(batch, classes\), got \(\)"),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[1, 2]),
            ValueError,
            "class_weights has 2 entries for 3 classes",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[0, 0, 1]),
            ValueError,
            "the class weights of all targets are 0",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[1, -2, 3]),
            ValueError,
            "class_weights must be finite and >= 0, got .1.0, -2.0, 3.0.",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[1, np.inf, 3]),
            ValueError,
            "class_weights must be finite and >= 0",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[[1, 2, 3]]),
            TypeError,
            r"one number per class, got shape \(1, 3\)",
        ),
        (
            lambda: nn.nll_loss(Z, [0, 1], class_weights=["a", 2, 3]),
            TypeError,
            "nll_loss: class_weights: expected numbers, .* got str 'a'",
        ),
        (
            lambda: nn.cross_entropy(Z, [[0], [1]]),
            ValueError,
            r"got \(2, 1\); write targets\[:, 0\]$",
        ),
        (
            lambda: nn.cross_entropy(np.ones((0, 3)), []),
            ValueError,
            r"cross_entropy: nothing to compare, the shape is \(0, 3\)",
        ),
        (
            lambda: nn.cross_entropy(Z, Tensor([0, 1])),
            TypeError,
            r"pass their data \(targets.data\)",
        ),
        (
            lambda: nn.squared_error(np.ma.array([1.0, 2.0], mask=[0, 1]), [1, 2]),
            TypeError,
            "squared_error, outputs: got an array with masked entries",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=2.0),
            TypeError,
            "class_weights must be a list",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], label_smoothing=2),
            ValueError,
            r"label_smoothing must be in \[0, 1\], got 2",
        ),
        (
            lambda: nn.cross_entropy(Z, as_values([0, 1])),
            TypeError,
            "targets must be p",
        ),
        (lambda: nn.multiclass_hinge(Z, Tensor(Z)), TypeError, "must be plain numbers"),
        (
            lambda: nn.multiclass_hinge(Z, Z + 1 / 3),
            ValueError,
            "class ids or one-hot rows, not shares",
        ),
        (lambda: nn.kl_divergence([-1, 2], [1, 0]), ValueError, "first .* got -1.0"),
        (lambda: nn.kl_divergence([1, 0], [-1, 2]), ValueError, "second .* got -1.0"),
        (lambda: nn.kl_divergence(0.5, 0.5), ValueError, "expected rows of numbers"),
        (
            lambda: nn.squared_error([Tensor(1.0)], [1.0]),
            TypeError,
            r"a list of Tensors; make one of them, autograd_core.stack",
        ),
        (
            lambda: nn.squared_error(Tensor([1.0]), [Value(1.0)]),
            TypeError,
            "one argument is a Tensor, the other holds Values",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_values_stacked_are_a_tensor():
    outputs = as_values([[0.5, 1.0]])
    nn.cross_entropy(stack_values(outputs), [0]).backward()
    assert outputs[0][0].grad == pytest.approx(-1 / (1 + np.exp(-0.5)), rel=1e-14)
