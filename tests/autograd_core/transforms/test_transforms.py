"""`grad` and its kin against closed forms and HIPS autograd."""

from __future__ import annotations

import collections
import math
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from numpy.testing import assert_allclose

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.autograd_core.transforms.functions import W, X, network

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("argnums", [0, 1, -1, (0, 1), (1, 0)])
def test_grad_against_hips(argnums: Any) -> None:
    ours = ac.grad(network, argnums)(X, W)
    positive = argnums if isinstance(argnums, tuple) else argnums % 2
    theirs = autograd.grad(lambda x, w: network(x, w, anp), positive)(X, W)
    assert type(ours) is (tuple if isinstance(argnums, tuple) else np.ndarray)
    for mine, other in zip(ours, theirs, strict=True):
        assert_allclose(mine, other, rtol=1e-12)


def test_the_kind_of_the_answer_is_that_of_the_argument() -> None:
    f = ac.grad(lambda x: x * x)
    assert (f(3), f(3.0), f(np.float32(3.0))) == (6.0, 6.0, 6.0)
    assert all(type(f(x)) is float for x in (3, 3.0, np.float32(3.0)))
    of_array = ac.grad(lambda x: (x * x).sum())
    assert of_array(np.float32([1, 2])).dtype == np.float32
    assert of_array(np.array([1, 2])).dtype == np.float64
    slope = f(Value(3.0))
    assert type(slope) is Value
    assert type(of_array(Tensor([3.0]))) is Tensor


def test_answers_of_nodes_can_be_differentiated_by_hand() -> None:
    x, w = Value(3.0, label="x"), Value(2.0, label="w")
    slope = ac.grad(lambda x, w: w * x**3)(x, w)
    slope.backward()
    assert (slope.data, x.grad, w.grad) == (54.0, 36.0, 27.0)


def test_a_parameter_in_a_closure_gets_no_gradient_and_gives_plain_answers() -> None:
    w = Value(2.0)
    assert ac.grad(lambda x: w * x * x)(3.0) == 12.0
    assert not w.has_grad


def test_value_and_grad_with_aux() -> None:
    def f(x: Any) -> Any:
        y = x * x
        return y, {"double": 2 * y}

    assert ac.value_and_grad(f, has_aux=True)(3.0) == ((9.0, {"double": 18.0}), 6.0)
    assert ac.grad(f, has_aux=True)(3.0) == (6.0, {"double": 18.0})
    value, slope = ac.value_and_grad(lambda x: x.mean())(np.ones(4))
    assert type(value) is np.float64
    assert slope.tolist() == [0.25] * 4


def test_trees_of_arguments_and_keywords() -> None:
    Pair = collections.namedtuple("Pair", "left right")

    def f(p: Any, power: int = 1) -> Any:
        return (p["w"][0] * p["w"][1]).sum() + p["b"].left ** power * p["b"].right

    tree = {"w": [np.ones(2), np.full(2, 3.0)], "b": Pair(2.0, 5.0)}
    slopes = ac.grad(f)(tree, power=3)
    assert list(slopes) == ["w", "b"]
    assert [slope.tolist() for slope in slopes["w"]] == [[3.0, 3.0], [1.0, 1.0]]
    assert slopes["b"] == Pair(60.0, 8.0)


def test_a_result_that_does_not_depend_on_the_input() -> None:
    assert ac.grad(lambda x: 3.0)(2.0) == 0.0
    assert ac.grad(lambda x: Value(3.0))(2.0) == 0.0
    assert ac.grad(lambda x: Tensor(1.0))(np.ones(2)).tolist() == [0.0, 0.0]
    assert ac.jacobian(lambda x: np.ones(3))(np.ones(2)).tolist() == [[0.0, 0.0]] * 3


def test_inside_no_grad_transforms_still_differentiate() -> None:
    with ac.no_grad():
        assert ac.grad(lambda x: x**3)(2.0) == 12.0
        assert ac.jvp(lambda x: x**3, (2.0,), (1.0,)) == (8.0, 12.0)
        assert (Value(1.0) * 2).parents == ()


def test_elementwise_grad_nests_and_keeps_the_shape() -> None:
    x = np.linspace(-2, 2, 6).reshape(2, 3)
    first = ac.elementwise_grad(ac.tanh)
    assert_allclose(first(x), 1 - np.tanh(x) ** 2, rtol=1e-14)
    second = ac.elementwise_grad(first)(x)
    assert_allclose(second, -2 * np.tanh(x) * (1 - np.tanh(x) ** 2), rtol=1e-13)


def test_names_and_docs_of_the_function_are_kept() -> None:
    def loss(x: float) -> float:
        """How wrong."""
        return x

    assert ac.grad(loss).__name__ == "loss"
    assert ac.hessian(loss).__doc__ == "How wrong."
    assert math.isclose(ac.grad(loss)(1.0), 1.0)
