"""`.data =` between an op and a walk: the old numbers, or an error; never the new ones.

A Value keeps its local derivatives as numbers, so first derivatives are those of the
numbers that the op ran with. Everything that needs the operands again raises.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    Tensor,
    Value,
    gradients,
    no_grad,
    to_scalar_graph,
    vjp,
)
from tests.autograd_core.messages import message_of


def assign(x: Any) -> None:
    x.data = np.full(x.shape, 7.0)


def assign_in_place(x: Any) -> None:
    x.data *= 2.0


def assign_the_same(x: Any) -> None:
    x.data = x.data


CHANGES = {"assigned": assign, "in place": assign_in_place, "same": assign_the_same}

WALKS: dict[str, Callable[[Any, Any], Any]] = {
    "backward": lambda out, x: out.backward(),
    "gradients": lambda out, x: gradients(out, x),
    "create_graph": lambda out, x: gradients(out, x, create_graph=True),
    "copy": lambda out, x: copy.deepcopy(out).backward(),
    "scalar graph": lambda out, x: to_scalar_graph(out),
    "local_grads": lambda out, x: out.parents[0].local_grads,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_leaf(walk: str, change: str, dtype: str) -> None:
    t, w = Tensor([1.0, 2.0], dtype, "t"), Tensor([3.0, 4.0], dtype, "w")
    other = Tensor([5.0, 6.0], dtype)
    out = (t * w).sum() + other.sum()
    if walk == "local_grads":
        out = (t * w).sum()
    CHANGES[change](w)
    message = message_of(GraphError, WALKS[walk], out, t)
    assert message == (
        "t * w: the data of w of shape (2,) was assigned after the op ran, so its "
        "gradient would be that of other numbers; compute the result anew"
    )
    assert not t.has_grad and not w.has_grad and not other.has_grad


@pytest.mark.parametrize("walk", ["backward", "gradients", "create_graph"])
def test_a_result_on_the_way(walk: str) -> None:
    """Of y both the op that made it and the op that uses it are refused."""
    x = Tensor([1.0, 2.0], label="x")
    y = x.exp()
    y.label = "y"
    out = (y * y).sum()
    y.data = np.zeros(2)
    message = message_of(GraphError, WALKS[walk], out, x)
    assert message.startswith("y * y: the data of y of shape (2,) was assigned after")
    y = x.exp()
    y.data = np.zeros(2)
    message = message_of(GraphError, y.backward, np.ones(2))
    assert message.startswith("exp(x of shape (2,)): the data of the result was assig")
    assert not x.has_grad


OPS: dict[str, Callable[[Any, Any], Any]] = {
    "multiply": lambda t, w: t * w,
    "matmul": lambda t, w: t @ w.T,
    "hypot": ac.hypot,
    "where": lambda t, w: ac.where(t > 0, t * w, w),
    "power": lambda t, w: t**w,
    "outer": ac.outer,
    "einsum": lambda t, w: ac.einsum("ij,ij->i", t, w),
    "norm": lambda t, w: (t + w).norm() * w.sum() + (t * w).norm(),
    "with a Value": lambda t, w: t * w.values()[0][0],
    "parts": lambda t, w: ac.concatenate([t * w[:, ::-1], w]),
}
# Ops that use a view of w keep its old numbers, unless they are changed in place.
OLD_NUMBERS = {("assigned", name) for name in ("matmul", "outer", "parts")}
OLD_NUMBERS |= {(change, "with a Value") for change in CHANGES}


@pytest.mark.parametrize("change", ["assigned", "in place"])
@pytest.mark.parametrize("name", OPS)
def test_every_kind_of_op(name: str, change: str) -> None:
    t, w = Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]], label="w")
    loss = OPS[name](t, w).sum()
    expected = gradients(loss, t)
    CHANGES[change](w)
    for walk in ("backward", "gradients", "create_graph"):
        if (change, name) in OLD_NUMBERS:
            assert np.array_equal(gradients(loss, t), expected)
            assert np.array_equal(gradients(loss, t, create_graph=True).data, expected)
            continue
        message = message_of(GraphError, WALKS[walk], loss, t)
        assert "was assigned after the op ran" in message
        assert not t.has_grad


def test_linear_ops_need_no_numbers() -> None:
    x = Tensor([1.0, 2.0, 3.0])
    out = ac.concatenate([x.reshape(3, 1), x[:, None]]).sum()
    x.data = np.zeros(3)
    out.backward()
    assert x.grad.tolist() == [2.0, 2.0, 2.0]


def test_in_transforms() -> None:
    """A pullback, which is called later, refuses too."""
    w = Tensor([3.0, 4.0], label="w")
    _, pullback = vjp(lambda x: (x * w).sum(), np.array([1.0, 2.0]))
    assert pullback(1.0)[0].data.tolist() == [3.0, 4.0]
    w.data = np.zeros(2)
    message = message_of(GraphError, pullback, 1.0)
    assert "the data of w of shape (2,) was assigned after the op ran" in message


def test_a_linear_map_refuses_too() -> None:
    w = Tensor([3.0, 4.0], label="w")
    _, push = ac.linearize(lambda x: (x * w).sum(), np.array([1.0, 2.0]))
    assert push(np.ones(2)) == 7.0
    w.data = np.zeros(2)
    message = message_of(GraphError, push, np.ones(2))
    assert "the data of w of shape (2,) was assigned after the op ran" in message


# -- Values ----------------------------------------------------------------------------


def test_first_derivatives_of_values_are_those_of_the_old_numbers() -> None:
    x, w = Value(2.0), Value(3.0)
    y = x * w
    out = y**2
    w.data, y.data = 100.0, 50.0
    out.backward()
    assert (x.grad, gradients(out, x)) == (36.0, 36.0)  # 2 x w^2


@pytest.mark.parametrize(
    ("f", "before", "after"),
    [
        (lambda x: x**3, 2.0, -2.0),  # the same slope, another result
        (lambda x: x.cos(), 1.0, -1.0),  # the same result, another slope
        (lambda x: x * x, 3.0, 3.0 + 1e-9),
        (lambda x: x.exp(), 1.0, 2.0),
        (lambda x: ac.hypot(x, 1.0), 1.0, 1.5),
        (lambda x: ac.dot([x, 1.0], [x, x]), 1.0, 2.0),
        (lambda x: ac.logsumexp([x, 0.0]), 1.0, 2.0),
    ],
)
def test_higher_derivatives_of_values_raise(
    f: Any, before: float, after: float
) -> None:
    x = Value(before)
    out = f(x)
    x.data = after
    message = message_of(GraphError, gradients, out, x, create_graph=True)
    assert " was assigned after the op ran " in message
    x.data = before
    assert gradients(out, x, create_graph=True).data == gradients(out, x)


# -- what must work --------------------------------------------------------------------


def test_training_loops() -> None:
    """sum (w x - y)^2 by gradient descent, by hand in NumPy beside it."""
    x, y = np.array([1.0, 2.0]), np.array([2.0, 3.0])
    w, number = Tensor([0.5, 0.5]), np.array([0.5, 0.5])
    for step in range(20):
        w.zero_grad()
        ((w * x - y) ** 2).sum().backward()
        slope = 2 * (number * x - y) * x
        assert w.grad.tolist() == slope.tolist()
        number = number - 0.1 * slope
        if step % 3 == 0:
            w.data -= 0.1 * w.grad
        elif step % 3 == 1:
            w.data = w.data - 0.1 * w.grad
        else:
            with no_grad():
                w.data[...] = w.data - 0.1 * w.grad
    assert w.data.tolist() == number.tolist()


def test_a_buffer_with_the_same_numbers_changes_nothing() -> None:
    w = Tensor([3.0, np.nan], label="w")
    out = (w * 2.0).sum()
    w.use_buffers(np.array([3.0, np.nan]), np.zeros(2))
    out.backward()
    assert w.grad.tolist() == [2.0, 2.0]
    out = (w * w).sum()
    w.use_buffers(np.array([4.0, 4.0]), np.zeros(2))
    message = message_of(GraphError, out.backward)
    assert message.startswith("w * w: the data of w of shape (2,) was assigned after")


def test_copies_keep_the_time() -> None:
    w = Tensor([3.0])
    w.data = np.array([4.0])
    for twin in (copy.deepcopy(w), copy.copy(w), pickle.loads(pickle.dumps(w))):
        (twin * twin).sum().backward()
        assert twin.grad.tolist() == [8.0]


def test_a_leaf_pickled_in_a_process_with_a_later_time() -> None:
    w = Tensor([3.0])
    for _ in range(3):
        w.data = np.array([4.0])
    *state, made, assigned = w._state()
    w._restore((*state, made, assigned + 10**6))
    (w * w).sum().backward()
    assert w.grad.tolist() == [8.0]
