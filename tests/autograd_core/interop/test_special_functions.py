"""Functions of scipy.special on nodes: values and derivatives by mpmath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from scipy import linalg, special

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value, gradients

ROWS: list[tuple[str, Any, Callable[..., Any], tuple[tuple[float, ...], ...]]] = [
    ("gammaln", special.gammaln, lambda x: mpmath.log(abs(mpmath.gamma(x))),
     ((0.3,), (4.5,), (-2.3,), (40.0,))),
    ("digamma", special.digamma, mpmath.digamma, ((0.3,), (4.5,), (-2.3,))),
    ("gamma", special.gamma, mpmath.gamma, ((0.3,), (4.5,), (-2.3,))),
    ("rgamma", special.rgamma, mpmath.rgamma, ((0.3,), (4.5,), (-2.3,))),
    ("beta", special.beta, mpmath.beta, ((0.3, 1.7), (4.5, 2.0))),
    ("betaln", special.betaln, lambda a, b: mpmath.log(mpmath.beta(a, b)),
     ((0.3, 1.7), (4.5, 2.0))),
    ("xlogy", special.xlogy, lambda x, y: x * mpmath.log(y), ((1.5, 0.3), (-2.0, 4.0))),
    ("xlog1py", special.xlog1py, lambda x, y: x * mpmath.log1p(y), ((1.5, 0.3),)),
    ("logit", special.logit, lambda x: mpmath.log(x / (1 - x)), ((0.2,), (0.97,))),
    ("expit", special.expit, lambda x: 1 / (1 + mpmath.exp(-x)), ((-3.0,), (0.7,))),
    ("log_expit", special.log_expit, lambda x: -mpmath.log1p(mpmath.exp(-x)),
     ((-3.0,), (0.7,))),
    ("entr", special.entr, lambda x: -x * mpmath.log(x), ((0.2,), (3.0,))),
    ("ndtr", special.ndtr, mpmath.ncdf, ((-1.5,), (0.7,))),
    ("erf", special.erf, mpmath.erf, ((-1.5,), (0.7,))),
    ("erfinv", special.erfinv, mpmath.erfinv, ((-0.9,), (0.3,))),
    ("erfcinv", special.erfcinv, lambda x: mpmath.erfinv(1 - x), ((0.3,), (1.2,))),
    ("j0", special.j0, lambda x: mpmath.besselj(0, x), ((0.7,), (5.0,))),
    ("j1", special.j1, lambda x: mpmath.besselj(1, x), ((0.7,), (5.0,))),
    ("y0", special.y0, lambda x: mpmath.bessely(0, x), ((0.7,),)),
    ("i0", special.i0, lambda x: mpmath.besseli(0, x), ((0.7,), (-2.0,))),
    ("i1", special.i1, lambda x: mpmath.besseli(1, x), ((0.7,), (-2.0,))),
    ("sinc", np.sinc, lambda x: mpmath.sincpi(x),
     ((1e-9,), (0.3,), (1.0,), (-2.6,), (3.999,), (4.001,), (17.25,))),
]  # fmt: skip
LAST = [
    ("jv", lambda x: special.jv(1.5, x), lambda x: mpmath.besselj(1.5, x), (0.7, 5.0)),
    ("yv", lambda x: special.yv(1.5, x), lambda x: mpmath.bessely(1.5, x), (0.7, 5.0)),
    ("iv", lambda x: special.iv(0.5, x), lambda x: mpmath.besseli(0.5, x), (0.7, 5.0)),
    ("gammainc", lambda x: special.gammainc(2.5, x),
     lambda x: mpmath.gammainc(2.5, 0, x, regularized=True), (0.3, 4.0)),
    ("gammaincc", lambda x: special.gammaincc(2.5, x),
     lambda x: mpmath.gammainc(2.5, x, regularized=True), (0.3, 4.0)),
    ("betainc", lambda x: special.betainc(2.5, 0.7, x),
     lambda x: mpmath.betainc(2.5, 0.7, 0, x, regularized=True), (0.3, 0.8)),
    ("polygamma", lambda x: ac.polygamma(2, x), lambda x: mpmath.psi(2, x), (0.3, 4.5)),
]  # fmt: skip
"""Functions with a derivative by the last operand only."""


def assert_near(number: Any, expected: Any, where: object) -> None:
    error = abs(mpmath.mpf(float(number)) - expected)
    assert error <= 2e-12 * (abs(expected) + mpmath.mpf("1e-4")), (where, number)


def check(function: Any, reference: Any, point: tuple[float, ...]) -> None:
    """Orders 0 to 2, on Values and on Tensors, in both modes; float32 stays."""
    n = len(point)
    mpmath.mp.dps = 40
    for make in (Value, lambda x: Tensor([x, x])):
        nodes = [make(x) for x in point]
        out = function(*nodes)
        seed = np.ones(2) if isinstance(out, Tensor) else 1.0
        numbers = np.ravel(out.data)
        assert_near(numbers[0], reference(*map(mpmath.mpf, point)), "value")
        slopes = gradients(out, nodes, upstream=seed, create_graph=True)
        for i in range(n):
            orders = [int(i == k) for k in range(n)]
            first = mpmath.diff(reference, point, tuple(orders))
            assert_near(np.ravel(slopes[i].data)[0], first, orders)
            for j, second in enumerate(gradients(slopes[i], nodes, upstream=seed)):
                both = tuple(order + int(j == k) for k, order in enumerate(orders))
                expected = mpmath.diff(reference, point, both)
                assert_near(np.ravel(second)[0], expected, both)
    tangents = (1.0,) * n
    forward = ac.jvp(function, point, tangents)[1]
    total = sum(
        mpmath.diff(reference, point, tuple(int(i == k) for k in range(n)))
        for i in range(n)
    )
    assert_near(forward, total, "forward")
    small = function(*[Tensor([x], dtype="float32") for x in point])
    assert small.dtype == np.float32
    np.testing.assert_allclose(
        small.data, [float(reference(*point))], rtol=2e-4, atol=1e-7
    )


@pytest.mark.parametrize(
    ("function", "reference", "points"), [pytest.param(*r[1:], id=r[0]) for r in ROWS]
)
def test_values_and_derivatives(function: Any, reference: Any, points: Any) -> None:
    for point in points:
        check(function, reference, point)


@pytest.mark.parametrize(
    ("function", "reference", "xs"), [pytest.param(*r[1:], id=r[0]) for r in LAST]
)
def test_derivatives_by_the_argument(function: Any, reference: Any, xs: Any) -> None:
    for x in xs:
        check(function, reference, (x,))


@pytest.mark.parametrize("order", [3, 4, 7])
def test_sinc_to_higher_orders(order: int) -> None:
    """Across the place where the series gives way to the recurrence."""
    mpmath.mp.dps = 40
    for x in (0.0, 0.4, 3.9, 4.1, 9.7):
        derivative: Any = np.sinc
        for _ in range(order):
            derivative = ac.grad(derivative)
        # At 0 mpmath's difference would divide by 0: the series is known there.
        even = order % 2 == 0
        at_0 = (-1) ** (order // 2) * mpmath.pi**order / (order + 1) if even else 0.0
        expected = mpmath.diff(mpmath.sincpi, x, order) if x else at_0
        error = abs(derivative(x) - expected)
        assert error <= 1e-11 * (abs(expected) + mpmath.pi**order / 100)


EDGES = [
    (special.xlogy, (0.0, 2.0), 0.0, (np.log(2.0), 0.0)),
    (special.gammaln, (0.0,), np.inf, None),
    (special.logit, (0.0,), -np.inf, (np.inf,)),
    (special.logit, (1.0,), np.inf, (np.inf,)),
    (special.expit, (-800.0,), 0.0, (0.0,)),
    (special.erfinv, (1.0,), np.inf, (np.inf,)),
    (np.sinc, (0.0,), 1.0, (0.0,)),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("function", "point", "value", "slopes"), EDGES)
def test_edges(function: Any, point: Any, value: float, slopes: Any) -> None:
    nodes = [Tensor(x) for x in point]
    out = function(*nodes)
    assert out.data == value
    if slopes is None:
        return
    out.backward()
    assert tuple(float(node.grad) for node in nodes) == slopes


def test_bessel_functions_of_whole_order_are_those_of_any_order() -> None:
    x = np.array([0.7, 5.0])
    for function in (special.j1, special.y1, special.i1):
        np.testing.assert_allclose(function(Tensor(x)).data, function(x), rtol=1e-14)
    np.testing.assert_allclose(special.yn(2, Tensor(x)).data, special.yn(2, x))


def test_a_missing_derivative_is_an_error_and_no_zero() -> None:
    with pytest.raises(GraphError, match=r"gammainc has no derivative by a here"):
        ac.grad(lambda a: special.gammainc(a, 2.0))(1.5)
    with pytest.raises(GraphError, match=r"jv has no derivative by v"):
        special.jv(Tensor([1.0]), 2.0).sum().backward()


def test_a_function_that_is_not_there_says_so() -> None:
    with pytest.raises(TypeError, match=r"scipy\.special\.kv has no derivative here"):
        special.kv(1, Tensor([1.0]))


@pytest.mark.parametrize(
    ("call", "remedy"),
    [
        (special.logsumexp, "use autograd_core.logsumexp, or t.numpy()"),
        (lambda x: special.softmax(x, axis=0), "use autograd_core.softmax, or"),
        (lambda x: special.polygamma(1, x), "use autograd_core.polygamma, or"),
        (linalg.norm, "use autograd_core.norm, or"),
        (lambda x: linalg.solve(np.eye(1), x), "use autograd_core.solve, or"),
        (lambda x: special.multigammaln(x, 1), "becomes an op by custom_op"),
        (lambda x: np.array([x]), "such as stack([t, u]) for np.array([t, u])"),
    ],
)
def test_functions_of_scipy_that_ask_for_an_array_name_the_same_one_here(
    call: Any, remedy: str
) -> None:
    """SciPy offers them no dispatch."""
    with pytest.raises(TypeError, match="would silently leave the graph") as error:
        call(Tensor([1.0]))
    assert remedy in str(error.value)
