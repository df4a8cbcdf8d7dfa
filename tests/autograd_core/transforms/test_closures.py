"""What a transformed function closes over is a part of it: its derivative flows."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor, Value, no_grad

# Of y -> w y^3 at y = 2, each as a function of w: value and derivative d/dw.
SLOPES: dict[str, tuple[Callable[[Any], Any], float]] = {
    "grad": (lambda f: ac.grad(f)(2.0), 12.0),
    "value_and_grad, value": (lambda f: ac.value_and_grad(f)(2.0)[0], 8.0),
    "value_and_grad, slope": (lambda f: ac.value_and_grad(f)(2.0)[1], 12.0),
    "elementwise_grad": (lambda f: ac.elementwise_grad(f)(2.0), 12.0),
    "jvp, value": (lambda f: ac.jvp(f, (2.0,), (1.0,))[0], 8.0),
    "jvp, tangent": (lambda f: ac.jvp(f, (2.0,), (0.5,))[1], 6.0),
    "vjp, value": (lambda f: ac.vjp(f, 2.0)[0], 8.0),
    "vjp, cotangent": (lambda f: ac.vjp(f, 2.0)[1](0.5)[0], 6.0),
    "linearize, value": (lambda f: ac.linearize(f, 2.0)[0], 8.0),
    "linearize, tangent": (lambda f: ac.linearize(f, 2.0)[1](0.5), 6.0),
    "jacobian": (lambda f: ac.jacobian(f)(2.0), 12.0),
    "jacfwd": (lambda f: ac.jacfwd(f)(2.0), 12.0),
    "jacrev": (lambda f: ac.jacrev(f)(2.0), 12.0),
    "hessian": (lambda f: ac.hessian(f)(2.0), 12.0),
    "hvp": (lambda f: ac.hvp(f, (2.0,), (0.5,)), 6.0),
    "grad of grad": (lambda f: ac.grad(ac.grad(f))(2.0), 12.0),
    "aux": (lambda f: ac.grad(lambda y: (y, f(y)), has_aux=True)(2.0)[1], 8.0),
}
slopes = pytest.mark.parametrize(("slope", "factor"), SLOPES.values(), ids=SLOPES)


@slopes
def test_of_a_plain_argument_a_leaf_that_is_closed_over(
    slope: Any, factor: float
) -> None:
    """d/dw of w times (slope of w y^3), that is of factor w^2."""
    w = Value(1.5)
    result = slope(lambda y: w * y**3)
    assert isinstance(result, Value) and result.data == factor * 1.5
    (w * result).backward()
    assert w.grad == 2 * factor * 1.5


@slopes
def test_a_result_that_is_closed_over(slope: Any, factor: float) -> None:
    w = Value(0.5)
    e = w.exp()
    slope(lambda y: e * y**3).backward()
    assert w.grad == pytest.approx(factor * math.exp(0.5), rel=1e-14)


@slopes
def test_an_entry_of_a_tensor_that_is_closed_over(slope: Any, factor: float) -> None:
    w = Tensor([1.0, 3.0])
    slope(lambda y: (w[1] * w[0]) * y**3).backward()
    assert w.grad.tolist() == [3 * factor, factor]


@slopes
def test_constants_leave_the_result_plain(slope: Any, factor: float) -> None:
    w = Value(1.5)
    with no_grad():
        c = w * 1.0
    for f in (
        lambda y: c * y**3,
        lambda y: Value(1.5) * y**3,
        lambda y: w.detach() * y**3,
        lambda y: Tensor([1.5])[0] * y**3,
        lambda y: Tensor(1.5) * y**3,
    ):
        result = slope(f)
        assert not isinstance(result, (Value, Tensor)), result
        assert result == factor * 1.5


@slopes
def test_inside_no_grad_the_result_is_plain(slope: Any, factor: float) -> None:
    w = Value(1.5)
    with no_grad():
        assert slope(lambda y: w * y**3) == factor * 1.5
        assert not isinstance(slope(lambda y: w * y**3), Value)


def test_of_a_node_inside_no_grad_the_result_has_no_graph() -> None:
    x = Value(2.0)
    with no_grad():
        value, slope = ac.value_and_grad(lambda y: x * y**2)(x)
        tangent = ac.jvp(lambda y: x * y**2, (x,), (1.0,))[1]
    assert (value.data, slope.data, tangent.data) == (8.0, 8.0, 8.0)
    assert value.parents == slope.parents == tangent.parents == ()
    with pytest.raises(ac.GraphError):
        slope.backward()


ARRAYS: dict[str, tuple[Callable[[Any], Any], list[float]]] = {
    "grad": (lambda f: ac.grad(f)(np.array([1.0, 2.0]))[1], [0.0, 4.0]),
    "elementwise_grad": (
        lambda f: ac.elementwise_grad(f)(np.array([1.0, 2.0])).sum(),
        [2.0, 4.0],
    ),
    "jacobian": (lambda f: ac.jacobian(f)(np.array([1.0, 2.0])).sum(), [2.0, 4.0]),
    "hessian": (lambda f: ac.hessian(f)(np.array([1.0, 2.0]))[1, 1], [0.0, 2.0]),
    "hvp": (
        lambda f: ac.hvp(f, (np.ones(2),), (np.array([3.0, 0.0]),)).sum(),
        [6.0, 0.0],
    ),
}


@pytest.mark.parametrize(("slope", "shares"), ARRAYS.values(), ids=ARRAYS)
def test_of_plain_arrays(slope: Any, shares: list[float]) -> None:
    """Of y -> sum of w_i y_i^2, the answers are w . shares."""
    w = Tensor([0.5, 3.0])
    result = slope(lambda y: (w * y * y).sum())
    assert result.item() == np.dot(w.data, shares)
    (result * result).backward()
    assert w.grad.tolist() == [2 * result.item() * share for share in shares]


@pytest.mark.parametrize("seed", range(3))
def test_a_loss_of_the_derivative_of_a_network_in_its_input(seed: int) -> None:
    """As for a differential equation, u' + u = 0: du/dt, of a plain t, in the loss."""
    model = nn.MLP(1, [3, 1], rng=seed)
    parameters = model.parameters()

    def loss() -> Any:
        u = lambda t: model([t])  # noqa: E731
        return (ac.grad(u)(0.5) + u(0.5)) ** 2

    loss().backward()
    for parameter in parameters:
        number, h = parameter.data, 1e-5
        parameter.data = number + h
        above = loss().data
        parameter.data = number - h
        below = loss().data
        parameter.data = number
        assert parameter.grad == pytest.approx((above - below) / (2 * h), rel=2e-6)


def test_a_leaf_made_between_two_transforms() -> None:
    """d/da of a d/dy (v y^2) with v made in the outer function: a constant there."""

    def f(a: Any) -> Any:
        v = Value(3.0)
        slope = ac.grad(lambda y: v * y**2)(1.0)
        assert isinstance(slope, Value)
        return a * slope

    assert ac.value_and_grad(f)(2.0) == (12.0, 6.0)


def test_copies_count_as_made_before() -> None:
    """Better a node too many than a derivative that is lost."""
    w = Value(2.0)
    twin = copy.deepcopy(w)
    ac.grad(lambda y: twin * y)(1.0).backward()
    assert (w.grad, twin.grad) == (0.0, 1.0)


def test_inside_no_grad_an_inner_transform_keeps_the_input_of_the_outer_one() -> None:
    """d/dv of v d/dy (v y^2) at y = 1 is 4 v, a constant for the caller."""

    def f(v: Any) -> Any:
        return v * ac.grad(lambda y: v * y**2)(1.0)

    for x in (Value(3.0), Tensor(3.0), 3.0):
        with ac.no_grad():
            for slope in (ac.grad(f)(x), ac.jvp(f, (x,), (1.0,))[1]):
                assert getattr(slope, "data", slope) == 12.0
                assert not getattr(slope, "parents", ())


def test_inside_no_grad_a_function_may_give_its_argument() -> None:
    x = Value(3.0)
    with ac.no_grad():
        assert ac.grad(lambda x: x)(x).data == 1.0
        assert ac.jvp(lambda x: x, (x,), (2.0,))[1].data == 2.0
        assert ac.elementwise_grad(lambda x: x)(Tensor([1.0, 2.0])).data.tolist() == [
            1.0,
            1.0,
        ]
