"""Factors of matrices under NumPy's names, and functions of whole matrices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import integer, shape_of
from autograd_core.array_ops.decompositions import (
    Eigenvalues,
    Eigenvectors,
    SingularValues,
    SingularVectors,
)
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.functions.choosing import copy
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.joining import concatenate
from autograd_core.array_ops.functions.products import matmul
from autograd_core.array_ops.functions.shape import swapaxes
from autograd_core.array_ops.functions.solving import inv
from autograd_core.array_ops.masked import masked
from autograd_core.array_ops.matrix_functions import Expm, Pinv
from autograd_core.array_ops.triangular_factors import QR, Cholesky
from autograd_core.messages.numbers import as_float
from autograd_core.messages.operands import describe, short_repr
from autograd_core.messages.types import Integer, Scalar


class EighResult(NamedTuple):
    """What `eigh` gives, a tuple with names."""

    eigenvalues: Any
    eigenvectors: Any


class SVDResult(NamedTuple):
    """What `svd` gives, a tuple with names."""

    U: Any
    S: Any
    Vh: Any


class QRResult(NamedTuple):
    """What `qr` gives, a tuple with names."""

    Q: Any
    R: Any


def cholesky(a: ArrayT, upper: bool = False) -> ArrayT:
    """The lower triangular L with a = L L^T, of a positive definite matrix.

    dL = L phi(L^-1 da L^-T), where phi takes the lower triangle and half of the
    diagonal. Only one triangle of `a` is read, as by NumPy; the other has slope 0.

    Args:
        a: symmetric matrices, (..., n, n).
        upper: whether to read the upper triangle, and give L^T.

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square or not positive definite.

    >>> cholesky(np.array([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    lower: Any = apply(Cholesky(), _symmetric(a, "cholesky", "U" if upper else "L"))
    return swapaxes(lower, -1, -2) if upper else lower


def eigh(a: Any, UPLO: str = "L") -> EighResult:
    """Eigenvalues, the smallest first, and eigenvectors of a symmetric matrix.

    dw_i = v_i^T da v_i, dv_i = sum over j of v_j (v_j^T da v_i) / (w_i - w_j). Where
    eigenvalues are equal, derivatives through the vectors are nan, and those through
    the values too, unless the result depends on equal ones in equal ways.

    Args:
        a: symmetric matrices, (..., n, n).
        UPLO: "L" or "U", the triangle that is read; the other has slope 0.

    Returns:
        `(eigenvalues, eigenvectors)`, the vectors as columns.

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square.
        ValueError: `UPLO` is another.

    >>> w, v = eigh(np.array([[2.0, 1.0], [1.0, 2.0]]))
    >>> w.tolist()
    [1.0, 3.0]
    """
    symmetric = _symmetric(a, "eigh", UPLO)
    values = apply(Eigenvalues(UPLO), symmetric)
    return EighResult(values, apply(Eigenvectors(UPLO), symmetric))


def eigvalsh(a: ArrayT, UPLO: str = "L") -> ArrayT:
    """The eigenvalues of a symmetric matrix, the smallest first; see `eigh`.

    dw_i = v_i^T da v_i.

    >>> eigvalsh(np.array([[2.0, 1.0], [1.0, 2.0]])).tolist()
    [1.0, 3.0]
    """
    return apply(Eigenvalues(UPLO), _symmetric(a, "eigvalsh", UPLO))


def svd(
    a: ArrayT, full_matrices: bool = True, compute_uv: bool = True
) -> SVDResult | ArrayT:
    """u, s, v with a = u diag(s) v, the singular values s from the largest down.

    ds_i = u_i^T da v_i; du and dv divide by s_i^2 - s_j^2. Where singular values are
    equal or 0, derivatives are nan as those of `eigh` for equal eigenvalues.

    Args:
        a: matrices, (..., m, n).
        full_matrices: whether u and v are square. The columns that have no singular
            value are any basis, without a derivative: of a matrix that is not square
            give False.
        compute_uv: False for s alone.

    Returns:
        `(u, s, v)`, or s.

    Raises:
        numpy.linalg.LinAlgError: a is not a matrix.
        ValueError: u and v of a matrix that is not square shall be.

    >>> svd(np.array([[0.0, 2.0], [1.0, 0.0]]), compute_uv=False).tolist()
    [2.0, 1.0]
    """
    matrix: Any = _matrix(a, "svd")
    s = apply(SingularValues(), matrix)
    if not compute_uv:
        return s
    m, n = shape_of(matrix)[-2:]
    if full_matrices and m != n:
        raise ValueError(
            f"svd({describe(a)}): the further columns of u or v are any basis and have "
            "no derivative; give full_matrices=False, or compute_uv=False for s alone"
        )
    both: Any = apply(SingularVectors(), matrix)
    u = getitem(both, (..., slice(m), slice(None)))
    v = getitem(both, (..., slice(m, None), slice(None)))
    return SVDResult(u, s, swapaxes(v, -1, -2))


def svdvals(a: ArrayT) -> ArrayT:
    """The singular values of a matrix, from the largest down; see `svd`.

    ds_i = u_i^T da v_i.

    >>> svdvals(np.array([[0.0, 2.0], [1.0, 0.0]])).tolist()
    [2.0, 1.0]
    """
    return apply(SingularValues(), _matrix(a, "svdvals"))


def qr(a: ArrayT, mode: str = "reduced") -> QRResult | ArrayT:
    """q with orthonormal columns and upper triangular r, a = q r.

    With c = q^T da r^-1 and w = tril(c) - tril(c)^T: dq = q w + (1 - q q^T) da r^-1,
    dr = (c - w) r. nan where the first columns depend on each other.

    Args:
        a: matrices, (..., m, n).
        mode: "reduced"; "r" for r alone; "complete", where m <= n.

    Returns:
        `(q, r)`, or r.

    Raises:
        ValueError: `mode` is another, or asks for columns that are any basis.
        numpy.linalg.LinAlgError: a is not a matrix.

    >>> qr(np.array([[3.0, 1.0], [4.0, 2.0]])).R.round(6).tolist()
    [[-5.0, -2.2], [0.0, 0.4]]
    """
    matrix: Any = _matrix(a, "qr")
    m, n = shape_of(matrix)[-2:]
    if mode not in ("reduced", "complete", "r") or (mode == "complete" and m > n):
        raise ValueError(
            f"qr({describe(a)}): mode must be 'reduced' or 'r', got {mode!r}; "
            "'complete' adds columns that are any basis and have no derivative"
        )
    square = getitem(matrix, (..., slice(m)))
    both: Any = apply(QR(), square if n > m else matrix)
    q = getitem(both, (..., slice(m), slice(None)))
    r = getitem(both, (..., slice(m, None), slice(None)))
    if n > m:
        beside = matmul(swapaxes(q, -1, -2), getitem(matrix, (..., slice(m, None))))
        r = concatenate([r, beside], -1)
    result: Any = r if mode == "r" else QRResult(q, r)
    return result


def pinv(a: ArrayT, rcond: Scalar | None = None, *, rtol: Any = None) -> ArrayT:
    """The pseudo-inverse p of a matrix.

    dp = -p da p + p p^T da^T (1 - a p) + (1 - p a) da^T p^T p; nan where the rank is
    not full, for there p jumps.

    Args:
        a: matrices, (..., m, n).
        rcond: singular values below this times the largest count as 0; by default
            1e-15.
        rtol: another name for it.

    Raises:
        numpy.linalg.LinAlgError: a is not a matrix.

    >>> pinv(np.array([[1.0], [1.0]])).round(6).tolist()
    [[0.5, 0.5]]
    """
    cut = rtol if rcond is None else rcond
    rule = Pinv(None if cut is None else as_float(cut, "pinv: rcond"))
    return apply(rule, _matrix(a, "pinv"))


def matrix_power(a: ArrayT, n: Integer) -> ArrayT:
    """The n-th power of a square matrix; of its inverse, for n below 0.

    d(a^n) = sum over k of a^k da a^(n-1-k).

    Args:
        a: square matrices, (..., m, m).
        n: an integer.

    Raises:
        TypeError: n is not an integer.
        numpy.linalg.LinAlgError: a matrix is not square, or has no inverse.

    >>> matrix_power(np.array([[1.0, 1.0], [0.0, 1.0]]), 3).tolist()
    [[1.0, 3.0], [0.0, 1.0]]
    """
    matrix: Any = _square(a, "matrix_power")
    exponent = integer(n, matrix, "matrix_power", "n")
    if not exponent:
        zero: Any = masked(matrix, np.zeros(shape_of(matrix), bool), "matrix_power")
        return zero + np.eye(shape_of(matrix)[-1], dtype=matrix.dtype)
    base = inv(matrix) if exponent < 0 else copy(matrix)
    out: Any = None
    left = abs(exponent)
    while left:
        if left % 2:
            out = base if out is None else matmul(out, base)
        left //= 2
        base = matmul(base, base) if left else base
    return out


def expm(a: ArrayT) -> ArrayT:
    """The exponential of a square matrix, 1 + a + a^2 / 2 + ...; needs SciPy.

    d expm along e stands in the upper right of expm([[a, e], [0, a]]).

    Args:
        a: square matrices, (..., n, n).

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square.
        MissingExtra: SciPy is not installed.

    >>> expm(np.array([[0.0, 1.0], [0.0, 0.0]])).tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    return apply(Expm(), _square(a, "expm"))


def _symmetric(a: Any, name: str, triangle: str) -> Any:
    """The symmetric matrix whose lower or upper triangle is read."""
    if triangle not in ("L", "U"):
        raise ValueError(f"{name}: UPLO must be 'L' or 'U', got {short_repr(triangle)}")
    matrix = _square(a, name)
    full = shape_of(matrix)
    lower = np.broadcast_to(np.tri(full[-1], dtype=bool), full)
    below = np.broadcast_to(np.tri(full[-1], k=-1, dtype=bool), full)
    if triangle == "U":
        lower, below = np.swapaxes(lower, -1, -2), np.swapaxes(below, -1, -2)
    half: Any = masked(matrix, lower, name)
    rest: Any = masked(matrix, below, name)
    return half + swapaxes(rest, -1, -2)


def _square(a: Any, name: str) -> Any:
    matrix = _matrix(a, name)
    rows, columns = shape_of(matrix)[-2:]
    if rows != columns:
        raise np.linalg.LinAlgError(
            f"{name}({describe(a)}): expected square matrices, got {rows} rows and "
            f"{columns} columns"
        )
    return matrix


def _matrix(a: Any, name: str) -> Any:
    """A Tensor or array of two axes or more."""
    matrix = operand(a, name)
    if isinstance(matrix, np.ndarray) and matrix.dtype.kind != "f":
        matrix = matrix.astype(np.float64)
    if len(shape_of(matrix)) < 2:
        raise np.linalg.LinAlgError(
            f"{name}({describe(a)}): expected matrices, got {len(shape_of(matrix))} "
            "axes"
        )
    return matrix
