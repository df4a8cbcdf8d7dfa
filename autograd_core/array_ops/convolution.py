"""The convolution of two rows of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import MultilinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.masked import masked
from autograd_core.array_ops.matmul import matmul
from autograd_core.messages.types import Array, Operand, Operands

_BACKWARDS = slice(None, None, -1)


class Convolution(MultilinearRule):
    """sum_k a[k] v[i - k], for all i where the two overlap."""

    __slots__ = ()
    name = "convolve"

    def array(self, *operands: Array) -> Array:
        a, v = operands
        return np.asarray(np.convolve(a, v), a.dtype)

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        """The parts of v that a meets, one row for each place, times a."""
        a, v = operands
        n, m = shape_of(a)[-1], shape_of(v)[-1]
        k = np.arange(n + m - 1)[:, None] - np.arange(n)
        parts = index.getitem(v, (..., np.clip(k, 0, m - 1)))
        parts = masked(parts, (k >= 0) & (k < m), self.name)
        return index.getitem(matmul(parts, index.getitem(a, (..., None))), (..., 0))

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        """The other operand slides over upstream: it is turned round and convolved."""
        length = shape_of(operands[i])[0]
        other = operands[1 - i]
        start = shape_of(other)[0] - 1
        whole = convolution(upstream, index.getitem(other, _BACKWARDS))
        return index.getitem(whole, slice(start, start + length))


def convolution(a: Operand, v: Operand) -> Operand:
    """The convolution of two rows of numbers, wherever they overlap."""
    return apply(Convolution(), a, v)
