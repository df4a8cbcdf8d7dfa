"""Determinants and linear equations on object arrays of Values, for drawing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.engine.node import payload_of
from autograd_core.messages.errors import GraphError
from autograd_core.messages.types import Shape

_LARGEST = 8


def map_matrices(
    function: Callable[..., Any], tail: Shape, *matrices: ObjectArray
) -> ObjectArray:
    """`function` of each matrix of a stack, or of several stacks that broadcast.

    Args:
        function: of one matrix, or several.
        tail: the shape of its result.
        matrices: object arrays, (..., n, m).
    """
    batch = np.broadcast_shapes(*[matrix.shape[:-2] for matrix in matrices])
    stacks = [np.broadcast_to(x, batch + x.shape[-2:]) for x in matrices]
    out = np.empty(batch + tail, dtype=object)
    for position in np.ndindex(*batch):
        out[position] = function(*[stack[position] for stack in stacks])
    return out


def determinant(a: ObjectArray) -> Any:
    """The determinant by minors, each computed once: a d - b c for two rows.

    Raises:
        GraphError: the matrix is too large: the number of minors doubles with n.
    """
    n = len(a)
    if n > _LARGEST:
        raise GraphError(
            f"to_scalar_graph: the determinant of {n} x {n} entries has too many terms "
            f"to draw; take at most {_LARGEST} x {_LARGEST}"
        )
    # The minors of the last rows, by their columns; the row above is expanded in them.
    minors: dict[Shape, Any] = {(): 1.0}
    for size in range(1, n + 1):
        row = a[n - size]
        minors = {
            columns: _expanded(row, columns, minors)
            for columns in itertools.combinations(range(n), size)
        }
    return minors[tuple(range(n))]


def _expanded(row: ObjectArray, columns: Shape, minors: dict[Shape, Any]) -> Any:
    """A minor along its first row."""
    total = None
    for k, column in enumerate(columns):
        others = columns[:k] + columns[k + 1 :]
        term = row[column] * minors[others] if others else row[column]
        if total is not None:
            term = total - term if k % 2 else total + term
        total = term
    return total


def solution(a: ObjectArray, b: ObjectArray) -> ObjectArray:
    """x with a x = b by Gauss' elimination, the largest pivot first.

    Args:
        a: (n, n) objects.
        b: (n, m) objects.
    """
    a, b = a.copy(), b.copy()
    n = len(a)
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(payload_of(a[i, k])))
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


def _pairs(
    left: ObjectArray, right: ObjectArray, start: int = 0
) -> Iterator[tuple[Any, Any]]:
    return zip(left[start:], right[start:], strict=True)
