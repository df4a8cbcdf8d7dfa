"""`gradients`: derivatives of any order, without touching `.grad`.

The walk of `backward()` once more, with the gradients in a table, not in the nodes.
They are called cotangents here, because with `create_graph` they are nodes: then the
sums and products of the walk are recorded, and can be differentiated again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_core.engine.record as recorder
from autograd_core.engine import walk
from autograd_core.engine.backward import refuse_if_unrecorded
from autograd_core.engine.node import Node, is_unrecorded, payload_of, rule_of
from autograd_core.engine.record import is_value
from autograd_core.messages.operands import nodes_of
from autograd_core.messages.types import Operand, Payload, Totals
from autograd_core.modes import active_inputs, anomaly, modes, profiles
from autograd_core.ops.rule import Rule, product, weighted_sum


def gradients(
    outputs: Node | Sequence[Node],
    inputs: Node | Sequence[Node],
    *,
    create_graph: bool = False,
    upstream: Any = None,
) -> Any:
    """d outputs / d input for each input; `.grad` is neither read nor written.

    With `create_graph` the results are nodes, computed by the same rules, so they can
    be differentiated again, to any order. Inside a function that `grad` or another
    transform differentiates they are nodes without it too, if the outputs depend on the
    inputs of that function, or on nodes that were there before it began.

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
    roots = nodes_of(outputs, "gradients: outputs")
    targets = nodes_of(inputs, "gradients: inputs")
    for root in roots:
        refuse_if_unrecorded(root, "gradients", in_no_grad=create_graph)
    seeds = _seeds(outputs, roots, upstream)
    # While grad(f) runs f, a gradient taken inside f is a part of what f computes: it
    # needs a graph if it depends on an input of that run, or on what f closes over.
    if not create_graph and modes.recording():
        nodes = [x for x in (*roots, *seeds) if isinstance(x, Node)]
        begin = active_inputs.begin_of_innermost()
        closes_over = begin > 0 and walk.depends_on_older(nodes, begin)
        create_graph = closes_over or walk.in_transform(nodes)
    if not create_graph:
        seeds = [payload_of(seed) for seed in seeds]
    # The walk may end at a single target. Of several, one may lie below another, and
    # the walk must pass the upper one to reach it.
    stop = targets if len(targets) == 1 else ()
    totals = pull_back(roots, seeds, targets, create_graph, stop)
    answers = [answer(x, totals.get(id(x)), create_graph) for x in targets]
    return answers[0] if isinstance(inputs, Node) else tuple(answers)


def pull_back(
    roots: Sequence[Node],
    seeds: Sequence[Any],
    targets: Sequence[Node],
    create_graph: bool,
    stop: Sequence[Node] = (),
) -> Totals:
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
    # Only what lies between the roots and a target has a total, and costs arithmetic.
    totals: Totals = dict.fromkeys(_above(order, target_ids))
    for root, seed in zip(roots, seeds, strict=True):
        if id(root) in totals:
            totals[id(root)] = root._accumulate(totals[id(root)], seed)
    # A local derivative may be inf or nan where its contribution is not asked for.
    with np.errstate(all="ignore"):
        for node in profiles.watched(order, totals):
            node._check_current()
            total = totals.get(id(node))
            if total is not None:
                # The total of a target is an answer; that of another node is not needed
                # once it has been sent on, and may be a large array.
                if id(node) not in target_ids:
                    totals[id(node)] = None
                node._contribute(node._total(total), totals, create_graph)
        reached = [x for x in targets if totals[id(x)] is not None]
        return {id(x): x._total(totals[id(x)]) for x in reached}


def push_forward(
    roots: list[Node],
    tangents: dict[int, Any],
    create_graph: bool,
    stop: Sequence[Node] = (),
) -> list[Any]:
    """The tangent of each root (forward mode): None for one that does not move.

    Operands come first; the tangent of a result is the sum of local derivative times
    tangent of its operands.

    Source: Wengert, "A simple automatic derivative evaluation program", 1964.

    Args:
        roots: results.
        tangents: those of the inputs, by id; the others are added.
        create_graph: whether to compute on nodes, for higher orders.
        stop: where the walk ends; no node below them has a tangent.
    """
    with np.errstate(all="ignore"):
        for node in reversed(walk.consumers_first(roots, stop)):
            node._check_current()
            if id(node) in tangents:
                continue
            operand_tangents = [tangents.get(id(x)) for x in node.operands]
            if any(tangent is not None for tangent in operand_tangents):
                tangent = node._tangent(operand_tangents, create_graph)
                if modes.detecting():
                    anomaly.check_tangent(node, payload_of(tangent))
                tangents[id(node)] = tangent
    return [tangents.get(id(root)) for root in roots]


def answer(node: Node, total: Any, create_graph: bool) -> Node | Payload:
    """A cotangent or tangent of a node as the caller gets it; None is 0."""
    if isinstance(total, Node) and is_unrecorded(total):
        # A constant made inside no_grad(): the derivative was computed outside.
        constant: Any = total
        total = constant * 1.0
    return node._answer(total, create_graph)


def _above(order: list[Node], target_ids: set[int]) -> set[int]:
    """The ids of the targets and of all results that depend on them."""
    useful = set(target_ids)
    for node in reversed(order):
        if not useful.isdisjoint(map(id, node.operands)):
            useful.add(id(node))
    return useful


def _seeds(outputs: object, roots: list[Node], upstream: Any) -> list[Any]:
    """The cotangent that each output starts with."""
    n, several = len(roots), not isinstance(outputs, Node)
    upstreams = list(upstream) if several and upstream is not None else [upstream] * n
    if len(upstreams) != n:
        raise ValueError(
            f"gradients: {n} outputs need as many upstream gradients, got "
            f"{len(upstreams)}"
        )
    return [root._cotangent(x) for root, x in zip(roots, upstreams, strict=True)]


# -- a Value's contributions and tangent: its methods call these -----------------------


def contribute(node: Node, upstream: Any, totals: Totals, on_nodes: bool) -> None:
    """Add to the total of each parent that is in `totals` its contribution."""
    checking = recorder.modes_in_force and modes.detecting()
    rule: Any = rule_on_nodes(node) if on_nodes else rule_of(node)
    for i, parent, recorded in node._edges():
        if id(parent) not in totals:
            continue
        if is_value(parent):
            slope = higher_slope(node, rule, i, recorded) if on_nodes else recorded
            if checking:
                numbers = payload_of(upstream), payload_of(slope)
                anomaly.check_gradient(parent, node, *numbers)
            contribution = product(upstream, slope)
        else:
            # An entry of a Tensor as a Value: the rule is array_ops.entries.TakeEntry.
            if checking:
                anomaly.check_cotangent(parent, node, payload_of(upstream))
            contribution = rule.share(upstream)
        totals[id(parent)] = parent._accumulate(totals[id(parent)], contribution)


def tangent(node: Node, tangents: list[Operand | None], on_nodes: bool) -> Operand:
    """The tangent of a Value: sum of local derivative x tangent of its operands."""
    slopes: list[Operand | None] = [None] * len(tangents)
    rule: Any = rule_on_nodes(node) if on_nodes else rule_of(node)
    for i, parent, recorded in node._edges():
        if not is_value(parent):
            return Node._tangent(node, tangents, on_nodes)
        if tangents[i] is not None:
            slopes[i] = higher_slope(node, rule, i, recorded) if on_nodes else recorded
    return weighted_sum(tangents, slopes)


def rule_on_nodes(node: Any) -> Rule:
    """The rule of a Value, for derivatives on nodes; its operands are as they were."""
    rule = rule_of(node)
    if recorder.assignments and rule.name not in anomaly.SUMS_AND_PRODUCTS:
        anomaly.check_result_unchanged(node)
    return rule.at(node, node.operands)


def higher_slope(node: Any, rule: Rule, i: int, recorded: float) -> Operand:
    """The local derivative for operand `i` as a node, to be differentiated again."""
    slope = rule.local_grad(i, node, node.operands)
    if payload_of(slope) != recorded:
        anomaly.check_data_unchanged(node, recorded, payload_of(slope))
    return slope
