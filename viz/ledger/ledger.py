"""The ledger of `backward()`: who contributes what to which gradient, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import Node, Value, topological_order
from autograd_core.extend import edges as edges_of
from viz.graph.node_names import NOTHING, factor, names_of
from viz.graph.scalar_replay import replay
from viz.graph.selection import asked_nodes, checked_result, found_nodes
from viz.symbolic.term import Term, local_term

ORDERS = ("backward", "forward")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one use of a node adds to its gradient: `upstream * local = amount`.

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
    """A node of the ledger: its gradient, and where it comes from.

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
    """The entries that an explanation shows, and what their nodes are called.

    Attributes:
        root: the result that is differentiated.
        entries: in the order in which they are told.
        names: of all nodes in the entries and of their operands and consumers.
        nodes: how many entries there would be without a limit.
    """

    root: Any
    entries: list[Entry]
    names: dict[Node, str]
    nodes: int

    def local(self, contribution: Contribution) -> Term | None:
        """The local derivative of a contribution as an expression, if it has one."""
        return local_term(contribution.consumer, contribution.position, self.names)


def ledger(root: Value, most: int | None = None) -> list[Entry]:
    """What `root.backward()` adds up, from the local derivatives; no grad is touched.

    Args:
        root: the result to differentiate.
        most: how many nodes to go through; None for all.

    Returns:
        An entry for each node, `root` first, every node after all that use it.

    Raises:
        TypeError: `root` is no Value.

    >>> a = Value(3.0, label="a")
    >>> [(entry.node.op, entry.total) for entry in ledger(a * a)]
    [('*', 1.0), ('', 6.0)]
    """
    return _entries(root, topological_order(root)[::-1][:most])


def account(
    call: str,
    node: Any,
    most: int,
    of: Any = None,
    order: str = "backward",
    found: Mapping[Node, str] = NOTHING,
) -> Account:
    """The ledger as `call` tells it.

    Args:
        call: the function that was called, for messages.
        node: the result to differentiate.
        most: how many nodes to tell at most.
        of: the nodes to tell, by themselves or by name; None for all.
        order: "backward" or "forward".
        found: names of variables that hold nodes.

    Raises:
        TypeError: `node` has no graph of Values.
        ValueError: a node of `of` is not in the graph, or an unknown `order`.
        GraphError: a Tensor graph that cannot be told entry by entry.
    """
    if order not in ORDERS:
        raise ValueError(f"{call}: unknown order {order!r}; known: {', '.join(ORDERS)}")
    checked_result(call, node)
    whole = replay(call, node, found)
    root, found = whole.root, whole.found
    nodes = topological_order(root)
    if of is None:
        # In backward order the first ones are complete without the rest.
        upward = nodes[::-1]
        entries = _entries(root, upward[:most] if order == "backward" else upward)
    else:
        asked = asked_nodes(call, of, whole, nodes)
        wanted = set(found_nodes(call, asked, nodes, found))
        entries = [each for each in _entries(root, nodes[::-1]) if each.node in wanted]
    total = len(nodes) if of is None else len(entries)
    entries = (entries[::-1] if order == "forward" else entries)[:most]
    users = {each.consumer for entry in entries for each in entry.contributions}
    shown: set[Node] = {root}
    for node in users.union([entry.node for entry in entries]):
        shown.add(node)
        shown.update(node.parents)
    return Account(root, entries, names_of(nodes, shown, found), total)


def gradient_name(told: Account, node: Any) -> str:
    """How texts call a gradient: `dL/dw`.

    >>> from autograd_core import Value
    >>> a = Value(2.0, label="a + b")
    >>> gradient_name(account("explain", a, 1), a)
    'd(a + b)/d(a + b)'
    """
    return f"d{factor(told.names[told.root])}/d{factor(told.names[node])}"


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
