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

import autograd_core.engine.native.addresses as addresses
from autograd_core.array_ops.choose import TAKE
from autograd_core.engine import walk
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.modes.recordings import Recording
from autograd_core.ops.manual import MANUAL
from autograd_core.ops.op import Op
from autograd_core.ops.sequence_rules import DOT, LOGSUMEXP, MAX, MEAN, MIN, SUM
from autograd_core.replay.audit import constants_of
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
from autograd_core.replay.numbering import Numbering
from autograd_core.replay.opcodes import DIVIDE, INPUT, LEAF
from autograd_core.replay.program import NotReplayable, Program
from autograd_core.replay.tape import Entry, Term


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
        # Nodes are numbered as they get their entries; by these numbers:
        self._numbers = Numbering()
        self._entries: list[int] = []
        # whether there is a gradient: of wanted leaves, and of results above them;
        self._moving: list[bool] = []
        # of a result the entries of its operands, and their numbers, -1 for constants;
        self._operands: list[tuple[tuple[int, ...], tuple[int, ...]] | None] = []
        # of some rules the slopes.
        self._written: dict[int, Sequence[Any]] = {}
        self._detached = {id(leaf): source for leaf, source in recording.detached}
        # The numbers of what may get a gradient, as pairs (INPUT or LEAF, position).
        self._targets: dict[int, tuple[int, int]] = {}
        wanted = set(differentiable)
        for position, node in enumerate(inputs):
            entry = self.tape.source(INPUT, position, by_row[position])
            number = self._add(node, entry, position in wanted, None)
            if position in wanted:
                self._targets[number] = (INPUT, position)
            if node.label:
                self.program.labels[entry] = node.label
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
        program.constants = constants_of(order)
        self._forward_all(order)
        program.result = self._entry(self._root)
        self._backward(order)
        program.holds = self._conditions()
        for node in self._outputs:
            self._forward(node)
            program.outputs.append(self._entry(node))
        return program

    # -- forward -----------------------------------------------------------------------

    def _add(self, node: Any, entry: int, moving: bool, operands: Any) -> int:
        """Number a node that has an entry now."""
        number = len(self._entries)
        self._numbers.setdefault(addresses.address(node), number)
        self._entries.append(entry)
        self._moving.append(moving)
        self._operands.append(operands)
        return number

    def _forward(self, node: Any) -> None:
        """The entries of a node and of all below it that have none yet."""
        if (
            isinstance(node, Node)
            and not node.is_leaf
            and self._numbers.get(addresses.address(node)) < 0
        ):
            self._forward_all(walk.consumers_first([node]))

    def _forward_all(self, order: list[Node]) -> None:
        tape, entries, moving = self.tape, self._entries, self._moving
        for node in reversed(order):
            if self._numbers.get(addresses.address(node)) >= 0:
                continue
            operands: list[int] = []
            numbers: list[int] = []
            moves = False
            for x in node.operands:
                if type(x) is float:
                    operands.append(tape.constant(x))
                    numbers.append(-1)
                else:
                    number = self._number(x)
                    operands.append(entries[number])
                    numbers.append(number)
                    moves = moves or moving[number]
            of_node = tuple(operands)
            entry = self._result(node, of_node)
            self._add(node, entry, moves, (of_node, tuple(numbers)))
            if node._label:
                self.program.labels[entry] = node._label

    def _entry(self, operand: Any) -> Entry:
        """The entry of an operand: a number, a leaf, or a result that has one."""
        if type(operand) is float:
            return self.tape.constant(operand)
        return self._entries[self._number(operand)]

    def _number(self, operand: Any) -> int:
        """The number of a leaf, or of a result that has one."""
        number = self._numbers.get(addresses.address(operand))
        if number >= 0:
            return number
        if not isinstance(operand, Value):
            raise NotReplayable("it computes with Tensors")
        if id(operand) in self._detached:
            source = self._detached[id(operand)]
            self._forward(source)
            return self._add(operand, self._entry(source), False, None)
        leaves = self.program.leaves
        leaf: Node = operand
        entry = self.tape.source(LEAF, len(leaves))
        number = self._add(leaf, entry, True, None)
        self._targets[number] = (LEAF, len(leaves))
        leaves.append(operand)
        if leaf._label:
            self.program.labels[entry] = leaf._label
        return number

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
        terms: list[list[Term] | None] = [None] * len(moving)
        terms[self._numbers.get(addresses.address(self._root))] = [
            (program.seed, tape.one)
        ]
        for node in order:
            number = self._numbers.get(addresses.address(node))
            if not moving[number]:
                continue
            upstream = tape.total(terms[number] or ())
            terms[number] = None
            operands, numbers = self._operands[number] or ((), ())
            slopes = self._slopes(node, number, operands, numbers)
            for i in range(len(numbers)):
                x = numbers[i]
                if x >= 0 and moving[x]:
                    of_operand = terms[x]
                    if of_operand is None:
                        terms[x] = of_operand = []
                    of_operand.append((upstream, slopes[i]))
        for number, target in self._targets.items():
            of_target = terms[number]
            if of_target is not None:
                program.wanted.append(target)
                program.gradients.append(of_target)

    def _moves(self, number: int) -> bool:
        """Whether the operand of this number, -1 for a constant, has a gradient."""
        return number >= 0 and self._moving[number]

    def _slopes(
        self,
        node: Node,
        number: int,
        operands: tuple[int, ...],
        numbers: tuple[int, ...],
    ) -> Sequence[int]:
        """The entries of the local derivatives of a result by its operands.

        Where the operand has no gradient it may be -1.

        Args:
            node: the result.
            number: its number.
            operands: the entries of its operands.
            numbers: the numbers of its operands.
        """
        tape, rule = self.tape, node._rule
        out = self._entries[number]
        if isinstance(rule, Op):
            of_op: list[int] = []
            forms = FORMS.get(rule.name) or forms_of(rule)
            for i in range(len(numbers)):
                kind, place = forms[i]
                if kind == OPERAND:
                    of_op.append(operands[place])
                elif kind == CONSTANT:
                    of_op.append(tape.one if place == 1.0 else tape.constant(place))
                elif self._moves(numbers[i]):
                    of_op.append(self._slope(rule, i, out, operands))
                else:
                    of_op.append(-1)
            return of_op
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
        return [
            tape.slope(out, i) if self._moves(x) else -1 for i, x in enumerate(numbers)
        ]

    def _slope(self, rule: Op, i: int, out: int, operands: tuple[int, ...]) -> int:
        """The local derivative of an op of the table, on symbols if it can be."""
        tape = self.tape
        derivative = (rule.payload_derivatives or rule.derivatives)[i]
        try:
            symbols = [tape.operand(x) for x in operands]
            return tape.entry_of(derivative(tape.operand(out), *symbols))
        except (TypeError, AttributeError, ValueError):
            return tape.slope(tape.call(rule, operands), i)
