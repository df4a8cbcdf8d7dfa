"""Ops that move entries: against NumPy on random shapes, axes and layouts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Tensor
from tests.autograd_core.array_ops.array_checks import (
    axis_of,
    check,
    layouts,
    numbers,
    shapes,
)
from tests.identity import identical

few_examples = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 99)


def sample(data: Any, shape: tuple[int, ...]) -> np.ndarray:
    return numbers(*shape, seed=data.draw(seeds))


@few_examples
@given(st.data())
def test_reshape_and_ravel(data: Any) -> None:
    x = sample(data, data.draw(shapes()))
    divisors = [n for n in range(1, x.size + 1) if x.size % n == 0]
    first = data.draw(st.sampled_from(divisors))
    expected: Any = data.draw(
        st.sampled_from([(first, -1), (-1, first), (1, first, -1), -1, x.size])
    )
    layout = (data.draw(layouts),)
    check(
        lambda x: ac.reshape(x, expected),
        lambda x: np.reshape(x, expected),
        x,
        layouts=layout,
    )
    check(ac.ravel, np.ravel, x, layouts=layout)


@few_examples
@given(st.data())
def test_transpose_and_swapaxes(data: Any) -> None:
    shape = data.draw(shapes(1, 4))
    x, layout = sample(data, shape), (data.draw(layouts),)
    order = data.draw(st.permutations(range(len(shape))))
    axes = tuple(k - len(shape) if data.draw(st.booleans()) else k for k in order)
    check(lambda x: ac.transpose(x, axes), lambda x: np.transpose(x, axes), x)
    check(ac.transpose, np.transpose, x, layouts=layout)
    ends = st.integers(-len(shape), len(shape) - 1)
    first, other = data.draw(ends), data.draw(ends)
    check(
        lambda x: ac.swapaxes(x, first, other),
        lambda x: np.swapaxes(x, first, other),
        x,
        layouts=layout,
    )


@few_examples
@given(st.data())
def test_expand_dims_squeeze_and_broadcast_to(data: Any) -> None:
    shape = data.draw(shapes(0, 3))
    x, layout = sample(data, shape), (data.draw(layouts),)
    new = data.draw(st.sampled_from([0, -1, (0, -1), (0, 1)]))
    wide = np.expand_dims(x, new)
    check(
        lambda x: ac.expand_dims(x, new),
        lambda x: np.expand_dims(x, new),
        x,
        layouts=layout,
    )
    check(lambda x: ac.squeeze(x, new), lambda x: np.squeeze(x, new), wide)
    check(ac.squeeze, np.squeeze, wide, layouts=layout)
    larger = (2, *[data.draw(st.integers(1, 3)) if n == 1 else n for n in shape])
    check(
        lambda x: ac.broadcast_to(x, larger),
        lambda x: np.broadcast_to(x, larger),
        x,
        layouts=layout,
    )


@few_examples
@given(st.data())
def test_concatenate_and_stack(data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    longer = list(shape)
    longer[axis] += 1
    arrays = [sample(data, shape), sample(data, tuple(longer)), sample(data, shape)]
    lie = tuple(data.draw(layouts) for _ in arrays)
    for along in (axis, None):
        check(
            lambda *x, along=along: ac.concatenate(x, along),
            lambda *x, along=along: np.concatenate(x, along),
            *arrays,
            layouts=lie,
        )
    check(
        lambda x, y: ac.stack([x, y, x], axis),
        lambda x, y: np.stack([x, y, x], axis),
        arrays[0],
        arrays[2],
        layouts=lie[::2],
    )


def test_constants_among_the_parts() -> None:
    constant = np.array([5.0, 6.0], np.float32)
    check(
        lambda x: ac.concatenate([x, constant, 2 * x]),
        lambda x: np.concatenate([x, constant, 2 * x]),
        numbers(2),
    )
    check(
        lambda x: ac.stack([x.sum(), 2.0, x[1]]),
        lambda x: np.stack([x.sum(), 2.0, x[1]]),
        numbers(2),
    )
    assert ac.concatenate([Tensor(numbers(1)), [5, 6]]).data.tolist()[1:] == [5.0, 6.0]


@few_examples
@given(st.data())
def test_split(data: Any) -> None:
    n, axis = data.draw(st.integers(2, 5)), data.draw(st.integers(-2, 1))
    shape = (n, 2) if axis % 2 == 0 else (2, n)
    x = sample(data, shape)
    cuts = data.draw(st.lists(st.integers(0, n), max_size=3).map(sorted))
    for where in (cuts, n, np.array(cuts, int)):
        expected = np.split(x, where, axis)
        result = ac.split(Tensor(x), where, axis)
        assert [part.data.tolist() for part in result] == [p.tolist() for p in expected]

        def weighted(library: Any, x: Any, where: Any = where) -> Any:
            parts = library.split(x, where, axis)
            return sum((k + 1.0) * library.sum(p * p) for k, p in enumerate(parts))

        check(lambda x: weighted(ac, x), lambda x: weighted(np, x), x)


MODES = ("constant", "edge", "reflect", "symmetric", "wrap")


@few_examples
@pytest.mark.parametrize("mode", MODES)
@given(data=st.data())
def test_pad(mode: str, data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    width: Any = data.draw(
        st.sampled_from(
            [1, 0, (2, 0), ((1, 2),), ((0, 3), (1, 0), (2, 2))[: len(shape)]]
        )
    )
    if mode != "constant" and min(shape) < 2:
        shape = tuple(max(2, n) for n in shape)
    check(
        lambda x: ac.pad(x, width, mode),
        lambda x: np.pad(x, width, mode=mode),
        sample(data, shape),
        layouts=(data.draw(layouts),),
    )


def test_pad_with_constants() -> None:
    """The constants get no gradient and no tangent."""
    values: Any
    for values in (2.5, (1.0, -1.0), ((1.0, 2.0), (3.0, 4.0))):
        check(
            lambda x, v=values: ac.pad(x, (1, 2), constant_values=v),
            lambda x, v=values: np.pad(x, (1, 2), constant_values=v),
            numbers(2, 3),
        )


def test_astype() -> None:
    x = Tensor([1.0, 2.0], dtype="float32")
    wide = ac.astype(x, "float64")
    (wide * np.array([1.0 / 3.0, 2.0])).sum().backward()
    assert (wide.dtype, x.grad.dtype) == (np.float64, np.float32)
    np.testing.assert_allclose(x.grad, [1 / 3, 2.0], rtol=1e-6)
    assert x.astype("float32").dtype == np.float32


def test_methods_are_the_functions() -> None:
    x = Tensor(numbers(2, 1, 3), label="x")
    pairs = [
        (x.reshape(3, 2), ac.reshape(x, (3, 2))),
        (x.reshape((6,)), ac.reshape(x, 6)),
        (x.T, ac.transpose(x)),
        (x.transpose(), ac.transpose(x)),
        (x.transpose(2, 0, 1), ac.transpose(x, (2, 0, 1))),
        (x.transpose([2, 0, 1]), ac.transpose(x, (2, 0, 1))),
        (x.swapaxes(0, 2), ac.swapaxes(x, 0, 2)),
        (x.squeeze(), ac.squeeze(x)),
        (x.expand_dims(1), ac.expand_dims(x, 1)),
        (x.broadcast_to((4, 2, 5, 3)[1:]), ac.broadcast_to(x, (2, 5, 3))),
        (x.ravel(), ac.ravel(x)),
        (x.flatten(), ac.ravel(x)),
        (x.cumsum(0), ac.cumsum(x, 0)),
        (x.norm(axis=2), ac.norm(x, axis=2)),
        (x.var(0, ddof=1), ac.var(x, 0, ddof=1)),
    ]
    for method, function in pairs:
        assert np.array_equal(method.data, function.data)
        assert method.rule.name == function.rule.name
        assert identical(method.parents, (x,))


def test_lists_are_arrays() -> None:
    assert ac.transpose([[1, 2], [3, 4]]).tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert ac.reshape([1, 2], (2, 1)).tolist() == [[1.0], [2.0]]
    assert ac.expand_dims([1, 2], 0).shape == (1, 2)
    assert [part.tolist() for part in ac.split([1, 2], 2)] == [[1.0], [2.0]]
    assert ac.pad([1, 2], 1).tolist() == [0.0, 1.0, 2.0, 0.0]


def test_axes_of_a_number_of_numpys() -> None:
    """An axis often comes out of a computation on arrays."""
    x, first = numbers(2, 3, 3), np.int64(1)
    for result, expected in [
        (ac.sum(x, first), x.sum(1)),
        (ac.swapaxes(x, first, 0), x.swapaxes(1, 0)),
        (ac.stack([x, x], first), np.stack([x, x], 1)),
        (ac.concatenate([x, x], first), np.concatenate([x, x], 1)),
        (ac.cumsum(x, first), np.cumsum(x, 1)),
        (ac.trace(x[0], first), np.trace(x[0], 1)),
        (ac.diag(x[0], first), np.diag(x[0], 1)),
        (ac.split(x, [1], first)[1], x[:, 1:]),
        (ac.sum(x, [np.int64(0), 2]), x.sum((0, 2))),
    ]:
        np.testing.assert_allclose(result, expected, rtol=1e-15)


def test_every_function_of_arrays_has_an_example_and_says_its_gradient() -> None:
    for name in (*ac.__all__, "sum", "max", "min"):
        function = getattr(ac, name)
        if "array_ops" in (getattr(function, "__module__", None) or ""):
            text = function.__doc__ or ""
            assert ">>> " in text, name
            has_derivative = any(
                word in text
                for word in (
                    *("d/d", "d inv", "Jacobian", "d log|", "dL =", "dw_i ="),
                    *("ds_i =", "dq =", "dp =", "d(a^n) =", "d expm"),
                )
            )
            assert has_derivative, name


def test_axis_strategy_covers_every_kind() -> None:
    """The tests above draw None, single, negative and several axes."""
    from hypothesis import find

    for kind in (
        lambda a: a is None,
        lambda a: isinstance(a, int) and a < 0,
        lambda a: isinstance(a, tuple) and len(a) == 2,
        lambda a: a == (),
    ):
        find(axis_of(3), kind)
