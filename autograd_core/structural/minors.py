"""Linear algebra on arrays of Values, written out by minors, for `to_scalar_graph`.

A small matrix gets the formula that stands in books, `a d - b c`, with nothing divided
or exchanged on the way.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

_LARGEST = 6


def det(a: Any) -> Any:
    """The determinants of a stack of matrices."""
    return _each(_determinant, a, 0)


def inv(a: Any) -> Any:
    """The inverses of a stack of matrices: cofactors, transposed, by determinant."""
    return _each(_inverse, a, 2)


def _each(function: Callable[[Any], Any], a: Any, axes: int) -> Any:
    """A function of one matrix on each of a stack; its result has so many axes."""
    n = a.shape[-1]
    if n > _LARGEST:
        raise TypeError(
            f"a matrix of {n} x {n} is written out up to {_LARGEST} x {_LARGEST}"
        )
    batch = a.shape[:-2]
    out = np.empty(batch + (n, n)[:axes], dtype=object)
    for place in np.ndindex(*batch):
        out[place] = function(a[place])
    return out


def _determinant(a: Any) -> Any:
    """Expansion along the first row, each minor of the rows below computed once."""
    n = len(a)
    minors: dict[tuple[int, ...], Any] = {(): 1.0}
    for k in range(1, n + 1):
        row, below = a[n - k], minors
        minors = {
            columns: _expanded(row, columns, below)
            for columns in itertools.combinations(range(n), k)
        }
    return minors[tuple(range(n))]


def _expanded(row: Any, columns: tuple[int, ...], below: dict[Any, Any]) -> Any:
    if len(columns) == 1:
        return row[columns[0]]
    total: Any = None
    for i, column in enumerate(columns):
        term = row[column] * below[columns[:i] + columns[i + 1 :]]
        if total is None:
            total = term
        else:
            total = total - term if i % 2 else total + term
    return total


def _inverse(a: Any) -> Any:
    n = len(a)
    whole = _determinant(a)
    out = np.empty((n, n), dtype=object)
    for i, j in np.ndindex(n, n):
        minor = _determinant(np.delete(np.delete(a, i, axis=0), j, axis=1))
        out[j, i] = (-minor if (i + j) % 2 else minor) / whole
    return out
