"""Triangular factors of matrices: Cholesky and QR."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import OfMatrices, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.joining import Concatenate
from autograd_core.array_ops.masked import masked
from autograd_core.array_ops.matmul import matmul, transposed
from autograd_core.array_ops.solving import solve
from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.engine.node import payload_of
from autograd_core.messages.types import Array, Operand, Operands
from autograd_core.ops.rule import Rule


class Factor(OfMatrices):
    """A factor of a matrix, which has no form on Values."""

    __slots__ = ()

    def on_values(self, *operands: ObjectArray) -> Any:
        return Rule.on_values(self, *operands)


# -- triangular factors ----------------------------------------------------------------


class Cholesky(Factor):
    """L with a = L L^T, of symmetric a: dL = L phi(L^-1 da L^-T).

    phi takes the lower triangle, and half of the diagonal.

    Source: Murray, Differentiation of the Cholesky decomposition, 2016.
    """

    __slots__ = ()
    name = "cholesky"

    def array(self, a: Array) -> Array:
        return np.linalg.cholesky(a)

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        turned = transposed(out)
        inner = _half_lower(matmul(turned, upstream))
        right = transposed(solve(turned, transposed(solve(turned, inner))))
        return (right + transposed(right)) * 0.5

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        inner = transposed(solve(out, transposed(solve(out, tangents[0]))))
        return matmul(out, _half_lower(inner))


def _half_lower(x: Any) -> Any:
    """The lower triangle, and half of the diagonal."""
    full = shape_of(x)
    below = np.broadcast_to(np.tri(full[-1], k=-1, dtype=bool), full)
    diagonal = np.broadcast_to(np.eye(full[-1], dtype=bool), full)
    lower: Any = masked(x, below, "tril")
    return lower + masked(x, diagonal, "diag") * 0.5


class QR(Factor):
    """q above r, with a = q r and as many rows as columns or more.

    With c = q^T da r^-1 and w = tril(c) - tril(c)^T: dq = q w + (1 - q q^T) da r^-1,
    dr = (c - w) r. nan where r has no inverse.

    Source: Walter and Lehmann, Algorithmic differentiation of linear algebra functions
    with application in optimum experimental design, 2010.
    """

    __slots__ = ()
    name = "qr"

    def array(self, a: Array) -> Array:
        q, r = np.linalg.qr(a)
        return np.concatenate([q, r], axis=-2)

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        q, r = split_rows(out, shape_of(operands[0])[-2])
        q_bar, r_bar = split_rows(upstream, shape_of(operands[0])[-2])
        inner = matmul(r, transposed(r_bar)) - matmul(transposed(q_bar), q)
        below = _strictly_lower(inner)
        diagonal = inner - below - _strictly_upper(inner)
        left = q_bar + matmul(q, below + transposed(below) + diagonal)
        return transposed(_solved(r, transposed(left)))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        q, r = split_rows(out, shape_of(operands[0])[-2])
        turned = transposed(_solved(transposed(r), transposed(tangents[0])))
        inner = matmul(transposed(q), turned)
        below = _strictly_lower(inner)
        turn = below - transposed(below)
        beside = turned - matmul(q, inner)
        rows = Concatenate(len(shape_of(q)) - 2)
        return apply(rows, matmul(q, turn) + beside, matmul(inner - turn, r))


def _strictly_lower(x: Operand) -> Any:
    full = shape_of(x)
    below = np.broadcast_to(np.tri(full[-1], k=-1, dtype=bool), full)
    return masked(x, below, "tril")


def _strictly_upper(x: Operand) -> Any:
    return transposed(_strictly_lower(transposed(x)))


def split_rows(x: Operand, rows: int) -> tuple[Any, Any]:
    """The first rows of matrices, and the others."""
    return (
        index.getitem(x, (..., slice(rows), slice(None))),
        index.getitem(x, (..., slice(rows, None), slice(None))),
    )


def _solved(r: Operand, b: Any) -> Any:
    """r^-1 b of triangular r; nan where it is singular, or so near that digits fail."""
    numbers = payload_of(r)
    sizes = np.abs(np.diagonal(numbers, axis1=-2, axis2=-1))
    singular = np.min(sizes, axis=-1, initial=np.inf) <= resolution(sizes)
    if not singular.any():
        return solve(r, b)
    fault = np.where(singular, np.nan, 0.0).astype(numbers.dtype)[..., None, None]
    return b + fault * np.zeros_like(payload_of(b))


def resolution(values: Array) -> Array:
    """How near two of them count as equal: derivatives have no digits left there."""
    largest = np.max(np.abs(values), axis=-1, initial=0.0)
    return np.sqrt(np.finfo(values.dtype).eps) / 16.0 * largest
