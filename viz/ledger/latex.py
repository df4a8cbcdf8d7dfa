"""The ledger as LaTeX: each gradient as a sum of products, then in numbers."""

from __future__ import annotations

from typing import Any

from autograd_core.extend import payload_of, plural
from viz.ledger.ledger import Account, Contribution, Entry
from viz.symbolic.latex import latex_name, latex_number, latex_of
from viz.symbolic.term import made_of

MOST_IN_A_LINE = 3
MOST_IN_A_SUM = 12


def latex_ledger(account: Account, max_rows: int) -> str:
    r"""An `align*` environment for the package amsmath, and for notebooks.

    Args:
        account: the entries to write.
        max_rows: the largest number of lines.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account_of
    >>> w = Value(0.5, label="w")
    >>> lines = latex_ledger(account_of("explain", w * 3.0, 99, of=w), 99).splitlines()
    >>> print(lines[1], lines[2].partition(" = ")[2])
    w &= 0.5 \\ 1 \cdot 3 = 3
    """
    rows: list[str] = []
    entry_count = 0
    for entry in account.entries:
        block = _block(entry, account)
        if rows and len(rows) + len(block) > max_rows:
            break
        rows += block
        entry_count += 1
    if entry_count < account.nodes:
        remark = plural(account.nodes - entry_count, "more node")
        rows.append(rf"&\text{{\ldots{{}} {remark}}}")
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def partial(of: str, by: str) -> str:
    r"""d of / d by, of names that are LaTeX already.

    >>> print(partial("L", "w"))
    \dfrac{\partial L}{\partial w}
    """
    return rf"\dfrac{{\partial {of}}}{{\partial {by}}}"


def _block(entry: Entry, account: Account) -> list[str]:
    """The lines of a node: how it was computed, and its gradient."""
    node, names = entry.node, account.names
    root, name = latex_name(names[account.root]), latex_name(names[node])
    expression = "" if node.is_leaf else f"{latex_of(made_of(node, names))} = "
    lines = [f"{name} &= {expression}{latex_number(payload_of(node))}"]
    gradient = partial(root, name)
    uses = entry.contributions
    if not uses:
        return [*lines, f"{gradient} &= {latex_number(entry.total)}"]
    symbols = [
        _symbols(contribution, account, root) for contribution in uses[:MOST_IN_A_SUM]
    ]
    numbers = [
        rf"{_factor(contribution.upstream)} \cdot {_factor(contribution.local)}"
        for contribution in uses[:MOST_IN_A_SUM]
    ]
    if len(uses) > MOST_IN_A_SUM:
        symbols.append(r"\cdots")
        numbers.append(r"\cdots")
    total = latex_number(entry.total)
    if len(uses) == 1:
        return [*lines, f"{gradient} &= {symbols[0]} = {numbers[0]} = {total}"]
    return [
        *lines,
        *_sum_lines(f"{gradient} &= ", symbols),
        *_sum_lines("&= ", numbers),
        f"&= {_amounts(uses)} = {total}",
    ]


def _symbols(contribution: Contribution, account: Account, root: str) -> str:
    """upstream times local, as an expression."""
    consumer = latex_name(account.names[contribution.consumer])
    upstream = partial(root, consumer)
    term = account.local(contribution)
    if term is None:
        node: Any = contribution.consumer.operands[contribution.position]
        return rf"{upstream} {partial(consumer, latex_name(account.names[node]))}"
    local = latex_of(term)
    if term.head in ("add", "subtract") or local.startswith("-"):
        local = rf"\left({local}\right)"
    return rf"{upstream} \cdot {local}"


def _factor(x: float) -> str:
    text = latex_number(x)
    return rf"\left({text}\right)" if text.startswith("-") else text


def _amounts(uses: list[Contribution]) -> str:
    texts = [_factor(contribution.amount) for contribution in uses[:MOST_IN_A_SUM]]
    return " + ".join([*texts, *([r"\cdots"] if len(uses) > MOST_IN_A_SUM else [])])


def _sum_lines(start: str, summands: list[str]) -> list[str]:
    """A sum, a few summands to the line."""
    lines = []
    for i in range(0, len(summands), MOST_IN_A_LINE):
        part = " + ".join(summands[i : i + MOST_IN_A_LINE])
        lines.append(f"{start}{part}" if not i else rf"&\quad + {part}")
    return lines
