"""Higher derivatives at inf and at the ends of domains: limits, worked out by hand."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import elementwise_grad, grad, jvp
from autograd_core.ops.op import OPS

INF = math.inf

LIMITS = [
    # arctan: -2x / (1 + x^2)^2, then (6x^2 - 2) / (1 + x^2)^3
    ("arctan", INF, 0.0, 0.0),
    ("arctan", -INF, 0.0, 0.0),
    # arcsinh: -x / (1 + x^2)^(3/2), then (2x^2 - 1) / (1 + x^2)^(5/2)
    ("arcsinh", INF, 0.0, 0.0),
    ("arcsinh", -INF, 0.0, 0.0),
    # arccosh: -x / (x^2 - 1)^(3/2), then (2x^2 + 1) / (x^2 - 1)^(5/2)
    ("arccosh", INF, 0.0, 0.0),
    ("arccosh", 1.0, -INF, INF),
    # arcsin: x / (1 - x^2)^(3/2), then (2x^2 + 1) / (1 - x^2)^(5/2); arccos: minus that
    ("arcsin", 1.0, INF, INF),
    ("arcsin", -1.0, -INF, INF),
    ("arccos", 1.0, -INF, -INF),
    ("arccos", -1.0, INF, -INF),
    # arctanh: 2x / (1 - x^2)^2, then (6x^2 + 2) / (1 - x^2)^3
    ("arctanh", 1.0, INF, INF),
    ("arctanh", -1.0, -INF, INF),
]
"""`(op, x, second derivative, third derivative)`."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """An inf among the derivatives warns, as everywhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


@pytest.mark.parametrize(("name", "x", "second", "third"), LIMITS)
def test_second_and_third_derivatives(
    name: str, x: float, second: float, third: float
) -> None:
    op = getattr(ac, name)
    for outer in (grad, ac.jacfwd, ac.jacrev):
        assert outer(grad(op))(x) == second
        assert outer(grad(grad(op)))(x) == third


@pytest.mark.parametrize(("name", "x", "second", "third"), LIMITS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_among_other_entries(
    name: str, x: float, second: float, third: float, dtype: str
) -> None:
    """The next entry, on the other side of 1/2, is not disturbed."""
    op: Callable[[Any], Any] = getattr(ac, name)
    inner = 1.5 if name == "arccosh" else 0.25
    at = np.array([x, inner], dtype)
    twice = elementwise_grad(elementwise_grad(op))(at)
    assert twice[0] == second
    assert twice[1] == pytest.approx(grad(grad(op))(inner), rel=1e-5)
    assert elementwise_grad(elementwise_grad(elementwise_grad(op)))(at)[0] == third
    tangent = ac.jvp(elementwise_grad(op), (at,), (np.ones(2, dtype),))[1]
    assert tangent[0] == second


def test_hypot_is_flat_far_out() -> None:
    for x, y in ((INF, 2.0), (2.0, INF), (-INF, 2.0)):
        assert ac.hessian(ac.hypot, (0, 1))(x, y) == ((0.0, 0.0), (0.0, 0.0))
    ends = np.array([INF, 3.0, -INF, 0.0], "float32")
    slopes = elementwise_grad(ac.hypot, (0, 1))(
        ends, np.array([1.0, 4.0, 1.0, 0.0], "float32")
    )
    assert slopes[0].tolist() == pytest.approx([1.0, 0.6, -1.0, 0.0])
    assert slopes[1].tolist() == pytest.approx([0.0, 0.8, 0.0, 0.0])
    assert slopes[0].dtype == np.float32


@pytest.mark.parametrize("at", [1 - 1e-12, -1 + 1e-9, 0.75, 0.5, -0.3, 1e-9])
def test_second_derivatives_keep_their_digits_up_to_the_edge(at: float) -> None:
    """arcsin'' = x / (1 - x^2)^(3/2), with 1 - x^2 as an exact product."""
    gap = (1.0 - at) * (1.0 + at)
    assert grad(grad(ac.arcsin))(at) == pytest.approx(at / gap**1.5, rel=1e-13)
    assert grad(grad(ac.arccos))(at) == pytest.approx(-at / gap**1.5, rel=1e-13)
    assert grad(grad(ac.arctanh))(at) == pytest.approx(2 * at / gap**2, rel=1e-13)


BINARY = [name for name, op in OPS.items() if len(op.derivatives) == 2]


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("constant", [0.0, -0.0, INF, -INF, 1e308, 5e-324])
def test_a_number_beside_an_array_counts_as_an_array_does(
    name: str, constant: float
) -> None:
    """Python's floats raise where NumPy's divide by zero or overflow."""
    op, x = OPS[name], np.array([2.0, 0.5])
    for order in (1, -1):

        def f(c: Any, order: int = order, op: Any = op) -> Callable[[Any], Any]:
            return lambda x: op(*[x, c][::order]).sum()

        of_number, of_array = f(constant), f(np.full(2, constant))
        np.testing.assert_array_equal(grad(of_number)(x), grad(of_array)(x))
        pushed = [jvp(g, (x,), (np.ones(2),))[1] for g in (of_number, of_array)]
        np.testing.assert_array_equal(*pushed)
        grad(lambda x, g=of_number: grad(g)(x).sum())(x)  # no error


def test_a_division_by_zero_has_an_infinite_slope() -> None:
    def f(x: Any) -> Any:
        return (x / 0).sum()

    assert grad(f)(np.array([2.0, -1.0])).tolist() == [INF, INF]
    assert grad(lambda x: x / 0)(2.0) == INF
