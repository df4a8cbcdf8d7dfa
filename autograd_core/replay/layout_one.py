# cython: annotation_typing=False
"""A program laid out for one input: numbered slots, and runs of one op."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine.value import Value
from autograd_core.replay.fuse import fuse
from autograd_core.replay.opcodes import (
    CALL,
    CONSTANT,
    INPUT,
    LEAF,
    LINEAR,
    MULTIPLY,
    SLOPE,
    SUMS,
)
from autograd_core.replay.side_by_side import FEWEST, in_runs
from autograd_core.replay.tape import Tape
from autograd_core.replay.translate import Program

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


class Layout(NamedTuple):
    """What the loop over one input needs.

    Attributes:
        code: runs of instructions, as `loops.h` says.
        numbers: the slots: leaves, arguments, constants, results.
        leaf_order: the positions of the leaves in the order of their slots.
        inputs: how many arguments there are.
        calls: what Python evaluates.
        result: the slot of the result.
        holds: the slot that is 1 where all comparisons come out as recorded, else -1.
        gradients: the slot of each gradient.
        ops: how many ops there were before cleaning, and how many there are.
    """

    code: Any
    numbers: Any
    leaf_order: list[int]
    inputs: int
    calls: list[Call]
    result: int
    holds: int
    gradients: list[int]
    ops: tuple[int, int]


def roots_of(program: Program) -> list[int]:
    """The entries that a program is for, with the sums that its gradients are."""
    tape: Tape = program.tape
    gradients = [tape.total(terms) for terms in program.gradients]
    holds = [] if program.holds is None else [program.holds]
    return [program.result, *gradients, *holds]


def cleaned(tape: Tape, roots: list[int]) -> tuple[list[int], int, Any]:
    """The ops that the roots need, operands first; how many there were; all uses."""
    uses, kinds = tape.uses(roots), tape.kinds
    before = len(_used_ops(kinds, uses))
    fuse(tape, uses)
    return _used_ops(kinds, uses), before, uses


def _used_ops(kinds: list[int], uses: Any) -> list[int]:
    counts = uses
    return [i for i in range(len(kinds)) if counts[i] and kinds[i] > 0]


def lay_out(program: Program, inputs: int) -> Layout:
    """The layout of a program.

    Args:
        program: it is changed: sums become one op.
        inputs: how many arguments there are.
    """
    tape = program.tape
    roots = roots_of(program)
    entries, before, uses = cleaned(tape, roots)
    leaves = program.leaves
    leaf_order = _by_address(leaves)
    slots, constants = _slots_of_sources(tape, leaf_order, inputs)
    slopes = slopes_by_call(tape, uses)
    first = len(leaves) + inputs
    top = first + len(constants)
    kinds = tape.kinds
    for root in _in_order(program, leaf_order, roots):
        if slots[root] < 0 < kinds[root] != CALL:
            slots[root] = top
            top += 1
    instructions = Instructions(tape, slots, slopes)
    for run in by_level(tape, entries):
        top = instructions.place(run, top)
        instructions.add(run)
    numbers = np.zeros(top)
    numbers[first : first + len(constants)] = constants
    n = len(program.gradients)
    return Layout(
        np.array(instructions.code, np.int32),
        numbers,
        leaf_order,
        inputs,
        instructions.calls,
        slots[roots[0]],
        -1 if program.holds is None else slots[roots[-1]],
        [slots[root] for root in roots[1 : 1 + n]],
        (before, len(entries)),
    )


def _by_address(leaves: list[Value]) -> list[int]:
    """The positions of leaves by where they lie.

    Where they were made one after another, so are they read and their gradients
    written: the memory is passed through from end to end.
    """
    return sorted(range(len(leaves)), key=lambda i: id(leaves[i]))


def _in_order(program: Program, leaf_order: list[int], roots: list[int]) -> list[int]:
    """The entries of the gradients in the order in which a call gives them."""
    of_arguments: list[int] = []
    of_leaves = array("i", [-1]) * len(leaf_order)
    for k, (kind, position) in enumerate(program.wanted):
        if kind == INPUT:
            of_arguments.append(roots[1 + k])
        else:
            of_leaves[position] = roots[1 + k]
    in_order = [of_leaves[position] for position in leaf_order]
    return [*of_arguments, *[root for root in in_order if root >= 0]]


def _slots_of_sources(
    tape: Tape, leaf_order: list[int], inputs: int
) -> tuple[Any, list[float]]:
    """The slots of leaves, arguments and constants, -1 for all else; the constants."""
    leaves, kinds, operands = len(leaf_order), tape.kinds, tape.operands
    rank = array("i", bytes(4 * leaves))
    for slot in range(leaves):
        rank[leaf_order[slot]] = slot
    slots = array("i", [-1]) * len(kinds)
    constants: list[float] = []
    for entry in range(len(kinds)):
        kind = kinds[entry]
        if kind > 0 or kind == SLOPE:
            continue
        if kind == CONSTANT:
            slots[entry] = leaves + inputs + len(constants)
            constants.append(tape.numbers[entry])
        else:
            position = operands[entry][0]
            slots[entry] = rank[position] if kind == LEAF else leaves + position
    return slots, constants


def slopes_by_call(tape: Tape, uses: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Of each op of Python the positions and entries of the slopes that are needed."""
    slopes: dict[int, list[tuple[int, int]]] = {}
    for entry, position in tape.positions.items():
        if uses[entry]:
            slopes.setdefault(tape.operands[entry][0], []).append((position, entry))
    return slopes


def by_level(tape: Tape, entries: list[int]) -> list[list[int]]:
    """The ops in runs of one depth and kind: within a run none waits for another."""
    kinds, operands = tape.kinds, tape.operands
    levels = array("i", bytes(4 * len(kinds)))
    runs: dict[tuple[int, int], list[int]] = {}
    for entry in range(len(kinds)):
        kind = kinds[entry]
        if kind == SLOPE:
            x = operands[entry][0]
            levels[entry] = levels[x]
        elif kind > 0:
            of_entry = operands[entry]
            level = 0
            for x in of_entry:
                level = max(level, levels[x])
            levels[entry] = level + 1
    for entry in entries:
        place = levels[entry], kinds[entry]
        run = runs.get(place)
        if run is None:
            runs[place] = run = []
        run.append(entry)
    return [run for _, run in sorted(runs.items())]


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
        if (kind != LINEAR and kind != MULTIPLY) or len(run) < FEWEST:
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
        if kind == LINEAR or kind == MULTIPLY:  # noqa: SIM109
            for k in range(start + 1, at, 2):
                if table[k] > table[k + 1]:
                    table[k], table[k + 1] = table[k + 1], table[k]
