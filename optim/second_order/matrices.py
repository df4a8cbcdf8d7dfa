"""The Hessian from its products with vectors, and linear systems that may fail."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from optim.second_order.method import StepFailed


def solved(matrix: Any, b: Any, where: str, remedy: str) -> Any:
    """The solution of matrix x = b.

    Raises:
        StepFailed: the matrix is singular or has entries that are not finite.

    >>> solved(np.zeros((2, 2)), np.ones(2), "Newton", "use damping")
    Traceback (most recent call last):
    optim.second_order.method.StepFailed: Newton: the matrix of the step is singular...
    """
    try:
        with np.errstate(all="ignore"):
            x = np.linalg.solve(matrix, b)
    except np.linalg.LinAlgError:
        x = np.full_like(b, math.nan)
    if not np.isfinite(x).all():
        raise StepFailed(f"{where}: the matrix of the step is singular; {remedy}")
    return x


def hessian(product: Callable[[Any], Any], n: int) -> Any:
    """The matrix behind `product`, column by column, and made symmetric.

    >>> A = np.array([[2.0, 1.0], [1.0, 3.0]])
    >>> hessian(lambda v: A @ v, 2)
    array([[2., 1.],
           [1., 3.]])
    """
    columns = np.stack([product(v) for v in np.eye(n)], axis=1)
    return (columns + columns.T) / 2
