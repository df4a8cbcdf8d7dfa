"""Linear algebra: products, solving, inverses, determinants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import arrays, nary
from autograd_core.structural import einsums, index, reduce, rule, shape
from autograd_core.structural.rule import Multilinear, Structural, shape_of


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
        back = solve(transposed(operands[0]), upstream)
        if i:
            return shape.squeeze(back, -1) if vector else back
        return -matmul(back, transposed(out))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        moved_a, moved_b = tangents
        vector = len(shape_of(operands[1])) == 1
        if vector:
            out = shape.expand_dims(out, -1)
            moved_b = None if moved_b is None else shape.expand_dims(moved_b, -1)
        right = 0.0 if moved_b is None else moved_b
        if moved_a is not None:
            right = right - matmul(moved_a, out)
        moved = solve(operands[0], right)
        return shape.squeeze(moved, -1) if vector else moved


class Inv(Structural):
    """d inv = -inv d a inv."""

    __slots__ = ()
    name = "inv"

    def array(self, a: Any) -> Any:
        return np.linalg.inv(a)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        turned = transposed(out)
        return -matmul(turned, matmul(upstream, turned))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return -matmul(out, matmul(tangents[0], out))


class Det(Structural):
    """d det / d a = cofactors = det inv^T; by minors where a has no inverse."""

    __slots__ = ()
    name = "det"

    def array(self, a: Any) -> Any:
        return np.linalg.det(a)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return _as_matrix_factor(upstream) * cofactors(out, operands[0])

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return reduce.sum(cofactors(out, operands[0]) * tangents[0], (-2, -1))


class LogAbsDet(Structural):
    """d log |det| / d a = inv^T."""

    __slots__ = ()
    name = "slogdet"

    def array(self, a: Any) -> Any:
        return np.linalg.slogdet(a)[1]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return _as_matrix_factor(upstream) * self._slope(operands[0])

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return reduce.sum(self._slope(operands[0]) * tangents[0], (-2, -1))

    @staticmethod
    def _slope(a: Any) -> Any:
        try:
            return transposed(inv(a))
        except np.linalg.LinAlgError:
            # Where det is 0 the slope is inf or nan, as that of log at 0.
            det_a = det(a)
            return cofactors(det_a, a) / _as_matrix_factor(det_a)


def _as_matrix_factor(x: Any) -> Any:
    return shape.reshape(x, (*shape_of(x), 1, 1))


def cofactors(det_a: Any, a: Any) -> Any:
    """d det / d a for one matrix or a stack of them."""
    numbers = arrays.payload_of(a)
    with np.errstate(all="ignore"):
        singular = not (np.linalg.cond(numbers) < 1e12).all() if numbers.size else False
    if not singular:
        return _as_matrix_factor(det_a) * transposed(inv(a))
    n = numbers.shape[-1]
    rows = []
    for i in range(n):
        kept_rows = np.delete(np.arange(n), i)
        row = []
        for j in range(n):
            kept = np.delete(np.arange(n), j)
            minor = index.getitem(a, (..., kept_rows[:, None], kept[None, :]))
            row.append(det(minor) * (-1.0) ** (i + j))
        rows.append(shape.stack(row, -1))
    return shape.stack(rows, -2)


def transposed(x: Any) -> Any:
    """The last two axes exchanged."""
    if type(x) is np.ndarray:
        return x.swapaxes(-1, -2)
    return shape.swapaxes(x, -1, -2)


def matmul(a: Any, b: Any) -> Any:
    """The matrix product, `a @ b`; stacks of matrices broadcast.

    d/da = upstream b^T, d/db = a^T upstream.

    Raises:
        ValueError: the inner lengths differ.

    >>> matmul(np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    return rule.apply(MATMUL, a, b)


def dot(a: Any, b: Any, bias: Any = None) -> Any:
    """`np.dot` of arrays; of sequences of Values, one Value w1 x1 + ... + wn xn + bias.

    Args:
        a: a Tensor, an array, or a sequence of Values and numbers.
        b: another.
        bias: added to the product.

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

    >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    column, row = shape.ravel(a), shape.ravel(b)
    return shape.expand_dims(column, -1) * shape.expand_dims(row, 0)


def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b.

    d/db = a^-T upstream, d/da = -(a^-T upstream) x^T.

    Raises:
        numpy.linalg.LinAlgError: a matrix has no inverse.
        ValueError: the shapes do not go together.

    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([1.0, 1.0])).tolist()
    [0.5, 0.25]
    """
    return rule.apply(Solve(), a, b)


def inv(a: Any) -> Any:
    """The inverse of a square matrix.

    d inv = -inv d a inv.

    Raises:
        numpy.linalg.LinAlgError: it has none.

    >>> inv(np.array([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    return rule.apply(Inv(), a)


def det(a: Any) -> Any:
    """The determinant of a square matrix.

    d/da = the cofactors, also of a matrix without inverse.

    >>> round(float(det(np.array([[1.0, 2.0], [3.0, 4.0]]))), 6)
    -2.0
    """
    return rule.apply(Det(), a)


def slogdet(a: Any) -> tuple[Any, Any]:
    """The sign of the determinant, a constant, and the logarithm of its size.

    d log|det| / da = a^-T.

    >>> sign, logarithm = slogdet(np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> float(sign), float(logarithm)
    (1.0, 0.0)
    """
    logarithm = rule.apply(LogAbsDet(), a)
    return np.linalg.slogdet(np.asarray(arrays.payload_of(a), float))[0], logarithm
