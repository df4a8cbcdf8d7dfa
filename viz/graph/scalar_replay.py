"""A graph of Tensors told on Values, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core import (
    GraphError,
    Node,
    Value,
    concatenate,
    ravel,
    stack_values,
    to_scalar_graph,
    topological_order,
)
from autograd_core.extend import describe, recording_resumed

MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Replay:
    """A graph on Values, and where the nodes of the graph that was asked for are in it.

    Attributes:
        root: the result.
        entries: of each node its entries, in C order; empty for a graph of Values.
        found: names of variables that hold nodes, an entry's with its index.
        called: the nodes by label, or else by the name of a variable.
    """

    root: Any
    entries: Mapping[Node, list[Any]]
    found: Mapping[Node, str]
    called: Mapping[str, Node]

    def grads(self) -> dict[Node, float]:
        """The gradients that the nodes hold, of their entries."""
        held: dict[Node, float] = {}
        for node, entries in self.entries.items():
            if node.has_grad:
                held.update(zip(entries, map(float, np.ravel(node.grad)), strict=True))
        return held


def replay(call: str, node: Any, found: Mapping[Node, str]) -> Replay:
    """The graph at and below a result on Values; one without Tensors as it is.

    Nothing that the caller holds is changed, and the entries have no gradients yet.

    Args:
        call: the function that was called, for messages.
        node: a Value, or a Tensor of one entry.
        found: names of variables that hold nodes.

    Raises:
        GraphError: the graph is too large, or has an op without a form on Values.

    >>> from autograd_core import Tensor
    >>> x = Tensor([3.0, 4.0])
    >>> told = replay("explain", (x * x).sum(), {x: "x"})
    >>> [told.found[entry] for entry in told.entries[x]]
    ['x[0]', 'x[1]']
    """
    order = topological_order(node)
    if all(isinstance(each, Value) for each in order):
        return Replay(node, {}, found, {})
    size = sum([getattr(each, "size", 1) for each in order])
    if size > MOST_ENTRIES:
        raise GraphError(
            f"{call}: the graph of {describe(node)} has {size:,} entries in all, more "
            f"than {MOST_ENTRIES:,} can be told one by one; take a smaller one"
        )
    # The entries of all nodes in one line are one result, so that one call gives them.
    with recording_resumed():
        lines = [
            stack_values([each]) if isinstance(each, Value) else ravel(each)
            for each in order
        ]
        told = to_scalar_graph(concatenate(lines), most=4 * size)
    twins = [*np.ravel(np.asarray(told, dtype=object))]
    entries: dict[Node, list[Any]] = {}
    names: dict[Node, str] = {}
    for each in order:
        shape = getattr(each, "shape", ())
        places = [*np.ndindex(*shape)]
        entries[each], twins = twins[: len(places)], twins[len(places) :]
        variable = found.get(each)
        for place, twin in zip(places, entries[each], strict=True):
            if variable and twin not in names:
                index = f"[{','.join(map(str, place))}]" if place else ""
                names[twin] = f"{variable}{index}"
    called = {each.label or found.get(each, ""): each for each in reversed(order)}
    return Replay(entries[node][0], entries, names, called)
