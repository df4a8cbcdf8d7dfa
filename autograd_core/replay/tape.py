# cython: annotation_typing=False
"""The tape: a recorded function and its gradient as a list of ops without repetitions.

An entry has a kind, the number of its op, and operands, entries before it. Two entries
of one kind and the same operands are one: what occurs twice is computed once. Constants
are folded, and what changes no bit of a result is left out: x * 1, x - 0, --x.
"""

from __future__ import annotations

import operator
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from autograd_core.ops.op import OPS
from autograd_core.ops.rule import Rule
from autograd_core.replay.numbering import Numbering
from autograd_core.replay.opcodes import (
    ADD,
    CALL,
    CONSTANT,
    INPUT,
    LEAF,
    LINEAR,
    MULTIPLY,
    NEGATIVE,
    OPCODES,
    SLOPE,
    SUBTRACT,
)
from autograd_core.replay.symbol import Symbol

_TESTS = {
    name: getattr(operator, name) for name in ("gt", "ge", "lt", "le", "eq", "ne")
}

_BASE = 1 << 26
"""The number of an op and two entries below it are one number of 63 bits."""

Entry = int
"""The number of an entry."""

Term = tuple[int, int]
"""Two entries whose product is a term of a sum; a term alone has 1 as its factor."""


class Tape:
    """Entries, from operands to results.

    Attributes:
        kinds: the op of each entry.
        operands: the entries that it is computed from.
        by_row: whether it differs from row to row of a batch.
        numbers: the constants by entry.
        plain: of a sum of products, how many terms at its beginning are no products.
        rules: what Python evaluates, by entry.
        positions: of a slope that such a rule gives, the operand that it belongs to.
    """

    def __init__(self) -> None:
        self.kinds: list[int] = []
        self.operands: list[tuple[Any, ...]] = []
        self.by_row: list[bool] = []
        self.numbers: dict[int, float] = {}
        self.plain: dict[int, int] = {}
        self.rules: dict[int, Rule] = {}
        self.positions: dict[int, int] = {}
        # The entries of ops with one or two operands, of other ops, and of numbers.
        self._pairs = Numbering()
        self._entries: dict[Any, int] = {}
        self._constants: dict[Any, int] = {}
        self.one = self.constant(1.0)
        self.minus_one = self.constant(-1.0)
        self.zero = self.constant(0.0)

    def add(
        self, key: Any, kind: int, operands: tuple[Any, ...], by_row: bool
    ) -> Entry:
        """The entry of this key, a new one if there is none."""
        new = len(self.kinds)
        entry = self._entries.setdefault(key, new)
        if entry is new:
            self._append(kind, operands, by_row)
        return entry

    def _add_pair(
        self, kind: int, x: int, y: int, operands: tuple[Any, ...], by_row: bool
    ) -> Entry:
        """The entry of an op by two numbers that are at least -1."""
        if x >= _BASE - 1 or y >= _BASE - 1:
            return self.add((kind, x, y), kind, operands, by_row)
        key = ((kind + 8) * _BASE + x + 1) * _BASE + y + 1
        new = len(self.kinds)
        entry = self._pairs.setdefault(key, new)
        if entry == new:
            self._append(kind, operands, by_row)
        return entry

    def _append(self, kind: int, operands: tuple[Any, ...], by_row: bool) -> None:
        self.kinds.append(kind)
        self.operands.append(operands)
        self.by_row.append(by_row)

    def constant(self, number: float) -> Entry:
        """The entry of a number; 0 and -0 are two."""
        key = number if number else str(number)
        entry = self._constants.get(key)
        if entry is None:
            self._constants[key] = entry = len(self.kinds)
            self.numbers[entry] = number
            self._append(CONSTANT, (), False)
        return entry

    def source(self, kind: int, position: int, by_row: bool = False) -> Entry:
        """The entry of an argument or a leaf."""
        return self._add_pair(kind, position, -1, (position,), by_row)

    def operand(self, entry: Entry) -> Any:
        """An entry as the expression of a derivative takes it: a number or a symbol."""
        if self.kinds[entry] == CONSTANT:
            return self.numbers[entry]
        return Symbol(self, entry)

    def entry_of(self, operand: Any) -> Entry:
        """The entry of a symbol or a number."""
        if type(operand) is Symbol:
            return operand.entry
        return self.constant(float(operand))

    # -- entries of ops ----------------------------------------------------------------

    def apply(self, name: str, operands: tuple[Any, ...]) -> Entry:
        """The entry of an op of the table or a comparison, folded where it can be."""
        numbers = self.numbers
        for x in operands:
            if x not in numbers:
                break
        else:
            return self.constant(_value(name, [numbers[x] for x in operands]))
        code = OPCODES.get(name)
        if code is None:
            return self.call(OPS[name], operands)
        if code == MULTIPLY:
            return self.product(operands[0], operands[1])
        if code == ADD:
            return self.op(ADD, _ordered(operands))
        if code == SUBTRACT and operands[1] == self.zero:
            return operands[0]
        if code == NEGATIVE and self.kinds[operands[0]] == NEGATIVE:
            return self.operands[operands[0]][0]
        if name == "power" and operands[1] == self.one:
            return operands[0]
        if name == "where" and operands[0] in numbers:
            return operands[1] if numbers[operands[0]] != 0.0 else operands[2]
        if name == "and":
            return self._and(operands[0], operands[1])
        return self.op(code, operands)

    def op(self, code: int, operands: tuple[Any, ...]) -> Entry:
        """The entry of an op, as it is."""
        by_row = self._any_by_row(operands)
        if len(operands) == 1:
            return self._add_pair(code, operands[0], -1, operands, by_row)
        if len(operands) == 2:
            return self._add_pair(code, operands[0], operands[1], operands, by_row)
        return self.add((code, operands), code, operands, by_row)

    def _any_by_row(self, operands: tuple[Any, ...]) -> bool:
        by_row = self.by_row
        for x in operands:  # noqa: SIM110 - a loop is compiled, a generator is not
            if by_row[x]:
                return True
        return False

    def product(self, x: Entry, y: Entry) -> Entry:
        """x y, without an op if one of them is 1."""
        if x == self.one:
            return y
        if y == self.one:
            return x
        numbers = self.numbers
        if x in numbers and y in numbers:
            return self.constant(numbers[x] * numbers[y])
        if x == self.minus_one:
            return self.apply("negative", (y,))
        if y == self.minus_one:
            return self.apply("negative", (x,))
        return self.op(MULTIPLY, (x, y) if x <= y else (y, x))

    def total(self, terms: Sequence[Term], from_zero: bool = False) -> Entry:
        """The sum of products, from left to right.

        Args:
            terms: pairs of factors.
            from_zero: whether the engine adds them to 0.0, which makes a 0.0 of -0.0.
        """
        one = self.one
        if len(terms) == 1 and not from_zero:
            x, y = terms[0]
            return self.product(x, y)
        numbers = self.numbers
        plain: list[int] = [self.constant(0.0)] if from_zero else []
        pairs: list[int] = []
        for x, y in terms:
            if x in numbers and y in numbers:
                x, y = self.constant(numbers[x] * numbers[y]), one
            if x == one:
                x, y = y, one
            if y == one and not pairs:
                plain.append(x)
            else:
                if x > y:
                    x, y = y, x
                pairs.append(x)
                pairs.append(y)
        if not pairs and len(plain) == 2:
            return self.apply("add", (plain[0], plain[1]))
        return self.linear(plain, pairs)

    def linear(self, plain: list[Any], pairs: list[Any]) -> Entry:
        """The entry of a sum of plain terms and then products."""
        operands = (*plain, *pairs)
        by_row = self._any_by_row(operands)
        entry = self.add((LINEAR, len(plain), operands), LINEAR, operands, by_row)
        self.plain[entry] = len(plain)
        return entry

    def call(self, rule: Rule, operands: tuple[Any, ...]) -> Entry:
        """The entry of an op that Python evaluates by its rule."""
        by_row = self._any_by_row(operands)
        entry = self.add((CALL, id(rule), operands), CALL, operands, by_row)
        self.rules[entry] = rule
        return entry

    def slope(self, call: Entry, position: int) -> Entry:
        """The entry of the local derivative that such a rule gives for an operand."""
        by_row = self.by_row[call]
        entry = self._add_pair(SLOPE, call, position, (call,), by_row)
        self.positions[entry] = position
        return entry

    def _and(self, x: Entry, y: Entry) -> Entry:
        for condition, other in ((x, y), (y, x)):
            if condition in self.numbers:
                return other if self.numbers[condition] else self.constant(0.0)
        return self.op(OPCODES["and"], (x, y))

    # -- what is used ------------------------------------------------------------------

    def uses(self, roots: Iterable[int]) -> Any:
        """How often each entry is used below the roots; a root counts as two uses."""
        kinds, operands = self.kinds, self.operands
        uses = array("i", bytes(4 * len(kinds)))
        counts, stack, top = uses, array("i", bytes(4 * len(kinds))), 0
        for root in roots:
            if not counts[root]:
                stack[top] = root
                top += 1
            counts[root] += 2
        while top:
            top -= 1
            entry = stack[top]
            kind = kinds[entry]
            if kind in (INPUT, LEAF):
                continue  # its operand is a position
            of_entry = operands[entry]
            for x in of_entry:
                if not counts[x]:
                    stack[top] = x
                    top += 1
                counts[x] += 1
        return uses

    def __len__(self) -> int:
        return len(self.kinds)


def _value(name: str, numbers: list[float]) -> float:
    """An op or a comparison at numbers."""
    if name in _TESTS:
        return float(_TESTS[name](*numbers))
    if name in ("and", "or"):
        x, y = numbers
        return (
            float(bool(x) and bool(y)) if name == "and" else float(bool(x) or bool(y))
        )
    return OPS[name].value(*numbers)


def _ordered(operands: tuple[Any, ...]) -> tuple[Any, ...]:
    x, y = operands
    return operands if x <= y else (y, x)
