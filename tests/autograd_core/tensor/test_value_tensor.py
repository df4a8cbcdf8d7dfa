"""From Values to Tensors and back: ops, in one graph with all others."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    Tensor,
    Value,
    gradients,
)
from autograd_core.array_ops.entries import values
from tests.autograd_core.messages import message_of
from tests.identity import identical

# -- stack_values ----------------------------------------------------------------------


def test_each_value_gets_its_entry_of_the_gradient() -> None:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    out = ac.stack_values([[a, 5.0], [b, a]])
    assert (out.shape, out.dtype, out.op) == ((2, 2), np.float64, "stack_values")
    assert out.data.tolist() == [[2.0, 5.0], [3.0, 2.0]]
    assert identical(out.parents, (a, b, a))
    out.backward(np.array([[1.0, 10.0], [100.0, 1000.0]]))
    assert (a.grad, b.grad) == (1001.0, 100.0)


@pytest.mark.parametrize(
    ("entries", "shape"),
    [
        (Value(1.0), ()),
        ([Value(1.0)], (1,)),
        ((Value(1.0), 2), (2,)),
        ([[Value(1.0)], [2.0]], (2, 1)),
        (np.array([[Value(1.0), 2.0]]), (1, 2)),
        ((Value(float(i)) for i in range(3)), (3,)),
    ],
)
def test_what_may_be_stacked(entries: Any, shape: Any) -> None:
    assert ac.stack_values(entries).shape == shape


def test_another_shape() -> None:
    values = [Value(float(i)) for i in range(4)]
    for reference, shape in (
        ((2, -1), (2, 2)),
        ((4, 1), (4, 1)),
        (4, (4,)),
        (-1, (4,)),
    ):
        out = ac.stack_values(values, reference)
        assert out.shape == shape
        out.sum().backward()
    assert [v.grad for v in values] == [4.0] * 4


def test_numbers_alone_stay_plain() -> None:
    assert ac.stack_values([1, 2.0]).tolist() == [1.0, 2.0]
    assert type(ac.stack_values([])) is np.ndarray


@pytest.mark.parametrize(
    ("entries", "shape", "kind", "text"),
    [
        (
            [[Value(1.0)], [2.0, 3.0]],
            None,
            ValueError,
            "a ragged list: its rows differ",
        ),
        ([[Value(1.0)], 2.0], None, ValueError, "differ in length or depth"),
        (["a"], None, TypeError, "expected a number, got str 'a'"),
        ([None, Value(1.0)], None, TypeError, "None has no value"),
        (
            [Tensor([1.0])],
            None,
            TypeError,
            "Tensors are put together with stack or con",
        ),
        (
            [Value(1.0)] * 3,
            (2, 2),
            ValueError,
            "stack_values of 3 entries: cannot resh",
        ),
        ([Value(1.0)], "a", TypeError, "a shape is integers, got 'a'"),
    ],
)
def test_what_cannot_be_stacked(entries: Any, shape: Any, kind: Any, text: str) -> None:
    message = message_of(kind, ac.stack_values, entries, shape)
    assert message.startswith("stack_values") and text in message


# -- values ----------------------------------------------------------------------------


def test_the_entries_of_a_tensor() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], dtype="float32", label="x")
    (a, b), (c, d) = x.values()
    assert [v.data for v in (a, b, c, d)] == [1.0, 2.0, 3.0, 4.0]
    assert {type(v) for v in (a, b, c, d)} == {Value}
    (a * b + c * c * 5.0).backward()
    assert x.grad.tolist() == [[2.0, 1.0], [30.0, 0.0]]
    assert x.grad.dtype == np.float32
    (a + d).backward()
    assert x.grad.tolist() == [[3.0, 1.0], [30.0, 1.0]]
    assert isinstance(Tensor(2.0).values(), Value)
    assert values(np.ones((1, 2))) == [[1.0, 1.0]]


def test_the_gradient_of_an_entry_goes_into_the_buffer() -> None:
    x, buffer = Tensor([1.0, 2.0]), np.full(2, 9.0)
    x.use_buffers(np.array([1.0, 2.0]), buffer)
    a, b = x.values()
    (a * b).backward()
    assert buffer.tolist() == [2.0, 1.0]
    mine = np.array([1.0, 1.0])
    x.grad = mine
    (a * b).backward()
    assert (mine.tolist(), x.grad.tolist()) == ([1.0, 1.0], [3.0, 2.0])


def test_the_values_of_a_tensor_that_is_not_finite() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the op that made the nan has warned
        values = Tensor([np.nan, np.inf, 1.0]).values()
    assert np.isnan(values[0].data) and values[1].data == np.inf
    assert values[2].data == 1.0


@pytest.mark.parametrize("entries", [[1.0], Value(1.0), 2.0, None])
def test_only_a_tensor_has_values(entries: Any) -> None:
    message = message_of(TypeError, values, entries)
    assert message.startswith("values: expected a Tensor, got ")


# -- both in one graph -----------------------------------------------------------------


def mixed(v: Any, x: Any) -> Any:
    """tanh(v x + v) summed, times the first entry of x as a Value, plus v^2."""
    first = x.values()[0]
    inner = ac.stack_values([v * first, first.exp()])
    return (v * x + v).tanh().sum() * first + inner @ inner + v * v


def plain(v: Any, x: Any) -> Any:
    """The same of NumPy's numbers, real or complex."""
    inner = np.array([v * x[0], np.exp(x[0])])
    return np.tanh(v * x + v).sum() * x[0] + inner @ inner + v * v


def test_gradients_through_both_kinds() -> None:
    """First order by the complex step, second by differences of it."""
    at = np.array([0.4, -0.7, 1.1])
    v, x = Value(0.6, label="v"), Tensor(at, label="x")
    out = mixed(v, x)
    assert isinstance(out, Tensor) and out.item() == pytest.approx(plain(0.6, at))

    def slope(v: float, x: np.ndarray) -> np.ndarray:
        of_v = plain(v + 1e-200j, x).imag / 1e-200
        steps = 1e-200j * np.eye(3)
        return np.array([of_v, *[plain(v, x + e).imag / 1e-200 for e in steps]])

    out.backward()
    reference = slope(0.6, at)
    np.testing.assert_allclose([v.grad, *x.grad], reference, rtol=1e-13)
    of_v, of_x = gradients(out, [v, x], create_graph=True)
    assert (type(of_v), type(of_x)) == (Value, Tensor)
    np.testing.assert_allclose([of_v.data, *of_x.data], reference, rtol=1e-13)
    direction = np.array([0.3, -0.2, 0.5])
    second = gradients(of_v * 2.0 + (of_x * direction).sum(), [v, x])
    h = 1e-5
    forth = slope(0.6 + 2 * h, at + h * direction)
    back = slope(0.6 - 2 * h, at - h * direction)
    results = [second[0].item() if np.ndim(second[0]) else second[0], *second[1]]
    np.testing.assert_allclose(results, (forth - back) / (2 * h), rtol=1e-7)


def test_forward_mode_through_both_kinds() -> None:
    at, direction = np.array([0.4, -0.7, 1.1]), np.array([0.3, -0.2, 0.5])
    value, tangent = ac.jvp(mixed, (0.6, at), (2.0, direction))
    step = 1e-200j
    reference = plain(0.6 + 2.0 * step, at + step * direction).imag / 1e-200
    assert value == pytest.approx(plain(0.6, at), rel=1e-14)
    assert tangent == pytest.approx(reference, rel=1e-13)
    product = ac.hvp(mixed, (0.6, at), (2.0, direction))
    x, v = Tensor(at), Value(0.6)
    of_v, of_x = gradients(mixed(v, x), [v, x], create_graph=True)
    second = gradients(of_v * 2.0 + (of_x * direction).sum(), [v, x])
    np.testing.assert_allclose(product[0], second[0], rtol=1e-12)
    np.testing.assert_allclose(product[1], second[1], rtol=1e-12)


LIFTED: dict[str, Any] = {
    "v * x": lambda v, x: v * x,
    "x * v": lambda v, x: x * v,
    "v + x": lambda v, x: v + x,
    "v - x": lambda v, x: v - x,
    "x / v": lambda v, x: x / v,
    "v / x": lambda v, x: v / x,
    "v ** x": lambda v, x: v**x,
    "x ** v": lambda v, x: x**v,
    "maximum": lambda v, x: v.maximum(x),
    "where": lambda v, x: ac.where(x > 1.5, v, x),
    "clip": lambda v, x: x.clip(0.0, v),
    "stack": lambda v, x: ac.stack([x.sum(), v, 1.0]),
    "dot with a bias": lambda v, x: ac.dot(x, x, v),
}


@pytest.mark.parametrize("name", LIFTED)
def test_a_value_beside_a_tensor(name: str) -> None:
    """It is lifted: as if a Tensor without axes stood there, gradients included."""
    results = []
    for operand in (Value(1.7, label="v"), Tensor(1.7, label="v")):
        x = Tensor([1.0, 2.0, 3.0], label="x")
        out = LIFTED[name](operand, x)
        out.backward(np.arange(1.0, out.size + 1.0).reshape(out.shape))
        results.append((out.data.tolist(), float(operand.grad), x.grad.tolist()))
    assert results[0] == results[1]
    assert results[0][1] != 0.0


def test_a_deep_chain_that_changes_kinds() -> None:
    x = Tensor([1.0, 2.0])
    y: Any = x
    for _ in range(500):
        a, b = y.values()
        y = ac.stack_values([b * 1.0, a * 1.0])
    (y * np.array([3.0, 5.0])).sum().backward()
    assert x.grad.tolist() == [3.0, 5.0]


@pytest.mark.parametrize("shape", [(), (1,), (2, 3)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_entries_taken_often_add_up_in_every_order(
    shape: tuple[int, ...], dtype: str
) -> None:
    """sum of x^2 + x^3, each entry taken three times: 2 x + 3 x^2, then 2 + 6 x."""

    def f(x: Any) -> Any:
        rows = [np.asarray(x.values(), object).ravel() for _ in range(3)]
        return ac.sum([a * b + a * b * c for a, b, c in zip(*rows, strict=True)])

    at = np.arange(1.0, 1.0 + np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    slope, v = ac.grad(f)(at), np.ones_like(at)
    assert slope.dtype == at.dtype and slope.shape == shape
    assert np.array_equal(slope, 2 * at + 3 * at**2)
    assert np.array_equal(ac.hvp(f, (at,), (v,)), 2 + 6 * at)
    leaf = Tensor(at)
    assert np.array_equal(ac.gradients(f(leaf) + leaf.sum(), leaf), slope + 1)
    second = ac.gradients(f(leaf) + leaf.sum(), leaf, create_graph=True)
    assert np.array_equal(ac.gradients(second.sum(), leaf), 2 + 6 * at)


def test_entries_of_n_values_are_put_together_once() -> None:
    """Not an array of n zeros for each of n entries."""
    scatter_shapes = []

    class Counting(ac.array_ops.index.Scatter):
        def array(self, x: Any) -> Any:
            scatter_shapes.append(self.shape)
            return super().array(x)

    before = ac.array_ops.index.Scatter
    ac.array_ops.index.Scatter = Counting
    try:
        ac.grad(lambda x: ac.sum([a * a for a in x.values()]))(np.ones(50))
    finally:
        ac.array_ops.index.Scatter = before
    assert scatter_shapes == [(50,)]
