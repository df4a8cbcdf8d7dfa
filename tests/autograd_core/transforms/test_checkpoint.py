"""`checkpoint` changes no number and keeps no graph; `stop_gradient` stops."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import (
    GraphError,
    Tensor,
    Value,
    checkpoint,
    grad,
    gradients,
    hessian,
    hvp,
    jvp,
    no_grad,
    stop_gradient,
    vmap,
)
from tests.autograd_core.array_ops.array_checks import numbers

W, X = numbers(3, 3), numbers(3, seed=1)


def layer(x: Any, w: Any) -> Any:
    return ac.tanh(w @ x)


def net(layer: Any) -> Any:
    return lambda x, w: (layer(layer(layer(x, w), w), w) ** 2).sum()


def test_values_and_derivatives_stay() -> None:
    plain, kept = net(layer), net(checkpoint(layer))
    assert plain(X, W) == kept(X, W)
    for transform in (grad, hessian):
        for argnum in (0, 1):
            np.testing.assert_allclose(
                transform(kept, argnum)(X, W),
                transform(plain, argnum)(X, W),
                rtol=1e-12,
                atol=1e-14,
            )
    for function in (jvp, hvp):
        got, expected = (function(f, (X, W), (X, W)) for f in (kept, plain))
        got, expected = got[-1], expected[-1]
        for x, y in zip(np.atleast_1d(got), np.atleast_1d(expected), strict=True):
            np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-14)


def test_the_nodes_inside_are_freed_and_made_again_in_the_walk() -> None:
    made: list[Any] = []

    def noted(x: Any) -> Any:
        y = ac.sin(x)
        made.append(weakref.ref(y))
        return y * 2.0

    x = Tensor(X)
    out = checkpoint(noted)(x)
    gc.collect()
    assert [reference() for reference in made] == [None]
    out.sum().backward()
    assert len(made) == 2
    np.testing.assert_allclose(x.grad, 2.0 * np.cos(X), rtol=1e-14)


def test_what_the_function_closes_over_gets_its_gradient() -> None:
    """Leaves, results with a graph of their own, and both at once, in one backward."""
    w = Tensor(W)
    h = w * 2.0

    def inner(x: Any) -> Any:
        return ac.tanh(h @ x) + w.sum()

    slopes = []
    for f in (inner, checkpoint(inner)):
        w.zero_grad()
        (f(Tensor(X)).sum() * h.sum() + f(f(Tensor(X))).sum()).backward()
        by_interior = gradients(f(Tensor(X)).sum(), h)
        slopes.append((w.grad.copy(), by_interior))
    np.testing.assert_allclose(slopes[1][0], slopes[0][0], rtol=1e-12)
    np.testing.assert_allclose(slopes[1][1], slopes[0][1], rtol=1e-12)


def test_inside_transforms_that_it_closes_over() -> None:
    """d/dx sin(2x) z at 1.5, and its derivative by z."""

    def slope(z: Any) -> Any:
        return grad(lambda x: checkpoint(lambda y: ac.sin(y * x) * z)(2.0))(1.5)

    assert slope(0.7) == pytest.approx(0.7 * 2.0 * np.cos(3.0), rel=1e-14)
    assert grad(slope)(0.7) == pytest.approx(2.0 * np.cos(3.0), rel=1e-14)


def test_values_trees_and_several_results() -> None:
    f = checkpoint(lambda p, scale: {"product": p["a"] * p["b"] * scale, "a": p["a"]})
    a, b = Value(2.0), Value(3.0)
    out = f({"a": a, "b": b}, scale=5.0)
    assert (out["product"].data, out["a"].data) == (30.0, 2.0)
    (out["product"] * out["a"]).backward()  # 5 a^2 b
    assert (a.grad, b.grad) == (60.0, 20.0)
    second = grad(grad(checkpoint(ac.tanh)))(0.5)
    t = np.tanh(0.5)
    assert second == pytest.approx(-2.0 * t * (1.0 - t**2), rel=1e-14)


def test_without_nodes_it_is_the_function() -> None:
    calls: list[float] = []
    f = checkpoint(lambda x: calls.append(x) or 2.0 * x)  # type: ignore[func-returns-value]
    assert f(3.0) == 6.0
    with no_grad():
        assert f(Value(3.0)).parents == ()
    assert len(calls) == 2
    compiled = ac.compile(lambda a: checkpoint(lambda z: ac.sin(z) * a)(a))
    assert compiled(Value(2.0)).data == pytest.approx(2.0 * np.sin(2.0))
    np.testing.assert_allclose(
        vmap(grad(lambda x: checkpoint(ac.sin)(x).sum()))(W), np.cos(W), rtol=1e-14
    )


def test_numbers_that_differ_in_the_second_run_are_refused() -> None:
    rng = np.random.default_rng(0)
    out = checkpoint(lambda x: x * rng.normal())(Tensor(X)).sum()
    with pytest.raises(GraphError, match="gave other numbers when it was run again"):
        out.backward()
    w = Tensor(X)
    out = checkpoint(lambda x: x * w)(Tensor(X)).sum()
    w.data = 2.0 * X
    with pytest.raises(GraphError, match=r"other numbers|was assigned"):
        out.backward()


def test_a_layer_and_its_parameters() -> None:
    model = nn.Sequential(nn.Linear(3, 4, rng=0), nn.Tanh(), nn.Linear(4, 2, rng=1))
    slopes = []
    for f in (model, checkpoint(model)):
        model.zero_grad()
        (f(W) ** 2).sum().backward()
        slopes.append([p.grad.copy() for p in model.parameters()])
    for x, y in zip(*slopes, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-13)


def test_a_function_is_expected() -> None:
    with pytest.raises(TypeError, match="checkpoint: expected a function"):
        checkpoint(3.0)  # type: ignore[arg-type]


# -- stop_gradient ---------------------------------------------------------------------


def test_no_derivative_goes_through_stopped_numbers() -> None:
    """x s(x^2): the first derivative is x^2, the second 0, in both modes."""

    def f(x: Any) -> Any:
        return x * stop_gradient(x**2)

    assert (f(3.0), grad(f)(3.0), grad(grad(f))(3.0)) == (27.0, 9.0, 0.0)
    assert jvp(f, (3.0,), (1.0,)) == (27.0, 9.0)
    np.testing.assert_array_equal(vmap(grad(f))(X), X**2)
    x = Tensor(X)
    f(x).sum().backward()
    np.testing.assert_array_equal(x.grad, X**2)


def test_structures_and_constants() -> None:
    value = Value(2.0)
    stopped = stop_gradient({"v": value, "parts": (X, 3.0)})
    assert stopped["v"].data == 2.0
    assert stopped["v"] is not value
    assert stopped["parts"][0] is X
    assert stopped["parts"][1] == 3.0
    with pytest.raises(TypeError, match=r"stop_gradient: expected n.*got str 'x'"):
        stop_gradient("x")
