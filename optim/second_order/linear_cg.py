"""Conjugate gradients for linear systems: only products with the matrix are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class LinearSolution:
    """The result of conjugate gradients.

    Attributes:
        x: the approximate solution of A x = b.
        products: how many products with A it took.
        curvature: the last d . A d; not positive if A is not positive definite, where
            the search ended.
    """

    x: Any
    products: int
    curvature: float


def conjugate_gradient(
    product: Callable[[Any], Any],
    b: Any,
    *,
    tolerance: float = 1e-10,
    max_products: int | None = None,
) -> LinearSolution:
    """Solve A x = b for a symmetric positive definite A, from products with A alone.

    From x = 0 and r = d = b, until |r| <= tolerance |b|:

        t = r . r / d . A d,    x <- x + t d,    r' = r - t A d
        d <- r' + (r' . r' / r . r) d

    It ends after n steps for n unknowns, but for rounding errors, and earlier where A
    has few different eigenvalues. Along a d of curvature d . A d <= 0 the quadratic
    x . A x / 2 - b . x has no minimum: the search ends before it, or, if it is the
    first, with x = b.

    Args:
        product: from a vector v to A v.
        b: the right side.
        tolerance: the residual that is small enough, as a share of b.
        max_products: how many products at most; twice the number of unknowns if None.

    Returns:
        A `LinearSolution`.

    >>> A = np.array([[4.0, 1.0], [1.0, 3.0]])
    >>> found = conjugate_gradient(lambda v: A @ v, np.array([1.0, 2.0]))
    >>> found.x.round(6), found.products
    (array([0.090909, 0.636364]), 2)

    Source: Hestenes, Stiefel, "Methods of conjugate gradients for solving linear
    systems", 1952; Steihaug, "The conjugate gradient method and trust regions in large
    scale optimization", 1983, for the end on negative curvature.
    """
    x = np.zeros_like(b)
    r, d = b.copy(), b.copy()
    square = float(b @ b)
    enough = square * tolerance**2
    curvature, products = np.inf, 0
    limit = 2 * b.size if max_products is None else max_products
    while square > enough and products < limit:
        product_d = product(d)
        products += 1
        curvature = float(d @ product_d)
        if not curvature > 0:
            x = x if products > 1 else b.copy()
            break
        t = square / curvature
        x += t * d
        r -= t * product_d
        smaller = float(r @ r)
        d *= smaller / square
        d += r
        square = smaller
    return LinearSolution(x, products, curvature)
