"""`numerical_gradient` and `approx_grad`: their forms, error bars and costs."""

import math

import numpy as np
import pytest

from autograd_core import Tensor, Value
from autograd_core.testing import approx_grad, numerical_gradient
from tests.testing.functions import MATRIX


def test_numerical_gradient_has_the_form_of_the_point():
    assert numerical_gradient(math.exp, 0.0) == pytest.approx(1.0, rel=1e-10)
    pair = numerical_gradient(lambda x, y: x * y, (2.0, 5.0))
    assert pair == pytest.approx((5.0, 2.0))
    assert isinstance(pair, tuple)
    by_name = numerical_gradient(lambda x, y: x * y, {"y": 5.0, "x": 2.0})
    assert by_name == pytest.approx({"x": 5.0, "y": 2.0})
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    gradient = numerical_gradient(lambda a: np.sum(1 / a), matrix)
    np.testing.assert_allclose(gradient, -1 / matrix**2, rtol=1e-9)


def test_numerical_gradient_where_there_is_none():
    assert math.isnan(numerical_gradient(math.log, -1.0))
    assert numerical_gradient(abs, 0.0) == 0.0


def test_approx_grad():
    x, y = Value(0.5), Value(2.0)
    (x.sin() * y.exp()).backward()

    def f(x, y):
        return math.sin(x) * math.exp(y)

    expected = approx_grad(f, (0.5, 2.0))
    assert (x.grad, y.grad) == expected
    assert expected == (x.grad, y.grad)
    assert (y.grad, x.grad) != expected
    assert (x.grad,) != expected
    assert x.grad != expected


def test_approx_grad_of_arrays():
    at = np.array([1.0, 2.0, 3.0])
    expected = approx_grad(lambda x: np.sum(x**2), at)
    assert 2 * at == expected
    assert 2.001 * at != expected
    assert 2 * at[:2] != expected
    assert expected != "x"


def test_approx_grad_of_tensors_and_trees():
    x = Tensor([1.0, 2.0, 3.0])
    (x.square().sum()).backward()
    expected = approx_grad(lambda x: (x * x).sum(), x)
    assert x.grad == expected
    assert x != expected
    params = {"W": Tensor(MATRIX), "b": [Value(2.0), np.ones(2)]}

    def f(p):
        return (p["W"] * 3).sum() * p["b"][0] + p["b"][1].sum()

    right = {"W": np.full((2, 3), 6.0), "b": [3 * MATRIX.sum(), np.ones(2)]}
    assert (right,) == approx_grad(f, (params,))
    off = {"W": np.full((2, 3), 6.0), "b": [3 * MATRIX.sum(), np.full(2, 1.001)]}
    assert (off,) != approx_grad(f, (params,))
    assert ({"W": right["W"]},) != approx_grad(f, (params,))


def test_approx_grad_in_float32():
    rows = np.random.default_rng(0).standard_normal((500, 7)).astype(np.float32)
    x = Tensor(np.linspace(-2.0, 3.0, 7).astype(np.float32))
    ((rows @ x) ** 2).mean().backward()

    def f(x):
        return ((rows.astype(np.float64) @ x) ** 2).mean()

    assert x.grad.dtype == np.float32
    assert x.grad == approx_grad(f, x)
    assert 1.00002 * x.grad == approx_grad(f, x)
    assert 1.002 * x.grad != approx_grad(f, x)
    assert 1.002 * x.grad == approx_grad(f, x, rtol=1e-2)
    assert x.grad != approx_grad(f, x.data.astype(np.float64), rtol=1e-10)


def test_a_right_gradient_costs_two_evaluations_per_component():
    calls = []

    def f(x):
        calls.append(1)
        return float(np.sum(x**3))

    at = np.linspace(1.0, 2.0, 50)
    assert 3 * at**2 == approx_grad(f, at)
    assert len(calls) == 1 + 2 * 50


def test_numerical_gradient_of_trees():
    gradient = numerical_gradient(
        lambda p, y: (p["W"] ** 2).sum() * p["b"][0] * y,
        ({"W": MATRIX, "b": (3.0, 1.0)}, 2.0),
    )
    np.testing.assert_allclose(gradient[0]["W"], 12 * MATRIX, rtol=1e-9)
    assert gradient[0]["b"] == pytest.approx((2 * (MATRIX**2).sum(), 0.0))
    assert gradient[1] == pytest.approx(3 * (MATRIX**2).sum())
    assert isinstance(gradient[0]["b"], tuple)


def test_numerical_gradient_of_a_tensor_is_an_array():
    gradient = numerical_gradient(lambda x: x.tanh().sum(), Tensor([0.5, 1.0]))
    np.testing.assert_allclose(gradient, 1 - np.tanh([0.5, 1.0]) ** 2, rtol=1e-9)
    assert type(gradient) is np.ndarray


def test_approx_grad_prints_its_error_bar():
    text = repr(approx_grad(lambda x: x**3, 2.0))
    value, _, error = text.split()
    assert float(value) == pytest.approx(12.0)
    assert 0 < float(error) < 1e-6
    assert repr(approx_grad(abs, 0.0)) == "kink [-1, 1]"


def test_approx_grad_takes_a_list_for_an_array():
    expected = approx_grad(lambda x: (x**2).sum(), np.array([1.0, 3.0]))
    assert expected == [2.0, 6.0]
    assert expected != [2.0, 6.1]
    assert expected != [[2.0], 6.0]


def test_approx_grad_accepts_subgradients_only():
    assert approx_grad(abs, 0.0) == 0.5
    assert approx_grad(abs, 0.0) != 1.5


def test_approx_grad_where_f_is_too_inaccurate():
    assert approx_grad(math.sin, 1e18) != math.cos(1e18)
    assert approx_grad(lambda x: float(x) + 1e14, 1.0) != 1.0
