"""`gradients`: derivatives of any order, without touching `.grad`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core import graph, modes
from autograd_core.errors import GraphError
from autograd_core.faults import check_gradient
from autograd_core.operands import call_text
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
        GraphError: an output was computed inside `no_grad()`, a node on the way has no
            second derivative, or its operands' data was assigned since.

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
        for operand in node.operands:
            if id(operand) in useful:
                useful.add(id(node))
                break
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
                recorded = slope
                slope = node.rule.local_grad_node(i, node, node.operands)
                _check_unchanged(node, recorded, _number(slope))
            if checking:
                check_gradient(parent, node, _number(upstream), _number(slope))
            contribution = _product(upstream, slope)
            if id(parent) in totals:
                contribution = totals[id(parent)] + contribution
            totals[id(parent)] = contribution
    return totals


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
