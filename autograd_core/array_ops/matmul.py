"""Products of matrices and vectors."""

from __future__ import annotations

import numpy as np

from autograd_core.array_ops import shape
from autograd_core.array_ops.array_rule import MultilinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.engine import sequences
from autograd_core.messages.types import Array, Operand, Operands


class Matmul(MultilinearRule):
    """The matrix product of the last two axes; vectors as NumPy treats them."""

    __slots__ = ()
    name = "matmul"
    infix = True

    @property
    def symbol(self) -> str:
        return "@"

    def array(self, a: Array, b: Array) -> Array:
        if not shape_of(a) or not shape_of(b):
            raise ValueError("the matrix product takes no single numbers; use *")
        if 0 in a.strides or 0 in b.strides:
            # The product is slow on the repeated entries of a broadcast view.
            a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
        return np.matmul(a, b)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        a, b = operands
        a_axes, b_axes = len(shape_of(a)), len(shape_of(b))
        if a_axes == 1 and b_axes == 1:
            return upstream * (a if i else b)
        if a_axes == 1:
            row = shape.expand_dims(upstream, -2)
            if i:
                return shape.expand_dims(a, -1) * row
            return shape.squeeze(matmul(row, transposed(b)), -2)
        if b_axes == 1:
            column = shape.expand_dims(upstream, -1)
            if i:
                return shape.squeeze(matmul(transposed(a), column), -1)
            return column * b
        if i:
            return matmul(transposed(a), upstream)
        return matmul(upstream, transposed(b))

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        a, b = operands
        rows = a if a.ndim > 1 else a[None, :]
        columns = b if b.ndim > 1 else b[:, None]
        batch = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
        rows = np.broadcast_to(rows, batch + rows.shape[-2:])
        columns = np.broadcast_to(columns, batch + columns.shape[-2:])
        out = np.empty((*batch, rows.shape[-2], columns.shape[-1]), dtype=object)
        for position in np.ndindex(*out.shape):
            row = rows[position[:-1]]
            column = columns[position[:-2]][:, position[-1]]
            out[position] = sequences.dot(tuple(row), tuple(column))
        if a.ndim == 1:
            out = out[..., 0, :]
        return out[..., 0] if b.ndim == 1 else out


MATMUL = Matmul()


def transposed(x: Operand) -> Operand:
    """The last two axes exchanged."""
    if type(x) is np.ndarray:
        return x.swapaxes(-1, -2)
    return shape.swapaxes(x, -1, -2)


def matmul(a: Operand, b: Operand) -> Operand:
    """The matrix product."""
    return apply(MATMUL, a, b)
