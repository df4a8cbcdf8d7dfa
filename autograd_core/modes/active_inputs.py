"""The inputs of the transforms that are running, and of derivatives of custom ops.

While `grad(f)` runs f, a derivative that f takes itself must be recorded if it depends
on an input of that run, and a number that depends on one may not leave the graph: it
would count as a constant. The transforms write these inputs and the walks of the engine
read them, so they stand in a module below both.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from autograd_core.messages.types import NodeLike
from autograd_core.modes import blocks
from autograd_core.modes.blocks import BlockManager, InForce, Variable

running: InForce = set()
"""The blocks below that are in force; empty, nobody looks for inputs."""

calling: InForce = set()
"""The calls below that are in force."""

_transforms: Variable = ContextVar("transforms", default=None)
_derivatives: Variable = ContextVar("derivatives", default=None)
_calls: Variable = ContextVar("calls", default=None)


class transform_of(BlockManager):
    """While the block runs, `nodes` are the inputs of a transform begun at `begin`.

    A function may compute a part of its result in another thread, so all threads see
    these inputs.
    """

    variable = _transforms
    in_force = running

    def __init__(self, nodes: Sequence[NodeLike], begin: int = 0) -> None:
        super().__init__()
        self.nodes = nodes
        self.begin = begin


class derivative_of(transform_of):
    """While the block runs, `nodes` are the operands of a derivative on nodes.

    They are the user's own nodes: only this thread sees them as inputs.

    Args:
        name: the op, for messages.
        nodes: its operands.
        role: which of its functions computes it.
    """

    variable = _derivatives

    def __init__(
        self, name: str, nodes: Sequence[NodeLike], role: str = "local_grads"
    ) -> None:
        super().__init__(nodes)
        self.name = name
        self.role = role


class call_with(BlockManager):
    """While the block runs, a function has these nodes in the place of numbers."""

    variable = _calls
    in_force = calling

    def __init__(self, nodes: Sequence[Any]) -> None:
        super().__init__()
        self.nodes = nodes


def is_argument(node: NodeLike) -> bool:
    """Whether a function that is running in this thread got a node as its argument.

    >>> from autograd_core import Value
    >>> is_argument(Value(1.0))
    False
    """
    managers: list[Any] = [block.manager for block in blocks.chain(_calls)]
    nodes = [other for manager in managers for other in manager.nodes]
    return id(node) in inputs() or any(node is other for other in nodes)


def inputs() -> dict[int, Any]:
    """What counts as an input in this thread, by id.

    >>> inputs()
    {}
    """
    if not running:
        return {}
    managers: list[Any] = [block.manager for block in blocks.everywhere(running)]
    managers = [x for x in managers if not isinstance(x, derivative_of)]
    managers += [block.manager for block in blocks.chain(_derivatives)]
    return {id(node): node for manager in managers for node in manager.nodes}


def transform_running() -> bool:
    """Whether there are inputs in this thread, of which numbers would be constants.

    >>> transform_running()
    False
    """
    return bool(inputs())


def begin_of_innermost() -> int:
    """When the transform began that is running in this thread; 0 if none is.

    >>> begin_of_innermost()
    0
    """
    block: Any = blocks.innermost(_transforms) if running else None
    return 0 if block is None else block.manager.begin


def derivative_running() -> derivative_of | None:
    """The derivative of a custom op that is computed on nodes in this thread."""
    block: Any = blocks.innermost(_derivatives) if running else None
    return None if block is None else block.manager
