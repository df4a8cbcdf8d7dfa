"""The compact form of a box: operator and local derivatives inside it.

Each arrow comes in at the cell of its own local derivative, so that no text stands
between the boxes, and no operator takes a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from viz.output.markup import spanning

Spans = dict[int, int]
"""The number of lines of each cell, by the line at which it begins."""


def card(
    operator: Sequence[str],
    entries: Sequence[str],
    facts: Sequence[str],
    rankdir: str,
) -> str:
    """The rows of a table: name and numbers, and at the side of the arrows its entries.

    Args:
        operator: the cell of the operator, to stand beside the first of `facts`; none
            for a leaf.
        entries: a cell for each arrow that comes in.
        facts: the cells of name, data and gradient.
        rankdir: the direction of the computation.

    >>> card([], [], ["<TD>w</TD>"], "LR")
    '<TR><TD>w</TD></TR>'
    >>> card(["<TD>*</TD>"], ["<TD>3.0</TD>"], ["<TD>L</TD>"], "BT")
    '<TR><TD>*</TD><TD>L</TD></TR><TR><TD COLSPAN="2">3.0</TD></TR>'
    """
    build = _beside if rankdir in ("LR", "RL") else _above
    rows = build(operator, entries, facts)
    if rankdir == "BT" and entries:
        rows.append(rows.pop(0))
    ways = -1 if rankdir == "RL" else 1
    return "".join([f"<TR>{''.join(row[::ways])}</TR>" for row in rows])


def _beside(
    operator: Sequence[str], entries: Sequence[str], facts: Sequence[str]
) -> list[list[str]]:
    """The rows where arrows come in at the left."""
    at_entry, at_fact = _divided(len(entries), len(facts))
    rows: list[list[str]] = [[] for _ in at_entry.keys() | at_fact.keys()]
    for entry, (line, span) in zip(entries, at_entry.items(), strict=True):
        rows[line].append(spanning(entry, ROWSPAN=span))
    for i, (fact, (line, span)) in enumerate(zip(facts, at_fact.items(), strict=True)):
        if not i:
            rows[line] += [spanning(cell, ROWSPAN=span) for cell in (*operator, fact)]
        else:
            columns = 1 + len(operator)
            rows[line].append(spanning(fact, ROWSPAN=span, COLSPAN=columns))
    return rows


def _above(
    operator: Sequence[str], entries: Sequence[str], facts: Sequence[str]
) -> list[list[str]]:
    """The rows where arrows come in at the top."""
    top = [*operator, *facts[:1]]
    at_entry, at_top = _divided(len(entries), len(top))
    rows = []
    for cells, at in ((entries, at_entry), (top, at_top)):
        spans = zip(cells, at.values(), strict=True)
        rows.append([spanning(cell, COLSPAN=span) for cell, span in spans])
    columns = len(at_entry.keys() | at_top.keys())
    rows += [[spanning(fact, COLSPAN=columns)] for fact in facts[1:]]
    return [row for row in rows if row]


def _divided(*counts: int) -> list[Spans]:
    """Lines common to several columns, each of so many cells of equal height.

    >>> _divided(2, 3)
    [{0: 2, 2: 2}, {0: 1, 1: 2, 3: 1}]
    """
    columns = [[Fraction(i, count) for i in range(count)] for count in counts]
    marks = sorted({mark for column in columns for mark in column})
    starts = [[marks.index(mark) for mark in column] for column in columns]
    return [
        {line: end - line for line, end in pairwise([*lines, len(marks)])}
        for lines in starts
    ]
