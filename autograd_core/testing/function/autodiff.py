"""The engine as the checker sees it: leaves, gradients, and one forward pass.

Everything that depends on the kind of node stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.engine.record import is_value
from autograd_core.engine.value import Value
from autograd_core.messages.types import Payload
from autograd_core.tensor.tensor import Tensor

WRONG_KIND_OF_ARGUMENT = (AttributeError, TypeError, SystemError)
"""What f raises if it was given numbers and wants nodes, or the reverse.

Any other error is a mistake of f itself and reaches the user. C code that goes on after
a TypeError ends in a SystemError, as SciPy's `brentq` does.
"""

_FILLED = "it writes them into an array, out[i] = ..."

_LONGEST_REASON = 110


@dataclass
class Autodiff:
    """The gradient by the engine.

    Attributes:
        gradients: one payload per input, None without automatic differentiation.
        out: the result, None if f left the graph.
        leaves: the nodes that f was called with.
        connected: per input, whether the result depends on it in the graph.
        reason: why there is no gradient, or `""`.
    """

    gradients: Sequence[Payload] | None = None
    out: Node | None = None
    leaves: list[Node] = field(default_factory=list)
    connected: list[bool] = field(default_factory=list)
    reason: str = ""

    @property
    def short_reason(self) -> str:
        """The reason without its remedies, which matter to users of the engine alone.

        What another library says of nodes is longer, and left out.
        """
        first, separator, _ = self.reason.partition(";")
        first, colon, _ = first.partition(": use ")
        if len(first) > _LONGEST_REASON or "autograd_core." in first:
            return self.reason.partition(" (")[0]
        return f"{first})" if separator or colon else first


def make_leaf(payload: Any, name: str) -> Node:
    """The payload as a leaf of a graph: a Tensor of an array, a Value of a number.

    >>> make_leaf(2.0, "w")
    Value(data=2.0, grad=0.0, label='w')
    """
    if isinstance(payload, np.ndarray):
        return Tensor(payload, label=name)
    return Value(payload, label=name)


def differentiate(call: Callable[[list[Node]], Any], leaves: list[Node]) -> Autodiff:
    """Run f on leaves and read their gradients; `.grad` of no node is touched.

    >>> x = Value(3.0)
    >>> differentiate(lambda inputs: inputs[0] ** 2, [x]).gradients
    [6.0]
    """
    try:
        out = call(leaves)
    except Exception as error:  # f works at numbers, so it is about the nodes
        reason = _FILLED if "setting an array element" in str(error) else str(error)
        if not isinstance(error, WRONG_KIND_OF_ARGUMENT) and reason is not _FILLED:
            reason = f"{type(error).__name__}: {reason}"
        return Autodiff(
            leaves=leaves, reason=f"no autodiff: f does not take nodes ({reason})"
        )
    if not isinstance(out, Node):
        zeros = [np.zeros(np.shape(leaf.data))[()] for leaf in leaves]
        return Autodiff(zeros, None, leaves, [False] * len(leaves))
    below = {id(node) for node in nodes_below(out)}
    connected = [id(leaf) in below for leaf in leaves]
    return Autodiff(list(derivatives.gradients(out, leaves)), out, leaves, connected)


def nodes_below(root: Node) -> list[Node]:
    """Every node at and below `root`, each once, root first; no recursion."""
    ids = {id(root)}
    nodes = [root]
    for node in nodes:  # the list grows while it is read
        for parent in node.parents:
            if id(parent) not in ids:
                ids.add(id(parent))
                nodes.append(parent)
    return nodes


def forward_slope(engine: Autodiff, tangents: Mapping[int, Any]) -> float:
    """d out / dt by forward mode, for inputs (by position) that move that fast.

    >>> x = Value(3.0)
    >>> engine = differentiate(lambda inputs: inputs[0] * inputs[0], [x])
    >>> forward_slope(engine, {0: 1.0})
    6.0
    """
    assert engine.out is not None
    (slope,) = forward_slopes(engine, tangents, [engine.out])
    return 0.0 if slope is None else float(np.asarray(slope).reshape(()))


def forward_slopes(
    engine: Autodiff, tangents: Mapping[int, Any], nodes: Sequence[Node]
) -> list[Payload | None]:
    """The same for some nodes of the graph, None for one that does not move."""
    tangent_of: dict[int, Payload] = {}
    for i, tangent in tangents.items():
        leaf = engine.leaves[i]
        is_number = isinstance(leaf, Value)
        tangent_of[id(leaf)] = (
            float(tangent) if is_number else np.asarray(tangent, leaf.data.dtype)
        )
    return list(derivatives.push_forward(list(nodes), tangent_of, False))


def has_local_gradients(node: Node) -> bool:
    """Whether each local derivative of a result is one number or array of its shape.

    >>> x = Tensor([1.0, 2.0])
    >>> has_local_gradients(x.exp()), has_local_gradients(x @ x)
    (True, False)
    """
    return is_value(node) or rule_of(node).elementwise


def ones_like(node: Node) -> Payload:
    """An upstream gradient of 1 for every entry of a node.

    >>> ones_like(Value(2.0)), ones_like(Tensor([2.0, 3.0]))
    (1.0, array([1., 1.]))
    """
    return 1.0 if is_value(node) else np.ones_like(node.data)


def contribution(node: Node, i: int, upstream: Payload) -> Payload:
    """The part of the gradient that a node sends to its operand `i`.

    >>> x = Value(3.0)
    >>> contribution(x * 5.0, 0, 2.0)
    10.0
    """
    parent = node.operands[i]
    if is_value(node) and is_value(parent):
        slopes = {position: slope for position, _, slope in node._edges()}
        return upstream * slopes[i]
    return node._contribution(i, parent, upstream)


def summands(node: Node, i: int, upstream: Payload) -> Payload:
    """The same before it is summed over the axes of broadcasting.

    >>> x = Tensor(1.0)
    >>> summands(x + np.ones(2), 0, np.array([3.0, -3.0]))
    array([ 3., -3.])
    """
    if is_value(node) or not rule_of(node).elementwise:
        return contribution(node, i, upstream)
    operands = [payload_of(operand) for operand in node.operands]
    part = rule_of(node).vjp(i, upstream, node.data, operands)
    return np.asarray(payload_of(part), float)
