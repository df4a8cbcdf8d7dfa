"""`pad`: entries around an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import ArrayRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.messages.types import Array, ArrayLike, Operand, Operands


class Pad(ArrayRule):
    """A constant around an array."""

    __slots__ = ("constant_values", "width")
    name = "pad"

    def __init__(
        self, width: list[tuple[int, int]], constant_values: ArrayLike
    ) -> None:
        self.width = width
        self.constant_values = constant_values

    def array(self, x: Array) -> Array:
        return np.pad(x, self.width, constant_values=self.constant_values)

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        constant = np.asarray(self.constant_values)
        if constant.ndim == 2:  # a pair for each axis
            constant = np.concatenate([np.zeros((1, 2)), constant])
        return apply(Pad([(0, 0), *self.width], constant), operands[0])

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        inside = zip(self.width, shape_of(operands[0]), strict=True)
        return index.getitem(upstream, tuple([slice(a, a + n) for (a, _), n in inside]))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return apply(Pad(self.width, 0.0), tangents[0])


def pad(x: Operand, width: list[tuple[int, int]], constant: float) -> Operand:
    """A constant around an array."""
    return apply(Pad(width, constant), x)
