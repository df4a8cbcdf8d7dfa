"""The tape: a recorded function and its gradient as a list of ops without repetitions.

An entry has a kind, the number of its op, and operands, entries before it. Two entries
of one kind and the same operands are one: what occurs twice is computed once. Constants
are folded, and what changes no bit of a result is left out: x * 1, x - 0, --x.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from typing import Any

from autograd_core.ops.op import OPS
from autograd_core.ops.rule import Rule
from autograd_core.replay.opcodes import (
    ADD,
    CALL,
    CONSTANT,
    INPUT,
    LEAF,
    LINEAR,
    MULTIPLY,
    NAMES,
    NEGATIVE,
    OPCODES,
    SLOPE,
    SUBTRACT,
)

_TESTS = {
    name: getattr(operator, name) for name in ("gt", "ge", "lt", "le", "eq", "ne")
}

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
        self.operands: list[tuple[int, ...]] = []
        self.by_row: list[bool] = []
        self.numbers: dict[int, float] = {}
        self.plain: dict[int, int] = {}
        self.rules: dict[int, Rule] = {}
        self.positions: dict[int, int] = {}
        self._entries: dict[Any, int] = {}
        self.one = self.constant(1.0)
        self.minus_one = self.constant(-1.0)
        self.zero = self.constant(0.0)

    def add(self, key: Any, kind: int, operands: tuple[int, ...], by_row: bool) -> int:
        """The entry of this key, a new one if there is none."""
        entry = self._entries.get(key)
        if entry is None:
            entry = len(self.kinds)
            self._entries[key] = entry
            self.kinds.append(kind)
            self.operands.append(operands)
            self.by_row.append(by_row)
        return entry

    def constant(self, number: float) -> int:
        """The entry of a number; 0 and -0 are two."""
        entry = self.add(
            (CONSTANT, number, math.copysign(1.0, number)), CONSTANT, (), False
        )
        self.numbers[entry] = number
        return entry

    def source(self, kind: int, position: int, by_row: bool = False) -> int:
        """The entry of an argument or a leaf."""
        return self.add((kind, position), kind, (position,), by_row)

    def operand(self, entry: int) -> Any:
        """An entry as the expression of a derivative takes it: a number or a symbol."""
        if self.kinds[entry] == CONSTANT:
            return self.numbers[entry]
        return Symbol(self, entry)

    def entry_of(self, operand: Any) -> int:
        """The entry of a symbol or a number."""
        if type(operand) is Symbol:
            return operand.entry
        return self.constant(float(operand))

    # -- entries of ops ----------------------------------------------------------------

    def apply(self, name: str, operands: tuple[int, ...]) -> int:
        """The entry of an op of the table or a comparison, folded where it can be."""
        numbers = self.numbers
        if numbers.keys() >= set(operands):
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

    def op(self, code: int, operands: tuple[int, ...]) -> int:
        """The entry of an op, as it is."""
        by_row = self._any_by_row(operands)
        return self.add((code, operands), code, operands, by_row)

    def _any_by_row(self, operands: tuple[int, ...]) -> bool:
        by_row = self.by_row
        for x in operands:  # noqa: SIM110 - a loop is compiled, a generator is not
            if by_row[x]:
                return True
        return False

    def product(self, x: int, y: int) -> int:
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

    def total(self, terms: Sequence[Term], from_zero: bool = False) -> int:
        """The sum of products, from left to right.

        Args:
            terms: pairs of factors.
            from_zero: whether the engine adds them to 0.0, which makes a 0.0 of -0.0.
        """
        one = self.one
        if len(terms) == 1 and not from_zero:
            return self.product(*terms[0])
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
                pairs += (x, y) if x <= y else (y, x)
        if not pairs and len(plain) == 2:
            return self.apply("add", (plain[0], plain[1]))
        return self.linear(plain, pairs)

    def linear(self, plain: list[int], pairs: list[int]) -> int:
        """The entry of a sum of plain terms and then products."""
        operands = (*plain, *pairs)
        by_row = self._any_by_row(operands)
        entry = self.add((LINEAR, len(plain), operands), LINEAR, operands, by_row)
        self.plain[entry] = len(plain)
        return entry

    def call(self, rule: Rule, operands: tuple[int, ...]) -> int:
        """The entry of an op that Python evaluates by its rule."""
        by_row = self._any_by_row(operands)
        entry = self.add((CALL, id(rule), operands), CALL, operands, by_row)
        self.rules[entry] = rule
        return entry

    def slope(self, call: int, position: int) -> int:
        """The entry of the local derivative that such a rule gives for an operand."""
        key = (SLOPE, call, position)
        entry = self.add(key, SLOPE, (call,), self.by_row[call])
        self.positions[entry] = position
        return entry

    def _and(self, x: int, y: int) -> int:
        for condition, other in ((x, y), (y, x)):
            if condition in self.numbers:
                return other if self.numbers[condition] else self.constant(0.0)
        return self.op(OPCODES["and"], (x, y))

    # -- what is used ------------------------------------------------------------------

    def uses(self, roots: Iterable[int]) -> list[int]:
        """How often each entry is used below the roots; a root counts as two uses."""
        uses = [0] * len(self.kinds)
        stack = []
        for root in roots:
            if not uses[root]:
                stack.append(root)
            uses[root] += 2
        kinds, operands = self.kinds, self.operands
        while stack:
            entry = stack.pop()
            if kinds[entry] == INPUT or kinds[entry] == LEAF:
                continue
            for x in operands[entry]:
                if not uses[x]:
                    stack.append(x)
                uses[x] += 1
        return uses

    def __len__(self) -> int:
        return len(self.kinds)


class Symbol:
    """An entry of a tape, on which the derivatives of the op table are evaluated.

    >>> tape = Tape()
    >>> x = Symbol(tape, tape.source(INPUT, 0))
    >>> tape.entry_of(1.0 * x) == x.entry, tape.entry_of(x * x) == x.entry
    (True, False)
    """

    __slots__ = ("entry", "tape")
    __array_ufunc__ = None

    def __init__(self, tape: Tape, entry: int) -> None:
        self.tape = tape
        self.entry = entry

    @staticmethod
    def _apply(rule: Any, operands: Sequence[Any]) -> Any:
        """An op applied to symbols, as Values record it."""
        tape = next(x.tape for x in operands if type(x) is Symbol)
        entries = tuple([tape.entry_of(x) for x in operands])
        return tape.operand(tape.apply(rule.name, entries))

    def _op(self, name: str, *operands: Any) -> Any:
        tape = self.tape
        entries = tuple([tape.entry_of(x) for x in operands])
        return tape.operand(tape.apply(name, entries))

    def __add__(self, other: Any) -> Any:
        return self._op("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._op("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._op("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._op("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._op("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._op("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._op("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._op("divide", other, self)

    def __pow__(self, other: Any) -> Any:
        return self._op("power", self, other)

    def __neg__(self) -> Any:
        return self._op("negative", self)

    def __abs__(self) -> Any:
        return self._op("absolute", self)

    def __gt__(self, other: Any) -> Any:
        return self._op("gt", self, other)

    def __ge__(self, other: Any) -> Any:
        return self._op("ge", self, other)

    def __lt__(self, other: Any) -> Any:
        return self._op("lt", self, other)

    def __le__(self, other: Any) -> Any:
        return self._op("le", self, other)

    def __and__(self, other: Any) -> Any:
        return self._op("and", self, other)

    def __or__(self, other: Any) -> Any:
        return self._op("or", self, other)

    __rand__, __ror__ = __and__, __or__

    def __bool__(self) -> bool:
        raise TypeError("the truth of a symbol depends on numbers that are not known")


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


def _ordered(operands: tuple[int, ...]) -> tuple[int, ...]:
    x, y = operands
    return operands if x <= y else (y, x)


def name_of(code: int) -> str:
    """The name of an op by its number."""
    return NAMES[code]
