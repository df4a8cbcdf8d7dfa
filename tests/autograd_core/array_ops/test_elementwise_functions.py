"""Elementwise functions made of ops, options of reductions and einsum, methods."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.autograd_core.array_ops.array_checks import check, numbers

A = numbers(3, 4, seed=1)
MASK = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 1]], bool)


def by_part(x: Any, function: Any) -> Any:
    """A function of the real part, for a reference that is constant between jumps."""
    return function(np.real(x)) + 0 * x


def variance(x: Any, axis: int, ddof: int) -> Any:
    """Of the entries in MASK; NumPy's takes the size of complex numbers."""
    deviation = x - np.mean(x, axis=axis, where=MASK, keepdims=True)
    total = np.sum(deviation * deviation, axis=axis, where=MASK)
    return total / (np.sum(MASK, axis=axis) - ddof)


@pytest.mark.parametrize(
    ("function", "reference", "shapes"),
    [
        (ac.deg2rad, lambda x: x * math.pi / 180, [(3,)]),
        (np.radians, lambda x: x * math.pi / 180, [(3,)]),
        (ac.rad2deg, lambda x: x * 180 / math.pi, [(2, 2)]),
        (np.degrees, lambda x: x * 180 / math.pi, [()]),
        (lambda x: np.round(x, 1), lambda x: by_part(x, lambda r: np.round(r, 1)), [4]),
        (lambda x: ac.round(x * 40.0, -1), lambda x: by_part(
            x, lambda r: np.round(r * 40, -1)), [4]),
        (lambda x: np.modf(x)[0], lambda x: x - np.trunc(np.real(x)), [(2, 3)]),
        (lambda x, y: np.copysign(x, y), lambda x, y: x * np.sign(np.real(x * y)),
         [(2, 3), (3,)]),
        (lambda x: np.nan_to_num(x), lambda x: x, [(2, 3)]),
        (lambda x: np.sinc(x), lambda x: np.sin(np.pi * x) / (np.pi * x), [(2, 3)]),
        (np.fabs, lambda x: x * np.sign(np.real(x)), [(2, 3)]),
        (lambda x, y: np.divmod(x, y)[1],
         lambda x, y: x - y * np.floor(np.real(x) / np.real(y)), [(2, 3), (3,)]),
        (lambda x, y: x % y, lambda x, y: x - y * np.floor(np.real(x) / np.real(y)),
         [(2, 3), (2, 1)]),
        (lambda x, y: ac.linspace(x, y, 4), lambda x, y: np.linspace(x, y, 4),
         [(2,), ()]),
        (lambda x: np.linspace(x, 2.0, 3, endpoint=False, axis=-1),
         lambda x: np.linspace(x, 2.0, 3, endpoint=False, axis=-1), [(2,)]),
        # einsum with the numbers of axes
        (lambda x, y: np.einsum(x, [0, 1], y, [1, 2], [2, 0]),
         lambda x, y: np.einsum("ij,jk->ki", x, y), [(2, 3), (3, 2)]),
        (lambda x, y: ac.einsum(x, [..., 0], y, [0], optimize=True),
         lambda x, y: np.einsum("...i,i", x, y), [(2, 3), (3,)]),
        (lambda x: np.einsum(x, [5, 5]), np.trace, [(3, 3)]),
        # reductions of some entries
        *[(lambda x, f=f: getattr(np, f)(x, axis=1, where=MASK),
           lambda x, f=f: getattr(np, f)(x, axis=1, where=MASK), [(3, 4)])
          for f in ("sum", "mean", "prod")],
        (lambda x: np.var(x, axis=1, where=MASK), lambda x: variance(x, 1, 0),
         [(3, 4)]),
        (lambda x: ac.std(x, 0, ddof=1, where=MASK),
         lambda x: np.sqrt(variance(x, 0, 1)), [(3, 4)]),
        (lambda x: ac.sum(x, where=MASK[0], initial=2.5, keepdims=True),
         lambda x: np.sum(x, where=MASK[0], initial=2.5, keepdims=True), [(3, 4)]),
        (lambda x: x.prod(axis=0, initial=2.5), lambda x: 2.5 * np.prod(x, axis=0),
         [(3, 4)]),
        (lambda x: ac.max(x, 1, where=MASK, initial=-9.0),
         lambda x: np.array([row[mask][np.argmax(np.real(row[mask]))]
                             for row, mask in zip(x, MASK, strict=True)]), [(3, 4)]),
        (lambda x: np.min(x, axis=0, initial=9.0),
         lambda x: np.take_along_axis(x, np.argmin(np.real(x), 0)[None], 0)[0],
         [(3, 4)]),
    ],
)  # fmt: skip
def test_values_and_derivatives(function: Any, reference: Any, shapes: Any) -> None:
    arrays = [
        numbers(*(s if isinstance(s, tuple) else (s,)), seed=5 + i)
        for i, s in enumerate(shapes)
    ]
    tensor = lambda *xs: function(*map(Tensor, xs))  # noqa: E731
    np.testing.assert_allclose(tensor(*arrays).data, reference(*arrays), rtol=1e-12)
    if all(isinstance(function(*arrays), kind) for kind in (np.ndarray, object)):
        check(function, reference, *arrays)
    else:
        check(lambda *xs: function(*xs) + 0.0, reference, *arrays)


@pytest.mark.parametrize(
    "name", ["floor", "ceil", "trunc", "rint", "round", "cbrt", "exp2", "log2", "log10"]
)
def test_values_and_tensors_give_numpys_numbers(name: str) -> None:
    x = np.abs(A).ravel() * 3.0
    expected = getattr(np, name)(x)
    np.testing.assert_allclose(getattr(np, name)(Tensor(x)).data, expected, rtol=1e-15)
    for number, wanted in zip(x, expected, strict=True):
        assert getattr(np, name)(Value(number)).data == pytest.approx(wanted, rel=1e-15)


@pytest.mark.parametrize("y", [2.0, -1.5, 0.75])
@pytest.mark.parametrize("x", [7.5, -7.5, 3.0, 0.0])
def test_operators_that_round_are_pythons(x: float, y: float) -> None:
    for operate in (operator.mod, operator.floordiv, divmod):
        expected = [*np.atleast_1d(operate(x, y))]
        for a, b in ((Value(x), y), (x, Value(y)), (Value(x), Value(y))):
            out = operate(a, b)
            pair = out if isinstance(out, tuple) else (out,)
            assert [part.data for part in pair] == expected
        out = operate(Tensor([x]), Tensor([y]))
        pair = out if isinstance(out, tuple) else (out,)
        assert [part.data[0] for part in pair] == expected
    assert round(Value(2.567), 1).data == 2.6
    assert round(Value(2.5)).data == 2.0 and round(Value(1234.0), -2).data == 1200.0


def test_slopes_at_jumps_and_kinks_are_the_documented_ones() -> None:
    x, y = Value(6.0), Value(2.0)
    (x % y).backward()
    assert (x.grad, y.grad) == (1.0, -3.0)
    for name in ("floor", "ceil", "trunc", "rint", "round"):
        leaf = Value(2.0)
        getattr(np, name)(leaf).backward()
        assert leaf.grad == 0.0
    assert ac.grad(lambda v: np.copysign(v, -1.0))(0.0) == 0.0
    assert math.isnan(ac.grad(ac.grad(lambda v: np.copysign(v, -1.0) * np.exp(v)))(0.0))
    # A function whose first slope jumps at 0, although it is 0 on both sides of it.
    assert ac.grad(ac.grad(lambda v: np.copysign(v, 1.0) ** 2))(0.0) == 2.0


def test_nan_to_num_on_special_numbers() -> None:
    x = np.array([1.5, np.nan, np.inf, -np.inf])
    for options in ({}, {"nan": 2.0, "posinf": 3.0, "neginf": -4.0}):
        t = Tensor(x)
        out = np.nan_to_num(t, **options)
        np.testing.assert_array_equal(out.data, np.nan_to_num(x, **options))
        out.sum().backward()
        assert t.grad.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert np.nan_to_num(Tensor(x, dtype="float32")).dtype == np.float32
    for number, expected in zip(x, np.nan_to_num(x), strict=True):
        assert np.nan_to_num(Value(number)).data == expected


def test_reductions_of_no_entries_are_the_start() -> None:
    empty = Tensor(np.zeros((2, 0)))
    for name, start in (("max", -1.0), ("min", 1.0), ("sum", 2.0), ("prod", 3.0)):
        out = getattr(np, name)(empty, axis=1, initial=start)
        assert out.data.tolist() == [start, start]
    masked = Tensor([1.0, 2.0])
    out = np.max(masked, where=[False, False], initial=7.0)
    out.backward()
    assert out.item() == 7.0 and masked.grad.tolist() == [0.0, 0.0]
    assert np.isnan(np.mean(masked, where=[False, False]).data)
    assert np.sum(masked, dtype="float32").dtype == np.float32


def test_a_tie_with_the_start_is_shared() -> None:
    x = Tensor([2.0, 1.0])
    np.max(x, initial=2.0).backward()
    assert x.grad.tolist() == [0.5, 0.0]


def test_the_deviation_of_one_entry_is_0_and_flat() -> None:
    assert ac.hessian(lambda x: ac.std(x))(np.array([3.0])).tolist() == [[0.0]]
    assert not ac.hessian(lambda x: ac.std(x, 0).sum())(np.ones((1, 2))).any()


def test_methods_of_tensors() -> None:
    t = Tensor(A)
    np.testing.assert_array_equal(t.take([0, 5]).data, A.take([0, 5]))
    np.testing.assert_array_equal(t.take([1, 0], 1).data, A.take([1, 0], 1))
    np.testing.assert_array_equal(t.repeat(2, 0).data, A.repeat(2, 0))
    np.testing.assert_array_equal(t.diagonal(1).data, A.diagonal(1))
    np.testing.assert_array_equal(t.round(1).data, A.round(1))
    np.testing.assert_array_equal(t.sum(0, where=MASK).data, A.sum(0, where=MASK))
    assert t.tolist() == A.tolist()
    assert (t.all(), t.any()) == (True, True)
    assert (t * 0.0).any(axis=0).tolist() == [False] * 4
    (t.take([0, 0, 5]) * [1.0, 2.0, 4.0]).sum().backward()
    assert t.grad.ravel()[[0, 5, 1]].tolist() == [3.0, 4.0, 0.0]
    with pytest.raises(ac.GraphError, match=r"tolist\(\)"):
        ac.grad(lambda x: float(np.sum(x.tolist())))(A)


@pytest.mark.parametrize(
    "function",
    [
        np.ravel, np.atleast_1d, np.atleast_2d,
        lambda x: np.reshape(x, (1, 1)), lambda x: np.expand_dims(x, 0),
        lambda x: np.concatenate([np.ravel(x), np.ravel(x)]),
        lambda x: np.stack([x, 2.0 * x]), lambda x: np.tile(x, 3),
        lambda x: np.append([1.0, 2.0], x), lambda x: np.full(2, 1.0) * x,
        np.sum, np.mean, np.max, np.prod, np.squeeze, np.transpose, np.copy,
        lambda x: np.dot(x, np.ones(2)), lambda x: np.outer(x, np.ones(2)),
        lambda x: np.kron(x, np.ones(2)), lambda x: np.where(True, x, 0.0),
        np.real, np.conj, np.cumsum, np.nan_to_num, np.median, np.std,
    ],
)  # fmt: skip
def test_full_reductions_and_values_are_numbers_to_numpy(function: Any) -> None:
    """What NumPy's function gives for a number it gives for both kinds of node."""
    number = 1.75
    expected = function(np.float64(number))
    for node in (Tensor([number, 0.0]).sum(), Value(number)):
        out = function(node)
        if isinstance(out, np.ndarray):  # an array of Values
            out = ac.stack_values(out)
        assert np.shape(out.data) == np.shape(expected)
        np.testing.assert_allclose(out.data, expected, rtol=1e-15)
    gradient = ac.grad(lambda x: np.sum(function(x)))
    step = (np.sum(function(number + 1e-4)) - np.sum(function(number - 1e-4))) / 2e-4
    assert gradient(number) == pytest.approx(step, rel=1e-6)
    row = ac.grad(lambda x: np.sum(function(np.sum(x))))(np.array([1.0, 0.75]))
    assert row == pytest.approx([step, step], rel=1e-6)


def test_a_full_reduction_has_a_shape_and_takes_another() -> None:
    total = Tensor(A).sum()
    assert (total.shape, total.ndim, total.size) == ((), 0, 1)
    assert total.reshape(1, 1).shape == (1, 1) and total.ravel().shape == (1,)
    assert np.shape(total) == () and np.size(total) == 1


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: x.max(where=MASK), ValueError, "with `where` give `initial` too"),
        (lambda x: x.sum(where=A), TypeError, "where is an array of bools"),
        (lambda x: x.sum(where=MASK[:2]), ValueError, "does not broadcast to (3, 4)"),
        (lambda x: x.sum(dtype=int), TypeError, "dtype must be float32 or float64"),
        (lambda x: x.sum(initial="2"), TypeError, "sum: initial"),
        (lambda x: np.round(x, 0.5), TypeError, "decimals is an integer, got 0.5"),
        (lambda x: round(Value(1.0), "a"), TypeError, "decimals is an integer"),
        (lambda x: np.einsum(x, x), TypeError, "or each operand followed by the numb"),
        (lambda x: np.einsum(x, [0, -1]), ValueError, "axes are numbers from 0 to 51"),
        (lambda x: np.linspace(x, 1.0, -1), ValueError, "num must not be negative"),
        (lambda x: x % "2", TypeError, "2"),
        (lambda x: x.take(0.5), TypeError, "indices must be integers"),
    ],
)
def test_mistakes_are_named(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        call(Tensor(A))
    assert text in str(caught.value)
