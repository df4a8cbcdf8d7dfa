"""Functions of whole matrices: pseudo-inverse, exponential."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.joining import Concatenate
from autograd_core.array_ops.matmul import matmul, transposed
from autograd_core.array_ops.triangular_factors import Factor
from autograd_core.engine.node import payload_of
from autograd_core.messages.extras import require
from autograd_core.messages.types import Array, Operand, Operands


class Pinv(Factor):
    """The pseudo-inverse p of a, whose rank must not change near a; else nan.

    dp = -p da p + p p^T da^T (1 - a p) + (1 - p a) da^T p^T p.

    Source: Golub and Pereyra, The differentiation of pseudo-inverses and nonlinear
    least squares problems whose variables separate, 1973.
    """

    __slots__ = ("rcond",)
    name = "pinv"

    def __init__(self, rcond: float | None) -> None:
        self.rcond = rcond

    def array(self, a: Array) -> Array:
        return np.linalg.pinv(a, self._cut(a))

    def _cut(self, a: Array) -> float:
        """Relative to the largest singular value: below it one counts as 0."""
        return 1e-15 if self.rcond is None else self.rcond

    def _with_rank(self, a: Any) -> Any:
        """The matrix; nan where a singular value counts as 0: there p jumps."""
        numbers = payload_of(a)
        s = np.linalg.svd(numbers, compute_uv=False)
        largest = np.max(s, axis=-1, keepdims=True, initial=0.0)
        cut = max(self._cut(numbers), float(16 * np.finfo(numbers.dtype).eps))
        lost = (s <= cut * largest).any(axis=-1)
        if not lost.any():
            return a
        return a + np.where(lost, np.nan, 0.0).astype(numbers.dtype)[..., None, None]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Operands) -> Operand:
        a, p, g = self._with_rank(operands[0]), transposed(out), transposed(upstream)
        left = _complement(matmul(a, out))
        right = _complement(matmul(out, a))
        total: Any = matmul(matmul(left, g), matmul(out, p))
        total = total + matmul(matmul(p, out), matmul(g, right))
        return total - matmul(p, matmul(upstream, p))

    def jvp(self, tangents: Operands, out: Any, operands: Operands) -> Operand:
        a, p = self._with_rank(operands[0]), transposed(out)
        turned = transposed(tangents[0])
        left = _complement(matmul(a, out))
        right = _complement(matmul(out, a))
        total: Any = matmul(matmul(out, p), matmul(turned, left))
        total = total + matmul(matmul(right, turned), matmul(p, out))
        return total - matmul(out, matmul(tangents[0], out))


def _complement(x: Any) -> Any:
    """1 - x for square matrices."""
    return np.eye(shape_of(x)[-1], dtype=payload_of(x).dtype) - x


class Expm(Factor):
    """The matrix exponential; of a block matrix, its derivative stands in a corner.

    exp([[a, e], [0, a]]) = [[exp(a), L(a, e)], [0, exp(a)]], with L the derivative
    along e; its adjoint is L(a^T, upstream).

    Source: Mathias, A chain rule for matrix functions and applications, 1996.
    """

    __slots__ = ()
    name = "expm"

    def array(self, a: Array) -> Array:
        return require("scipy.linalg", "second-order").expm(a).astype(a.dtype)

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        return _moved(transposed(operands[0]), upstream)

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return _moved(operands[0], tangents[0])


def _moved(a: Any, direction: Any) -> Operand:
    """The derivative of the exponential of a along a direction."""
    ndim, n = len(shape_of(a)), shape_of(a)[-1]
    zero = np.zeros(shape_of(a), payload_of(a).dtype)
    upper = apply(Concatenate(ndim - 1), a, direction)
    lower = apply(Concatenate(ndim - 1), zero, a)
    blocks = apply(Concatenate(ndim - 2), upper, lower)
    corner = (..., slice(n), slice(n, None))
    return index.getitem(apply(Expm(), blocks), corner)
