"""`explain`: the sums of the chain rule, as `backward()` does them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core import Node
from viz.graph.node_names import typed
from viz.graph.text_format import count, number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explanation import Cell, Explanation, plain
from viz.ledger.latex import latex_ledger
from viz.ledger.ledger import Account, Contribution, Entry, account
from viz.ledger.ledger import gradient_name as gradient_name
from viz.ledger.ledger import ledger as ledger
from viz.ledger.markdown import markdown_ledger
from viz.symbolic.text import text_of

MAX_ROWS = 200
DIGITS = 6
WIDEST = 60
FORMULAS = ("text", "latex", "markdown")
GROUPED = ("add", "subtract", "divide", "where")
"""What is easily misread as a factor, unless it stands in parentheses."""


def explain(
    node: Node,
    of: Any = None,
    *,
    formula: str = "text",
    order: str = "backward",
    max_rows: int = MAX_ROWS,
    names: Mapping[str, Any] | None = None,
) -> Explanation:
    """The ledger of `node.backward()`: who contributes what to which gradient.

    Each use of a node multiplies the gradient that arrives (upstream) by the derivative
    of one op (local); what a node receives from all its uses adds up to its gradient.
    Every node comes after all that use it, so its gradient is complete before it is
    passed on. It works before and after `backward()` and changes no `grad`.

    Args:
        node: the result to differentiate. Of a small Tensor graph with one entry the
            entries are told one by one.
        of: a node, its name, or a list of them: only their gradients are told.
        formula: "text", "latex" for an `align*` environment, or "markdown".
        order: "backward", the result first, or "forward", the leaves first.
        max_rows: how many lines to write; the last one says what is left out.
        names: variables to name nodes after, such as `locals()`; by default those of
            the caller, `{}` for none. A label goes before.

    Returns:
        Text that a REPL shows as it is, in a terminal with colours; a notebook typesets
        LaTeX and Markdown.

    Raises:
        TypeError: `node` is no Value or Tensor, or `of` no node of its graph.
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
    found = names_around() if names is None else names_in(names)
    told = account("explain", node, max_rows, of, order, found)
    if formula == "latex":
        return Explanation(latex_ledger(told, max_rows), formula="latex")
    if formula == "markdown":
        return Explanation(markdown_ledger(told, max_rows), formula="markdown")
    lines = _lines(told, max_rows, summed=of is not None)
    cells = [cell for line in lines for cell in [*line, Cell("\n")]][:-1]
    return Explanation(plain(cells), cells)


# A row is its cells; the first two are a heading, all eight a contribution.
Row = list[str]
STYLES = ("", "", "", "grad", "", "local", "", "amount", "", "grad", "", "local")


def _lines(told: Account, max_rows: int, summed: bool) -> list[list[Cell]]:
    results = [entry.node for entry in told.entries if not entry.node.is_leaf]
    for entry in told.entries:
        results += [each.consumer for each in entry.contributions[:max_rows]]
    written = {each: _short(typed(each, told.names)) for each in set(results)}
    blocks = [_block(entry, told, written, max_rows) for entry in told.entries]
    if summed:
        for entry, block in zip(told.entries, blocks, strict=True):
            block += _sum_row(entry, told)
    return _cut(blocks, told.nodes, max_rows)


def _block(
    entry: Entry, told: Account, written: Mapping[Any, str], most: int
) -> list[Row]:
    """The rows of a node: its value and gradient, then one row for each use."""
    node, names = entry.node, told.names
    name = names[node]
    made = "" if node.is_leaf else f" = {written[node]}"
    uses = len(entry.contributions)
    rows: list[Row] = [
        [
            f"{name}{made} = {_number(node.data)}",
            f"{gradient_name(told, node)} = {_number(entry.total)}",
            f"    {uses:,} uses" if uses > 1 else "",
        ]
    ]
    times = Counter([each.consumer for each in entry.contributions])
    for each in entry.contributions[:most]:
        consumer = each.consumer
        via = f"  via {names[consumer]} = {written[consumer]}"
        if times[consumer] > 1:
            via += f", operand {each.position + 1}"
        figures = (each.upstream, each.local, each.amount, each.total)
        rows.append([via, *map(_number, figures), _local_text(told, each)])
    rows += [[] for _ in entry.contributions[most:]]
    if node.is_leaf and node.has_grad and _differs(node.grad, entry):
        held = _number(node.grad)
        rows.append([f"  (.grad holds {held}: other backward() calls are included)"])
    return rows


def product_text(told: Account, contribution: Contribution) -> str:
    """A contribution without numbers: upstream gradient times local derivative.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account
    >>> a = Value(2.0, label="a")
    >>> told = account("explain", a.tanh(), 9, found={})
    >>> product_text(told, told.entries[1].contributions[0])
    'dn1/dn1 * (1 - n1 ** 2)'
    """
    term = told.local(contribution)
    local = _number(contribution.local) if term is None else text_of(term)
    grouped = term is not None and term.head in GROUPED
    local = f"({local})" if grouped or local.startswith("-") else local
    return f"{gradient_name(told, contribution.consumer)} * {local}"


def _sum_row(entry: Entry, told: Account) -> list[Row]:
    """The gradient of a node that is used more than once, as one sum."""
    amounts = [bracketed(each.amount) for each in entry.contributions]
    if not 2 <= len(amounts) <= 12:
        return []
    summands = " + ".join(amounts)
    name = gradient_name(told, entry.node)
    return [[f"  {name} = {summands} = {_number(entry.total)}"]]


def _local_text(told: Account, contribution: Any) -> str:
    """The local derivative as an expression, unless that is just its number."""
    term = told.local(contribution)
    if term is None or not term.names():
        return ""
    return _short(text_of(term))


def _cut(blocks: list[list[Row]], nodes: int, max_rows: int) -> list[list[Cell]]:
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
        lines.append([Cell(f"  ... {count(left_over, 'more row')} of this node")])
    if shown < nodes:
        lines.append([Cell(f"... {count(nodes - shown, 'more node')}")])
    return lines


def _aligned(rows: list[Row]) -> list[list[Cell]]:
    """One line for each row, its figures in columns."""
    left = max([len(row[0]) for row in rows if len(row) > 1])
    uses = [row for row in rows if len(row) > 3]
    widths = [max([len(row[i]) for row in uses], default=0) for i in range(1, 5)]
    lines: list[list[Cell]] = []
    for row in rows:
        if len(row) == 1:
            lines.append([Cell(row[0])])
        elif len(row) == 3:
            heading = Cell(row[0].ljust(left), "node")
            lines.append([heading, Cell("    "), Cell(row[1], "grad"), Cell(row[2])])
        else:
            lines.append(_contribution(row, left, widths))
    return lines


def _contribution(row: Row, left: int, widths: Sequence[int]) -> list[Cell]:
    up, local, amount, total = map(str.rjust, row[1:5], widths)
    cells = [
        Cell(row[0].ljust(left)),
        Cell("    upstream "),
        Cell(up, "grad"),
        Cell(" x local "),
        Cell(local, "local"),
        Cell(" = "),
        Cell(amount, "amount"),
        Cell("    total "),
        Cell(total, "grad"),
    ]
    return [*cells, Cell("    local = "), Cell(row[5], "local")] if row[5] else cells


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


def _differs(held: float, entry: Entry) -> bool:
    """Whether a stored gradient is another one, and not this one rounded otherwise.

    `backward()` may add the contributions in another order, so the yardstick is the
    largest of the sums on the way.
    """
    largest = max([abs(each.total) for each in entry.contributions], default=1.0)
    if math.isfinite(held) and math.isfinite(entry.total) and math.isfinite(largest):
        return abs(held - entry.total) > 1e-9 * largest
    return held != entry.total and not (math.isnan(held) and math.isnan(entry.total))
