"""`vjp`, `jvp` and `linearize`: against each other and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.array_ops.matmul import Matmul
from tests.autograd_core.transforms.functions import W, X

RNG = np.random.default_rng(4)


def several(x: Any, w: Any) -> Any:
    product = x @ w
    return {"y": ac.softmax(product), "z": (ac.norm(w, axis=0), product.max())}


def test_jvp_is_the_transpose_of_vjp_on_several_results() -> None:
    tangents = (RNG.standard_normal(X.shape), RNG.standard_normal(W.shape))
    out, tangent = ac.jvp(several, (X, W), tangents)
    same, pullback = ac.vjp(several, X, W)
    u = {"y": RNG.standard_normal((2, 4)), "z": (RNG.standard_normal(4), 0.3)}
    back = pullback(u)
    of_outputs = (u["y"] * tangent["y"]).sum() + u["z"][0] @ tangent["z"][0]
    of_outputs += u["z"][1] * tangent["z"][1]
    of_inputs = sum((a * b).sum() for a, b in zip(back, tangents, strict=True))
    assert of_outputs == pytest.approx(of_inputs, rel=1e-12)
    assert_allclose(out["y"], same["y"])
    step = 1e-6
    higher = several(Tensor(X + step * tangents[0]), Tensor(W + step * tangents[1]))
    lower = several(Tensor(X - step * tangents[0]), Tensor(W - step * tangents[1]))
    slope = (higher["y"].data - lower["y"].data) / (2 * step)
    assert_allclose(tangent["y"], slope, rtol=1e-6, atol=1e-9)


def test_vjp_can_be_called_again_and_gives_a_tuple() -> None:
    _, pullback = ac.vjp(lambda x: x**2, np.array([1.0, 2.0]))
    for weight in (1.0, -3.0):
        (slopes,) = pullback(np.array([weight, 0.0]))
        assert slopes.tolist() == [2 * weight, 0.0]


def test_linearize_runs_the_function_once() -> None:
    calls = []

    def f(x: Any) -> Any:
        calls.append(x)
        return ac.sin(x) * x

    out, push = ac.linearize(f, np.array([1.0, 2.0]))
    slopes = np.cos([1.0, 2.0]) * [1.0, 2.0] + np.sin([1.0, 2.0])
    for t in ([1.0, 0.0], [0.0, 1.0], [2.0, -1.0]):
        assert_allclose(push(np.array(t)), slopes * t, rtol=1e-14)
    assert len(calls) == 1
    assert_allclose(out, np.sin([1.0, 2.0]) * [1.0, 2.0])


def test_forward_mode_is_forward_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """No vjp of any op is asked for while tangents are slope."""

    def refuse(*args: Any) -> None:
        raise AssertionError("reverse mode in jvp")

    monkeypatch.setattr(Matmul, "vjp", refuse)
    _, tangent = ac.jvp(lambda x: (x @ W).sum(), (X,), (np.ones_like(X),))
    assert tangent == pytest.approx(W.sum() * 2)


@given(st.integers(0, 10_000))
def test_dot_product_test_on_random_programs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, t = rng.standard_normal((2, 3)), rng.standard_normal((2, 3))

    def f(x: Any) -> Any:
        stack = [x, Tensor(rng2.standard_normal((2, 3)))]
        for _ in range(6):
            a, b = (stack[rng2.integers(len(stack))] for _ in range(2))
            pick = rng2.integers(6)
            stack.append(
                (a * b, a + b, ac.sin(a), a / (2 + b * b), ac.softmax(a), a[::-1])[pick]
            )
        return stack[-1] @ x.T

    rng2 = np.random.default_rng(seed + 1)
    _, tangent = ac.jvp(f, (x,), (t,))
    rng2 = np.random.default_rng(seed + 1)
    _, pullback = ac.vjp(f, x)
    u = rng.standard_normal(tangent.shape)
    assert (u * tangent).sum() == pytest.approx((pullback(u)[0] * t).sum(), rel=1e-9)


def test_a_value_and_a_tensor_without_axes_stand_for_each_other() -> None:
    """d (c x^2)/dx at 3 is 6 c, whichever kinds x^2 and c are of."""
    for x in (ac.Value(3.0), Tensor(3.0)):
        for c in (ac.Value(0.5), Tensor(0.5), 0.5):
            (slope,) = ac.vjp(lambda x: x**2, x)[1](c)
            assert slope.data == 3.0
            assert ac.jvp(lambda x: x**2, (x,), (c,))[1].data == 3.0
            if not isinstance(c, float):
                slope.backward()
                assert c.grad == 6.0
                c.zero_grad()


def test_a_value_as_cotangent_keeps_the_dtype_of_a_tensor() -> None:
    x = Tensor(3.0, dtype="float32")
    (slope,) = ac.vjp(lambda x: x**2, x)[1](ac.Value(0.5))
    assert (slope.data, slope.dtype) == (3.0, np.float32)
