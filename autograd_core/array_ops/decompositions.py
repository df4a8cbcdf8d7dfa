"""Eigenvalues and singular values of matrices, and their vectors.

Eigenvectors and singular vectors turn by dA / (difference of two values). Where values
are equal that has no limit, and the vectors are not functions of the matrix: their
derivatives are nan there. A function of the values alone has a derivative if its slopes
by equal values are equal, as those of their sum are; else it is nan.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from autograd_core.array_ops import reductions, shape
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.joining import Concatenate
from autograd_core.array_ops.matmul import matmul, transposed
from autograd_core.array_ops.triangular_factors import Factor, resolution, split_rows
from autograd_core.engine.node import payload_of
from autograd_core.messages.types import Array, Operand, Operands


def _tied(values: Array) -> np.ndarray:
    """Which pairs of values count as equal; none with itself."""
    gaps = np.abs(values[..., :, None] - values[..., None, :])
    tied = gaps <= resolution(values)[..., None, None]
    return tied & ~np.eye(values.shape[-1], dtype=bool)


def _fault_of_slopes(
    slopes: Array, tied: np.ndarray, zero: np.ndarray | None = None
) -> Array:
    """nan for the slopes by equal values that differ, and by singular values of 0."""
    size = np.max(np.abs(slopes), axis=-1, keepdims=True, initial=0.0)
    bound = np.sqrt(np.finfo(slopes.dtype).eps) * size
    apart = np.abs(slopes[..., :, None] - slopes[..., None, :]) > bound[..., None]
    wrong = (tied & apart).any(axis=-1)
    if zero is not None:
        wrong = wrong | (zero & (np.abs(slopes) > bound))
    return np.where(wrong, np.nan, 0.0).astype(slopes.dtype)


def _fault_of_rates(
    rates: Array, tied: np.ndarray, zero: np.ndarray | None = None
) -> Array:
    """nan for the rates of equal values, unless a multiple of the identity moves them.

    Args:
        rates: the matrix of the change, in the basis of the vectors.
    """
    size = np.max(np.abs(rates), axis=(-2, -1), keepdims=True, initial=0.0)
    bound = np.sqrt(np.finfo(rates.dtype).eps) * size
    diagonal = np.diagonal(rates, axis1=-2, axis2=-1)
    apart = np.abs(diagonal[..., :, None] - diagonal[..., None, :]) > bound
    turned = (np.abs(rates) > bound) | (np.abs(np.swapaxes(rates, -1, -2)) > bound)
    wrong = (tied & (apart | turned)).any(axis=-1)
    if zero is not None:
        wrong = wrong | (zero & (np.abs(diagonal) > bound[..., 0]))
    return np.where(wrong, np.nan, 0.0).astype(rates.dtype)


def _with_fault(x: Any, fault: Array) -> Any:
    return x + fault if fault.any() else x


def _reciprocal_gaps(values: Any, sums: bool = False) -> Any:
    """1 / (value j - value i), 0 on the diagonal, nan for equal values.

    Args:
        values: nodes or arrays, (..., k).
        sums: whether to divide by the sum of the two as well.
    """
    numbers = payload_of(values)
    k = numbers.shape[-1]
    unit = np.eye(k, dtype=numbers.dtype)
    fault = np.where(_tied(numbers), np.nan, 0.0).astype(numbers.dtype)
    row: Any = shape.expand_dims(values, -2)
    column: Any = shape.expand_dims(values, -1)
    factors = (1.0 - unit) / (row - column + (unit + fault))
    return factors / (row + column + unit) if sums else factors


def _scaled_columns(matrix: Any, values: Any) -> Any:
    return matrix * shape.expand_dims(values, -2)


def _scaled_rows(values: Any, matrix: Any) -> Any:
    return shape.expand_dims(values, -1) * matrix


def _column_products(a: Any, b: Any) -> Any:
    """The product of each column of a with that of b."""
    return reductions.summed(a * b, len(shape_of(a)) - 2, False)


class OfSymmetric(Factor):
    """A factor of symmetric matrices; the signs of vectors depend on the triangle.

    Attributes:
        UPLO: "L" or "U", the triangle that LAPACK reads.
    """

    __slots__ = ("UPLO",)

    def __init__(self, UPLO: str) -> None:
        self.UPLO: Literal["L", "U"] = "U" if UPLO == "U" else "L"


class Eigenvalues(OfSymmetric):
    """Eigenvalues of symmetric matrices, the smallest first: dw_i = v_i^T da v_i."""

    __slots__ = ()
    name = "eigvalsh"

    def array(self, a: Array) -> Array:
        return np.linalg.eigvalsh(a, self.UPLO)

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        vectors = apply(Eigenvectors(self.UPLO), operands[0])
        fault = _fault_of_slopes(payload_of(upstream), _tied(payload_of(out)))
        slopes = _with_fault(upstream, fault)
        return matmul(_scaled_columns(vectors, slopes), transposed(vectors))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        vectors = apply(Eigenvectors(self.UPLO), operands[0])
        moved = matmul(tangents[0], vectors)
        rates: Any = np.swapaxes(payload_of(vectors), -1, -2) @ payload_of(moved)
        fault = _fault_of_rates(rates, _tied(payload_of(out)))
        return _with_fault(_column_products(vectors, moved), fault)


class Eigenvectors(OfSymmetric):
    """The eigenvectors of symmetric matrices: dv = v (F * (v^T da v)), F of the gaps.

    Source: Giles, An extended collection of matrix derivative results for forward and
    reverse mode algorithmic differentiation, 2008.
    """

    __slots__ = ()
    name = "eigh"

    def array(self, a: Array) -> Array:
        return np.linalg.eigh(a, self.UPLO)[1]

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        factors = _reciprocal_gaps(apply(Eigenvalues(self.UPLO), operands[0]))
        inner = factors * matmul(transposed(out), upstream)
        return matmul(out, matmul(inner, transposed(out)))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        factors = _reciprocal_gaps(apply(Eigenvalues(self.UPLO), operands[0]))
        inner = matmul(transposed(out), matmul(tangents[0], out))
        return matmul(out, factors * inner)


class SingularValues(Factor):
    """The singular values, the largest first: ds_i = u_i^T da v_i."""

    __slots__ = ()
    name = "svdvals"

    def array(self, a: Array) -> Array:
        return np.linalg.svd(a, compute_uv=False)

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        u, v = _singular_vectors(operands[0])
        s = payload_of(out)
        fault = _fault_of_slopes(payload_of(upstream), _tied(s), _vanishing(s))
        slopes = _with_fault(upstream, fault)
        return matmul(_scaled_columns(u, slopes), transposed(v))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        u, v = _singular_vectors(operands[0])
        s = payload_of(out)
        moved = matmul(tangents[0], v)
        rates: Any = np.swapaxes(payload_of(u), -1, -2) @ payload_of(moved)
        fault = _fault_of_rates(rates, _tied(s), _vanishing(s))
        return _with_fault(_column_products(u, moved), fault)


def _vanishing(s: Array) -> np.ndarray:
    """Which singular values count as 0, where their slopes jump."""
    return s <= resolution(s)[..., None]


def _singular_vectors(a: Operand) -> tuple[Any, Any]:
    return split_rows(apply(SingularVectors(), a), shape_of(a)[-2])


class SingularVectors(Factor):
    """u above v, with a = u diag(s) v^T, as many columns as singular values.

    With p = u^T da v, s as a diagonal matrix and F = 1 / (s_j^2 - s_i^2):
    du = u (F * (p s + s p^T)) + (1 - u u^T) da v / s, and dv likewise with p^T.

    Source: Townsend, Differentiating the singular value decomposition, 2016.
    """

    __slots__ = ()
    name = "svd"

    def array(self, a: Array) -> Array:
        u, _, v = np.linalg.svd(a, full_matrices=False)
        return np.concatenate([u, np.swapaxes(v, -1, -2)], axis=-2)

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        m, n = shape_of(operands[0])[-2:]
        u, v = split_rows(out, m)
        u_bar, v_bar = split_rows(upstream, m)
        s, over_s, factors = self._scales(operands[0])
        left = factors * matmul(transposed(u), u_bar)
        right = factors * matmul(transposed(v), v_bar)
        inner = _scaled_columns(left + transposed(left), s)
        inner = inner + _scaled_rows(s, right + transposed(right))
        if m > n:
            beside = _scaled_columns(u_bar, over_s)
            inner = inner - matmul(transposed(u), beside)
            return matmul(matmul(u, inner) + beside, transposed(v))
        if n > m:
            beside = _scaled_columns(v_bar, over_s)
            inner = inner - transposed(matmul(transposed(v), beside))
            return matmul(u, matmul(inner, transposed(v)) + transposed(beside))
        return matmul(u, matmul(inner, transposed(v)))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        m, n = shape_of(operands[0])[-2:]
        u, v = split_rows(out, m)
        s, over_s, factors = self._scales(operands[0])
        columns, rows = matmul(tangents[0], v), matmul(transposed(tangents[0]), u)
        p = matmul(transposed(u), columns)
        q = transposed(p)
        du = factors * (_scaled_columns(p, s) + _scaled_rows(s, q))
        dv = factors * (_scaled_rows(s, p) + _scaled_columns(q, s))
        moved_u, moved_v = matmul(u, du), matmul(v, dv)
        if m > n:
            moved_u = moved_u + _scaled_columns(columns - matmul(u, p), over_s)
        if n > m:
            moved_v = moved_v + _scaled_columns(rows - matmul(v, q), over_s)
        return apply(Concatenate(len(shape_of(u)) - 2), moved_u, moved_v)

    @staticmethod
    def _scales(a: Operand) -> tuple[Any, Any, Any]:
        """The singular values, 1 / them, nan for 0, and F."""
        s: Any = apply(SingularValues(), a)
        numbers = payload_of(s)
        fault = np.where(_vanishing(numbers), np.nan, 0.0).astype(numbers.dtype)
        return s, 1.0 / (s + fault), _reciprocal_gaps(s + 0.0, sums=True)
