"""`tape`: the two columns of the textbook, forward trace and adjoint trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd_core import Node
from viz.graph.node_names import typed
from viz.graph.text_format import count, number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explain import DIGITS, FORMULAS, MAX_ROWS, bracketed, product_text
from viz.ledger.explanation import Cell, Explanation, plain
from viz.ledger.latex import partial
from viz.ledger.ledger import Account, Entry, account, gradient_name
from viz.ledger.markdown import code, table
from viz.symbolic.latex import latex_name, latex_number, latex_of
from viz.symbolic.term import made_of

MOST_SUMMANDS = 4
HEADS = ("forward, from the top down", "backward, from the bottom up")


def tape(
    node: Node,
    *,
    formula: str = "text",
    max_rows: int = MAX_ROWS,
    names: Mapping[str, Any] | None = None,
) -> Explanation:
    """What was computed and what is differentiated, side by side.

    The left column is the forward pass, read downward. The right one is the backward
    pass, read upward: each gradient from those of the nodes that use it.

    Args:
        node: the result to differentiate.
        formula: "text", "latex" for an `array` environment, or "markdown".
        max_rows: how many rows to write; the last one says what is left out.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        Text that a REPL shows as it is, and a notebook as formulas.

    Raises:
        TypeError: `node` is no Value or Tensor.
        ValueError: an unknown `formula`, or `max_rows` below 1.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> tape(w * x + w)
    forward, from the top down    backward, from the bottom up
    w = 0.5                       dn2/dw = dn2/dn2 * 1 + dn2/dn1 * x = 1.0 * ...
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
    found = names_around() if names is None else names_in(names)
    told = account("tape", node, max_rows, None, "forward", found)
    if formula == "latex":
        return Explanation(_latex(told), formula=formula)
    if formula == "markdown":
        return Explanation(_markdown(told), formula=formula)
    return _text(told)


def _text(told: Account) -> Explanation:
    rows = [(_forward(each, told), _backward(each, told)) for each in told.entries]
    left = max([len(HEADS[0]), *[len(forward) for forward, _ in rows]])
    cells = [Cell(HEADS[0].ljust(left + 4), "faint"), Cell(HEADS[1], "faint")]
    for forward, backward in rows:
        cells += [
            Cell("\n"),
            Cell(forward.ljust(left + 4), "node"),
            Cell(backward, "grad"),
        ]
    left_out = told.nodes - len(told.entries)
    if left_out:
        cells.append(Cell(f"\n... {count(left_out, 'more node')}"))
    return Explanation(plain(cells), cells)


def _forward(entry: Entry, told: Account) -> str:
    node, names = entry.node, told.names
    made = "" if node.is_leaf else f" = {typed(node, names)}"
    return f"{names[node]}{made} = {number(node.data, DIGITS)}"


def _backward(entry: Entry, told: Account) -> str:
    uses = entry.contributions[:MOST_SUMMANDS]
    gradient, total = gradient_name(told, entry.node), number(entry.total, DIGITS)
    if not uses:
        return f"{gradient} = {total}"
    more = [f"... {len(entry.contributions) - len(uses):,} more"]
    more = more if len(entry.contributions) > len(uses) else []
    products, figures = [], []
    for each in uses:
        products.append(product_text(told, each))
        figures.append(f"{number(each.upstream, DIGITS)} * {bracketed(each.local)}")
    line = f"{gradient} = {' + '.join([*products, *more])}"
    if not more:
        line += f" = {' + '.join(figures)}"
    return f"{line} = {total}"


def _latex(told: Account) -> str:
    rows = [
        rf"\text{{{HEADS[0]}}} & \text{{{HEADS[1]}}} \\ \hline",
        *[_latex_row(each, told) for each in told.entries],
    ]
    left_out = told.nodes - len(told.entries)
    if left_out:
        rows.append(rf"\text{{\ldots{{}} {count(left_out, 'more node')}}} & \\[2pt]")
    body = "\n".join(rows)
    return f"\\[\\begin{{array}}{{ll}}\n{body}\n\\end{{array}}\\]"


def _latex_row(entry: Entry, told: Account) -> str:
    node, names = entry.node, told.names
    root, name = latex_name(names[told.root]), latex_name(names[node])
    made = "" if node.is_leaf else f"{latex_of(made_of(node, names))} = "
    forward = f"{name} = {made}{latex_number(node.data)}"
    summands = []
    for each in entry.contributions[:MOST_SUMMANDS]:
        term = told.local(each)
        local = latex_number(each.local) if term is None else latex_of(term)
        grouped = term is not None and term.head in ("add", "subtract")
        if grouped or local.startswith("-"):
            local = rf"\left({local}\right)"
        upstream = partial(root, latex_name(names[each.consumer]))
        summands.append(rf"{upstream} \cdot {local}")
    if len(entry.contributions) > MOST_SUMMANDS:
        summands.append(r"\cdots")
    symbols = f"{' + '.join(summands)} = " if summands else ""
    backward = f"{partial(root, name)} = {symbols}{latex_number(entry.total)}"
    # In a cell of an array a fraction would shrink to the height of a line.
    return rf"{forward} & {backward} \\[10pt]".replace(r"\frac", r"\dfrac")


def _markdown(told: Account) -> str:
    rows = [
        [code(_forward(each, told)), code(_backward(each, told))]
        for each in told.entries
    ]
    text = table(HEADS, rows)
    left_out = told.nodes - len(told.entries)
    return f"{text}\n\n... {count(left_out, 'more node')}" if left_out else text
