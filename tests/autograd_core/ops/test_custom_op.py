"""custom_op: an op of the user's own, in function and decorator form."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest

from autograd_core import (
    GraphError,
    Tensor,
    Value,
    cos,
    custom_op,
    gradients,
    no_grad,
    sin,
)
from autograd_core.ops.op import OPS
from tests.autograd_core.messages import message_of
from tests.identity import identical

cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")


@custom_op(local_grads=lambda x, y: (2 * x * y, x * x))
def area(x: float, y: float) -> float:
    """x squared times y."""
    return x * x * y


def test_function_form() -> None:
    x = Value(2.0)
    out = cube(x)
    out.backward()
    assert (out.data, x.grad, out.local_grads) == (8.0, 12.0, (12.0,))
    assert out.op == "cube"
    assert identical(out.parents, (x,)) and identical(out.operands, (x,))


def test_decorator_form() -> None:
    x, y = Value(3.0), Value(5.0)
    out = area(x, y)
    assert (out.data, out.op, out.local_grads) == (45.0, "area", (30.0, 9.0))
    assert area.__name__ == area.name == "area"
    assert area.__doc__ == "x squared times y."
    assert repr(area) == "<op 'area'>"
    op = custom_op(local_grads=lambda x: 1.0, name="same")(lambda x: x)
    assert op(x).op == "same"


def test_a_lambda_without_a_name_is_called_custom() -> None:
    assert custom_op(lambda x: x, lambda x: 1.0).name == "custom"


def test_numbers_in_a_number_out() -> None:
    assert cube(2) == cube(2.0) == cube(np.float64(2)) == 8.0
    assert type(cube(np.float64(2))) is float
    assert area(2.0, True) == 4.0


def test_constants_on_either_side() -> None:
    x = Value(3.0)
    assert area(x, 5).local_grads == (30.0,)
    assert area(np.float64(5), x).local_grads == (25.0,)
    assert identical(area(5, x).operands, (5.0, x))
    assert area(x, x).local_grads == (18.0, 9.0)


def test_three_operands() -> None:
    fma = custom_op(lambda a, b, c: a * b + c, lambda a, b, c: (b, a, 1.0), name="fma")
    leaves = [Value(2.0), Value(3.0), Value(4.0)]
    out = fma(*leaves)
    assert (out.data, gradients(out, leaves)) == (10.0, (3.0, 2.0, 1.0))
    assert gradients(gradients(out, leaves[0], create_graph=True), leaves) == (0, 1, 0)


def test_higher_orders_when_written_in_operators_and_ops() -> None:
    x = Value(2.0)
    wave = custom_op(math.sin, lambda x: cos(x), name="wave")
    for op, derivatives in (
        (cube, [12.0, 12.0, 6.0, 0.0]),
        (wave, [math.cos(2.0), -math.sin(2.0), -math.cos(2.0), math.sin(2.0)]),
    ):
        node = op(x)
        for expected in derivatives:
            node = gradients(node, x, create_graph=True)
            assert node.data == pytest.approx(expected, rel=1e-14)


def test_mixed_second_derivatives() -> None:
    x, y = Value(3.0), Value(5.0)
    gx, gy = gradients(area(x, y), [x, y], create_graph=True)
    assert gradients(gx, [x, y]) == (10.0, 6.0)
    assert gradients(gy, [x, y]) == (6.0, 0.0)


def test_a_derivative_may_be_the_op_itself() -> None:
    grow: Any = custom_op(math.exp, lambda x: grow(x), name="grow")
    x = Value(0.5)
    slope = gradients(grow(x), x, create_graph=True)
    assert slope.op == "grow"
    assert gradients(slope, x) == math.exp(0.5)


def test_numpy_in_local_grads_reaches_the_ops() -> None:
    wave = custom_op(np.sin, np.cos, name="wave")
    x = Value(2.0)
    assert wave(x).data == math.sin(2.0)
    slope = gradients(wave(x), x, create_graph=True)
    assert gradients(slope, x) == pytest.approx(-math.sin(2.0))


def test_math_in_local_grads_gives_first_order_only() -> None:
    """And the error names the op and the remedy."""
    wave = custom_op(math.sin, math.cos, name="wave")
    x = Value(2.0)
    out = wave(x)
    assert gradients(out, x) == math.cos(2.0)
    message = message_of(GraphError, gradients, out, x, create_graph=True)
    assert message.startswith("no higher derivative through custom op wave")
    assert "written in operators and functions" in message


def test_a_list_of_derivatives_is_a_tuple_of_them() -> None:
    op = custom_op(lambda x, y: x * y, lambda x, y: [y, x])
    assert op(Value(2.0), Value(3.0)).local_grads == (3.0, 2.0)


def test_forward_may_return_numpy_numbers() -> None:
    op = custom_op(lambda x: np.float32(x), lambda x: np.array(1.0))
    out = op(Value(1.0))
    assert type(out.data) is float
    assert [type(slope) for slope in out.local_grads] == [float]


# -- mistakes --------------------------------------------------------------------------


@pytest.mark.parametrize("slopes", [(), (1.0,), (1.0, 2.0, 3.0), 1.0, [1.0]])
def test_a_wrong_number_of_derivatives(slopes: Any) -> None:
    op = custom_op(lambda x, y: x, lambda x, y: slopes, name="bad")
    message = message_of(ValueError, op, Value(1.0), Value(2.0))
    assert message.startswith("custom op bad: local_grads gave ")
    assert op(1.0, 2.0) == 1.0


NOT_NUMBERS = pytest.mark.parametrize("thing", [None, "x", 1j, [1.0, 2.0]])


@NOT_NUMBERS
@pytest.mark.parametrize("operand", [Value(1.0), 1.0], ids=["Value", "number"])
def test_results_that_are_not_numbers(thing: Any, operand: Any) -> None:
    op = custom_op(lambda x: thing, lambda x: 1.0, name="bad")
    message = message_of(TypeError, op, operand)
    assert message.startswith("custom op bad, forward: expected a number, got ")


@NOT_NUMBERS
def test_derivatives_that_are_not_numbers(thing: Any) -> None:
    op = custom_op(lambda x: x, lambda x: (thing,), name="bad")
    message = message_of(TypeError, op, Value(1.0))
    assert message.startswith("custom op bad, local_grads: expected a number, got ")


@NOT_NUMBERS
@pytest.mark.parametrize("operand", [Value(1.0), 1.0], ids=["Value", "number"])
def test_operands_that_are_not_numbers(thing: Any, operand: Any) -> None:
    message = message_of(TypeError, area, operand, thing)
    assert message.startswith("area")
    assert "expected a number, got " in message


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        ((3, abs), "custom_op: forward must be a function, got int 3"),
        ((abs, None), "custom_op: local_grads must be a function, got NoneType None"),
        ((abs, 3.0), "custom_op: local_grads must be a function, got float 3.0"),
    ],
)
def test_what_is_not_a_function_is_refused_at_once(
    functions: Any, message: str
) -> None:
    assert message_of(TypeError, custom_op, *functions).startswith(message)


def test_an_error_of_the_users_function_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        custom_op(lambda x: 1 / x, lambda x: 1.0)(Value(0.0))
    with pytest.raises(ZeroDivisionError):
        custom_op(lambda x: x, lambda x: 1 / x)(Value(0.0))


def test_forward_and_local_grads_run_once_per_node() -> None:
    calls = []

    def local_grads(x: float, y: float) -> tuple[float, float]:
        calls.append("local_grads")
        return y, x

    def forward(x: float, y: float) -> float:
        calls.append("forward")
        return x * y

    times = custom_op(forward, local_grads)
    x = Value(2.0)
    out = x
    for _ in range(5):
        out = times(out, x)
    assert sorted(calls) == ["forward"] * 5 + ["local_grads"] * 5
    out.backward()
    out.backward()
    gradients(out, x)
    copy.deepcopy(out).backward()
    assert len(calls) == 10
    assert x.grad == 2 * 6 * 2.0**5


def test_a_result_that_is_not_finite_warns() -> None:
    cube = custom_op(lambda x: x * x * x, lambda x: 3 * x * x, name="cube")
    with pytest.warns(RuntimeWarning) as caught:
        cube(Value(1e200, label="w"))
    assert str(caught[0].message) == "cube(w = 1e+200) gave inf"


def test_modes_hold_for_custom_ops_too() -> None:
    with no_grad():
        out = cube(Value(2.0))
    assert (out.data, out.parents, out.is_leaf) == (8.0, (), True)


def test_a_custom_op_mixes_with_the_table_and_is_not_in_it() -> None:
    x = Value(0.7)
    (sin(cube(x)) * area(x, 2.0)).backward()
    expected = math.cos(0.343) * 1.47 * 0.98 + math.sin(0.343) * 2.8
    assert x.grad == pytest.approx(expected, rel=1e-14)
    assert not {"cube", "area"} & set(OPS)


@pytest.mark.parametrize(
    "local_grads",
    [lambda x: 1 / 0, lambda x: (x, x), lambda x: np.ones(7), lambda x: "x"],
    ids=["raises", "too many", "another shape", "not a number"],
)
def test_local_grads_that_fail_on_arrays_fail_at_the_first_use(
    local_grads: Any,
) -> None:
    """No graph is recorded, so no `backward()` can stop halfway through."""
    wrong = custom_op(lambda x: x * x, local_grads, name="wrong")
    w = Tensor([1.0, 2.0])
    for _ in range(2):
        with pytest.raises((ZeroDivisionError, ValueError, TypeError)):
            wrong(w)
    assert not w.has_grad


def test_local_grads_on_arrays_run_when_the_op_does() -> None:
    """Once for each node, as for Values, and not at all inside `no_grad()`."""
    calls = []

    def local_grads(x: Any) -> Any:
        calls.append(np.shape(x))
        return 2 * x

    square = custom_op(lambda x: x * x, local_grads, name="square")
    w = Tensor([1.0, 2.0])
    with no_grad():
        square(w)
    assert calls == []
    loss = (square(w) + square(w)).sum()
    assert calls == [(2,)] * 2
    loss.backward()
    loss.backward()
    gradients(loss, w)
    copy.deepcopy(loss).backward()
    assert calls == [(2,)] * 2
    assert w.grad.tolist() == [8.0, 16.0]
