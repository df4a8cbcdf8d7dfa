"""The forward pass that a quiz begins with."""

from __future__ import annotations

from collections.abc import Mapping

from autograd_core import Node, topological_order
from autograd_core.extend import payload_of, plural
from viz.graph.node_names import NOTHING, names_of, typed
from viz.graph.text_format import number
from viz.ledger.explain import DIGITS
from viz.ledger.ledger import Account

MOST_QUESTIONS = 200


def forward_text(account: Account, variables: Mapping[Node, str] = NOTHING) -> str:
    """Return what was computed, line by line; of a large graph what is asked about.

    Args:
        account: the ledger, or a part of it.
        variables: names of variables that hold nodes.
    """
    nodes = topological_order(account.root)
    names = {**names_of(nodes, {*nodes}, variables), **account.names}
    listed_nodes = nodes
    if len(nodes) > MOST_QUESTIONS + 1:
        listed_nodes = [node for node in nodes if node in account.names]
    lines: list[str] = []
    for node in listed_nodes:
        formula = "" if node.is_leaf else f" = {typed(node, names)}"
        lines.append(f"{names[node]}{formula} = {number(payload_of(node), DIGITS)}")
    if len(listed_nodes) < len(nodes):
        lines.append(f"... {plural(len(nodes) - len(listed_nodes), 'more node')}")
    return "\n".join(lines)
