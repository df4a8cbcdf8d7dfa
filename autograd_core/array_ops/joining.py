"""Arrays put together and taken apart: concatenate, stack, split."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import array_rule, index
from autograd_core.array_ops.array_rule import Linear
from autograd_core.array_ops.checks import shape_of
from autograd_core.ops.op import number_like


class Concatenate(Linear):
    """Arrays one after the other along an axis that they have."""

    __slots__ = ("_ends", "axis")
    name = "concatenate"

    def __init__(self, axis: int) -> None:
        self.axis = axis
        self._ends: list[int] = []

    def array(self, *operands: Any) -> Any:
        return np.concatenate(operands, axis=self.axis)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        axis = self.axis
        if not self._ends:
            # Summed once: operand by operand it would take time quadratic in them.
            lengths = [shape_of(each)[axis] for each in operands]
            self._ends = [*itertools.accumulate(lengths)]
        part = slice(self._ends[i] - shape_of(operands[i])[axis], self._ends[i])
        return index.getitem(upstream, (slice(None),) * axis + (part,))


class Stack(Linear):
    """Arrays one after the other along a new axis."""

    __slots__ = ("axis",)
    name = "stack"

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def array(self, *operands: Any) -> Any:
        parts = [number_like(each, *operands) for each in operands]
        return np.stack(parts, axis=self.axis)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return index.getitem(upstream, (slice(None),) * self.axis + (i,))


def stack(parts: Sequence[Any], axis: int) -> Any:
    """Nodes and arrays of one shape along a new axis."""
    ndim = len(shape_of(parts[0])) + 1
    return array_rule.apply(Stack(axis % ndim), *parts)
