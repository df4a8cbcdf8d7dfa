"""Some entries kept, the others 0."""

from __future__ import annotations

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule, OfMatrices, apply
from autograd_core.messages.types import Array, Operand, Operands


class Masked(OfMatrices, LinearRule):
    """The entries where the mask is true, 0 elsewhere, whatever stands there."""

    __slots__ = ("mask", "name")

    def __init__(self, mask: np.ndarray, name: str) -> None:
        self.mask = mask
        self.name = name

    def array(self, x: Array) -> Array:
        return np.where(self.mask, x, np.zeros((), x.dtype))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return masked(upstream, self.mask, self.name)


def masked(x: Operand, mask: np.ndarray, name: str) -> Operand:
    """The entries where the mask is true, 0 elsewhere."""
    return apply(Masked(mask, name), x)
