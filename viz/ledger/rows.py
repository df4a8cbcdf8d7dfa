"""The rows of a ledger as lines of a screen: in columns, or in two lines each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from viz.graph.screen import GAP, wrapped
from viz.ledger.explanation import Cell

Row = list[str]
"""One cell is a remark; three are a heading: name and value, gradient, uses; six are a
contribution: via, upstream, local, amount, total, the local derivative as a formula."""


def laid_out(rows: Sequence[Row], width: int) -> list[list[Cell]]:
    """The lines of some rows, none longer than the screen is wide.

    Args:
        rows: headings, contributions, remarks.
        width: of the screen, in characters.

    >>> row = ["  via L = x * y", "1.0", "2.0", "2.0", "2.0", "y"]
    >>> len(laid_out([row], 100)), len(laid_out([row], 60))
    (1, 2)
    """
    lines = _in_columns(rows)
    if max(map(_length, lines), default=0) <= width:
        return lines
    return [part for line in _in_two_lines(rows, width) for part in _cut(line, width)]


def _in_columns(rows: Sequence[Row]) -> list[list[Cell]]:
    """One line for each row, its figures in columns."""
    left_width = max([len(row[0]) for row in rows if len(row) > 1])
    widths = _figure_widths(rows)

    def of_use(row: Row) -> list[list[Cell]]:
        via = Cell(row[0].ljust(left_width) + GAP)
        return [[via, *_figures(row, widths), *_formula(row)]]

    return _lines(rows, left_width, of_use)


def _in_two_lines(rows: Sequence[Row], width: int) -> list[list[Cell]]:
    """Two lines for each contribution: what is multiplied, and below it the figures."""
    pairs = [(row[0], row[1] if len(row) == 3 else row[5]) for row in rows if row[1:]]
    fitting = [
        len(left)
        for left, right in pairs
        if len(left) + len(GAP) + len(right) + len("local = ") <= width
    ]
    left_width = max(fitting, default=0)
    widths = _figure_widths(rows)
    if sum(widths) + len(f"{GAP}upstream  x local  = {GAP}total ") > width:
        widths = [0] * 4

    def of_use(row: Row) -> list[list[Cell]]:
        via = Cell(row[0].ljust(left_width))
        return [[via, *_formula(row)], [Cell(GAP), *_figures(row, widths)]]

    return _lines(rows, left_width, of_use)


def _lines(
    rows: Sequence[Row], left_width: int, of_use: Callable[[Row], list[list[Cell]]]
) -> list[list[Cell]]:
    """The lines of remarks and headings, and what `of_use` makes of contributions."""
    lines: list[list[Cell]] = []
    for row in rows:
        if len(row) == 1:
            lines.append([Cell(row[0])])
        elif len(row) == 3:
            lines.append(_heading(row, left_width))
        else:
            lines += of_use(row)
    return lines


def _formula(row: Row) -> list[Cell]:
    return [Cell(f"{GAP}local = "), Cell(row[5], "local")] if row[5] else []


def _heading(row: Row, left_width: int) -> list[Cell]:
    name = Cell(row[0].ljust(left_width), "node")
    return [name, Cell(GAP), Cell(row[1], "grad"), Cell(row[2])]


def _figures(row: Row, widths: Sequence[int]) -> list[Cell]:
    up, local, amount, total = map(str.rjust, row[1:5], widths)
    return [
        Cell("upstream "),
        Cell(up, "grad"),
        Cell(" x local "),
        Cell(local, "local"),
        Cell(" = "),
        Cell(amount, "amount"),
        Cell(f"{GAP}total "),
        Cell(total, "grad"),
    ]


def _figure_widths(rows: Sequence[Row]) -> list[int]:
    uses = [row for row in rows if len(row) > 3]
    return [max([len(row[i]) for row in uses], default=0) for i in range(1, 5)]


def _length(line: Sequence[Cell]) -> int:
    return len("".join([cell.text for cell in line]).rstrip())


def _cut(line: list[Cell], width: int) -> list[list[Cell]]:
    """A line as it is, or several: cut at blanks, so that no number is torn."""
    if _length(line) <= width:
        return [line]
    for i, cell in enumerate(line):  # first where a column begins
        if i and cell.text.startswith(GAP):
            head, tail = line[:i], [Cell(GAP + cell.text), *line[i + 1 :]]
            return [*_cut(head, width), *_cut(tail, width)]
    text = "".join([cell.text for cell in line]).rstrip()
    indent = text[: len(text) - len(text.lstrip())] + GAP
    return [[Cell(part)] for part in wrapped(text, width, indent)]
