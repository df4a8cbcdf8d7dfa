"""`Source`: the graph that a page is about, with the gradients of a backward pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from autograd_core import Node
from autograd_core.extend import plural, short_repr
from viz.graph.scalar_replay import Replay, replay
from viz.graph.selection import checked_result
from viz.graph.trace import Graph, Trace, graph_of, traced
from viz.graph.variable_names import names_around
from viz.ledger.ledger import ledger
from viz.output.draw import checked_budget


@dataclass(frozen=True, slots=True)
class Source:
    """What a page is made of; a page and its picture are made of the same.

    Attributes:
        scalars: the graph on Values.
        graph: the same, with the gradients of a backward pass.
        trace: the same as data.
    """

    scalars: Replay
    graph: Graph
    trace: Trace

    @property
    def names(self) -> list[str]:
        """The names of the nodes, in topological order."""
        return [node.name for node in self.trace.nodes]

    @property
    def gradients(self) -> list[float]:
        """The gradients of the nodes, in topological order."""
        return [self.graph.grad_of(node) for node in self.graph.order]


def source_of(node: Any, max_nodes: int, scalars: Replay | None = None) -> Source:
    """The source of a result.

    Args:
        node: a Value or Tensor.
        max_nodes: the largest graph to accept.
        scalars: its graph on Values, where there is one already.

    Raises:
        TypeError: `node` is not a Value or Tensor.
        GraphError: a Tensor whose graph cannot be shown entry by entry.
        ValueError: the graph is too large.

    >>> from autograd_core import Value
    >>> source = source_of(Value(2.0, label="a") * 3, 10)
    >>> source.names, source.gradients
    (['a', 'n1'], [3.0, 1.0])
    """
    _check_no_model(node)
    budget = checked_budget(max_nodes, "play")
    checked_result("play", node)
    if scalars is None:
        scalars = replay("play", node, names_around())
    graph = graph_of(scalars.root, scalars.variables)
    if len(graph.order) > budget:
        raise ValueError(
            f"play: the graph has {plural(len(graph.order), 'node')}, the page takes "
            f"{budget:,}; play a part of it (any result below it is a graph of its "
            "own), or raise max_nodes and have patience"
        )
    grads = {entry.node: entry.total for entry in ledger(scalars.root)}
    return Source(scalars, replace(graph, grads=grads), traced(graph))


def _check_no_model(node: Any) -> None:
    if callable(node) and not isinstance(node, Node):
        kind = type(node).__name__
        raise TypeError(
            f"play: expected a Value or Tensor, got the model {kind} "
            f"{short_repr(node, 40)}; give a result to step through, as in "
            "play((model(x) - y) ** 2), or the model with its data, as in "
            "play(model, data=(X, y)); draw_network(model) draws its neurons"
        )
