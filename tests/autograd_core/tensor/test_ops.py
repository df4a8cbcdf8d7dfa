"""Every op of the table on Tensors: shapes, broadcasting, dtypes, the same as Value.

The reference is the one of `op_table`: Cauchy's integral of a complex function, at each
entry. It knows nothing of the engine's derivatives, nor of arrays.
"""

from __future__ import annotations

import itertools
import sys
import warnings
from typing import Any

import numpy as np
import pytest

from autograd_core import Tensor, Value, gradients, jvp
from autograd_core.ops.op import OPS
from tests.autograd_core.ops.op_table import ROWS, Row, cauchy
from tests.autograd_core.ops.special_values import EDGES, SPECIAL

RTOL = {0: 1e-13, 1: 1e-11, 2: 1e-9}
"""Relative tolerance by order of the derivative."""

every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)

SHAPES: dict[str, tuple[tuple[int, ...], ...]] = {
    "number": ((),),
    "vector": ((3,),),
    "matrix": ((2, 3),),
    "column x row": ((2, 1), (1, 3)),
    "number x matrix": ((), (2, 3)),
    "vector x matrix": ((3,), (2, 3)),
}
"""The shapes of the operands, taken in turn."""


def operands_of(row: Row, shapes: tuple[tuple[int, ...], ...]) -> list[np.ndarray]:
    """The points of the row, or some from all over, in arrays of these shapes."""
    actual = []
    for i in range(row.arity):
        shape = shapes[i % len(shapes)]
        column = np.array([point[i] for point in row.points])
        n = int(np.prod(shape))
        if n < len(column):
            column = column[np.linspace(0, len(column) - 1, n).round().astype(int)]
        actual.append(np.resize(column, shape))
    return actual


def along(order: dict[int, int], arity: int) -> tuple[int, ...]:
    return tuple(order.get(i, 0) for i in range(arity))


def expected_entries(
    row: Row, arrays: list[np.ndarray], orders: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The mixed derivative at each entry of the result, and the error of each."""
    points = np.broadcast_arrays(*arrays)
    out, noise = np.empty(points[0].shape), np.empty(points[0].shape)
    for place in np.ndindex(*out.shape):
        point = tuple(float(x[place]) for x in points)
        out[place], noise[place] = cauchy(row, point, orders)
    return out, noise


def summed(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Summed over the axes along which an operand of this shape was repeated."""
    while array.ndim > len(shape):
        array = array.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            array = array.sum(axis=axis, keepdims=True)
    return array


def assert_near(actual: Any, expected: Any, noise: Any, order: int, text: str) -> None:
    off = np.abs(np.asarray(actual) - expected)
    allowed = RTOL[order] * np.abs(expected) + noise
    assert (off <= allowed).all(), f"{text}: {actual} instead of {expected}"


def check_row(row: Row, shapes: tuple[tuple[int, ...], ...], upto: int = 2) -> None:
    """Value, gradient and Hessian-vector product equal Cauchy's integrals."""
    arrays = operands_of(row, shapes)
    tensors = [Tensor(x) for x in arrays]
    out = OPS[row.name](*tensors)
    value, noise = expected_entries(row, arrays, (0,) * row.arity)
    assert out.shape == value.shape
    assert_near(out.data, value, noise, 0, f"{row.name}, value")
    if not upto:
        return
    weight = np.linspace(0.5, 1.5, value.size).reshape(value.shape)
    slopes = gradients(out, tensors, upstream=weight, create_graph=True)
    out.backward(weight)
    for i, tensor in enumerate(tensors):
        slope, noise = expected_entries(row, arrays, along({i: 1}, row.arity))
        reference = summed(weight * slope, tensor.shape)
        allowed = summed(weight * (noise + RTOL[1] * abs(slope)), tensor.shape)
        for actual in (tensor.grad, slopes[i].data):
            assert (actual.shape, actual.dtype) == (tensor.shape, tensor.dtype)
            assert_near(actual, reference, allowed, 1, f"{row.name}, gradient {i}")
    check_forward(row, arrays, tensors, weight)
    if upto > 1:
        check_second_order(row, arrays, tensors, slopes, weight)


def check_forward(
    row: Row, arrays: list[np.ndarray], tensors: list[Tensor], weight: np.ndarray
) -> None:
    """Forward mode by the dot-product test: <weight, J t> = <J^T weight, t>."""
    tangents = [np.linspace(-1.0, 2.0, x.size).reshape(x.shape) for x in arrays]
    _, pushed_sum = jvp(OPS[row.name], arrays, tangents)
    pairs = list(zip(tensors, tangents, strict=True))
    right = [float(np.sum(leaf.grad * tangent)) for leaf, tangent in pairs]
    allowed = 1e-12 * (1.0 + sum(float(np.sum(abs(x.grad * t))) for x, t in pairs))
    assert np.sum(weight * pushed_sum) == pytest.approx(sum(right), rel=0, abs=allowed)


def check_second_order(
    row: Row,
    arrays: list[np.ndarray],
    tensors: list[Tensor],
    slopes: Any,
    weight: np.ndarray,
) -> None:
    """H v, v the direction (1, 2, ...) in every operand."""
    directions = [np.full(x.shape, i + 1.0) for i, x in enumerate(tensors)]
    pushed_sum = sum((s * v).sum() for s, v in zip(slopes, directions, strict=True))
    products = gradients(pushed_sum, tensors)
    for i, tensor in enumerate(tensors):
        reference, allowed = np.zeros(weight.shape), np.zeros(weight.shape)
        for j in range(row.arity):
            orders = np.zeros(row.arity, int)
            orders[i] += 1
            orders[j] += 1
            second, noise = expected_entries(row, arrays, tuple(orders))
            reference = reference + weight * second * (j + 1.0)
            allowed = allowed + weight * (noise + RTOL[2] * abs(second)) * (j + 1.0)
        assert products[i].shape == tensor.shape
        reference, allowed = (
            summed(reference, tensor.shape),
            summed(allowed, tensor.shape),
        )
        assert_near(products[i], reference, allowed, 2, f"{row.name}, Hessian {i}")


@every_row
@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_value_gradient_and_hessian_vector_product(row: Row, shapes: Any) -> None:
    check_row(row, shapes)


@every_row
@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_empty_arrays(row: Row, shape: Any) -> None:
    tensors = [Tensor(np.zeros(shape)) for _ in range(row.arity)]
    out = OPS[row.name](*tensors)
    assert (out.shape, out.dtype) == (shape, np.float64)
    slopes = gradients(out.sum(), tensors, create_graph=True)
    out.backward(np.ones(shape))
    for tensor, slope in zip(tensors, slopes, strict=True):
        assert tensor.grad.shape == slope.shape == shape
        assert gradients(slope.sum(), tensor).shape == shape


@every_row
def test_constants_of_any_kind_beside_a_tensor(row: Row) -> None:
    """0-d arrays, NumPy's numbers, lists: as the number, and without a gradient."""
    if row.arity == 1:
        return
    for position in range(row.arity):
        point = row.points[0]
        for make in (float, np.float64, np.array, lambda x: [x], lambda x: Value(x)):
            operands: list[Any] = [make(x) for x in point]
            operands[position] = leaf = Tensor([point[position]])
            out = OPS[row.name](*operands)
            full = OPS[row.name](*[Value(x) for x in point])
            out.backward()
            assert out.item() == pytest.approx(full.data, rel=1e-14)
            assert leaf.grad.shape == (1,)
            slope = full.local_grads[position]
            assert leaf.grad.item() == pytest.approx(slope, rel=1e-14)


# -- the same as Value -----------------------------------------------------------------


def bits(number: Any) -> bytes:
    """The bits of a float; all nans are one, and so are 0.0 and -0.0."""
    number = float(number) + 0.0
    return b"nan" if number != number else np.float64(number).tobytes()


def nearby(row: Row, n: int = 60) -> list[tuple[float, ...]]:
    """The points of the row, its kinks, and numbers around them without a pattern."""
    draw = np.random.default_rng(0)
    actual = [*row.points, *(kink[0] for kink in row.kinks)]
    for point in itertools.islice(itertools.cycle(row.points), n):
        factors = 1.0 + 0.05 * draw.standard_normal(row.arity)
        actual.append(tuple((np.array(point) * factors).tolist()))
    if row.arity == 1:
        actual += [(x,) for name, x, *_ in SPECIAL + EDGES if name == row.name]
    return actual


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@every_row
def test_a_tensor_of_one_number_is_a_value_to_the_last_bit(row: Row) -> None:
    for point in nearby(row):
        values, tensors = [Value(x) for x in point], [Tensor(x) for x in point]
        on_values, on_tensors = OPS[row.name](*values), OPS[row.name](*tensors)
        assert bits(on_values.data) == bits(on_tensors.data), (row.name, point)
        slopes = gradients(on_values, values), gradients(on_tensors, tensors)
        on_values.backward()
        on_tensors.backward()
        for i, (value, tensor) in enumerate(zip(values, tensors, strict=True)):
            slope = bits(value.grad)
            assert slope == bits(tensor.grad), (row.name, point, i)
            assert slope == bits(slopes[0][i]) == bits(slopes[1][i])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@every_row
def test_second_derivatives_are_those_of_values_to_the_last_bit(row: Row) -> None:
    for point in [*row.points, *nearby(row, 10)[len(row.points) :][:10]]:
        values, tensors = [Value(x) for x in point], [Tensor(x) for x in point]
        actual = []
        for leaves in (values, tensors):
            slopes = gradients(OPS[row.name](*leaves), leaves, create_graph=True)
            actual.append([gradients(slope, leaves) for slope in slopes])
        for mine, theirs in zip(*actual, strict=True):
            assert list(map(bits, mine)) == list(map(bits, theirs)), (row.name, point)


@every_row
def test_arrays_hold_what_values_do(row: Row) -> None:
    """The vectorized functions differ from math's in the last bits only."""
    points = np.array(nearby(row))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        tensors = [Tensor(points[:, i]) for i in range(row.arity)]
        out = OPS[row.name](*tensors)
        values = [OPS[row.name](*[Value(x) for x in point]) for point in points]
    slopes = out.local_grads
    np.testing.assert_allclose(out.data, [v.data for v in values], rtol=4e-15)
    for i in range(row.arity):
        reference = [value.local_grads[i] for value in values]
        np.testing.assert_allclose(slopes[i], reference, rtol=2e-14, err_msg=row.name)


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.kinks])
def test_value_and_slopes_at_the_kinks(row: Row) -> None:
    columns = np.array([kink[0] for kink in row.kinks]).T
    with np.errstate(divide="ignore"):
        out = OPS[row.name](*[Tensor(column) for column in columns])
        slopes = out.local_grads
    assert out.data.tolist() == [value for _, value, _ in row.kinks]
    assert np.array(slopes).T.tolist() == [list(x) for *_, x in row.kinks]


FAST = [name for name, op in OPS.items() if op.payload_derivatives]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", FAST)
def test_derivatives_of_payloads_equal_the_ones_of_the_block(name: str) -> None:
    """On numbers and on arrays, from -inf to inf."""
    op = OPS[name]
    tiny = np.geomspace(1e-300, 1e300, 301)
    points = np.concatenate(
        [-tiny[::-1], [0.0], tiny, np.linspace(-45, 45, 3001), [np.inf, -np.inf]]
    )
    # Of two operands every number meets 0, inf, itself and others.
    shifts = (0,) if op.arity == 1 else (0, 1, 302, 303, 777)
    for shift in shifts:
        operands = (points, np.roll(points, shift))[: op.arity]
        out = op.array(*operands)
        # Below 1e-300 the one may be 0 where the other is not yet.
        close = {"rtol": 1e-14, "atol": 1e-300}
        rows = list(zip(*[x.tolist() for x in operands], strict=True))
        single = [op.evaluate(row, [True] * op.arity)[1] for row in rows]
        for i, fast in enumerate(op.payload_derivatives):
            reference = op.derivatives[i](out, *operands)
            np.testing.assert_allclose(fast(out, *operands), reference, **close)
            slopes = [slopes[i] for slopes in single]
            np.testing.assert_allclose(slopes, reference, **close)
            nans = [np.array([np.nan])] * op.arity
            assert np.isnan(fast(np.array([np.nan]), *nans)).all()


def test_some_op_has_a_faster_derivative() -> None:
    inverse = {"arcsin", "arccos", "arctan", "arccosh", "arctanh"}
    assert set(FAST) == {"tanh", "sigmoid", "hypot"} | inverse


# -- dtypes ----------------------------------------------------------------------------


@every_row
@pytest.mark.parametrize("shapes", [((),), ((3,),), ((2, 1), (1, 3)), ((0,),)])
def test_float32_stays(row: Row, shapes: Any) -> None:
    """In value, gradient, and in gradients that are nodes."""
    arrays = [x.astype(np.float32) for x in operands_of(row, shapes)]
    tensors = [Tensor(x) for x in arrays]
    out = OPS[row.name](*tensors)
    assert out.dtype == np.float32
    exact = OPS[row.name](*[Tensor(x.astype(np.float64)) for x in arrays])
    np.testing.assert_allclose(out.data, exact.data, rtol=3e-6, err_msg=row.name)
    slopes = gradients(out.sum(), tensors, create_graph=True)
    out.backward(np.ones(out.shape))
    wide = gradients(exact, exact.parents, upstream=np.ones(out.shape))
    for tensor, slope, reference in zip(tensors, slopes, wide, strict=True):
        assert tensor.grad.dtype == slope.dtype == np.float32
        np.testing.assert_allclose(tensor.grad, reference, rtol=1e-4, atol=1e-30)
        np.testing.assert_allclose(slope.data, reference, rtol=1e-4, atol=1e-30)


@every_row
def test_a_number_beside_float32_does_not_widen_it(row: Row) -> None:
    if row.arity == 1:
        return
    point = row.points[0]
    for position in range(row.arity):
        for make in (float, np.float64, np.array):
            operands: list[Any] = [make(x) for x in point]
            operands[position] = Tensor([point[position]], dtype="float32")
            out = OPS[row.name](*operands)
            assert out.dtype == np.float32, (row.name, position, make)
            assert out.local_grads[0].dtype == np.float32


@pytest.mark.parametrize("name", ["erf", "erfc", "gelu"])
def test_float32_stays_without_scipy(monkeypatch: Any, name: str) -> None:
    x = np.array([-1.5, 0.0, 0.3, 2.0], np.float32)
    reference = OPS[name](Tensor(x)).data
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    for array in (x, x[:0], x[:1].reshape(())):
        out = OPS[name](Tensor(array))
        assert out.dtype == np.float32
        np.testing.assert_allclose(out.data.ravel(), reference[: array.size], rtol=1e-6)
