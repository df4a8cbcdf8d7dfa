"""The engine as the checker sees it: leaves, gradients, and one forward pass.

Everything that depends on the kind of node stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.tensor.tensor import Tensor


@dataclass
class Autodiff:
    """The gradient by the engine.

    Attributes:
        gradients: one payload per input, None without automatic differentiation.
        out: the result, None if f left the graph.
        leaves: what f was called with.
        connected: per input, whether the result depends on it in the graph.
        reason: why there is no gradient, or `""`.
    """

    gradients: list[Any] | None = None
    out: Any = None
    leaves: list[Any] = field(default_factory=list)
    connected: list[bool] = field(default_factory=list)
    reason: str = ""


def make_leaf(payload: Any, name: str) -> Any:
    """The payload as a leaf of a graph: a Tensor of an array, a Value of a number.

    >>> make_leaf(2.0, "w")
    Value(data=2.0, grad=0.0, label='w')
    """
    if isinstance(payload, np.ndarray):
        return Tensor(payload, label=name)
    return Value(payload, label=name)


def differentiate(call: Callable[[list[Any]], Any], leaves: list[Any]) -> Autodiff:
    """Run f on leaves and read their gradients; `.grad` of no node is touched.

    >>> x = Value(3.0)
    >>> differentiate(lambda inputs: inputs[0] ** 2, [x]).gradients
    [6.0]
    """
    try:
        out = call(leaves)
    except (TypeError, AttributeError) as error:
        return Autodiff(leaves=leaves, reason=f"no autodiff: f takes no node ({error})")
    if not isinstance(out, Node):
        zeros = [np.zeros(np.shape(leaf.data))[()] for leaf in leaves]
        return Autodiff(zeros, None, leaves, [False] * len(leaves))
    below = {id(node) for node in nodes_below(out)}
    connected = [id(leaf) in below for leaf in leaves]
    return Autodiff(list(derivatives.gradients(out, leaves)), out, leaves, connected)


def nodes_below(root: Any) -> list[Any]:
    """Every node at and below `root`, each once, root first; no recursion."""
    seen = {id(root)}
    found = [root]
    for node in found:
        for parent in node.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                found.append(parent)
    return found


def forward_slope(engine: Autodiff, tangents: Mapping[int, Any]) -> float:
    """d out / dt by forward mode, for inputs (by position) that move that fast.

    >>> x = Value(3.0)
    >>> engine = differentiate(lambda inputs: inputs[0] * inputs[0], [x])
    >>> forward_slope(engine, {0: 1.0})
    6.0
    """
    (found,) = forward_slopes(engine, tangents, [engine.out])
    return 0.0 if found is None else float(np.asarray(found).reshape(()))


def forward_slopes(
    engine: Autodiff, tangents: Mapping[int, Any], nodes: list[Any]
) -> list[Any]:
    """The same for some nodes of the graph, None for one that does not move."""
    moved = {}
    for i, tangent in tangents.items():
        leaf = engine.leaves[i]
        number = isinstance(leaf, Value)
        moved[id(leaf)] = float(tangent) if number else np.asarray(tangent, leaf.dtype)
    return list(derivatives.push_forward(nodes, moved, False))
