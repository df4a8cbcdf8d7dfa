"""`explain`: the sums of the chain rule, as `backward()` does them."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from autograd_core import Node
from autograd_core.extend import explained, payload_of, plural
from viz.graph.node_names import typed
from viz.graph.screen import screen_width
from viz.graph.text_format import number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explanation import Cell, Explanation, plain
from viz.ledger.latex import latex_ledger
from viz.ledger.ledger import (
    Account,
    Contribution,
    Entry,
    account_of,
    gradient_name,
)
from viz.ledger.markdown import markdown_ledger
from viz.ledger.rows import Row, laid_out
from viz.symbolic.text import text_of

MAX_ROWS = 200
DIGITS = 6
WIDEST = 64
FORMULAS = ("text", "latex", "markdown")
GROUPED = ("add", "subtract", "divide", "where")
"""Ops whose terms are easily misread as a factor without parentheses."""


@explained
def explain(
    node: Node,
    of: Any = None,
    *,
    formula: str = "text",
    order: str = "backward",
    max_rows: int = MAX_ROWS,
    names: Mapping[str, Any] | None = None,
) -> Explanation:
    """The ledger of `node.backward()`: the contributions to each gradient.

    Each use of a node multiplies the gradient that arrives (upstream) by the derivative
    of one op (local); the contributions of all uses of a node add up to its gradient.
    Every node comes after all that use it, so its gradient is complete before it is
    passed on. It works before and after `backward()` and changes no `grad`.

    Args:
        node: the result to differentiate. A small Tensor graph with one entry is
            shown entry by entry.
        of: a node, its name, or a list of them: only their gradients are shown.
        formula: "text", "latex" for an `align*` environment, or "markdown".
        order: "backward", the result first, or "forward", the leaves first.
        max_rows: the largest number of rows; the last one counts what is left out.
        names: variables to name nodes after, such as `locals()`; by default those of
            the caller, `{}` for none. A label goes before.

    Returns:
        Text that a REPL shows as it is, in a terminal with colours, and as wide as the
        screen: as the variable COLUMNS says, or the terminal, or 80. A notebook shows
        a table, or typesets LaTeX.

    Raises:
        TypeError: `node` is not a Value or Tensor, or `of` not a node of its graph.
        ValueError: an unknown `formula` or `order`, `max_rows` below 1, or a node of
            `of` that the result does not depend on.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> explain(w * x)
    n1 = w * x = 1.0    dn1/dn1 = 1.0
    x = 2.0             dn1/dx = 0.5
      via n1 = w * x    upstream 1.0 x local 0.5 = 0.5    total 0.5    local = w
    w = 0.5             dn1/dw = 2.0
      via n1 = w * x    upstream 1.0 x local 2.0 = 2.0    total 2.0    local = x
    """
    if isinstance(max_rows, bool) or not isinstance(max_rows, int) or max_rows < 1:
        raise ValueError(f"explain: max_rows must be at least 1, got {max_rows!r}")
    if formula not in FORMULAS:
        raise ValueError(
            f"explain: unknown formula {formula!r}; known: {', '.join(FORMULAS)}"
        )
    variables = names_around() if names is None else names_in(names)
    account = account_of("explain", node, max_rows, of, order, variables)
    if formula == "latex":
        return Explanation(latex_ledger(account, max_rows), formula="latex")
    if formula == "markdown":
        return Explanation(markdown_ledger(account, max_rows), formula="markdown")
    lines = _lines(account, max_rows, summed=of is not None)
    cells = [cell for line in lines for cell in [*line, Cell("\n")]][:-1]
    return Explanation(plain(cells), cells, table=_table(account, max_rows))


def _table(account: Account, max_rows: int) -> str:
    """The ledger as Markdown, where a notebook may show it."""
    return markdown_ledger(account, max_rows) if "IPython" in sys.modules else ""


def _lines(account: Account, max_rows: int, summed: bool) -> list[list[Cell]]:
    results = [entry.node for entry in account.entries if not entry.node.is_leaf]
    for entry in account.entries:
        results += [use.consumer for use in entry.contributions[:max_rows]]
    expressions = {node: _short(typed(node, account.names)) for node in set(results)}
    blocks = [
        _block(entry, account, expressions, max_rows) for entry in account.entries
    ]
    if summed:
        for entry, block in zip(account.entries, blocks, strict=True):
            block += _sum_row(entry, account)
    return _limited(blocks, account.nodes, max_rows)


def _block(
    entry: Entry, account: Account, expressions: Mapping[Any, str], limit: int
) -> list[Row]:
    """The rows of a node: its value and gradient, then one row for each use."""
    node, names = entry.node, account.names
    name = names[node]
    expression = "" if node.is_leaf else f" = {expressions[node]}"
    uses = len(entry.contributions)
    rows: list[Row] = [
        [
            f"{name}{expression} = {_number(payload_of(node))}",
            f"{gradient_name(account, node)} = {_number(entry.total)}",
            f"    {uses:,} uses" if uses > 1 else "",
        ]
    ]
    use_counts = Counter(
        [contribution.consumer for contribution in entry.contributions]
    )
    for contribution in entry.contributions[:limit]:
        consumer = contribution.consumer
        via = f"  via {names[consumer]} = {expressions[consumer]}"
        if use_counts[consumer] > 1:
            via += f", operand {contribution.position + 1}"
        figures = (
            contribution.upstream,
            contribution.local,
            contribution.amount,
            contribution.total,
        )
        rows.append([via, *map(_number, figures), _local_text(account, contribution)])
    rows += [[] for _ in entry.contributions[limit:]]
    if node.is_leaf and node.has_grad and _differs(node.grad, entry):
        stored = _number(node.grad)
        rows.append([f"  (.grad holds {stored}: other backward() calls are included)"])
    return rows


def product_text(account: Account, contribution: Contribution) -> str:
    """A contribution without numbers: upstream gradient times local derivative.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account_of
    >>> a = Value(2.0, label="a")
    >>> account = account_of("explain", a.tanh(), 9)
    >>> product_text(account, account.entries[1].contributions[0])
    'dn1/dn1 * (1 - n1 ** 2)'
    """
    term = account.local(contribution)
    local = _number(contribution.local) if term is None else text_of(term)
    grouped = term is not None and term.head in GROUPED
    local = f"({local})" if grouped or local.startswith("-") else local
    return f"{gradient_name(account, contribution.consumer)} * {local}"


def _sum_row(entry: Entry, account: Account) -> list[Row]:
    """The gradient of a node that is used more than once, as one sum."""
    amounts = [bracketed(contribution.amount) for contribution in entry.contributions]
    if not 2 <= len(amounts) <= 12:
        return []
    summands = " + ".join(amounts)
    name = gradient_name(account, entry.node)
    return [[f"  {name} = {summands} = {_number(entry.total)}"]]


def _local_text(account: Account, contribution: Any) -> str:
    """The local derivative as an expression, unless that is just its number."""
    term = account.local(contribution)
    if term is None or not term.names():
        return ""
    return _short(text_of(term))


def _limited(blocks: list[list[Row]], nodes: int, max_rows: int) -> list[list[Cell]]:
    """The lines of the first blocks, `max_rows` at most, and what is left out."""
    rows: list[Row] = []
    block_count = 0
    hidden_rows = 0
    for block in blocks:
        room = max_rows - len(rows)
        if room == 0:
            break
        block_count += 1
        rows += block[:room]
        hidden_rows = len(block) - len(block[:room])
    lines = laid_out(rows, screen_width())
    if hidden_rows:
        lines.append([Cell(f"  ... {plural(hidden_rows, 'more row')} of this node")])
    if block_count < nodes:
        lines.append([Cell(f"... {plural(nodes - block_count, 'more node')}")])
    return lines


def bracketed(x: float) -> str:
    """A number behind a sign: in parentheses if it has one of its own.

    >>> bracketed(2.0), bracketed(-2.0)
    ('2.0', '(-2.0)')
    """
    text = _number(x)
    return f"({text})" if text.startswith("-") else text


def _number(x: float) -> str:
    return number(x, DIGITS)


def _short(expression: str) -> str:
    if len(expression) <= WIDEST:
        return expression
    return f"{expression[: WIDEST - 4]} ..."


def _differs(stored: float, entry: Entry) -> bool:
    """Whether a stored gradient differs by more than rounding.

    `backward()` may add the contributions in another order, so the yardstick is the
    largest of the sums on the way.
    """
    largest = max(
        [abs(contribution.total) for contribution in entry.contributions], default=1.0
    )
    if math.isfinite(stored) and math.isfinite(entry.total) and math.isfinite(largest):
        return abs(stored - entry.total) > 1e-9 * largest
    return stored != entry.total and not (
        math.isnan(stored) and math.isnan(entry.total)
    )
