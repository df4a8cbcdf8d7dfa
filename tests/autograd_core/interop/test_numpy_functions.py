"""NumPy's own functions and arrays work with Tensors, and record."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_core import Tensor, Value
from autograd_core.interop.missing_functions import _INSTEAD, missing_function
from autograd_core.interop.numpy_protocol import (
    COMPARISONS,
    FUNCTIONS,
    PREDICATES,
    UFUNCS,
)
from autograd_core.messages.habits.rows import each
from autograd_core.ops.op import OPS
from tests.autograd_core.array_ops.array_checks import numbers
from tests.autograd_core.interop import numpy_calls
from tests.autograd_core.messages import message_of
from tests.autograd_core.ops.op_table import ROWS

A = numbers(2, 3, seed=1)
B = numbers(3, 2, seed=2)
S = numbers(2, 2, seed=3) + 4.0 * np.eye(2)
V = numbers(3, seed=4)
PLACES = np.array([[0], [2]])

# Each function with its arguments: calls it on arrays and on Tensors alike.
CALLS: dict[Any, list[Any]] = {
    np.amax: [lambda f, t: f(t(A)), lambda f, t: f(t(A), 1)],
    np.amin: [lambda f, t: f(t(A), axis=0, keepdims=True)],
    np.broadcast_to: [lambda f, t: f(t(V), (2, 3)), lambda f, t: f(t(V), shape=(1, 3))],
    np.clip: [
        lambda f, t: f(t(A), -0.5, 0.5),
        lambda f, t: f(t(A), None, 0.5),
        lambda f, t: f(t(A), a_min=-0.5, a_max=None),
        lambda f, t: f(t(A), min=-0.5, max=0.5),
        lambda f, t: f(A, t(np.array(-0.5)), 0.5),
    ],
    np.concatenate: [
        lambda f, t: f([t(A), A, t(A)]),
        lambda f, t: f((t(A), t(B.T)), axis=-1),
        lambda f, t: f([t(A), t(V)], axis=None),
        lambda f, t: f([t(A), t(V)], None),
    ],
    np.cumsum: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=1)],
    np.diag: [lambda f, t: f(t(S)), lambda f, t: f(t(V), k=1)],
    np.dot: [lambda f, t: f(t(A), B), lambda f, t: f(A, t(B)), lambda f, t: f(t(V), V)],
    np.einsum: [lambda f, t: f("ij,jk->ki", t(A), B), lambda f, t: f("i,i", V, t(V))],
    np.expand_dims: [lambda f, t: f(t(V), 0), lambda f, t: f(t(V), axis=(0, 2))],
    np.hstack: [lambda f, t: f([t(V), V]), lambda f, t: f((t(A), A))],
    np.linalg.det: [lambda f, t: f(t(S))],
    np.linalg.inv: [lambda f, t: f(t(S))],
    np.linalg.cross: [lambda f, t: f(t(V), V[::-1]), lambda f, t: f(t(A), t(A[::-1]))],
    np.linalg.matmul: [lambda f, t: f(t(A), B), lambda f, t: f(A, t(B))],
    np.linalg.matrix_transpose: [lambda f, t: f(t(A)), lambda f, t: f(t(A[None]))],
    np.linalg.outer: [lambda f, t: f(t(V), V)],
    np.linalg.tensordot: [lambda f, t: f(t(A), B, axes=1)],
    np.matrix_transpose: [lambda f, t: f(t(A))],
    np.linalg.norm: [
        lambda f, t: f(t(A)),
        lambda f, t: f(t(A), axis=1),
        lambda f, t: f(t(V), 1),
        lambda f, t: f(t(A), ord="fro", keepdims=True),
    ],
    np.linalg.slogdet: [lambda f, t: f(t(S))[1]],
    np.linalg.solve: [lambda f, t: f(t(S), S), lambda f, t: f(S, t(A))],
    np.max: [lambda f, t: f(t(A), axis=(0, 1))],
    np.mean: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=1, keepdims=True)],
    np.min: [lambda f, t: f(t(A), -1)],
    np.outer: [lambda f, t: f(t(V), V), lambda f, t: f(V, t(V))],
    np.pad: [
        lambda f, t: f(t(A), 1),
        lambda f, t: f(t(V), (1, 2), "edge"),
        lambda f, t: f(t(V), 2, mode="constant", constant_values=3.0),
    ],
    np.prod: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=0)],
    np.ravel: [lambda f, t: f(t(A))],
    np.reshape: [lambda f, t: f(t(A), (3, -1)), lambda f, t: f(t(A), shape=6)],
    np.split: [lambda f, t: f(t(V), 3)[1], lambda f, t: f(t(A), [1], axis=1)[1]],
    np.squeeze: [lambda f, t: f(t(A[:1])), lambda f, t: f(t(A[:1]), axis=0)],
    np.stack: [lambda f, t: f([t(V), V], axis=1)],
    np.std: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=0, ddof=1)],
    np.sum: [
        lambda f, t: f(t(A)),
        lambda f, t: f(t(A), 0),
        lambda f, t: f(t(A), axis=None, keepdims=True),
    ],
    np.swapaxes: [lambda f, t: f(t(A), 0, 1)],
    np.take_along_axis: [
        lambda f, t: f(t(A), PLACES, axis=1),
        lambda f, t: f(t(A), PLACES[:, 0], axis=None),
    ],
    np.trace: [lambda f, t: f(t(S)), lambda f, t: f(t(A), offset=1)],
    np.transpose: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axes=(1, 0))],
    np.var: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=1, ddof=1)],
    np.vstack: [lambda f, t: f([t(V), A]), lambda f, t: f((t(V), t(V)))],
    np.where: [lambda f, t: f(A > 0, t(A), 0.0), lambda f, t: f(A > 0, 1.0, t(A))],
    np.matmul: [
        lambda f, t: f(t(A), B),
        lambda f, t: f(A, t(B)),
        lambda f, t: f(t(V), B),
    ],
    **numpy_calls.CALLS,
}

CONSTANT: dict[Any, list[Any]] = {
    np.zeros_like: [lambda f, t: f(t(A)), lambda f, t: f(t(A), dtype=int)],
    np.ones_like: [lambda f, t: f(t(A))],
    np.empty_like: [lambda f, t: f(t(A)).shape],
    np.full_like: [lambda f, t: f(t(A), 2.0), lambda f, t: f(t(V), 2, dtype=int)],
    np.shape: [lambda f, t: f(t(A))],
    np.ndim: [lambda f, t: f(t(A))],
    np.size: [lambda f, t: f(t(A))],
    np.argmax: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=1)],
    np.argmin: [lambda f, t: f(t(A), 0)],
    np.argsort: [lambda f, t: f(t(A), axis=0)],
    np.nonzero: [lambda f, t: f(t(A))],
    np.count_nonzero: [lambda f, t: f(t(A), axis=0)],
    np.all: [lambda f, t: f(t(A))],
    np.any: [lambda f, t: f(t(A), axis=1)],
    np.allclose: [lambda f, t: f(t(A), A), lambda f, t: f(A, b=t(A + 1))],
    np.isclose: [lambda f, t: f(A, t(A), rtol=1e-3)],
    np.array_equal: [lambda f, t: f(t(A), t(A)), lambda f, t: f(t(A), B)],
    np.array_equiv: [lambda f, t: f(t(A), A), lambda f, t: f(V, t(A))],
    np.argpartition: [lambda f, t: f(t(V), 1)],
    np.argwhere: [lambda f, t: f(t(A))],
    np.flatnonzero: [lambda f, t: f(t(A))],
    np.lexsort: [lambda f, t: f(t(A))],
    np.digitize: [lambda f, t: f(t(A), [0.0, 0.5])],
    np.searchsorted: [lambda f, t: f(np.sort(V), t(V))],
    np.array2string: [lambda f, t: f(t(A)), lambda f, t: f(t(A), precision=2)],
    np.array_repr: [lambda f, t: f(t(A))],
    np.array_str: [lambda f, t: f(t(A))],
    np.imag: [lambda f, t: f(t(A))],
    np.angle: [lambda f, t: f(t(A))],
    np.isreal: [lambda f, t: f(t(A))],
    np.iscomplex: [lambda f, t: f(t(A))],
    np.isrealobj: [lambda f, t: f(t(A))],
    np.iscomplexobj: [lambda f, t: f(t(A))],
    np.isneginf: [lambda f, t: f(t(A))],
    np.isposinf: [lambda f, t: f(t(A))],
    np.result_type: [lambda f, t: f(t(A), np.float32)],
}
"""Functions whose results have no slope: plain, whatever they are given."""


@pytest.mark.parametrize("function", CALLS, ids=lambda f: f.__name__)
def test_a_function_of_numpy_records(function: Any) -> None:
    """The value is NumPy's; the gradient reaches every Tensor among the arguments."""
    for call in CALLS[function]:
        tensors: list[Tensor] = []

        def tensor(array: Any, tensors: list[Tensor] = tensors) -> Tensor:
            tensors.append(Tensor(array))
            return tensors[-1]

        out = call(function, tensor)
        reference = call(function, np.asarray)
        assert isinstance(out, Tensor) and out.parents
        assert out.shape == np.shape(reference)
        np.testing.assert_allclose(out.data, reference, rtol=1e-13)
        out.sum().backward()
        assert tensors and all(x.has_grad for x in tensors)


@pytest.mark.parametrize("function", CONSTANT, ids=lambda f: f.__name__)
def test_a_function_without_a_slope_gives_plain_results(function: Any) -> None:
    for call in CONSTANT[function]:
        out, reference = call(function, Tensor), call(function, np.asarray)
        assert type(out) is type(reference)
        if function is not np.empty_like:
            np.testing.assert_array_equal(out, reference)


def test_every_function_is_tested() -> None:
    assert {*CALLS, *CONSTANT} == {*FUNCTIONS, *UFUNCS}


@pytest.mark.parametrize("name", [n for n in ROWS if hasattr(np, n)])
def test_a_ufunc_records(name: str) -> None:
    """With Tensors, and with a Tensor and an array or a number."""
    row, ufunc = ROWS[name], getattr(np, name)
    if name in ("where", "clip"):
        return
    point = row.points[0]
    columns = [np.array([x, x]) for x in point]
    reference = ufunc(*columns)
    for position in range(row.arity):
        for make in (Tensor, np.asarray, float):
            operands: list[Any] = [make(x) for x in point]
            operands[position] = leaf = Tensor(columns[position])
            out = ufunc(*operands)
            assert isinstance(out, Tensor) and out.rule is OPS[name]
            np.testing.assert_allclose(out.data, reference, rtol=1e-14)
            out.backward(np.ones(2))
            assert leaf.has_grad


def test_at_least_the_usual_ufuncs_are_there() -> None:
    ufuncs = {name for name in OPS if isinstance(getattr(np, name, None), np.ufunc)}
    assert ufuncs > {"exp", "log", "sin", "tanh", "add", "power", "maximum", "sqrt"}


# -- operators with arrays and numbers on the left -------------------------------------

OPERATORS: dict[str, Any] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "**": lambda x, y: x**y,
}
LEFT = [A + 3.0, [1.0, 2.0, 3.0], (1.0, 2.0, 3.0), np.float64(2), np.float32(2), 2, 2.0]


@pytest.mark.parametrize("symbol", OPERATORS)
@pytest.mark.parametrize("other", LEFT, ids=lambda x: type(x).__name__)
def test_operators_with_anything_on_either_side(symbol: str, other: Any) -> None:
    operate, x = OPERATORS[symbol], np.abs(A)
    for swapped in (False, True):
        pair = (Tensor(x), other) if swapped else (other, Tensor(x))
        plain = (x, np.asarray(other)) if swapped else (np.asarray(other), x)
        out = operate(*pair)
        assert isinstance(out, Tensor) and out.op == symbol
        np.testing.assert_allclose(out.data, operate(*plain), rtol=1e-14)


def test_the_gradient_of_an_array_times_a_tensor() -> None:
    x = Tensor(np.ones(3))
    for out in (A * x, x * A, np.multiply(A, x)):
        x.zero_grad()
        out.sum().backward()
        np.testing.assert_allclose(x.grad, A.sum(0), rtol=1e-14)


def test_in_place_operators_make_new_tensors() -> None:
    x = y = Tensor([1.0, 2.0])
    y += Tensor([1.0, 1.0])
    y *= np.array([2.0, 3.0])
    assert (x.data.tolist(), y.data.tolist()) == ([1.0, 2.0], [4.0, 9.0])
    array = np.ones(2)
    message = message_of(TypeError, array.__iadd__, x)
    assert "np.add on nodes takes no options (out)" in message
    assert "a = a + t, not a += t" in message


# -- comparisons -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "ufunc", [np.less, np.less_equal, np.greater, np.greater_equal]
)
def test_comparisons_are_plain(ufunc: Any) -> None:
    x, other = np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0])
    operators = {
        np.less: lambda a, b: a < b,
        np.less_equal: lambda a, b: a <= b,
        np.greater: lambda a, b: a > b,
        np.greater_equal: lambda a, b: a >= b,
    }
    for compare in (ufunc, operators[ufunc]):
        for a, b in (
            (Tensor(x), other),
            (x, Tensor(other)),
            (Tensor(x), Tensor(other)),
            (Tensor(x), other.tolist()),
            (Tensor(x), 2.0),
            (2.0, Tensor(x)),
            (np.float64(2), Tensor(x)),
            (Tensor(x), Value(2.0)),
            (Value(2.0), Tensor(x)),
        ):
            plain = [getattr(x, "data", x) for x in (a, b)]
            if isinstance(a, np.ndarray):
                plain[0] = a
            if isinstance(b, np.ndarray):
                plain[1] = b
            actual = compare(a, b)
            assert type(actual) is np.ndarray
            assert actual.tolist() == ufunc(*plain).tolist()


SAME = [False, True, False]


@pytest.mark.parametrize(
    "other",
    [
        *(1, 1.0, True, np.float32(1), Value(1.0), Tensor(1.0)),
        *([1.0, 1.0, 1.0], (1.0, 1.0, 1.0), np.ones(3), np.ones(1, int)),
        *(Tensor(np.ones(3, np.float32)), np.array([[1.0]])),
    ],
    ids=repr,
)
def test_equality_of_tensors_is_entry_by_entry(other: Any) -> None:
    x = Tensor([0.0, 1.0, 2.0])
    shape = np.broadcast_shapes((3,), np.shape(getattr(other, "data", other)))
    same = np.broadcast_to(SAME, shape).tolist()
    for result in (x == other, other == x, np.equal(x, other), np.equal(other, x)):
        assert type(result) is np.ndarray and result.tolist() == same
    unlike = np.logical_not(same).tolist()
    for result in (x != other, other != x, np.not_equal(other, x)):
        assert type(result) is np.ndarray and result.tolist() == unlike


def test_equality_of_a_tensor_and_what_is_no_number_is_false() -> None:
    x, y = Tensor([1.0]), Tensor([1.0])
    assert (x == None, x != None, x == "x") == (False, True, False)  # noqa: E711
    assert len({x, y, x}) == 2


def test_equality_of_arrays_of_values_is_entry_by_entry() -> None:
    row = np.array([Value(1.0), Value(2.0)])
    assert (row == np.array([1.0, 3.0])).tolist() == [True, False]
    assert (Value(2.0) == np.array([1.0, 2.0])).tolist() == [False, True]
    assert (np.array([1.0, 2.0]) != Value(2.0)).tolist() == [True, False]
    assert np.mean(row == [1, 2]) == 1.0


UNLIKE_SHAPES = [
    (lambda x: x == np.ones(2), "array of shape (2,)"),
    (lambda x: x != Tensor(np.ones(4)), "Tensor of shape (4,)"),
    (lambda x: np.equal(x, [1.0, 2.0]), "[1.0, 2.0]"),
]


@pytest.mark.parametrize(("compare", "other"), UNLIKE_SHAPES)
def test_unlike_shapes_are_not_compared(compare: Any, other: str) -> None:
    with pytest.raises(ValueError) as caught:
        compare(Tensor(np.zeros(3), label="x"))
    assert str(caught.value) == (
        f"cannot compare x of shape (3,) with {other}: their lengths must be equal or "
        "1, counted from the last axis"
    )


@pytest.mark.parametrize("predicate", PREDICATES, ids=lambda f: f.__name__)
def test_predicates_are_plain(predicate: Any) -> None:
    parts = [np.array([1.0, -np.inf, np.nan, -0.0]), np.array([0.0, 2.0, 0.0, 0.0])]
    parts = parts[: predicate.nin]
    actual = predicate(*map(Tensor, parts))
    assert type(actual) is np.ndarray
    assert actual.tolist() == predicate(*parts).tolist()
    of_numbers = predicate(*[Value(part[0]) for part in parts])
    assert of_numbers is bool(predicate(*[part[0] for part in parts]))


OF_INTEGERS_AND_FILES = each(
    "bitwise_and bitwise_count bitwise_or bitwise_xor busday_count busday_offset "
    "can_cast common_type datetime_as_string diag_indices_from einsum_path gcd "
    "invert is_busday ix_ lcm left_shift may_share_memory min_scalar_type "
    "packbits ravel_multi_index right_shift save savetxt savez "
    "savez_compressed shares_memory tril_indices_from triu_indices_from "
    "unpackbits unravel_index",
    "",
)
"""What has nothing near it: to these one gives the plain array, as the message says."""


def test_a_missing_function_names_the_nearest_and_one_that_exists_is_not_missing() -> (
    None
):
    known = {f.__name__ for f in (*FUNCTIONS, *UFUNCS, *PREDICATES)} | {*OPS}
    for module in (np, np.linalg, np.fft):
        for name, function in vars(module).items():
            dispatches = hasattr(function, "_implementation")
            if name.startswith("_") or not (
                dispatches or isinstance(function, np.ufunc)
            ):
                continue
            there = function.__name__ in known or function in (
                *COMPARISONS,
                np.positive,
            )
            text = str(missing_function(function, known))
            near = "the nearest that exists" in text
            alone = function.__name__ in OF_INTEGERS_AND_FILES
            assert there or near != alone, text
    assert not {*_INSTEAD} & known


# -- refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda x: np.asarray(x),
            "turning x of shape (2,) into a plain array would sil",
        ),
        (
            lambda x: np.array([x, x]),
            "use t.numpy(), or the functions of autograd_core",
        ),
        (lambda x: np.spacing(x), "exists: the array, t.data: it jumps; for a plain"),
        (
            lambda x: np.unwrap(x),
            "np.unwrap has no derivative here; the nearest that exists: np.cumsum of",
        ),
        (lambda x: np.ediff1d(x), "the nearest that exists: np.diff; for a plain"),
        (lambda x: np.nanmax(x), "exists: np.max of np.nan_to_num(t, nan=-np.inf); "),
        (
            lambda x: np.nanpercentile(x, 5),
            "exists: np.percentile of t[~np.isnan(t)]",
        ),
        (lambda x: np.linalg.eig(x), "np.linalg.eig has no derivative here; the nea"),
        (lambda x: np.linalg.lstsq(x, x), "exists: np.linalg.solve of the normal equ"),
        (
            lambda x: np.fft.fft(x),
            "np.fft.fft has no derivative here; the nearest that",
        ),
        (lambda x: np.meshgrid(x, x), "exists: np.broadcast_to of x[None, :] and y[:"),
        (lambda x: np.polyfit(x, x, 1), "exists: np.linalg.solve of the normal equ"),
        (lambda x: np.unwrap(x), "give it the array, t.data"),
        (
            lambda x: np.add.reduce(x),
            "on nodes; the nearest that exists: np.sum",
        ),
        (
            lambda x: np.add.outer(x, x),
            "np.add.outer has no form on nodes; the n",
        ),
        (lambda x: np.exp(x, where=True), "np.exp on nodes takes no options (where)"),
        (lambda x: np.exp(x, out=np.ones(2)), "takes no options (out)"),
        (lambda x: np.sum(x, dtype=int), "dtype must be float32 or float64, got"),
        (
            lambda x: np.sum(x, out=np.ones(())),
            "np.sum on nodes: got an unexpected keyword argument 'out'; it takes (x",
        ),
        (lambda x: np.einsum(x, x), "einsum: expected a string such as"),
    ],
)
def test_what_has_no_derivative_is_refused(call: Any, text: str) -> None:
    x = Tensor([1.0, 2.0], label="x")
    assert text in message_of(TypeError, call, x)
