"""The ops written out in Value give what their blocks in the op table give."""

from __future__ import annotations

import itertools
import math
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import Value
from autograd_core.engine.record import apply
from autograd_core.ops.op import OPS
from tests.autograd_core.messages import message_of
from tests.identity import identical

NUMBERS = (
    *(0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, 0.5, -0.5, 1 / 3, -0.7, 1.25, 20.0, -20.0),
    *(math.inf, -math.inf, math.nan, 1e300, -1e300, 1e-300, -1e-300, 5e-324),
    *(709.0, 710.0, -745.0, -746.0, 1.7976931348623157e308),
)
INFIX: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "negative": operator.neg,
    "exp": Value.exp,
    "log": Value.log,
    "relu": Value.relu,
    "tanh": Value.tanh,
}


KINDS = (int, bool, np.float64, np.float32, np.int64, np.bool_)


def quietly(call: Callable[..., Value], *args: Any) -> tuple[Value, list[str]]:
    """The result of a call, and its warnings as text."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        out = call(*args)
    return out, [str(warning.message) for warning in caught]


def alike(ours: tuple[float, ...], theirs: tuple[float, ...]) -> bool:
    """Equal up to rounding; nan equals nan."""
    return len(ours) == len(theirs) and all(
        (math.isnan(a) and math.isnan(b)) or a == pytest.approx(b, rel=1e-14, abs=0)
        for a, b in zip(ours, theirs, strict=True)
    )


def check_hot(name: str, call: Callable[..., Value], operands: tuple[Any, ...]) -> None:
    """The written-out path records the node that the block would."""
    fast, warnings_ = quietly(call, *operands)
    block, expected = quietly(apply, OPS[name], operands)
    at = f"{name}{operands}"
    assert fast.rule is OPS[name], at
    assert alike((fast.data,), (block.data,)), f"{at}: {fast.data} for {block.data}"
    assert alike(fast.local_grads, block.local_grads), (
        f"{at}: {fast.local_grads} for {block.local_grads}"
    )
    assert {type(slope) for slope in fast.local_grads} <= {float}, at
    assert identical(fast.parents, block.parents), at
    assert list(map(repr, fast.operands)) == list(map(repr, block.operands)), at
    assert warnings_ == expected, at


def check_hot_unary(name: str) -> None:
    for x in NUMBERS:
        check_hot(name, UNARY[name], (Value(x),))


def check_hot_infix(name: str) -> None:
    for x, y in itertools.product(NUMBERS, NUMBERS):
        check_hot(name, INFIX[name], (Value(x), Value(y)))
        check_hot(name, INFIX[name], (Value(x), y))
        check_hot(name, INFIX[name], (x, Value(y)))


@pytest.mark.parametrize("name", UNARY)
def test_unary_paths(name: str) -> None:
    check_hot_unary(name)


@pytest.mark.parametrize("name", INFIX)
def test_infix_paths_with_values_and_constants_on_either_side(name: str) -> None:
    check_hot_infix(name)


@pytest.mark.parametrize("name", INFIX)
@pytest.mark.parametrize(
    "kind", [int, bool, np.float64, np.float32, np.int64, np.bool_]
)
def test_every_kind_of_number_is_the_float_it_stands_for(name: str, kind: Any) -> None:
    op, v = INFIX[name], Value(2.0)
    for number in (kind(1), kind(0), kind(3)):
        out, warnings_ = quietly(op, number, v)
        plain, expected = quietly(op, float(number), v)
        assert (out.data, out.local_grads) == (plain.data, plain.local_grads)
        assert identical(out.operands, (float(number), v))
        assert identical(plain.operands, (float(number), v))
        assert type(out.operands[0]) is float
        assert warnings_ == expected
        out, warnings_ = quietly(op, v, number)
        plain, expected = quietly(op, v, float(number))
        assert same_node(out, plain), (out, plain)
        assert type(out.operands[1]) is float
        assert warnings_ == expected


def same_node(a: Value, b: Value) -> bool:
    return alike((a.data, *a.local_grads), (b.data, *b.local_grads))


@pytest.mark.parametrize("name", INFIX)
@pytest.mark.parametrize(
    "other", ["x", b"x", None, [1.0], (1.0,), 1j, {}, set(), len, iter([]), object()]
)
def test_what_is_not_a_number_is_refused_on_either_side(name: str, other: Any) -> None:
    """The message shows both operands and says what to do."""
    v = Value(2.0, label="v")
    for operands in ((v, other), (other, v)):
        texts = ["v" if operand is v else repr(operand) for operand in operands]
        assert message_of(TypeError, INFIX[name], *operands).startswith(
            f"{texts[0]} {OPS[name].symbol} {texts[1]}: expected a number, got "
            f"{type(other).__name__} {other!r}; "
        )


@pytest.mark.parametrize("name", INFIX)
def test_an_unknown_type_may_answer_for_itself(name: str) -> None:
    """Value returns NotImplemented, so the other operand's reflected method runs."""

    class Shy:
        def answer(self, other: Any) -> str:
            return "mine"

        __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rpow__ = answer
        __add__ = __sub__ = __mul__ = __truediv__ = __pow__ = answer

    class Rare:
        def __rmatmul__(self, other: Any) -> str:
            return "not asked"

    assert INFIX[name](Value(1.0), Shy()) == "mine"
    assert INFIX[name](Shy(), Value(1.0)) == "mine"
    message = message_of(TypeError, INFIX[name], Value(1.0), Rare())
    assert message.startswith("unsupported operand type(s) for ")


def test_in_place_operators_make_a_new_node() -> None:
    v = before = Value(2.0)
    v += Value(1.0)
    v *= 3
    v -= 1
    v /= 2
    v **= 2
    assert (v.data, before.data) == (16.0, 2.0)
    v.backward()
    assert before.grad == 12.0


def test_plus_is_the_node_itself() -> None:
    v = Value(2.0)
    assert +v is v
