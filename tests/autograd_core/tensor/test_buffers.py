"""Leaves in buffers of the caller's, and what may be assigned to `data` and `grad`."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.autograd_core.messages import message_of

# -- buffers ---------------------------------------------------------------------------


def in_buffers() -> tuple[Tensor, Tensor, np.ndarray, np.ndarray]:
    """Two leaves that are views of one flat array, with the numbers 0 to 5."""
    flat, flat_grad = np.arange(6.0), np.full(6, 7.0)
    a, b = Tensor(np.zeros((2, 2))), Tensor(np.zeros(2))
    a.use_buffers(flat[:4].reshape(2, 2), flat_grad[:4].reshape(2, 2))
    b.use_buffers(flat[4:], flat_grad[4:])
    return a, b, flat, flat_grad


def test_gradients_are_written_into_the_buffer() -> None:
    a, b, flat, flat_grad = in_buffers()
    assert flat_grad.tolist() == [0.0] * 6
    loss = (a * a).sum() + (b * 3.0).sum()
    assert loss.item() == 0 + 1 + 4 + 9 + 3 * (4 + 5)
    for times in (1, 2):
        loss.backward()
        assert flat_grad.tolist() == [times * g for g in (0, 2, 4, 6, 3, 3)]
    a.zero_grad()
    assert flat_grad.tolist() == [0, 0, 0, 0, 6, 6] and not a.has_grad
    loss.backward()
    assert flat_grad.tolist() == [0, 2, 4, 6, 9, 9]
    flat -= 1.0
    assert a.data.tolist() == [[-1.0, 0.0], [1.0, 2.0]]


def test_a_buffer_keeps_the_gradient_that_is_there() -> None:
    x = Tensor([1.0, 2.0])
    (x * 3.0).sum().backward()
    buffer = np.zeros(2)
    x.use_buffers(np.array([1.0, 2.0]), buffer)
    assert buffer.tolist() == [3.0, 3.0] and x.grad is buffer
    for value in (None, 0, 0.0):
        x.grad = value
        assert x.grad is buffer and buffer.tolist() == [0.0, 0.0]
        (x * 2.0).sum().backward()
        assert x.grad is buffer and buffer.tolist() == [2.0, 2.0]


def test_assigning_another_gradient_leaves_the_buffer() -> None:
    """So that somebody who clips by assignment is not writing into both."""
    a, _, _, flat_grad = in_buffers()
    (a * 2.0).sum().backward()
    a.grad = a.grad / 2.0
    assert flat_grad[:4].tolist() == [2.0] * 4
    (a * 2.0).sum().backward()
    assert a.grad.tolist() == [[3.0, 3.0], [3.0, 3.0]]
    assert flat_grad[:4].tolist() == [2.0] * 4


def test_a_copy_does_not_live_in_the_buffer() -> None:
    a, _, _, flat_grad = in_buffers()
    (a * 2.0).sum().backward()
    for twin in (copy.copy(a), copy.deepcopy(a)):
        assert twin.grad.tolist() == a.grad.tolist()
        twin.zero_grad()
        (twin * 1.0).sum().backward()
        assert twin.grad.tolist() == [[1.0, 1.0]] * 2
    assert flat_grad[:4].tolist() == [2.0] * 4


@pytest.mark.parametrize(
    ("data", "grad", "kind", "text"),
    [
        ([1.0], np.ones(1), TypeError, "data must be an array of dtype float64"),
        (np.ones(1), np.ones(1, "float32"), TypeError, "grad must be an array of dty"),
        (np.ones(2), np.ones(1), ValueError, "data: expected shape (1,), got (2,)"),
        (np.ones(1), np.ones((1, 1)), ValueError, "grad: expected shape (1,), got (1"),
        (np.broadcast_to(1.0, 1), np.ones(1), ValueError, "data is read-only"),
    ],
)
def test_bad_buffers(data: Any, grad: Any, kind: Any, text: str) -> None:
    w = Tensor([2.0], label="w")
    message = message_of(kind, w.use_buffers, data, grad)
    assert message.startswith("use_buffers of w of shape (1,): ") and text in message
    assert (w.data.tolist(), w.has_grad) == ([2.0], False)
    message = message_of(TypeError, (w * 2).use_buffers, np.ones(1), np.ones(1))
    assert "only a leaf can live in a buffer" in message


# -- setters ---------------------------------------------------------------------------


def test_assigning_data() -> None:
    """An array of the dtype is taken as it is; all else is converted."""
    x = Tensor([1.0, 2.0], dtype="float32")
    new = np.array([3.0, 4.0], "float32")
    x.data = new
    assert x.data is new
    x.data = [5, 6]
    assert (x.data.tolist(), x.data.dtype) == ([5.0, 6.0], np.float32)
    loss = (x * x).sum()
    x.data = np.array([0.0, 1.0])
    assert loss.item() == 61.0


def test_assigning_a_gradient() -> None:
    x = Tensor([1.0, 2.0])
    mine = np.array([1.0, 1.0])
    x.grad = mine
    assert x.has_grad and x.grad is mine
    (x * 2.0).sum().backward()
    assert (mine.tolist(), x.grad.tolist()) == ([1.0, 1.0], [3.0, 3.0])
    x.grad = [4, 5]
    assert (x.grad.dtype, x.grad.tolist()) == (np.float64, [4.0, 5.0])
    x.grad += 1.0
    x.grad *= 2.0
    assert x.grad.tolist() == [10.0, 12.0]
    x.grad = None
    assert not x.has_grad and x.grad.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", ["data", "grad"])
@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("a", TypeError, "expected a number, got str 'a'"),
        (["a", "b"], TypeError, "expected real numbers, got list of dtype <U1"),
        ([1j, 2.0], TypeError, "only real numbers are differentiated"),
        ([[1.0], [2.0, 3.0]], ValueError, "a ragged list"),
        ([1.0], ValueError, "of w of shape (2,): expected shape (2,), got (1,)"),
        (3.0, ValueError, "of w of shape (2,): expected shape (2,), got ()"),
        (Tensor([1.0, 2.0]), TypeError, "expected a plain array, got Tensor of shape"),
        (Value(1.0), TypeError, "expected a plain array, got Value(1.0)"),
    ],
)
def test_assigning_something_else_changes_nothing(
    name: str, value: Any, kind: Any, text: str
) -> None:
    w = Tensor([1.0, 2.0], label="w")
    message = message_of(kind, setattr, w, name, value)
    assert message.startswith(f"Tensor.{name}") and text in message
    assert (w.data.tolist(), w.has_grad) == ([1.0, 2.0], False)


# -- gradients that are computed in the buffer -----------------------------------------


def buffered(array: np.ndarray) -> Tensor:
    """A leaf whose gradient is an array of its own that says nothing yet."""
    leaf = Tensor(array)
    leaf.use_buffers(array.copy(), np.full(array.shape, np.nan, array.dtype))
    return leaf


RNG = np.random.default_rng(0)
MATRIX, SQUARE, ROW = RNG.random((4, 3)), RNG.random((3, 3)), RNG.random(3)
PROGRAMS: dict[str, Any] = {
    "a product": lambda w, b: (MATRIX @ w).sum(),
    "on the left": lambda w, b: (w @ MATRIX.T).square().sum(),
    "with a bias": lambda w, b: ac.dot(MATRIX, w, b).square().sum(),
    "of a vector": lambda w, b: ac.dot(ROW, w, b).square().sum(),
    "of a stack": lambda w, b: ac.dot(np.stack([MATRIX, -MATRIX]), w, b).exp().sum(),
    "used twice": lambda w, b: ac.dot(ac.dot(MATRIX, w, b).tanh(), w, b).square().sum(),
    "with itself": lambda w, b: (w @ w).sum() + ac.dot(w, w, b).square().sum(),
    "transposed": lambda w, b: ac.dot(MATRIX, w.T, b).square().sum(),
    "float32 data": lambda w, b: ac.dot(MATRIX.astype("float32"), w, b).square().sum(),
    "a mean of views": lambda w, b: (ac.dot(MATRIX[:, ::-1], w, b)[::2]).mean(),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_the_first_contribution_is_computed_in_the_buffer(program: Any) -> None:
    """The gradients are those of leaves without buffers, at each further backward."""
    w, b = Tensor(SQUARE), Tensor(ROW)
    w_in, b_in = buffered(SQUARE), buffered(ROW)
    buffers = w_in.grad, b_in.grad
    for _ in range(2):
        program(w, b).backward()
        program(w_in, b_in).backward()
        for leaf, twin, buffer in zip((w, b), (w_in, b_in), buffers, strict=True):
            assert twin.grad is buffer and twin.has_grad == leaf.has_grad
            np.testing.assert_allclose(twin.grad, leaf.grad, rtol=1e-13)
    w_in.zero_grad()
    assert w_in.grad is buffers[0] and not w_in.grad.any()


def test_a_buffer_that_no_product_can_be_written_into() -> None:
    """A view with gaps, and one of another order: the gradient is copied into it."""
    for buffer in (np.zeros((3, 6))[:, ::2], np.zeros((3, 3)).T):
        w, b = Tensor(SQUARE), Tensor(ROW)
        w.use_buffers(SQUARE.copy(), buffer)
        b.use_buffers(ROW.copy(), np.zeros(6)[::2])
        ac.dot(MATRIX, w, b).sum().backward()
        np.testing.assert_allclose(w.grad, MATRIX.sum(0)[:, None] * np.ones(3))
        assert w.grad is buffer and b.grad.tolist() == [4.0, 4.0, 4.0]
