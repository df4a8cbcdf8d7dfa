"""Rows of local derivatives for nodes with many inputs.

In the compiled build `float_rows.pxd` replaces both functions by C: a row is then a
block of doubles instead of a list, 8 bytes a number instead of 32.
"""

from __future__ import annotations


def row(n: int) -> list[float]:
    """A new row of `n` numbers."""
    return [0.0] * n


def numbers(row: list[float]) -> list[float]:
    """The numbers of a row, to read and write by index."""
    return row
