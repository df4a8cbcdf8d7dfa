"""Products of matrices and vectors, and the product with a bias added to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import shape
from autograd_core.array_ops.array_rule import ArrayRule, MultilinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.reductions import column_sums
from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.engine import sequences
from autograd_core.engine.node import Node
from autograd_core.messages.types import Array, Operand, Operands, Tangents


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
            return _of_repeated(a, b)
        if a.ndim > 2 and b.ndim > 1 and a.shape[-1] == b.shape[-2] == 1:
            return a * b  # of columns and rows: in a stack of them matmul is slow
        return np.matmul(a, b)

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        a, b = operands
        a_axes, b_axes = (
            len(shape_of(x)) - m for x, m in zip(operands, mapped, strict=True)
        )
        if a_axes == 1 and b_axes <= 2 and not mapped[1]:
            return matmul(a, b)
        if b_axes == 1 and a_axes <= 2 and not mapped[0]:
            return matmul(b, a if a_axes == 1 else transposed(a))
        row, column = a_axes == 1, b_axes == 1
        if row:
            a = shape.expand_dims(a, -2)
        if column:
            b = shape.expand_dims(b, -1)
        out = matmul(*shape.aligned((a, b), mapped))
        out = shape.squeeze(out, -1) if column else out
        return shape.squeeze(out, -1 if column else -2) if row else out

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
            return _cotangent(transposed(a), upstream)
        return _cotangent(upstream, transposed(b))

    def vjp_into(
        self, i: int, upstream: Any, operands: Operands, gradient: Any
    ) -> bool:
        a: Any = operands[0]
        b: Any = operands[1]
        if a.ndim == 1 or b.ndim == 1:  # an outer product, or a vector
            return False
        if i:
            return _product_into(gradient, transposed(a), upstream)
        return _product_into(gradient, upstream, transposed(b))

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        a, b = operands
        return _dots(a, b, None)


class Affine(ArrayRule):
    """x W + b for a matrix W and a vector b of its dtype, added in place.

    It is `dot` with a bias, as for Values: a layer of a network is one node.
    """

    __slots__ = ()
    name = "dot"

    def array(self, x: Array, w: Array, b: Array) -> Array:
        # The product is slow on the repeated entries of a broadcast view.
        out = np.matmul(np.ascontiguousarray(x) if 0 in x.strides else x, w)
        out += b
        return out

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        x, w, b = operands
        if not mapped[1] and not mapped[2]:
            return apply(self, x, w, b)
        out: Any = (
            MATMUL.batched((x, w), mapped[:2]) if any(mapped[:2]) else matmul(x, w)
        )
        if not mapped[2]:
            return out + b
        full = shape_of(b)
        axes = len(shape_of(x)) - mapped[0]
        return out + shape.reshape(b, (full[0], *[1] * (axes - 1), full[1]))

    def vjp(self, i: int, upstream: Any, out: Operand, operands: Operands) -> Operand:
        x, w, _ = operands
        if i == 0:
            return _cotangent(upstream, transposed(w))
        rows = _as_rows(upstream)
        if i == 1:
            return _cotangent(transposed(_as_rows(x)), rows)
        # A node is summed over its broadcast axes by the engine.
        return column_sums(rows) if type(rows) is np.ndarray else rows

    def vjp_into(
        self, i: int, upstream: Any, operands: Operands, gradient: Any
    ) -> bool:
        x, w, _ = operands
        if i == 0:
            return _product_into(gradient, upstream, transposed(w))
        rows = _as_rows(upstream)
        if i == 1:
            return _product_into(gradient, transposed(_as_rows(x)), rows)
        if rows.dtype != gradient.dtype or not gradient.flags.c_contiguous:
            return False
        column_sums(rows, gradient)
        return True

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        x, w, _ = operands
        dx, dw, db = tangents
        terms: list[Any] = [] if dx is None else [matmul(dx, w)]
        if dw is not None:
            terms.append(matmul(x, dw))
        if db is not None:
            terms.append(db)
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return _dots(*operands)


MATMUL = Matmul()
AFFINE = Affine()


def transposed(x: Operand) -> Operand:
    """The last two axes exchanged."""
    if type(x) is np.ndarray:
        return x.swapaxes(-1, -2)
    return shape.swapaxes(x, -1, -2)


def matmul(a: Operand, b: Operand) -> Operand:
    """The matrix product."""
    return apply(MATMUL, a, b)


def affine(x: Any, w: Any, b: Any) -> Any:
    """x W + b for a matrix W, one node where b is a vector for its columns.

    Another bias may broadcast the product, or change its dtype: that takes two.
    """
    bias_shape = shape_of(b)
    if len(bias_shape) == 1 and bias_shape == w.shape[1:] and b.dtype == w.dtype:
        if isinstance(w, Node):
            tensor: Any = w
            return tensor._apply(AFFINE, (x, w, b))
        return apply(AFFINE, x, w, b)
    return matmul(x, w) + b


def _of_repeated(a: Array, b: Array) -> Array:
    """The product of views that repeat entries, on which NumPy is slow.

    Where all matrices of a stack are the same one, it is one product of matrices.
    """
    if a.ndim == b.ndim == 3 and a.shape[::2] == (b.shape[0], b.shape[1]) and a.size:
        if b.strides[0] == 0:
            rows = a.reshape(-1, a.shape[2])
            return np.matmul(rows, np.ascontiguousarray(b[0])).reshape(
                *a.shape[:2], b.shape[2]
            )
        if a.strides[0] == 0:
            return _of_repeated(b.swapaxes(1, 2), a.swapaxes(1, 2)).swapaxes(1, 2)
    return np.matmul(np.ascontiguousarray(a), np.ascontiguousarray(b))


def _as_rows(x: Any) -> Any:
    """All axes but the last as one."""
    full = shape_of(x)
    return x if len(full) == 2 else shape.reshape(x, (-1, full[-1]))


def _cotangent(a: Any, b: Any) -> Any:
    """The product of matrices, in a walk: it need not warn, so `dot` will do.

    Small matrices take it half the time of `matmul`.
    """
    if type(a) is np.ndarray and type(b) is np.ndarray and a.ndim == b.ndim == 2:
        return a.dot(b)
    return matmul(a, b)


def _product_into(gradient: Any, a: Any, b: Any) -> bool:
    """Write the product of two matrices over `gradient`, if it is one of its dtype."""
    if not a.ndim == b.ndim == 2 or not gradient.flags.c_contiguous:
        return False
    if a.dtype != gradient.dtype or b.dtype != gradient.dtype:
        return False
    a.dot(b, gradient)
    return True


def _dots(a: ObjectArray, b: ObjectArray, bias: ObjectArray | None) -> ObjectArray:
    """The product of object arrays of Values, one node for each entry."""
    rows = a if a.ndim > 1 else a[None, :]
    columns = b if b.ndim > 1 else b[:, None]
    batch = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
    rows = np.broadcast_to(rows, batch + rows.shape[-2:])
    columns = np.broadcast_to(columns, batch + columns.shape[-2:])
    out = np.empty((*batch, rows.shape[-2], columns.shape[-1]), dtype=object)
    for position in np.ndindex(*out.shape):
        row = rows[position[:-1]]
        column = columns[position[:-2]][:, position[-1]]
        start: Any = None if bias is None else bias[position[-1]]
        out[position] = sequences.dot(tuple(row), tuple(column), start)
    if a.ndim == 1:
        out = out[..., 0, :]
    return out[..., 0] if b.ndim == 1 else out
