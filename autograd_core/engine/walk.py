"""Walks over the graph: order, backward, gradients of any order, copies.

No walk recurses, so graphs may be a million nodes deep.
"""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from autograd_core.engine.node import Node
from autograd_core.modes import active_inputs
from autograd_core.ops import custom

# Cython pops fast only from a list that is more than half full, and a stack of a walk
# is often short: it starts with this many entries that are never taken.
PADDING = 16
# How many consumers a node seems to have that a walk is to stay away from.
NEVER = 1 << 31

# One walk at a time: threads may share parameters, and the marks are on the nodes.
walk_lock = threading.RLock()
_walk = 0


def _renew_lock() -> None:
    # A forked child has none of the threads that may have held the lock.
    global walk_lock
    walk_lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def run(ready: list[Any]) -> None:
    """Let every node send its gradient, consumers first, until none is ready."""
    while len(ready) > PADDING:
        node: Node = ready.pop()
        node._send(ready)


def count_consumers(roots: list[Any], reset: bool, stop: Any) -> list[Any]:
    """Set `_pending` of every result at and below `roots` to its number of consumers.

    Marks count up from walk to walk, so nothing is left to undo after an interrupt.
    Call it with the lock held.

    Args:
        roots: where to start.
        reset: whether to set the gradients to 0 on the way.
        stop: results that the walk does not visit; nor does it go on below them.

    Returns:
        The roots that no other root consumes, on a padded stack.
    """
    global _walk
    _walk += 1
    walk = _walk
    for each in stop:
        fence(each, walk)
    stack: list[Any] = [None] * PADDING
    for root in roots:
        count(root, stack, walk, reset)
    while len(stack) > PADDING:
        node: Node = stack.pop()
        if node._nary:
            operands: tuple[Any, ...] = node._x
            for operand in operands:
                count(operand, stack, walk, reset)
        else:
            # The last one on the stack comes first: of `sum + product` the product,
            # which lies next to this node in memory.
            count(node._x, stack, walk, reset)
            count(node._y, stack, walk, reset)
    for root in roots:
        release(root, stack)
    return stack


def count(operand: Any, stack: list[Any], walk: Any, reset: Any) -> None:
    """Count one consumer of an operand; the first time, put it on the stack."""
    if isinstance(operand, Node):
        node: Node = operand
        if node._rule is not None:
            if node._mark == walk:
                node._pending += 1
            else:
                node._mark = walk
                node._pending = 1
                if reset:
                    node._grad = 0.0
                    node._reached = False
                stack.append(node)


def fence(node: Node, walk: Any) -> None:
    """Keep a walk out of a node: it is seen, and has more consumers than there are."""
    node._mark = walk
    node._pending = NEVER


def release(operand: Any, ready: list[Any]) -> None:
    """Tell an operand that a consumer is done; the last one makes it ready."""
    if isinstance(operand, Node):
        node: Node = operand
        if node._rule is not None:
            node._pending -= 1
            if node._pending == 0:
                ready.append(node)


def consumers_first(roots: list[Any], stop: Sequence[Node] = ()) -> list[Any]:
    """The results at and below `roots` in the order in which `backward` visits them.

    Args:
        roots: where to start.
        stop: results to leave out, with all that only they depend on.
    """
    order: list[Any] = []
    with walk_lock:
        ready = count_consumers(roots, False, stop)
        while len(ready) > PADDING:
            node: Node = ready.pop()
            order.append(node)
            for operand in node.operands:
                release(operand, ready)
    return order


def nodes_met(roots: list[Any], stop: Sequence[Node]) -> Iterator[Any]:
    """The roots and every operand of a result at or below them, some of them often.

    Args:
        roots: where to start.
        stop: nodes that the walk does not go beyond.
    """
    yield from roots
    for node in consumers_first(roots, stop):
        yield from node.parents


def in_transform(roots: list[Any]) -> bool:
    """Whether roots depend on an input of a transform whose function is running."""
    inputs = dict(active_inputs.inputs)
    if not inputs:
        return False
    return any(id(each) in inputs for each in nodes_met(roots, [*inputs.values()]))


def cotangent(node: Any, i: int, parent: Any, upstream: Any) -> Any:
    """What `node` sends to its operand `i` where one of the two is a Tensor.

    Args:
        node: a result.
        i: the position of `parent` among its operands.
        parent: a node.
        upstream: the gradient of `node`, a payload.

    Returns:
        A payload of the shape and dtype of `parent`.
    """
    operands = tuple([payload(each) for each in node.operands])
    return parent._fitted(node.rule.vjp(i, upstream, payload(node), operands))


def payload(operand: Any) -> Any:
    """The number or array of an operand."""
    return operand.data if isinstance(operand, Node) else operand


def edges(node: Any) -> list[tuple[int, Any, Any]]:
    """`(position, parent, local derivative)` for each operand that is a node.

    The local derivative of a Tensor is None: it is computed when it is asked for.

    >>> from autograd_core import Value
    >>> a = Value(2.0, label="a")
    >>> [(i, parent.label, slope) for i, parent, slope in edges(5 * a)]
    [(1, 'a', 5.0)]
    """
    return node._edges()


def topological_order(root: Any) -> list[Any]:
    """Every node at and below `root`, operands before the nodes that use them.

    Raises:
        TypeError: `root` is no node.

    >>> from autograd_core import Value
    >>> a = Value(2.0, label="a")
    >>> [node.label or node.op for node in topological_order((a * a).tanh())]
    ['a', '*', 'tanh']
    """
    if not isinstance(root, Node):
        raise TypeError(
            f"expected a Value or Tensor, got {type(root).__name__} {root!r}"
        )
    order: list[Any] = []
    leaves: set[int] = set()
    for node in reversed(consumers_first([root])):
        for parent in node.parents:
            if parent.is_leaf and id(parent) not in leaves:
                leaves.add(id(parent))
                order.append(parent)
        order.append(node)
    return order or [root]


def copy_graph(root: Any, memo: dict[int, Any]) -> Any:
    """A copy of `root` and everything below it, for `copy.deepcopy`."""
    for node in topological_order(root):
        if id(node) not in memo:
            twin = memo[id(node)] = node._clone(memo)
            if hasattr(node, "__dict__"):
                vars(twin).update(copy.deepcopy(vars(node), memo))
    return memo[id(root)]


def clone(node: Node, twin: Node, copies: dict[int, Any]) -> None:
    """Make `twin`, a new object, like `node`, on the copies of its operands."""
    twin._rule = node._rule
    if isinstance(node._rule, custom.CustomOp):
        custom.note(twin)
    twin._label = node._label
    if node._nary:
        twin._x = tuple([copies.get(id(each), each) for each in node._x])
        twin._y = node._y
    else:
        twin._x = copies.get(id(node._x), node._x)
        twin._y = copies.get(id(node._y), node._y)
    twin._mark = 0
    twin._nary = node._nary
    twin._reached = node._reached
    twin._unrecorded = node._unrecorded
    if hasattr(node, "__dict__"):
        vars(twin).update(vars(node))
