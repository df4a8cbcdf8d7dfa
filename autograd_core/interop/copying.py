"""Python's `copy` and `pickle` on nodes.

A node gives its state as a tuple (`_state`) and takes one over (`_restore`); the first
fields are its rule, label, operands and whether it has many of them.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from autograd_core.messages.operands import describe
from autograd_core.modes import active_inputs, refusals


def copy_node(node: Any, copies: dict[int, Any]) -> Any:
    """A node like `node`, on the copies of its operands where there are any.

    Args:
        node: a Value or Tensor.
        copies: the copies of nodes by the id of the original.

    Raises:
        GraphError: it is the input of a transform that is running.
    """
    _refuse_input(node)
    rule, label, x, y, nary, *rest = node._state()
    if nary:
        x = tuple([copies.get(id(operand), operand) for operand in x])
    else:
        x, y = copies.get(id(x), x), copies.get(id(y), y)
    kind: Any = type(node)
    twin = kind.__new__(kind)
    twin._restore((rule, label, x, y, nary, *rest))
    if hasattr(node, "__dict__"):
        vars(twin).update(vars(node))
    return twin


def _refuse_input(node: Any) -> None:
    """Raise for a copy of an input, to which no derivative would come."""
    if id(node) in active_inputs.inputs():
        raise refusals.left_graph(node, "a copy")


def copy_graph(order: Sequence[Any], memo: dict[int, Any]) -> Any:
    """A copy of the last node of `order` and of everything below it, for `deepcopy`.

    Args:
        order: the nodes of the graph, operands first.
        memo: what `copy.deepcopy` has copied already, by id; it is extended.
    """
    for node in order:
        if id(node) not in memo:
            twin = memo[id(node)] = copy_node(node, memo)
            if hasattr(node, "__dict__"):
                vars(twin).update(copy.deepcopy(vars(node), memo))
    return memo[id(order[-1])]


def reduced(node: Any) -> tuple[Any, ...]:
    """A leaf as `pickle` wants it: a function and its arguments.

    Raises:
        TypeError: the node is the result of an op.
        GraphError: it is the input of a transform that is running.
    """
    _refuse_input(node)
    if node.rule is not None:
        raise TypeError(
            f"cannot pickle {describe(node)}: it is the result of an op, and a "
            "recorded graph is not pickled; pickle its leaves or v.detach()"
        )
    arguments = (type(node), node._state())
    return (restored, arguments, getattr(node, "__dict__", None))


def restored(kind: Any, state: tuple[Any, ...]) -> Any:
    """The leaf that `pickle` saved."""
    leaf = kind.__new__(kind)
    leaf._restore(state)
    return leaf
