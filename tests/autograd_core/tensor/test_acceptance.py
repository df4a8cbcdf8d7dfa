"""Arrays of odd kinds beside Tensors, and what replays of reductions come to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value, detect_anomaly, to_scalar_graph
from autograd_core.testing import approx_grad, check_gradient
from tests.autograd_core.messages import message_of

MASKED = np.ma.array([1.0, 2.0], mask=[False, True])


@pytest.mark.parametrize(
    "call",
    [
        Tensor,
        lambda masked: Tensor([1.0, 2.0], label="x") + masked,
        lambda masked: ac.concatenate([Tensor([1.0]), masked]),
        lambda masked: ac.grad(lambda x: x.sum())(masked),
    ],
)
def test_masked_entries_do_not_count_in_secret(call: Any) -> None:
    text = message_of(TypeError, call, MASKED)
    assert "masked entries, which would count like all others; use a.filled" in text


def test_an_array_that_could_have_masked_entries_and_has_none() -> None:
    x = Tensor([1.0, 2.0])
    (x * np.ma.array([3.0, 4.0])).sum().backward()
    assert x.grad.tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda x: ac.clip(x, -0.5, 0.5),
        lambda x: ac.clip(0.5, x, 2.0),
        lambda x: ac.maximum(x, 0.0),
        lambda x: ac.power(x, 3),
        lambda x: ac.power(2, x),
        lambda x: ac.where(x > 0, 1.0, x),
        lambda x: ac.where(True, x, 0),
        lambda x: ac.elu(x, 2.0),
        lambda x: ac.leaky_relu(x, 0.5),
        lambda x: ac.hypot(x, 4.0),
        lambda x: ac.norm(x, 3),
        lambda x: ac.norm(x, 0.5, axis=0),
    ],
)
def test_a_number_never_widens_a_plain_array(call: Any) -> None:
    x = np.array([-1.0, 0.25, 2.0], np.float32)
    assert call(x).dtype == call(Tensor(x)).dtype == np.float32
    np.testing.assert_allclose(call(x), call(x.astype(np.float64)), rtol=1e-6)


def test_replay_of_a_reduction_to_one_number() -> None:
    x = Tensor([1.0, 2.0, 4.0], label="x")
    twin = to_scalar_graph(ac.std(x))
    twin.backward()
    deviation = np.std([1.0, 2.0, 4.0])
    assert twin.data == pytest.approx(deviation, rel=1e-15)
    leaf = next(node for node in ac.topological_order(twin) if node.label == "x[2]")
    assert leaf.grad == pytest.approx((4.0 - 7.0 / 3) / (3 * deviation), rel=1e-14)


def test_a_gradient_by_hand_names_its_parts_in_any_order() -> None:
    def loss(p: Any) -> Any:
        return (p["w"] * 3.0 + p["b"]) ** 2

    def by_hand(p: Any) -> Any:
        residual = p["w"] * 3.0 + p["b"]
        return {"b": 2.0 * residual, "w": 6.0 * residual}

    point = ({"w": 1.5, "b": 0.5},)
    assert check_gradient(loss, point, analytic=by_hand)
    assert approx_grad(loss, point) == (by_hand(*point),)


@pytest.mark.parametrize(
    "view",
    [
        lambda w: w[0],
        lambda w: w.T[:, 0],
        lambda w: w.reshape(-1)[:2],
        lambda w: w[None].broadcast_to((3, 2, 2))[0, 0],
    ],
)
def test_a_change_seen_through_a_view_names_the_tensor_that_was_changed(
    view: Any,
) -> None:
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], label="W")
    with detect_anomaly():
        loss = (view(W) ** 2).sum()
        W.data[0, 0] = 5.0
        text = message_of(GraphError, loss.backward)
    assert "W of shape (2, 2) was changed in place after the op ran" in text
    assert not W.has_grad


def test_whether_a_number_is_among_the_entries() -> None:
    x = Tensor([1.0, 2.0])
    assert 2.0 in x
    assert 3.0 not in x
    assert Tensor(2.0) in x
    assert Value(1.0) in x


def test_an_array_of_tensors_is_a_stack() -> None:
    x = Tensor([1.0, 2.0], label="x")
    text = message_of(TypeError, lambda: np.array([x[0] ** 2, x[1]]))
    assert "such as stack([t, u]) for np.array([t, u])" in text


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_the_gradient_of_det_where_there_is_no_inverse(n: int) -> None:
    """d det / d a_ij is the minor without row i and column j, with its sign."""
    a = np.random.default_rng(n).standard_normal((2, n, n))
    a[0, -1] = a[0, 0] if n > 1 else 0.0
    expected = np.empty_like(a)
    for k, i, j in np.ndindex(a.shape):
        minor = np.delete(np.delete(a[k], i, axis=0), j, axis=1)
        expected[k, i, j] = (-1.0) ** (i + j) * np.linalg.det(minor)
    actual = ac.grad(lambda x: ac.det(x).sum())(a)
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-12)


def test_the_gradient_of_det_of_rank_below_n_minus_1_is_0() -> None:
    assert np.abs(ac.grad(ac.det)(np.ones((60, 60)))).max() == 0.0


@pytest.mark.parametrize(
    ("subscripts", "text"),
    [
        (
            "ij,jk->ik",
            "j is 3 long in A of shape (2, 3) and 2 long in B of shape (2, 4)",
        ),
        ("i...,...j->ij...", "the ... is 3 long in A of shape (2, 3) and 2 long in B"),
    ],
)
def test_einsum_names_the_axis_that_does_not_fit(subscripts: str, text: str) -> None:
    A, B = Tensor(np.ones((2, 3)), label="A"), Tensor(np.ones((2, 4)), label="B")
    message = message_of(ValueError, ac.einsum, subscripts, A, B)
    assert message.startswith(f"einsum({subscripts!r}): ")
    assert text in message
    assert ac.einsum("ij,ik", A, B).shape == (3, 4)


def test_einsum_of_one_tensor_twice() -> None:
    A = Tensor(np.ones((2, 3)), label="A")
    text = message_of(ValueError, ac.einsum, "ij,jk->ik", A, A)
    assert "j is 3 long in A of shape (2, 3) and 2 long in A" in text


def test_a_tensor_is_not_an_index() -> None:
    A, index = Tensor(np.ones((2, 3)), label="A"), Tensor([[0.0], [1.0]])
    text = message_of(TypeError, ac.take_along_axis, A, index, 1)
    assert "index of A of shape (2, 3): a node is not an index" in text


@pytest.mark.parametrize(
    "index", [True, False, np.True_, np.array(False), (0, True), (None, np.False_)]
)
def test_a_bare_bool_is_not_an_index(index: Any) -> None:
    """NumPy takes it as a mask without axes: `x[x.size == 3]` has one axis more."""
    A = Tensor(np.ones((2, 3)), label="A")
    part = index[1] if isinstance(index, tuple) else index
    assert message_of(TypeError, lambda: A[index]) == (
        f"index of A of shape (2, 3): {bool(part)} is neither a position nor a mask; a "
        "mask has one bool for each entry, as x[x == 0] makes it; 0 and 1 are positions"
    )
