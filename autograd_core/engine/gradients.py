"""`gradients`: derivatives of any order, without touching `.grad`.

The walk of `backward()` once more, with the cotangents beside the nodes instead of in
them. Computed on payloads they are numbers and arrays; computed on nodes
(`create_graph`) they have a graph of their own, and can be differentiated again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.engine import walk
from autograd_core.engine.backward import refuse_unrecorded
from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_scalar
from autograd_core.messages.types import Operand
from autograd_core.modes import anomaly, modes
from autograd_core.ops.rule import product, weighted_sum


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
        TypeError: an output or input is not a node.
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
        nodes = [x for x in (*roots, *seeds) if isinstance(x, Node)]
        create_graph = walk.in_transform(nodes)
    if not create_graph:
        seeds = [payload_of(seed) for seed in seeds]
    # Of several targets one may lie below another.
    stop = targets if len(targets) == 1 else ()
    totals = pull_back(roots, seeds, targets, create_graph, stop)
    results = tuple(
        target._finished(totals.get(id(target)), create_graph) for target in targets
    )
    return results[0] if isinstance(inputs, Node) else results


def pull_back(
    roots: list[Node],
    seeds: Sequence[Any],
    targets: list[Node],
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
    target_ids = {id(target) for target in targets}
    # Only these lie between the roots and a target; all others cost nothing.
    useful = _above(order, target_ids)
    totals: dict[int, Any] = {}
    for root, seed in zip(roots, seeds, strict=True):
        totals[id(root)] = root._joined(totals.get(id(root)), seed)
    # A local derivative may be inf or nan where its contribution is not asked for.
    with np.errstate(all="ignore"):
        for node in order:
            key = id(node)
            if key not in useful or key not in totals:
                continue
            # The total of a target is an answer; that of another node has served when
            # it is sent on, and an array of it would only take memory.
            total = totals[key] if key in target_ids else totals.pop(key)
            upstream = node._gathered(total)
            for parent, share in node._shares(upstream, useful, create_graph):
                totals[id(parent)] = parent._joined(totals.get(id(parent)), share)
        return {
            id(target): target._gathered(totals[id(target)])
            for target in targets
            if id(target) in totals
        }


def push_forward(
    roots: list[Node],
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
            operand_tangents = [tangents.get(id(x)) for x in node.operands]
            if any(tangent is not None for tangent in operand_tangents):
                tangent = node._pushed(operand_tangents, create_graph)
                if checking:
                    anomaly.check_tangent(node, payload_of(tangent))
                tangents[id(node)] = tangent
    return [tangents.get(id(root)) for root in roots]


def _above(order: list[Node], target_ids: set[int]) -> set[int]:
    """The ids of the targets and of all results that depend on them."""
    useful = set(target_ids)
    for node in reversed(order):
        for operand in node.operands:
            if id(operand) in useful:
                useful.add(id(node))
                break
    return useful


def _seeds(outputs: object, roots: list[Node], upstream: Any) -> list[Any]:
    """The cotangent that each output starts with."""
    if upstream is None or isinstance(outputs, Node):
        upstreams = [upstream] * len(roots)
    else:
        upstreams = list(upstream)
        if len(upstreams) != len(roots):
            raise ValueError(
                f"gradients: {len(roots)} outputs need as many upstream gradients, got "
                f"{len(upstreams)}"
            )
    pairs = zip(roots, upstreams, strict=True)
    return [root._cotangent(cotangent) for root, cotangent in pairs]


def _nodes(argument: Node | Sequence[Node], name: str) -> list[Node]:
    nodes = [argument] if isinstance(argument, Node) else argument
    if not isinstance(nodes, (list, tuple)):
        raise TypeError(
            f"gradients: {name} must be a Value or Tensor, or a list of them, got "
            f"{type(argument).__name__} {argument!r}"
        )
    for node in nodes:
        if not isinstance(node, Node):
            raise TypeError(
                f"gradients: {name} must be Values or Tensors, got "
                f"{type(node).__name__} {node!r}"
            )
    return list(nodes)


# -- a Value's part --------------------------------------------------------------------


def shares(node: Node, upstream: Any, useful: set[int], create_graph: bool) -> Any:
    """`(parent, contribution)` for each parent of a Value that is useful."""
    rule: Any = node.rule
    checking = modes.detecting()
    contributions = []
    for i, parent, recorded in node._edges():
        if id(parent) not in useful:
            continue
        if is_scalar(parent):
            slope = local_grad(node, i, recorded, create_graph)
            if checking:
                anomaly.check_gradient(
                    parent, node, payload_of(upstream), payload_of(slope)
                )
            contributions.append((parent, product(upstream, slope)))
        else:
            if checking:
                anomaly.check_cotangent(parent, node, payload_of(upstream))
            contributions.append((parent, rule.share(upstream)))
    return contributions


def pushed(node: Node, tangents: list[Operand | None], create_graph: bool) -> Operand:
    """The tangent of a Value: sum of local derivative x tangent of its operands."""
    slopes: list[Operand | None] = [None] * len(tangents)
    for i, parent, recorded in node._edges():
        if not is_scalar(parent):
            return Node._pushed(node, tangents, create_graph)
        if tangents[i] is not None:
            slopes[i] = local_grad(node, i, recorded, create_graph)
    return weighted_sum(tangents, slopes)


def local_grad(node: Node, i: int, recorded: float, create_graph: bool) -> Operand:
    """The local derivative for operand `i`: as recorded, or as nodes to go on from."""
    if not create_graph:
        return recorded
    rule: Any = node.rule
    slope = rule.local_grad(i, node, node.operands)
    anomaly.check_data_unchanged(node, recorded, payload_of(slope))
    return slope
