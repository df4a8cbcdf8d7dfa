"""`backward()`: what it refuses, and the walk that writes the gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core.engine.walk as graph
from autograd_core.engine.node import Node
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import describe
from autograd_core.modes import active_inputs, modes
from autograd_core.modes.anomaly import check_cotangent, check_gradient
from autograd_core.ops import custom


def backward(root: Node, seed: Any) -> None:
    """Add `seed` times d root / d leaf to every leaf's `grad`; see `Value.backward`.

    Two passes: one counts the consumers of each result and sets its gradient to 0; in
    the other a node is processed after all its consumers.
    """
    if root._unrecorded or modes.count:
        refuse_unrecorded(root, "backward()")
    if active_inputs.inputs and graph.in_transform([root]):
        raise GraphError(
            f"backward() of {describe(root)} inside a function that a transform "
            "differentiates: grad is a plain number or array, through which no "
            "derivative goes; use gradients(output, input), which gives nodes there"
        )
    if custom.on_tensors:
        try_custom_ops(root)
    with graph.walk_lock:
        if modes.count:
            check_walk(root, seed)
        ready = graph.count_consumers([root], True, ())
        root._seed(seed)
        graph.run(ready)


def refuse_unrecorded(root: Node, call: str, recording: bool = True) -> None:
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


def try_custom_ops(root: Node) -> None:
    """Call the local derivatives of the user's own ops on arrays before a walk.

    If one of them raises, no gradient has changed yet. Those of Values are known since
    the op ran.
    """
    with np.errstate(all="ignore"):
        for node in graph.consumers_first([root]):
            if (
                isinstance(node.rule, custom.CustomOp)
                and np.ndim(node.data) + 1
                and not isinstance(node.data, float)
            ):
                operands = [graph.payload(each) for each in node.operands]
                node.rule.slopes_at(graph.payload(node), operands)


def check_walk(root: Node, seed: Any) -> None:
    """Inside `detect_anomaly()`: walk without writing, stop at an inf or nan.

    Raises:
        NonFiniteError: a contribution to a gradient is not finite.
        GraphError: an array was changed in place after an op had used it.
    """
    if not modes.detecting():
        return
    totals = {id(root): seed}
    with np.errstate(all="ignore"):
        for node in graph.consumers_first([root]):
            node._check_fingerprints()
            upstream = totals.get(id(node), 0.0)
            for i, parent, slope in graph.edges(node):
                if slope is not None and isinstance(parent.data, float):
                    contribution = upstream * slope
                    check_gradient(parent, node, upstream, slope)
                else:
                    contribution = graph.cotangent(node, i, parent, upstream)
                    check_cotangent(parent, node, contribution)
                if id(parent) in totals:
                    contribution = totals[id(parent)] + contribution
                totals[id(parent)] = contribution
