"""Ops that take entries out of an array, and the op that puts them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.shape import transpose
from autograd_core.messages.types import Array, Operand, Operands, Shape


class Getitem(LinearRule):
    """Entries by NumPy's index: slices, numbers, arrays of integers, a mask."""

    __slots__ = ("index",)
    name = "getitem"

    def __init__(self, index: Any) -> None:
        self.index = index

    def array(self, x: Array) -> Array:
        return x[self.index]

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        out = getitem(operands[0], _behind_examples(self.index))
        return _moved(out, _axes_in_front(self.index), 0)

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

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        full = (shape_of(operands[0])[0], *self.shape)
        x = _moved(operands[0], 0, _axes_in_front(self.index))
        return apply(Scatter(_behind_examples(self.index), full), x)

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


def _behind_examples(index: Any) -> Any:
    """The same index of each example, whose axis stands in front."""
    parts = index if isinstance(index, tuple) else (index,)
    return (slice(None), *parts)


def _axes_in_front(index: Any) -> int:
    """How many axes the arrays of an index put in front of all others.

    NumPy does so where a slice stands between them; integers count as arrays then.
    """
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [part for part in parts if isinstance(part, np.ndarray)]
    places = [k for k, p in enumerate(parts) if isinstance(p, (np.ndarray, int))]
    if not arrays or places == [*range(places[0], places[-1] + 1)]:
        return 0
    return max([1 if part.dtype.kind == "b" else part.ndim for part in arrays])


def _moved(x: Any, source: int, destination: int) -> Any:
    """An axis moved to another place."""
    order = [k for k in range(len(shape_of(x))) if k != source]
    order.insert(destination, source)
    return x if source == destination else transpose(x, tuple(order))


def getitem(x: Operand, index: Any) -> Operand:
    """Entries by an index that is known to be right."""
    return apply(Getitem(index), x)
