# cython: annotation_typing=False
"""The code of a program for one input: runs of instructions of one op."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np

from autograd_core.replay.opcodes import CALL, LINEAR, MULTIPLY, SUMS
from autograd_core.replay.side_by_side import FEWEST, in_runs
from autograd_core.replay.tape import Tape

_HALF, _NO_SLOT = 1 << 31, 1 << 62
"""Two slots in one number, above all slots alone."""


class Call(NamedTuple):
    """An op that Python evaluates.

    Attributes:
        rule: the op.
        operands: the slots of its operands.
        out: the slot of its value, -1 if nothing needs it.
        slopes: operand and slot of each local derivative that is needed.
    """

    rule: Any
    operands: tuple[int, ...]
    out: int
    slopes: tuple[tuple[int, int], ...]


class Instructions:
    """The code for one input while it is written.

    Attributes:
        slots: an array of the slot of each entry, -1 if it has none.
        code: runs of instructions of one op.
        calls: what Python evaluates.
    """

    def __init__(
        self, tape: Tape, slots: Any, slopes: dict[int, list[tuple[int, int]]]
    ) -> None:
        self.tape, self.slots, self.slopes = tape, slots, slopes
        self.code: list[int] = []
        self.calls: list[Call] = []
        self._kind, self._count_at = 0, 0

    def place(self, run: list[int], top: int) -> int:
        """Give each op of a run a slot, if it has none; sort the run by slots.

        Results lie in the order of their operands, so that ops at equal steps meet.

        Args:
            run: ops of one depth and kind; it is sorted in place.
            top: the first slot that is free.

        Returns:
            The first slot that is free now.
        """
        slots, kind = self.slots, self.tape.kinds[run[0]]
        if len(run) > 1 and kind != CALL:
            keyed = [(self._key(entry, kind), entry) for entry in run]
            keyed.sort()
            run[:] = [entry for _, entry in keyed]
        for entry in run:
            if slots[entry] < 0:
                slots[entry] = top
                top += 1
            if kind == CALL:
                for _, slope in self.slopes.get(entry, ()):
                    slots[slope] = top
                    top += 1
        return top

    def _key(self, entry: int, kind: int) -> Any:
        """What a run is sorted by: the slot, else how many operands, and the last."""
        slots = self.slots
        slot = slots[entry]
        of_entry = self.tape.operands[entry]
        if kind == MULTIPLY:
            if slot >= 0:
                return slot
            x, y = of_entry
            low, high = slots[x], slots[y]
            if low > high:
                low, high = high, low
            return _NO_SLOT + high * _HALF + low
        width = self._width(entry, kind)
        factors = array("i", bytes(4 * width))
        self._fill(factors, 0, entry, kind)
        return slot < 0, slot, width, tuple(factors[:0:-1])

    def add(self, run: list[int]) -> None:
        """Write the ops of one depth and kind, sums side by side where they can be."""
        kind = self.tape.kinds[run[0]]
        start = 0
        while start < len(run):
            width = self._width(run[start], kind)
            end = start + 1
            while end < len(run) and self._width(run[end], kind) == width:
                end += 1
            self._add_alike(run[start:end], kind, width)
            start = end

    def _add_alike(self, run: list[int], kind: int, width: int) -> None:
        """Write ops of one kind that have the same number of factors."""
        if kind not in (LINEAR, MULTIPLY) or len(run) < FEWEST:
            for entry in run:
                self.add_one(entry)
            return
        table = array("i", bytes(4 * width * len(run)))
        for row in range(len(run)):
            self._fill(table, row * width, run[row], kind)
        for rows, instruction in in_runs(np.asarray(table).reshape(-1, width)):
            if instruction is None:
                for row in rows:
                    self.add_one(run[row])
            else:
                self._begin(SUMS)
                self.code += instruction

    def add_one(self, entry: int) -> None:
        """Write one op."""
        tape, slots = self.tape, self.slots
        kind, operands = tape.kinds[entry], tape.operands[entry]
        self._begin(kind)
        if kind == CALL:
            self.code.append(len(self.calls))
            of_call = self.slopes.get(entry, ())
            slope_slots = tuple([(i, slots[x]) for i, x in of_call])
            arguments = tuple([slots[x] for x in operands])
            call = Call(tape.rules[entry], arguments, slots[entry], slope_slots)
            self.calls.append(call)
            return
        self.code.append(slots[entry])
        if kind == LINEAR:
            plain = tape.plain[entry]
            self.code.append(plain)
            self.code.append((len(operands) - plain) // 2)
        for x in operands:
            self.code.append(slots[x])

    def _begin(self, kind: int) -> None:
        """Count one more instruction, in a new run if the last is of another op."""
        if kind != self._kind or kind == CALL:
            self.code.append(kind)
            self.code.append(0)
            self._kind, self._count_at = kind, len(self.code) - 1
        self.code[self._count_at] += 1

    def _width(self, entry: int, kind: int) -> int:
        """How many slots `_fill` writes: of the result and of all factors."""
        width = 1 + len(self.tape.operands[entry])
        return width + self.tape.plain[entry] if kind == LINEAR else width

    def _fill(self, table: Any, at: int, entry: int, kind: int) -> None:
        """Write the slot of a result, and those of its operands, to a table.

        Of sums these are the factors in pairs, the lower first; a term that is no
        product has the factor 1.
        """
        slots, of_entry = self.slots, self.tape.operands[entry]
        plain = self.tape.plain[entry] if kind == LINEAR else 0
        one = self.tape.one
        start = at
        table[at] = slots[entry]
        for k in range(len(of_entry)):
            x = of_entry[k]
            at += 1
            table[at] = slots[x]
            if k < plain:
                at += 1
                table[at] = slots[one]
        if kind in (LINEAR, MULTIPLY):
            for k in range(start + 1, at, 2):
                if table[k] > table[k + 1]:
                    table[k], table[k + 1] = table[k + 1], table[k]
