"""Linear equations, inverses, determinants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import (
    array_rule,
    coercion,
    index,
    joining,
    linear,
    reductions,
    shape,
)
from autograd_core.array_ops.array_rule import Structural
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.on_values import each
from autograd_core.array_ops.pivoted_lu import determinant, over_matrices, solved
from autograd_core.engine.node import Node


class Solve(Structural):
    """x with a x = b: d x = a^-1 (d b - d a x)."""

    __slots__ = ()
    name = "solve"

    def array(self, a: Any, b: Any) -> Any:
        return np.linalg.solve(a, b)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        vector = len(shape_of(operands[1])) == 1
        if vector:
            upstream, out = shape.expand_dims(upstream, -1), shape.expand_dims(out, -1)
        back = solve(linear.transposed(operands[0]), upstream)
        if i:
            return shape.squeeze(back, -1) if vector else back
        return -linear.matmul(back, linear.transposed(out))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        moved_a, moved_b = tangents
        vector = len(shape_of(operands[1])) == 1
        if vector:
            out = shape.expand_dims(out, -1)
            moved_b = None if moved_b is None else shape.expand_dims(moved_b, -1)
        right = 0.0 if moved_b is None else moved_b
        if moved_a is not None:
            right = right - linear.matmul(moved_a, out)
        moved = solve(operands[0], right)
        return shape.squeeze(moved, -1) if vector else moved

    def on_values(self, *operands: Any) -> Any:
        a, b = operands
        right = b[:, None] if b.ndim == 1 else b
        found = over_matrices(solved, right.shape[-2:], a, right)
        return found[..., 0] if b.ndim == 1 else found


class Inv(Structural):
    """d inv = -inv d a inv."""

    __slots__ = ()
    name = "inv"

    def array(self, a: Any) -> Any:
        return np.linalg.inv(a)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        turned = linear.transposed(out)
        return -linear.matmul(turned, linear.matmul(upstream, turned))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return -linear.matmul(out, linear.matmul(tangents[0], out))

    def on_values(self, *operands: Any) -> Any:
        shape = operands[0].shape[-2:]
        return over_matrices(solved, shape, operands[0], np.eye(*shape).astype(object))


class Det(Structural):
    """d det / d a = cofactors = det inv^T; by minors where a has no inverse."""

    __slots__ = ()
    name = "det"

    def array(self, a: Any) -> Any:
        return np.linalg.det(a)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return _as_matrix_factor(upstream) * cofactors(out, operands[0])

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return reductions.summed(
            cofactors(out, operands[0]) * tangents[0], (-2, -1), False
        )

    def on_values(self, *operands: Any) -> Any:
        return over_matrices(determinant, (), operands[0])


class LogAbsDet(Structural):
    """d log |det| / d a = inv^T."""

    __slots__ = ()
    name = "slogdet"

    def array(self, a: Any) -> Any:
        return np.linalg.slogdet(a)[1]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return _as_matrix_factor(upstream) * self._slope(operands[0])

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return reductions.summed(
            self._slope(operands[0]) * tangents[0], (-2, -1), False
        )

    def on_values(self, *operands: Any) -> Any:
        sizes = each(ops.absolute, over_matrices(determinant, (), operands[0]))
        return each(ops.log, sizes)

    @staticmethod
    def _slope(a: Any) -> Any:
        try:
            return linear.transposed(inv(a))
        except np.linalg.LinAlgError:
            # Where det is 0 the slope is inf or nan, as that of log at 0.
            det_a = det(a)
            return cofactors(det_a, a) / _as_matrix_factor(det_a)


def _as_matrix_factor(x: Any) -> Any:
    return shape.reshape(x, (*shape_of(x), 1, 1))


def cofactors(det_a: Any, a: Any) -> Any:
    """d det / d a for one matrix or a stack of them."""
    numbers = coercion.payload_of(a)
    with np.errstate(all="ignore"):
        singular = not (np.linalg.cond(numbers) < 1e12).all() if numbers.size else False
    if not singular:
        return _as_matrix_factor(det_a) * linear.transposed(inv(a))
    return _minors(a) if isinstance(a, Node) else _turned_cofactors(numbers)


def _turned_cofactors(a: Any) -> Any:
    """With a = u s v, the singular values: det u det v u (products of the others) v."""
    u, sizes, v = np.linalg.svd(a)
    n = sizes.shape[-1]
    others = [np.prod(np.delete(sizes, k, axis=-1), axis=-1) for k in range(n)]
    signs = _as_matrix_factor(np.linalg.det(u) * np.linalg.det(v))
    return signs * np.matmul(u * np.stack(others, axis=-1)[..., None, :], v)


def _minors(a: Any) -> Any:
    """Each cofactor as a determinant of its own, which has derivatives again."""
    n = shape_of(a)[-1]
    rows = []
    for i in range(n):
        kept_rows = np.delete(np.arange(n), i)
        row = []
        for j in range(n):
            kept = np.delete(np.arange(n), j)
            minor = index.getitem(a, (..., kept_rows[:, None], kept[None, :]))
            row.append(det(minor) * (-1.0) ** (i + j))
        rows.append(joining.stack(row, -1))
    return joining.stack(rows, -2)


def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b."""
    return array_rule.apply(Solve(), a, b)


def inv(a: Any) -> Any:
    """The inverse of a square matrix."""
    return array_rule.apply(Inv(), a)


def det(a: Any) -> Any:
    """The determinant of a square matrix."""
    return array_rule.apply(Det(), a)
