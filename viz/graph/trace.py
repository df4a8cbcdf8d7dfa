"""A graph of nodes as plain data, to be drawn or explained.

Nothing here recurses, and the same graph always gives the same data.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from autograd_core import Node, topological_order
from autograd_core.extend import edges as edges_of
from autograd_core.extend import payload_of
from viz.graph.node_names import NOTHING, names_of, operator_text
from viz.graph.scopes import Path, scopes_of

FORWARD, GRADIENT = "forward", "gradient"
"""The scopes of the two parts of a gradient's graph."""

Kind = Literal["leaf", "result", "root"]


@dataclass(frozen=True, slots=True)
class TracedNode:
    """One node as it was when the graph was traced.

    Attributes:
        id: `n0`, `n1`, ... in topological order of the whole graph.
        name: its name in texts: its label, else `n1`, `n2`, ...
        label: the user's label, or the variable that holds it, "" for none.
        data: its number, for a Tensor its array.
        grad: its gradient, None before `backward()` reached it.
        operator: the text of its operator's box, "" for a leaf.
        kind: "leaf", "result" or "root".
        hidden_operands: the number of its operands that folding left out.
        hidden_uses: the number of its uses in nodes that folding left out.
        op: the op that made it, without constants.
        scope: the scopes it belongs to, the outermost first.
        shape: of a Tensor, None for a Value.
    """

    id: str
    name: str
    label: str
    data: Any
    grad: Any
    operator: str
    kind: Kind
    hidden_operands: int = 0
    hidden_uses: int = 0
    op: str = ""
    scope: Path = ()
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class TracedEdge:
    """One use of a node: `parent` is operand number `position` of `child`.

    Attributes:
        parent: the id of the operand.
        child: the id of the result.
        position: which operand it is, from 0.
        local: d child / d parent through this operand; None where that is not a number.
    """

    parent: str
    child: str
    position: int
    local: Any


@dataclass(frozen=True, slots=True)
class Trace:
    """A traced graph.

    Attributes:
        nodes: operands before the results that use them.
        edges: one for each use of a node, in the order of `nodes`.
        total: the number of nodes of the whole graph.
        hidden: the number of them that folding left out.
    """

    nodes: tuple[TracedNode, ...]
    edges: tuple[TracedEdge, ...]
    total: int

    @property
    def hidden(self) -> int:
        """The number of nodes of the graph that are not among `nodes`."""
        return self.total - len(self.nodes)


@dataclass(frozen=True, slots=True)
class Graph:
    """Results and all nodes that they depend on.

    Attributes:
        roots: the results; mostly one.
        order: the nodes, operands before the results that use them.
        variables: names of variables that hold nodes.
        scopes: the scopes of the nodes that have some.
        grads: the gradients to show; None for those that the nodes hold.
    """

    roots: tuple[Node, ...]
    order: list[Any]
    variables: Mapping[Node, str]
    scopes: dict[Any, Path]
    grads: Mapping[Node, float] | None = None

    @property
    def root(self) -> Node:
        """The first result."""
        return self.roots[0]

    def grad_of(self, node: Any) -> Any:
        """The gradient of a node, None before `backward()` reached it."""
        if self.grads is not None:
            return self.grads.get(node)
        return node.grad if node.has_grad else None

    def data_of(
        self, node: Any, id: str, name: str, hidden_operands: int, hidden_uses: int
    ) -> TracedNode:
        """One of the nodes as plain data."""
        return TracedNode(
            id=id,
            name=name,
            label=node.label or self.variables.get(node, ""),
            data=payload_of(node),
            grad=self.grad_of(node),
            operator="" if node.is_leaf else operator_text(node),
            kind=kind_of(node, self.roots),
            hidden_operands=hidden_operands,
            hidden_uses=hidden_uses,
            op=node.op,
            scope=self.scopes.get(node, ()),
            shape=getattr(node, "shape", None),
        )


def graph_of(
    root: Node | Sequence[Node],
    variables: Mapping[Node, str] = NOTHING,
    forward: Node | None = None,
) -> Graph:
    """The graph at and below `root`.

    Args:
        root: the result to start from, or several.
        variables: names of variables that hold nodes.
        forward: the result whose gradient `root` is; see `draw`.

    Raises:
        TypeError: `root` or `forward` is not a Value or Tensor.
    """
    roots: tuple[Any, ...] = (root,)
    if isinstance(root, (list, tuple)):
        roots = (*root,)
    # The order of one graph after that of another: operands still come first.
    orders = [topological_order(result) for result in roots]
    order = [*dict.fromkeys(chain.from_iterable(orders))]
    scopes = scopes_of(order)
    if forward is not None:
        before = set(topological_order(forward))
        for node in order:
            part = FORWARD if node in before else GRADIENT
            scopes[node] = (part, *scopes.get(node, ()))
    return Graph(roots, order, variables, scopes)


def trace_graph(
    root: Node, max_nodes: int | None = None, variables: Mapping[Node, str] = NOTHING
) -> Trace:
    """The graph at and below `root` as plain data.

    Args:
        root: the result to start from.
        max_nodes: the budget; a larger graph keeps the nodes nearest `root`.
        variables: names of variables that hold nodes.

    Returns:
        Nodes in topological order with one edge for each use.

    Raises:
        TypeError: `root` is not a Value or Tensor.

    >>> a = Value(3.0, label="a")
    >>> traced = trace_graph(a * a + 1)
    >>> [(node.id, node.name, node.operator) for node in traced.nodes]
    [('n0', 'a', ''), ('n1', 'n1', '*'), ('n2', 'n2', '+ 1.0')]
    >>> [(edge.parent, edge.child, edge.local) for edge in traced.edges]
    [('n0', 'n1', 3.0), ('n0', 'n1', 3.0), ('n1', 'n2', 1.0)]
    """
    return traced(graph_of(root, variables), max_nodes)


def traced(graph: Graph, max_nodes: int | None = None) -> Trace:
    """`trace_graph` of a `Graph`."""
    order = selection = graph.order
    hidden_uses: dict[Node, int] = {}
    is_cut = max_nodes is not None and len(order) > max_nodes
    if is_cut:
        nearest_nodes = nearest(graph.roots, max_nodes or 0)
        selection = [node for node in order if node in nearest_nodes]
    ids = ids_of(order, selection)
    if is_cut:
        hidden_uses = uses_in_hidden(order, ids)
    names = names_of(order, ids, graph.variables)
    nodes: list[TracedNode] = []
    edges: list[TracedEdge] = []
    for node in selection:
        uses = [edge for edge in edges_of(node) if edge[1] in ids]
        edges += [TracedEdge(ids[p], ids[node], i, slope) for i, p, slope in uses]
        cut_operands = len(node.parents) - len(uses) if is_cut else 0
        counts = (cut_operands, hidden_uses.get(node, 0))
        nodes.append(graph.data_of(node, ids[node], names[node], *counts))
    return Trace(tuple(nodes), tuple(edges), len(order))


def trace(root: Node) -> tuple[set[Any], set[tuple[Any, Any]]]:
    """The nodes and the (parent, child) pairs of a graph, as micrograd's notebooks ask.

    Args:
        root: the result to start from.

    Returns:
        A set of Values, and a set of pairs of Values.

    Raises:
        TypeError: `root` is not a Value or Tensor.

    >>> a, b = Value(2.0), Value(3.0)
    >>> c = a * b
    >>> trace(c) == ({a, b, c}, {(a, c), (b, c)})
    True
    """
    nodes = topological_order(root)
    return set(nodes), {(parent, node) for node in nodes for parent in node.parents}


def kind_of(node: Node, roots: Sequence[Node]) -> Kind:
    """Whether a node is a leaf, a root, or a result between them."""
    if node.is_leaf:
        return "leaf"
    return "root" if any(node is root for root in roots) else "result"


def nearest(roots: Sequence[Node], budget: int) -> set[Node]:
    """The `budget` nodes nearest the roots, breadth first from them."""
    selection = set(roots[:budget])
    queue = deque(roots[:budget])
    while queue and len(selection) < budget:
        for parent in queue.popleft().parents:
            if parent not in selection:
                selection.add(parent)
                queue.append(parent)
                if len(selection) == budget:
                    break
    return selection


def ids_of(order: list[Any], selection: list[Any]) -> dict[Node, str]:
    """The ids of a selection of nodes: their places in the whole order."""
    if selection is order:
        return {node: f"n{i}" for i, node in enumerate(order)}
    selected = set(selection)
    return {node: f"n{i}" for i, node in enumerate(order) if node in selected}


def uses_in_hidden(order: list[Any], visible: dict[Node, str]) -> dict[Node, int]:
    """For each visible node, count the hidden nodes that use it."""
    uses: dict[Node, int] = {}
    for node in order:
        if node not in visible:
            for parent in node.parents:
                if parent in visible:
                    uses[parent] = uses.get(parent, 0) + 1
    return uses
