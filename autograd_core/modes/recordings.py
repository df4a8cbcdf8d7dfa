"""What `compile` notes while a function runs that it records.

A recorded function is replayed at other numbers. So a comparison of nodes becomes a
condition of the record, and a number that leaves the graph is refused: it would stay as
it is. The engine tells this module of both; while nothing is recorded, it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NamedTuple

from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import describe
from autograd_core.messages.types import NodeLike
from autograd_core.modes import active_inputs, blocks
from autograd_core.modes.active_inputs import running as running
from autograd_core.modes.blocks import Variable
from autograd_core.modes.user_code import user_line

_recordings: Variable = ContextVar("recordings", default=None)


class Comparison(NamedTuple):
    """A comparison that the function made, and how it came out.

    Attributes:
        left, right: nodes or numbers.
        test: a function of `operator`, such as `gt`.
        outcome: what it gave.
        line: `file:line` of the function.
    """

    left: Any
    right: Any
    test: str
    outcome: bool
    line: str


class Recording(active_inputs.transform_of):
    """While the block runs, a function is recorded in this thread.

    Attributes:
        comparisons: of nodes, in order.
        detached: leaves made by `detach()`, each with the node it was made from.
        obstacle: why the record cannot be replayed, if it cannot.
        outputs: nodes whose numbers are wanted beside the result.
        refusal: the error of a number that left the graph, or of a call.
    """

    variable = _recordings

    def __init__(self) -> None:
        super().__init__(())
        self.comparisons: list[Comparison] = []
        self.detached: list[tuple[Any, Any]] = []
        self.obstacle = ""
        self.outputs: list[Any] = []
        self.refusal: GraphError | None = None

    def refuse(self, message: str) -> GraphError:
        """The error of this message; it counts although the function may catch it."""
        self.refusal = self.refusal or GraphError(message)
        return self.refusal


changes: list[int] = [0]
"""How often a model changed in what it computes: its records do not hold any more."""


def note_model_change() -> None:
    """Note that a model changed: parameters were frozen, unfrozen or replaced."""
    changes[0] += 1


def current() -> Recording | None:
    """The recording in this thread, None if there is none."""
    if not running:
        return None
    block: Any = blocks.innermost(_recordings)
    return None if block is None else block.manager


def compiling() -> bool:
    """Whether a function is being recorded in this thread."""
    return current() is not None


def note_comparison(
    left: Any, right: Any, test: Callable[[Any, Any], Any], outcome: Any
) -> None:
    """Note how a comparison of nodes came out."""
    recording = current()
    if recording is None:
        return
    if type(outcome) is not bool:
        note_obstacle("it compares arrays")
        return
    line = user_line()
    recording.comparisons.append(Comparison(left, right, test.__name__, outcome, line))


def note_detached(leaf: Any, source: Any) -> Any:
    """Note that a leaf has the number of a node at every replay; gives the leaf."""
    recording = current()
    if recording is not None:
        recording.detached.append((leaf, source))
    return leaf


def note_outputs(nodes: Any) -> None:
    """Note nodes whose numbers are wanted beside the result, one or a list of them."""
    recording = current()
    if recording is not None:
        recording.outputs = list(nodes) if isinstance(nodes, list) else [nodes]


def note_obstacle(reason: str) -> None:
    """Note that the function cannot be replayed, and why."""
    recording = current()
    if recording is not None and not recording.obstacle:
        recording.obstacle = f"{reason}, at {user_line()}"


def note_derivative(call: str) -> None:
    """Note that the function takes a derivative itself; `backward()` is refused.

    Raises:
        GraphError: the call is `backward()`, which writes gradients.
    """
    if call == "backward()":
        refuse_call(call)
    note_obstacle("it takes derivatives")


def refuse(node: NodeLike, name: str) -> None:
    """Raise if a number of a node leaves the function that is being recorded.

    Args:
        node: where the number comes from.
        name: the attribute or method that gives it.

    Raises:
        GraphError: with the line, and what to write instead.
    """
    recording = current()
    if recording is not None:
        raise recording.refuse(
            f"compile: {name} of {describe(node)} at {user_line()}: the function is "
            "recorded once and replayed at other numbers, and this one would stay as "
            "it is; compute with the node itself, use detach() for a constant, or "
            "read it from the result of the call"
        )


def refuse_call(call: str) -> None:
    """Raise if a function that is being recorded calls what is for its caller.

    Args:
        call: what it calls, such as `no_grad()`.

    Raises:
        GraphError: with the line, and what to write instead.
    """
    recording = current()
    if recording is not None:
        raise recording.refuse(
            f"compile: {call} at {user_line()}, inside the function that is compiled: "
            f"a replay would not repeat it; use {call} around the call of the compiled "
            "function"
        )
