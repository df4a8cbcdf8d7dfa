"""Constants made inside `no_grad()` in a function that is differentiated twice.

They count as constants, as those of torch.no_grad and jax.stop_gradient do. The numbers
are those of the same functions with the constant written as `stop_gradient`, by hand.
"""

from __future__ import annotations

from collections.abc import Callable
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
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    no_grad,
    value_and_grad,
    vjp,
)
from tests.autograd_core.messages import message_of


def constant(f: Callable[[Any], Any], x: Any) -> Any:
    with no_grad():
        return f(x)


def linear(x: Any) -> Any:
    """x c with c = 2x: the slope is c = 2x, a constant."""
    return x * constant(lambda x: 2.0 * x, x)


def quadratic(x: Any) -> Any:
    """x^2 c with c = 2x: slope 2 x c = 4 x^2, second derivative 2 c = 4 x."""
    return x * x * constant(lambda x: 2.0 * x, x)


def power(x: Any) -> Any:
    """x^3 + c^2 + x c with c = e^x: 3x^2 + c and 6x."""
    c = constant(lambda x: x.exp(), x)
    return x**3 + c**2 + x * c


FUNCTIONS = {
    "linear": (linear, lambda x: 2 * x, lambda x: 0 * x),
    "quadratic": (quadratic, lambda x: 4 * x**2, lambda x: 4 * x),
    "power": (power, lambda x: 3 * x**2 + np.exp(x), lambda x: 6 * x),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_of_numbers(name: str) -> None:
    f, first, second = FUNCTIONS[name]
    x = 1.5
    slope, curvature = first(x), pytest.approx(second(x), rel=1e-14)
    assert grad(f)(x) == pytest.approx(slope, rel=1e-14)
    assert grad(grad(f))(x) == curvature
    assert hessian(f)(x) == curvature
    assert hvp(f, (x,), (1.0,)) == curvature
    assert jacfwd(jacrev(f))(x) == jacrev(jacfwd(f))(x) == curvature
    assert jacfwd(jacfwd(f))(x) == jacrev(jacrev(f))(x) == curvature
    assert jvp(grad(f), (x,), (1.0,))[1] == curvature
    assert linearize(grad(f), x)[1](1.0) == curvature
    assert vjp(grad(f), x)[1](1.0)[0] == curvature
    assert value_and_grad(grad(f))(x)[1] == curvature
    assert grad(lambda x: gradients(f(x), x))(x) == curvature
    v = Value(x)
    slope = gradients(f(v), v, create_graph=True)
    assert gradients(slope, v) == curvature
    slope.backward()
    assert v.grad == curvature


@pytest.mark.parametrize("name", FUNCTIONS)
def test_of_arrays(name: str) -> None:
    f, first, second = FUNCTIONS[name]
    x = np.array([1.5, -0.5])

    def total(x: Any) -> Any:
        return f(x).sum()

    def close(ours: Any, expected: Any) -> bool:
        return np.allclose(ours, expected, rtol=1e-14, atol=0)

    matrix = np.diag(second(x))
    assert close(grad(total)(x), first(x))
    assert close(hessian(total)(x), matrix)
    assert close(jacfwd(grad(total))(x), matrix)
    assert close(jacrev(grad(total))(x), matrix)
    assert close(jacobian(grad(total))(x), matrix)
    assert close(hvp(total, (x,), (np.ones(2),)), second(x))
    assert close(linearize(grad(total), x)[1](np.ones(2)), second(x))
    assert close(grad(lambda x: gradients(total(x), x).sum())(x), second(x))
    t = Tensor(x)
    slope = gradients(total(t), t, create_graph=True)
    assert close(gradients(slope.sum(), t), second(x))


def test_the_derivative_may_be_the_constant_itself() -> None:
    """Of x c it is c: a node of its own, whose derivative with respect to c is 1."""
    for x in (Value(3.0), Tensor([3.0])):
        with no_grad():
            c = x * 2.0
        out: Any = x * c
        seed: Any = 1.0 if isinstance(x, Value) else np.ones(1)
        slope = gradients(out, x, upstream=seed, create_graph=True)
        assert slope is not c and slope.data == 6.0
        assert gradients(slope, x, upstream=seed) == 0.0
        assert gradients(slope, c, upstream=seed) == 1.0
        slope.backward(seed)
        assert (x.grad, c.grad) == (0.0, 1.0)
        assert message_of(GraphError, c.backward, seed).startswith("backward() of ")


def test_an_upstream_gradient_that_is_a_constant() -> None:
    x, w = Value(3.0), Value(5.0)
    with no_grad():
        c = w * 2.0
    slope = gradients(x, x, upstream=c, create_graph=True)
    assert slope.data == 10.0
    assert gradients(slope, [c, w, x]) == (1.0, 0.0, 0.0)


def test_a_result_computed_inside_is_still_refused() -> None:
    """Its derivative would be 0 in silence."""

    def f(x: Any) -> Any:
        with no_grad():
            return x * x

    for transform in (grad, hessian, jacfwd, jacrev, jacobian):
        message = message_of(GraphError, transform(f), 3.0)
        assert " which was computed inside no_grad()" in message
    for call in (jvp, hvp):
        message = message_of(GraphError, call, f, (3.0,), (1.0,))
        assert " which was computed inside no_grad()" in message
