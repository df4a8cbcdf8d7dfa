"""Determinants and linear equations on object arrays of Values, for drawing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import is_node

_LARGEST = 8


def over_matrices(
    function: Callable[..., Any], tail: tuple[int, ...], *matrices: Any
) -> Any:
    """`function` of each matrix of a stack, or of several stacks that broadcast.

    Args:
        function: of one matrix, or several.
        tail: the shape of what it gives.
        matrices: object arrays, (..., n, m).
    """
    batch = np.broadcast_shapes(*[each.shape[:-2] for each in matrices])
    stacks = [np.broadcast_to(each, batch + each.shape[-2:]) for each in matrices]
    out = np.empty(batch + tail, dtype=object)
    for place in np.ndindex(*batch):
        out[place] = function(*[stack[place] for stack in stacks])
    return out


def determinant(a: Any) -> Any:
    """The determinant by minors, each of them once: a d - b c for two rows.

    Raises:
        GraphError: the matrix is too large, for the number of minors doubles with n.
    """
    n = len(a)
    if n > _LARGEST:
        raise GraphError(
            f"to_scalar_graph: the determinant of {n} x {n} entries has too many terms "
            f"to draw; take at most {_LARGEST} x {_LARGEST}"
        )
    # The minors of the last rows, by their columns; each row above doubles none.
    minors: dict[tuple[int, ...], Any] = {(): 1.0}
    for size in range(1, n + 1):
        row = a[n - size]
        minors = {
            columns: _expanded(row, columns, minors)
            for columns in itertools.combinations(range(n), size)
        }
    return minors[tuple(range(n))]


def _expanded(row: Any, columns: tuple[int, ...], minors: dict[Any, Any]) -> Any:
    """A minor along its first row."""
    total = None
    for k, column in enumerate(columns):
        rest = columns[:k] + columns[k + 1 :]
        term = row[column] * minors[rest] if rest else row[column]
        if total is not None:
            term = total - term if k % 2 else total + term
        total = term
    return total


def solved(a: Any, b: Any) -> Any:
    """x with a x = b by Gauss' elimination, the largest pivot first.

    Args:
        a: (n, n) objects.
        b: (n, m) objects.
    """
    a, b = a.copy(), b.copy()
    n = len(a)
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(_number(a[i, k])))
        a[[k, best]], b[[k, best]] = a[[best, k]], b[[best, k]]
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            a[i, k + 1 :] = [x - factor * y for x, y in _pairs(a[i], a[k], k + 1)]
            b[i] = [x - factor * y for x, y in _pairs(b[i], b[k])]
    for k in reversed(range(n)):
        for i in range(k + 1, n):
            b[k] = [x - a[k, i] * y for x, y in _pairs(b[k], b[i])]
        b[k] = [x / a[k, k] for x in b[k]]
    return b


def _pairs(left: Any, right: Any, start: int = 0) -> Any:
    return zip(left[start:], right[start:], strict=True)


def _number(entry: Any) -> float:
    return entry.data if is_node(entry) else entry
