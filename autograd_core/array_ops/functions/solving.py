"""Linear equations, inverses, determinants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.functions.arguments import ArrayT
from autograd_core.array_ops.functions.signatures import of_two_arrays
from autograd_core.array_ops.solving import Det, Inv, LogAbsDet, Solve
from autograd_core.engine.node import payload_of
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import is_mapped

if TYPE_CHECKING:
    from autograd_core.messages.types import Array


@of_two_arrays
def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b.

    d/db = a^-T upstream, d/da = -(a^-T upstream) x^T.

    Args:
        a: square matrices, (..., n, n).
        b: (..., n, m), or one vector (n,).

    Raises:
        numpy.linalg.LinAlgError: a matrix has no inverse.
        ValueError: the shapes do not go together.

    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([1.0, 1.0])).tolist()
    [0.5, 0.25]
    """
    return apply(Solve(), a, b)


@explained
def inv(a: ArrayT) -> ArrayT:
    """The inverse of a square matrix.

    d inv = -inv d a inv.

    Args:
        a: square matrices, (..., n, n).

    Raises:
        numpy.linalg.LinAlgError: it does not have one.

    >>> inv(np.array([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    return apply(Inv(), a)


@explained
def det(a: ArrayT) -> ArrayT:
    """The determinant of a square matrix.

    d/da = the cofactors, also of a matrix without inverse.

    Args:
        a: square matrices, (..., n, n).

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square.

    >>> round(float(det(np.array([[1.0, 2.0], [3.0, 4.0]]))), 6)
    -2.0
    """
    return apply(Det(), a)


@explained
def slogdet(a: ArrayT) -> tuple[Array, ArrayT]:
    """The sign of the determinant, a constant, and the logarithm of its size.

    d log|det| / da = a^-T; inf and nan where the determinant is 0.

    Args:
        a: square matrices, (..., n, n).

    Returns:
        `(sign, logarithm)`; the sign is a plain array.

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square.

    >>> sign, logarithm = slogdet(np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> float(sign), float(logarithm)
    (1.0, 0.0)
    """
    logarithm = apply(LogAbsDet(), a)
    if is_mapped(a):
        sign: Any = a
        return sign.along(lambda inner, _: slogdet(inner)[0], None), logarithm
    return np.linalg.slogdet(np.asarray(payload_of(a), float))[0], logarithm
