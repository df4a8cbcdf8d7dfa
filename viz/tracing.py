"""A graph of Values as plain data: what there is to draw or to tell.

Nothing here recurses, and the same graph always gives the same data.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from autograd_core import Node, Value, topological_order
from autograd_core.graph import edges as edges_of
from viz.naming import names_of, operator_text

Kind = Literal["leaf", "result", "root"]


@dataclass(frozen=True, slots=True)
class TracedNode:
    """One node: what it was when the graph was traced.

    Attributes:
        id: `n0`, `n1`, ... in topological order of the whole graph.
        name: how texts call it: its label, else `n1`, `n2`, ...
        label: the user's label, "" for none.
        data: its number.
        grad: its gradient, None before `backward()` reached it.
        operator: what its operator's box says, "" for a leaf.
        kind: "leaf", "result" or "root".
        hidden_operands: how many of its operands are nodes left out by folding.
        hidden_uses: how many of its uses are in nodes left out by folding.
    """

    id: str
    name: str
    label: str
    data: float
    grad: float | None
    operator: str
    kind: Kind
    hidden_operands: int = 0
    hidden_uses: int = 0


@dataclass(frozen=True, slots=True)
class TracedEdge:
    """One use of a node: `parent` is operand number `position` of `child`.

    Attributes:
        parent: the id of the operand.
        child: the id of the result.
        position: which operand it is, from 0.
        local: d child / d parent through this operand.
    """

    parent: str
    child: str
    position: int
    local: float


@dataclass(frozen=True, slots=True)
class Trace:
    """A traced graph.

    Attributes:
        nodes: operands before the results that use them.
        edges: one for each use of a node, in the order of `nodes`.
        total: how many nodes the whole graph has.
        hidden: how many of them folding left out.
    """

    nodes: tuple[TracedNode, ...]
    edges: tuple[TracedEdge, ...]
    total: int

    @property
    def hidden(self) -> int:
        """How many nodes of the graph are not among `nodes`."""
        return self.total - len(self.nodes)


def trace_graph(root: Value, max_nodes: int | None = None) -> Trace:
    """The graph at and below `root` as plain data.

    Args:
        root: the result to start from.
        max_nodes: the budget; a larger graph keeps the nodes nearest `root`.

    Returns:
        Nodes in topological order with one edge for each use.

    Raises:
        TypeError: `root` is no Value.

    >>> a = Value(3.0, label="a")
    >>> traced = trace_graph(a * a + 1)
    >>> [(node.id, node.name, node.operator) for node in traced.nodes]
    [('n0', 'a', ''), ('n1', 'n1', '*'), ('n2', 'n2', '+ 1.0')]
    >>> [(edge.parent, edge.child, edge.local) for edge in traced.edges]
    [('n0', 'n1', 3.0), ('n0', 'n1', 3.0), ('n1', 'n2', 1.0)]
    """
    order = topological_order(root)
    folded = max_nodes is not None and len(order) > max_nodes
    kept = nearest(root, max_nodes or 0) if folded else order
    ids = ids_of(order, kept)
    hidden_uses = uses_in_hidden(order, ids) if folded else {}
    names = names_of(order, ids)
    nodes: list[TracedNode] = []
    edges: list[TracedEdge] = []
    for node in order if not folded else [each for each in order if each in ids]:
        uses = [edge for edge in edges_of(node) if edge[1] in ids]
        edges += [TracedEdge(ids[p], ids[node], i, slope) for i, p, slope in uses]
        nodes.append(
            TracedNode(
                id=ids[node],
                name=names[node],
                label=node.label,
                data=node.data,
                grad=node.grad if node.has_grad else None,
                operator="" if node.is_leaf else operator_text(node),
                kind=kind_of(node, root),
                hidden_operands=len(node.parents) - len(uses),
                hidden_uses=hidden_uses.get(node, 0),
            )
        )
    return Trace(tuple(nodes), tuple(edges), len(order))


def trace(root: Value) -> tuple[set[Any], set[tuple[Any, Any]]]:
    """The nodes and the (parent, child) pairs of a graph, as micrograd's notebooks ask.

    Args:
        root: the result to start from.

    Returns:
        A set of Values, and a set of pairs of Values.

    Raises:
        TypeError: `root` is no Value.

    >>> a, b = Value(2.0), Value(3.0)
    >>> c = a * b
    >>> trace(c) == ({a, b, c}, {(a, c), (b, c)})
    True
    """
    nodes = topological_order(root)
    return set(nodes), {(parent, node) for node in nodes for parent in node.parents}


def kind_of(node: Node, root: Node) -> Kind:
    """Whether a node is a leaf, the root, or a result between them."""
    if node.is_leaf:
        return "leaf"
    return "root" if node is root else "result"


def nearest(root: Node, budget: int) -> set[Node]:
    """The `budget` nodes nearest `root`, breadth first from it."""
    kept = {root}
    queue = deque([root])
    while queue and len(kept) < budget:
        for parent in queue.popleft().parents:
            if parent not in kept:
                kept.add(parent)
                queue.append(parent)
                if len(kept) == budget:
                    break
    return kept


def ids_of(order: list[Any], kept: Iterable[Node]) -> dict[Node, str]:
    """The ids of the kept nodes: their places in the whole order."""
    if kept is order:
        return {node: f"n{i}" for i, node in enumerate(order)}
    return {node: f"n{i}" for i, node in enumerate(order) if node in kept}


def uses_in_hidden(order: list[Any], shown: dict[Node, str]) -> dict[Node, int]:
    """How often each shown node is an operand of one that is not shown."""
    uses: dict[Node, int] = {}
    for node in order:
        if node not in shown:
            for parent in node.parents:
                if parent in shown:
                    uses[parent] = uses.get(parent, 0) + 1
    return uses
