"""Messages of wrong operands: op, label and remedy; and nothing is half-changed."""

import json
import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.autograd_core.messages import message_of


class Floatable:
    """Like the scalars of other libraries."""

    def __float__(self):
        return 2.0


# -- making a Value --------------------------------------------------------------------

NOT_NUMBERS = [
    ("3", "got str '3'; convert it first, e.g. float('3')"),
    (b"3", "got bytes b'3'; convert it first"),
    (None, "got NoneType None; None has no value; does a function lack its return?"),
    (
        1 + 2j,
        "got complex (1+2j); only real numbers are differentiated; use two V",
    ),
    (np.complex128(1), "only real numbers are differentiated"),
    ([1], "got list [1]; make one Value per number, e.g. [Value(x) for x in data]"),
    ((1, 2), "got tuple (1, 2); make one Value per number"),
    (np.array([1.0]), "got ndarray array([1.]); make one Value per number"),
    ({}, "got dict {}; take one entry out of it first"),
    ({1}, "got set {1}; take one entry out of it first"),
    (
        Value(1),
        "got Value Value(data=1.0, grad=0.0); use its number, v.item(), or ",
    ),
    (Floatable(), "got Floatable "),
    (math.exp, "got builtin_function_or_method <built-in function exp>; "),
    (range(100), "got range range(0, 100)"),
    ("x" * 1000, "..."),
]
not_numbers = pytest.mark.parametrize(("thing", "text"), NOT_NUMBERS)


@not_numbers
def test_value_of_what_is_not_a_number(thing, text):
    message = message_of(TypeError, Value, thing)
    assert message.startswith("Value: expected a number, ")
    assert text in message
    assert len(message) < 250


@not_numbers
@pytest.mark.parametrize("name", ["data", "grad"])
def test_assigning_what_is_not_a_number_changes_nothing(name, thing, text):
    x = Value(2.0, label="x")
    x.grad = 3.0
    if name == "grad" and thing is None:
        return
    message = message_of(TypeError, setattr, x, name, thing)
    assert message.startswith(f"Value.{name}: expected a number, ")
    assert text in message
    assert (x.data, x.grad, x.has_grad, x.label) == (2.0, 3.0, True, "x")


@pytest.mark.parametrize("label", [3, 2.5, b"x", ["x"], Value(1.0)])
def test_label_that_is_not_a_string(label):
    x = Value(1.0, label="x")
    text = f"label: expected a string, got {type(label).__name__} {label!r}"
    assert message_of(TypeError, setattr, x, "label", label) == text
    assert message_of(TypeError, lambda: Value(1.0, label=label)) == text
    assert x.label == "x"


@pytest.mark.parametrize(
    ("children", "local_grads", "error", "text"),
    [
        ((1, 2), (1, 1), TypeError, "every child must be a Value, got int 1"),
        (
            (Tensor([1.0]),),
            (1,),
            TypeError,
            "every child must be a Value, got Tensor Tensor([1.], grad=[0.])",
        ),
        ("w", (), TypeError, "every child must be a Value, got str 'w'"),
        (Value(1.0), (1.0,), TypeError, "Value(data, children, local_grads)"),
        (3, (1.0,), TypeError, "Value(data, children, local_grads)"),
        ((Value(1.0),), 3, TypeError, "Value(data, children, local_grads)"),
        ((Value(1.0),), (1, 2), ValueError, "1 children need 1 local derivatives"),
        ((Value(1.0),), (), ValueError, "1 children need 1 local derivatives"),
        ((Value(1.0),), "tanh", TypeError, "got the op 'tanh', as in micrograd"),
        ((), (1.0,), ValueError, "0 children need 0 local derivatives"),
        ((Value(1.0),), ("x",), TypeError, "expected a number, got str 'x'"),
        ((Value(1.0),), (Value(1.0),), TypeError, "expected a number, got Value"),
    ],
)
def test_bad_node_made_by_hand(children, local_grads, error, text):
    message = message_of(error, Value, 1.0, children, local_grads)
    assert "Value(data, children, local_grads)" in message
    assert text in message


@pytest.mark.parametrize("arguments", [(), (1, (), (), "a", "b")])
def test_wrong_number_of_arguments(arguments):
    assert "argument" in message_of(TypeError, lambda: Value(*arguments))


# -- operators -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operate", "text"),
    [
        (
            lambda v: v + "x",
            "v + 'x': expected a number, got str 'x'; convert it",
        ),
        (
            lambda v: "x" + v,
            "'x' + v: expected a number, got str 'x'; convert it",
        ),
        (lambda v: v - [1], "v - [1]: expected a number, got list [1]; make one Value"),
        (lambda v: [1] * v, "[1] * v: expected a number, got list [1]; make one Value"),
        (lambda v: (1,) - v, "(1,) - v: expected a number, got tuple (1,)"),
        (lambda v: None * v, "None * v: expected a number, got NoneType None"),
        (lambda v: v / None, "v / None: expected a number, got NoneType None"),
        (lambda v: v ** "2", "v ** '2': expected a number, got str '2'"),
        (lambda v: "2" ** v, "'2' ** v: expected a number, got str '2'"),
        (lambda v: v - {}, "v - {}: expected a number, got dict {}"),
        (lambda v: v * 1j, "v * 1j: expected a number, got complex 1j; only real"),
        (lambda v: np.complex128(1) * v, "* v: expected a number, got complex128"),
        (lambda v: v.maximum("x"), "maximum(v = 2.0, 'x'): expected a number, got str"),
        (lambda v: ac.clip(v, [0], 1), "clip(v = 2.0, [0], 1): expected a number"),
        (lambda v: ac.sum([v, "x"]), "sum: expected a number, got str 'x'"),
        (lambda v: ac.dot([v], ["x"]), "dot: expected a number, got str 'x'"),
        (lambda v: ac.dot([v], [1.0], bias="x"), "dot(bias): expected a number"),
        (
            lambda v: ac.sum(v),
            "sum: expected a sequence of Values, got v = 2.0; write",
        ),
        (lambda v: ac.exp("x"), "exp: expected a number, got str 'x'"),
        (lambda v: ac.exp([v]), "exp: expected real numbers, got list"),
    ],
)
def test_operand_that_is_not_a_number(operate, text):
    v = Value(2.0, label="v")
    assert text in message_of(TypeError, operate, v)
    assert (v.data, v.grad, v.has_grad, v.is_leaf) == (2.0, 0.0, False, True)


def test_messages_do_not_print_memory_addresses():
    v = Value(2.0, label="v")
    for operate in (
        lambda: v + np.complex128(1),
        lambda: np.str_("x") + v,
        lambda: ac.maximum(v, [np.array([1.0, 2.0])]),
        lambda: np.where([True, False], v, np.float64(0.0)),
    ):
        assert "0x" not in message_of(TypeError, operate)


@pytest.mark.parametrize(
    "operate",
    [
        lambda v: v % "2",
        lambda v: divmod(v, None),
        lambda v: v @ v,
        lambda v: v & 1,
        lambda v: ~v,
        lambda v: v << 1,
        lambda v: v[0],
        lambda v: len(v),
        lambda v: list(v),
        lambda v: v(),
        lambda v: v < "x",
        lambda v: v >= None,
        lambda v: sorted([v, "x"]),
        lambda v: pow(v, 2, 5),
        lambda v: v + Floatable(),
        lambda v: range(v),
        lambda v: [1, 2, 3][v],
        lambda v: round(v, 0.5),
        lambda v: math.fabs(v),
        lambda v: json.dumps(v),
        lambda v: ac.exp(),
        lambda v: ac.exp(v, v),
        lambda v: ac.max(v, v),
    ],
)
def test_what_a_value_does_not_do(operate):
    v = Value(2.0, label="v")
    message = message_of(TypeError, operate, v)
    assert message
    assert (v.data, v.has_grad) == (2.0, False)


# -- integers beyond the floats --------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda v, n: v + n, "v + 1000"),
        (lambda v, n: n * v, "1000"),
        (lambda v, n: v**n, "v ** 1000"),
        (lambda v, n: Value(n), "Value"),
        (lambda v, n: n / v, "1000"),
        (lambda v, n: ac.hypot(v, n), "hypot(v = 2.0, 1000"),
        (lambda v, n: ac.clip(v, 0, n), "clip(v = 2.0, 0, 1000"),
        (lambda v, n: ac.add(n, 1), "1000"),
        (lambda v, n: ac.add(np.ones(2), n), "array of shape (2,) + 1000"),
        (lambda v, n: ac.Tensor([1.0], label="T") - n, "T - 1000"),
        (lambda v, n: ac.sum([v, n]), "sum: "),
    ],
)
def test_an_integer_too_large_for_a_float(call, text):
    message = message_of(OverflowError, call, Value(2.0, label="v"), 10**400)
    assert message.startswith(text)
    assert message.endswith(": int too large to convert to float")
    assert len(message) < 120


def test_an_integer_too_long_to_write_out():
    message = message_of(OverflowError, lambda: Value(2.0, label="v") - 10**5000)
    assert message == "v - int too long to show: int too large to convert to float"
