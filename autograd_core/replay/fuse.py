# cython: annotation_typing=False
"""Sums and products that nothing else uses, as one op: a b + c d + e.

A sum is taken apart only where that keeps the order of its additions, so no result
changes by a bit: ((a b + c d) + e) is a b + c d + e from left to right, but a + (b + c)
is not.
"""

from __future__ import annotations

from autograd_core.replay.opcodes import (
    ADD,
    LINEAR,
    MULTIPLY,
    NEGATIVE,
    SUBTRACT,
)
from autograd_core.replay.tape import Tape, Term

_SUMS = (ADD, SUBTRACT, LINEAR)


def fuse(tape: Tape, uses: list[int]) -> None:
    """Make one op of each tree of sums and products with inner results used once.

    Args:
        tape: changed in place; entries that become part of others stay, unused.
        uses: how often each entry is used; changed too.
    """
    sums: dict[int, list[Term]] = {}
    kinds = tape.kinds
    count = len(kinds)
    for entry in range(count):
        if uses[entry] and kinds[entry] in _SUMS:
            terms = _terms(tape, entry, uses, sums)
            if terms is not None:
                sums[entry] = terms
    for entry, terms in sums.items():
        if len(terms) > 2 or any(y != tape.one for _, y in terms):
            set_linear(tape, entry, terms)


def _terms(
    tape: Tape, entry: int, uses: list[int], sums: dict[int, list[Term]]
) -> list[Term] | None:
    """The terms of a sum, inner sums taken in; None where it must stay."""
    operands = tape.operands[entry]
    kind = tape.kinds[entry]
    if kind == LINEAR:
        plain = tape.plain[entry]
        inner: list[Term] = []
        if plain and uses[operands[0]] == 1:
            inner = _taken(operands[0], uses, sums)
        start = 1 if inner else 0
        terms = [_term(tape, x, uses) for x in operands[start:plain]]
        pairs = operands[plain:]
        return [*inner, *terms, *zip(pairs[::2], pairs[1::2], strict=True)]
    x, y = operands
    if kind == SUBTRACT:
        if not (uses[x] == 1 and (x in sums or tape.kinds[x] == MULTIPLY)):
            return None
        terms = _taken(x, uses, sums) or [_term(tape, x, uses)]
        return [*terms, (y, tape.minus_one)]
    if uses[x] == 1 and x in sums:
        return [*_taken(x, uses, sums), _term(tape, y, uses)]
    if uses[y] == 1 and y in sums and x != y:
        return [*_taken(y, uses, sums), _term(tape, x, uses)]
    return [_term(tape, x, uses), _term(tape, y, uses)]


def _taken(entry: int, uses: list[int], sums: dict[int, list[Term]]) -> list[Term]:
    """The terms of a sum that becomes part of another; none if it must stay."""
    terms = sums.pop(entry, [])
    if terms:
        uses[entry] = 0
    return terms


def _term(tape: Tape, entry: int, uses: list[int]) -> Term:
    """An operand of a sum as a term: a product that is used once gives its factors."""
    if uses[entry] == 1:
        operands = tape.operands[entry]
        if tape.kinds[entry] == MULTIPLY:
            uses[entry] = 0
            return operands[0], operands[1]
        if tape.kinds[entry] == NEGATIVE:
            uses[entry] = 0
            return operands[0], tape.minus_one
    return entry, tape.one


def set_linear(tape: Tape, entry: int, terms: list[Term]) -> None:
    """Make an entry the sum of these terms, in their order."""
    plain: list[int] = []
    pairs: list[int] = []
    for x, y in terms:
        if y == tape.one and not pairs:
            plain.append(x)
        else:
            pairs += (x, y)
    tape.kinds[entry] = LINEAR
    tape.operands[entry] = (*plain, *pairs)
    tape.plain[entry] = len(plain)
