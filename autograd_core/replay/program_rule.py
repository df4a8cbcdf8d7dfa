"""The rule of a node that a compiled function made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.gradients import pull_back
from autograd_core.engine.node import payload_of
from autograd_core.messages.errors import GraphError
from autograd_core.modes import modes
from autograd_core.ops.rule import Rule


class ProgramRule(Rule):
    """A call of a compiled function as the op of a node.

    Its local derivatives are numbers that the program computed. For higher orders the
    function runs again, on nodes, and its graph is differentiated.

    Attributes:
        name: the name of the function.
        run: `run(operands)` is the call of a node with these operands, made again by
            the engine.
    """

    __slots__ = ("_slopes", "name", "run")
    recomputes = False

    def __init__(self, name: str, run: Callable[[Sequence[Any]], Any]) -> None:
        self.name = name
        self.run = run
        self._slopes: dict[int, Any] | None = None

    def __repr__(self) -> str:
        return f"<op {self.name!r}, compiled>"

    def at_numbers(self, numbers: bytes) -> ProgramRule:
        """The rule of a call whose arguments are these doubles, and no operands."""
        run = self.run
        return ProgramRule(self.name, lambda _: run(np.frombuffer(numbers).tolist()))

    def at(self, out: Any, operands: Sequence[Any]) -> Rule:
        """The rule with the local derivatives as nodes, computed once.

        Raises:
            GraphError: the data of a leaf was assigned after the call.
        """
        rule = ProgramRule(self.name, self.run)
        with modes.recording_resumed():
            graph = self.run(operands)
        number, recorded = payload_of(graph), payload_of(out)
        if abs(number - recorded) > 1e-9 * (abs(number) + abs(recorded)):
            raise GraphError(
                f"gradients(create_graph=True): the data of a leaf of {self.name} was "
                f"assigned after the call (its result was {recorded!r}, now it is "
                f"{number!r}); compute it anew"
            )
        # The walk ends at the operands: one may have been computed from another.
        nodes = [x for x in operands if type(x) is not float]
        rule._slopes = pull_back([graph], [1.0], nodes, True, nodes)
        return rule

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand `i` as a node."""
        rule: Any = self if self._slopes is not None else self.at(out, operands)
        return rule._slopes.get(id(operands[i]), 0.0)
