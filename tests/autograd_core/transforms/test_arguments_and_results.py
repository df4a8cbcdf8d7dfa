"""Transforms of odd arguments and odd results."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import NonFiniteError, Value, detect_anomaly, no_grad
from tests.autograd_core.messages import message_of

# -- arguments -------------------------------------------------------------------------


def test_tangents_of_a_dict_go_by_their_keys() -> None:
    def f(p: Any) -> Any:
        return 10.0 * p["a"] + p["b"]

    point, tangent = {"a": 1.0, "b": 2.0}, {"b": 0.0, "a": 1.0}
    assert ac.jvp(f, (point,), (tangent,)) == (12.0, 10.0)
    assert ac.linearize(f, point)[1](tangent) == 10.0
    assert ac.hvp(lambda p: f(p) ** 2, (point,), (tangent,)) == {"a": 200.0, "b": 20.0}


def test_cotangents_of_a_dict_go_by_their_keys() -> None:
    _, pullback = ac.vjp(lambda x: {"a": x, "b": [10.0 * x, x]}, 1.0)
    assert pullback({"b": [1.0, 0.0], "a": 0.0}) == (10.0,)


def test_dicts_with_default_values_stay_so() -> None:
    point = collections.defaultdict(float, a=2.0)
    slopes = ac.grad(lambda p: p["a"] ** 2 + p["none"])(point)
    assert type(slopes) is collections.defaultdict
    assert slopes == {"a": 4.0}
    assert slopes["more"] == 0.0


@pytest.mark.parametrize("transform", [ac.grad, ac.jacobian, ac.elementwise_grad])
def test_argnums(transform: Any) -> None:
    def f(x: Any, y: Any) -> Any:
        return x * y**2

    assert transform(f, np.int64(1))(3.0, 2.0) == 12.0
    assert transform(f, [0])(3.0, 2.0) == (4.0,)


# -- results ---------------------------------------------------------------------------


def test_a_result_that_numpy_made_of_values() -> None:
    def f(p: Any) -> Any:
        return np.array([p[0] * p[1], p[0]])

    point = [2.0, 3.0]
    assert [row.tolist() for row in ac.jacobian(f)(point)] == [[3.0, 1.0], [2.0, 0.0]]
    out, tangent = ac.jvp(f, (point,), ([1.0, 0.0],))
    assert (out.tolist(), tangent.tolist()) == ([6.0, 2.0], [3.0, 1.0])
    out, pullback = ac.vjp(f, point)
    assert pullback(np.array([1.0, 1.0])) == ([4.0, 2.0],)
    assert out.dtype == np.float64


def test_a_number_times_an_array() -> None:
    column = ac.jacobian(lambda s: s**2 * np.array([1.0, 2.0]))(3.0)
    assert column.tolist() == [6.0, 12.0]


def test_constant_results_do_not_move_whatever_they_are() -> None:
    constants = (np.inf, np.nan, np.float32(1.0), 3.0, np.array([np.inf, 1.0]))
    _, tangent = ac.jvp(lambda x: (x, *constants), (1.0,), (5.0,))
    assert tangent[:5] == (5.0, 0.0, 0.0, 0.0, 0.0)
    assert tangent[5].tolist() == [0.0, 0.0]


def test_results_are_the_callers_own() -> None:
    """Changing one in place leaves the pullback and the push as they were."""
    out, pullback, aux = ac.vjp(
        lambda x: (y := ac.exp(x), y), np.zeros(2), has_aux=True
    )
    out *= 100.0
    aux *= 100.0
    assert pullback(np.ones(2))[0].tolist() == [1.0, 1.0]
    out, push = ac.linearize(ac.exp, np.zeros(2))
    out *= 100.0
    assert push(np.ones(2)).tolist() == [1.0, 1.0]
    out, tangent = ac.jvp(lambda x: ac.broadcast_to(x, (2, 2)), (out,), (out,))
    out[0, 0] = tangent[0, 0] = 5.0
    assert out[1].tolist() == tangent[1].tolist() == [100.0, 100.0]


def test_tangents_of_single_numbers_are_numbers() -> None:
    out, tangent = ac.jvp(lambda x: x.sum(), (np.ones(2),), (np.ones(2),))
    assert type(tangent) is type(out) is np.float64


def test_aux_is_plain_unless_the_arguments_are_nodes() -> None:
    def f(x: Any) -> Any:
        y = 3.0 * x
        return y.sum() if hasattr(y, "sum") else y, {
            "y": [y],
            "note": "text",
            "no": None,
        }

    slope, aux = ac.grad(f, has_aux=True)(2.0)
    assert (slope, aux) == (3.0, {"y": [6.0], "note": "text", "no": None})
    (_, aux), _ = ac.value_and_grad(f, has_aux=True)(np.ones(2))
    assert type(aux["y"][0]) is np.ndarray
    _, aux = ac.grad(f, has_aux=True)(Value(2.0))
    assert type(aux["y"][0]) is Value


def test_what_is_computed_inside_no_grad_is_a_constant() -> None:
    def with_a_constant(x: Any) -> Any:
        with no_grad():
            weight = x**2
        return weight * x

    assert ac.grad(with_a_constant)(2.0) == 4.0


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "sqrt(Value(0.0)) is inf"),
        (np.array([1.0, 0.0]), "has 1 entry of 2 that is not finite, first inf at [1]"),
    ],
)
def test_a_tangent_that_is_inf_is_an_anomaly(x: Any, text: str) -> None:
    with detect_anomaly():
        message = message_of(
            NonFiniteError, ac.jvp, lambda x: ac.sqrt(x), (x,), (np.ones(np.shape(x)),)
        )
        assert ac.jvp(ac.sqrt, (4.0,), (1.0,)) == (2.0, 0.25)
    assert message.startswith("the tangent of sqrt(")
    assert text in message
    assert f"the node was made at {__file__}" in message
