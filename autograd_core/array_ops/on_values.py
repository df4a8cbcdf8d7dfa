"""Ops of whole arrays on object arrays of Values, for `to_scalar_graph`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops.checks import all_axes


def each(op: Any, x: Any) -> Any:
    """An op of one operand on every entry."""
    # NumPy makes a Value of an array of objects without axes.
    return np.frompyfunc(op, 1, 1)(np.asarray(x, dtype=object))


def along(function: Any, x: Any, op: Any) -> Any:
    """`function` of the sequence of entries along the axes of a reduction."""
    full = x.shape
    axes = all_axes(op.axis, len(full))
    kept = [i for i in range(len(full)) if i not in axes]
    out = np.empty([full[i] for i in kept], dtype=object)
    moved = np.transpose(x, [*kept, *axes])
    for place in np.ndindex(*out.shape):
        out[place] = function(list(np.asarray(moved[place], object).ravel()))
    if op.keepdims:
        return out.reshape([1 if i in axes else n for i, n in enumerate(full)])
    return out


def lines(function: Any, x: Any, axis: Any) -> Any:
    """`function`, from a sequence to a sequence, on the entries along the axes."""
    axes = all_axes(axis, x.ndim)
    order = [i for i in range(x.ndim) if i not in axes] + list(axes)
    out = np.empty(x.shape, dtype=object)
    moved, target = np.transpose(x, order), np.transpose(out, order)
    for place in np.ndindex(*moved.shape[: x.ndim - len(axes)]):
        part = np.asarray(moved[place], object)
        entries = np.empty(part.size, dtype=object)
        entries[:] = function(list(part.ravel()))
        target[place] = entries.reshape(part.shape)
    return out
