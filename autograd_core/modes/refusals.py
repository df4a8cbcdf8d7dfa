"""The errors of walks that would give no derivative, or a wrong one."""

from __future__ import annotations

from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import describe
from autograd_core.messages.types import NodeLike
from autograd_core.modes import active_inputs


def paused(root: NodeLike, call: str) -> GraphError:
    """The error inside `no_grad()`, where there is no place to record a graph.

    Args:
        root: where the walk would start.
        call: what the user called, for the message.
    """
    return GraphError(
        f"{call} of {describe(root)} inside no_grad(): nothing is recorded here; "
        f"compute the result and call {call} outside the block"
    )


def unrecorded(root: NodeLike, call: str) -> GraphError:
    """The error for a result that was computed inside `no_grad()`."""
    return GraphError(
        f"{call} of {describe(root)}, which was computed inside no_grad(): it has no "
        "graph; compute it outside the block"
    )


def inside_transform(root: NodeLike) -> GraphError:
    """The error for `backward()` of what depends on an input of a transform."""
    return GraphError(
        f"backward() of {describe(root)} inside a function that a transform "
        "differentiates: grad is a plain number or array, through which no derivative "
        "goes; use gradients(output, input), which gives nodes there"
    )


def left_graph(node: NodeLike, name: str) -> GraphError:
    """The error for a number that leaves a function that is being differentiated.

    Args:
        node: where the number comes from; it depends on the inputs.
        name: the attribute or method that gives it.
    """
    op = active_inputs.derivative_running()
    if op is None:
        return GraphError(
            f"{name} of {describe(node)} inside a function that a transform "
            "differentiates: it would count as a constant, and its derivative be lost; "
            "compute with the node itself, or use detach() if a constant is meant, "
            "e.g. x.detach().data; what another library computes becomes an op by "
            "custom_op"
        )
    return GraphError(
        f"no higher derivative through custom op {op.name}: its {op.role} asks "
        f"{describe(node)} for {name}, a plain number or array, through which no "
        "derivative goes; write it in operators and functions of autograd_core, on the "
        "operands as they are"
    )
