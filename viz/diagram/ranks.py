"""Ranks of the boxes of a diagram, and the length of its edges in ranks.

Graphviz divides an edge at each rank that it crosses, so the sum of all lengths is the
cost of a layout.
"""

from __future__ import annotations

from viz.diagram.model import Picture
from viz.graph.trace import Trace

# Above this total length, curves take Graphviz minutes; straight lines seconds, and a
# few more crossings are not noticed.
LONG_EDGES = 1000
# Above this, even straight lines take minutes: then Graphviz is given all positions.
LONGEST_EDGES = 8000


def ranks_of(edges: list[tuple[str, str]], leaves: set[str]) -> dict[str, int]:
    """The rank of each end of an edge: behind its operands.

    A leaf stands just before its first use, and so does a result whose operands serve
    nothing else, with all that it is made of: the arrows are as short as can be.

    >>> ranks_of([("n0", "n1"), ("n1", "n3"), ("n2", "n3")], {"n0", "n2"})
    {'n0': 0, 'n1': 1, 'n3': 2, 'n2': 1}
    """
    ranks: dict[str, int] = {}
    users: dict[str, set[str]] = {}
    for source, target in edges:
        above = ranks.setdefault(source, 0) + 1
        ranks[target] = max(ranks.get(target, 0), above)
        users.setdefault(source, set()).add(target)
    bound = ranks.keys() - leaves - {target for _, target in edges}
    for source, target in edges:
        if source in bound or len(users[source]) > 1:
            bound.add(target)
    first_use: dict[str, int] = {}
    for source, target in reversed(edges):
        first = min(first_use.get(source, ranks[target]), ranks[target])
        first_use[source] = first
        if source not in bound:
            ranks[source] = max(0, first - 1)
    return ranks


def picture_ranks(picture: Picture) -> dict[str, int]:
    """The rank of each box that has an arrow."""
    leaves = {box.id for box in picture.boxes if box.kind == "leaf"}
    return ranks_of(_ends_of_arrows(picture), leaves)


def picture_length(picture: Picture) -> int:
    """The total length of the arrows of a picture, in ranks."""
    return _total_length(_ends_of_arrows(picture), picture_ranks(picture))


def trace_length(traced: Trace) -> int:
    """The total length of the edges of a traced graph, in ranks.

    >>> from autograd_core import Value
    >>> from viz.graph.trace import trace_graph
    >>> a = Value(2.0)
    >>> trace_length(trace_graph((a + 1) * 2 + a))
    6
    """
    edges = [(edge.parent, edge.child) for edge in traced.edges]
    leaves = {node.id for node in traced.nodes if node.kind == "leaf"}
    return _total_length(edges, ranks_of(edges, leaves))


def _ends_of_arrows(picture: Picture) -> list[tuple[str, str]]:
    return [(arrow.source, arrow.target) for arrow in picture.arrows]


def _total_length(edges: list[tuple[str, str]], ranks: dict[str, int]) -> int:
    return sum([ranks[target] - ranks[source] for source, target in edges])
