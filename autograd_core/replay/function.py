"""`compile`: a function of numbers that is recorded once and replayed by a program."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd_core.engine import sequences
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import short_repr
from autograd_core.modes import modes, recordings
from autograd_core.modes.recordings import running
from autograd_core.replay.calls import MOST_TAPES, Calls
from autograd_core.replay.columns import Columns, plain_columns
from autograd_core.replay.eager_caller import HAS_MACHINES
from autograd_core.replay.program import NotReplayable
from autograd_core.replay.program_rule import ProgramRule
from autograd_core.replay.report import Report, report_of
from autograd_core.replay.source import source_of
from autograd_core.tensor.value_tensor import stack_values

if TYPE_CHECKING:
    from autograd_core.engine.value import Value
    from autograd_core.tensor.tensor import Tensor
if TYPE_CHECKING or HAS_MACHINES:
    from autograd_core.replay import row_groups
    from autograd_core.replay.structures import RowStructure

REDUCTIONS = ("mean", "sum", "none")


class CompiledFunction(Calls):
    """A function that `compile` made; call it like the function itself.

    Attributes:
        f: the function itself.
        calls: how many calls there were.
        recordings: how often the function was recorded.
        eager_calls: how many calls the engine did.
    """

    if TYPE_CHECKING:

        @overload
        def __call__(  # pyright: ignore[reportOverlappingOverload]
            self, x: Tensor, /, *args: Any, **kwargs: Any
        ) -> Tensor: ...
        @overload
        def __call__(self, *args: Any, **kwargs: Any) -> Value: ...
        def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    def batch(self, *columns: Any, reduction: str = "mean") -> Any:
        """The function at many rows at once, as one node.

        Args:
            columns: one for each argument of the function: an array (or list) with a
                number or an array of numbers per row; or a number or a Value that all
                rows share.
            reduction: `"mean"` or `"sum"` of the results, or `"none"`.

        Returns:
            A Value; without reduction a Tensor with the result of each row.

        Raises:
            TypeError: a column is not made of numbers.
            ValueError: the columns differ in length, or the reduction is unknown.

        >>> from autograd_core import Value
        >>> w = Value(2.0, label="w")
        >>> loss_of = compile(lambda x, t: (w * x - t) ** 2)
        >>> loss = loss_of.batch([1.0, 2.0, 3.0], [2.0, 4.0, 9.0])
        >>> loss.backward()
        >>> loss.data, w.grad
        (3.0, -6.0)
        """
        if reduction not in REDUCTIONS:
            raise ValueError(
                f"batch: reduction must be 'mean', 'sum' or 'none', got {reduction!r}"
            )
        self._forget_programs_of_old_models()
        if self.calls + 1 < self.next_audit and not running and not modes.in_force:
            node = self._replayed_plainly(columns, reduction)
            if node is not None:
                self.calls += 1
                return node
        rows = Columns(columns)
        self.outputs = None
        self.calls += 1
        out = None
        inside = recordings.current() is not None
        if HAS_MACHINES and not inside and not modes.detecting():
            out = self._replayed_rows(rows, reduction)
        if out is None:
            self.eager_calls += 1
            out = self.eager_rows(rows, range(rows.count), reduction)
        return out

    def report(self) -> Report:
        """What was recorded: programs, their ops and guards, and what ran eagerly.

        >>> f = compile(lambda x, y: x.tanh() * y + x.tanh())
        >>> f(1.0, 2.0).data == f.f(Value(1.0), 2.0).data
        True
        >>> f.report().calls
        1
        """
        tapes = [report_of(t, False) for s in self.structures for t in s.tapes]
        tapes += [
            report_of(t, True) for s in self.row_structures.values() for t in s.tapes
        ]
        counts = self.calls, self.recordings, self.eager_calls
        return Report(self.name, *counts, tuple(tapes), tuple(self.reasons))

    def source(self, language: str = "python", tape: int = 1) -> str:
        """A program as a function in straight lines, forward and backward.

        It runs on its own: in Python with `math`, in C with `math.h`. Names come from
        the labels of Values and the names of arguments. Its arguments are those of the
        function and the leaves; it gives the value and the derivatives, in C through a
        pointer.

        Args:
            language: "python" or "c".
            tape: the number of the program in `report()`, for one input.

        Raises:
            ValueError: there is no such program, or no form of an op in the language.
        """
        tapes = [tape for structure in self.structures for tape in structure.tapes]
        if not 1 <= tape <= len(tapes):
            raise ValueError(
                f"source: there is no program {tape} of {self.name} for one input; "
                f"there are {len(tapes)}. Call it first"
            )
        return source_of(tapes[tape - 1].program, self.name, language)

    def graph(self) -> Any:
        """The graph of the function at the arguments of its last recording, a Value.

        `viz.draw` draws it.

        Raises:
            ValueError: the function was never recorded.
        """
        if self._example is None:
            raise ValueError(f"{self.name} was never recorded; call it first")
        return self.run(self._example)

    # -- rows ------------------------------------------------------------------------

    def eager_rows(
        self, rows: Columns, selection: Iterable[int], reduction: str
    ) -> Any:
        """The selected rows, by the engine."""
        structure = self.row_structures.get(rows.spec)
        as_given = structure is not None and structure.as_given
        losses = [self.run(rows.row(i), as_given) for i in selection]
        if reduction == "none":
            return stack_values(losses)
        return sequences.mean(losses) if reduction == "mean" else sequences.sum(losses)

    def _replayed_rows(self, rows: Columns, reduction: str) -> Any:
        """The result by replays; None if the engine must do it."""
        structure = self.row_structures.get(rows.spec)
        if structure is None:
            structure = self.row_structures[rows.spec] = RowStructure()
        if structure.eager and not structure.tapes:
            return None
        try:
            groups, rest = structure.groups(rows, self.record, MOST_TAPES)
        except NotReplayable as problem:
            # An error of the function itself is shown, and nothing is noted.
            structure.as_given = True
            out = self.eager_rows(rows, range(rows.count), reduction)
            self.eager_calls += 1
            self._stop_replays(structure, str(problem))
            return out
        if any(rows.aliased(tape.leaves) for tape, _ in groups):
            return None
        if self.calls >= self.next_audit:
            self.next_audit = 2 * self.calls
            self._audit_rows(groups, rows)
        if len(rest):
            self._give_up(structure)
            self.eager_calls += 1
        widths = rows.widths()
        if len(groups) == 1 and groups[0][0].guard is None and widths is not None:
            self.plain_rows = groups[0][0], widths
        if reduction == "none":
            return row_groups.unreduced(self, groups, rows, rest)
        weight = 1.0 / rows.count if reduction == "mean" else 1.0
        return row_groups.reduced(self, groups, rows, rest, weight)

    def _replayed_plainly(self, columns: tuple[Any, ...], reduction: str) -> Any:
        """The node where one program without comparisons does all rows, else None."""
        if self.plain_rows is None or reduction == "none":
            return None
        tape, widths = self.plain_rows
        plain = plain_columns(columns, widths)
        if plain is None:
            return None
        rule = ProgramRule(
            self.name, functools.partial(self._again, columns, reduction)
        )
        mean = reduction == "mean"
        count = len(tape.program.outputs)
        self.outputs = np.empty((count, plain[1])) if count else None
        operands = tape.operands_of_leaves
        return tape.rows.node(*plain, mean, operands, rule, self.outputs)

    def _again(self, columns: tuple[Any, ...], reduction: str, operands: Any) -> Any:
        rows = Columns(columns)
        return self.eager_rows(rows, range(rows.count), reduction)

    def _audit_rows(self, groups: list[Any], rows: Columns) -> None:
        """Compare one row of each group with the engine."""
        for tape, selection in groups:
            row = selection[self.calls % len(selection)][None]
            node = row_groups.weighted(self, (tape, row), rows, 1.0)
            if node is not None:
                self._check(node, rows.row(int(row[0])), tape)


@explained
def compile(f: Callable[..., Any], *, audit: bool = True) -> CompiledFunction:
    """A function that is recorded at its first call and replayed at the others.

    The replay computes the result and its gradient by a program of plain numbers, much
    faster than the engine records a graph. Its result is a node like any other. Leaves
    that f reads, such as the parameters of a model, are found while it is recorded and
    read anew at each call. A comparison of nodes in f is checked at each replay; where
    one comes out otherwise, f is recorded again, up to 8 times.

    In the plain build, and wherever a replay cannot give the result, f runs as it is.

    Args:
        f: a function of numbers, Values, and lists, tuples, dicts or arrays of them,
            that computes a Value.
        audit: whether the calls 1, 2, 4, 8, ... are compared with f itself.

    Returns:
        The compiled function; its `batch` takes arrays with a sample per row.

    Raises:
        TypeError: `f` is not a function, or does not give a Value.
        GraphError: f reads `.data` or calls `backward()`, or an audit finds that it
            depends on something that is neither argument nor leaf.

    >>> from autograd_core import Value
    >>> w, b = Value(2.0, label="w"), Value(-1.0, label="b")
    >>> loss_of = compile(lambda x, t: (w * x + b - t) ** 2)
    >>> loss = loss_of(3.0, 4.0)
    >>> loss.backward()
    >>> loss.data, w.grad, b.grad
    (1.0, 6.0, 2.0)

    Source: Griewank and Walther, Evaluating Derivatives, 2008, for tapes.
    """
    if not callable(f):
        raise TypeError(
            f"compile: expected a function, got {type(f).__name__} "
            f"{short_repr(f, 40)}; write compile(f), and not compile(f(x))"
        )
    return CompiledFunction(f, audit)
