"""`gradients`: derivatives of any order, without touching `.grad`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import arrays, graph, modes
from autograd_core.errors import GraphError
from autograd_core.faults import check_cotangent, check_gradient, check_tangent
from autograd_core.node import Node
from autograd_core.op import product, weighted_sum
from autograd_core.operands import as_float, call_text
from autograd_core.bridges import scattered
from autograd_core.tensor import Tensor
from autograd_core.value import Value
from autograd_core.backward import refuse_unrecorded


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
        create_graph = graph.in_transform(nodes)
    if not create_graph:
        seeds = [graph.payload(each) for each in seeds]
    # Of several targets one may lie below another.
    stop = targets if len(targets) == 1 else ()
    totals = pull_back(roots, seeds, targets, create_graph, stop)
    found = tuple(
        finished(totals.get(id(each)), each, create_graph) for each in targets
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
    order = graph.consumers_first(roots, stop)
    wanted = {id(target) for target in targets}
    useful = _above(order, wanted)
    totals: dict[int, Any] = {}
    entries: dict[int, list[tuple[Any, Any]]] = {}
    checking = modes.detecting()
    for root, seed in zip(roots, seeds, strict=True):
        _add(totals, root, seed)
    with np.errstate(all="ignore"):
        for node in order:
            key = id(node)
            if key in entries:
                _add(totals, node, scattered(entries.pop(key), node))
            if key not in useful or key not in totals:
                continue
            upstream = totals[key] if key in wanted else totals.pop(key)
            if checking and not isinstance(node, Value):
                node._check_fingerprints()
            seen: tuple[Any, ...] = ()
            for i, parent, slope in graph.edges(node):
                if id(parent) not in useful:
                    continue
                if isinstance(node, Value) and isinstance(parent, Value):
                    slope = _slope(node, i, slope, create_graph)
                    if checking:
                        numbers = graph.payload(upstream), graph.payload(slope)
                        check_gradient(parent, node, *numbers)
                    share = product(upstream, slope)
                elif isinstance(node, Value):
                    # An entry of a Tensor: all of them make one array in the end.
                    if checking:
                        check_cotangent(parent, node, graph.payload(upstream))
                    entries.setdefault(id(parent), []).append((node, upstream))
                    continue
                else:
                    # Once for all operands, of which there may be thousands.
                    seen = seen or _seen_by_rule(node, create_graph)
                    share = parent._fitted(node.rule.vjp(i, upstream, *seen))
                    if checking:
                        check_cotangent(parent, node, graph.payload(share))
                _add(totals, parent, share)
        for target in targets:
            if id(target) in entries:
                _add(totals, target, scattered(entries.pop(id(target)), target))
    return totals


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
        for node in reversed(graph.consumers_first(roots, stop)):
            if id(node) in tangents:
                continue
            moved = [tangents.get(id(each)) for each in node.operands]
            if any(each is not None for each in moved):
                tangent = _moved(node, moved, create_graph)
                if checking:
                    check_tangent(node, graph.payload(tangent))
                tangents[id(node)] = tangent
    return [tangents.get(id(root)) for root in roots]


def _moved(node: Any, moved: list[Any], create_graph: bool) -> Any:
    """The tangent of a result: sum of local derivative x tangent of its operands."""
    operands = node.operands
    if not isinstance(node, Value) or any(
        isinstance(each, Tensor) for each in operands
    ):
        return node._spread(node.rule.jvp(moved, *_seen_by_rule(node, create_graph)))
    slopes: list[Any] = [None] * len(operands)
    for i, _, slope in graph.edges(node):
        if moved[i] is not None:
            slopes[i] = _slope(node, i, slope, create_graph)
    return weighted_sum(moved, slopes)


def _above(order: list[Any], wanted: set[int]) -> set[int]:
    """The ids of the wanted nodes and of all results that depend on them."""
    useful = set(wanted)
    for node in reversed(order):
        for operand in node.operands:
            if id(operand) in useful:
                useful.add(id(node))
                break
    return useful


def _seen_by_rule(node: Any, create_graph: bool) -> tuple[Any, tuple[Any, ...]]:
    """A result and its operands as its rule works on them: nodes, or their payloads."""
    if create_graph:
        return node, node.operands
    return graph.payload(node), tuple([graph.payload(each) for each in node.operands])


def _slope(node: Any, i: int, recorded: float, create_graph: bool) -> Any:
    """The local derivative for operand `i`: as recorded, or as nodes to go on from."""
    if not create_graph:
        return recorded
    slope = node.rule.local_grad(i, node, node.operands)
    _check_unchanged(node, recorded, graph.payload(slope))
    return slope


def _add(totals: dict[int, Any], node: Any, share: Any) -> None:
    key = id(node)
    totals[key] = totals[key] + share if key in totals else share


def _check_unchanged(node: Any, recorded: float, now: float) -> None:
    """Raise when an operand's `data` was assigned after the op ran."""
    if recorded == now or (recorded != recorded and now != now):
        return
    # The two may be computed in different ways: one underflows before the other, and a
    # large result costs the slope of logsumexp digits.
    size = max(abs(recorded), abs(now))
    if size < 1e-300 or abs(recorded - now) <= (1e-6 + 1e-15 * abs(node.data)) * size:
        return
    raise GraphError(
        f"gradients(create_graph=True): the data of an operand of "
        f"{call_text(node.rule, node.operands)} was assigned after the op ran (its "
        f"local derivative was {recorded!r}, now it is {now!r}); compute it anew"
    )


def finished(total: Any, target: Any, create_graph: bool) -> Any:
    """A cotangent as the caller gets it: a payload of its own, or a node; None is 0."""
    if isinstance(target, Value):
        number = 0.0 if total is None else total
        if create_graph:
            return number if isinstance(number, Node) else Value(float(number))
        return float(number)
    if create_graph:
        if isinstance(total, Node):
            return total
        zeros = np.zeros(target.shape, target.dtype)
        return Tensor(zeros if total is None else total)
    if total is None:
        return np.zeros(target.shape, target.dtype)
    # The walk hands on arrays that several nodes may share.
    return np.array(total)


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
    return [_seed(root, each) for root, each in zip(roots, given, strict=True)]


def _seed(root: Any, given: Any) -> Any:
    if isinstance(root, Value):
        if given is None:
            return 1.0
        return given if isinstance(given, Value) else as_float(given, "gradients")
    if isinstance(given, Node) and graph.payload(given).shape == root.shape:
        return given
    return arrays.seed(root, given, "gradients")


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
