"""Products of matrices and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import arrays, nary
from autograd_core.structural import einsums, rule, shape
from autograd_core.structural.arguments import shape_of
from autograd_core.structural.rule import Multilinear


class Matmul(Multilinear):
    """The matrix product of the last two axes; vectors as NumPy treats them."""

    __slots__ = ()
    name = "matmul"
    infix = True

    @property
    def symbol(self) -> str:
        return "@"

    def array(self, a: Any, b: Any) -> Any:
        if not shape_of(a) or not shape_of(b):
            raise ValueError("the matrix product takes no single numbers; use *")
        if 0 in a.strides or 0 in b.strides:
            # The product is slow on the repeated entries of a broadcast view.
            a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
        return np.matmul(a, b)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
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

    def on_values(self, *operands: Any) -> Any:
        a, b = operands
        rows = a if a.ndim > 1 else a[None, :]
        columns = b if b.ndim > 1 else b[:, None]
        batch = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
        rows = np.broadcast_to(rows, batch + rows.shape[-2:])
        columns = np.broadcast_to(columns, batch + columns.shape[-2:])
        out = np.empty((*batch, rows.shape[-2], columns.shape[-1]), dtype=object)
        for place in np.ndindex(*out.shape):
            row = rows[place[:-1]]
            column = columns[place[:-2]][:, place[-1]]
            out[place] = nary.dot(tuple(row), tuple(column))
        if a.ndim == 1:
            out = out[..., 0, :]
        return out[..., 0] if b.ndim == 1 else out


MATMUL = Matmul()


def transposed(x: Any) -> Any:
    """The last two axes exchanged."""
    if type(x) is np.ndarray:
        return x.swapaxes(-1, -2)
    return shape.swapaxes(x, -1, -2)


def matmul(a: Any, b: Any) -> Any:
    """The matrix product, `a @ b`; stacks of matrices broadcast.

    d/da = upstream b^T, d/db = a^T upstream.

    Args:
        a: (..., n, k), or a vector (k,).
        b: (..., k, m), or a vector (k,).

    Returns:
        (..., n, m), without the axis of a vector.

    Raises:
        ValueError: the inner lengths differ, or one side is a single number.

    >>> matmul(np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    return rule.apply(MATMUL, a, b)


def dot(a: Any, b: Any, bias: Any = None) -> Any:
    """`np.dot` of arrays; of sequences of Values, one Value w1 x1 + ... + wn xn + bias.

    d/da_i = b_i, d/db_i = a_i, d/dbias = 1.

    Args:
        a: a Tensor, an array, or a sequence of Values and numbers.
        b: another; its last axis but one is as long as the last of a.
        bias: added to the product.

    Raises:
        TypeError: an entry of a sequence is neither a number nor a Value.
        ValueError: the lengths differ.

    >>> from autograd_core import Value
    >>> float(dot(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
    11.0
    >>> dot([Value(2.0)], [10.0], bias=Value(0.5)).data
    20.5
    """
    tensors = arrays.is_tensor(a) or arrays.is_tensor(b)
    if not tensors and not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return nary.dot(a, b, bias)
    product = _dot(rule.operand(a, "dot"), rule.operand(b, "dot"))
    return product if bias is None else product + bias


def _dot(a: Any, b: Any) -> Any:
    if not shape_of(a) or not shape_of(b):
        return a * b
    if len(shape_of(b)) <= 2:
        return matmul(a, b)
    letters = "abcdefghijklmnopqrstuvw"
    left = letters[: len(shape_of(a)) - 1]
    right = letters[len(left) : len(left) + len(shape_of(b)) - 1]
    return einsums.einsum(f"{left}z,{right[:-1]}z{right[-1]}->{left}{right}", a, b)


def outer(a: Any, b: Any) -> Any:
    """All products a_i b_j of the entries of two arrays.

    d/da = upstream b, d/db = upstream^T a.

    Args:
        a: n entries in any shape.
        b: m entries in any shape.

    Returns:
        (n, m).

    >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    column, row = shape.ravel(a), shape.ravel(b)
    return shape.expand_dims(column, -1) * shape.expand_dims(row, 0)
