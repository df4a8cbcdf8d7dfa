"""In-place operators: `p -= 0.1 * p.grad` moves a leaf inside `no_grad()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import describe, is_node, short_repr
from autograd_core.modes import active_inputs, modes


def in_place(
    node: Any, other: Any, operation: Callable[[Any, Any], Any], symbol: str
) -> Any:
    """`node symbol other`: inside `no_grad()` a leaf moves, elsewhere a node is made.

    Raises:
        GraphError: outside `no_grad()`, for a leaf and a plain number or array: what is
            meant is mostly a step of a parameter, and a new node would leave it as is.
    """
    if type(other) is type(node) and not modes.in_force:  # the most frequent: quick
        return operation(node, other)
    # The inputs of a transform are leaves, but numbers to the function that gets them.
    if not node.is_leaf or id(node) in active_inputs.inputs:
        return operation(node, other)
    if modes.recording():
        if is_node(other):
            return operation(node, other)
        name = node.label or "p"
        raise GraphError(
            f"{name} {symbol} {short_repr(other, 20)} outside no_grad(): the leaf "
            f"{describe(node)} would stay as it is. To move it write `with no_grad(): "
            f"{name} {symbol} ...`, or {name}.data {symbol} ...; for a new node write "
            f"{name} = {name} {symbol[:-1]} ..."
        )
    number = other._payload() if is_node(other) else other
    node.data = operation(node._payload(), number)
    return node
