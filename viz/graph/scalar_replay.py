"""A graph of Tensors as a graph of Values, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

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
    """A graph on Values, and where the nodes of the original graph are in it.

    Attributes:
        root: the result.
        entries: of each node its entries, in C order; empty for a graph of Values.
        variables: names of variables that hold nodes, an entry's with its index.
        by_name: the nodes by label, or else by the name of a variable.
    """

    root: Any
    entries: Mapping[Node, list[Any]]
    variables: Mapping[Node, str]
    by_name: Mapping[str, Node]

    def grads(self) -> dict[Node, float]:
        """The gradients that the nodes hold, of their entries."""
        grads: dict[Node, float] = {}
        for node, entries in self.entries.items():
            if node.has_grad:
                grads.update(zip(entries, map(float, np.ravel(node.grad)), strict=True))
        return grads


def replay(where: str, result: Any, variables: Mapping[Node, str]) -> Replay:
    """The graph of a result on Values; one without Tensors as it is.

    Nothing that the caller holds is changed, and the entries have no gradients yet.

    Args:
        where: the function that was called, for messages.
        result: a Value, or a Tensor of one entry.
        variables: names of variables that hold nodes.

    Raises:
        GraphError: the graph is too large, or has an op without a form on Values.

    >>> from autograd_core import Tensor
    >>> x = Tensor([3.0, 4.0])
    >>> scalars = replay("explain", (x * x).sum(), {x: "x"})
    >>> [scalars.variables[entry] for entry in scalars.entries[x]]
    ['x[0]', 'x[1]']
    """
    order = topological_order(result)
    if all(isinstance(node, Value) for node in order):
        return Replay(result, {}, variables, {})
    size = sum([getattr(node, "size", 1) for node in order])
    if size > MOST_ENTRIES:
        raise GraphError(
            f"{where}: the graph of {describe(result)} has {size:,} entries in all, "
            f"more than {MOST_ENTRIES:,} can be told one by one; take a smaller one"
        )
    # The entries of all nodes in one line are one result, so that one call gives them.
    with recording_resumed():
        lines: list[Any] = [
            stack_values([node]) if isinstance(node, Value) else ravel(cast(Any, node))
            for node in order
        ]
        line: Any = concatenate(lines)
        scalars = to_scalar_graph(line, most=4 * size)
    twins = [*np.ravel(np.asarray(scalars, dtype=object))]
    entries: dict[Node, list[Any]] = {}
    names: dict[Node, str] = {}
    for node in order:
        shape = getattr(node, "shape", ())
        indices = [*np.ndindex(*shape)]
        entries[node], twins = twins[: len(indices)], twins[len(indices) :]
        variable = variables.get(node)
        for index, twin in zip(indices, entries[node], strict=True):
            if variable and twin not in names:
                suffix = f"[{','.join(map(str, index))}]" if index else ""
                names[twin] = f"{variable}{suffix}"
    by_name = {node.label or variables.get(node, ""): node for node in reversed(order)}
    return Replay(entries[result][0], entries, names, by_name)
