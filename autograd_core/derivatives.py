"""`gradients`: derivatives of any order, without touching `.grad`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core import graph, modes
from autograd_core.faults import check_gradient
from autograd_core.value import Value


def gradients(
    outputs: Value | Sequence[Value],
    inputs: Value | Sequence[Value],
    *,
    create_graph: bool = False,
) -> Any:
    """d outputs / d input for each input; `.grad` of no node is read or written.

    With `create_graph` the results are nodes, computed by the same rules, so they can
    be differentiated again, to any order.

    Args:
        outputs: a Value, or several whose gradients are added.
        inputs: a Value, or several; interior nodes are allowed.
        create_graph: give Values with a graph instead of floats.

    Returns:
        One gradient for one input, a tuple for a sequence; 0.0 for an input that the
        outputs do not depend on.

    Raises:
        TypeError: an output or input is no Value.
        GraphError: an output was computed inside `no_grad()`, or a node on the way
            has no second derivative.

    >>> x = Value(3.0)
    >>> slope = gradients(x**3, x, create_graph=True)
    >>> slope.data, gradients(slope, x)
    (27.0, 18.0)
    """
    roots = _values(outputs, "outputs")
    targets = _values(inputs, "inputs")
    for root in roots:
        graph.refuse_unrecorded(root, "gradients", recording=create_graph)
    totals = _pull_back(roots, targets, create_graph)
    found = tuple(
        _finished(totals.get(id(each), 0.0), create_graph) for each in targets
    )
    return found[0] if isinstance(inputs, Value) else found


def _pull_back(
    roots: list[Value], targets: list[Value], create_graph: bool
) -> dict[int, Any]:
    """The cotangent of each target, by id."""
    order = graph.consumers_first(roots)
    wanted = {id(target) for target in targets}
    useful = set(wanted)
    for node in reversed(order):
        if any(id(parent) in useful for parent in node.parents):
            useful.add(id(node))
    totals: dict[int, Any] = {}
    for root in roots:
        totals[id(root)] = totals.get(id(root), 0.0) + 1.0
    checking = modes.source_lines() is not None
    for node in order:
        key = id(node)
        if key not in useful or key not in totals:
            continue
        upstream = totals[key] if key in wanted else totals.pop(key)
        for i, parent, slope in graph.edges(node):
            if id(parent) not in useful:
                continue
            if create_graph:
                slope = node.rule.local_grad_node(i, node, node.operands)
            if checking:
                check_gradient(parent, node, _number(upstream), _number(slope))
            contribution = _product(upstream, slope)
            if id(parent) in totals:
                contribution = totals[id(parent)] + contribution
            totals[id(parent)] = contribution
    return totals


def _product(upstream: Any, slope: Any) -> Any:
    """upstream x slope; a factor that is exactly 1 makes no node of its own."""
    if not isinstance(upstream, Value) and upstream == 1.0:
        return slope
    if not isinstance(slope, Value) and slope == 1.0:
        return upstream
    return upstream * slope


def _number(thing: Any) -> float:
    return thing.data if isinstance(thing, Value) else float(thing)


def _finished(total: Any, create_graph: bool) -> Any:
    if create_graph:
        return total if isinstance(total, Value) else Value(float(total))
    return float(total)


def _values(given: Any, name: str) -> list[Value]:
    values = [given] if isinstance(given, Value) else given
    if not isinstance(values, (list, tuple)):
        raise TypeError(
            f"gradients: {name} must be a Value or a list of Values, got "
            f"{type(given).__name__} {given!r}"
        )
    for each in values:
        if not isinstance(each, Value):
            raise TypeError(
                f"gradients: {name} must be Values, got {type(each).__name__} {each!r}"
            )
    return list(values)
