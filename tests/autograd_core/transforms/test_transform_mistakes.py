"""Messages of the transforms: each under its own name, also if made of others."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value, no_grad
from tests.autograd_core.messages import message_of
from tests.autograd_core.transforms.functions import CALLS

X = np.ones(2)

LEAVES = (
    "expected numbers, arrays, Values or Tensors, or tuples, lists and dicts of them; "
)


def gives_text(x: Any) -> str:
    return "loss"


def product(x: Any, y: Any) -> Any:
    return x * y


# -- of every transform ----------------------------------------------------------------

WRONG_CALLS = [
    (gives_text, X, TypeError, f": the result of gives_text: {LEAVES}got str 'loss'"),
    (
        ac.exp,
        "x",
        TypeError,
        f", argument 0: {LEAVES}got str 'x'; close over what is not differentiated, or "
        "make it another argument",
    ),
    # The derivative of what is computed inside no_grad is not 0, though not recorded.
    (
        no_grad()(lambda x: (x * x).sum()),
        X,
        GraphError,
        " of Tensor(2.0), which was computed inside no_grad(): it has no graph; "
        "compute it outside the block",
    ),
    (
        no_grad()(lambda x: x**2),
        2.0,
        GraphError,
        " of Value(4.0), which was computed inside no_grad(): it has no graph; "
        "compute it outside the block",
    ),
]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("f", "x", "error", "message"), WRONG_CALLS)
def test_wrong_functions_and_arguments(
    name: str, f: Any, x: Any, error: type[Exception], message: str
) -> None:
    assert message_of(error, CALLS[name], f, x) == name + message


@pytest.mark.parametrize("name", CALLS)
def test_a_result_in_the_place_of_the_function_is_refused_at_once(name: str) -> None:
    vectors = [(1.0,), (1.0,)] if name in ("jvp", "hvp") else []
    right = {"vjp": "(f, x)", "linearize": "(f, x)"}.get(name, "(f)(x)")
    if vectors:
        right = "(f, (x,), (v,))"
    assert message_of(TypeError, getattr(ac, name), Value(9.0), *vectors) == (
        f"{name}: expected a function, got Value Value(data=9.0, grad=0.0); "
        f"write {name}{right}, and not f(x) for f"
    )


# -- of some ---------------------------------------------------------------------------

PER_ENTRY = "jacobian, or elementwise_grad for one derivative per entry"
MISTAKES = {
    "grad of an array": (
        lambda: ac.grad(lambda x: x)(X),
        TypeError,
        "grad: the function must give one number, it gave (2,); sum it, or use "
        + PER_ENTRY,
    ),
    "value_and_grad of an array": (
        lambda: ac.value_and_grad(lambda x: 2 * x)(X),
        TypeError,
        "value_and_grad: the function must give one number, it gave (2,); sum it, or "
        f"use {PER_ENTRY}",
    ),
    "hvp of an array": (
        lambda: ac.hvp(lambda x: 2 * x, (X,), (X,)),
        TypeError,
        "hvp: the function must give one number, it gave (2,); sum it, or use "
        "hessian, which takes several",
    ),
    "grad of a tuple": (
        lambda: ac.grad(lambda x: (x, x))(1.0),
        TypeError,
        "grad: the function must give one number, it gave tuple; for a result beside "
        "the number write has_aux=True",
    ),
    "value_and_grad of a dict": (
        lambda: ac.value_and_grad(lambda x: {"a": x})(1.0),
        TypeError,
        "value_and_grad: the function must give one number, it gave dict; sum it, or "
        f"use {PER_ENTRY}",
    ),
    "grad of None": (
        lambda: ac.grad(lambda x: None)(1.0),
        TypeError,
        f"grad: the result of <lambda>: {LEAVES}got NoneType None",
    ),
    "grad without aux": (
        lambda: ac.grad(lambda x: x, has_aux=True)(1.0),
        TypeError,
        "grad(has_aux=True): the function must return a pair (out, aux), got Value",
    ),
    "jvp of no tuples": (
        lambda: ac.jvp(lambda x: x, 1.0, 1.0),  # type: ignore[call-overload]
        TypeError,
        "jvp: primals must be a tuple, one entry per argument of the function; write "
        "(primal,) for one",
    ),
    "hvp at an array": (
        lambda: ac.hvp(ac.square, X, X),  # type: ignore[arg-type]
        TypeError,
        "hvp: primals must be a tuple, one entry per argument of the function; write "
        "(primal,) for one",
    ),
    "hvp along a number": (
        lambda: ac.hvp(lambda x: x**3, (2.0,), 1.0),  # type: ignore[arg-type]
        TypeError,
        "hvp: tangents must be a tuple, one entry per argument of the function; write "
        "(tangent,) for one",
    ),
    "jvp along too many": (
        lambda: ac.jvp(lambda x: x, (1.0,), (1.0, 2.0)),
        TypeError,
        "jvp: tangent: expected the structure of what it belongs to, (*,), got (*, *)",
    ),
    "jvp along too few": (
        lambda: ac.jvp(product, (1.0, 2.0), (1.0,)),
        TypeError,
        "jvp: tangent: expected the structure of what it belongs to, (*, *), got (*,)",
    ),
    "hvp along too few": (
        lambda: ac.hvp(product, (1.0, 2.0), (1.0,)),
        TypeError,
        "hvp: tangent: expected the structure of what it belongs to, (*, *), got (*,)",
    ),
    "jvp along another shape": (
        lambda: ac.jvp(lambda x: x, (X,), (np.ones(3),)),
        ValueError,
        "jvp: tangent for Tensor of shape (2,): expected shape (2,), got (3,)",
    ),
    "a cotangent of text": (
        lambda: ac.vjp(lambda x: x, 1.0)[1]("a"),
        TypeError,
        f"vjp: cotangent: {LEAVES}got str 'a'",
    ),
    "a cotangent of another structure": (
        lambda: ac.vjp(lambda x: (x, x), 1.0)[1](1.0),
        TypeError,
        "vjp: cotangent: expected the structure of what it belongs to, (*, *), got *",
    ),
    "a cotangent of another kind": (
        lambda: ac.vjp(lambda x: x, Value(1.0))[1](Tensor([1.0])),
        TypeError,
        "vjp: cotangent for Value(1.0): got Tensor of shape (1,)",
    ),
    "an argument named twice": (
        lambda: ac.grad(product, (0, -2))(3.0, 2.0),
        ValueError,
        "grad: argnums=(0, -2) names an argument twice",
    ),
}


@pytest.mark.parametrize(
    ("call", "error", "message"), MISTAKES.values(), ids=list(MISTAKES)
)
def test_mistakes(call: Any, error: type[Exception], message: str) -> None:
    assert message_of(error, call) == message


@pytest.mark.parametrize("name", ["grad", "jacobian", "elementwise_grad"])
@pytest.mark.parametrize("argnums", [True, 0.0, None, (0, True), "0", "x"])
def test_argnums_are_integers(name: str, argnums: Any) -> None:
    assert message_of(TypeError, getattr(ac, name), product, argnums) == (
        f"{name}: argnums must be an integer or a tuple of integers, got {argnums!r}; "
        f"for the derivative at x write {name}(f)(x)"
    )


@pytest.mark.parametrize(
    "name", ["grad", "value_and_grad", "elementwise_grad", "hessian", "jacfwd"]
)
@pytest.mark.parametrize("argnums", [1, 2, -2])
def test_arguments_that_are_not_there(name: str, argnums: int) -> None:
    call = getattr(ac, name)(ac.exp, argnums=argnums)
    assert message_of(ValueError, call, 1.0) == (
        f"{name}: argnums={argnums}, but the function was called with 1 positional "
        "argument; what is differentiated is given by its place"
    )


@pytest.mark.skipif(sys.version_info < (3, 11), reason="errors have no notes")
@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x**2).sum(),
        lambda x: x.sum(),
        lambda x: (x - ac.logsumexp(x)).sum(),
    ],
)
def test_arithmetic_with_a_list_has_a_remedy(f: Any) -> None:
    """Said once, by however many transforms it passes."""
    with pytest.raises((TypeError, AttributeError)) as caught:
        ac.grad(lambda x: ac.grad(f)(x)[0])([1.0, 2.0])
    assert caught.value.__notes__ == [
        "a list of numbers stays a list, of Values, without arithmetic; give the "
        "transform an array, such as np.array([1.0, 2.0]) for [1.0, 2.0]"
    ]


@pytest.mark.parametrize("name", ["grad", "vmap"])
def test_a_table_of_pandas_is_named_in_one_line(name: str) -> None:
    pandas = pytest.importorskip("pandas")
    series = pandas.Series([1.0, 2.0], name="mass")
    assert message_of(TypeError, getattr(ac, name)(ac.sum), series) == (
        f"{name}, argument 0: {LEAVES}got Series 0 1.0 1 2.0 Name: mass, dtype: "
        "float64; write .to_numpy() after it"
    )
