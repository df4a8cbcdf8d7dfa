"""A program laid out for one input: numbered slots, and runs of one op."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd_core.replay.fuse import fuse
from autograd_core.replay.opcodes import CALL, CONSTANT, INPUT, LEAF, LINEAR, SLOPE
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
        inputs: how many arguments there are.
        calls: what Python evaluates.
        result: the slot of the result.
        holds: the slot that is 1 where all comparisons come out as recorded, else -1.
        gradients: the slot of each gradient.
        ops: how many ops there were before cleaning, and how many there are.
    """

    code: Any
    numbers: Any
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


def cleaned(tape: Tape, roots: list[int]) -> tuple[list[int], int]:
    """The ops that the roots need, operands first, and how many there were."""
    uses = tape.uses(roots)
    before = sum([uses[i] > 0 and tape.kinds[i] > 0 for i in range(len(tape))])
    fuse(tape, uses)
    uses = tape.uses(roots)
    kinds = tape.kinds
    return [i for i in range(len(kinds)) if uses[i] and kinds[i] > 0], before


def lay_out(program: Program, inputs: int) -> Layout:
    """The layout of a program.

    Args:
        program: it is changed: sums become one op.
        inputs: how many arguments there are.
    """
    tape = program.tape
    roots = roots_of(program)
    entries, before = cleaned(tape, roots)
    entries = by_level(tape, entries)
    leaves = len(program.leaves)
    slots = [0] * len(tape)
    constants: list[float] = []
    for entry, kind in enumerate(tape.kinds):
        if kind == LEAF:
            slots[entry] = tape.operands[entry][0]
        elif kind == INPUT:
            slots[entry] = leaves + tape.operands[entry][0]
        elif kind == CONSTANT:
            slots[entry] = leaves + inputs + len(constants)
            constants.append(tape.numbers[entry])
    top = leaves + inputs + len(constants)
    slopes = slopes_by_call(tape, tape.uses(roots))
    for entry in entries:
        slots[entry] = top
        top += 1
        for _, slope in slopes.get(entry, ()):
            slots[slope] = top
            top += 1
    code, calls = emit(tape, entries, slots, slopes)
    numbers = np.zeros(top)
    numbers[leaves + inputs : leaves + inputs + len(constants)] = constants
    n = len(program.gradients)
    return Layout(
        np.array(code, np.int32),
        numbers,
        inputs,
        calls,
        slots[roots[0]],
        -1 if program.holds is None else slots[roots[-1]],
        [slots[root] for root in roots[1 : 1 + n]],
        (before, len(entries)),
    )


def slopes_by_call(tape: Tape, uses: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Of each op of Python the positions and entries of the slopes that are needed."""
    slopes: dict[int, list[tuple[int, int]]] = {}
    for entry, position in tape.positions.items():
        if uses[entry]:
            slopes.setdefault(tape.operands[entry][0], []).append((position, entry))
    return slopes


def by_level(tape: Tape, entries: list[int]) -> list[int]:
    """The ops sorted by depth and kind: long runs of one op, without dependences."""
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
    return sorted(entries, key=places.__getitem__)


def emit(
    tape: Tape,
    entries: list[int],
    slots: list[int] | dict[int, int],
    slopes: dict[int, list[tuple[int, int]]],
) -> tuple[list[int], list[Call]]:
    """The runs of instructions of entries that are sorted, and what Python does."""
    code: list[int] = []
    calls: list[Call] = []
    kind, count_at = 0, 0
    kinds, of_entries = tape.kinds, tape.operands
    for entry in entries:
        operands = of_entries[entry]
        if kinds[entry] != kind or kind == CALL:
            kind = kinds[entry]
            code += (kind, 0)
            count_at = len(code) - 1
        code[count_at] += 1
        if kind == CALL:
            code.append(len(calls))
            slope_slots = tuple([(i, slots[x]) for i, x in slopes.get(entry, ())])
            arguments = tuple([slots[x] for x in operands])
            calls.append(Call(tape.rules[entry], arguments, slots[entry], slope_slots))
        elif kind == LINEAR:
            plain = tape.plain[entry]
            code += (slots[entry], plain, (len(operands) - plain) // 2)
            code += [slots[x] for x in operands]
        else:
            code.append(slots[entry])
            code += [slots[x] for x in operands]
    return code, calls
