"""`tape`: the two columns of the textbook, forward trace and adjoint trace."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograd_core import Node
from autograd_core.extend import explained, payload_of, plural
from viz.graph.node_names import typed
from viz.graph.screen import GAP, equation_lines, screen_width
from viz.graph.text_format import number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explain import DIGITS, FORMULAS, MAX_ROWS, bracketed, product_text
from viz.ledger.explanation import Cell, Explanation, plain
from viz.ledger.latex import partial
from viz.ledger.ledger import Account, Entry, account_of, gradient_name
from viz.ledger.markdown import code, table
from viz.symbolic.latex import latex_name, latex_number, latex_of
from viz.symbolic.term import made_of

MOST_SUMMANDS = 4
HEADS = ("forward, from the top down", "backward, from the bottom up")


@explained
def tape(
    node: Node,
    *,
    formula: str = "text",
    max_rows: int = MAX_ROWS,
    names: Mapping[str, Any] | None = None,
) -> Explanation:
    """The forward pass and the backward pass, side by side.

    The left column is the forward pass, read downward. The right one is the backward
    pass, read upward: each gradient from those of the nodes that use it.

    Args:
        node: the result to differentiate.
        formula: "text", "latex" for an `array` environment, or "markdown".
        max_rows: the largest number of rows; the last one counts what is left out.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        Text that a REPL shows as it is, and a notebook as formulas.

    Raises:
        TypeError: `node` is not a Value or Tensor.
        ValueError: an unknown `formula`, or `max_rows` below 1.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> tape(w * x + w)
    forward, from the top down    backward, from the bottom up
    w = 0.5                       dn2/dw = dn2/dn2 * 1 + dn2/dn1 * x
                                    = 1.0 * 1.0 + 1.0 * 2.0 = 3.0
    x = 2.0                       dn2/dx = dn2/dn1 * w = 1.0 * 0.5 = 0.5
    n1 = w * x = 1.0              dn2/dn1 = dn2/dn2 * 1 = 1.0 * 1.0 = 1.0
    n2 = n1 + w = 1.5             dn2/dn2 = 1.0

    Source: Baydin, Pearlmutter, Radul, Siskind, "Automatic Differentiation in Machine
    Learning: a Survey", JMLR 18, 2018, table 3.
    """
    if isinstance(max_rows, bool) or not isinstance(max_rows, int) or max_rows < 1:
        raise ValueError(f"tape: max_rows must be at least 1, got {max_rows!r}")
    if formula not in FORMULAS:
        raise ValueError(
            f"tape: unknown formula {formula!r}; known: {', '.join(FORMULAS)}"
        )
    variables = names_around() if names is None else names_in(names)
    account = account_of("tape", node, max_rows, None, "forward", variables)
    if formula == "latex":
        return Explanation(_latex(account), formula=formula)
    if formula == "markdown":
        return Explanation(_markdown(account), formula=formula)
    return _text(account)


def _text(account: Account) -> Explanation:
    rows = [
        (_forward(entry, account), _backward(entry, account))
        for entry in account.entries
    ]
    cells = []
    for (forward, backward), styles in _fitted(rows, screen_width()):
        cells += [Cell(forward, styles[0]), Cell(backward, styles[1]), Cell("\n")]
    cells.pop()
    hidden_nodes = account.nodes - len(account.entries)
    if hidden_nodes:
        cells.append(Cell(f"\n... {plural(hidden_nodes, 'more node')}"))
    in_notebook = "IPython" in sys.modules
    return Explanation(
        plain(cells), cells, table=_markdown(account) if in_notebook else ""
    )


def _fitted(
    rows: Sequence[tuple[str, str]], width: int
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """The parts of each line, left and right, and what they are: heads, then rows.

    A long equation goes on below, in its column; where there is no room for two
    columns, it stands below the node.
    """
    left_width = max([len(forward) for forward, _ in [HEADS, *rows]])
    room = width - left_width - len(GAP)
    stacked = room < len(HEADS[1])
    for row in (HEADS, *rows):
        styles = ("faint", "faint") if row is HEADS else ("node", "grad")
        equation = equation_lines(row[1], width - len(GAP) if stacked else room)
        if stacked:
            for line in equation_lines(row[0], width):
                yield (line, ""), styles
        else:
            yield (row[0].ljust(left_width) + GAP, equation.pop(0)), styles
        indent = GAP if stacked else " " * (left_width + len(GAP))
        for line in equation:
            yield (indent, line), styles


def _forward(entry: Entry, account: Account) -> str:
    node, names = entry.node, account.names
    expression = "" if node.is_leaf else f" = {typed(node, names)}"
    return f"{names[node]}{expression} = {number(payload_of(node), DIGITS)}"


def _backward(entry: Entry, account: Account) -> str:
    uses = entry.contributions[:MOST_SUMMANDS]
    gradient, total = gradient_name(account, entry.node), number(entry.total, DIGITS)
    if not uses:
        return f"{gradient} = {total}"
    ellipsis = [f"... {len(entry.contributions) - len(uses):,} more"]
    ellipsis = ellipsis if len(entry.contributions) > len(uses) else []
    products, figures = [], []
    for contribution in uses:
        products.append(product_text(account, contribution))
        figures.append(
            f"{number(contribution.upstream, DIGITS)} * {bracketed(contribution.local)}"
        )
    line = f"{gradient} = {' + '.join([*products, *ellipsis])}"
    if not ellipsis:
        line += f" = {' + '.join(figures)}"
    return f"{line} = {total}"


def _latex(account: Account) -> str:
    rows = [
        rf"\text{{{HEADS[0]}}} & \text{{{HEADS[1]}}} \\ \hline",
        *[_latex_row(entry, account) for entry in account.entries],
    ]
    hidden_nodes = account.nodes - len(account.entries)
    if hidden_nodes:
        rows.append(
            rf"\text{{\ldots{{}} {plural(hidden_nodes, 'more node')}}} & \\[2pt]"
        )
    body = "\n".join(rows)
    return f"\\[\\begin{{array}}{{ll}}\n{body}\n\\end{{array}}\\]"


def _latex_row(entry: Entry, account: Account) -> str:
    node, names = entry.node, account.names
    root, name = latex_name(names[account.root]), latex_name(names[node])
    expression = "" if node.is_leaf else f"{latex_of(made_of(node, names))} = "
    forward = f"{name} = {expression}{latex_number(payload_of(node))}"
    summands = []
    for contribution in entry.contributions[:MOST_SUMMANDS]:
        term = account.local(contribution)
        local = latex_number(contribution.local) if term is None else latex_of(term)
        grouped = term is not None and term.head in ("add", "subtract")
        if grouped or local.startswith("-"):
            local = rf"\left({local}\right)"
        upstream = partial(root, latex_name(names[contribution.consumer]))
        summands.append(rf"{upstream} \cdot {local}")
    if len(entry.contributions) > MOST_SUMMANDS:
        summands.append(r"\cdots")
    symbols = f"{' + '.join(summands)} = " if summands else ""
    backward = f"{partial(root, name)} = {symbols}{latex_number(entry.total)}"
    # In a cell of an array a fraction would shrink to the height of a line.
    return rf"{forward} & {backward} \\[10pt]".replace(r"\frac", r"\dfrac")


def _markdown(account: Account) -> str:
    rows = [
        [code(_forward(entry, account)), code(_backward(entry, account))]
        for entry in account.entries
    ]
    text = table(HEADS, rows)
    hidden_nodes = account.nodes - len(account.entries)
    return (
        f"{text}\n\n... {plural(hidden_nodes, 'more node')}" if hidden_nodes else text
    )
