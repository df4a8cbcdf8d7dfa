"""Ops on numbers, arrays and through NumPy's own functions."""

from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import Value
from autograd_core.ops.op import OPS
from tests.autograd_core.messages import message_of
from tests.autograd_core.ops.op_table import ROWS, Row
from tests.identity import identical

every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)

UFUNCS = [name for name in OPS if isinstance(getattr(np, name, None), np.ufunc)]


def columns(row: Row) -> list[np.ndarray]:
    """The points of a row, one array for each operand."""
    return [np.array(column) for column in zip(*row.points, strict=True)]


@every_row
def test_numbers_in_a_float_out(row: Row) -> None:
    for point in row.points:
        assert type(OPS[row.name](*point)) is float


@every_row
def test_numpy_scalars_in_a_scalar_out(row: Row) -> None:
    """Not an array of no dimensions, which nobody can hash or format."""
    for point in row.points:
        out = OPS[row.name](*map(np.float64, point))
        assert isinstance(out, (float, np.floating)), type(out)
        assert out == pytest.approx(OPS[row.name](*point), rel=1e-14)


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")  # arctanh(1)
@every_row
def test_ints_and_bools_are_the_floats_they_stand_for(row: Row) -> None:
    """Also as NumPy's, whose own arithmetic would wrap, truncate or refuse."""
    op = OPS[row.name]
    numbers = [1] * row.arity
    expected = op(*map(float, numbers))
    for kind in (int, bool, np.int64, np.uint8, np.bool_):
        assert op(*map(kind, numbers)) == pytest.approx(expected, rel=1e-14)
        array = op(*[np.array([number], dtype=kind) for number in numbers])
        assert array.dtype == np.float64
        assert array[0] == pytest.approx(expected, rel=1e-14)


def test_integer_arrays_do_not_truncate_or_wrap() -> None:
    assert ag.reciprocal(np.array([2, 4])).tolist() == [0.5, 0.25]
    assert ag.reciprocal(np.int64(2)) == 0.5
    assert ag.power(np.array([2]), -1).tolist() == [0.5]
    assert ag.square(np.array([200], dtype=np.uint8)).tolist() == [40000.0]
    assert ag.negative(np.array([1], dtype=np.uint8)).tolist() == [-1.0]
    assert ag.subtract(np.uint8(1), np.uint8(2)) == -1.0


@every_row
def test_an_array_gives_what_its_entries_give(row: Row) -> None:
    op, arrays = OPS[row.name], columns(row)
    before = [array.copy() for array in arrays]
    out = op(*arrays)
    assert isinstance(out, np.ndarray)
    assert out.shape == arrays[0].shape
    assert out.tolist() == pytest.approx([op(*at) for at in row.points], rel=1e-14)
    for array, copy in zip(arrays, before, strict=True):
        assert array.tolist() == copy.tolist()


@every_row
def test_arrays_broadcast_and_lists_are_arrays(row: Row) -> None:
    op, arrays = OPS[row.name], columns(row)
    rows = [array[:2].reshape(1, 2) for array in arrays]
    rows[-1] = rows[-1][:, :1].T * np.ones((2, 1))
    assert op(*rows).shape == ((2, 2) if row.arity > 1 else (2, 1))
    assert op(*[array.tolist() for array in arrays]).tolist() == op(*arrays).tolist()


@every_row
def test_an_array_at_kinks_gives_what_a_number_gives(row: Row) -> None:
    for point, value, _ in row.kinks:
        assert OPS[row.name](*point) == value
        assert OPS[row.name](*[np.array([x]) for x in point]).tolist() == [value]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@every_row
def test_an_array_of_nan_and_inf_gives_what_numbers_give(row: Row) -> None:
    op = OPS[row.name]
    for x in (math.nan, math.inf, -math.inf, -0.0):
        for i in range(row.arity):
            point = list(row.points[0])
            point[i] = x
            array = op(*[np.array([node]) for node in point])
            assert array.tolist() == pytest.approx([op(*point)], nan_ok=True), point


@pytest.mark.parametrize("name", UFUNCS)
def test_the_ufunc_records_the_op(name: str) -> None:
    """np.exp(v) is exp(v), a node with a gradient."""
    for point in ROWS[name].points:
        leaves = [Value(x) for x in point]
        out, ours = getattr(np, name)(*leaves), OPS[name](*leaves)
        assert type(out) is Value
        assert out.rule is OPS[name]
        assert (out.data, out.local_grads) == (ours.data, ours.local_grads)


@pytest.mark.parametrize("name", [n for n in UFUNCS if ROWS[n].arity == 2])
def test_the_ufunc_takes_numbers_on_either_side(name: str) -> None:
    x, y = ROWS[name].points[0]
    for number in (float, np.float64, np.array):
        from_left = getattr(np, name)(number(x), Value(y))
        from_right = getattr(np, name)(Value(x), number(y))
        assert from_left.operands[0] == x
        assert from_right.operands[1] == y
        assert from_left.data == from_right.data == OPS[name](x, y)


@pytest.mark.parametrize("name", UFUNCS)
def test_the_ufunc_on_an_array_of_values_works_entry_by_entry(name: str) -> None:
    if name == "sign":
        pytest.skip("NumPy answers sign itself, by comparisons; its slope is 0")
    if name in ("logaddexp", "logaddexp2", "heaviside"):
        pytest.skip("NumPy has no loop over objects for it; autograd_core's works")
    row = ROWS[name]
    arrays = [np.array([Value(x) for x in column]) for column in columns(row)]
    out = getattr(np, name)(*arrays)
    for node, point in zip(out, row.points, strict=True):
        assert node.data == pytest.approx(OPS[name](*point), rel=1e-14)


def test_every_numpy_name_in_the_table_is_a_ufunc_or_has_a_form() -> None:
    assert len(UFUNCS) >= 28
    assert {n for n in OPS if hasattr(np, n)} - set(UFUNCS) <= {"where", "clip"}


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.int32, np.bool_])
def test_numpy_scalars_on_the_left_of_every_operator(kind: Any) -> None:
    v, unit = Value(2.0), kind(1)
    results = [unit + v, unit - v, unit * v, unit / v, unit**v]
    assert [type(node) for node in results] == [Value] * 5
    assert [node.data for node in results] == [3.0, -1.0, 2.0, 0.5, 1.0]
    assert all(identical(node.parents, (v,)) for node in results)
    comparisons = [
        unit < v,
        unit <= v,
        unit > v,
        unit >= v,
        unit == v,
        unit != v,
    ]
    assert comparisons == [True, True, False, False, False, True]


def test_an_array_on_either_side_gives_an_array_of_nodes() -> None:
    v = Value(2.0)
    row = np.array([1.0, 3.0])
    for out in (row * v, v * row, np.multiply(row, v), np.multiply(v, row)):
        assert isinstance(out, np.ndarray)
        assert [node.data for node in out] == [2.0, 6.0]
        assert all(identical(node.parents, (v,)) for node in out)
    assert [bool(b) for b in row < v] == [True, False]
    assert [bool(b) for b in v < row] == [False, True]
    ag.sum(row * v).backward()
    assert v.grad == 4.0


def test_a_0d_array_is_a_number() -> None:
    v, two = Value(3.0), np.array(2.0)
    for out in (two * v, v * two):
        assert type(out) is Value
        assert out.data == 6.0


def test_where_clip_sum_and_mean_of_numpy() -> None:
    v = Value(3.0)
    assert np.where(v > 2, v, 0.0).rule is OPS["where"]
    assert np.clip(v, 0.0, 1.0).data == 1.0
    assert np.clip(v, None, 1.0).data == 1.0
    assert np.clip(v, 0.0, None).data == 3.0
    assert np.clip(v, a_min=0.0, a_max=1.0).data == 1.0
    assert np.sum([v, v]).data == 6.0
    assert np.mean([v, v, v]).data == 3.0
    assert np.dot([v, 2.0], [1.0, v]).data == 9.0


def test_abs_round_trip_and_fractions() -> None:
    v = Value(-2.0)
    assert abs(v).rule is v.abs().rule is np.abs(v).rule is ag.abs(v).rule
    assert (Fraction(1, 2) * v).data == (v * Fraction(1, 2)).data == -1.0


@pytest.mark.parametrize(
    ("call", "start", "text"),
    [
        (lambda v: np.spacing(v), "np.spacing has no derivative here", ""),
        (
            lambda v: np.exp(v, dtype=float),
            "np.exp on nodes takes no options (dtype)",
            "",
        ),
        (lambda v: np.add(v, 1.0, out=np.zeros(1)), "np.add", "takes no options"),
        (lambda v: ag.prod(v), "prod(", "works on whole arrays"),
        (lambda v: ag.sin(), "sin", "missing"),
        (lambda v: ag.sin(1.0, 2.0), "sin", "too many"),
        (
            lambda v: ag.leaky_relu(v, alpha=2.0),
            "leaky_relu",
            "unexpected keyword argument 'alpha'",
        ),
        (lambda v: ag.sin("a"), "sin: expected a number, got str 'a'", ""),
        (lambda v: ag.relu([v]), "relu", "to each entry"),
    ],
)
def test_wrong_calls(call: Any, start: str, text: str) -> None:
    message = message_of(TypeError, call, Value(1.0))
    assert message.startswith(start) and text in message


def test_defaults_and_names_of_parameters() -> None:
    v = Value(-2.0)
    assert identical(ag.leaky_relu(v).operands, (v, 0.01))
    assert identical(v.leaky_relu().operands, (v, 0.01))
    assert identical(ag.elu(v).operands, (v, 1.0))
    assert ag.leaky_relu(v, slope=0.5).operands == v.leaky_relu(slope=0.5).operands
    assert identical(ag.clip(v, max=-3.0).operands, (v, -math.inf, -3.0))
    assert identical(ag.clip(v, None, -3.0).operands, (v, -math.inf, -3.0))
    assert v.clip(min=5.0).data == 5.0
    assert v.clip(None, -3.0).data == -3.0
    assert ag.clip(np.array([1.0, -4.0]), 0.0, None).tolist() == [1.0, 0.0]
    assert ag.leaky_relu(-2.0, None) == ag.leaky_relu(-2.0)
    learnt = Value(0.5)
    ag.leaky_relu(v, slope=learnt).backward()
    assert (v.grad, learnt.grad) == (0.5, -2.0)


def test_without_scipy_erf_and_gelu_take_arrays_all_the_same() -> None:
    code = """
import sys
sys.modules["scipy"] = None
import numpy as np
import autograd_core as ag
xs = np.array([[-1.0, 0.0], [0.5, 3.0]])
for op in (ag.erf, ag.erfc, ag.gelu):
    assert op(xs).tolist() == [[op(x) for x in row] for row in xs.tolist()]
    assert op(xs[:0]).shape == (0, 2)
    assert isinstance(op(np.float64(0.5)), float), type(op(np.float64(0.5)))
"""
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr


def test_messages_show_numpy_operands_by_value() -> None:
    """Not by the address of their memory."""
    v = Value(1.0)
    with pytest.raises(TypeError) as error:
        np.clip([1.0, 5.0], v, np.array(3.0))
    assert "memory at" not in str(error.value)
    with pytest.raises(TypeError) as error:
        np.complex64(1j) * v
    assert "memory at" not in str(error.value)


def test_numpy_predicates_give_plain_bools() -> None:
    v, infinite = Value(1.0), Value(float("inf"))
    assert (np.isnan(v), np.isfinite(v), np.isinf(infinite)) == (False, True, True)
    assert type(np.isfinite(v)) is bool
    assert np.positive(v) is v
