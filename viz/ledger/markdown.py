"""Tables in Markdown: a label is text, never markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograd_core.extend import payload_of, plural
from viz.graph.node_names import typed
from viz.graph.text_format import number
from viz.ledger.ledger import Account, gradient_name
from viz.symbolic.text import text_of

DIGITS = 6
INVISIBLE = "\u200b"
_TICKS = re.compile(r"`+")


def code(text: str) -> str:
    r"""A text in a code span of a table cell.

    >>> print(code("w * x"), code("a|b"), code("`"))
    `w * x` `a\|b` `` ` ``
    """
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    # A backslash of the text just before the bar would undo the bar's escape.
    inside = text.replace("\\|", f"\\{INVISIBLE}|").replace("|", r"\|")
    pad = " " if inside[:1] in ("`", " ", "") or inside[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{inside}{pad}{fence}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are Markdown already.

    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    text = [_row(line) for line in (heads, *rows)]
    return "\n".join([text[0], "|---" * len(heads) + "|", *text[1:]])


def _row(cells: Sequence[str]) -> str:
    return f"|{'|'.join([f' {cell} ' if cell else ' ' for cell in cells])}|"


def markdown_ledger(account: Account, max_rows: int) -> str:
    """The ledger as a table.

    Args:
        account: the entries to write.
        max_rows: the largest number of rows.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account_of
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> print(markdown_ledger(account_of("explain", w * x, 9, of=w), 9))
    | node | upstream | local derivative | contribution | gradient |
    |---|---|---|---|---|
    | `w = 0.5` | | | | **`dn1/dw` = 2.0** |
    | via `n1 = w * x` | 1.0 | `x` = 2.0 | 2.0 | 2.0 |
    """
    names = account.names
    rows: list[list[str]] = []
    entry_count = 0
    for entry in account.entries:
        if len(rows) >= max_rows:
            break
        node = entry.node
        expression = "" if node.is_leaf else f" = {typed(node, names)}"
        head = code(f"{names[node]}{expression} = {number(payload_of(node), DIGITS)}")
        gradient = code(gradient_name(account, node))
        total = number(entry.total, DIGITS)
        rows.append([head, "", "", "", f"**{gradient} = {total}**"])
        for contribution in entry.contributions:
            consumer = contribution.consumer
            via = f"via {code(f'{names[consumer]} = {typed(consumer, names)}')}"
            term = account.local(contribution)
            local = number(contribution.local, DIGITS)
            if term is not None and term.names():
                local = f"{code(text_of(term))} = {local}"
            upstream, amount, total = [
                number(x, DIGITS)
                for x in (
                    contribution.upstream,
                    contribution.amount,
                    contribution.total,
                )
            ]
            rows.append([via, upstream, local, amount, total])
        entry_count += 1
    heads = ["node", "upstream", "local derivative", "contribution", "gradient"]
    hidden_nodes = account.nodes - entry_count
    if len(rows) > max_rows:
        hidden_nodes += 1
    text = table(heads, rows[:max_rows])
    return (
        f"{text}\n\n... {plural(hidden_nodes, 'more node')}" if hidden_nodes else text
    )
