"""Messages of wrong calls: of Python's and NumPy's functions, walks and custom ops."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value, custom_op, gradients
from tests.autograd_core.messages import message_of

# -- leaving the graph -----------------------------------------------------------------

FLOATS = [float, complex, np.float64, math.exp, math.sin, math.fabs, math.isnan]


def array_of_floats(v):
    return np.array([v], dtype=float)


@pytest.mark.parametrize(
    "leave", [*FLOATS, "%f".__mod__, lambda v: math.pow(2, v), array_of_floats]
)
def test_leaving_the_graph_by_accident(leave):
    assert message_of(TypeError, leave, Value(2.0, label="v")) == (
        "float(v = 2.0) would silently leave the graph: use v.item() for the plain "
        "number, and v.exp() or autograd_core.exp(v) for math.exp(v)"
    )


def test_a_hat_is_no_power():
    two, power = Value(2.0, label="v"), "^ is exclusive or, on bits; a power is written"
    message = message_of(TypeError, lambda: two ^ 3)
    assert message == f"v = 2.0 ^ 3: {power} **"
    assert power in message_of(TypeError, lambda: 3 ^ two)
    assert power in message_of(TypeError, lambda: Tensor([1.0]) ^ 2)


def test_int_of_a_value():
    message = message_of(TypeError, int, Value(2.0, label="v"))
    assert message.startswith("int(v = 2.0) would silently leave the graph")
    assert "int(v.item())" in message


@pytest.mark.parametrize("name", ["gradient", "requires_grad", "value"])
def test_unknown_attribute_is_refused(name):
    assert name in message_of(AttributeError, setattr, Value(1.0), name, 1.0)


# -- functions -------------------------------------------------------------------------

V = Value(2.0, label="v")
ONE = Value(1.0)

MISTAKES = {
    "np.spacing": (
        lambda: np.spacing(V),
        TypeError,
        "np.spacing has no derivative here",
    ),
    "np.unwrap": (
        lambda: np.unwrap(V),
        TypeError,
        "np.unwrap has no derivative here",
    ),
    "out=": (
        lambda: np.add(V, 1, out=np.zeros(1)),
        TypeError,
        "takes no options (out)",
    ),
    "dtype=": (
        lambda: np.exp(V, dtype=float),
        TypeError,
        "takes no options (dtype)",
    ),
    "where=": (
        lambda: np.exp(V, where=True),
        TypeError,
        "takes no options (where)",
    ),
    "sum of one": (
        lambda: ac.sum(V),
        TypeError,
        "sum: expected a sequence of Values",
    ),
    "stack": (
        lambda: ac.stack([V, V]),
        TypeError,
        "make a Tensor of your Values first",
    ),
    "mean of nothing": (
        lambda: ac.mean([]),
        ValueError,
        "mean of no values; give at least one",
    ),
    "max of nothing": (
        lambda: ac.max([]),
        ValueError,
        "max of no values; give at least one",
    ),
    "dot of two lengths": (
        lambda: ac.dot([1.0], []),
        ValueError,
        "of one length, got 1 and 0",
    ),
    "custom_op of a number": (
        lambda: custom_op(3, 4),
        TypeError,
        "forward must be a function, got int 3",
    ),
    "custom_op without derivatives": (
        lambda: custom_op(abs),
        TypeError,
        "local_grads must be a function, got None",
    ),
    "custom_op that gives text": (
        lambda: custom_op(lambda x: "a", lambda x: 1.0, name="mine")(ONE),
        TypeError,
        "custom op mine, forward: expected a number, got",
    ),
    "custom_op that gives None as a derivative": (
        lambda: custom_op(lambda x: x, lambda x: None, name="mine")(ONE),
        TypeError,
        "custom op mine, local_grads: expected a number, ",
    ),
    "custom_op that gives two derivatives": (
        lambda: custom_op(lambda x: x, lambda x: (1, 2), name="mine")(ONE),
        ValueError,
        "custom op mine: local_grads gave 2 derivatives",
    ),
    "gradients of a number": (
        lambda: gradients(1.0, ONE),
        TypeError,
        "outputs must be a Value or Tensor, or a list of them, got float",
    ),
    "gradients to text": (
        lambda: gradients(ONE, "x"),
        TypeError,
        "inputs must be a Value or Tensor, or a list of them, got str 'x'",
    ),
    "gradients to None": (
        lambda: gradients(ONE, None),
        TypeError,
        "inputs must be a Value or Tensor, or a list of them, got NoneType",
    ),
    "gradients to a list of numbers": (
        lambda: gradients(ONE, [1.0]),
        TypeError,
        "inputs must be Values or Tensors, got float 1.0",
    ),
    "gradients of a list with text": (
        lambda: gradients([ONE, "y"], ONE),
        TypeError,
        "outputs must be Values or Tensors, got str 'y'",
    ),
    "gradients with text upstream": (
        lambda: gradients(V * V, V, upstream="x"),
        TypeError,
        "gradients: expected a number, got str 'x'; convert it first",
    ),
    "the order of a number": (
        lambda: ac.topological_order(3),
        TypeError,
        "expected a Value or Tensor, got int 3",
    ),
}


@pytest.mark.parametrize(
    ("call", "error", "message"), MISTAKES.values(), ids=list(MISTAKES)
)
def test_mistakes(call, error, message):
    assert message in message_of(error, call)


@pytest.mark.parametrize("gradient", ["x", [1.0], 1j, Value(1.0), np.array([1.0])])
def test_backward_with_a_bad_gradient_changes_nothing(gradient):
    x = Value(2.0, label="x")
    loss = x * 3
    message = message_of(TypeError, loss.backward, gradient)
    assert message.startswith("backward: expected a number, got ")
    assert (x.has_grad, loss.has_grad) == (False, False)


def test_an_error_inside_a_rule_comes_out_and_leaves_nothing():
    def failing(x):
        raise KeyError("user's own")

    x = Value(1.0)
    for op in (custom_op(failing, lambda x: 1.0), custom_op(lambda x: x, failing)):
        assert message_of(KeyError, op, x) == repr("user's own")
    (x * 2).backward()
    assert x.grad == 2.0
