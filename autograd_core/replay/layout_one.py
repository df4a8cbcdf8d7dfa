# cython: annotation_typing=False
"""A program laid out for one input: numbered slots, and runs of one op."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

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
    tape = program.tape
    gradients = [tape.total(terms) for terms in program.gradients]
    holds = [] if program.holds is None else [program.holds]
    return [program.result, *gradients, *holds]


def cleaned(tape: Tape, roots: list[int]) -> tuple[list[int], int, list[int]]:
    """The ops that the roots need, operands first; how many there were; all uses."""
    uses, kinds = tape.uses(roots), tape.kinds
    before = sum([uses[i] > 0 and kinds[i] > 0 for i in range(len(kinds))])
    fuse(tape, uses)
    entries = [i for i in range(len(kinds)) if uses[i] and kinds[i] > 0]
    return entries, before, uses


def lay_out(program: Program, inputs: int) -> Layout:
    """The layout of a program.

    Args:
        program: it is changed: sums become one op.
        inputs: how many arguments there are.
    """
    tape = program.tape
    roots = roots_of(program)
    entries, before, uses = cleaned(tape, roots)
    # Where leaves were made one after another, so are they read and their gradients
    # written: the memory is passed through from end to end.
    leaves = program.leaves
    leaf_order = sorted(range(len(leaves)), key=lambda i: id(leaves[i]))
    slots, constants = _slots_of_sources(tape, leaf_order, inputs)
    slopes = slopes_by_call(tape, uses)
    first = len(leaves) + inputs
    top = first + len(constants)
    for root in _in_order(program, leaf_order, roots):
        if slots[root] < 0 < tape.kinds[root] != CALL:
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


def _in_order(program: Program, leaf_order: list[int], roots: list[int]) -> list[int]:
    """The entries of the gradients in the order in which a call gives them."""
    by_source = dict(zip(program.wanted, roots[1:], strict=False))
    of_arguments = [x for (kind, _), x in by_source.items() if kind == INPUT]
    of_leaves = [by_source.get((LEAF, position)) for position in leaf_order]
    return [*of_arguments, *[x for x in of_leaves if x is not None]]


def _slots_of_sources(
    tape: Tape, leaf_order: list[int], inputs: int
) -> tuple[list[int], list[float]]:
    """The slots of leaves, arguments and constants, -1 for all else; the constants."""
    rank = [0] * len(leaf_order)
    for slot, position in enumerate(leaf_order):
        rank[position] = slot
    slots = [-1] * len(tape)
    constants: list[float] = []
    for entry, kind in enumerate(tape.kinds):
        if kind == LEAF:
            slots[entry] = rank[tape.operands[entry][0]]
        elif kind == INPUT:
            slots[entry] = len(rank) + tape.operands[entry][0]
        elif kind == CONSTANT:
            slots[entry] = len(rank) + inputs + len(constants)
            constants.append(tape.numbers[entry])
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
    kinds, operands, slope = tape.kinds, tape.operands, SLOPE
    levels = [0] * len(kinds)
    places = [0] * len(kinds)
    for entry in range(len(kinds)):
        kind = kinds[entry]
        level = 0
        if kind == slope:
            level = levels[operands[entry][0]]
        elif kind > 0:
            of_entry = operands[entry]
            level = 1
            for x in of_entry:
                level = max(level, levels[x] + 1)
        levels[entry] = level
        places[entry] = 1000 * level + kind  # a kind has three digits at most
    runs: list[list[int]] = []
    last = -1
    for entry in sorted(entries, key=places.__getitem__):
        if places[entry] != last:
            runs.append([])
            last = places[entry]
        runs[-1].append(entry)
    return runs


class Instructions:
    """The code for one input while it is written.

    Attributes:
        code: runs of instructions of one op.
        calls: what Python evaluates.
    """

    def __init__(
        self,
        tape: Tape,
        slots: list[int] | dict[int, int],
        slopes: dict[int, list[tuple[int, int]]],
    ) -> None:
        self.tape, self.slots, self.slopes = tape, slots, slopes
        self.code: list[int] = []
        self.calls: list[Call] = []
        self._kind, self._count_at = 0, 0
        # Of each op of the run that was placed: the slots of its operands.
        self._placed: dict[int, tuple[int, ...]] = {}

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
            keys: dict[int, tuple[Any, ...]] = {}
            placed = self._placed = {}
            for entry in run:
                at = placed[entry] = self._operands(entry, kind)
                keys[entry] = (slots[entry] < 0, slots[entry], len(at), at[::-1])
            run.sort(key=keys.__getitem__)
        for entry in run:
            if slots[entry] < 0:
                slots[entry] = top
                top += 1
            if kind == CALL:
                for _, slope in self.slopes.get(entry, ()):
                    slots[slope] = top
                    top += 1
        return top

    def add(self, run: list[int]) -> None:
        """Write the ops of one depth and kind, sums side by side where they can be."""
        kind = self.tape.kinds[run[0]]
        if kind not in (LINEAR, MULTIPLY) or len(run) < FEWEST:
            for entry in run:
                self.add_one(entry)
            return
        slots, placed = self.slots, self._placed
        sums = [(slots[entry], placed[entry]) for entry in run]
        entries = {slots[entry]: entry for entry in run}
        for group, instruction in in_runs(sums):
            if instruction is None:
                for out, _ in group:
                    self.add_one(entries[out])
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
            self.code += (plain, (len(operands) - plain) // 2)
        self.code += [slots[x] for x in operands]

    def _begin(self, kind: int) -> None:
        """Count one more instruction, in a new run if the last is of another op."""
        if kind != self._kind or kind == CALL:
            self.code += (kind, 0)
            self._kind, self._count_at = kind, len(self.code) - 1
        self.code[self._count_at] += 1

    def _operands(self, entry: int, kind: int) -> tuple[int, ...]:
        """The slots of operands; of sums those of factors in pairs, the lower first."""
        slots, of_entry = self.slots, self.tape.operands[entry]
        if kind != LINEAR and kind != MULTIPLY:
            return tuple([slots[x] for x in of_entry])
        at: list[int] = []
        plain, one = 0, slots[self.tape.one]
        if kind == LINEAR:
            plain = self.tape.plain[entry]
            for k in range(plain):
                x = slots[of_entry[k]]
                at += (x, one) if x < one else (one, x)
        for k in range(plain, len(of_entry), 2):
            x, y = slots[of_entry[k]], slots[of_entry[k + 1]]
            at += (x, y) if x < y else (y, x)
        return tuple(at)
