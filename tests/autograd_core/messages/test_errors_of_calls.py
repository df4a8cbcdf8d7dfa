"""Bad calls: of Python's and NumPy's functions, of walks and of custom ops."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value, custom_op, gradients
from tests.autograd_core.messages import message_of

FLOATS = [float, complex, np.float64, math.exp, math.sin, math.floor, math.isnan]


@pytest.mark.parametrize("leave", [*FLOATS, "%f".__mod__, lambda v: math.pow(2, v)])
def test_leaving_the_graph_by_accident(leave):
    message = message_of(TypeError, leave, Value(2.0, label="v"))
    assert message.startswith("float(v = 2.0) would silently leave the graph")
    assert "v.item()" in message and "autograd_core.exp(v)" in message


def test_array_of_floats():
    with pytest.raises(TypeError, match="silently leave the graph"):
        np.array([Value(2.0)], dtype=float)


def test_int_of_a_value():
    message = message_of(TypeError, int, Value(2.0, label="v"))
    assert message.startswith("int(v = 2.0) would silently leave the graph")
    assert "int(v.item())" in message


@pytest.mark.parametrize(
    "operate", [lambda v: v + 10**400, lambda v: 10**400 * v, Value]
)
def test_number_too_large_for_a_float(operate):
    given = 10**400 if operate is Value else Value(1.0)
    assert "too large" in message_of(OverflowError, operate, given)


def test_unknown_attribute_is_not_kept():
    v = Value(1.0)
    for name in ("gradient", "requires_grad", "value"):
        assert name in message_of(AttributeError, setattr, v, name, 1.0)


# -- NumPy -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda v: np.floor(v), "np.floor has no derivative here"),
        (lambda v: np.arctan2(v, 1.0), "np.arctan2 has no derivative here"),
        (lambda v: np.float64(5) % v, "np.remainder has no derivative here"),
        (lambda v: np.rint(v), "np.rint has no derivative here"),
        (lambda v: np.add(v, 1, out=np.zeros(1)), "takes no options (out)"),
        (lambda v: np.exp(v, dtype=float), "takes no options (dtype)"),
        (lambda v: np.exp(v, where=True), "takes no options (where)"),
        (lambda v: np.sum(v), "sum: expected a sequence of Values"),
        (lambda v: np.stack([v, v]), "make a Tensor of your Values first"),
        (lambda v: np.median(v), "np.median has no derivative here"),
    ],
)
def test_numpy_function_that_is_no_op(call, text):
    assert text in message_of(TypeError, call, Value(2.0, label="v"))


# -- walks -----------------------------------------------------------------------------


@pytest.mark.parametrize("gradient", ["x", [1.0], 1j, Value(1.0), np.array([1.0])])
def test_backward_with_a_bad_gradient_changes_nothing(gradient):
    x = Value(2.0, label="x")
    loss = x * 3
    message = message_of(TypeError, loss.backward, gradient)
    assert message.startswith("backward: expected a number, got ")
    assert (x.has_grad, loss.has_grad) == (False, False)


@pytest.mark.parametrize(
    ("outputs", "inputs", "text"),
    [
        (
            1.0,
            Value(1.0),
            "outputs must be a Value or Tensor, or a list of them, got float",
        ),
        (
            Value(1.0),
            "x",
            "inputs must be a Value or Tensor, or a list of them, got str 'x'",
        ),
        (
            Value(1.0),
            None,
            "inputs must be a Value or Tensor, or a list of them, got NoneType",
        ),
        (Value(1.0), [1.0], "inputs must be Values or Tensors, got float 1.0"),
        (
            [Value(1.0), "y"],
            Value(1.0),
            "outputs must be Values or Tensors, got str 'y'",
        ),
    ],
)
def test_gradients_of_no_values(outputs, inputs, text):
    assert text in message_of(TypeError, gradients, outputs, inputs)


def test_topological_order_of_no_value():
    message = message_of(TypeError, ac.topological_order, 3)
    assert message == "expected a Value or Tensor, got int 3"


@pytest.mark.parametrize(
    ("kind", "call", "text"),
    [
        (ValueError, lambda: ac.mean([]), "mean of no values; give at least one"),
        (ValueError, lambda: ac.max([]), "max of no values; give at least one"),
        (ValueError, lambda: ac.dot([1.0], []), "of one length, got 1 and 0 entries"),
        (TypeError, lambda: custom_op(3, 4), "forward must be a function, got int 3"),
        (TypeError, lambda: custom_op(abs), "local_grads must be a function, got None"),
    ],
)
def test_bad_arguments_of_functions(kind, call, text):
    assert text in message_of(kind, call)


@pytest.mark.parametrize(
    ("forward", "slope", "kind", "text"),
    [
        (lambda x: "a", lambda x: 1.0, TypeError, ", forward: expected a number, got"),
        (lambda x: x, lambda x: None, TypeError, ", local_grads: expected a number, "),
        (lambda x: x, lambda x: (1, 2), ValueError, ": local_grads gave 2 derivatives"),
    ],
)
def test_bad_custom_op(forward, slope, kind, text):
    op = custom_op(forward, slope, name="mine")
    assert f"custom op mine{text}" in message_of(kind, op, Value(1.0))


def test_an_error_inside_a_rule_comes_out_and_leaves_nothing():
    def broken(x):
        raise KeyError("user's own")

    x = Value(1.0)
    with pytest.raises(KeyError, match="user's own"):
        custom_op(broken, lambda x: 1.0)(x)
    with pytest.raises(KeyError, match="user's own"):
        custom_op(lambda x: x, broken)(x)
    (x * 2).backward()
    assert x.grad == 2.0
