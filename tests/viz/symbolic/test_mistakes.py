"""Messages of `formula` and of terms to what has no closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import nn
from autograd_core import Tensor, Value
from viz import formula
from viz.symbolic.term import Term

pytest.importorskip("sympy")

A, B = Value(2.0, label="a"), Value(3.0, label="b")
X = Tensor([1.0, 2.0], label="x")
NOT_AN_EXPRESSION = "is a number and not an expression; use explain"


def deep() -> Value:
    """A graph of few nodes whose closed form is very long."""
    out = A
    for i in range(12):
        out = (out * out + A).tanh() + out.sin() * (i + 1)
    return out


def many_classes() -> Value:
    logits = [Value(float(i), label=f"z{i}") for i in range(11)]
    loss: Value = nn.cross_entropy(logits, 0)
    return loss


MISTAKES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: formula(3), TypeError, "formula: expected a Value or Tensor"),  # type: ignore[arg-type]
    (lambda: formula("x"), TypeError, "formula: expected a Value or Tensor"),  # type: ignore[arg-type]
    (lambda: formula(None), TypeError, "formula: expected a Value or Tensor"),  # type: ignore[arg-type]
    (
        lambda: formula(A * B, of=[A, B]),
        TypeError,
        "must be one node or its name, not several",
    ),
    (
        lambda: formula(X.sum(), of=X),
        ValueError,
        r'of has 2 entries.*such as of="x\[0\]"',
    ),
    (lambda: formula(A * B, of=Value(1.0)), ValueError, "not in the graph of the res"),
    (lambda: formula(many_classes(), of="z3"), ValueError, NOT_AN_EXPRESSION),
    (lambda: formula(Value(4.0, (A,), (4.0,)), of=A), ValueError, NOT_AN_EXPRESSION),
    (
        lambda: formula(deep(), of=A),
        ValueError,
        r"more than 2,000 operators .* explain shows",
    ),
    (lambda: formula(deep()), ValueError, "more than 2,000 operators"),
    (lambda: bool(Term("name", "x") > 0.0), TypeError, "no truth value"),
]


@pytest.mark.parametrize(("call", "error", "message"), MISTAKES)
def test_a_wrong_argument_is_named(
    call: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
