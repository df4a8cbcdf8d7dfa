"""`gradients`: derivatives of any order, without touching `.grad`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.engine import walk
from autograd_core.engine.backward import refuse_unrecorded
from autograd_core.engine.node import Node
from autograd_core.modes import modes
from autograd_core.modes.anomaly import check_tangent


def gradients(
    outputs: Node | Sequence[Node],
    inputs: Node | Sequence[Node],
    *,
    create_graph: bool = False,
    upstream: Any = None,
) -> Any:
    """d outputs / d input for each input; `.grad` of no node is read or written.

    With `create_graph` the results are nodes, computed by the same rules, so they can
    be differentiated again, to any order. So they are without it inside a function that
    `grad` or another transform differentiates, if the outputs depend on its inputs.

    Args:
        outputs: a Value or Tensor, or several whose gradients are added.
        inputs: a Value or Tensor, or several; interior nodes are allowed.
        create_graph: give nodes with a graph instead of floats and arrays.
        upstream: the upstream gradient of each output, in its shape: a number or array
            for one output, a list for several; 1 by default, for outputs of one entry.
            Nodes are allowed.

    Returns:
        One gradient for one input, a tuple for a sequence; 0 for an input that the
        outputs do not depend on.

    Raises:
        TypeError: an output or input is no node.
        ValueError: an upstream gradient is of another shape than its output.
        GraphError: an output was computed inside `no_grad()`, has several entries and
            no upstream gradient, a node on the way has no second derivative, or its
            operands' data was assigned since.

    >>> from autograd_core import Value
    >>> x = Value(3.0)
    >>> slope = gradients(x**3, x, create_graph=True)
    >>> slope.data, gradients(slope, x)
    (27.0, 18.0)
    """
    roots = _nodes(outputs, "outputs")
    targets = _nodes(inputs, "inputs")
    for root in roots:
        refuse_unrecorded(root, "gradients", recording=create_graph)
    seeds = _seeds(outputs, roots, upstream)
    if not create_graph and modes.recording():
        nodes = [each for each in (*roots, *seeds) if isinstance(each, Node)]
        create_graph = walk.in_transform(nodes)
    if not create_graph:
        seeds = [walk.payload(each) for each in seeds]
    # Of several targets one may lie below another.
    stop = targets if len(targets) == 1 else ()
    totals = pull_back(roots, seeds, targets, create_graph, stop)
    found = tuple(
        each._finished(totals.get(id(each)), create_graph) for each in targets
    )
    return found[0] if isinstance(inputs, Node) else found


def pull_back(
    roots: list[Any],
    seeds: list[Any],
    targets: list[Any],
    create_graph: bool,
    stop: Sequence[Node] = (),
) -> dict[int, Any]:
    """The cotangent of each target that the roots depend on, by id.

    Args:
        roots: results.
        seeds: their cotangents.
        targets: nodes.
        create_graph: whether to compute on nodes, for higher orders.
        stop: targets that no other target lies below. The walk ends there: what made
            the input of a transform may be a graph of any size.
    """
    order = walk.consumers_first(roots, stop)
    wanted = {id(target) for target in targets}
    useful = _above(order, wanted)
    totals: dict[int, Any] = {}
    for root, seed in zip(roots, seeds, strict=True):
        totals[id(root)] = root._joined(totals.get(id(root)), seed)
    with np.errstate(all="ignore"):
        for node in order:
            key = id(node)
            if key not in useful or key not in totals:
                continue
            # Of several targets one may lie below another: its total is an answer.
            total = totals[key] if key in wanted else totals.pop(key)
            upstream = node._gathered(total)
            for parent, share in node._shares(upstream, useful, create_graph):
                totals[id(parent)] = parent._joined(totals.get(id(parent)), share)
        return {
            id(each): each._gathered(totals[id(each)])
            for each in targets
            if id(each) in totals
        }


def push_forward(
    roots: list[Any],
    tangents: dict[int, Any],
    create_graph: bool,
    stop: Sequence[Node] = (),
) -> list[Any]:
    """The tangent of each root, forward mode; None where nothing moves.

    Source: Wengert, "A simple automatic derivative evaluation program", 1964.

    Args:
        roots: results.
        tangents: those of the inputs, by id; the others are added.
        create_graph: whether to compute on nodes, for higher orders.
        stop: nodes that nothing that moves lies below.
    """
    checking = modes.detecting()
    with np.errstate(all="ignore"):
        for node in reversed(walk.consumers_first(roots, stop)):
            if id(node) in tangents:
                continue
            moved = [tangents.get(id(each)) for each in node.operands]
            if any(each is not None for each in moved):
                tangent = node._pushed(moved, create_graph)
                if checking:
                    check_tangent(node, walk.payload(tangent))
                tangents[id(node)] = tangent
    return [tangents.get(id(root)) for root in roots]


def _above(order: list[Any], wanted: set[int]) -> set[int]:
    """The ids of the wanted nodes and of all results that depend on them."""
    useful = set(wanted)
    for node in reversed(order):
        for operand in node.operands:
            if id(operand) in useful:
                useful.add(id(node))
                break
    return useful


def _seeds(outputs: Any, roots: list[Any], upstream: Any) -> list[Any]:
    """The cotangent that each output starts with."""
    if upstream is None or isinstance(outputs, Node):
        given = [upstream] * len(roots)
    else:
        given = list(upstream)
        if len(given) != len(roots):
            raise ValueError(
                f"gradients: {len(roots)} outputs need as many upstream gradients, got "
                f"{len(given)}"
            )
    return [root._cotangent(each) for root, each in zip(roots, given, strict=True)]


def _nodes(given: Any, name: str) -> list[Any]:
    nodes = [given] if isinstance(given, Node) else given
    if not isinstance(nodes, (list, tuple)):
        raise TypeError(
            f"gradients: {name} must be a Value or Tensor, or a list of them, got "
            f"{type(given).__name__} {given!r}"
        )
    for each in nodes:
        if not isinstance(each, Node):
            raise TypeError(
                f"gradients: {name} must be Values or Tensors, got "
                f"{type(each).__name__} {each!r}"
            )
    return list(nodes)
