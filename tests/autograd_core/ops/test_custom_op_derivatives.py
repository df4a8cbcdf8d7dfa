"""custom_op: derivatives that broadcast, that leave the graph, that wait, that fail."""

from __future__ import annotations

import itertools
import math
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    Tensor,
    Value,
    custom_op,
    detect_anomaly,
    grad,
    gradients,
    hessian,
    hvp,
    jvp,
    to_scalar_graph,
)
from autograd_core.engine.walk import topological_order
from tests.autograd_core.messages import message_of
from tests.autograd_core.threads import in_threads

times = custom_op(lambda x, y: x * y, lambda x, y: (y, x), name="times")
# f = x^2 y + z, with slopes 2xy, x^2 and a constant
mixed = custom_op(
    lambda x, y, z: x * x * y + z, lambda x, y, z: (2 * x * y, x * x, 1.0), name="mixed"
)

# -- operands that broadcast -----------------------------------------------------------

COLUMN, ROW, MATRIX = (
    np.array([[2.0], [5.0]]),
    np.array([1.0, 2.0, 3.0]),
    np.ones((2, 3)),
)
SHAPES = {
    "row and column": (ROW, COLUMN),
    "matrix and row": (MATRIX * 3.0, ROW),
    "number and matrix": (np.array(4.0), MATRIX),
    "one entry and row": (np.array([4.0]), ROW),
    "no entries": (np.zeros((0, 3)), ROW),
}


def summed(array: Any, shape: tuple[int, ...]) -> Any:
    """The sum over the axes along which an array of this shape was repeated."""
    extra = array.ndim - len(shape)
    array = array.sum(axis=tuple(range(extra)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1)
    return array.sum(axis=axes, keepdims=True)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SHAPES)
def test_broadcasting_in_backward(name: str, dtype: str) -> None:
    """d sum(w x y) / dx = sum of w y over the axes that x was repeated along."""
    a, b = [np.asarray(array, dtype) for array in SHAPES[name]]
    weights = np.arange(np.broadcast(a, b).size, dtype=dtype)
    weights = weights.reshape(np.broadcast_shapes(a.shape, b.shape))
    x, y = Tensor(a, dtype=dtype), Tensor(b, dtype=dtype)
    (times(x, y) * weights).sum().backward()
    ones = np.ones_like(weights)
    for node, other in ((x, b), (y, a)):
        expected = summed(weights * other * ones, node.shape)
        assert np.array_equal(node.grad, expected)
        assert node.grad.dtype == node.dtype == dtype


@pytest.mark.parametrize("name", SHAPES)
def test_broadcasting_in_every_other_walk(name: str) -> None:
    a, b = SHAPES[name]

    def op(x: Any, y: Any) -> Any:
        return (times(x, y) ** 2).sum()

    def plain(x: Any, y: Any) -> Any:
        return ((x * y) ** 2).sum()

    x, y = Tensor(a), Tensor(b)
    for ours, reference in zip(
        gradients(op(x, y), [x, y], create_graph=True),
        gradients(plain(x, y), [x, y]),
        strict=True,
    ):
        assert np.array_equal(ours.data, reference)
    direction = (np.full(a.shape, 0.5), np.full(b.shape, -2.0))
    assert jvp(op, (a, b), direction) == jvp(plain, (a, b), direction)
    for ours, reference in zip(
        hvp(op, (a, b), direction), hvp(plain, (a, b), direction), strict=True
    ):
        assert np.allclose(ours, reference, rtol=1e-14, atol=0)
    with detect_anomaly():
        op(x, y).backward()
    assert np.array_equal(x.grad, gradients(plain(x, y), x))


def test_broadcasting_in_the_scalar_graph() -> None:
    x, y = Tensor(ROW, label="x"), Tensor(COLUMN, label="y")
    root = to_scalar_graph((times(x, y) ** 2).sum())
    root.backward()
    by_label = {node.label: node.grad for node in topological_order(root) if node.label}
    # d sum (x y)^2 / dx = 2 x (2^2 + 5^2)
    assert [by_label[f"x[{i}]"] for i in range(3)] == [58.0, 116.0, 174.0]
    assert [by_label[f"y[{i},0]"] for i in range(2)] == [56.0, 140.0]


KINDS: dict[str, Callable[[float], Any]] = {
    "number": float,
    "Value": Value,
    "Tensor": lambda n: Tensor([[n], [n + 1.0]]),
    "array": lambda n: np.array([n, n + 2.0, n - 4.0]),
}


@pytest.mark.parametrize(
    "kinds", list(itertools.product(KINDS, repeat=3)), ids="-".join
)
def test_operands_of_every_kind(kinds: tuple[str, ...]) -> None:
    """x^2 y + z on numbers, Values, Tensors and arrays equals the plain formula."""
    operands = [KINDS[kind](n) for kind, n in zip(kinds, (2.0, 3.0, 5.0), strict=True)]
    twins = operands
    if "Tensor" in kinds:  # Value * array would be an array of Values
        twins = [Tensor(x.data) if isinstance(x, Value) else x for x in operands]
    out, plain = mixed(*operands), twins[0] * twins[0] * twins[1] + twins[2]
    nodes, twins = [
        [x for x in part if isinstance(x, (Value, Tensor))]
        for part in (operands, twins)
    ]
    if not nodes:
        assert np.array_equal(out, plain)
        return
    if isinstance(out, np.ndarray):  # of Values
        out, plain = ac.sum(list(out)), ac.sum(list(plain))
    elif isinstance(out, Tensor):
        out, plain = (out * out).sum(), (plain * plain).sum()
    expected = gradients(plain, twins)
    out.backward()
    slopes = gradients(out, nodes, create_graph=True)
    for node, slope, number in zip(nodes, slopes, expected, strict=True):
        assert np.allclose(node.grad, number, rtol=1e-14, atol=0)
        assert np.allclose(slope.data, number, rtol=1e-14, atol=0)


def test_a_derivative_of_another_shape() -> None:
    for shape in ((3,), (2, 2), (1, 1, 2)):
        wrong = custom_op(lambda x: x, lambda x, s=shape: np.ones(s), name="wrong")
        message = message_of(ValueError, wrong, Tensor([1.0, 2.0]))
        assert message == (
            "custom op wrong, local_grads: expected one number for each entry, shape "
            f"(2,), got shape {shape}"
        )


def test_arrays_in_an_array_out() -> None:
    assert times(ROW, COLUMN).tolist() == [[2.0, 4.0, 6.0], [5.0, 10.0, 15.0]]
    grow: Any = custom_op(np.exp, lambda x: grow(x), name="grow")
    x = Tensor([0.5, 1.0])
    grow(x).sum().backward()
    assert x.grad.tolist() == np.exp([0.5, 1.0]).tolist()
    assert np.allclose(
        hessian(lambda x: grow(x).sum())(x.data), np.diag(np.exp(x.data))
    )


# -- how often the user's functions run ------------------------------------------------


@pytest.mark.parametrize("at", [2.0, [1.0, 2.0]], ids=["Value", "Tensor"])
def test_local_grads_run_once_in_every_walk(at: Any) -> None:
    """Also with several operands, and on nodes."""
    calls: list[str] = []

    def local_grads(x: Any, y: Any) -> Any:
        calls.append(type(x).__name__)
        return y, x

    op = custom_op(lambda x, y: x * y, local_grads, name="op")
    x, y = (Tensor(at), Tensor(at)) if isinstance(at, list) else (Value(at), Value(at))
    plain = "ndarray" if isinstance(at, list) else "float"
    out = op(x, y)
    seed = np.ones(2) if isinstance(at, list) else 1.0
    assert calls == [plain]
    out.backward(seed)
    gradients(out, [x, y], upstream=seed)
    assert calls == [plain]
    gradients(out, [x, y], upstream=seed, create_graph=True)
    assert calls == [plain, type(x).__name__]
    for walk in (
        lambda: jvp(op, (np.ones(2), np.ones(2)), (np.ones(2), np.ones(2))),
        lambda: grad(lambda x: op(x, x).sum())(np.ones(2)),
        lambda: jvp(op, (1.0, 2.0), (1.0, 1.0)),
        lambda: grad(op)(1.0, 2.0),
    ):
        calls.clear()
        walk()
        assert len(calls) == 1


# -- derivatives that leave the graph --------------------------------------------------


def payload(x: Any) -> Any:
    return x.data if isinstance(x, (Value, Tensor)) else x


def item(x: Any) -> Any:
    return x.item() if isinstance(x, (Value, Tensor)) else x


def numpy(x: Any) -> Any:
    return x.numpy() if isinstance(x, Tensor) else x


LEAVING: dict[str, tuple[Callable[[Any], Any], str]] = {
    "data": (lambda x: 8 * payload(x), "data"),
    "data of a result": (lambda x: 8 * payload(x * 1.0), "data"),
    "data in a part": (lambda x: x * 4 + 4 * payload(x), "data"),
    "item": (lambda x: 8 * item(x), "item()"),
    "numpy": (lambda x: 8 * numpy(x), "numpy()"),
}


@pytest.mark.parametrize("name", LEAVING)
def test_a_derivative_that_leaves_the_graph(name: str) -> None:
    """f = 4 x^2 has the second derivative 8; 0 would be a wrong number."""
    local_grads, attribute = LEAVING[name]
    op = custom_op(lambda x: 4 * x * x, local_grads, name="op")
    x, t = Value(3.0, label="x"), Tensor([3.0], label="t")
    one = np.ones(1)
    calls: list[Callable[[], Any]] = [
        lambda: gradients(op(t).sum(), t, create_graph=True),
        lambda: hessian(lambda x: op(x).sum())(one),
        lambda: hvp(lambda x: op(x).sum(), (one,), (one,)),
    ]
    assert gradients(op(t).sum(), t).tolist() == [24.0]
    if name != "numpy":
        assert gradients(op(x), x) == grad(op)(3.0) == 24.0
        calls += [
            lambda: gradients(op(x), x, create_graph=True),
            lambda: grad(grad(op))(3.0),
            lambda: grad(lambda x: gradients(op(x), x))(3.0),
        ]
    for call in calls:
        message = message_of(GraphError, call)
        assert message.startswith(
            "no higher derivative through custom op op: its local_grads asks "
        )
        assert message.endswith(
            f" for {attribute}, a plain number or array, through which no derivative "
            "goes; write it in operators and functions of autograd_core, on the "
            "operands as they are"
        )
    assert not x.has_grad and not t.has_grad
    assert x.data == 3.0 == x.item() == t.item()


def test_getattr_leaves_the_graph_too() -> None:
    op = custom_op(lambda x: 4 * x * x, lambda x: 8 * getattr(x, "data", x), name="op")
    assert grad(op)(3.0) == 24.0
    message = message_of(GraphError, grad(grad(op)), 3.0)
    assert " asks Value(3.0) for data, " in message


def test_float_and_math_leave_the_graph_too() -> None:
    for leave in (float, math.sqrt, int):
        op = custom_op(lambda x: x * x, lambda x, leave=leave: 2 * leave(x), name="op")
        message = message_of(GraphError, grad(grad(op)), 3.0)
        assert message.startswith("no higher derivative through custom op op: its ")


def test_what_does_not_depend_on_the_operands_may_be_read() -> None:
    """Constants, branches, printing: f = w x^2 with a closed-over w."""
    w = Value(3.0)

    def local_grads(x: Any) -> Any:
        assert repr(x) and f"{x:.3f}" and (x > 0 or x <= 0) and bool(x)
        return 2 * w.data * x

    op = custom_op(lambda x: w.data * x * x, local_grads, name="op")
    assert grad(grad(op))(2.0) == 6.0
    assert hessian(op)(2.0) == 6.0
    linear = custom_op(lambda x: 4.0 * x, lambda x: 4.0, name="linear")
    assert grad(linear)(2.0) == 4.0
    assert grad(grad(linear))(2.0) == 0.0
    step = custom_op(abs, lambda x: 1.0 if x > 0 else -1.0, name="step")
    assert (grad(step)(-2.0), grad(grad(step))(-2.0)) == (-1.0, 0.0)


def test_other_threads_may_read_the_operands_meanwhile() -> None:
    x = Value(3.0)

    def local_grads(x: Any) -> Any:
        if isinstance(x, Value):
            thread = threading.Thread(target=lambda: numbers.append(node.data))
            thread.start()
            thread.join()
        return 2 * x

    numbers: list[float] = []
    node = x
    op = custom_op(lambda x: x * x, local_grads, name="op")
    assert gradients(gradients(op(x), x, create_graph=True), x) == 2.0
    assert numbers == [3.0]


# -- derivatives that walk, wait or fail -----------------------------------------------


@pytest.mark.parametrize("at", [Value(2.0), Tensor([2.0])], ids=["Value", "Tensor"])
def test_a_derivative_may_wait_for_a_thread_that_walks(at: Any) -> None:
    finished = []

    def walk() -> None:
        w = Value(1.0)
        (w * 3.0).backward()
        finished.append(w.grad)

    def local_grads(x: Any) -> Any:
        thread = threading.Thread(target=walk, daemon=True)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        return 2 * x

    op = custom_op(lambda x: x * x, local_grads, name="op")
    out = op(at)
    out.backward(1.0 if isinstance(at, Value) else np.ones(1))
    gradients(out, at, create_graph=True)
    with detect_anomaly():
        out.backward(1.0 if isinstance(at, Value) else np.ones(1))
    assert finished == [3.0] * 2


@pytest.mark.parametrize("at", [Value(2.0), Tensor([2.0])], ids=["Value", "Tensor"])
def test_a_derivative_may_walk_another_graph(at: Any) -> None:
    w = Value(5.0)

    def local_grads(x: Any) -> Any:
        w.zero_grad()
        (w * w).backward()
        assert gradients(w * w, w) == w.grad == 10.0
        return w.grad * x / 5.0

    op = custom_op(lambda x: x * x, local_grads, name="op")
    seed: Any = 1.0 if isinstance(at, Value) else np.ones(1)
    out = op(at)
    out.backward(seed)
    assert at.grad == 4.0
    slope = gradients(out, at, upstream=seed, create_graph=True)
    assert gradients(slope, at, upstream=seed) == 2.0


def test_a_derivative_may_differentiate_its_operand() -> None:
    """Written with grad it has all orders; `backward()` there has none."""

    def cube(x: Any) -> Any:
        return x**3

    op = custom_op(cube, grad(cube), name="op")
    assert [grad(op)(2.0), grad(grad(op))(2.0), grad(grad(grad(op)))(2.0)] == [
        12,
        12,
        6,
    ]

    def by_hand(x: Any) -> Any:
        if isinstance(x, Value):
            (x * x).backward()
        return 3 * x * x

    message = message_of(GraphError, grad(grad(custom_op(cube, by_hand))), 2.0)
    assert message.startswith("backward() of ")


@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_derivative_that_fails_leaves_no_gradient(when: int) -> None:
    """Whether it fails when the op runs or at second order, no leaf is touched."""
    calls = []

    def local_grads(x: Any, y: Any) -> Any:
        calls.append(x)
        if len(calls) == when:
            raise ZeroDivisionError
        return y, x

    op = custom_op(lambda x, y: x * y, local_grads, name="op")
    x, y = Tensor([1.0, 2.0]), Tensor([[3.0], [4.0]])
    with pytest.raises(ZeroDivisionError):
        loss = (op(x, y) + op(x, 2.0) * y + x).sum()
        assert when == 3
        gradients(loss, x, create_graph=True)
    assert not x.has_grad and not y.has_grad
    (x.sum() * y.sum()).backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([7.0, 7.0], [[3.0], [3.0]])


def test_custom_ops_in_many_threads() -> None:
    x, y = Tensor([1.0, 2.0]), Tensor([[3.0], [4.0]])

    def work(i: int) -> None:
        for _ in range(50):
            times(x, y).sum().backward()

    in_threads(work, 6)
    assert x.grad.tolist() == [300 * 7.0] * 2
    assert y.grad.tolist() == [[300 * 3.0]] * 2
