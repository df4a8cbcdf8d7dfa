"""`p -= 0.1 * p.grad`: a leaf moves inside `no_grad()`; outside that is refused."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nn
from autograd_core import GraphError, Tensor, Value, grad, no_grad
from tests.autograd_core.messages import message_of

OPERATIONS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
    "+=": (operator.iadd, operator.add),
    "-=": (operator.isub, operator.sub),
    "*=": (operator.imul, operator.mul),
    "/=": (operator.itruediv, operator.truediv),
    "**=": (operator.ipow, operator.pow),
}
in_place = pytest.mark.parametrize("symbol", OPERATIONS)


@in_place
@pytest.mark.parametrize("other", [3, 0.5, np.float64(2.0), np.array(2.0), Value(4.0)])
def test_a_value_moves_inside_no_grad(symbol: str, other: Any) -> None:
    change, expected = OPERATIONS[symbol]
    w = Value(1.5, label="w")
    w.grad = 7.0
    with no_grad():
        moved = change(w, other)
    number = other.data if isinstance(other, Value) else float(other)
    assert moved is w and w.data == expected(1.5, number)
    assert (w.grad, w.label, w.is_leaf) == (7.0, "w", True)
    (w * w).backward()
    assert w.grad == 7.0 + 2 * w.data


@in_place
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "other", [2.0, np.array([1.0, 2.0, 4.0]), Tensor([1.0, 2.0, 4.0]), [1.0, 2.0, 4.0]]
)
def test_a_tensor_moves_inside_no_grad(symbol: str, other: Any, dtype: Any) -> None:
    change, expected = OPERATIONS[symbol]
    start = np.array([0.5, 1.5, 3.0], dtype)
    W = Tensor(start)
    before = W.data
    with no_grad():
        moved = change(W, other)
    numbers = np.asarray(getattr(other, "data", other))
    assert moved is W and W.dtype == dtype
    assert W.data == pytest.approx(expected(start.astype(float), numbers), rel=1e-6)
    assert before.tolist() == [0.5, 1.5, 3.0]  # what ops have recorded stays


def test_a_matrix_product_in_place() -> None:
    W = Tensor([[1.0, 2.0], [3.0, 4.0]])
    with no_grad():
        moved = W
        moved @= np.array([[0.0, 1.0], [1.0, 0.0]])
    assert moved is W and W.data.tolist() == [[2.0, 1.0], [4.0, 3.0]]


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Linear(2, 1, rng=0),
        lambda: nn.Neuron(2, activation="identity", rng=0),
    ],
)
def test_the_loop_of_the_tutorials_trains(make: Callable[[], Any]) -> None:
    """Least squares on points of a plane: gradient descent finds its coefficients."""
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [-1.0, 1.0]])
    y = X @ np.array([[2.0], [-3.0]]) + 0.5
    model = make()
    for _ in range(500):
        if isinstance(model, nn.Neuron):
            errors = [
                model(row) - t for row, t in zip(X.tolist(), y[:, 0], strict=True)
            ]
            loss = sum(error * error for error in errors) / 4
        else:
            loss = ((model(X) - y) ** 2).mean()
        model.zero_grad()
        loss.backward()
        with no_grad():
            for p in model.parameters():
                p -= 0.2 * p.grad
    numbers = np.concatenate([np.ravel(p.data) for p in model.parameters()])
    assert sorted(numbers) == pytest.approx([-3.0, 0.5, 2.0], abs=1e-6)


MESSAGES = [
    (
        lambda: operator.isub(Value(2.0, label="w"), 0.5),
        "w -= 0.5 outside no_grad(): the leaf w = 2.0 would stay as it is. To move it "
        "write `with no_grad(): w -= ...`, or w.data -= ...; for a new node write "
        "w = w - ...",
    ),
    (  # no name of a variable
        lambda: operator.iadd(Value(2.0, label="layers.0.w"), 0.5),
        "p += 0.5 outside no_grad(): the leaf layers.0.w = 2.0 would stay as it is. To "
        "move it write `with no_grad(): p += ...`, or p.data += ...; for a new node "
        "write p = p + ...",
    ),
    (
        lambda: operator.imul(Tensor([1.0, 2.0]), np.ones(2)),
        "p *= array([1., 1.]) outside no_grad(): the leaf Tensor of shape (2,) would "
        "stay as it is. To move it write `with no_grad(): p *= ...`, or p.data *= ...; "
        "for a new node write p = p * ...",
    ),
]


@pytest.mark.parametrize(("change", "message"), MESSAGES)
def test_outside_no_grad_it_is_refused(change: Any, message: str) -> None:
    assert message_of(GraphError, change) == message


@in_place
def test_every_operator_is_refused_outside(symbol: str) -> None:
    change, _ = OPERATIONS[symbol]
    for leaf in (Value(2.0), Tensor([2.0])):
        with pytest.raises(GraphError):
            change(leaf, 3.0)


def test_a_step_of_another_shape_changes_nothing() -> None:
    W = Tensor([1.0, 2.0], label="W")
    with no_grad(), pytest.raises(ValueError) as caught:
        W -= np.ones((3, 2))
    assert str(caught.value) == (
        "Tensor.data of W of shape (2,): expected shape (2,), got (3, 2)"
    )
    assert W.data.tolist() == [1.0, 2.0]


@in_place
def test_sums_of_nodes_and_results_go_on_making_nodes(symbol: str) -> None:
    """As in micrograd: `total = Value(0.0); total += x * x`."""
    change, expected = OPERATIONS[symbol]
    a, b = Value(3.0), Value(2.0)
    total = change(a, b)
    assert total is not a and (a.data, total.data) == (3.0, expected(3.0, 2.0))
    assert total.parents == (a, b)
    again = change(total, 2.0)
    assert again.data == expected(total.data, 2.0) and again.parents[0] is total


def test_inside_a_transformed_function_the_input_is_a_number() -> None:
    """d/dx (x + 1)^2 = 2 (x + 1)."""

    def f(x: Any) -> Any:
        x += 1.0
        x *= x
        return x

    assert grad(f)(2.0) == 6.0
    assert grad(lambda x: f(x).sum())(np.array([2.0, 3.0])).tolist() == [6.0, 8.0]
