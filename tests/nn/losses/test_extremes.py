"""Losses of extreme logits, certain probabilities, infinities, and at kinks."""

import math

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value, gradients
from tests.nn.losses.loss_table import as_values, flat


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
    expected = 0.5 * (0.5 * np.log(2 / 3) + 0.5 * np.log(2)) + 0.5 * np.log(4 / 3)
    assert nn.js_divergence(p, q) == pytest.approx(expected, rel=1e-14)
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


# -- divergences where both probabilities are 0 ----------------------------------------

HALVES = [0.5, 0.5, 0.0]
# d/dp, d/dq, and what d2/dp2, d2/dp dq, d2/dq2 tend to along p = q.
AT_ZERO = {
    "symmetric_kl": (nn.symmetric_kl, 0.0, 0.0, math.inf, -math.inf, math.inf),
    "kl_divergence": (nn.kl_divergence, 1.0, 0.0, math.inf, -math.inf, math.inf),
    "js_divergence": (nn.js_divergence, 0.0, 0.0, math.inf, -math.inf, math.inf),
}


@pytest.mark.parametrize("name", AT_ZERO)
@pytest.mark.parametrize("scalar", [False, True])
def test_divergences_at_zero(name, scalar):
    """At the minimum p = q a symmetric divergence has gradient 0, in empty classes too.

    A second derivative there is the limit or nan, never a finite number.
    """
    loss, by_p, by_q, *seconds = AT_ZERO[name]
    if scalar:
        p, q = ([Value(x) for x in HALVES] for _ in range(2))
        first = gradients(loss(p, q), [p[2], q[2]], create_graph=True)
        entries = [x.data for x in first]
        pairs = [gradients(x, [p[2], q[2]]) for x in first]
    else:
        p, q = Tensor(HALVES), Tensor(HALVES)
        first = [x[2] for x in gradients(loss(p, q), [p, q], create_graph=True)]
        entries = [x.item() for x in first]
        pairs = [[y[2] for y in gradients(x, [p, q])] for x in first]
    assert entries == [by_p, by_q]
    (pp, pq), (qp, qq) = pairs
    for second, limit in zip(
        (pp, pq, qp, qq), [*seconds[:2], *seconds[1:]], strict=True
    ):
        assert second == limit or math.isnan(second)


def test_the_gradient_of_equal_distributions_is_zero():
    for shares in ([0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.25, 0.75, 0.0]):
        p, q = Tensor(shares), Tensor(shares)
        nn.symmetric_kl(p, q).backward()
        assert p.grad.tolist() == q.grad.tolist() == [0.0, 0.0, 0.0]


def test_nearly_equal_distributions_are_about_zero_apart():
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(10), size=200)
    q = p * (1.0 + 1e-9 * rng.normal(size=p.shape))
    q /= q.sum(axis=1, keepdims=True)
    assert nn.kl_divergence(p, q, reduction="none").min() > -1e-15


def test_classes_are_on_the_last_axis_of_any_number():
    rng = np.random.default_rng(0)
    logits, ids = rng.normal(size=(2, 3, 3)), rng.integers(3, size=(2, 3))
    flat = nn.cross_entropy(logits.reshape(6, 3), ids.ravel())
    assert nn.cross_entropy(logits, ids) == flat
