"""`vmap` equals the loop over the examples, for every op that has a rule."""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, grad, hvp, jvp, vmap
from tests.autograd_core.array_ops.array_checks import numbers
from tests.autograd_core.ops.op_table import ROWS as OP_ROWS
from tests.autograd_core.transforms.batch_table import LOOPS, ROWS, Row

BATCH = 3
rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def loop(f: Any, in_axes: tuple[Any, ...], arguments: list[Any]) -> Any:
    """What f gives for each example, put together: what `vmap` is to give."""
    outs = [
        f(
            *[
                x if axis is None else x[k]
                for x, axis in zip(arguments, in_axes, strict=True)
            ]
        )
        for k in range(BATCH)
    ]
    if isinstance(outs[0], tuple):
        return tuple(np.stack(parts) for parts in zip(*outs, strict=True))
    return np.stack(outs)


def same(actual: Any, expected: Any) -> None:
    actual = actual if isinstance(actual, tuple) else (actual,)
    expected = expected if isinstance(expected, tuple) else (expected,)
    assert len(actual) == len(expected)
    for x, y in zip(actual, expected, strict=True):
        assert type(x) is np.ndarray
        assert x.dtype == y.dtype
        np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-12)


def weighted(row: Row) -> Any:
    """A function of one number, with a weight of its own for each entry."""

    def total(*arguments: Any) -> Any:
        out = row.function(*arguments)
        return (np.asarray(numbers(*np.shape(out), seed=9)) * out).sum()

    return total


def ways_to_map(count: int) -> list[tuple[Any, ...]]:
    """Every argument mapped or the same for all, but not all the same."""
    return [axes for axes in itertools.product((0, None), repeat=count) if 0 in axes]


@rows
def test_values_and_gradients_of_every_rule_equal_the_loop(row: Row) -> None:
    count = len(row.shapes)
    for in_axes in ways_to_map(count):
        mapped, same_for_all = row.arguments(BATCH), row.arguments(None)
        arguments = [
            m if axis == 0 else s
            for m, s, axis in zip(mapped, same_for_all, in_axes, strict=True)
        ]
        slopes = grad(weighted(row), tuple(range(count)))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            same(
                vmap(row.function, in_axes)(*arguments),
                loop(row.function, in_axes, arguments),
            )
            same(vmap(slopes, in_axes)(*arguments), loop(slopes, in_axes, arguments))


@rows
def test_forward_mode_and_second_derivatives_of_every_rule_equal_the_loop(
    row: Row,
) -> None:
    arguments = row.arguments(BATCH)
    directions = [numbers(*x.shape, seed=20 + k) for k, x in enumerate(arguments)]
    pairs, n = [*arguments, *directions], len(arguments)

    def tangent(*pairs: Any) -> Any:
        return jvp(row.function, pairs[:n], pairs[n:])[1]

    def product(*pairs: Any) -> Any:
        return hvp(weighted(row), pairs[:n], pairs[n:])

    for function in (tangent, product):
        same(vmap(function)(*pairs), loop(function, (0,) * 2 * n, pairs))


@rows
def test_the_gradient_of_a_mapped_function_is_that_of_the_loop(row: Row) -> None:
    arguments = row.arguments(BATCH)
    total = weighted(row)

    def at_once(*arguments: Any) -> Any:
        return (vmap(total)(*arguments) * np.arange(1.0, BATCH + 1)).sum()

    def in_a_loop(*arguments: Any) -> Any:
        return sum((k + 1.0) * total(*[x[k] for x in arguments]) for k in range(BATCH))

    argnums = tuple(range(len(arguments)))
    same(grad(at_once, argnums)(*arguments), grad(in_a_loop, argnums)(*arguments))


@rows
def test_nested_maps_equal_two_loops(row: Row) -> None:
    """The first argument differs with both axes of examples, the others with one."""
    mapped = row.arguments(BATCH)
    first = np.stack([mapped[0], 1.5 * mapped[0]], axis=1)
    others = mapped[1:]
    inner_axes = (0, *[None] * len(others))
    slopes = grad(weighted(row), tuple(range(len(mapped))))
    for function in (row.function, slopes):
        got = vmap(vmap(function, inner_axes))(first, *others)
        parts = [
            [function(first[k, i], *[x[k] for x in others]) for i in range(2)]
            for k in range(BATCH)
        ]
        if isinstance(parts[0][0], tuple):
            expected: Any = tuple(
                np.stack([np.stack([out[m] for out in line]) for line in parts])
                for m in range(len(mapped))
            )
        else:
            expected = np.stack([np.stack(line) for line in parts])
        same(got, expected)


@pytest.mark.parametrize("name", OP_ROWS)
def test_every_elementwise_op_equals_the_loop_at_its_points(name: str) -> None:
    op, row = getattr(ac, name), OP_ROWS[name]
    columns = [np.array(column) for column in zip(*row.points, strict=True)]
    argnums = tuple(range(row.arity))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slopes = vmap(grad(op, argnums))(*columns)
        values = vmap(op)(*columns)
    for k, point in enumerate(row.points):
        np.testing.assert_allclose(values[k], op(*point), rtol=1e-14)
        expected = grad(op, argnums)(*point)
        got = [slope[k] for slope in slopes]
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(("row", "named"), LOOPS, ids=lambda x: getattr(x, "name", x))
def test_what_has_no_rule_runs_in_a_loop_and_the_warning_names_it(
    row: Row, named: str
) -> None:
    arguments = row.arguments(BATCH)
    axes = (0,) * len(arguments)
    slopes = grad(weighted(row), tuple(range(len(arguments))))
    for function in (row.function, slopes):
        with pytest.warns(UserWarning, match=f"vmap: .*{named}.* {BATCH} examples"):
            got = vmap(function)(*arguments)
        same(got, loop(function, axes, arguments))


# -- against closed forms --------------------------------------------------------------

X = numbers(4, 3)
W = numbers(3, seed=1)


def test_per_sample_gradients_of_least_squares() -> None:
    """d/dw (w x - y)^2 = 2 (w x - y) x for each sample."""
    y = np.arange(4.0)
    got = vmap(grad(lambda w, x, y: (w @ x - y) ** 2), (None, 0, 0))(W, X, y)
    np.testing.assert_allclose(got, 2.0 * (X @ W - y)[:, None] * X, rtol=1e-13)


def test_batched_jacobians_and_hessians() -> None:
    """d softmax_i / d x_j = s_i ((i == j) - s_j); d^2 sum(x^3) = diag(6 x)."""
    s = np.exp(X) / np.exp(X).sum(1, keepdims=True)
    expected = s[:, :, None] * (np.eye(3) - s[:, None, :])
    for jacobian in (ac.jacobian, ac.jacfwd, ac.jacrev):
        np.testing.assert_allclose(vmap(jacobian(ac.softmax))(X), expected, atol=1e-15)
    hessians = vmap(ac.hessian(lambda x: (x**3).sum()))(X)
    np.testing.assert_allclose(hessians, 6.0 * X[:, :, None] * np.eye(3), rtol=1e-13)


def test_a_pullback_mapped_over_basis_vectors_gives_the_jacobian() -> None:
    _, pullback = ac.vjp(lambda x: W * x**2, X[0])
    (rows_of_jacobian,) = vmap(pullback)(np.eye(3))
    np.testing.assert_allclose(rows_of_jacobian, np.diag(2.0 * W * X[0]), rtol=1e-14)
    assert type(rows_of_jacobian) is np.ndarray
    _, push = ac.linearize(lambda x: W * x**2, X[0])
    np.testing.assert_allclose(vmap(push)(np.eye(3)), np.diag(2 * W * X[0]), rtol=1e-14)


def test_a_pullback_or_push_mapped_inside_a_mapped_function() -> None:
    """The Jacobian of each example by its own basis vectors, and by vectors of its own.

    d (a x^2)_i / d x_j = 2 a x_i (i == j), where a differs from example to example.
    """
    a = np.arange(1.0, 5.0)
    expected = 2.0 * a[:, None, None] * X[:, :, None] * np.eye(3)

    def by_rows(x: Any, a: Any) -> Any:
        _, pull = ac.vjp(lambda x: a * x**2, x)
        return vmap(lambda u: pull(u)[0])(np.eye(3))

    def by_columns(x: Any, a: Any) -> Any:
        _, push = ac.linearize(lambda x: a * x**2, x)
        return vmap(push, out_axes=1)(np.eye(3))

    for function in (by_rows, by_columns):
        got = vmap(function)(X, a)
        assert type(got) is np.ndarray
        np.testing.assert_allclose(got, expected, rtol=1e-13)

    def of_own_vectors(x: Any, a: Any) -> Any:
        _, pull = ac.vjp(lambda x: a * x**2, x)
        return vmap(lambda u: pull(u)[0])(ac.outer(x, x))

    got = vmap(of_own_vectors)(X, a)
    rows_of_each = (
        2.0 * a[:, None, None] * X[:, None, :] * X[:, :, None] * X[:, None, :]
    )
    np.testing.assert_allclose(got, rows_of_each, rtol=1e-13)

    def three_deep(x: Any, a: Any) -> Any:
        _, pull = ac.vjp(lambda x: a * x**2, x)
        return vmap(vmap(lambda u: pull(u)[0]))(np.stack([np.eye(3), 2 * np.eye(3)]))

    got = vmap(three_deep)(X, a)
    np.testing.assert_allclose(got[:, 0], expected, rtol=1e-13)
    np.testing.assert_allclose(got[:, 1], 2.0 * expected, rtol=1e-13)


def test_closed_over_parameters_get_the_sum_of_the_gradients() -> None:
    w = Tensor(W)
    out = vmap(lambda x: ac.tanh(w @ x))(X)
    assert isinstance(out, Tensor)
    out.sum().backward()
    expected = ((1.0 - np.tanh(X @ W) ** 2)[:, None] * X).sum(0)
    np.testing.assert_allclose(w.grad, expected, rtol=1e-13)


def test_a_gradient_inside_is_that_of_each_example() -> None:
    """The derivative of what is the same for all examples differs between them."""
    w = Tensor(W)
    got = vmap(lambda x: grad(lambda w: (w * w * x).sum())(w))(X)
    np.testing.assert_allclose(got.data, 2.0 * W * X, rtol=1e-13)
    (got * got).sum().backward()  # d/dw sum (2 w x)^2 = 8 w x^2
    np.testing.assert_allclose(w.grad, 8.0 * W * (X**2).sum(0), rtol=1e-13)


def test_third_derivatives_through_three_transforms() -> None:
    """d/dx of sum over examples of d^2/dy^2 (x^2 y^3) = 12 x y."""
    second = vmap(grad(grad(lambda y, x: x**2 * y**3)), (0, None))
    ys = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(second(ys, 2.0), 24.0 * ys, rtol=1e-14)
    assert grad(lambda x: second(ys, x).sum())(2.0) == pytest.approx(
        12 * 2.0 * ys.sum()
    )


def test_values_among_the_numbers() -> None:
    """A Value is a number: as an argument, in a closure, as what grad starts from."""
    a = ac.Value(3.0)
    out = vmap(lambda x: a * x**2)(np.array([1.0, 2.0]))
    out.sum().backward()
    assert a.grad == 5.0
    slopes = vmap(lambda x: grad(lambda b: b**2 * x)(a))(np.array([1.0, 2.0]))
    np.testing.assert_allclose(slopes.data, [6.0, 12.0])
    at_number = vmap(lambda x: grad(lambda b: b**2 * x)(5.0))(np.array([1.0, 2.0]))
    np.testing.assert_allclose(at_number, [10.0, 20.0])


def test_values_and_tensors_from_outside_beside_arrays() -> None:
    """d/da of sum (W x + a x_0) = sum of x_0; the same in a custom op."""
    w, a = Tensor(W), ac.Value(2.0)
    out = vmap(lambda x: w @ x + a * x[0])(X)
    np.testing.assert_allclose(out.data, X @ W + 2.0 * X[:, 0], rtol=1e-13)
    out.sum().backward()
    assert a.grad == pytest.approx(X[:, 0].sum(), rel=1e-13)
    np.testing.assert_allclose(w.grad, X.sum(0), rtol=1e-13)
    cube = ac.custom_op(lambda x: x**3, lambda x: 3.0 * x**2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slopes = vmap(grad(lambda x: cube(x).sum()))(X)
        scaled = vmap(lambda x: cube(w * x).sum())(X)
    np.testing.assert_allclose(slopes, 3.0 * X**2, rtol=1e-13)
    np.testing.assert_allclose(scaled.data, ((W * X) ** 3).sum(1), rtol=1e-13)


def test_positions_are_computed_with_integers() -> None:
    got = vmap(lambda x, i: x[2 - i] * x[-i] + x[i * 1])(X, POSITIONS)
    k = np.arange(4)
    expected = X[k, 2 - POSITIONS] * X[k, -POSITIONS] + X[k, POSITIONS]
    np.testing.assert_array_equal(got, expected)
    assert vmap(lambda i: i / 2)(POSITIONS).dtype == np.float64


# -- axes and structures ---------------------------------------------------------------


def test_axes_of_arguments_and_results() -> None:
    x = numbers(2, 5, 3)
    got = vmap(lambda x: x.sum(0), in_axes=1, out_axes=-1)(x)
    np.testing.assert_allclose(got, x.sum(0).T, rtol=1e-14)
    got = vmap(lambda x, s: s * x, in_axes=(-1, None), out_axes=1)(x, 2.0)
    np.testing.assert_allclose(got, 2.0 * np.moveaxis(x, -1, 1), rtol=1e-14)
    pair = vmap(lambda x: (x.sum(), x), out_axes=(0, 2))(x)
    np.testing.assert_allclose(pair[1], np.moveaxis(x, 0, 2))


def test_axes_of_the_parts_of_arguments() -> None:
    parameters = {"w": numbers(3, 2), "b": numbers(4, seed=1)}
    got = vmap(
        lambda p, x: (p["w"] * x[0], p["b"] * x[0]), in_axes=({"w": 1, "b": None}, (0,))
    )(parameters, (np.array([1.0, 10.0]),))
    np.testing.assert_allclose(got[0], parameters["w"].T * [[1.0], [10.0]])
    np.testing.assert_allclose(got[1], parameters["b"] * np.array([[1.0], [10.0]]))


# -- positions and masks that differ from example to example ---------------------------

POSITIONS = np.array([1, 2, 0, 1])


def test_entries_at_positions_that_differ() -> None:
    """log-likelihoods at labels: d/dx of x[y] is 1 at y, else 0."""
    got = vmap(lambda x, y: x[y])(X, POSITIONS)
    np.testing.assert_array_equal(got, X[np.arange(4), POSITIONS])
    slopes = vmap(grad(lambda x, y: x[y] ** 2))(X, POSITIONS)
    np.testing.assert_allclose(slopes, 2.0 * X * np.eye(3)[POSITIONS])


TABLE = numbers(3, 3, 4)
INDICES: dict[str, Any] = {
    "a row": lambda x, i: x[i],
    "of a later axis": lambda x, i: x[..., i],
    "between slices": lambda x, i: x[1:, None, i, 1:],
    "behind a number": lambda x, i: x[:, 1, i],
    "two": lambda x, i: x[i, :, i],
    "beside an array": lambda x, i: x[i, 0, [1, 2]],
    "beside an array apart": lambda x, i: x[i, :, [1, 2]],
    "beside a mask": lambda x, i: x[i, :, np.array([True, False, True, False])],
}


@pytest.mark.parametrize("name", INDICES)
def test_indices_that_differ_equal_the_loop(name: str) -> None:
    index = INDICES[name]

    def slopes(x: Any, i: Any) -> Any:
        return grad(lambda x: (ac.square(index(x, i)) * 1.5).sum())(x)

    for positions in (np.array([1, 2, 0]), np.array([[1, 2], [0, 0], [2, 1]])):
        if "beside" in name and positions.ndim == 2:
            continue
        x = numbers(BATCH, 3, 3, 4)
        for function in (index, slopes):
            same(vmap(function)(x, positions), loop(function, (0, 0), [x, positions]))
        table = Tensor(TABLE)
        out = vmap(lambda i: index(table, i))(positions)  # noqa: B023
        same(out.data, loop(index, (None, 0), [TABLE, positions]))
        each = vmap(slopes, (None, 0))(TABLE, positions)
        same(each, loop(slopes, (None, 0), [TABLE, positions]))
        (1.5 * out**2).sum().backward()
        np.testing.assert_allclose(table.grad, each.sum(0), rtol=1e-12)


def test_take_of_a_plain_table_and_take_along_axis() -> None:
    got = vmap(lambda i: ac.take(TABLE, i, axis=0))(POSITIONS)
    np.testing.assert_array_equal(got, TABLE[POSITIONS])
    got = vmap(lambda x, i: ac.take_along_axis(x, i, 0))(X, POSITIONS[:, None])
    np.testing.assert_array_equal(got, X[np.arange(4), POSITIONS][:, None])
    embedding = Tensor(TABLE[:, 0])
    vmap(lambda i: embedding[i])(POSITIONS).sum().backward()
    np.testing.assert_array_equal(embedding.grad[:, 0], [1.0, 2.0, 1.0])


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("keepdims", [False, True])
def test_positions_of_each_example(axis: int | None, keepdims: bool) -> None:
    x = np.random.default_rng(0).normal(size=(3, 2, 4))
    for name in ("argmax", "argmin"):
        function = getattr(np, name)
        by_hand = [function(part, axis=axis, keepdims=keepdims) for part in x]
        for form in (
            lambda x, f=function: f(x, axis=axis, keepdims=keepdims),
            lambda x, name=name: getattr(x, name)(axis, keepdims=keepdims),
        ):
            assert np.array_equal(ac.vmap(form)(x), by_hand)


def test_masks_argmax_and_comparisons() -> None:
    np.testing.assert_array_equal(vmap(lambda x: ac.where(x > 0, x, -x))(X), np.abs(X))
    np.testing.assert_array_equal(vmap(lambda x: x[x.argmax()])(X), X.max(1))
    counted = vmap(lambda x: np.count_nonzero((x > 0) & ~(x > 1)) * 1.0)(X)
    np.testing.assert_array_equal(counted, ((X > 0) & ~(X > 1)).sum(1))
    got = vmap(lambda x: (x < W, x > W, x == x, np.isnan(x), (x > 9).any()))(X)
    expected = (W > X, X > W, X == X, np.isnan(X), (X > 9).any(1))
    for mask, plain in zip(got, expected, strict=True):
        np.testing.assert_array_equal(mask, plain)
    nested = vmap(vmap(lambda x: np.argmax(x)))(np.stack([X, -X]))
    np.testing.assert_array_equal(nested, [X.argmax(1), X.argmin(1)])


def test_what_is_the_same_for_all_examples() -> None:
    got = vmap(
        lambda x: (2.0, W, Tensor(W), x.shape[0] * 1.0), out_axes=(0, 0, 1, None)
    )(X)
    np.testing.assert_array_equal(got[0], np.full(4, 2.0))
    np.testing.assert_array_equal(got[1], np.tile(W, (4, 1)))
    np.testing.assert_array_equal(got[2].data, np.tile(W[:, None], 4))
    assert got[3] == 3.0


def test_float32_stays() -> None:
    x = X.astype("float32")
    function = lambda x: ac.tanh(2.0 * x).sum()  # noqa: E731
    assert vmap(function)(x).dtype == vmap(grad(function))(x).dtype == np.float32


def test_keyword_arguments_are_mapped_along_their_first_axis() -> None:
    got = vmap(lambda x, *, scale: scale * x)(X, scale=np.arange(4.0))
    np.testing.assert_array_equal(got, np.arange(4.0)[:, None] * X)


def test_no_examples_give_an_empty_result() -> None:
    assert vmap(grad(lambda x: (x**2).sum()))(np.zeros((0, 3))).shape == (0, 3)
