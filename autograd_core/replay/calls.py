"""Calls of a compiled function at one input: a replay, a recording, or the engine."""

from __future__ import annotations

import functools
import gc
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.messages.signatures import signature_or_any
from autograd_core.modes import modes, recordings
from autograd_core.modes.user_code import warn
from autograd_core.replay import audit as auditing
from autograd_core.replay.arguments import Inputs, Spec, Unsuitable, rebuilt, spec_of
from autograd_core.replay.eager_caller import HAS_MACHINES
from autograd_core.replay.program import NotReplayable
from autograd_core.replay.program_rule import ProgramRule
from autograd_core.replay.recorded import Recorded, checked_result

if TYPE_CHECKING or not HAS_MACHINES:
    from autograd_core.replay.eager_caller import Caller
else:
    from autograd_core.replay.machine import Caller

if TYPE_CHECKING or HAS_MACHINES:
    from autograd_core.replay.structures import RowStructure, Structure, Tape

MOST_TAPES = 8
"""How many ways through a function are kept for arguments of one structure."""


class Calls(Caller):
    """A function that is replayed for one input.

    Attributes:
        f: the function itself.
        calls: how many calls there were.
        recordings: how often the function was recorded.
        eager_calls: how many calls the engine did.
        outputs: what `recordings.note_outputs` was told of, for each row of the last
            batch; None if the batch was not one replay.
    """

    def __init__(self, f: Callable[..., Any], audit: bool) -> None:
        super().__init__()
        self.f = f
        self.name = getattr(f, "__name__", type(f).__name__)
        self.recordings = 0
        self._example: tuple[Any, ...] | None = None
        self.eager_calls = 0
        self.outputs: Any = None
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
        signature = signature_or_any(self.f).bind(*args, **kwargs)
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
            tape = self._tape_for(args, structure)
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

    def _tape_for(self, args: tuple[Any, ...], structure: Structure) -> Tape:
        # A tape is made of many small objects in no cycle: the collector would only
        # look at them again and again.
        collecting = gc.isenabled()
        gc.disable()
        try:
            return Tape(self.record(args), structure.spec, self._rule(structure.spec))
        finally:
            if collecting:
                gc.enable()

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


def _names_of(f: Any) -> list[str]:
    """The names of the positional parameters of a function."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in parameters if p.kind in kinds]
