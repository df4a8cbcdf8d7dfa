"""Every op of the table: value, derivatives of orders 1 to 3, kinks, special values."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import pytest

import autograd_core
from autograd_core import Value, gradients
from autograd_core.ops.op import OPS
from tests.autograd_core.ops.op_table import (
    NARY,
    OPERATORS_ONLY,
    ROWS,
    Row,
    cauchy,
)
from tests.autograd_core.ops.special_values import AT, EDGES, SPECIAL
from tests.identity import identical

RTOL = {0: 1e-13, 1: 1e-11, 2: 1e-9, 3: 1e-8}
"""Relative tolerance by order of the derivative."""

every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)


def derivative(out: Any, leaves: list[Value], orders: tuple[int, ...]) -> float:
    """The engine's mixed derivative, one `gradients` call per order."""
    for leaf, order in zip(leaves, orders, strict=True):
        for _ in range(order):
            out = gradients(out, leaf, create_graph=True)
    return out.data


def check_derivatives(row: Row, upto: int = 3) -> None:
    """The value and all mixed derivatives up to an order equal Cauchy's integrals."""
    nonzero = set()
    for point in row.points:
        for orders in itertools.product(range(upto + 1), repeat=row.arity):
            if sum(orders) > upto:
                continue
            expected, noise = cauchy(row, point, orders)
            leaves = [Value(x) for x in point]
            value = derivative(OPS[row.name](*leaves), leaves, orders)
            off = abs(value - expected)
            rtol = RTOL[sum(orders)]
            assert off <= rtol * abs(expected) + noise, (
                f"{row.name}{point}, derivative of order {orders}: "
                f"{value!r} instead of {expected!r}"
            )
            if sum(orders) == 1 and abs(expected) > 1e3 * noise:
                nonzero.add(orders.index(1))
    assert nonzero | set(row.flat) == set(range(row.arity)), (
        "a slope is 0 at every point"
    )


def check_kinks(row: Row) -> None:
    """At its kinks the op gives the documented value and slopes, exactly."""
    for point, value, slopes in row.kinks:
        out = OPS[row.name](*[Value(x) for x in point])
        assert (out.data, out.local_grads) == (value, slopes), f"{row.name}{point}"


def check_walks(row: Row) -> None:
    """backward(), gradients() and gradients(create_graph=True) agree."""
    op = OPS[row.name]
    for point in [*row.points, *(kink[0] for kink in row.kinks)]:
        leaves = [Value(x) for x in point]
        out = op(*leaves)
        out.backward()
        assert tuple(leaf.grad for leaf in leaves) == gradients(out, leaves)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # sqrt'(0) = 0.5 / 0
            on_nodes = gradients(out, leaves, create_graph=True)
        for leaf, node in zip(leaves, on_nodes, strict=True):
            assert node.data == pytest.approx(leaf.grad, rel=1e-13, abs=0), row.name


@every_row
def test_value_and_derivatives_of_orders_1_to_3(row: Row) -> None:
    check_derivatives(row)


@every_row
def test_value_and_slopes_at_the_kinks(row: Row) -> None:
    check_kinks(row)


@every_row
def test_all_three_walks_agree(row: Row) -> None:
    check_walks(row)


@every_row
def test_local_derivatives_are_floats(row: Row) -> None:
    for point in row.points:
        out = OPS[row.name](*[Value(x) for x in point])
        assert {type(slope) for slope in out.local_grads} == {float}


@every_row
def test_a_constant_operand_is_not_a_parent_and_changes_no_slope(row: Row) -> None:
    op = OPS[row.name]
    for point, i in itertools.product(row.points, range(row.arity)):
        full = op(*[Value(x) for x in point])
        operands: list[Any] = list(point)
        operands[i] = leaf = Value(point[i])
        out = op(*operands)
        assert identical(out.parents, (leaf,))
        assert identical(out.operands, tuple(operands))
        assert (out.data, out.local_grads) == (full.data, (full.local_grads[i],))


def test_ops_rows_methods_and_exports_are_the_same_set() -> None:
    """A new op without a row, a method or an export fails here."""
    assert set(OPS) == set(ROWS)
    for name in OPS:
        assert getattr(autograd_core, name) is OPS[name]
        assert hasattr(Value, name) or name in OPERATORS_ONLY, name
    for name in NARY:
        assert callable(getattr(autograd_core, name))
    unary = {name for name, row in ROWS.items() if row.arity == 1}
    assert {name for name, *_ in SPECIAL} == unary


@pytest.mark.parametrize("name", [name for name in ROWS if name not in OPERATORS_ONLY])
def test_the_method_is_the_function(name: str) -> None:
    point = ROWS[name].points[0]
    by_method = getattr(Value(point[0]), name)(*point[1:])
    by_function = OPS[name](Value(point[0]), *point[1:])
    assert by_method.rule is by_function.rule is OPS[name]
    assert by_method.data == pytest.approx(by_function.data, rel=1e-15)
    assert by_method.local_grads == pytest.approx(by_function.local_grads, rel=1e-14)


@pytest.mark.parametrize("name", ROWS)
def test_op_and_method_are_documented(name: str) -> None:
    assert "d/dx" in (OPS[name].__doc__ or "")
    if name not in OPERATORS_ONLY:
        assert getattr(Value, name).__doc__


def same(number: float, expected: float | None) -> bool:
    if expected is None:
        return True
    if math.isnan(expected):
        return math.isnan(number)
    return number == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize(("name", "x", "value", "slope"), SPECIAL + EDGES)
def test_special_values(name: str, x: float, value: Any, slope: Any) -> None:
    """0, +-inf, nan, +-1e300, 1e-300 and the ends of the domains."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        out = OPS[name](Value(x))
    assert same(out.data, value), out
    assert same(out.local_grads[0], slope), out.local_grads
    worth_it = not math.isfinite(out.data) and (
        math.isfinite(x) or (math.isnan(out.data) and not math.isnan(x))
    )
    assert [warning.category for warning in caught] == [RuntimeWarning] * worth_it
    assert all(warning.filename == __file__ for warning in caught), (
        "points at the engine"
    )


BINARY_SPECIAL = [
    ("divide", (1.0, 0.0), math.inf, (math.inf, -math.inf)),
    ("divide", (1.0, -0.0), -math.inf, (-math.inf, -math.inf)),
    ("divide", (0.0, 0.0), math.nan, (math.inf, math.nan)),
    ("divide", (1.0, math.inf), 0.0, (0.0, 0.0)),
    ("divide", (1.0, 1e300), 1e-300, (1e-300, 0.0)),
    ("divide", (1e300, 1e-300), math.inf, (1e300, -math.inf)),
    ("multiply", (1e300, 1e300), math.inf, (1e300, 1e300)),
    ("multiply", (0.0, math.inf), math.nan, (math.inf, 0.0)),
    ("subtract", (math.inf, math.inf), math.nan, (1.0, -1.0)),
    ("add", (1e308, 1e308), math.inf, (1.0, 1.0)),
    ("power", (-8.0, 1 / 3), math.nan, (math.nan, math.nan)),
    ("power", (-2.0, 3.0), -8.0, (12.0, math.nan)),
    ("power", (10.0, 400.0), math.inf, (math.inf, math.inf)),
    ("power", (0.0, -1.0), math.inf, (-math.inf, None)),
    ("power", (math.nan, 0.0), 1.0, (None, math.nan)),
    ("hypot", (1e300, 1e300), math.sqrt(2) * 1e300, (math.sqrt(0.5),) * 2),
    ("hypot", (3e-300, 4e-300), 5e-300, (0.6, 0.8)),
    ("hypot", (math.inf, 2.0), math.inf, (1.0, 0.0)),
    ("hypot", (2.0, -math.inf), math.inf, (0.0, -1.0)),
    ("hypot", (math.inf, math.inf), math.inf, (math.nan, math.nan)),
    ("hypot", (math.nan, math.inf), math.inf, (math.nan, math.nan)),
    ("hypot", (math.nan, 2.0), math.nan, (math.nan, math.nan)),
    ("maximum", (math.nan, 1.0), math.nan, (None, None)),
    ("maximum", (1.0, math.nan), math.nan, (None, None)),
    ("minimum", (math.nan, 1.0), math.nan, (None, None)),
    ("minimum", (1.0, math.nan), math.nan, (None, None)),
    ("maximum", (math.inf, 1.0), math.inf, (1.0, 0.0)),
    ("minimum", (-math.inf, 1.0), -math.inf, (1.0, 0.0)),
]


@pytest.mark.parametrize(("name", "point", "value", "slopes"), BINARY_SPECIAL)
def test_special_values_of_two_operands(
    name: str, point: tuple[float, float], value: float, slopes: Any
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        out = OPS[name](*map(Value, point))
    assert same(out.data, value), out
    assert all(map(same, out.local_grads, slopes)), out.local_grads
    new = not math.isfinite(value) and all(map(math.isfinite, point))
    new |= math.isnan(value) and not any(map(math.isnan, point))
    assert [warning.category for warning in caught] == [RuntimeWarning] * new


@pytest.mark.parametrize("x", AT)
def test_clip_where_and_leaky_relu_on_special_values(x: float) -> None:
    assert same(autograd_core.clip(Value(x), -1.0, 1.0).data, max(min(x, 1.0), -1.0))
    assert same(autograd_core.where(True, Value(x), 2.0).data, x)
    assert autograd_core.where(False, Value(x), 2.0).data == 2.0
    assert same(autograd_core.leaky_relu(Value(x), 0.5).data, x if x > 0 else 0.5 * x)


STABLE = [
    ("sigmoid", -1000.0, 0.0, 0.0),
    ("sigmoid", -700.0, 9.85967654375977e-305, 9.85967654375977e-305),
    ("sigmoid", 40.0, 1.0, 4.248354255291589e-18),
    ("softplus", 1000.0, 1000.0, 1.0),
    ("softplus", -50.0, 1.9287498479639178e-22, 1.9287498479639178e-22),
    ("log1p", 1e-17, 1e-17, 1.0),
    ("expm1", 1e-17, 1e-17, 1.0),
    ("tanh", 20.0, 1.0, 1.6993417021166355e-17),
    ("tanh", -300.0, -1.0, 4.0 * math.exp(-600.0)),
    ("erfc", 10.0, 2.088487583762545e-45, -4.197656231354417e-44),
    ("gelu", -10.0, -7.619853024160526e-23, -7.618400096464814e-22),
    ("gelu", -30.0, -1.472014178144456e-196, -4.416031690708495e-195),
    ("arcsin", 1 - 1e-10, 1.5707821846586878, 70710.67519510884),
    ("arctanh", 1 - 1e-12, 14.162095209226402, 500011061105.0014),
    ("silu", -1000.0, 0.0, 0.0),
    ("silu", -30.0, -2.8072868906517896e-12, -2.713710660963134e-12),
    ("elu", -1e-17, -1e-17, 1.0),
]
"""`(op, x, value, slope)`, computed with 400 digits."""


@pytest.mark.parametrize(("name", "x", "value", "slope"), STABLE)
def test_value_and_slope_keep_their_digits(
    name: str, x: float, value: float, slope: float
) -> None:
    """Where the textbook formula overflows or cancels; also through the method."""
    for out in (OPS[name](Value(x)), getattr(Value(x), name)()):
        assert out.data == pytest.approx(value, rel=5e-13, abs=0)
        assert out.local_grads[0] == pytest.approx(slope, rel=5e-13, abs=0)
