"""Ops that take entries out of an array, and the op that puts them back."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.messages.types import Array, Operand, Operands, Shape


class Getitem(LinearRule):
    """Entries by NumPy's index: slices, numbers, arrays of integers, a mask."""

    __slots__ = ("index",)
    name = "getitem"

    def __init__(self, index: Any) -> None:
        self.index = index

    def array(self, x: Array) -> Array:
        return x[self.index]

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return apply(Scatter(self.index, shape_of(operands[0])), upstream)


class Scatter(LinearRule):
    """Zeros with entries added at an index; repeated positions add up."""

    __slots__ = ("index", "shape")
    name = "scatter"

    def __init__(self, index: Any, shape: Shape) -> None:
        self.index = index
        self.shape = shape

    def array(self, x: Array) -> Array:
        out = np.zeros(self.shape, x.dtype)
        if is_basic(self.index):
            out[self.index] = x
        else:
            np.add.at(out, self.index, x)
        return out

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return getitem(upstream, self.index)


def is_basic(index: Any) -> bool:
    """Whether an index takes every entry at most once: numbers, slices, or one mask.

    Args:
        index: as `checked_index` gives it.

    >>> is_basic((0, slice(None))), is_basic(np.array([0, 0]))
    (True, False)
    """
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    return not arrays or (len(arrays) == 1 and arrays[0].dtype.kind == "b")


def getitem(x: Operand, index: Any) -> Operand:
    """Entries by an index that is known to be right."""
    return apply(Getitem(index), x)
