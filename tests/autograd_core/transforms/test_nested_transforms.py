"""Transforms of transforms: closures at any depth, and in other threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import autograd_core as ac


def test_no_perturbation_confusion() -> None:
    """d/dx of x times (d/dy of x + y) is 1; who confuses x and y says 2."""

    def inner(x: Any) -> Any:
        return x * ac.grad(lambda y: x + y)(1.0)

    assert ac.grad(inner)(2.0) == 1.0
    value_and_tangent = ac.jvp(
        lambda x: x * ac.jvp(lambda y: x + y, (1.0,), (1.0,))[1], (2.0,), (1.0,)
    )
    assert value_and_tangent == (2.0, 1.0)
    mixed = ac.grad(lambda x: x * ac.jvp(lambda y: x * y, (1.0,), (1.0,))[1])(2.0)
    assert mixed == 4.0


@pytest.mark.parametrize("outer", [ac.grad, ac.jacfwd, ac.jacrev])
@pytest.mark.parametrize("inner", [ac.grad, ac.jacfwd, ac.jacrev])
def test_closures_at_any_depth(outer: Any, inner: Any) -> None:
    """d/dx [x^2 d/dy (x^3 y^2) at y = x] = d/dx [2 x^6] = 12 x^5."""

    def f(x: Any) -> Any:
        return x**2 * inner(lambda y: x**3 * y**2)(x)

    assert outer(f)(1.5) == pytest.approx(12 * 1.5**5, rel=1e-14)


def wave(x: Any) -> Any:
    return ac.sin(x) * ac.exp(0.5 * x)


def test_higher_derivatives_of_a_function_of_one_number() -> None:
    f, x = wave, 0.7
    # wave is the imaginary part of e^((1/2 + i) x): the n-th derivative multiplies.
    for n in range(1, 6):
        f = ac.grad(f)
        factor = (0.5 + 1j) ** n * np.exp((0.5 + 1j) * x)
        assert f(x) == pytest.approx(factor.imag, rel=1e-12)


def test_a_pullback_takes_the_cotangent_of_an_outer_transform() -> None:
    """d/dc of c f'(x) is f'(x)."""

    def pulled(c: Any) -> Any:
        return ac.vjp(lambda x: x**2, 3.0)[1](c)[0]

    assert ac.grad(pulled)(1.0) == 6.0
    assert ac.jvp(pulled, (1.0,), (2.0,)) == (6.0, 12.0)


def test_a_pullback_takes_a_tensor_of_an_outer_transform() -> None:
    x = np.array([3.0, 1.0])

    def pulled(c: Any) -> Any:
        return ac.vjp(ac.square, x)[1](c)[0].sum()

    assert ac.grad(pulled)(np.ones(2)).tolist() == [6.0, 2.0]
    assert ac.hessian(lambda c: pulled(c) ** 2)(np.ones(2)).tolist() == [
        [72.0, 24.0],
        [24.0, 8.0],
    ]


def test_a_push_takes_a_node_of_an_outer_transform() -> None:
    assert ac.grad(lambda c: ac.jvp(lambda x: x**2, (3.0,), (c,))[1])(1.0) == 6.0
    assert ac.grad(lambda c: ac.linearize(lambda x: x**2, 3.0)[1](c))(1.0) == 6.0


def deep(x: Any, inner: Any) -> Any:
    """x d/dy [x y d/dz (x y z^2 at 2)] at 1, which is 8 x^3."""
    return x * inner(lambda y: x * y * inner(lambda z: x * y * z**2, 2.0), 1.0)


def by_grad(f: Any, x: Any) -> Any:
    return ac.grad(f)(x)


def by_jvp(f: Any, x: Any) -> Any:
    return ac.jvp(f, (x,), (1.0,))[1]


@pytest.mark.parametrize("inner", [by_grad, by_jvp])
@pytest.mark.parametrize("outer", [by_grad, by_jvp])
def test_three_closures_deep(inner: Any, outer: Any) -> None:
    def f(x: Any) -> Any:
        return deep(x, inner)

    assert f(3.0) == 216.0
    assert outer(f, 3.0) == 216.0
    assert outer(lambda x: outer(f, x), 3.0) == 144.0


def test_a_derivative_computed_in_another_thread_depends_on_the_input() -> None:
    with ThreadPoolExecutor(1) as pool:

        def f(x: Any) -> Any:
            return pool.submit(ac.grad(lambda y: x**2 * y**2), 2.0).result()

        assert f(3.0) == 36.0
        assert ac.grad(f)(3.0) == 24.0
        assert ac.jvp(f, (3.0,), (1.0,)) == (36.0, 24.0)


def test_threads_do_not_see_inputs_of_each_other() -> None:
    def slope(k: float) -> Any:
        w = 2.0
        return ac.grad(lambda x: ac.grad(lambda y: w * y**3 * x)(x))(k)

    with ThreadPoolExecutor(4) as pool:
        slopes = list(pool.map(slope, range(1, 60)))
    # d/dx of 6 x^2 x
    assert slopes == [18.0 * k**2 for k in range(1, 60)]
    assert all(type(slope) is float for slope in slopes)


def test_aux_of_a_transform_inside_another_keeps_its_graph() -> None:
    def f(x: Any) -> Any:
        return ac.grad(lambda y: (y * x, y * x**3), has_aux=True)(2.0)[1]

    assert ac.grad(f)(3.0) == 2.0 * 3 * 3.0**2
