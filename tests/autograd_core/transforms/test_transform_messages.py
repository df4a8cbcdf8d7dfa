"""Every transform speaks under its own name, also where it is made of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, no_grad
from tests.autograd_core.messages import message_of

X = np.ones(2)

CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "grad": lambda f, x: ac.grad(f)(x),
    "value_and_grad": lambda f, x: ac.value_and_grad(f)(x),
    "elementwise_grad": lambda f, x: ac.elementwise_grad(f)(x),
    "hvp": lambda f, x: ac.hvp(f, (x,), (x,)),
    "hessian": lambda f, x: ac.hessian(f)(x),
    "jacobian": lambda f, x: ac.jacobian(f)(x),
    "jacfwd": lambda f, x: ac.jacfwd(f)(x),
    "jacrev": lambda f, x: ac.jacrev(f)(x),
    "jvp": lambda f, x: ac.jvp(f, (x,), (x,)),
    "vjp": lambda f, x: ac.vjp(f, x),
    "linearize": lambda f, x: ac.linearize(f, x),
}


def gives_text(x: Any) -> str:
    return "loss"


@pytest.mark.parametrize("name", CALLS)
def test_a_result_or_an_argument_of_another_kind(name: str) -> None:
    call = CALLS[name]
    text = message_of(TypeError, call, gives_text, X)
    assert text.startswith(f"{name}: the result of gives_text: expected numbers")
    assert message_of(TypeError, call, ac.exp, "x").startswith(f"{name}, argument 0:")


@pytest.mark.parametrize("name", CALLS)
def test_a_result_without_a_graph(name: str) -> None:
    """Its derivative is not 0, though nothing of it is recorded."""
    text = message_of(GraphError, CALLS[name], no_grad()(lambda x: (x * x).sum()), X)
    assert text.startswith(f"{name} of Tensor(2.0), which was computed inside no_grad(")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("grad", "or use jacobian, or elementwise_grad for one derivative per entry"),
        ("value_and_grad", "or use jacobian, or elementwise_grad for one derivative"),
        ("hvp", "or use hessian, which takes several"),
    ],
)
def test_several_results_where_one_is_wanted(name: str, remedy: str) -> None:
    text = message_of(TypeError, CALLS[name], lambda x: 2 * x, X)
    assert text.startswith(f"{name}: the function must give one number, it gave (2,);")
    assert remedy in text


@pytest.mark.parametrize("name", ["grad", "value_and_grad", "hessian", "jacfwd"])
def test_arguments_that_are_not_there(name: str) -> None:
    text = message_of(ValueError, getattr(ac, name)(ac.exp, argnums=2), 1.0)
    assert text.startswith(f"{name}: argnums=2, but the function was called with 1")
