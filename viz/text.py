"""`explain`: the sums of the chain rule, as `backward()` does them, in text."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from autograd_core import Node, Value, topological_order
from autograd_core.graph import edges as edges_of
from viz.naming import names_of, typed
from viz.wording import count, number, visible

MAX_ROWS = 200
DIGITS = 6
WIDEST = 60


class Explanation(str):
    """Text that a REPL shows as it is, not as a quoted string.

    >>> Explanation("two\\nlines")
    two
    lines
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


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
    order = topological_order(root)[::-1][:most]
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


def explain(node: Value, *, max_rows: int = MAX_ROWS) -> Explanation:
    """The ledger of `node.backward()`: who contributes what to which gradient.

    Every node comes after all that use it, so its gradient is complete before it is
    passed on. It works before and after `backward()` and changes no `grad`.

    Args:
        node: the result to differentiate.
        max_rows: how many lines to write; the last one says what is left out.

    Returns:
        Text that a REPL shows as it is.

    Raises:
        TypeError: `node` is no Value.
        ValueError: `max_rows` is below 1.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> explain(w * x)
    n1 = w * x = 1.0    dn1/dn1 = 1.0
    x = 2.0             dn1/dx = 0.5
      via n1 = w * x    upstream 1.0 x local 0.5 = 0.5    total 0.5
    w = 0.5             dn1/dw = 2.0
      via n1 = w * x    upstream 1.0 x local 2.0 = 2.0    total 2.0
    """
    if not isinstance(node, Value):
        raise TypeError(
            f"explain: expected a Value, got {type(node).__name__} "
            f"{visible(repr(node))}; give the result whose gradients you want, "
            "e.g. explain(Value(2.0) * 3)"
        )
    if isinstance(max_rows, bool) or not isinstance(max_rows, int) or max_rows < 1:
        raise ValueError(f"explain: max_rows must be at least 1, got {max_rows!r}")
    order = topological_order(node)
    entries = ledger(node, max_rows)
    wanted = {entry.node for entry in entries}
    wanted.update([parent for each in entries for parent in each.node.parents])
    names = names_of(order, wanted)
    results = [entry.node for entry in entries if not entry.node.is_leaf]
    written = {each: _short(typed(each, names)) for each in results}
    blocks = [_block(entry, node, names, written) for entry in entries]
    return Explanation("\n".join(_cut(blocks, len(order), max_rows)))


# A row is its cells; the first two are a heading, all seven a contribution.
Row = list[str]


def _block(
    entry: Entry, root: Value, names: dict[Node, str], written: dict[Node, str]
) -> list[Row]:
    """The rows of a node: its value and gradient, then one row for each use."""
    node = entry.node
    name = names[node]
    made = "" if node.is_leaf else f" = {written[node]}"
    uses = len(entry.contributions)
    gradient = f"d{_factor(names[root])}/d{_factor(name)} = {_number(entry.total)}"
    rows: list[Row] = [
        [
            f"{name}{made} = {_number(node.data)}",
            gradient + (f"    {uses:,} uses" if uses > 1 else ""),
        ]
    ]
    times = Counter([each.consumer for each in entry.contributions])
    for each in entry.contributions:
        consumer = each.consumer
        via = f"  via {names[consumer]} = {written[consumer]}"
        if times[consumer] > 1:
            via += f", operand {each.position + 1}"
        figures = (each.upstream, each.local, each.amount, each.total)
        rows.append([via, *map(_number, figures)])
    if node.is_leaf and node.has_grad and _differs(node.grad, entry):
        held = _number(node.grad)
        rows.append([f"  (.grad holds {held}: other backward() calls are included)"])
    return rows


def _cut(blocks: list[list[Row]], nodes: int, max_rows: int) -> list[str]:
    """The lines of the first blocks, `max_rows` at most, and what is left out."""
    rows: list[Row] = []
    shown = 0
    left_over = 0
    for block in blocks:
        room = max_rows - len(rows)
        if room == 0:
            break
        shown += 1
        rows += block[:room]
        left_over = len(block) - len(block[:room])
    lines = _aligned(rows)
    if left_over:
        lines.append(f"  ... {count(left_over, 'more row')} of this node")
    if shown < nodes:
        lines.append(f"... {count(nodes - shown, 'more node')}")
    return lines


def _aligned(rows: list[Row]) -> list[str]:
    """One line for each row, its figures in columns."""
    left = max([len(row[0]) for row in rows if len(row) > 1])
    uses = [row for row in rows if len(row) > 2]
    widths = [max([len(row[i]) for row in uses], default=0) for i in range(1, 5)]
    lines: list[str] = []
    for row in rows:
        if len(row) <= 2:
            lines.append("    ".join([row[0].ljust(left), *row[1:]]).rstrip())
            continue
        up, local, amount, total = map(str.rjust, row[1:], widths)
        lines.append(
            f"{row[0].ljust(left)}    upstream {up} x local {local} = {amount}"
            f"    total {total}"
        )
    return lines


def _number(x: float) -> str:
    return number(x, DIGITS)


def _short(expression: str) -> str:
    if len(expression) <= WIDEST:
        return expression
    return f"{expression[: WIDEST - 4]} ..."


def _factor(name: str) -> str:
    """A name as it stands after a d: in parentheses unless it is one word."""
    return name if name.replace("#", "_").isidentifier() else f"({name})"


def _differs(held: float, entry: Entry) -> bool:
    """Whether a stored gradient is another one, and not this one rounded otherwise.

    `backward()` may add the contributions in another order, so the yardstick is the
    largest of the sums on the way.
    """
    largest = max([abs(each.total) for each in entry.contributions], default=1.0)
    if math.isfinite(held) and math.isfinite(entry.total) and math.isfinite(largest):
        return abs(held - entry.total) > 1e-9 * largest
    return held != entry.total and not (math.isnan(held) and math.isnan(entry.total))
