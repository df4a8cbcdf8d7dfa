"""The ledger of `backward()`: the contributions to each gradient, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import Node, Value, topological_order
from autograd_core.extend import edges as edges_of
from viz.graph.node_names import NOTHING, factor, names_of, typed
from viz.graph.scalar_replay import replay
from viz.graph.selection import checked_result, nodes_of_requests, requested_nodes
from viz.symbolic.term import Term, local_term

ORDERS = ("backward", "forward")


@dataclass(frozen=True, slots=True)
class Contribution:
    """The part of a gradient from one use of its node: `upstream * local = amount`.

    Attributes:
        consumer: the result that uses the node.
        position: which operand of the consumer the node is, from 0.
        upstream: d root / d consumer.
        local: d consumer / d node through this operand.
        amount: upstream * local.
        total: the sum so far, this contribution included.
    """

    consumer: Any
    position: int
    upstream: float
    local: float
    amount: float
    total: float


@dataclass(slots=True)
class Entry:
    """A node of the ledger: its gradient as a sum of contributions.

    Attributes:
        node: the node.
        total: d root / d node.
        contributions: one for each use, those of later consumers first.
    """

    node: Any
    total: float
    contributions: list[Contribution]


@dataclass(frozen=True, slots=True)
class Account:
    """The entries that an explanation shows, and the names of their nodes.

    Attributes:
        root: the result that is differentiated.
        entries: in the order in which they are shown.
        names: of all nodes in the entries and of their operands and consumers.
        nodes: the number of entries without a limit.
    """

    root: Any
    entries: list[Entry]
    names: dict[Node, str]
    nodes: int

    def local(self, contribution: Contribution) -> Term | None:
        """The local derivative of a contribution as an expression, if it has one."""
        return local_term(contribution.consumer, contribution.position, self.names)


def ledger(root: Value, limit: int | None = None) -> list[Entry]:
    """The sums of `root.backward()` from the local derivatives; no grad changes.

    Args:
        root: the result to differentiate.
        limit: the number of nodes to go through; None for all.

    Returns:
        An entry for each node, `root` first, every node after all that use it.

    Raises:
        TypeError: `root` is not a Value.

    >>> a = Value(3.0, label="a")
    >>> [(entry.node.op, entry.total) for entry in ledger(a * a)]
    [('*', 1.0), ('', 6.0)]
    """
    return _entries(root, topological_order(root)[::-1][:limit])


def account_of(
    where: str,
    node: Any,
    limit: int,
    of: Any = None,
    order: str = "backward",
    variables: Mapping[Node, str] = NOTHING,
) -> Account:
    """The part of a ledger that a user asks for.

    Args:
        where: the function that was called, for messages.
        node: the result to differentiate.
        limit: the largest number of entries.
        of: the nodes to show, by themselves or by name; None for all.
        order: "backward" or "forward".
        variables: names of variables that hold nodes.

    Raises:
        TypeError: `node` has no graph of Values.
        ValueError: a node of `of` is not in the graph, or an unknown `order`.
        GraphError: a Tensor graph that cannot be shown entry by entry.
    """
    if order not in ORDERS:
        raise ValueError(
            f"{where}: unknown order {order!r}; known: {', '.join(ORDERS)}"
        )
    checked_result(where, node)
    scalars = replay(where, node, variables)
    root, variables = scalars.root, scalars.variables
    nodes = topological_order(root)
    if of is None:
        # In backward order the first ones are complete without the rest.
        upward = nodes[::-1]
        entries = _entries(root, upward[:limit] if order == "backward" else upward)
    else:
        requests = requested_nodes(where, of, scalars, nodes)
        targets = set(nodes_of_requests(where, requests, nodes, variables))
        complete = _entries(root, nodes[::-1])
        entries = [entry for entry in complete if entry.node in targets]
    total = len(nodes) if of is None else len(entries)
    entries = (entries[::-1] if order == "forward" else entries)[:limit]
    users = {use.consumer for entry in entries for use in entry.contributions}
    nodes_to_name: set[Node] = {root}
    for node in users.union([entry.node for entry in entries]):
        nodes_to_name.add(node)
        nodes_to_name.update(node.parents)
    return Account(root, entries, names_of(nodes, nodes_to_name, variables), total)


def gradient_name(account: Account, node: Any) -> str:
    """The name of a gradient in texts: `dL/dw`.

    >>> from autograd_core import Value
    >>> a = Value(2.0, label="a + b")
    >>> gradient_name(account_of("explain", a, 1), a)
    'd(a + b)/d(a + b)'
    """
    return f"d{factor(account.names[account.root])}/d{factor(account.names[node])}"


def formula_of(account: Account, node: Any) -> str:
    """The name of a result and how it was computed.

    >>> from autograd_core import Value
    >>> n = Value(2.0, label="a") * 3
    >>> formula_of(account_of("explain", n, 9), n)
    'n1 = a * 3.0'
    """
    return f"{account.names[node]} = {typed(node, account.names)}"


def _entries(root: Any, order: Sequence[Any]) -> list[Entry]:
    entries = {node: Entry(node, 0.0, []) for node in order}
    entries[root].total = 1.0
    for node in order:
        upstream = entries[node].total
        for position, parent, local in edges_of(node):
            entry = entries.get(parent)
            if entry is not None:
                amount = upstream * local
                entry.total += amount
                entry.contributions.append(
                    Contribution(node, position, upstream, local, amount, entry.total)
                )
    return list(entries.values())
