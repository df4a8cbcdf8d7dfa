"""What is made of the graph of a result: entries, and what they are for."""

from __future__ import annotations

from autograd_core.engine.value import Value
from autograd_core.replay.opcodes import INPUT, LEAF
from autograd_core.replay.tape import Tape, Term


class NotReplayable(Exception):
    """A graph has a node of which no tape can be made."""


class Program:
    """What a tape computes.

    Attributes:
        tape: the entries.
        leaves: the leaves that the function reads, in the order of their entries.
        wanted: the entries of the arguments and leaves that get a gradient, as pairs
            (INPUT or LEAF, position).
        result: the entry of the result.
        holds: the entry that is 1 where all comparisons come out as recorded, or None.
        gradients: the terms of the gradient of each wanted entry.
        seed: the entry of the upstream gradient.
        outputs: the entries whose numbers are wanted beside the result.
        labels: the names of entries.
        constants: the numbers in the recorded graph.
    """

    def __init__(self, weighted: bool) -> None:
        self.tape = Tape()
        self.leaves: list[Value] = []
        self.wanted: list[tuple[int, int]] = []
        self.result = 0
        self.holds: int | None = None
        self.gradients: list[list[Term]] = []
        self.seed = self.tape.source(INPUT, -1, True) if weighted else self.tape.one
        self.outputs: list[int] = []
        self.labels: dict[int, str] = {}
        self.constants: list[float] = []

    def by_source(self, inputs: int, of_wanted: list[int]) -> tuple[list[int], ...]:
        """What belongs to each wanted entry by argument and by leaf, -1 for the others.

        Args:
            inputs: how many arguments there are.
            of_wanted: in the order of `wanted`.
        """
        of_arguments, of_leaves = [-1] * inputs, [-1] * len(self.leaves)
        for (kind, position), number in zip(self.wanted, of_wanted, strict=True):
            (of_leaves if kind == LEAF else of_arguments)[position] = number
        return of_arguments, of_leaves
