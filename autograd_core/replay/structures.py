"""The programs of a compiled function for arguments of one structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.replay.arguments import Spec
from autograd_core.replay.columns import Columns
from autograd_core.replay.eager_caller import HAS_MACHINES
from autograd_core.replay.layout_one import lay_out
from autograd_core.replay.layout_rows import lay_out_rows
from autograd_core.replay.opcodes import INPUT, LEAF
from autograd_core.replay.program_rule import ProgramRule
from autograd_core.replay.recorded import Recorded

if TYPE_CHECKING or HAS_MACHINES:
    from autograd_core.replay import machine


class Structure:
    """What is kept for arguments of one structure.

    Attributes:
        spec: the structure.
        tapes: a program for each way through the function that was met.
        eager: why such calls run eagerly, "" if they are replayed.
        as_given: whether the function cannot use Values for numbers.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.tapes: list[Tape] = []
        self.eager = ""
        self.as_given = False


class Tape:
    """A program on its machine.

    Attributes:
        program: the entries.
        layout: its instructions.
        machine: what replays it.
        constants: the numbers in the recorded graph.
        made_inside: the ids of leaves that the function made itself.
        comparisons: those that must come out as they did.
    """

    def __init__(self, recorded: Recorded, spec: Spec, rule: ProgramRule) -> None:
        inputs = len(recorded.inputs.nodes)
        program = recorded.program([False] * inputs, weighted=False)
        layout = lay_out(program, inputs)
        self.program, self.layout = program, layout
        self.comparisons = recorded.recording.comparisons
        self.constants = program.constants
        self.made_inside = recorded.made_inside(program.leaves)
        leaves, order = program.leaves, layout.leaf_order
        of_arguments, of_leaves = program.by_source(inputs, layout.gradients)
        moving = [i for i in order if of_leaves[i] >= 0]
        self.machine: Any = machine.OneInput(
            layout._replace(gradients=of_arguments + [of_leaves[i] for i in moving]),
            [leaves[i] for i in order],
            [leaves[i] for i in moving],
            [(i, of_arguments[i] >= 0) for i in recorded.inputs.values],
            spec,
            rule,
        )

    def must_run_eagerly(self) -> bool:
        """Whether the last call has inf or nan in it, or one Value in two places."""
        return self.machine.status in (machine.NOT_FINITE, machine.ALIASED)


class RowTape:
    """A program for rows on its machine.

    Attributes:
        program: the entries.
        layout: its instructions.
        operands_of_leaves: the leaves that get a gradient.
        constants: the numbers in the recorded graph.
        made_inside: the ids of leaves that the function made itself.
        comparisons: those that must come out as they did.
    """

    def __init__(self, recorded: Recorded, columns: Columns) -> None:
        flags = columns.by_row()
        # The program reads shared arguments first.
        order = sorted(range(len(flags)), key=lambda i: flags[i])
        recorded.inputs.reorder(order)
        by_row = [flags[i] for i in order]
        shared = by_row.count(False)
        self.comparisons = recorded.recording.comparisons
        self.program = recorded.program(by_row, weighted=True)
        self.constants = self.program.constants
        self.made_inside = recorded.made_inside(self.program.leaves)
        targets = self.program.wanted
        self.shared_positions = [
            i for kind, i in targets if kind == INPUT and i < shared
        ]
        self.leaves = [self.program.leaves[i] for kind, i in targets if kind == LEAF]
        self.operands_of_leaves = tuple(self.leaves)
        self.layout = lay_out_rows(self.program, shared, len(by_row) - shared)
        self.rows = machine.Rows(self.layout, self.program.leaves)
        self.guard: Any = None
        if self.program.holds is not None:
            program = recorded.program(by_row, weighted=True)
            layout = lay_out_rows(
                program, shared, len(by_row) - shared, only_holds=True
            )
            self.guard = machine.Rows(layout, program.leaves)

    def holding(self, columns: Columns, selection: Any) -> Any:
        """Which of the selected rows take the way of this program."""
        if self.guard is None:
            return np.ones(len(selection), bool)
        holds = np.zeros(len(selection))
        self.guard.run(
            columns.shared,
            columns.of_rows(selection),
            np.zeros(len(selection)),
            None,
            holds,
        )
        return holds == 1.0

    def operands(self, columns: Columns) -> tuple[Any, ...]:
        """What the gradients belong to."""
        if not self.shared_positions:
            return self.operands_of_leaves
        nodes = dict(columns.shared_nodes)
        return (*[nodes[i] for i in self.shared_positions], *self.leaves)


class RowStructure:
    """What is kept for batches whose rows have one structure.

    Attributes:
        tapes: a program for each way through the function that a row took.
        eager: why such batches run eagerly, "" if they are replayed.
        as_given: whether the function cannot use Values for numbers.
    """

    def __init__(self) -> None:
        self.tapes: list[RowTape] = []
        self.eager = ""
        self.as_given = False

    def groups(
        self,
        columns: Columns,
        record: Callable[[tuple[Any, ...]], Recorded],
        limit: int,
    ) -> tuple[list[Group], Any]:
        """The rows by the way that they take, and those for which there is no program.

        Args:
            columns: the arguments.
            record: runs the function at the arguments of a row, for a new program.
            limit: how many programs are kept.
        """
        groups: list[Group] = []
        rest = np.arange(columns.count)
        for tape in self.tapes:
            rest = _split(groups, tape, columns, rest)
        while len(rest) and len(self.tapes) < limit:
            tape = RowTape(record(columns.row(int(rest[0]))), columns)
            self.tapes.append(tape)
            rest = _split(groups, tape, columns, rest)
        return groups, rest


Group = tuple[RowTape, Any]
"""A program and the rows that it is for."""


def _split(groups: list[Group], tape: RowTape, columns: Columns, rest: Any) -> Any:
    if not len(rest):
        return rest
    holds = tape.holding(columns, rest)
    if holds.any():
        groups.append((tape, rest[holds]))
    return rest[~holds]
