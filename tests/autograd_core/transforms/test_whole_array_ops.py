"""`custom_op` with `vjp=` and `jvp=`: by formulas, and against the library's ops."""

from __future__ import annotations

import re
import sys
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    Tensor,
    Value,
    custom_op,
    elementwise_grad,
    grad,
    gradients,
    hessian,
    jacfwd,
    jacrev,
    jvp,
    stack_values,
    vmap,
)
from autograd_core.testing import check_gradient
from tests.autograd_core.array_ops.array_checks import check, numbers

A = numbers(3, 3) + 3.0 * np.eye(3)
B = numbers(3, seed=1)


def solve_back(upstream: Any, x: Any, a: Any, b: Any) -> Any:
    v = ac.solve(a.T, upstream)
    return -ac.outer(v, x), v


def solve_forth(tangents: Any, x: Any, a: Any, b: Any) -> Any:
    da, db = tangents
    return ac.solve(a, db - da @ x)


SOLVE = {
    "vjp": custom_op(np.linalg.solve, vjp=solve_back, name="solve"),
    "jvp": custom_op(np.linalg.solve, jvp=solve_forth, name="solve"),
    "both": custom_op(np.linalg.solve, vjp=solve_back, jvp=solve_forth, name="solve"),
}
given = pytest.mark.parametrize("given", SOLVE)


def polar_back(upstream: Any, out: Any, x: Any, y: Any) -> Any:
    (u, v), (r, _) = upstream, out
    return u * x / r - v * y / r**2, u * y / r + v * x / r**2


polar = custom_op(
    lambda x, y: (np.hypot(x, y), np.arctan2(y, x)), vjp=polar_back, name="polar"
)


@custom_op(vjp=lambda u, out, x, *, p: u * p * x ** (p - 1.0))
def power(x: Any, *, p: float) -> Any:
    """x^p, p a constant."""
    return x**p


# -- derivatives -----------------------------------------------------------------------


@given
def test_an_op_in_all_modes_and_orders_against_numpy(given: str) -> None:
    """By the complex step: values, both modes, second derivatives, float32."""
    check(SOLVE[given], np.linalg.solve, A, B, second=1e-6)


@given
def test_third_derivatives(given: str) -> None:
    """x = b / a: d^3/da^3 = -6 b / a^4, d/db d^2/da^2 = 2 / a^3."""
    op = SOLVE[given]

    def x(a: Any, b: Any) -> Any:
        return op(ac.reshape(a, (1, 1)), ac.reshape(b, (1,))).sum()

    a, b = np.array([2.0]), np.array([3.0])
    third = grad(lambda a: grad(lambda a: grad(x)(a, b)[0])(a)[0])(a)
    assert third[0] == pytest.approx(-6.0 * 3.0 / 2.0**4, rel=1e-14)
    mixed = grad(lambda b: grad(lambda a: grad(x)(a, b)[0])(a)[0])(b)
    assert mixed[0] == pytest.approx(2.0 / 2.0**3, rel=1e-14)


def test_several_results_against_the_formulas_of_polar_coordinates() -> None:
    x, y = numbers(4), numbers(4, seed=1)
    r = np.hypot(x, y)
    u, v = Tensor(x), Tensor(y)
    radius, angle = polar(u, v)
    np.testing.assert_array_equal(radius.data, r)
    np.testing.assert_array_equal(angle.data, np.arctan2(y, x))
    (radius * angle).sum().backward()
    expected = x / r * np.arctan2(y, x) - y / r
    np.testing.assert_allclose(u.grad, expected, rtol=1e-13)
    for jacobian in (jacrev, jacfwd):
        of_radius, of_angle = jacobian(polar)(x, y)
        np.testing.assert_allclose(of_radius, np.diag(x / r), atol=1e-15)
        np.testing.assert_allclose(of_angle, np.diag(-y / r**2), atol=1e-15)
    # d^2 r / dx^2 = y^2 / r^3
    curvature = hessian(lambda x: polar(x, y)[0].sum())(x)
    np.testing.assert_allclose(curvature, np.diag(y**2 / r**3), atol=1e-15)


def test_one_result_of_several_may_be_unused() -> None:
    x = Tensor(numbers(3))
    polar(x, 2.0)[1].sum().backward()
    np.testing.assert_allclose(x.grad, -2.0 / (x.data**2 + 4.0), rtol=1e-14)


def test_static_arguments_reach_all_functions() -> None:
    x = numbers(3) ** 2
    for p in (2.0, 3.5):
        slopes = elementwise_grad(lambda x: power(x, p=p))(x)  # noqa: B023
        np.testing.assert_allclose(slopes, p * x ** (p - 1.0), rtol=1e-14)
    assert power.__doc__ == "x^p, p a constant."
    node = power(Tensor(x), p=2.0)
    assert (node.op, node.rule.settings) == ("power", {"p": 2.0})


def test_values_numbers_and_arrays() -> None:
    v = Value(3.0)
    radius, angle = polar(v, 4.0)
    assert isinstance(radius, Value)
    assert (radius.data, angle.data) == (5.0, np.arctan2(4.0, 3.0))
    (radius**2 * angle).backward()  # d/dx = 2x t - r^2 y / r^2
    assert v.grad == pytest.approx(6.0 * np.arctan2(4.0, 3.0) - 4.0, rel=1e-14)
    assert polar(3.0, 4.0)[0] == 5.0
    assert type(polar(np.ones(2), 1.0)[0]) is np.ndarray
    assert grad(lambda x: power(x, p=3.0))(2.0) == pytest.approx(12.0)


def test_a_cotangent_that_is_none_is_zero() -> None:
    op = custom_op(lambda x, y: x * 1.0, vjp=lambda u, out, x, y: (u, None))
    x, y = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    op(x, y).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([1.0, 1.0], [0.0, 0.0])
    assert jvp(op, (x.data, y.data), (y.data, y.data))[1].tolist() == [3.0, 4.0]


def test_an_operand_that_is_given_twice() -> None:
    x = Tensor(numbers(3))
    (polar(x, x)[0] * np.arange(3.0)).sum().backward()
    expected = np.arange(3.0) * np.sqrt(2.0) * np.sign(x.data)
    np.testing.assert_allclose(x.grad, expected, rtol=1e-14)


def test_the_user_s_function_may_take_derivatives_itself() -> None:
    """Also in the middle of a walk back, and in a long chain of ops."""
    sine = custom_op(np.sin, vjp=lambda u, out, x: u * elementwise_grad(ac.sin)(x))
    x = Tensor([0.5, 1.0])
    y, expected, points = x, np.ones(2), x.data
    for _ in range(1500):
        y = sine(y)
        expected, points = expected * np.cos(points), np.sin(points)
    y.sum().backward()
    np.testing.assert_allclose(x.grad, expected, rtol=1e-12)


def test_a_function_without_signature() -> None:
    """Ufuncs before NumPy 2.4 have none, and many built-in functions."""
    largest = custom_op(max, vjp=lambda u, out, x: u * (x == out))
    assert grad(largest)(np.array([1.0, 3.0])).tolist() == [0.0, 1.0]
    larger = custom_op(max, lambda x, y: (x > y, x <= y))
    assert grad(larger, argnums=(0, 1))(1.0, 2.0) == (0.0, 1.0)


def test_the_gradient_checker_confirms_a_custom_op_and_finds_a_wrong_one() -> None:
    report = check_gradient(lambda b: (SOLVE["vjp"](A, b) ** 3).sum(), B)
    assert report.ok
    wrong = custom_op(
        np.linalg.solve, vjp=lambda u, x, a, b: (None, ac.solve(a, u)), name="wrong"
    )
    assert not check_gradient(lambda b: (wrong(A, b) ** 3).sum(), B).ok


def test_the_two_modes_agree() -> None:
    """<u, J t> = <J^T u, t>, the test of a vjp beside a jvp."""
    for op in SOLVE.values():
        _, pull = ac.vjp(op, A, B)
        _, tangent = jvp(op, (A, B), (A.T, B**2))
        u = numbers(3, seed=4)
        back = pull(u)
        assert u @ tangent == pytest.approx(
            (back[0] * A.T).sum() + back[1] @ B**2, rel=1e-12
        )


# -- many examples ---------------------------------------------------------------------

AS = numbers(4, 3, 3) + 3.0 * np.eye(3)
BS = numbers(4, 3, seed=1)


@given
@pytest.mark.parametrize("axes", [(0, 0), (None, 0), (0, None)])
def test_a_custom_op_is_mapped_by_its_functions(given: str, axes: Any) -> None:
    a, b = AS if axes[0] == 0 else A, BS if axes[1] == 0 else B
    results = []
    for op in (SOLVE[given], ac.solve):

        def total(a: Any, b: Any) -> Any:
            return (op(a, b) ** 2).sum()  # noqa: B023

        def mapped_total(a: Any, b: Any) -> Any:
            return (vmap(op, axes)(a, b) ** 2).sum()  # noqa: B023

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            results.append(
                [
                    vmap(op, axes)(a, b),
                    *vmap(grad(total, (0, 1)), axes)(a, b),
                    *grad(mapped_total, (0, 1))(a, b),
                    jvp(mapped_total, (a, b), (a, b))[1],
                ]
            )
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-12)


def test_functions_that_need_plain_arrays_run_in_a_loop_with_a_warning() -> None:
    sort = custom_op(
        lambda x: np.array(sorted(x.tolist())),
        vjp=lambda u, out, x: u[np.argsort(np.argsort(np.asarray(x)))],
        name="sort_by_list",
    )
    with pytest.warns(UserWarning, match="sort_by_list has no batching rule.* 4 ex"):
        got = vmap(sort)(BS)
    np.testing.assert_array_equal(got, np.sort(BS))
    with pytest.warns(UserWarning, match="sort_by_list"):
        slopes = vmap(grad(lambda x: (sort(x) * np.arange(3.0)).sum()))(BS)
    np.testing.assert_array_equal(slopes, np.argsort(np.argsort(BS)))


def test_several_results_of_many_examples() -> None:
    sums = custom_op(
        lambda x, y: (x + y, (x * y).sum()),
        vjp=lambda u, out, x, y: (u[0] + u[1] * y, u[0] + u[1] * x),
    )
    both, total = vmap(sums)(BS, 2.0 * BS)
    np.testing.assert_allclose(both, 3.0 * BS)
    np.testing.assert_allclose(total, 2.0 * (BS**2).sum(1))
    slopes = vmap(grad(lambda x, y: sums(x, y)[1]))(BS, 2.0 * BS)
    np.testing.assert_allclose(slopes, 2.0 * BS)


# -- mistakes --------------------------------------------------------------------------

PLAIN_ONLY = custom_op(
    lambda x: np.sin(x), vjp=lambda u, out, x: u * np.cos(x.data), name="plain"
)
W = Tensor([1.0, 2.0, 3.0])
X = Tensor([1.0, 2.0, 3.0])


def with_vjp(vjp: Callable[..., Any]) -> Callable[[], Any]:
    op = custom_op(lambda x, y: x * y, vjp=vjp, name="bad")
    return lambda: gradients(op(X, W).sum(), X)


MISTAKES: dict[str, tuple[type[Exception], str, Callable[[], Any]]] = {
    "no function": (
        TypeError,
        "custom_op: vjp must be a function, got int 3",
        lambda: custom_op(np.sin, vjp=3),  # type: ignore[arg-type]
    ),
    "no return": (
        TypeError,
        r"custom op bad: vjp gave None; does it lack its return\?$",
        with_vjp(lambda u, out, x, y: None),
    ),
    "both kinds": (
        TypeError,
        "local_grads is for an elementwise op, vjp and jvp are for one of whole arrays",
        lambda: custom_op(np.sin, np.cos, vjp=np.cos),
    ),
    "too many operands": (
        TypeError,
        r"custom op polar\(x, y\): too many positional arguments",
        lambda: polar(1.0, 2.0, 3.0),
    ),
    "no operand": (
        TypeError,
        "custom op all: it has no operand",
        lambda: custom_op(lambda *x: x, vjp=np.cos, name="all")(),
    ),
    "an unknown option": (TypeError, "'q'", lambda: power(1.0, p=2.0, q=3.0)),
    "text by position": (
        TypeError,
        "numbers or arrays by position, got str 'a'; .*define it behind a star",
        lambda: custom_op(lambda x, m: x, vjp=np.cos, name="m")(1.0, "a"),
    ),
    "a static node": (
        TypeError,
        "custom op power: p=.* is static, and its derivative would be lost",
        lambda: power(X, p=Value(2.0)),
    ),
    "an array of Values": (
        TypeError,
        "make a Tensor of it first, stack_values",
        lambda: power(np.array([Value(1.0)]), p=2.0),
    ),
    "a closure": (
        TypeError,
        "forward gave Tensor of shape .* it uses a Value or Tensor from outside",
        lambda: custom_op(lambda x: W * x, vjp=lambda u, out, x: W * u)(X),
    ),
    "no numbers": (
        TypeError,
        "custom op bad, forward: expected an array of numbers.*got str 'a'",
        lambda: custom_op(lambda x: "a", vjp=np.cos, name="bad")(X),
    ),
    "too few cotangents": (
        ValueError,
        "custom op bad: vjp gave 1 cotangent for 2 operands; return a tuple",
        with_vjp(lambda u, out, x, y: u),
    ),
    "a cotangent of another shape": (
        ValueError,
        r"custom op bad, vjp: expected shape \(3,\) for operand 0, got \(1,\)",
        with_vjp(lambda u, out, x, y: (u[:1], u)),
    ),
    "a cotangent that is text": (
        TypeError,
        "custom op bad, vjp: expected an array for operand 1, got str 'a'",
        with_vjp(lambda u, out, x, y: (u, "a")),
    ),
    "a tangent of another shape": (
        ValueError,
        r"custom op bad, jvp: expected shape \(3,\) for result 0, got \(\)",
        lambda: jvp(
            custom_op(lambda x: x * 1.0, jvp=lambda t, out, x: t[0].sum(), name="bad"),
            (X,),
            (W,),
        ),
    ),
    "too many tangents": (
        ValueError,
        "custom op bad: jvp gave 2 tangents for 1 result",
        lambda: jvp(
            custom_op(lambda x: x * 1.0, jvp=lambda t, out, x: (t, t), name="bad"),
            (X,),
            (W,),
        ),
    ),
    "higher order not in ops": (
        GraphError,
        "no higher derivative through custom op plain: its vjp asks",
        lambda: grad(lambda x: grad(lambda x: PLAIN_ONLY(x).sum())(x).sum())(X.data),
    ),
    "forward mode not in ops": (
        GraphError,
        "through custom op plain",
        lambda: jvp(
            custom_op(np.sin, vjp=lambda u, o, x: np.asarray(u) * x, name="plain"),
            (X.data,),
            (X.data,),
        ),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_and_the_message_helps(name: str) -> None:
    error, message, call = MISTAKES[name]
    with pytest.raises(error, match=re.compile(message, re.DOTALL)):
        call()


def test_an_error_in_a_function_of_the_user_names_the_op() -> None:
    def fail(*arguments: Any) -> Any:
        raise RuntimeError("out of luck")

    op = custom_op(np.sin, vjp=fail, name="unlucky")
    with pytest.raises(RuntimeError, match="out of luck") as caught:
        op(X).sum().backward()
    notes = getattr(caught.value, "__notes__", None)
    assert notes in (None, ["in the vjp of custom op unlucky"])


def test_stacked_values_as_an_operand() -> None:
    v = Value(2.0)
    power(stack_values([v, v]), p=3.0).sum().backward()
    assert v.grad == pytest.approx(24.0)


def test_a_gradient_is_an_array_of_the_caller() -> None:
    """Not one that the graph, a function of the user or another gradient has too."""
    kept = np.full(3, 2.0)
    op = custom_op(lambda x: x * 2.0, vjp=lambda u, out, x: kept, name="kept")
    elementwise = custom_op(lambda x: x * 2.0, lambda x: kept, name="kept")
    x = numbers(3)
    for f in (op, elementwise, lambda w: w * x, lambda w: x - w, lambda w: w):
        slope = grad(lambda w, f=f: f(w).sum())(np.ones(3))
        assert not any(np.shares_memory(slope, y) for y in (kept, x))
        slope[:] = 7.0
    both = grad(lambda a, b: (a + b).sum(), (0, 1))(x, x)
    assert not np.shares_memory(*both)
    _, pull = ac.vjp(lambda a: a, x)
    upstream = np.ones(3)
    assert not np.shares_memory(pull(upstream)[0], upstream)


def test_a_graph_with_one_cannot_be_drawn_value_by_value() -> None:
    with pytest.raises(GraphError, match=r"the op power has no form on Values$"):
        ac.to_scalar_graph(power(X, p=2.0).sum())


@pytest.mark.parametrize("make", [power, lambda x, p: ac.checkpoint(ac.sin)(x)])
def test_graphs_are_freed_also_after_higher_orders(make: Any) -> None:
    """No cycle: in the compiled build it would stay for ever."""
    y = make(X, p=3.0)
    reference = weakref.ref(y)
    y.sum().backward()
    slope = gradients(y.sum(), X, create_graph=True)
    gradients(slope.sum(), X)
    X.zero_grad()
    del y, slope
    assert reference() is None


@pytest.mark.skipif(sys.version_info < (3, 11), reason="errors have no notes")
def test_the_form_of_a_vjp_is_said() -> None:
    """In JAX it is called with the residuals and the cotangent alone."""
    clipped = custom_op(np.sin, vjp=lambda residuals, g: (g,), name="clipped")
    with pytest.raises(TypeError) as caught:
        grad(lambda x: clipped(x).sum())(B)
    assert caught.value.__notes__ == [
        "custom op clipped calls vjp(upstream, out, *operands)"
    ]


# -- functions that write into what they get -------------------------------------------


def _doubled(array: Any) -> Any:
    array *= 2.0
    return array


WRITERS: dict[str, Any] = {
    "forward": custom_op(_doubled, vjp=lambda u, out, x: 2.0 * u),
    "upstream": custom_op(np.sin, vjp=lambda u, out, x: _doubled(u)),
    "out": custom_op(np.sin, vjp=lambda u, out, x: u * _doubled(out)),
    "operand": custom_op(np.sin, vjp=lambda u, out, x: u * _doubled(x)),
    "elementwise forward": custom_op(_doubled, lambda x: 2.0),
    "elementwise slope": custom_op(np.sin, _doubled),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_arrays_of_the_graph_are_read_only(name: str) -> None:
    """An upstream gradient may be that of other nodes too, an operand a parameter."""
    x = Tensor([0.5, -2.0])
    with pytest.raises(ValueError, match="read-only"):
        (WRITERS[name](x) * np.array([1.0, 3.0])).sum().backward()
    assert x.data.tolist() == [0.5, -2.0]


def test_cotangents_and_tangents_that_were_made_nodes_are_arrays() -> None:
    """`Tensor(...)` in a vjp at plain arrays is a constant, as at nodes."""
    square = custom_op(
        np.square,
        vjp=lambda g, out, x: 2.0 * ac.Tensor(np.asarray(g)) * x,
        name="square",
    )
    x = np.array([1.0, 3.0])
    assert ac.grad(lambda x: square(x).sum())(x).tolist() == [2.0, 6.0]
    leaf = ac.Tensor(x)
    square(leaf).sum().backward()
    assert type(leaf.grad) is np.ndarray and leaf.grad.tolist() == [2.0, 6.0]
    pushed = custom_op(
        np.square, jvp=lambda t, out, x: ac.Tensor(2.0 * x * t[0]), name="square"
    )
    assert ac.jvp(pushed, (x,), (x,))[1].tolist() == [2.0, 18.0]


def test_a_vjp_that_closes_over_an_input_of_a_transform_raises() -> None:
    """At plain arrays its cotangent would be a constant, without that derivative."""

    def scaled(w: Any) -> Any:
        op = custom_op(lambda x: x + 0.0, vjp=lambda g, out, x: g * w, name="op")
        return ac.grad(lambda x: op(x).sum())(np.ones(2)).sum()

    with pytest.raises((GraphError, TypeError)):
        ac.grad(scaled)(np.array([2.0, 3.0]))
