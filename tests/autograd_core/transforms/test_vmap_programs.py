"""Random programs: `vmap` of values, gradients and Hessian products equals the loop."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import grad, hvp, jvp, vmap
from tests.autograd_core.array_ops.array_checks import numbers

W, V = numbers(3, 3), numbers(3, seed=1)
BATCH = 3


STEPS: tuple[Callable[[Any], Any], ...] = (
    ac.tanh,
    lambda x: ac.exp(0.3 * x),
    lambda x: x / (1.0 + x * x),
    lambda x: ac.where(x > 0, x, 0.1 * x),
    lambda x: ac.maximum(x, V),
    lambda x: ac.clip(x, -1.0, 1.0) * x,
    lambda x: W @ x if x.ndim == 1 else x @ W,
    lambda x: ac.einsum("...i,ij->...j", x, W),
    lambda x: ac.solve(W + 4.0 * np.eye(3), x),
    lambda x: ac.outer(x, V) if x.ndim == 1 else x.sum(0),
    lambda x: ac.softmax(x, -1),
    lambda x: ac.cumsum(x, -1),
    lambda x: ac.sort(x, -1),
    lambda x: ac.median(x, -1, keepdims=True) * x,
    lambda x: x - x.mean(-1, keepdims=True),
    lambda x: x.std(-1, keepdims=True) + x,
    lambda x: ac.norm(x, axis=-1, keepdims=True) * x,
    lambda x: ac.logsumexp(x, -1, keepdims=True) + x,
    lambda x: x.max(-1) if x.ndim > 1 else x - x.max(),
    lambda x: ac.concatenate([x, x * x], -1)[..., ::2],
    lambda x: x[..., [2, 0, 1]],
    lambda x: x * x[0],
    lambda x: x[x.argmax() if x.ndim == 1 else 0] + x,
    lambda x: ac.roll(x, 1, -1),
    lambda x: grad(lambda z: (ac.sin(z) * x).sum())(x),
    lambda x: jvp(lambda z: ac.sin(z) * z, (x,), (x,))[1],
    lambda x: vmap(lambda r: ac.sin(r) * 2.0)(x),
    lambda x: vmap(lambda r, c: r * c.sum(), in_axes=(0, None))(x, V),
    lambda x: ac.checkpoint(lambda z: ac.sin(z) * x)(x),
    lambda x: ac.stop_gradient(x) * x,
)
"""Functions of a vector of 3 or a matrix of 3 x 3, which give one of the two."""


@pytest.mark.parametrize("seed", range(20))
def test_a_random_program_equals_the_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    steps = [STEPS[k] for k in rng.integers(len(STEPS), size=4)]
    axes = [(0, 0), (None, 0), (0, None)][seed % 3]
    w, x = (rng.normal(size=(BATCH, 3) if axis == 0 else 3) for axis in axes)

    def program(w: Any, x: Any) -> Any:
        y = w * x
        for step in steps:
            y = step(y)
        return (y * y).sum()

    def example(k: int) -> list[Any]:
        pairs = zip((w, x), axes, strict=True)
        return [a[k] if axis == 0 else a for a, axis in pairs]

    ways: tuple[Callable[..., Any], ...] = (
        program,
        grad(program),
        grad(program, 1),
        lambda w, x: hvp(lambda w: program(w, x), (w,), (np.ones(3),)),
    )
    for way in ways:
        expected = np.stack([way(*example(k)) for k in range(BATCH)])
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            got = vmap(way, axes)(w, x)
        np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-10)
    slope = grad(lambda w: vmap(program, axes)(w, x).sum())(w)
    each = vmap(grad(program), axes)(w, x)
    expected = each if axes[0] == 0 else each.sum(0)
    np.testing.assert_allclose(slope, expected, rtol=1e-8, atol=1e-10)
