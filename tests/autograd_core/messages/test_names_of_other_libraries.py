"""Names and operators that users know from elsewhere: what to write for a Value."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.autograd_core.messages import message_of

v = Value(2.0, label="v")

NAMES = {
    "requires_grad": "every leaf gets a gradient; keep a constant as a plain number or "
    "array, and leave a module out of training by `model.freeze()`",
    "ln": "write `x.log()`",
    "swish": "write `x.silu()`",
    "pow": "write `x ** 2`",
    "clamp": "write `x.clip(0.0, 1.0)`",
    "numpy": "write `v.item()` for the plain number",
    "softmax": "it is of several Values: write `softmax([a, b])` of autograd_core",
    "shape": "a Value is one number; `Tensor([1.0, 2.0])` is an array of them",
    "clone": "write `x + 0.0` for a recorded copy, `x.detach()` for a new leaf",
    "cuda": "arrays are on the CPU; leave it out",
}


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    message = message_of(AttributeError, getattr, v, name)
    assert message == f"a Value has no attribute {name!r}; {NAMES[name]}"
    message = message_of(AttributeError, setattr, v, name, 1)
    assert message.startswith(f"a Value has no room for an attribute {name!r}; ")
    assert not hasattr(v, name) and not hasattr(Value, name) and name not in dir(v)


@pytest.mark.parametrize("node", [v, Tensor([1.0])])
@pytest.mark.parametrize("name", ["m", "velocity", "tanh", "_backward"])
def test_no_room_for_attributes_of_ones_own(node: Any, name: str) -> None:
    message = message_of(AttributeError, setattr, node, name, 0.0)
    if not ac.compiled:
        return  # the message is Python's
    kind = type(node).__name__
    remedy = f"`class {kind}(autograd_core.{kind}): pass`"
    if name == "_backward":
        remedy = "write `Value(t, (a,), (1 - t**2,))`, or a `custom_op`"
    assert message.startswith(f"a {kind} has no room for an attribute {name!r}; ")
    assert message.endswith(remedy)


def test_properties_and_deletions_are_python_s_own() -> None:
    assert "room" not in message_of(AttributeError, setattr, v, "op", "+")
    assert "room" not in message_of(AttributeError, delattr, v, "velocity")


def test_methods_may_be_added_to_the_class() -> None:
    Value.triple = lambda self: self * 3  # type: ignore[attr-defined]
    try:
        out = Value(2.0).triple()  # type: ignore[attr-defined]
        out.backward()
        assert (out.data, out.parents[0].grad) == (6.0, 3.0)
    finally:
        del Value.triple  # type: ignore[attr-defined]
    assert not hasattr(v, "triple")


@pytest.mark.parametrize("kind", [Value, Tensor])
def test_arguments_of_the_constructor(kind: Any) -> None:
    class Parameter(kind):  # type: ignore[misc]
        pass

    for maker in (kind, Parameter):
        message = message_of(TypeError, lambda maker=maker: maker(1.0, name="w"))
        assert message.startswith(f"{maker.__name__}: got an unexpected keyword")
        assert message.endswith("; write label=")
        message = message_of(TypeError, maker)
        assert "missing a required argument: 'data'" in message
        assert "convert it first" in message_of(TypeError, maker, "2")


def test_other_names_are_python_s_own() -> None:
    assert "has no attribute 'foo'" in message_of(AttributeError, getattr, v, "foo")


def test_a_subclass_may_have_the_attributes() -> None:
    class Parameter(Value):
        size = 3

        def __init__(self, data: float) -> None:
            super().__init__(data)
            self.shape = (1,)

    p: Any = Parameter(2.0)
    p.copy = "c"
    assert (p.size, p.shape, p.copy) == (3, (1,), "c")
    assert copy.copy(p).shape == (1,) and "shape" in dir(p)
    message = message_of(AttributeError, getattr, p, "ln")
    assert message == "a Parameter has no attribute 'ln'; write `x.log()`"


# -- operators -------------------------------------------------------------------------

t = Tensor([2.0, 3.0], label="t")


def test_a_power_modulo_a_number() -> None:
    text = (
        "pow({}, 3, 5): a power modulo a number is for integers, and has no "
        "derivative; write x ** y"
    )
    assert message_of(TypeError, pow, v, 3, 5) == text.format("v = 2.0")
    assert message_of(TypeError, pow, t, 3, 5) == text.format("t of shape (2,)")
    with pytest.raises(TypeError):
        pow(3, v, 5)  # type: ignore[call-overload]
    assert pow(v, 3).data == 8.0 == pow(v, 3, None).data
    assert pow(2, v).data == 4.0 and (+v is v) and (+t is t)


def test_filling_an_array() -> None:
    """NumPy hides the error of a Tensor, which is a sequence, behind its own."""
    array = np.zeros(2)
    message = message_of(TypeError, array.__setitem__, 0, v**2)
    assert message.startswith("float(Value(4.0)) would silently leave the graph")
    with pytest.raises(ValueError, match="setting an array element") as error:
        array[0] = t[0] ** 2
    assert str(error.value.__cause__) == (
        "float(Tensor(4.0)) would silently leave the graph: use v.item() for the plain "
        "number, and v.exp() or autograd_core.exp(v) for math.exp(v); to fill an "
        "array, stack([t, u, ...])"
    )
    assert array.tolist() == [0.0, 0.0]


# -- micrograd's arguments -------------------------------------------------------------


def test_micrograd_s_keywords() -> None:
    by_position = message_of(TypeError, Value, 3.0, (v,), "+")
    assert message_of(TypeError, Value, 3.0, _children=(v,), _op="+") == by_position
    assert "got the op '+', as in micrograd" in by_position
    leaf = Value(3.0, _children=(), _op="", label="leaf")
    assert (leaf.data, leaf.parents, leaf.label) == (3.0, (), "leaf")
    node = Value(6.0, _children=(v,), _op=(3.0,))
    node.backward()
    assert (node.parents, v.grad) == ((v,), 3.0)
    v.zero_grad()
