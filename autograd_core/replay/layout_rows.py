"""A program laid out for many rows: what all rows share, and slots of a row each."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np

from autograd_core.replay.fuse import set_linear
from autograd_core.replay.instructions import Call, Instructions
from autograd_core.replay.layout_one import by_level, cleaned, slopes_by_call
from autograd_core.replay.opcodes import (
    CALL,
    CONSTANT,
    INPUT,
    LEAF,
    LINEAR,
    SLOPE,
    SUM,
    SUM_PRODUCTS,
)
from autograd_core.replay.program import Program
from autograd_core.replay.tape import Tape, Term


class RowLayout(NamedTuple):
    """What the loops over rows need.

    Attributes:
        uniform_code: runs for what all rows share, as for one input.
        code: the instructions for a block of rows, as `rows.h` says.
        numbers: the uniform slots: leaves, shared arguments, constants, results.
        shared: how many shared arguments there are.
        inputs: the slot of each argument of a row, -1 if it is not used.
        slots: how many slots of a row there are.
        sums: how many sums over rows: the loss, then a gradient each.
        seed: the slot of the weights, -1 if they are not used.
        result, holds: slots, or -1 - i for the uniform slot i.
        outputs: the places of the outputs, as of the result.
        uniform_calls, calls: what Python evaluates.
        ops: how many ops there were before cleaning, and how many there are.
    """

    uniform_code: Any
    code: Any
    numbers: Any
    shared: int
    inputs: Any
    slots: int
    sums: int
    seed: int
    result: int
    holds: int
    outputs: Any
    uniform_calls: list[Call]
    calls: list[Call]
    ops: tuple[int, int]


class _Rows:
    """Slots and code of a program for rows while they are made."""

    def __init__(
        self, program: Program, shared: int, inputs: int, only_holds: bool
    ) -> None:
        self.program, self.tape = program, program.tape
        self.shared, self.inputs = shared, inputs
        self.sums = self._sums(only_holds)
        holds = [] if program.holds is None else [program.holds]
        self.results = (
            holds if only_holds else [program.result, *holds, *program.outputs]
        )
        self.roots = [
            *self.results,
            *[x for terms in self.sums for term in terms for x in term],
        ]

    def _sums(self, only_holds: bool) -> list[list[Term]]:
        """The terms to be summed over rows: two factors that differ from row to row."""
        if only_holds:
            return []
        program, tape = self.program, self.tape
        targets = [[(program.seed, program.result)], *program.gradients]
        sums = []
        for terms in targets:
            by_rows: list[Term] = []
            for x, y in terms:
                if tape.by_row[x] and tape.by_row[y]:
                    by_rows.append((x, y))
                else:
                    by_rows.append((tape.product(x, y), tape.one))
            sums.append(by_rows)
        return sums


def lay_out_rows(
    program: Program, shared: int, inputs: int, only_holds: bool = False
) -> RowLayout:
    """The layout of a program for rows.

    Args:
        program: it is changed: sums become one op.
        shared: how many arguments all rows share; they come first.
        inputs: how many arguments differ from row to row.
        only_holds: leave out all but the comparisons.
    """
    rows = _Rows(program, shared, inputs, only_holds)
    tape = program.tape
    entries, before, _ = cleaned(tape, rows.roots)
    for entry in entries:
        if tape.kinds[entry] == LINEAR and tape.by_row[entry]:
            _gather_uniform(tape, entry)
    uses = tape.uses(rows.roots)
    entries = [i for i in range(len(tape)) if uses[i] and tape.kinds[i] > 0]
    slopes = slopes_by_call(tape, uses)
    uniform = _uniform_slots(tape, program, shared)
    shared_entries = [
        entry
        for run in by_level(tape, [x for x in entries if not tape.by_row[x]])
        for entry in run
    ]
    top = len(uniform)
    for entry in shared_entries:
        for x in (entry, *[slope for _, slope in slopes.get(entry, ())]):
            uniform[x] = top
            top += 1
    slots = array("i", [-1]) * len(tape)
    for entry, slot in uniform.items():
        if entry >= 0:
            slots[entry] = slot
    of_uniform = Instructions(tape, slots, slopes)
    for entry in shared_entries:
        of_uniform.add_one(entry)
    emitter = _Emitter(rows, uniform, slopes)
    emitter.run([x for x in entries if tape.by_row[x]])
    numbers = np.zeros(top)
    for entry, number in tape.numbers.items():
        numbers[uniform[entry]] = number
    seed = tape.source(INPUT, -1, True)
    return RowLayout(
        np.array(of_uniform.code, np.int32),
        np.array(emitter.code, np.int32),
        numbers,
        shared,
        np.array([emitter.input_slot(shared + i) for i in range(inputs)], np.int32),
        emitter.top,
        len(rows.sums),
        emitter.slots.get(seed, -1),
        emitter.place(program.result) if not only_holds else 0,
        0 if program.holds is None else emitter.place(program.holds),
        np.array(
            [] if only_holds else [emitter.place(x) for x in program.outputs], np.int32
        ),
        of_uniform.calls,
        emitter.calls,
        (before, len(entries)),
    )


def _gather_uniform(tape: Tape, entry: int) -> None:
    """Make one uniform entry of the terms of a sum that no row is in."""
    operands, plain = tape.operands[entry], tape.plain[entry]
    by_row, one = tape.by_row, tape.one
    pairs = operands[plain:]
    terms = [(x, one) for x in operands[:plain]]
    terms += zip(pairs[::2], pairs[1::2], strict=True)
    uniform = [term for term in terms if not (by_row[term[0]] or by_row[term[1]])]
    in_pairs = any(term in uniform for term in terms[plain:])
    if not in_pairs and len(uniform) < 2:
        return
    others = [term for term in terms if by_row[term[0]] or by_row[term[1]]]
    first = [(tape.total(uniform), one)]
    set_linear(tape, entry, [*first, *others])


def _uniform_slots(tape: Tape, program: Program, shared: int) -> dict[int, int]:
    """The slots of leaves, shared arguments and constants, in this order."""
    leaves = len(program.leaves)
    slots: dict[int, int] = {}
    top = leaves + shared
    filled = set()
    for entry, kind in enumerate(tape.kinds):
        if kind == LEAF:
            slots[entry] = tape.operands[entry][0]
            filled.add(slots[entry])
        elif kind == INPUT and not tape.by_row[entry]:
            slots[entry] = leaves + tape.operands[entry][0]
            filled.add(slots[entry])
    # An argument that is not used has no entry, but a slot.
    for slot in sorted(set(range(top)) - filled):
        slots[-1 - slot] = slot
    for entry, kind in enumerate(tape.kinds):
        if kind == CONSTANT:
            slots[entry] = top
            top += 1
    return slots


class _Emitter:
    """Writes the instructions for rows; slots that nothing reads now serve again."""

    def __init__(
        self,
        rows: _Rows,
        uniform: dict[int, int],
        slopes: dict[int, list[tuple[int, int]]],
    ) -> None:
        self.rows, self.tape = rows, rows.tape
        self.uniform, self.slopes = uniform, slopes
        self.slots: dict[int, int] = {}
        self.code: list[int] = []
        self.calls: list[Call] = []
        self.top = 0
        self._free: list[int] = []

    def place(self, entry: int) -> int:
        """The slot of a row, or -1 - i for the uniform slot i."""
        slot = self.slots.get(entry)
        return -1 - self.uniform[entry] if slot is None else slot

    def input_slot(self, position: int) -> int:
        """The slot of an argument of a row, -1 if it is not used."""
        return self.slots.get(self.tape.source(INPUT, position, True), -1)

    def run(self, entries: list[int]) -> None:
        """Write all instructions, each sum over rows when its factors are there."""
        tape = self.tape
        for entry, kind in enumerate(tape.kinds):
            if kind == INPUT and tape.by_row[entry]:
                self._new_slot(entry)
        sums = self._sums_by_last(entries)
        last = self._last_reads(entries, sums)
        self._sum_up(sums.get(-1, []))
        for position, entry in enumerate(entries):
            for x in (entry, *[slope for _, slope in self.slopes.get(entry, ())]):
                self._new_slot(x)
            self._emit(entry)
            self._sum_up(sums.get(position, []))
            for x in last.get(position, ()):
                self._free.append(self.slots[x])

    def _new_slot(self, entry: int) -> None:
        if self._free:
            self.slots[entry] = self._free.pop()
        else:
            self.slots[entry] = self.top
            self.top += 1

    def _sums_by_last(self, entries: list[int]) -> dict[int, list[tuple[int, Term]]]:
        """The sums over rows, by the position after which they can be made."""
        tape = self.tape
        positions = {entry: position for position, entry in enumerate(entries)}
        for call, slopes in self.slopes.items():
            if call in positions:
                positions.update({slope: positions[call] for _, slope in slopes})
        sums: dict[int, list[tuple[int, Term]]] = {}
        for k, terms in enumerate(self.rows.sums):
            for x, y in terms:
                at = max(positions.get(x, -1), positions.get(y, -1))
                # The factor that several products share comes first.
                term = (
                    (x, y)
                    if y == tape.one or positions.get(x, -1) >= positions.get(y, -1)
                    else (y, x)
                )
                sums.setdefault(at, []).append((k, term))
        return sums

    def _last_reads(
        self, entries: list[int], sums: dict[int, list[tuple[int, Term]]]
    ) -> dict[int, list[int]]:
        """What is read for the last time at each position."""
        tape = self.tape
        last: dict[int, int] = {}
        for position, entry in enumerate(entries):
            for x in (entry, *tape.operands[entry]):
                call = tape.operands[x][0] if tape.kinds[x] == SLOPE else x
                last[x] = last[call] = position
            for _, term in sums.get(position, ()):
                last.update(dict.fromkeys(term, position))
        results = set(self.rows.results)
        ends: dict[int, list[int]] = {}
        for x, position in last.items():
            is_result = tape.kinds[x] > 0 or tape.kinds[x] == SLOPE
            if tape.by_row[x] and is_result and x not in results:
                ends.setdefault(position, []).append(x)
        return ends

    def _emit(self, entry: int) -> None:
        tape, place = self.tape, self.place
        kind, operands = tape.kinds[entry], tape.operands[entry]
        if kind == LINEAR:
            self._emit_linear(entry)
        elif kind == CALL:
            self.code += (CALL, len(self.calls))
            slopes = tuple([(i, self.slots[x]) for i, x in self.slopes.get(entry, ())])
            arguments = tuple([place(x) for x in operands])
            self.calls.append(
                Call(tape.rules[entry], arguments, self.slots[entry], slopes)
            )
        else:
            self.code += (kind, self.slots[entry], *[place(x) for x in operands])

    def _emit_linear(self, entry: int) -> None:
        tape, by_row, slots = self.tape, self.tape.by_row, self.slots
        operands, plain = tape.operands[entry], tape.plain[entry]
        pairs = operands[plain:]
        rows: list[int] = []
        uniform: list[int] = []
        products: list[int] = []
        start = -1
        for x in operands[:plain]:
            if by_row[x]:
                rows.append(slots[x])
            else:
                start = self.uniform[x]
        for x, y in zip(pairs[::2], pairs[1::2], strict=True):
            if by_row[x] and by_row[y]:
                products += (slots[x], slots[y])
            elif by_row[x]:
                uniform += (self.uniform[y], slots[x])
            else:
                uniform += (self.uniform[x], slots[y])
        self.code += (LINEAR, slots[entry], len(rows), len(uniform) // 2)
        self.code += (len(products) // 2, start, *rows, *uniform, *products)

    def _sum_up(self, sums: list[tuple[int, Term]]) -> None:
        by_factor: dict[int, list[int]] = {}
        for k, (x, y) in sums:
            if y == self.tape.one:
                self.code += (SUM, k, self.slots[x])
            else:
                by_factor.setdefault(x, []).extend((k, self.slots[y]))
        for x, pairs in by_factor.items():
            self.code += (SUM_PRODUCTS, len(pairs) // 2, self.slots[x], *pairs)
