"""The engine as the checker sees it: leaves, gradients, and one forward pass.

Everything that depends on the kind of node stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import autograd_core
from autograd_core.node import Node
from autograd_core.value import Value


class NoAutodiff(TypeError):
    """There is no gradient of the engine to compare with."""


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
    """The payload as a leaf of a graph.

    Raises:
        NoAutodiff: no kind of node holds such a payload.

    >>> make_leaf(2.0, "w")
    Value(data=2.0, grad=0.0, label='w')
    """
    if isinstance(payload, np.ndarray):
        tensor: Any = getattr(autograd_core, "Tensor", None)
        if tensor is None:
            raise NoAutodiff("no autodiff: the engine has no node for an array")
        return tensor(payload, label=name)
    return Value(payload, label=name)


def read_gradients(out: Any, leaves: Sequence[Any]) -> list[Any]:
    """d out / d leaf for each leaf, as payloads; `.grad` of no node is touched."""
    return list(autograd_core.gradients(out, list(leaves)))


def differentiate(call: Callable[[list[Any]], Any], leaves: list[Any]) -> Autodiff:
    """Run f on leaves and read their gradients.

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
    return Autodiff(read_gradients(out, leaves), out, leaves, connected)


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


def forward_slope(out: Any, tangents: Mapping[int, float]) -> float:
    """d out / dt for leaves that move with the given speeds (by id), forward mode.

    d node = sum over parents of (d node / d parent) d parent, operands first.

    >>> x = Value(3.0)
    >>> forward_slope(x * x, {id(x): 1.0})
    6.0

    Source: Wengert, "A simple automatic derivative evaluation program", 1964.
    """
    speed = dict(tangents)
    for node in autograd_core.topological_order(out):
        if node.parents:
            pairs = zip(node.local_grads, node.parents, strict=True)
            speed[id(node)] = sum(
                slope * speed.get(id(each), 0.0) for slope, each in pairs
            )
    return float(speed.get(id(out), 0.0))
