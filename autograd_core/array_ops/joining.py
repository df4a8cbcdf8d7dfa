"""Arrays put together along an axis: concatenate, stack."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import LinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.shape import broadcast_to
from autograd_core.messages.types import Array, Operand, Operands
from autograd_core.ops.op import number_like


class Concatenate(LinearRule):
    """Arrays one after the other along an axis that they have."""

    __slots__ = ("_ends", "axis")
    name = "concatenate"

    def __init__(self, axis: int) -> None:
        self.axis = axis
        self._ends: list[int] = []

    def array(self, *operands: Array) -> Array:
        return np.concatenate(operands, axis=self.axis)

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        return apply(Concatenate(self.axis + 1), *for_each_example(operands, mapped))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        axis = self.axis
        if not self._ends:
            # Summed once: operand by operand it would take time quadratic in them.
            lengths = [shape_of(operand)[axis] for operand in operands]
            self._ends = [*itertools.accumulate(lengths)]
        part = slice(self._ends[i] - shape_of(operands[i])[axis], self._ends[i])
        return index.getitem(upstream, (slice(None),) * axis + (part,))


class Stack(LinearRule):
    """Arrays one after the other along a new axis."""

    __slots__ = ("axis",)
    name = "stack"

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def array(self, *operands: Array) -> Array:
        parts = [number_like(operand, *operands) for operand in operands]
        return np.stack(parts, axis=self.axis)

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        return apply(Stack(self.axis + 1), *for_each_example(operands, mapped))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return index.getitem(upstream, (slice(None),) * self.axis + (i,))


def for_each_example(operands: Sequence[Any], mapped: Sequence[bool]) -> list[Any]:
    """Operands all with the axis of the examples; those without it are repeated."""
    size = shape_of(operands[mapped.index(True)])[0]
    return [
        x if m else broadcast_to(x, (size, *shape_of(x)))
        for x, m in zip(operands, mapped, strict=True)
    ]


def stack(parts: Sequence[Operand], axis: int) -> Operand:
    """Nodes and arrays of one shape along a new axis."""
    ndim = len(shape_of(parts[0])) + 1
    return apply(Stack(axis % ndim), *parts)
