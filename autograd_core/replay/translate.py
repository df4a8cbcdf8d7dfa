# cython: annotation_typing=False
"""From the graph of a result to a tape of its value and its gradient.

The gradient takes the way of `backward()`: results from the root down, a contribution
is upstream gradient x local derivative, added in the order in which they arrive. So the
sums are rounded as the engine's are. A local derivative is the expression of the op
table, evaluated on symbols; what reads numbers there is left to Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core.array_ops.choose import TAKE
from autograd_core.engine import walk
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.modes.recordings import Recording
from autograd_core.ops.manual import MANUAL
from autograd_core.ops.op import Op
from autograd_core.ops.sequence_rules import DOT, LOGSUMEXP, MAX, MEAN, MIN, SUM
from autograd_core.replay.forms import (
    CONSTANT,
    FORMS,
    OPERAND,
    chain,
    dot,
    exponentials,
    forms_of,
    is_row,
    row_entry,
)
from autograd_core.replay.opcodes import DIVIDE, INPUT, LEAF
from autograd_core.replay.tape import Entry, Tape, Term


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


class Translation:
    """One graph on its way to a tape.

    Args:
        root: the result.
        inputs: the leaves that stand for arguments.
        recording: what was noted while the function ran.
        differentiable: the positions of the arguments that get a gradient.
        by_row: whether each argument differs from row to row.
        weighted: whether the rows have upstream gradients, as in a batch.
    """

    def __init__(
        self,
        root: Value,
        inputs: Sequence[Value],
        recording: Recording,
        differentiable: Sequence[int],
        by_row: Sequence[bool],
        weighted: bool,
    ) -> None:
        self.program = Program(weighted)
        self.tape = self.program.tape
        self._entries: dict[int, int] = {}
        # Of each result: its operands, and their entries.
        self._operands: dict[int, tuple[tuple[Any, ...], tuple[int, ...]]] = {}
        # The ids of what has a gradient: wanted leaves, and results above them.
        self._moving: set[int] = set()
        self._detached = {id(leaf): source for leaf, source in recording.detached}
        self._leaf_positions: dict[int, int] = {}
        self._written: dict[int, Sequence[Any]] = {}
        self._differentiable = set(differentiable)
        for position, node in enumerate(inputs):
            entry = self.tape.source(INPUT, position, by_row[position])
            self._entries[id(node)] = entry
            if position in self._differentiable:
                self._moving.add(id(node))
            if node.label:
                self.program.labels[entry] = node.label
        self._inputs = {id(node): position for position, node in enumerate(inputs)}
        self._root = root
        self._comparisons = recording.comparisons
        self._outputs = recording.outputs

    def run(self) -> Program:
        """The program of the graph.

        Raises:
            NotReplayable: a node is a Tensor, or was recorded by hand.
        """
        order = walk.consumers_first([self._root])
        program = self.program
        self._forward_all(order)
        program.result = self._entry(self._root)
        self._backward(order)
        program.holds = self._conditions()
        for node in self._outputs:
            self._forward(node)
            program.outputs.append(self._entry(node))
        return program

    # -- forward -----------------------------------------------------------------------

    def _forward(self, node: Any) -> None:
        """The entries of a node and of all below it that have none yet."""
        if (
            isinstance(node, Node)
            and not node.is_leaf
            and id(node) not in self._entries
        ):
            self._forward_all(walk.consumers_first([node]))

    def _forward_all(self, order: list[Node]) -> None:
        entries, moving, of_nodes = self._entries, self._moving, self._operands
        for node in reversed(order):
            key = id(node)
            if key in entries:
                continue
            parts = node.operands
            operands = tuple([self._entry(x) for x in parts])
            entry = self._result(node, operands)
            entries[key] = entry
            of_nodes[key] = (parts, operands)
            for x in parts:
                if id(x) in moving:
                    moving.add(key)
                    break
            if node._label:
                self.program.labels[entry] = node._label

    def _entry(self, operand: Any) -> Entry:
        """The entry of an operand: a number, a leaf, or a result that has one."""
        if type(operand) is float:
            return self.tape.constant(operand)
        entry = self._entries.get(id(operand))
        if entry is not None:
            return entry
        if not isinstance(operand, Value):
            raise NotReplayable("it computes with Tensors")
        source = self._detached.get(id(operand))
        if source is not None:
            self._forward(source)
            entry = self._entry(source)
        else:
            position = len(self.program.leaves)
            self.program.leaves.append(operand)
            self._leaf_positions[id(operand)] = position
            self._moving.add(id(operand))
            entry = self.tape.source(LEAF, position)
            if operand.label:
                self.program.labels[entry] = operand.label
        self._entries[id(operand)] = entry
        return entry

    def _result(self, node: Node, operands: tuple[Any, ...]) -> Entry:
        rule: Any = node._rule
        tape = self.tape
        if isinstance(rule, Op):
            return tape.apply(rule.name, operands)
        if rule is DOT:
            return dot(tape, operands)
        if rule is SUM or rule is MEAN:
            out = tape.total([(x, tape.one) for x in operands], from_zero=True)
            if rule is SUM:
                return out
            return tape.apply("divide", (out, tape.constant(float(len(operands)))))
        if rule is MAX or rule is MIN:
            return chain(tape, "maximum" if rule is MAX else "minimum", operands)
        if rule is LOGSUMEXP:
            top, _, normalizer = exponentials(tape, operands)
            return tape.apply("add", (top, tape.apply("log", (normalizer,))))
        if rule is MANUAL:
            raise NotReplayable("a node is recorded by hand, with numbers of its own")
        if not isinstance(node, Value):
            raise NotReplayable("it computes with Tensors")
        if rule is TAKE:
            return row_entry(tape, operands)
        expressions = self._expressions(rule, operands)
        if expressions is None:
            return tape.call(rule, operands)
        self._written[id(node)] = expressions[1]
        return tape.entry_of(expressions[0])

    def _expressions(self, rule: Any, operands: tuple[int, ...]) -> Any:
        """The value and slopes of a rule of another package in ops, None if none."""
        try:
            return rule.expressions([self.tape.operand(x) for x in operands])
        except (TypeError, AttributeError, ValueError):
            return None

    def _conditions(self) -> int | None:
        """The entry that says whether every comparison comes out as it did."""
        tape = self.tape
        holds = tape.one
        for comparison in self._comparisons:
            sides = []
            for side in (comparison.left, comparison.right):
                self._forward(side)
                is_node = isinstance(side, Node)
                sides.append(self._entry(side if is_node else float(side)))
            outcome = tape.apply(comparison.test, (sides[0], sides[1]))
            if not comparison.outcome:
                outcome = tape.apply("eq", (outcome, tape.constant(0.0)))
            holds = tape.apply("and", (holds, outcome))
        return None if holds in tape.numbers else holds

    # -- backward ----------------------------------------------------------------------

    def _backward(self, order: list[Node]) -> None:
        """The terms of the gradient, by the walk of `backward()`."""
        tape, program, moving = self.tape, self.program, self._moving
        terms: dict[int, list[Term]] = {id(self._root): [(program.seed, tape.one)]}
        for node in order:
            key = id(node)
            if key not in moving:
                continue
            upstream = tape.total(terms.pop(key))
            parts, operands = self._operands[key]
            keys = [id(x) for x in parts]
            moves = [k in moving for k in keys]
            slopes = self._slopes(node, operands, moves)
            for i, k in enumerate(keys):
                if moves[i]:
                    of_operand = terms.get(k)
                    if of_operand is None:
                        terms[k] = [(upstream, slopes[i])]
                    else:
                        of_operand.append((upstream, slopes[i]))
        for position, kind, key in self._targets():
            if key in terms:
                program.wanted.append((kind, position))
                program.gradients.append(terms[key])

    def _targets(self) -> list[tuple[int, int, int]]:
        arguments = [
            (position, INPUT, key)
            for key, position in self._inputs.items()
            if position in self._differentiable
        ]
        leaves = [(p, LEAF, key) for key, p in self._leaf_positions.items()]
        return arguments + leaves

    def _slopes(
        self, node: Node, operands: tuple[int, ...], moves: list[bool]
    ) -> Sequence[int]:
        """The entries of the local derivatives of a result by its operands.

        Args:
            node: the result.
            operands: the entries of its operands.
            moves: by which of them the derivative is needed; else it may be -1.
        """
        tape, rule = self.tape, node._rule
        if isinstance(rule, Op):
            of_op: list[int] = []
            forms = FORMS.get(rule.name) or forms_of(rule)
            for i, (kind, number) in enumerate(forms):
                if not moves[i]:
                    of_op.append(-1)
                elif kind == OPERAND:
                    of_op.append(operands[number])
                elif kind == CONSTANT:
                    of_op.append(tape.one if number == 1.0 else tape.constant(number))
                else:
                    out = self._entries[id(node)]
                    of_op.append(self._slope(rule, i, out, operands))
            return of_op
        out = self._entries[id(node)]
        n = len(operands)
        if rule is DOT:
            half = n // 2
            slopes = (*operands[half : 2 * half], *operands[:half])
            return slopes if n % 2 == 0 else (*slopes, tape.one)
        if rule is SUM:
            return (tape.one,) * n
        if rule is MEAN:
            return (tape.constant(1.0 / n),) * n
        if rule is LOGSUMEXP:
            _, powers, normalizer = exponentials(tape, operands)
            return [tape.op(DIVIDE, (power, normalizer)) for power in powers]
        if rule is MAX or rule is MIN:
            tied = [tape.apply("eq", (x, out)) for x in operands]
            count = tape.total([(x, tape.one) for x in tied])
            return [tape.apply("divide", (x, count)) for x in tied]
        if rule is TAKE:
            rows = range(n - 1)
            picked = [is_row(tape, operands[0], float(row)) for row in rows]
            return [tape.constant(0.0), *picked]
        written = self._written.get(id(node))
        if written is not None:
            return [tape.entry_of(slope) for slope in written]
        return [tape.slope(out, i) if x else -1 for i, x in enumerate(moves)]

    def _slope(self, rule: Op, i: int, out: int, operands: tuple[int, ...]) -> int:
        """The local derivative of an op of the table, on symbols if it can be."""
        tape = self.tape
        derivative = (rule.payload_derivatives or rule.derivatives)[i]
        try:
            symbols = [tape.operand(x) for x in operands]
            return tape.entry_of(derivative(tape.operand(out), *symbols))
        except (TypeError, AttributeError, ValueError):
            return tape.slope(tape.call(rule, operands), i)
