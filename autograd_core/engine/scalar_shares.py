"""What a Value answers to `gradients`: contributions and tangents, of any order."""

from __future__ import annotations

from typing import Any

from autograd_core.engine.node import Node
from autograd_core.engine.record import is_scalar
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import call_text
from autograd_core.modes import modes
from autograd_core.modes.anomaly import check_cotangent, check_gradient
from autograd_core.ops.rule import product, weighted_sum


def number_at(thing: Any) -> Any:
    """The number or array of a node, or a payload as it is."""
    return thing.data if isinstance(thing, Node) else thing


def shares(node: Any, upstream: Any, useful: set[int], create_graph: bool) -> Any:
    """`(parent, contribution)` for each parent that is useful."""
    checking = modes.detecting()
    found = []
    for i, parent, recorded in node._edges():
        if id(parent) not in useful:
            continue
        if is_scalar(parent):
            slope = local_grad(node, i, recorded, create_graph)
            if checking:
                check_gradient(parent, node, number_at(upstream), number_at(slope))
            found.append((parent, product(upstream, slope)))
        else:
            if checking:
                check_cotangent(parent, node, number_at(upstream))
            found.append((parent, node.rule.share(upstream)))
    return found


def pushed(node: Any, tangents: list[Any], create_graph: bool) -> Any:
    """The tangent of a result: sum of local derivative x tangent of its operands."""
    slopes: list[Any] = [None] * len(tangents)
    for i, parent, slope in node._edges():
        if not is_scalar(parent):
            return Node._pushed(node, tangents, create_graph)
        if tangents[i] is not None:
            slopes[i] = local_grad(node, i, slope, create_graph)
    return weighted_sum(tangents, slopes)


def local_grad(node: Any, i: int, recorded: float, create_graph: bool) -> Any:
    """The local derivative for operand `i`: as recorded, or as nodes to go on from."""
    if not create_graph:
        return recorded
    slope = node.rule.local_grad(i, node, node.operands)
    _check_unchanged(node, recorded, number_at(slope))
    return slope


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
