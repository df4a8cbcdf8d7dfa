"""A run of a function that notes what it does, and the program made of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from autograd_core.engine import walk
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_tensor
from autograd_core.modes import modes
from autograd_core.modes.recordings import Recording
from autograd_core.replay.arguments import Inputs
from autograd_core.replay.parameters import made_since
from autograd_core.replay.program import NotReplayable, Program
from autograd_core.replay.translate import Translation


class Recorded:
    """What a function did at its arguments.

    Attributes:
        inputs: the leaves in the place of its arguments.
        out: the result, a Value.
        recording: the comparisons, and what else was noted.
    """

    def __init__(
        self, f: Callable[..., Any], arguments: tuple[Any, ...], names: list[str]
    ) -> None:
        self.inputs = Inputs(arguments, names)
        self.recording = Recording()
        call = functools.partial(f, *self.inputs.arguments)
        self._begin = walk.begin()
        try:
            with modes.recording_resumed():
                out = _under(self.recording, call)
        except Exception as error:
            if self.recording.refusal is None:
                raise NotReplayable(f"{type(error).__name__}: {error}") from error
        if self.recording.refusal is not None:
            raise self.recording.refusal
        if self.recording.obstacle:
            raise NotReplayable(self.recording.obstacle)
        self.out = checked_result(out, f)
        if is_tensor(out):
            raise NotReplayable("its result is a Tensor")

    def made_inside(self, leaves: list[Value]) -> set[int]:
        """The ids of the leaves that the function made itself."""
        return made_since(leaves, self._begin)

    def program(self, by_row: Sequence[bool], weighted: bool) -> Program:
        """The program of the run."""
        translation = Translation(
            self.out,
            self.inputs.nodes,
            self.recording,
            self.inputs.values,
            by_row,
            weighted,
        )
        return translation.run()


def _under(recording: Recording, call: Callable[[], Any]) -> Any:
    with recording:
        return call()


def checked_result(out: Any, f: Any) -> Any:
    """The result of a function that is compiled; a number as a constant Value.

    Raises:
        TypeError: it is neither a node nor a number.
    """
    if isinstance(out, Node):
        return out
    if is_number(out):
        return Value(float(out))
    name = getattr(f, "__name__", type(f).__name__)
    raise TypeError(
        f"compile: {name} must return a Value, a number that is computed from its "
        f"arguments or from parameters; got {describe(out)}. For derivatives write "
        "grad(compile(f)) of a function that gives one number"
    )
