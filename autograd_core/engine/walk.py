"""The walk over a graph: consumers first, each node once, no recursion.

A node may send its gradient on when it has the contributions of all its consumers. So a
walk has two passes: the first counts the consumers of each result, the second takes a
result when its count has fallen to 0. Graphs may be a million nodes deep.

`len(stack) > stacks.EMPTY` says that a stack is not empty; in the plain build a stack
is a list, and EMPTY is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import autograd_core.engine.native.stacks as stacks
from autograd_core.engine.native import locks
from autograd_core.engine.node import Node
from autograd_core.modes import active_inputs, recordings, refusals

# The count of a node that the walk must not visit: so large that it never falls to 0.
# (The compiled field is an unsigned integer of 32 bits.)
OUT_OF_REACH = 1 << 31

last_walk = 0
# No leaf that was counted lately has an older mark; constants of `no_grad()` apart.
oldest_leaf = 0


def run(ready: list[Any]) -> None:
    """Let every node send its gradient, consumers first, until none is ready."""
    while len(ready) > stacks.EMPTY:
        node: Node = ready.pop()
        node._send(ready)


def count_consumers(
    roots: Sequence[Node], reset: bool, stop: Sequence[Node]
) -> list[Node]:
    """Set `_pending` of every result at and below `roots` to its number of consumers.

    Each walk has a number and marks the nodes that it has counted with it, so one that
    is interrupted leaves nothing to undo. Call it with `locks.walk_lock` held.

    Args:
        roots: where to start.
        reset: whether to set the gradients to 0 on the way.
        stop: results that the walk does not visit; nor does it go on below them.

    Returns:
        A stack of the roots that are ready: no other root consumes them.
    """
    global last_walk
    last_walk += 1
    walk = last_walk
    for outsider in stop:
        fence(outsider, walk)
    stack = stacks.new()
    # Each root gets one consumer more than it has, so that it goes on the stack ...
    for root in roots:
        count(root, stack, walk, reset)
    while len(stack) > stacks.EMPTY:
        node: Node = stack.pop()
        if node._nary:
            operands: tuple[object, ...] = node._x
            for operand in operands:
                count(operand, stack, walk, reset)
        else:
            # The stack gives the second operand back first: of `w * x + b * c` the
            # product computed last, which lies next to this node in memory. That is
            # faster; the result does not depend on it.
            count(node._x, stack, walk, reset)
            count(node._y, stack, walk, reset)
    # ... and loses it here; a root that another one consumes stays pending.
    for root in roots:
        release(root, stack)
    return stack


def count(operand: object, stack: list[Any], walk: Any, reset: Any) -> None:
    """Count one consumer of an operand; the first time, put it on the stack."""
    global oldest_leaf
    if isinstance(operand, Node):
        node: Node = operand
        if node._rule is not None:
            if node._mark == walk:
                node._pending += 1
            else:
                node._mark = walk
                node._pending = 1
                if reset:
                    # The numbers of a Value's local derivatives are its own.
                    if not node._is_value:
                        node._check_current()
                    # A Value's gradient; a Tensor's is replaced if not _reached.
                    node._grad = 0.0
                    node._reached = False
                stack.append(node)
        elif node._mark < oldest_leaf and not node._unrecorded:
            # The mark of a leaf says when it was made.
            oldest_leaf = node._mark


def fence(node: Node, walk: Any) -> None:
    """Keep a walk out of a result: mark it as counted, with a count above others."""
    if node._rule is not None:
        node._mark = walk
        node._pending = OUT_OF_REACH


def release(operand: object, ready: list[Any]) -> None:
    """Count one consumer of an operand less; with none left it is ready."""
    if isinstance(operand, Node):
        node: Node = operand
        if node._rule is not None:
            node._pending -= 1
            if node._pending == 0:
                ready.append(node)


def consumers_first(roots: Sequence[Node], stop: Sequence[Node] = ()) -> list[Node]:
    """The results at and below `roots` in the order in which `backward` visits them.

    Args:
        roots: where to start.
        stop: results to leave out, with all that only they depend on.
    """
    order: list[Node] = []
    with locks.walk_lock:
        ready = count_consumers(roots, False, stop)
        while len(ready) > stacks.EMPTY:
            node: Node = ready.pop()
            order.append(node)
            for operand in node.operands:
                release(operand, ready)
    return order


def begin() -> int:
    """A moment: nodes made from now on are younger; see `depends_on_older`."""
    global last_walk
    with locks.walk_lock:
        last_walk += 1
        return last_walk


def depends_on_older(
    roots: Sequence[Node], moment: Any, stop: Sequence[Node] = ()
) -> bool:
    """Whether roots depend on a leaf that was made before a moment.

    Constants made inside `no_grad()` do not count.

    Args:
        roots: where to start.
        moment: what `begin` gave.
        stop: results that the walk does not go beyond.
    """
    global oldest_leaf
    with locks.walk_lock:
        oldest_leaf = moment
        count_consumers(roots, False, stop)
        return oldest_leaf < moment


def in_transform(roots: Sequence[Node]) -> bool:
    """Whether roots depend on an input of a transform whose function is running."""
    inputs = active_inputs.inputs()
    if not inputs:
        return False
    results = consumers_first(roots, [*inputs.values()])
    nodes = [*roots, *[x for result in results for x in result.parents]]
    return any(id(node) in inputs for node in nodes)


def check_stays(node: Node, name: str) -> None:
    """Raise if a number leaves a function that is being differentiated or recorded.

    Args:
        node: where the number comes from.
        name: the attribute or method that gives it.
    """
    recordings.refuse(node, name)
    if in_transform([node]):
        raise refusals.left_graph(node, name)


def topological_order(root: Any) -> list[Node]:
    """Every node at and below `root`, operands before the nodes that use them.

    Raises:
        TypeError: `root` is not a node.

    >>> from autograd_core import Value
    >>> a = Value(2.0, label="a")
    >>> [node.label or node.op for node in topological_order((a * a).tanh())]
    ['a', '*', 'tanh']
    """
    if not isinstance(root, Node):
        raise TypeError(
            f"expected a Value or Tensor, got {type(root).__name__} {root!r}"
        )
    order: list[Node] = []
    leaves: set[int] = set()
    for node in reversed(consumers_first([root])):
        for parent in node.parents:
            if parent.is_leaf and id(parent) not in leaves:
                leaves.add(id(parent))
                order.append(parent)
        order.append(node)
    return order or [root]
