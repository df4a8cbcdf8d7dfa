"""Value and slope of each op at the special numbers of IEEE 754.

The numbers themselves stand in the rows of the op table: `value slope` at each of AT.
"""

from __future__ import annotations

import math

from tests.autograd_core.ops.op_table import HALF_PI, ROWS, Row

AT = (0.0, math.inf, -math.inf, math.nan, 1e300, 1e-300, -1e300)


def _number(text: str) -> float | None:
    return None if text == "?" else float(text)


def _cells(row: Row) -> list[str]:
    cells = row.special.split(";")
    if len(cells) != len(AT) or any(len(cell.split()) != 2 for cell in cells):
        raise ValueError(
            f"the row {row.name!r} of op_table.py: special= is {row.special!r}; it "
            f"takes `value slope` at each of {AT}, with ; between them"
        )
    return cells


SPECIAL = [
    (row.name, x, *map(_number, cell.split()))
    for row in ROWS.values()
    if row.arity == 1
    for x, cell in zip(AT, _cells(row), strict=True)
]
"""`(op, operand, value, slope)`; None for what is not held to anything."""

EDGES = [
    ("log1p", -1.0, -math.inf, math.inf),
    ("arcsin", 1.0, HALF_PI, math.inf),
    ("arcsin", -1.0, -HALF_PI, math.inf),
    ("arccos", 1.0, 0.0, -math.inf),
    ("arccos", -1.0, math.pi, -math.inf),
    ("arccosh", 1.0, 0.0, math.inf),
    ("arctanh", 1.0, math.inf, math.inf),
    ("arctanh", -1.0, -math.inf, math.inf),
]
"""The ends of the domains, `(op, operand, value, slope)`."""
