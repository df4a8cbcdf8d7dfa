"""How some rules are written on a tape: sums, extremes, choices, simple slopes."""

from __future__ import annotations

import math
from typing import Any

from autograd_core.ops.op import Op
from autograd_core.replay.opcodes import INPUT
from autograd_core.replay.tape import Tape

OPERAND, CONSTANT, EXPRESSION = range(3)
"""What a local derivative is: one of the operands, always one number, or neither."""

FORMS: dict[str, list[tuple[int, Any]]] = {}
"""The local derivatives of each op that was asked for; see `forms_of`."""


def forms_of(rule: Op) -> list[tuple[int, Any]]:
    """Of each local derivative what it is, and the operand's position or the number.

    Sums and products are most of a graph, and theirs need no evaluation on symbols.
    """
    FORMS[rule.name] = forms = [_form(rule, i) for i in range(rule.arity)]
    return forms


def _form(rule: Op, i: int) -> tuple[int, Any]:
    tape = Tape()
    sources = [tape.source(INPUT, k) for k in range(rule.arity)]
    out = tape.operand(tape.source(INPUT, rule.arity))
    derivative = (rule.payload_derivatives or rule.derivatives)[i]
    try:
        slope = tape.entry_of(derivative(out, *map(tape.operand, sources)))
    except (TypeError, AttributeError, ValueError):
        return EXPRESSION, None
    if slope in sources:
        return OPERAND, sources.index(slope)
    if slope in tape.numbers:
        return CONSTANT, tape.numbers[slope]
    return EXPRESSION, None


def dot(tape: Tape, operands: tuple[int, ...]) -> int:
    """The sum of products of the first half of the operands and the second."""
    n = len(operands) // 2
    terms = [*zip(operands[:n], operands[n : 2 * n], strict=True)]
    if len(operands) % 2:
        return tape.total([(operands[2 * n], tape.one), *terms])
    return tape.total(terms, from_zero=True)


def chain(tape: Tape, name: str, operands: tuple[int, ...]) -> int:
    """An op of two operands along a sequence: the largest or smallest entry."""
    out = operands[0]
    for x in operands[1:]:
        out = tape.apply(name, (out, x))
    return out


def exponentials(tape: Tape, operands: tuple[int, ...]) -> tuple[int, list[int], int]:
    """The largest operand, e^(x - largest) of each, and their sum."""
    top = chain(tape, "maximum", operands)
    powers = [tape.apply("exp", (tape.apply("subtract", (x, top)),)) for x in operands]
    total = tape.total([(power, tape.one) for power in powers], from_zero=True)
    return top, powers, total


def is_row(tape: Tape, index: int, row: float) -> int:
    """The entry that is 1 where the index is this row, else 0."""
    return tape.apply("eq", (index, tape.constant(row)))


def row_entry(tape: Tape, operands: tuple[int, ...]) -> int:
    """The entry of a column in the row `index`, chosen without a branch.

    An index that is no row gives nan, and then the engine does the call.
    """
    index, *column = operands
    rows = [is_row(tape, index, float(row)) for row in range(len(column))]
    valid = rows[0]
    for row in rows[1:]:
        valid = tape.apply("or", (valid, row))
    usual = max(column, key=column.count)
    out = tape.apply("where", (valid, usual, tape.constant(math.nan)))
    for row, x in zip(rows, column, strict=True):
        if x != usual:
            out = tape.apply("where", (row, x, out))
    return out
