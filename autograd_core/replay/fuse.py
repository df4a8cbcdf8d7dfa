# cython: annotation_typing=False
"""Sums and products that nothing else uses, as one op: a b + c d + e.

A sum is taken apart only where that keeps the order of its additions, so no result
changes by a bit: ((a b + c d) + e) is a b + c d + e from left to right, but a + (b + c)
is not.
"""

from __future__ import annotations

from typing import Any

from autograd_core.replay.opcodes import (
    ADD,
    LINEAR,
    MULTIPLY,
    NEGATIVE,
    SUBTRACT,
)
from autograd_core.replay.tape import Tape, Term


def fuse(tape: Tape, uses: Any) -> None:
    """Make one op of each tree of sums and products with inner results used once.

    Args:
        tape: changed in place; entries that become part of others stay, unused.
        uses: an array of how often each entry is used; changed too.
    """
    # The terms of each sum; None for a sum of products that stays as it is.
    sums: dict[int, list[Term] | None] = {}
    kinds = tape.kinds
    for entry in range(len(kinds)):
        kind = kinds[entry]
        if not uses[entry]:
            continue
        if kind == LINEAR:
            sums[entry] = _terms_of_linear(tape, entry, uses, sums)
        elif kind in (ADD, SUBTRACT):
            terms = _terms(tape, entry, uses, sums)
            if terms is not None:
                sums[entry] = terms
    for entry, terms in sums.items():
        if terms is not None and (len(terms) > 2 or _has_product(tape, terms)):
            set_linear(tape, entry, terms)


def _has_product(tape: Tape, terms: list[Term]) -> bool:
    return any([y != tape.one for _, y in terms])  # noqa: C419 - it is compiled


def _terms_of_linear(
    tape: Tape, entry: int, uses: Any, sums: dict[int, list[Term] | None]
) -> list[Term] | None:
    """The terms of a sum of products, inner sums taken in; None if there are none."""
    operands = tape.operands[entry]
    plain = tape.plain[entry]
    once = 0
    for k in range(plain):
        x = operands[k]
        once += uses[x] == 1
    if once == 0:
        return None
    terms: list[Term] = []
    x = operands[0]
    if uses[x] == 1:
        terms = _taken(tape, x, uses, sums)
    for k in range(1 if terms else 0, plain):
        terms.append(_term(tape, operands[k], uses))
    for k in range(plain, len(operands), 2):
        terms.append((operands[k], operands[k + 1]))
    return terms


def _terms(
    tape: Tape, entry: int, uses: Any, sums: dict[int, list[Term] | None]
) -> list[Term] | None:
    """The terms of a sum of two, inner sums taken in; None where it must stay."""
    x, y = tape.operands[entry]
    if tape.kinds[entry] == SUBTRACT:
        if not (uses[x] == 1 and (x in sums or tape.kinds[x] == MULTIPLY)):
            return None
        terms = _taken(tape, x, uses, sums) or [_term(tape, x, uses)]
        terms.append((y, tape.minus_one))
        return terms
    if uses[x] == 1 and x in sums:
        terms = _taken(tape, x, uses, sums)
        terms.append(_term(tape, y, uses))
        return terms
    if uses[y] == 1 and y in sums and x != y:
        terms = _taken(tape, y, uses, sums)
        terms.append(_term(tape, x, uses))
        return terms
    return [_term(tape, x, uses), _term(tape, y, uses)]


def _taken(
    tape: Tape, entry: int, uses: Any, sums: dict[int, list[Term] | None]
) -> list[Term]:
    """The terms of a sum that becomes part of another; none if it is no sum."""
    if entry not in sums:
        return []
    uses[entry] = 0
    terms = sums.pop(entry)
    if terms is None:
        operands, plain = tape.operands[entry], tape.plain[entry]
        terms = [(x, tape.one) for x in operands[:plain]]
        terms += zip(operands[plain::2], operands[plain + 1 :: 2], strict=True)
    return terms


def _term(tape: Tape, entry: int, uses: Any) -> Term:
    """An operand of a sum as a term: a product that is used once gives its factors."""
    if uses[entry] == 1:
        kind = tape.kinds[entry]
        if kind == MULTIPLY:
            uses[entry] = 0
            return tape.operands[entry]
        if kind == NEGATIVE:
            uses[entry] = 0
            return tape.operands[entry][0], tape.minus_one
    return entry, tape.one


def set_linear(tape: Tape, entry: int, terms: list[Term]) -> None:
    """Make an entry the sum of these terms, in their order."""
    plain: list[int] = []
    pairs: list[int] = []
    for x, y in terms:
        if y == tape.one and not pairs:
            plain.append(x)
        else:
            pairs.append(x)
            pairs.append(y)
    tape.kinds[entry] = LINEAR
    tape.operands[entry] = (*plain, *pairs)
    tape.plain[entry] = len(plain)
