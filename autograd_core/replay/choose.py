"""`take`: a row of a table by a number that may differ from call to call."""

from __future__ import annotations

from typing import Any

from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_value, row_of
from autograd_core.engine.value import Value, record_many
from autograd_core.messages.numbers import as_float
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Operand, Operands
from autograd_core.ops.sequence_op import NaryOp


def _picks(i: int, out: Operand, operands: Operands) -> Operand:
    """1 for the operand that was taken, 0 for the index and for all others."""
    return float(i > 0 and payload_of(operands[0]) == i - 1)


TAKE = NaryOp("take", _picks)


def take(table: Any, index: Any) -> Any:
    """table[index], where the index may be an argument of a compiled function.

    A list of Python cannot tell which of its rows was asked for, so inside a compiled
    function `table[index]` fails; `take` records the choice. No gradient goes to the
    index; the row that was taken gets all of it.

    Args:
        table: a list of Values and numbers, or of rows (lists) of them, all of one
            length; or a Tensor or array.
        index: a whole number from 0 to len(table) - 1, or a Value that holds one.

    Returns:
        The entry, or the row as a list. Of a plain number, `table[index]` itself.

    Raises:
        TypeError: the index is not a number.
        IndexError: it is not a whole number of that range.
        ValueError: the rows differ in length.

    >>> table = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
    >>> [entry.data for entry in take(table, 1)]
    [3.0, 4.0]
    >>> take([10.0, 20.0, 30.0], Value(2.0)).data
    30.0
    """
    number = as_float(payload_of(index) if is_value(index) else index, "take: index")
    if not 0 <= number < len(table) or number != int(number):
        raise IndexError(
            f"take: the index must be a whole number from 0 to {len(table) - 1}, got "
            f"{describe(index) if isinstance(index, Node) else index}"
        )
    if not is_value(index):
        return table[int(number)]
    if not isinstance(table, (list, tuple)):
        raise TypeError(
            "take: with a Value as index the table must be a list of Values, numbers "
            f"or rows of them, got {type(table).__name__}"
        )
    if not isinstance(table[0], (list, tuple)):
        return _entry(table, index, int(number))
    if len({len(row) for row in table}) != 1:
        raise ValueError("take: the rows of the table differ in length")
    return [_entry(column, index, int(number)) for column in zip(*table, strict=True)]


def _entry(column: Any, index: Any, number: int) -> Value:
    entries = [x if isinstance(x, Value) else as_float(x, "take") for x in column]
    slopes = [float(row == number) for row in range(-1, len(entries))]
    slopes[0] = 0.0
    out = payload_of(entries[number])
    return record_many(TAKE, out, (index, *entries), row_of(slopes))
