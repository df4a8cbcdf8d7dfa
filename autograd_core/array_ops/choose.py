"""A row of a list of Values, by a number that may differ from call to call."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_value, row_of
from autograd_core.engine.value import Value, record_many
from autograd_core.messages.numbers import as_float, is_number
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Operand, Operands
from autograd_core.ops.sequence_op import NaryOp


def _picks(i: int, out: Operand, operands: Operands) -> Operand:
    """1 for the operand that was taken, 0 for the index and for all others."""
    return float(i > 0 and payload_of(operands[0]) == i - 1)


TAKE = NaryOp("take", _picks)


def chooses(table: Any, index: Any) -> bool:
    """Whether `take` is asked for a row of a list of Values, or by a Value."""
    if is_value(index):
        return True
    if not (isinstance(table, (list, tuple)) and is_number(index)):
        return False
    first = table[0] if table else None
    entries = first if isinstance(first, (list, tuple)) else table
    return any(map(is_value, entries))


def choose(table: Any, index: Any) -> Any:
    """table[index] of a list; see `take`.

    Raises:
        IndexError: the index is not a whole number of the range.
        ValueError: the rows differ in length.

    >>> choose([10.0, 20.0, 30.0], Value(2.0)).data
    30.0
    """
    if isinstance(table, np.ndarray):
        table = table.tolist()
    if not isinstance(table, (list, tuple)):
        raise TypeError(
            "take: with a Value as index the table must be a list of Values, numbers "
            f"or rows of them, got {describe(table)}"
        )
    number = as_float(payload_of(index) if is_value(index) else index, "take: index")
    if not 0 <= number < len(table) or number != int(number):
        raise IndexError(
            f"take: the index must be a whole number from 0 to {len(table) - 1}, got "
            f"{describe(index) if isinstance(index, Node) else index}"
        )
    if not is_value(index):
        return table[int(number)]
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
