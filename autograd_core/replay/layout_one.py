# cython: annotation_typing=False
"""A program laid out for one input: numbered slots, and runs of one op."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine.value import Value
from autograd_core.replay.fuse import fuse
from autograd_core.replay.instructions import Call, Instructions
from autograd_core.replay.opcodes import (
    CALL,
    CONSTANT,
    LEAF,
    SLOPE,
)
from autograd_core.replay.program import Program
from autograd_core.replay.tape import Tape


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
    return [i for i in range(len(kinds)) if uses[i] and kinds[i] > 0]


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
    n = len(program.gradients)
    of_arguments, of_leaves = program.by_source(inputs, roots[1 : 1 + n])
    # The gradients lie in the order in which a call gives them.
    for root in [*of_arguments, *[of_leaves[position] for position in leaf_order]]:
        if root >= 0 and slots[root] < 0 < kinds[root] != CALL:
            slots[root] = top
            top += 1
    instructions = Instructions(tape, slots, slopes)
    for run in by_level(tape, entries):
        top = instructions.place(run, top)
        instructions.add(run)
    numbers = np.zeros(top)
    numbers[first : first + len(constants)] = constants
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
