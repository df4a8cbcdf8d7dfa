"""`jacobian`, `hessian` and `hvp` against closed forms, HIPS autograd, each other."""

from __future__ import annotations

import collections
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from numpy.testing import assert_allclose

import autograd_core as ac
from tests.autograd_core.transforms.functions import W, X, network

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("jacobian", [ac.jacobian, ac.jacfwd, ac.jacrev])
def test_jacobians_agree_with_hips(jacobian: Any) -> None:
    def f(x: Any, np_: Any = ac) -> Any:
        return np_.tanh(np_.matmul(x, W))

    theirs = autograd.jacobian(lambda x: f(x, anp))(X)
    assert theirs.shape == (2, 4, 2, 3)
    assert_allclose(jacobian(f)(X), theirs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("jacobian", [ac.jacobian, ac.jacfwd, ac.jacrev])
def test_jacobians_of_trees_and_numbers(jacobian: Any) -> None:
    rows = jacobian(lambda x, y: {"p": x * y, "q": [x.sum()]}, (0, 1))(
        np.array([1.0, 2.0]), 3.0
    )
    assert rows["p"][0].tolist() == [[3.0, 0.0], [0.0, 3.0]]
    assert rows["p"][1].tolist() == [1.0, 2.0]
    assert rows["q"][0][0].tolist() == [1.0, 1.0]
    assert rows["q"][0][1] == 0.0
    assert jacobian(lambda v: [v[0] * v[1], v[0]])([2.0, 3.0]) == [
        [3.0, 2.0],
        [1.0, 0.0],
    ]


def test_jacobian_takes_the_cheaper_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograd_core.transforms.recording import Recording

    counts = collections.Counter[str]()
    for name in ("pull", "push"):
        real = getattr(Recording, name)
        monkeypatch.setattr(
            Recording,
            name,
            lambda self, vectors, real=real, name=name: (
                counts.update([name]) or real(self, vectors)
            ),
        )
    ac.jacobian(lambda x: ac.broadcast_to(x, (50, 2)) * np.ones((50, 2)))(np.ones(2))
    assert counts == {"push": 2}
    counts.clear()
    ac.jacobian(lambda x: ac.sum(x * x, keepdims=True))(np.ones(50))
    assert counts == {"pull": 1}


def test_hessian_of_a_quadratic_is_its_matrix() -> None:
    A = RNG.standard_normal((4, 4))
    A = A + A.T
    matrix = ac.hessian(lambda x: 0.5 * (x @ (A @ x)))(RNG.standard_normal(4))
    assert_allclose(matrix, A, rtol=1e-14, atol=1e-14)


def test_hessian_against_hips_and_of_nested_values() -> None:
    theirs = autograd.hessian(lambda x: network(x, W, anp))(X)
    assert_allclose(ac.hessian(network)(X, W), theirs, rtol=1e-11, atol=1e-12)
    assert ac.hessian(lambda v: v[0] ** 2 * v[1])([2.0, 3.0]) == [
        [6.0, 4.0],
        [4.0, 0.0],
    ]


def test_hvp_equals_hessian_times_vector() -> None:
    v = RNG.standard_normal(X.shape)
    full = np.einsum("ijkl,kl->ij", ac.hessian(network)(X, W), v)
    product = ac.hvp(lambda x: network(x, W), (X,), (v,))
    assert_allclose(product, full, rtol=1e-11, atol=1e-12)
    products = ac.hvp(network, (X, W), (v, np.zeros_like(W)))
    assert_allclose(products[0], full, rtol=1e-11, atol=1e-12)


def test_hvp_of_a_function_of_values() -> None:
    product = ac.hvp(lambda a, b: a**2 * b**3, (2.0, 3.0), (1.0, 0.0))
    assert product == (2 * 27.0, 2 * 2.0 * 27.0)
