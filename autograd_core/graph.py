"""Walks over the graph: order, backward, gradients of any order, copies.

No walk recurses, so graphs may be a million nodes deep.
"""

from __future__ import annotations

import copy
import os
import threading
from typing import Any

import autograd_core.memory as memory
from autograd_core import modes
from autograd_core.errors import GraphError
from autograd_core.faults import check_gradient
from autograd_core.node import Node
from autograd_core.operands import describe
from autograd_core.value import Value

# One walk at a time: threads may share parameters, and the marks are on the nodes.
walk_lock = threading.RLock()
_walk = 0


def _renew_lock() -> None:
    # A forked child has none of the threads that may have held the lock.
    global walk_lock
    walk_lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def recorded_order(roots: list[Any], reset: bool = False) -> list[Any]:
    """The results at and below `roots`, operands before consumers; no leaves.

    With `reset`, the gradient of each is set to 0 on the way.

    Depth first with an explicit stack. A node stays on the stack, opened, until all
    its parents are in the order; marks count up from walk to walk, so nothing needs
    to be reset. Call it with the lock held.
    """
    global _walk
    _walk += 2
    opened = _walk
    closed = opened + 1
    order: list[Any] = []
    stack: list[Any] = []
    for root in roots:
        push(stack, root, opened)
    while stack:
        node: Value = stack[-1]
        if node._mark < opened:
            node._mark = opened
            if node._nary:
                operands: tuple[Any, ...] = node._x
                for operand in operands:
                    push(stack, operand, opened)
            else:
                push(stack, node._y, opened)
                push(stack, node._x, opened)
        else:
            stack.pop()
            if node._mark == opened:
                node._mark = closed
                if reset:
                    node._grad = 0.0
                order.append(node)
    return order


def push(stack: list[Any], operand: Any, opened: Any) -> None:
    """Put an operand on the stack if it is a result not seen in this walk."""
    if isinstance(operand, Value):
        node: Value = operand
        if node._rule is not None and node._mark < opened:
            stack.append(node)


def backward(root: Value, seed: float) -> None:
    """Add `seed` times d root / d leaf to every leaf's `grad`; see `Value.backward`."""
    if root._unrecorded or modes.count:
        refuse_unrecorded(root, "backward()")
    with walk_lock:
        if modes.count:
            check_walk(root, seed, recorded_order([root]))
        order = recorded_order([root], reset=True)
        root._grad += seed
        root._reached = True
        for item in reversed(order):
            send(item)


def send(node: Value) -> None:
    """Give each parent `upstream gradient x local derivative`."""
    gradient = node._grad
    if node._nary:
        operands: tuple[Any, ...] = node._x
        slopes = memory.numbers(node._y)
        for i in range(len(operands)):
            if isinstance(operands[i], Value):
                parent: Value = operands[i]
                parent._grad += gradient * slopes[i]
                parent._reached = True
        return
    if isinstance(node._x, Value):
        parent = node._x
        parent._grad += gradient * node._dx
        parent._reached = True
    if isinstance(node._y, Value):
        parent = node._y
        parent._grad += gradient * node._dy
        parent._reached = True


def refuse_unrecorded(root: Value, call: str, recording: bool = True) -> None:
    """Raise where there is no graph to walk, or no place to record one.

    Args:
        root: where the walk would start.
        call: what the user called, for the message.
        recording: whether `call` is refused inside `no_grad()`.

    Raises:
        GraphError: inside `no_grad()`, or for a result computed there.
    """
    if recording and not modes.recording():
        raise GraphError(
            f"{call} of {describe(root)} inside no_grad(): nothing is recorded here; "
            f"compute the result and call {call} outside the block"
        )
    if root._unrecorded:
        raise GraphError(
            f"{call} of {describe(root)}, which was computed inside no_grad(): it has "
            "no graph; compute it outside the block"
        )


def check_walk(root: Value, seed: float, order: list[Any]) -> None:
    """Inside `detect_anomaly()`: walk without writing, stop at an inf or nan."""
    if modes.source_lines() is None:
        return
    totals = {id(root): seed}
    for node in reversed(order):
        gradient = totals.get(id(node), 0.0)
        for _, parent, slope in edges(node):
            check_gradient(parent, node, gradient, slope)
            totals[id(parent)] = totals.get(id(parent), 0.0) + gradient * slope


def edges(node: Any) -> list[tuple[int, Any, float]]:
    """`(position, parent, local derivative)` for each operand that is a node.

    >>> a = Value(2.0, label="a")
    >>> [(i, parent.label, slope) for i, parent, slope in edges(5 * a)]
    [(1, 'a', 5.0)]
    """
    positions = [i for i, each in enumerate(node.operands) if isinstance(each, Node)]
    return list(zip(positions, node.parents, node.local_grads, strict=True))


def topological_order(root: Any) -> list[Any]:
    """Every node at and below `root`, operands before the nodes that use them.

    Raises:
        TypeError: `root` is no Value.

    >>> a = Value(2.0, label="a")
    >>> [node.label or node.op for node in topological_order((a * a).tanh())]
    ['a', '*', 'tanh']
    """
    if not isinstance(root, Value):
        raise TypeError(f"expected a Value, got {type(root).__name__} {root!r}")
    with walk_lock:
        results = recorded_order([root])
    order: list[Any] = []
    leaves: set[int] = set()
    for node in results:
        for parent in node.parents:
            if parent.is_leaf and id(parent) not in leaves:
                leaves.add(id(parent))
                order.append(parent)
        order.append(node)
    return order or [root]


def copy_graph(root: Value, memo: dict[int, Any]) -> Value:
    """A copy of `root` and everything below it, for `copy.deepcopy`."""
    for node in topological_order(root):
        if id(node) not in memo:
            twin = memo[id(node)] = clone(node, memo)
            if hasattr(node, "__dict__"):
                vars(twin).update(copy.deepcopy(vars(node), memo))
    return memo[id(root)]


def clone(node: Value, copies: dict[int, Any]) -> Value:
    """A node like `node`, on the copies of its operands where there are any."""
    twin: Value = type(node).__new__(type(node))
    twin._data = node._data
    twin._grad = node._grad
    twin._rule = node._rule
    twin._label = node._label
    if node._nary:
        twin._x = tuple([copies.get(id(each), each) for each in node._x])
        twin._y = node._y
    else:
        twin._x = copies.get(id(node._x), node._x)
        twin._y = copies.get(id(node._y), node._y)
    twin._dx = node._dx
    twin._dy = node._dy
    twin._mark = 0
    twin._nary = node._nary
    twin._reached = node._reached
    twin._unrecorded = node._unrecorded
    if hasattr(node, "__dict__"):
        vars(twin).update(vars(node))
    return twin
