"""The op tests catch wrong derivatives: each is planted here and must be found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import GraphError, Node
from autograd_core.ops.op import OPS
from tests.autograd_core.engine.test_hot_paths import (
    INFIX,
    UNARY,
    check_hot_infix,
    check_hot_unary,
)
from tests.autograd_core.ops.op_table import ROWS, Row
from tests.autograd_core.ops.test_ops import check_derivatives, check_kinks, check_walks
from tests.autograd_core.tensor.test_ops import check_row

Derivative = Callable[..., Any]

OPERANDS = [(row, i) for row in ROWS.values() for i in range(row.arity)]
SLOPED = [(row, i) for row, i in OPERANDS if i not in row.flat]


def ids(pairs: list[tuple[Row, int]]) -> list[str]:
    return [f"{row.name}-{i}" for row, i in pairs]


def plant(
    monkeypatch: pytest.MonkeyPatch, name: str, i: int, wrong: Derivative
) -> None:
    """Replace d/d operand `i` of an op by `wrong(right derivative)`."""
    derivatives = list(OPS[name].derivatives)
    derivatives[i] = wrong
    monkeypatch.setattr(OPS[name], "derivatives", tuple(derivatives))
    monkeypatch.setattr(OPS[name], "payload_derivatives", ())


def right(name: str, i: int) -> Derivative:
    return OPS[name].derivatives[i]


def number(x: Any) -> float:
    return x.data if isinstance(x, Node) else x


@pytest.mark.parametrize(("row", "i"), OPERANDS, ids=ids(OPERANDS))
def test_a_derivative_wrong_by_half_a_thousandth_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Row, i: int
) -> None:
    """0.05 % off; where the slope is always 0, 0.0005 off."""
    true = right(row.name, i)
    offset = 0.0005 if i in row.flat else 0.0
    plant(monkeypatch, row.name, i, lambda *at: 1.0005 * true(*at) + offset)
    with pytest.raises(AssertionError, match="derivative of order"):
        check_derivatives(row, upto=1)


@pytest.mark.parametrize(("row", "i"), SLOPED, ids=ids(SLOPED))
def test_a_derivative_of_zero_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Row, i: int
) -> None:
    plant(monkeypatch, row.name, i, lambda *at: 0.0)
    with pytest.raises(AssertionError, match="derivative of order"):
        check_derivatives(row, upto=1)


@pytest.mark.parametrize(("row", "i"), OPERANDS, ids=ids(OPERANDS))
def test_a_derivative_wrong_on_arrays_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Row, i: int
) -> None:
    true = right(row.name, i)
    offset = 0.0005 if i in row.flat else 0.0
    plant(monkeypatch, row.name, i, lambda *at: 1.0005 * true(*at) + offset)
    with pytest.raises(AssertionError, match="gradient"):
        check_row(row, ((9,),), upto=1)


@pytest.mark.parametrize(("row", "i"), OPERANDS, ids=ids(OPERANDS))
def test_a_derivative_wrong_only_at_order_2_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Row, i: int
) -> None:
    """A term that is 0, but whose own derivative is 0.0005."""
    true = right(row.name, i)

    def wrong(out: Any, *operands: Any) -> Any:
        x = operands[i]
        return true(out, *operands) + 0.0005 * (x - number(x))

    plant(monkeypatch, row.name, i, wrong)
    check_derivatives(row, upto=1)
    with pytest.raises(AssertionError, match="derivative of order"):
        check_derivatives(row, upto=2)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_derivative_that_treats_nodes_differently_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    """backward() uses floats, create_graph nodes: a rule may tell them apart."""
    true = right(row.name, 0)

    def wrong(out: Any, *operands: Any) -> Any:
        off = 1e-9 if isinstance(out, Node) else 0.0
        return true(out, *operands) + off * (1.0 + abs(number(out)))

    plant(monkeypatch, row.name, 0, wrong)
    with pytest.raises((AssertionError, GraphError)):
        check_walks(row)


KINKED = [row for row in ROWS.values() if row.kinks]


@pytest.mark.parametrize("row", KINKED, ids=[row.name for row in KINKED])
def test_another_convention_at_the_kink_is_found(
    monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    """Off by 0.25 at the kinks alone; the smooth check does not see it."""
    true = right(row.name, 0)
    kinks = [point for point, _, _ in row.kinks]

    def wrong(out: Any, *operands: Any) -> Any:
        at_kink = tuple(map(number, operands)) in kinks
        slope = true(out, *operands)
        return (0.25 if number(slope) != 0.25 else 0.0) if at_kink else slope

    plant(monkeypatch, row.name, 0, wrong)
    check_derivatives(row, upto=1)
    with pytest.raises(AssertionError):
        check_kinks(row)


@pytest.mark.parametrize("name", [*UNARY, *INFIX])
def test_a_written_out_path_that_differs_from_its_block_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    true = right(name, 0)
    plant(monkeypatch, name, 0, lambda *at: (1.0 + 1e-12) * true(*at))
    with pytest.raises(AssertionError):
        check_hot_unary(name) if name in UNARY else check_hot_infix(name)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_wrong_value_is_found(monkeypatch: pytest.MonkeyPatch, row: Row) -> None:
    op = OPS[row.name]
    true = op.scalar
    monkeypatch.setattr(op, "scalar", lambda *x: (1.0 + 1e-11) * true(*x) + 1e-11)
    with pytest.raises(AssertionError, match="derivative of order"):
        check_derivatives(row, upto=0)
