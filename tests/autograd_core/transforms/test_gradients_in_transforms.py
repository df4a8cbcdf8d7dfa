"""`gradients()` and `backward()` inside a function that is being differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_core import (
    GraphError,
    Tensor,
    Value,
    grad,
    gradients,
    hessian,
    hvp,
    jvp,
    no_grad,
)
from tests.autograd_core.messages import message_of


def slope_of_cube(x: Any) -> Any:
    return gradients(x**3, x)


def test_gradients_are_differentiated_again() -> None:
    """d^2 x^3 = 6 x, d^3 = 6."""
    assert slope_of_cube(Value(2.0)) == 12.0
    assert grad(slope_of_cube)(2.0) == 12.0
    assert jvp(slope_of_cube, (2.0,), (1.0,)) == (12.0, 12.0)
    assert hessian(slope_of_cube)(2.0) == 6.0


def test_of_arrays() -> None:
    """sum of x * d/dx x^3 = 3 x^3, whose derivatives are 9 x^2 and 18 x."""

    def f(x: Any) -> Any:
        return (gradients((x**3).sum(), x) * x).sum()

    at = np.array([1.0, 2.0])
    assert grad(f)(at).tolist() == [9.0, 36.0]
    assert hvp(f, (at,), (np.ones(2),)).tolist() == [18.0, 36.0]


def test_with_respect_to_a_node_of_a_closure() -> None:
    """d/dx d/dw w^2 x = 2 w."""
    w = Value(3.0)
    assert grad(lambda x: gradients(w * w * x, w))(2.0) == 6.0
    assert grad(lambda x: gradients(w * 2.0, w, upstream=x))(5.0) == 2.0


def test_of_nodes_made_in_the_function_they_are_plain() -> None:
    def f(x: Any) -> Any:
        w = Value(3.0)
        slope = gradients(w * w, w)
        assert type(slope) is float
        return x * slope

    assert grad(f)(2.0) == 6.0


def test_of_nodes_of_a_closure_they_are_nodes() -> None:
    """d/dw of x d/dw w^2, that is of 2 w x."""
    w = Value(3.0)
    (slope, value) = grad(lambda x: (x * gradients(w * w, w),) * 2, has_aux=True)(2.0)
    assert (slope.data, value.data) == (6.0, 12.0)
    value.backward()
    assert w.grad == 4.0


def test_inside_no_grad_they_are_constants() -> None:
    def f(x: Any) -> Any:
        square = x**2
        with no_grad():
            slope = gradients(square, x)
        return slope * x

    assert grad(f)(3.0) == 6.0


@pytest.mark.parametrize("at", [2.0, np.array([2.0])])
def test_backward_is_refused_for_grad_would_be_a_constant(at: Any) -> None:
    def f(x: Any) -> Any:
        cube = x**3 + 0.0
        cube.backward()
        return x.grad + x * 0.0

    message = message_of(GraphError, hessian(f), at)
    assert message.startswith("backward() of ")
    assert message.endswith(
        " inside a function that a transform differentiates: grad is a plain number or "
        "array, through which no derivative goes; use gradients(output, input), which "
        "gives nodes there"
    )


def test_backward_of_what_does_not_depend_on_the_input() -> None:
    w = Tensor([3.0])

    def f(x: Any) -> Any:
        w.zero_grad()
        (w * w).sum().backward()
        return (x * w.grad).sum()

    assert grad(f)(2.0) == 6.0
    assert w.grad.tolist() == [6.0]
