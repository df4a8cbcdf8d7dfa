"""What transforms do with odd arguments, odd results, threads and each other."""

from __future__ import annotations

import collections
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    NonFiniteError,
    Tensor,
    Value,
    detect_anomaly,
    no_grad,
)
from autograd_core.engine import walk
from tests.autograd_core.messages import message_of

# -- transforms of transforms ----------------------------------------------------------


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


def test_a_derivative_computed_in_another_thread_is_no_constant() -> None:
    with ThreadPoolExecutor(1) as pool:

        def f(x: Any) -> Any:
            return pool.submit(ac.grad(lambda y: x**2 * y**2), 2.0).result()

        assert f(3.0) == 36.0
        assert ac.grad(f)(3.0) == 24.0
        assert ac.jvp(f, (3.0,), (1.0,)) == (36.0, 24.0)


def test_threads_that_do_not_share_give_plain_answers() -> None:
    w = Value(2.0)

    def slope(k: float) -> Any:
        return ac.grad(lambda x: ac.grad(lambda y: w * y**3 * x)(x))(k)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(slope, range(1, 60)))
    # d/dx of 6 x^2 x
    assert found == [18.0 * k**2 for k in range(1, 60)]
    assert all(type(each) is float for each in found)


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
    found = ac.grad(lambda p: p["a"] ** 2 + p["none"])(point)
    assert type(found) is collections.defaultdict
    assert found == {"a": 4.0}
    assert found["more"] == 0.0


@pytest.mark.parametrize("transform", [ac.grad, ac.jacobian, ac.elementwise_grad])
def test_argnums(transform: Any) -> None:
    def f(x: Any, y: Any) -> Any:
        return x * y**2

    assert transform(f, np.int64(1))(3.0, 2.0) == 12.0
    assert transform(f, [0])(3.0, 2.0) == (4.0,)
    text = message_of(ValueError, transform(f, (0, -2)), 3.0, 2.0)
    assert "argnums=(0, -2) names an argument twice" in text
    text = message_of(TypeError, transform(f, "x"), 3.0, 2.0)
    assert "argnums must be an integer or a tuple of integers, got 'x'" in text


def test_messages_name_the_transform_that_was_called() -> None:
    f, x = ac.square, np.ones(2)
    assert message_of(TypeError, ac.hvp, f, x, x).startswith("hvp: primals must be")
    text = message_of(TypeError, ac.hvp, lambda x, y: x * y, (1.0, 2.0), (1.0,))
    assert text.startswith("hvp: tangent: expected the structure")


@pytest.mark.parametrize(
    "name",
    [
        "grad",
        "value_and_grad",
        "elementwise_grad",
        "jacobian",
        "jacfwd",
        "jacrev",
        "hessian",
        "vjp",
        "linearize",
        "jvp",
        "hvp",
    ],
)
def test_what_is_no_function_is_refused_at_once(name: str) -> None:
    more = [(1.0,), (1.0,)] if name in ("jvp", "hvp") else []
    text = message_of(TypeError, getattr(ac, name), Value(9.0), *more)
    assert text.startswith(f"{name}: expected a function, got Value Value(data=9.0")
    assert f"write {name}(f" in text
    assert text.endswith("and not f(x) for f")


def test_upstream_gradients_may_be_nodes() -> None:
    x, v = Tensor([1.0, 2.0]), Value(3.0)
    assert ac.gradients(x * x, x, upstream=Tensor([1.0, 10.0])).tolist() == [2.0, 40.0]
    assert ac.gradients(v * v, v, upstream=Value(5.0)) == 30.0
    weight = Value(5.0)
    slope = ac.gradients(v * v, v, upstream=weight, create_graph=True)
    assert ac.gradients(slope, weight) == 6.0
    text = message_of(TypeError, lambda: ac.gradients(v * v, v, upstream="x"))
    assert text.startswith("gradients: expected a number, got str 'x'")


# -- results ---------------------------------------------------------------------------


def test_a_result_that_numpy_made_of_values() -> None:
    def f(p: Any) -> Any:
        return np.array([p[0] * p[1], p[0]])

    point = [2.0, 3.0]
    assert [each.tolist() for each in ac.jacobian(f)(point)] == [[3.0, 1.0], [2.0, 0.0]]
    out, moved = ac.jvp(f, (point,), ([1.0, 0.0],))
    assert (out.tolist(), moved.tolist()) == ([6.0, 2.0], [3.0, 1.0])
    out, pullback = ac.vjp(f, point)
    assert pullback(np.array([1.0, 1.0])) == ([4.0, 2.0],)
    assert out.dtype == np.float64


def test_a_number_times_an_array() -> None:
    found = ac.jacobian(lambda s: s**2 * np.array([1.0, 2.0]))(3.0)
    assert found.tolist() == [6.0, 12.0]


def test_constant_results_do_not_move_whatever_they_are() -> None:
    constants = (np.inf, np.nan, True, 3, np.array([np.inf, 1.0]))
    _, moved = ac.jvp(lambda x: (x, *constants), (1.0,), (5.0,))
    assert moved[:5] == (5.0, 0.0, 0.0, 0.0, 0.0)
    assert moved[5].tolist() == [0.0, 0.0]


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
    out, moved = ac.jvp(lambda x: ac.broadcast_to(x, (2, 2)), (out,), (out,))
    out[0, 0] = moved[0, 0] = 5.0
    assert out[1].tolist() == moved[1].tolist() == [100.0, 100.0]


def test_one_number_at_every_place_is_not_written_to() -> None:
    y = Tensor(np.zeros((2, 2))) * 1.0
    y.sum().backward()
    with pytest.raises(ValueError, match="read-only"):
        y.grad[0, 0] = 5.0


def test_tangents_of_single_numbers_are_numbers() -> None:
    out, moved = ac.jvp(lambda x: x.sum(), (np.ones(2),), (np.ones(2),))
    assert type(moved) is type(out) is np.float64


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


def test_aux_of_a_transform_inside_another_keeps_its_graph() -> None:
    def f(x: Any) -> Any:
        return ac.grad(lambda y: (y * x, y * x**3), has_aux=True)(2.0)[1]

    assert ac.grad(f)(3.0) == 2.0 * 3 * 3.0**2


def test_a_function_that_records_nothing_has_no_gradient() -> None:
    predict = no_grad()(lambda x: x**2)
    text = message_of(GraphError, ac.grad(predict), 2.0)
    assert text.startswith("grad of Value(4.0), which was computed inside no_grad()")

    def with_a_constant(x: Any) -> Any:
        with no_grad():
            weight = x**2
        return weight * x

    assert ac.grad(with_a_constant)(2.0) == 4.0


@pytest.mark.parametrize(
    ("x", "found"),
    [
        (0.0, "sqrt(Value(0.0)) is inf"),
        (np.array([1.0, 0.0]), "has 1 entry of 2 that is not finite, first inf at [1]"),
    ],
)
def test_a_tangent_that_is_inf_is_an_anomaly(x: Any, found: str) -> None:
    with detect_anomaly():
        text = message_of(
            NonFiniteError, ac.jvp, lambda x: ac.sqrt(x), (x,), (np.ones(np.shape(x)),)
        )
        assert ac.jvp(ac.sqrt, (4.0,), (1.0,)) == (2.0, 0.25)
    assert text.startswith("the tangent of sqrt(")
    assert found in text
    assert f"the node was made at {__file__}" in text


# -- cost ------------------------------------------------------------------------------


def test_a_gradient_to_many_values_takes_linear_time(monkeypatch: Any) -> None:
    looks = 0
    payload = walk.payload

    def counted(node: Any) -> Any:
        nonlocal looks
        looks += 1
        return payload(node)

    monkeypatch.setattr(walk, "payload", counted)
    n = 300
    found = ac.grad(lambda v: (ac.stack_values(v) ** 2).sum())([1.0] * n)
    assert found == [2.0] * n
    assert looks < 20 * n


def test_concatenate_gives_each_part_its_own_share() -> None:
    parts = [Tensor(np.full((2, k), float(k))) for k in (3, 0, 1, 2)]
    weights = np.arange(12.0).reshape(2, 6)
    (ac.concatenate(parts, axis=-1) * weights).sum().backward()
    for part, share in zip(parts, np.split(weights, [3, 3, 4], axis=1), strict=True):
        assert part.grad.tolist() == share.tolist()


def test_a_derivative_does_not_walk_the_graph_that_made_its_input() -> None:
    """n steps of gradient descent, differentiated: time linear in n, not quadratic."""
    visited = 0
    consumers_first = walk.consumers_first

    def counted(*args: Any) -> Any:
        nonlocal visited
        order = consumers_first(*args)
        visited += len(order)
        return order

    slope = ac.grad(lambda w: (w - 3.0) ** 2)

    def descended(rate: Any) -> Any:
        w = 0.0 * rate
        for _ in range(50):
            w = w - rate * slope(w)
        return w

    walk.consumers_first = counted
    try:
        found = ac.grad(descended)(0.01)
        pushed = ac.jvp(descended, (0.01,), (1.0,))[1]
    finally:
        walk.consumers_first = consumers_first
    # w = 3 - 3 (1 - 2 rate)^n
    assert found == pytest.approx(6.0 * 50 * 0.98**49, rel=1e-12)
    assert pushed == pytest.approx(found, rel=1e-12)
    assert visited < 50 * 40


def test_gradients_of_one_node_below_another() -> None:
    x = Value(2.0)
    y = x**3
    assert ac.gradients(y * x, [x, y, y * x]) == (32.0, 2.0, 0.0)
    assert ac.gradients(y * x, y) == 2.0
    assert ac.gradients(y, y) == 1.0
    first = ac.gradients(y * x, y, create_graph=True)
    assert ac.gradients(first, x) == 1.0


def test_transforms_leave_no_graph_to_the_collector() -> None:
    def work() -> None:
        ac.grad(lambda p: (p["w"] ** 2).sum())({"w": np.ones(3)})
        ac.jacobian(ac.tanh)(np.ones(3))
        ac.hvp(lambda x: (x**3).sum(), (np.ones(3),), (np.ones(3),))
        ac.vjp(ac.sin, 2.0)[1](1.0)
        ac.linearize(ac.sin, 2.0)[1](1.0)
        ac.value_and_grad(lambda x: (x.values()[0][1], x), has_aux=True)(
            np.ones((2, 2))
        )

    work()
    gc.collect()
    gc.disable()
    try:
        work()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_hvp_of_what_is_no_tuple_says_so() -> None:
    message = message_of(TypeError, ac.hvp, lambda x: x**3, 2.0, 1.0)
    assert message.startswith("hvp: primals must be a tuple")
    message = message_of(TypeError, ac.hvp, lambda x: x**3, (2.0,), 1.0)
    assert message.startswith("hvp: tangents must be a tuple")


def test_tangents_of_another_structure_are_shown_as_the_tuple_they_belong_to() -> None:
    message = message_of(TypeError, ac.jvp, lambda x, y: x * y, (1.0, 2.0), (1.0,))
    assert message.endswith("what it belongs to, (*, *), got (*,)")


@pytest.mark.parametrize("argnums", [True, 0.0, None, (0, True), "0"])
def test_argnums_are_integers(argnums: Any) -> None:
    message = message_of(TypeError, ac.grad(lambda x, y: x * y, argnums), 1.0, 2.0)
    assert message.startswith("grad: argnums must be an integer or a tuple of integers")
