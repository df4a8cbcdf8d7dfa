"""Functions of Values applied to object arrays of Values, for `to_scalar_graph`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.array_ops.checks import all_axes
from autograd_core.messages.types import Axis

ObjectArray = np.ndarray[Any, np.dtype[np.object_]]
"""An array of Values and floats."""


def map_entries(op: Callable[[Any], Any], x: ObjectArray) -> ObjectArray:
    """An op of one operand, applied to every entry."""
    # NumPy makes a Value of an array of objects without axes.
    return np.asarray(np.frompyfunc(op, 1, 1)(np.asarray(x, dtype=object)), object)


def map_axes(
    function: Callable[[Any], Any], x: ObjectArray, axis: Axis, keepdims: bool
) -> ObjectArray:
    """A function from a sequence to one Value, applied along axes."""
    full = x.shape
    axes = all_axes(axis, len(full))
    batch = [i for i in range(len(full)) if i not in axes]
    out = np.empty([full[i] for i in batch], dtype=object)
    rows = np.transpose(x, [*batch, *axes])
    for position in np.ndindex(*out.shape):
        out[position] = function(list(np.asarray(rows[position], object).ravel()))
    if keepdims:
        return out.reshape([1 if i in axes else n for i, n in enumerate(full)])
    return out


def map_lines(
    function: Callable[[Any], Any], x: ObjectArray, axis: Axis
) -> ObjectArray:
    """A function from a sequence to a sequence as long, applied along axes."""
    axes = all_axes(axis, x.ndim)
    order = [i for i in range(x.ndim) if i not in axes] + list(axes)
    out = np.empty(x.shape, dtype=object)
    rows, target = np.transpose(x, order), np.transpose(out, order)
    for position in np.ndindex(*rows.shape[: x.ndim - len(axes)]):
        row = np.asarray(rows[position], object)
        entries = np.empty(row.size, dtype=object)
        entries[:] = function(list(row.ravel()))
        # Without the ellipsis a place without axes would hold an array.
        place: Any = (*position, ...)
        target[place] = entries.reshape(row.shape)
    return out
