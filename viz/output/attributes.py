"""Attributes that a user adds to DOT text, as to a `graphviz.Digraph`."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FIRST_BOX = re.compile(r"^\t+(subgraph |n\d)", re.MULTILINE)


def with_attributes(
    source: str,
    graph: Mapping[str, str],
    node: Mapping[str, str],
    edge: Mapping[str, str],
) -> str:
    """DOT text with more attributes; they go before those that it has.

    >>> "rankdir=TB" in with_attributes("digraph { a -> b }", {"rankdir": "TB"}, {}, {})
    True
    """
    if not (graph or node or edge):
        return source
    import graphviz  # here, so that importing viz stays quick

    def lines(added: graphviz.Digraph) -> str:
        return "".join([f"{line}\n" for line in added.source.splitlines()[1:-1]])

    defaults = lines(graphviz.Digraph(node_attr=node, edge_attr=edge))
    first = _FIRST_BOX.search(source)
    if defaults and first:
        source = source[: first.start()] + defaults + source[first.start() :]
    end = source.rindex("}")
    return source[:end] + lines(graphviz.Digraph(graph_attr=graph)) + source[end:]
