"""Linear equations, inverses, determinants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import index, joining, matmul, reductions, shape
from autograd_core.array_ops.array_rule import ArrayRule, OfMatrices, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.value_arrays import ObjectArray, map_entries
from autograd_core.array_ops.value_matrices import (
    determinant,
    map_matrices,
    solution,
)
from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.types import Array, Operand, Operands, Tangents


class Solve(ArrayRule):
    """x with a x = b: d x = a^-1 (d b - d a x)."""

    __slots__ = ()
    name = "solve"

    def array(self, a: Array, b: Array) -> Array:
        return np.linalg.solve(a, b)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        vector = len(shape_of(operands[1])) == 1
        if vector:
            upstream, out = shape.expand_dims(upstream, -1), shape.expand_dims(out, -1)
        back = solve(matmul.transposed(operands[0]), upstream)
        if i:
            return shape.squeeze(back, -1) if vector else back
        return -matmul.matmul(back, matmul.transposed(out))

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        tangent_a, right = tangents
        vector = len(shape_of(operands[1])) == 1
        if vector:
            out = shape.expand_dims(out, -1)
            right = None if right is None else shape.expand_dims(right, -1)
        if right is None:
            right = 0.0
        if tangent_a is not None:
            right = right - matmul.matmul(tangent_a, out)
        tangent = solve(operands[0], right)
        return shape.squeeze(tangent, -1) if vector else tangent

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        vector = len(shape_of(operands[1])) - mapped[1] == 1
        a, b = operands
        if vector:
            b = shape.expand_dims(b, -1)
        out = solve(*shape.aligned((a, b), mapped))
        return shape.squeeze(out, -1) if vector else out

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        a, b = operands
        right = b[:, None] if b.ndim == 1 else b
        x = map_matrices(solution, right.shape[-2:], a, right)
        return x[..., 0] if b.ndim == 1 else x


class Inv(OfMatrices):
    """d inv = -inv d a inv."""

    __slots__ = ()
    name = "inv"

    def array(self, a: Array) -> Array:
        return np.linalg.inv(a)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        inverse = matmul.transposed(out)
        return -matmul.matmul(inverse, matmul.matmul(upstream, inverse))

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return -matmul.matmul(out, matmul.matmul(tangents[0], out))

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        shape = operands[0].shape[-2:]
        return map_matrices(solution, shape, operands[0], np.eye(*shape).astype(object))


class Det(OfMatrices):
    """d det / d a = cofactors = det inv^T; by minors where a is singular."""

    __slots__ = ()
    name = "det"

    def array(self, a: Array) -> Array:
        return np.linalg.det(a)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return _as_matrix_factor(upstream) * cofactors(out, operands[0])

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return _entry_sum(cofactors(out, operands[0]) * tangents[0])

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return map_matrices(determinant, (), operands[0])


class LogAbsDet(OfMatrices):
    """d log |det| / d a = inv^T."""

    __slots__ = ()
    name = "slogdet"

    def array(self, a: Array) -> Array:
        return np.linalg.slogdet(a)[1]

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        return _as_matrix_factor(upstream) * self._slope(operands[0])

    def jvp(self, tangents: Operands, out: Operand, operands: Operands) -> Operand:
        return _entry_sum(self._slope(operands[0]) * tangents[0])

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        sizes = map_entries(ops.absolute, map_matrices(determinant, (), operands[0]))
        return map_entries(ops.log, sizes)

    @staticmethod
    def _slope(a: Operand) -> Operand:
        try:
            return matmul.transposed(inv(a))
        except np.linalg.LinAlgError:
            # Where det is 0 the slope is inf or nan, as that of log at 0.
            det_a = det(a)
            return cofactors(det_a, a) / _as_matrix_factor(det_a)


def _as_matrix_factor(x: Operand) -> Operand:
    return shape.reshape(x, (*shape_of(x), 1, 1))


def _entry_sum(x: Operand) -> Operand:
    """The sum of each matrix's entries."""
    ndim = len(shape_of(x))
    return reductions.summed(x, (ndim - 2, ndim - 1), False)


def cofactors(det_a: Operand, a: Operand) -> Operand:
    """d det / d a for one matrix or a stack of them."""
    numbers: Array = payload_of(a)
    with np.errstate(all="ignore"):
        singular = not (np.linalg.cond(numbers) < 1e12).all() if numbers.size else False
    if not singular:
        return _as_matrix_factor(det_a) * matmul.transposed(inv(a))
    return _minors(a) if isinstance(a, Node) else _singular_cofactors(numbers)


def _singular_cofactors(a: Array) -> Operand:
    """With a = u s v, the singular values: det u det v u (products of the others) v."""
    u, sizes, v = np.linalg.svd(a)
    n = sizes.shape[-1]
    others = [np.prod(np.delete(sizes, k, axis=-1), axis=-1) for k in range(n)]
    signs = _as_matrix_factor(np.linalg.det(u) * np.linalg.det(v))
    return signs * np.matmul(u * np.stack(others, axis=-1)[..., None, :], v)


def _minors(a: Operand) -> Operand:
    """Each cofactor as a determinant of its own, which has derivatives again."""
    n = shape_of(a)[-1]
    rows = []
    for i in range(n):
        other_rows = np.delete(np.arange(n), i)[:, None]
        row = []
        for j in range(n):
            other_columns = np.delete(np.arange(n), j)[None, :]
            minor = index.getitem(a, (..., other_rows, other_columns))
            row.append(det(minor) * (-1.0) ** (i + j))
        rows.append(joining.stack(row, -1))
    return joining.stack(rows, -2)


def solve(a: Operand, b: Operand) -> Operand:
    """x with a @ x = b."""
    return apply(Solve(), a, b)


def inv(a: Operand) -> Operand:
    """The inverse of a square matrix."""
    return apply(Inv(), a)


def det(a: Operand) -> Operand:
    """The determinant of a square matrix."""
    return apply(Det(), a)
