"""NumPy's further functions of arrays: values, derivatives in both modes, edges."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value, gradients
from tests.autograd_core.array_ops.array_checks import check, numbers

Arrays = tuple[tuple[int, ...], ...]


def by_size(x: Any, axis: int = -1) -> Any:
    """np.sort of complex numbers, by their real parts."""
    return np.take_along_axis(x, np.argsort(np.real(x), axis=axis), axis)


def between(x: Any, q: float) -> Any:
    """The quantile of a row, a + t (b - a) of two neighbours."""
    row = by_size(np.ravel(x))
    place = q * (row.size - 1)
    i = int(place)
    following = row[min(i + 1, row.size - 1)]
    return row[i] + (place - i) * (following - row[i])


def extent(x: Any) -> Any:
    row = by_size(np.ravel(x))
    return row[-1] - row[0]


KNOTS = np.array([-1.5, -0.2, 0.1, 0.9, 2.0])


def interpolated(x: Any, samples: Any) -> Any:
    """Linear interpolation of complex numbers, by the interval of the real part."""
    i = np.clip(np.searchsorted(KNOTS, np.real(x)) - 1, 0, KNOTS.size - 2)
    t = (x - KNOTS[i]) / (KNOTS[i + 1] - KNOTS[i])
    t = np.where(np.real(x) < KNOTS[0], 0.0, np.where(np.real(x) > KNOTS[-1], 1.0, t))
    return samples[i] * (1 - t) + samples[i + 1] * t


def averaged(x: Any, w: Any) -> Any:
    return np.sum(x * w, axis=1) / np.sum(w, axis=1)


def same(name: str, *args: Any, shapes: Arrays = ((2, 3),), **options: Any) -> Any:
    """A row of the table whose reference is NumPy's function itself."""
    mine, numpys = getattr(ac, name), getattr(np, name)
    text = ", ".join([*map(repr, args), *(f"{k}={v!r}" for k, v in options.items())])
    return pytest.param(
        lambda *xs: mine(*xs, *args, **options),
        lambda *xs: numpys(*xs, *args, **options),
        shapes,
        id=f"{name}({text}) of {shapes}",
    )


def of_list(name: str, *shapes: tuple[int, ...], **options: Any) -> Any:
    """A row for a function that takes a list of arrays."""
    mine, numpys = getattr(ac, name), getattr(np, name)
    return pytest.param(
        lambda *xs: mine(list(xs), **options),
        lambda *xs: numpys(list(xs), **options),
        shapes,
        id=f"{name} of {shapes}",
    )


def own(name: str, mine: Callable[..., Any], expected: Any, *shapes: Any) -> Any:
    return pytest.param(mine, expected, shapes, id=name)


VECTOR, CUBE = ((4,),), ((2, 3, 4),)
TABLE = [
    same("flip"),
    same("flip", -1),
    same("flip", (0, 2), shapes=CUBE),
    same("fliplr", shapes=CUBE),
    same("flipud", shapes=VECTOR),
    *[same("rot90", k) for k in (-1, 0, 1, 2, 3)],
    same("rot90", 1, (2, 0), shapes=CUBE),
    same("roll", 2),
    same("roll", -1, 0),
    same("roll", (1, 2), (1, 2), shapes=CUBE),
    same("roll", (1, 2), 0, shapes=VECTOR),
    same("roll", 7, (0, 1)),
    same("moveaxis", 0, -1, shapes=CUBE),
    same("moveaxis", (0, 1), (-1, 0), shapes=CUBE),
    same("moveaxis", [2, 0], [0, 1], shapes=CUBE),
    *[same("rollaxis", 2, k, shapes=CUBE) for k in (0, 1, 2, 3, -1)],
    same("rollaxis", 0, 3, shapes=CUBE),
    same("tile", 2),
    same("tile", (2, 1, 3), shapes=VECTOR),
    same("tile", (2, 2), shapes=CUBE),
    same("tile", 3, shapes=((),)),
    same("repeat", 2),
    same("repeat", [1, 0, 2], 1),
    same("repeat", 3, -1, shapes=CUBE),
    same("take", [4, 0, 0]),
    same("take", [[0, -1], [2, 2]], 1),
    same("take", 1, 0),
    same("take", [5, -7], 1, mode="wrap"),
    same("take", [5, -7], 1, mode="clip"),
    same("tril"),
    same("tril", 1, shapes=CUBE),
    same("triu", -1),
    same("triu", shapes=VECTOR),
    same("diagonal", shapes=((3, 3),)),
    same("diagonal", 1, 2, 0, shapes=CUBE),
    same("copy"),
    same("cumprod", shapes=VECTOR),
    same("cumprod", 1, shapes=CUBE),
    same("cumprod"),
    same("diff"),
    same("diff", 2, -1, shapes=CUBE),
    own(
        "diff with ends",
        lambda x, y: ac.diff(x, axis=0, prepend=1.5, append=y),
        lambda x, y: np.diff(x, axis=0, prepend=1.5, append=y),
        *((2, 3), (1, 3)),
    ),
    same("diff", 0),
    same("gradient", shapes=VECTOR),
    same("gradient", 0.5, axis=1, shapes=CUBE),
    same("gradient", [0.0, 1.0, 3.0, 3.5], shapes=VECTOR),
    same("gradient", [0.0, 1.0, 3.0, 3.5], edge_order=2, shapes=VECTOR),
    same("gradient", 2.0, edge_order=2, shapes=((3,),)),
    same("gradient", axis=0, shapes=((2, 3),)),
    *[same("convolve", m, shapes=((5,), (3,))) for m in ("full", "same", "valid")],
    *[same("convolve", m, shapes=((2,), (5,))) for m in ("full", "same", "valid")],
    same("tensordot", shapes=((2, 3, 4), (3, 4, 2))),
    same("tensordot", 1, shapes=((2, 3), (3, 4))),
    same("tensordot", 0, shapes=((2,), (3,))),
    same("tensordot", ((0, 2), (2, 1)), shapes=((2, 3, 4), (3, 4, 2))),
    same("tensordot", (1, 0), shapes=((2, 3), (3, 4))),
    same("inner", shapes=((2, 3), (4, 3))),
    same("inner", shapes=((), (3,))),
    same("kron", shapes=((2, 3), (3, 2))),
    same("kron", shapes=((2,), (3, 2))),
    same("kron", shapes=((), (3,))),
    same("cross", shapes=((3,), (3,))),
    same("cross", shapes=((4, 3), (3,))),
    same("cross", 0, 1, 0, shapes=((3, 4), (4, 3))),
    same("cross", axis=0, shapes=((3, 2), (3, 2))),
    same("append", shapes=((2, 3), (2,))),
    same("append", 0, shapes=((2, 3), (1, 3))),
    same("atleast_1d", shapes=((),)),
    same("atleast_2d", shapes=VECTOR),
    same("atleast_3d", shapes=VECTOR),
    same("atleast_3d"),
    of_list("hstack", (2,), (3,)),
    of_list("hstack", (2, 1), (2, 3)),
    of_list("vstack", (2,), (3, 2)),
    of_list("dstack", (2, 3), (2, 3)),
    of_list("dstack", (3,), (3,)),
    of_list("column_stack", (3,), (3, 2)),
    own(
        "block",
        lambda a, b, c: ac.block([[a, b], [c, 1.0]]),
        lambda a, b, c: np.block([[a, b], [c, 1.0]]),
        *((2, 2), (2, 1), (1, 2)),
    ),
    own("block of vectors", lambda a: ac.block([a, a]), lambda a: np.block([a, a]), 3),
    own("vdot", ac.vdot, lambda a, b: np.sum(a.ravel() * b.ravel()), (2, 3), (6,)),
    own("array_split", lambda x: ac.array_split(x, 3)[1], lambda x: x[3:5], 7),
    own("vsplit", lambda x: ac.vsplit(x, 2)[1], lambda x: x[2:], (4, 2)),
    own("hsplit", lambda x: ac.hsplit(x, [1])[1], lambda x: x[:, 1:], (4, 2)),
    own("hsplit of a row", lambda x: ac.hsplit(x, 2)[0], lambda x: x[:2], 4),
    own("dsplit", lambda x: ac.dsplit(x, 2)[1], lambda x: x[..., 1:], (1, 1, 2)),
    own("sort", ac.sort, by_size, (3, 4)),
    own("sort along 0", lambda x: ac.sort(x, 0), lambda x: by_size(x, 0), (3, 4)),
    own(
        "sort of all", lambda x: ac.sort(x, None), lambda x: by_size(x.ravel()), (2, 3)
    ),
    own("partition", lambda x: ac.partition(x, 2)[2], lambda x: by_size(x)[2], 6),
    own("median, odd", ac.median, lambda x: by_size(x)[2], 5),
    own("median, even", ac.median, lambda x: by_size(x)[1:3].mean(), 4),
    own(
        "median along 1",
        lambda x: ac.median(x, 1, keepdims=True),
        lambda x: by_size(x, 1)[:, 1:2],
        (2, 3, 2),
    ),
    own(
        "median of two axes",
        lambda x: ac.median(x, (0, 1)),
        lambda x: by_size(x.reshape(6, 2), 0)[2:4].mean(0),
        (2, 3, 2),
    ),
    *[
        own(
            f"quantile {q}",
            lambda x, q=q: ac.quantile(x, q),
            lambda x, q=q: between(x, q),
            *((2, 3),),
        )
        for q in (0.0, 0.3, 0.5, 1.0)
    ],
    own(
        "quantile, several",
        lambda x: ac.quantile(x, [0.1, 0.8]),
        lambda x: np.stack([between(x, 0.1), between(x, 0.8)]),
        5,
    ),
    own("percentile", lambda x: ac.percentile(x, 30.0), lambda x: between(x, 0.3), 6),
    own("ptp", ac.ptp, extent, (2, 3)),
    own("average", lambda x, w: ac.average(x, 1, w), averaged, (2, 3), (2, 3)),
    own(
        "average, weights of an axis",
        lambda x: ac.average(x, 0, [1.0, 3.0]),
        lambda x: (x[0] + 3.0 * x[1]) / 4.0,
        (2, 3),
    ),
    own("average of all", ac.average, np.mean, (2, 3)),
    own("nansum", lambda x: ac.nansum(x, 0), lambda x: np.sum(x, 0), (2, 3)),
    own("nanmean", ac.nanmean, np.mean, (2, 3)),
    own(
        "select",
        lambda x, y: ac.select([SIGNS > 0, SIGNS < 0], [x, x * y], y),
        lambda x, y: np.where(SIGNS > 0, x, np.where(SIGNS < 0, x * y, y)),
        *((3,), (3,)),
    ),
    own("interp", lambda x, f: ac.interp(x, KNOTS, f), interpolated, (2, 4), (5,)),
]
SIGNS = np.array([1.0, -1.0, 0.0])


@pytest.mark.parametrize(("function", "reference", "shapes"), TABLE)
def test_values_and_derivatives(
    function: Callable[..., Any], reference: Callable[..., Any], shapes: Any
) -> None:
    arrays = [
        numbers(*(shape if isinstance(shape, tuple) else (shape,)), seed=11 + i)
        for i, shape in enumerate(shapes)
    ]
    check(function, reference, *arrays)
    check(function, reference, *arrays, layouts=("reversed",) * len(arrays))


def test_one_tensor_stands_for_the_list_of_its_rows() -> None:
    x = np.arange(6.0).reshape(3, 2)
    for name in ("hstack", "vstack", "dstack", "column_stack"):
        out = getattr(np, name)(Tensor(x))
        assert isinstance(out, Tensor)
        np.testing.assert_array_equal(out.data, getattr(np, name)(list(x)))


def test_nan_is_left_out_and_gets_no_gradient() -> None:
    x = Tensor([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    np.testing.assert_array_equal(ac.nansum(x, axis=1).data, [4.0, 0.0])
    np.testing.assert_array_equal(ac.nanmean(x, axis=1).data, [2.0, np.nan])
    ac.nanmean(x[0]).backward()
    np.testing.assert_array_equal(x.grad, [[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]])


@pytest.mark.parametrize(
    ("function", "x", "slopes"),
    [
        (lambda x: (ac.sort(x) * [1.0, 2.0, 3.0]).sum(), [5.0, 5.0, 1.0], [2, 3, 1]),
        (lambda x: ac.median(x), [2.0, 2.0, 1.0], [1, 0, 0]),
        (lambda x: ac.quantile(x, 0.0), [2.0, 2.0, 3.0], [1, 0, 0]),
        (lambda x: ac.cumprod(x).sum(), [0.0, 0.0, 3.0], [1, 0, 0]),
        (lambda x: ac.cumprod(x)[-1], [2.0, 0.0, 3.0], [0, 6, 0]),
        (lambda x: ac.interp(x, [0.0, 1.0, 2.0], [0.0, 1.0, 5.0]).sum(),
         [1.0, 0.0, 2.0], [4, 1, 4]),
        (lambda x: ac.ptp(x), [1.0, 1.0, 0.0], [0.5, 0.5, -1]),
    ],
)  # fmt: skip
def test_slopes_where_entries_are_equal_or_0(function, x, slopes) -> None:
    leaf = Tensor(x)
    function(leaf).backward()
    np.testing.assert_array_equal(leaf.grad, slopes)


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        # One of two equal entries: the slope jumps where they part.
        (lambda x: (ac.sort(x) ** 2 * [1.0, 2.0, 3.0]).sum(), [5.0, 5.0, 1.0], "nan"),
        (lambda x: ac.median(x) ** 2, [2.0, 2.0, 1.0], "nan"),
        (lambda x: (ac.sort(x) ** 2).sum(), [5.0, 4.0, 1.0], 2.0),
        (lambda x: ac.interp(x, [0.0, 1.0], [0.0, 1.0]).sum(), [1.0, 0.5, 0.7], "nan"),
    ],
)
def test_second_derivatives_are_true_or_nan(function, x, expected) -> None:
    hessian = ac.hessian(function)(np.array(x))
    if expected == "nan":
        assert np.isnan(hessian).any()
    else:
        np.testing.assert_array_equal(hessian, expected * np.eye(3))


@pytest.mark.parametrize(
    ("values", "quartiles"),
    [
        ([np.nan, 1.0, 2.0], [np.nan, np.nan, np.nan, np.nan]),
        ([np.inf, np.inf, 1.0, 0.0], [0.0, np.inf, np.inf, np.inf]),
        ([-np.inf, 0.0, np.inf], [-np.inf, 0.0, np.inf, np.inf]),
        ([np.inf, np.inf, np.inf], [np.inf] * 4),
    ],
)
def test_quantiles_of_special_numbers(values, quartiles) -> None:
    out = ac.quantile(Tensor(values), [0.0, 0.5, 0.75, 1.0])
    np.testing.assert_array_equal(out.data, quartiles)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: ac.flip(x, 2), "no axis 2, only 0 to 1"),
        (lambda x: ac.fliplr(x[0]), "expected a matrix; use flip"),
        (lambda x: ac.flipud(x.sum()), "a number has no rows"),
        (lambda x: ac.rot90(x, 0.5), "k is an integer, got 0.5"),
        (lambda x: ac.rot90(x, 1, (1, 1)), "are not two axes"),
        (lambda x: ac.roll(x, (1, 2, 3), (0, 1)), "3 shifts do not go with 2 axes"),
        (lambda x: ac.roll(x, 0.5), "a shift is integers, got 0.5"),
        (lambda x: ac.moveaxis(x, (0, 1), 0), "must name as many axes, each once"),
        (lambda x: ac.moveaxis(x, (0, 0), (0, 1)), "must name as many axes"),
        (lambda x: ac.tile(x, -1), "reps must not be < 0, got -1"),
        (lambda x: ac.repeat(x, 1.5), "repeats must be integers, got 1.5"),
        (lambda x: ac.repeat(x, [1, 2, 3], 0), "must be one number or 2"),
        (lambda x: ac.take(x, 6), "out of bounds"),
        (lambda x: ac.take(x, 0.5), "indices must be integers, got 0.5"),
        (lambda x: ac.take(x, x), "a node is not an index"),
        (lambda x: ac.take(x, 0, mode="round"), "mode must be 'raise', 'wrap'"),
        (lambda x: ac.tril(x.sum()), "expected a matrix, got a number"),
        (lambda x: ac.diagonal(x[0]), "expected a matrix, got 1 axes"),
        (lambda x: ac.diff(x, -1), "n must not be negative, got -1"),
        (lambda x: ac.diff(x.sum()), "there is no axis -1"),
        (lambda x: ac.gradient(x, 1.0, 2.0, 3.0), "3 steps do not go with 2 axes"),
        (lambda x: ac.gradient(x, x), "gradient: a step gets no gradient"),
        (lambda x: ac.gradient(x[0], [1.0, 2.0]), "coordinates must be 3 numbers"),
        (lambda x: ac.gradient(x, axis=0, edge_order=2), "too short for edge_order=2"),
        (lambda x: ac.gradient(x, edge_order=3), "edge_order must be 1 or 2"),
        (lambda x: ac.convolve(x, x), "expected two rows of numbers"),
        (lambda x: ac.convolve(x[0], x[0], "whole"), "mode must be 'full', 'same'"),
        (lambda x: ac.interp(x, x, [1.0]), "interp: xp gets no gradient"),
        (lambda x: ac.interp(x, [1.0, 1.0], [1.0, 2.0]), "xp must ascend"),
        (lambda x: ac.interp(x, [1.0, 2.0], [1.0]), "rows of equally many numbers"),
        (lambda x: ac.tensordot(x, x, 1), "must pair axes of equal length"),
        (lambda x: ac.tensordot(x, x, 3), "more than they both have"),
        (lambda x: ac.tensordot(x, x, "ij"), "the axes of a and those of b, got 'ij'"),
        (lambda x: ac.inner(x, x.T), "last axes must be equally long"),
        (lambda x: ac.vdot(x, x[0]), "must have as many entries"),
        (lambda x: ac.cross(x.T, x.T), "vectors need three components; of two, write"),
        (lambda x: ac.hstack([]), "give at least one"),
        (lambda x: ac.hstack(3.0), "expected a list of Tensors and arrays, got"),
        (lambda x: ac.block([[x], x]), r"the lists are \[1, 2\] deep"),
        (lambda x: ac.block([[]]), "a list is empty"),
        (lambda x: ac.array_split(x, 0), "0 parts; give 1 or more"),
        (lambda x: ac.dsplit(x, 2), "expected 3 axes or more; use split"),
        (lambda x: ac.partition(x, 3), "positions along an axis of length 3, got 3"),
        (lambda x: ac.median(x[:0]), "there are no entries"),
        (lambda x: ac.quantile(x, 1.5), "q must lie in 0 to 1"),
        (lambda x: ac.percentile(x, -1), "q must lie in 0 to 100"),
        (lambda x: ac.quantile(x, 0.5, method="hazen"), "method must be one of linear"),
        (lambda x: ac.select([], []), "give one choice for each condition"),
        (lambda x: ac.select(Value(1.0), x), r"write select\(\[x > 0.0\], \[x\]\)"),
        (lambda x: ac.average(Value(1.0)), "make a Tensor of your Values first"),
        (lambda x: ac.linspace(Value(1.0), 2.0), "make a Tensor of your Values first"),
        (lambda x: ac.interp(Value(1.0), [0, 1], [2, 3]), r"stack_values\(\[a, b"),
        (lambda x: ac.average(x, 0, [1.0]), "go neither with all entries nor with the"),
        (lambda x: ac.average(x, 0, [1.0, -1.0]), "the weights add up to 0"),
    ],
)
def test_mistakes_are_explained(call: Callable[[Any], Any], message: str) -> None:
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    with pytest.raises((TypeError, ValueError, IndexError, ArithmeticError)) as caught:
        call(x)
    assert re.search(message, str(caught.value))


# -- NumPy's further options -----------------------------------------------------------

HOLES = np.array([[1.0, np.nan, -2.0], [0.5, 4.0, np.nan]])
SOME = np.array([[True, True, False], [False, True, True]])


@pytest.mark.parametrize(
    ("function", "options"),
    [
        (np.nansum, {"where": SOME, "initial": 2.0}),
        (np.nansum, {"axis": 0, "where": SOME}),
        (np.nanmean, {"axis": 1, "where": SOME}),
        (np.nanmean, {"axis": 1, "keepdims": True, "dtype": np.float32}),
        (np.nansum, {"dtype": np.float32}),
    ],
)
def test_sums_without_nan_take_numpys_options(function: Any, options: Any) -> None:
    x = Tensor(HOLES)
    out = function(x, **options)
    expected = function(HOLES, **options)
    assert out.dtype == expected.dtype
    np.testing.assert_allclose(out.data, expected, rtol=1e-6)
    counts = ~np.isnan(HOLES) & options.get("where", True)
    axis = options.get("axis")
    number = np.sum(counts, axis=axis, keepdims=True) if function is np.nanmean else 1
    np.testing.assert_allclose(gradients(out.sum(), [x])[0], counts / number, 1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.cumsum(x, axis=1, dtype=np.float32),
        lambda x: np.cumprod(x, axis=0, dtype=np.float32),
        lambda x: np.trace(x, dtype=np.float32),
    ],
)
def test_running_sums_in_another_dtype(call: Any) -> None:
    x = numbers(3, 3)
    out, expected = call(Tensor(x)), call(x)
    assert out.dtype == expected.dtype == np.float32
    np.testing.assert_allclose(out.data, expected, rtol=1e-6)


def test_average_over_several_axes_and_with_the_sum_of_the_weights() -> None:
    x, w = numbers(2, 3, 4), np.abs(numbers(4, 2, seed=1))
    out, total = np.average(Tensor(x), axis=(2, 0), weights=w, returned=True)
    expected, count = np.average(x, axis=(2, 0), weights=w, returned=True)
    np.testing.assert_allclose(out.data, expected, rtol=1e-13)
    np.testing.assert_allclose(total, count, rtol=1e-13)


def test_a_tensor_is_the_list_of_its_rows() -> None:
    x = numbers(2, 3)
    for function in (np.concatenate, np.stack, np.hstack, np.vstack, np.dstack):
        np.testing.assert_array_equal(function(Tensor(x)).data, function(x))


def test_a_tensor_without_axes_stays_one() -> None:
    x = Tensor(2.7)
    for function in (np.sinc, np.nan_to_num, np.round, lambda x: np.clip(x, 0, 1)):
        assert type(function(x)) is Tensor


def test_no_slope_where_interp_has_no_value() -> None:
    x = Tensor([np.nan, 0.5])
    out = np.interp(x, [0.0, 1.0], [0.0, 3.0])
    np.testing.assert_array_equal(gradients(out.sum(), [x])[0], [np.nan, 3.0])


def test_an_extreme_in_another_dtype_without_initial() -> None:
    out = ac.max(Tensor([1.0, 3.0]), dtype=np.float32)
    assert out.item() == 3.0
    assert out.dtype == np.float32


def test_all_and_any_take_numpys_options() -> None:
    x = np.array([[1.0, 0.0], [2.0, 3.0]])
    for name in ("all", "any"):
        for options in ({"keepdims": True}, {"where": x > 1.0}):
            actual = getattr(Tensor(x), name)(axis=0, **options)
            np.testing.assert_array_equal(actual, getattr(x, name)(axis=0, **options))
