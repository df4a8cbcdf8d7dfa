"""`compile`: a function of numbers that is recorded once and replayed by a program."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.engine import sequences
from autograd_core.messages.operands import short_repr
from autograd_core.modes import modes, recordings
from autograd_core.modes.recordings import running
from autograd_core.modes.user_code import warn
from autograd_core.replay import audit as auditing
from autograd_core.replay.arguments import Inputs, Spec, Unsuitable, rebuilt, spec_of
from autograd_core.replay.columns import Columns, plain_columns
from autograd_core.replay.eager_caller import HAS_MACHINES
from autograd_core.replay.program_rule import ProgramRule
from autograd_core.replay.recorded import Recorded, checked_result
from autograd_core.replay.report import Report, report_of
from autograd_core.replay.source import source_of
from autograd_core.replay.translate import NotReplayable
from autograd_core.tensor.value_tensor import stack_values

if TYPE_CHECKING or not HAS_MACHINES:
    from autograd_core.replay.eager_caller import Caller
else:
    from autograd_core.replay.machine import Caller

if TYPE_CHECKING or HAS_MACHINES:
    from autograd_core.replay import row_groups
    from autograd_core.replay.structures import RowStructure, Structure, Tape

MOST_TAPES = 8
"""How many ways through a function are kept for arguments of one structure."""

REDUCTIONS = ("mean", "sum", "none")


class CompiledFunction(Caller):
    """A function that `compile` made; call it like the function itself.

    Attributes:
        f: the function itself.
        calls: how many calls there were.
        recordings: how often the function was recorded.
        eager_calls: how many calls the engine did.
    """

    def __init__(self, f: Callable[..., Any], audit: bool) -> None:
        super().__init__()
        self.f = f
        self.name = getattr(f, "__name__", type(f).__name__)
        self.recordings = 0
        self._example: tuple[Any, ...] | None = None
        self.eager_calls = 0
        self.reasons: dict[str, None] = {}
        self.structures: list[Structure] = []
        self.row_structures: dict[Any, RowStructure] = {}
        self.plain_rows: tuple[Any, tuple[int, ...]] | None = None
        if not audit:
            self.next_audit = 1 << 62
        functools.update_wrapper(self, f)

    def __repr__(self) -> str:
        return f"<compiled {self.name}>"

    def run(self, arguments: Sequence[Any], as_given: bool = False) -> Any:
        """The function itself, run by the engine.

        As while it is recorded, it gets Values for numbers, unless it cannot use them.
        """
        arguments = tuple(arguments)
        if not as_given:
            names = self._names_for(arguments)
            try:
                inputs = Inputs(arguments, names, keep_values=True).arguments
                return checked_result(self.f(*inputs), self.f)
            except (TypeError, ValueError, AttributeError):
                pass  # the error that its own arguments give is the one to show
        return checked_result(self.f(*arguments), self.f)

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

    def _forget_programs_of_old_models(self) -> None:
        """Record anew after a model was frozen, unfrozen or changed otherwise."""
        if self.changes != recordings.changes[0]:
            self.changes = recordings.changes[0]
            self.last, self.plain_rows = None, None
            self.structures.clear()
            self.row_structures.clear()

    # -- one input -------------------------------------------------------------------

    def call_otherwise(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call that is not simply a replay of the last program."""
        if kwargs:
            positional = self._as_positional(args, kwargs)
            if positional is None:
                return self._eagerly_by_keyword(args, kwargs)
            args = positional
        if recordings.current() is not None:  # inside another function that is compiled
            return checked_result(self.f(*args), self.f)
        self.calls += 1
        self._forget_programs_of_old_models()
        if not HAS_MACHINES or modes.detecting():
            return self._eagerly(args)
        try:
            structure = self._structure(args)
        except Unsuitable as problem:
            self.reasons[str(problem)] = None
            return self._eagerly(args, as_given=True)
        node, tape = self._replayed(structure, args)
        if node is None:
            return self._eagerly(args, structure.as_given)
        if tape is not None and self.calls >= self.next_audit:
            self.next_audit = 2 * self.calls
            self._check(node, args, tape)
        return node

    def _eagerly(self, args: tuple[Any, ...], as_given: bool = False) -> Any:
        self.eager_calls += 1
        return self.run(args, as_given)

    def _eagerly_by_keyword(self, args: tuple[Any, ...], kwargs: Any) -> Any:
        self.eager_calls += 1
        self.reasons["it has keyword-only arguments"] = None
        return checked_result(self.f(*args, **kwargs), self.f)

    def _as_positional(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, ...] | None:
        """The arguments by position; None if one can be given by keyword only."""
        signature = inspect.signature(self.f).bind(*args, **kwargs)
        signature.apply_defaults()
        return None if signature.kwargs else signature.args

    def _check(self, node: Any, args: tuple[Any, ...], tape: Any) -> None:
        with modes.recording_resumed():
            expected = self.run(args)
        auditing.check(self.name, self.calls, node, expected, tape)

    def _structure(self, args: tuple[Any, ...]) -> Structure:
        spec = spec_of(args)
        for structure in self.structures:
            if structure.spec == spec:
                return structure
        structure = Structure(spec)
        self.structures.append(structure)
        return structure

    def _replayed(
        self, structure: Structure, args: tuple[Any, ...]
    ) -> tuple[Any, Tape | None]:
        """The node of a replay and its tape; None if the engine must do the call."""
        if structure.eager:
            return None, None
        for tape in structure.tapes:
            node = tape.machine.call(args)
            if node is not None:
                self.last = tape.machine
                return node, tape
            if tape.must_run_eagerly():
                return None, None
        if len(structure.tapes) >= MOST_TAPES:
            self._give_up(structure)
            return None, None
        try:
            tape = Tape(self.record(args), structure.spec, self._rule(structure.spec))
        except NotReplayable as problem:
            # An error of the function itself is shown, and nothing is noted.
            node = self._eagerly(args, as_given=True)
            structure.as_given = True
            self._stop_replays(structure, str(problem))
            return node, None
        structure.tapes.append(tape)
        node = tape.machine.call(args)
        if node is not None:
            self.last = tape.machine
        return node, tape

    def record(self, arguments: tuple[Any, ...]) -> Recorded:
        """A run of the function that notes what it does."""
        self.recordings += 1
        self._example = arguments
        return Recorded(self.f, arguments, self._names_for(arguments))

    def _names_for(self, arguments: Sequence[Any]) -> list[str]:
        names = _names_of(self.f)[: len(arguments)]
        return names + [f"argument{i}" for i in range(len(names), len(arguments))]

    def _rule(self, spec: Spec) -> ProgramRule:
        return ProgramRule(self.name, functools.partial(self._run_again, spec))

    def _run_again(self, spec: Spec, operands: Sequence[Any]) -> Any:
        return self.run(rebuilt(spec, iter(operands)))

    def _stop_replays(self, structure: Structure | RowStructure, reason: str) -> None:
        structure.eager = reason
        self.reasons[reason] = None
        warn(f"compile: {self.name} runs eagerly, since {reason}", UserWarning)

    def _give_up(self, structure: Structure | RowStructure) -> None:
        """Run such calls eagerly: there would be too many tapes."""
        if structure.eager:
            return
        lines = [c.line for tape in structure.tapes for c in tape.comparisons]
        line = max(lines, key=lines.count)
        self._stop_replays(
            structure,
            f"it takes more than {MOST_TAPES} ways, most often by the comparison at "
            f"{line}; where both sides can be computed use where, maximum, relu or "
            "clip, which are no branches",
        )

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
            structure.as_given = True
            self._stop_replays(structure, str(problem))
            return None
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
        return tape.rows.node(*plain, mean, tape.operands_of_leaves, rule)

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


def _names_of(f: Any) -> list[str]:
    """The names of the positional parameters of a function."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in parameters if p.kind in kinds]
