"""Indexing and what is made of it: against NumPy, repeated places included."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.array_ops.functions.index import getitem
from tests.autograd_core.array_ops.array_checks import check, layouts, numbers, shapes

few_examples = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 99)


@few_examples
@given(st.data())
def test_slices_numbers_and_new_axes(data: Any) -> None:
    shape = data.draw(shapes(0, 3))
    index = data.draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    check(
        lambda x: getitem(x, index),
        lambda x: x[index],
        numbers(*shape, seed=data.draw(seeds)),
        layouts=(data.draw(layouts),),
    )


@few_examples
@given(st.data())
def test_arrays_of_integers_with_repeated_places(data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    index = data.draw(hnp.integer_array_indices(shape))
    check(
        lambda x: getitem(x, index),
        lambda x: x[index],
        numbers(*shape, seed=data.draw(seeds)),
        layouts=(data.draw(layouts),),
    )


@few_examples
@given(st.data())
def test_masks(data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    axes = data.draw(st.integers(1, len(shape)))
    mask = data.draw(hnp.arrays(bool, shape[:axes]))
    check(
        lambda x: getitem(x, mask),
        lambda x: x[mask],
        numbers(*shape, seed=data.draw(seeds)),
    )


MIXED: dict[str, Any] = {
    "list": [0, 0, 2],
    "nested list": [[0, 1], [1, 0]],
    "tuple in a tuple": ((0, 0, 2),),
    "two arrays": ([0, 0, 2], [1, 1, 0]),
    "array and slice": ([0, 0], slice(1, None)),
    "arrays around a slice": ([0, 0], slice(None), [1, 1]),
    "array and ellipsis": (..., [2, 2, 0]),
    "array and new axis": (None, [1, 1]),
    "mask and array": (np.array([True, False, True]), [1, 1]),
    "mask and slice": (np.array([True, False, True]), slice(0, 2)),
    "negative places": [-1, 2, -1],
    "range": range(2),
    "number of NumPy": np.int64(1),
    "array of no axes": np.array(1),
    "no places": [],
    "None twice": (None, 0, None),
}


@pytest.mark.parametrize("index", MIXED.values(), ids=MIXED)
def test_indices_of_every_kind(index: Any) -> None:
    x = numbers(3, 3, 3)
    check(lambda x: getitem(x, index), lambda x: x[index], x, second=1e-6)
    leaf = Tensor(x)
    assert np.array_equal(leaf[index].data, x[index])


def test_the_graph_keeps_its_own_index() -> None:
    positions = np.array([0, 1])
    x = Tensor([1.0, 2.0, 3.0])
    out = x[positions].sum()
    positions[:] = 2
    out.backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]


def test_iterating_and_unpacking() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    a, b = x
    (a @ b).backward()
    assert x.grad.tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert len(x) == 2 and [row.shape for row in x] == [(2,), (2,)]


@few_examples
@given(st.data())
def test_take_along_axis(data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    lengths = list(shape)
    lengths[axis] = data.draw(st.integers(1, 4))
    n = shape[axis]
    positions = data.draw(
        hnp.arrays(int, tuple(lengths), elements=st.integers(-n, n - 1))
    )
    check(
        lambda x: ac.take_along_axis(x, positions, axis),
        lambda x: np.take_along_axis(x, positions, axis),
        numbers(*shape, seed=data.draw(seeds)),
    )


def test_take_along_no_axis() -> None:
    positions = np.array([3, 3, 0])
    check(
        lambda x: ac.take_along_axis(x, positions, None),
        lambda x: np.take_along_axis(x, positions, None),
        numbers(2, 2),
    )


@pytest.mark.parametrize("k", [-3, -1, 0, 1, 2, 5])
@pytest.mark.parametrize("shape", [(3,), (3, 3), (2, 4), (4, 2)])
def test_diag(shape: Any, k: int) -> None:
    x = numbers(*shape)
    check(lambda x: ac.diag(x, k), lambda x: np.diag(x, k), x)


@pytest.mark.parametrize("offset", [-1, 0, 1, 3])
def test_trace(offset: int) -> None:
    for shape in ((3, 3), (2, 4)):
        x = numbers(*shape)
        check(lambda x: ac.trace(x, offset), lambda x: np.trace(x, offset), x)
    assert Tensor(x).trace(offset).item() == pytest.approx(np.trace(x, offset))


@pytest.mark.parametrize("k", [-1, 0, 1])
@pytest.mark.parametrize("axes", [(0, 1), (1, 0), (2, 0), (-1, 1), (-2, -1)])
def test_trace_of_a_stack(axes: tuple[int, int], k: int) -> None:
    x = numbers(2, 3, 3)
    check(lambda x: ac.trace(x, k, *axes), lambda x: np.trace(x, k, *axes), x)
    x = numbers(3, 2, 3, 2)
    result = Tensor(x).trace(axis1=0, axis2=2)
    assert result.data == pytest.approx(np.trace(x, 0, 0, 2), rel=1e-14)
