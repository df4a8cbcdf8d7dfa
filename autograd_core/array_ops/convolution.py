"""The convolution of two rows of numbers."""

from __future__ import annotations

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import MultilinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.messages.types import Array, Operand, Operands

_BACKWARDS = slice(None, None, -1)


class Convolution(MultilinearRule):
    """sum_k a[k] v[i - k], for all i where the two overlap."""

    __slots__ = ()
    name = "convolve"

    def array(self, *operands: Array) -> Array:
        a, v = operands
        return np.asarray(np.convolve(a, v), a.dtype)

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
