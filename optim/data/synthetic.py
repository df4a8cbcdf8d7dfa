"""Small data sets in the plane, to look at: moons, circles, spirals, xor, blobs.

Each gives `X` of shape (n, 2) and class ids `y` of shape (n,), in random order.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.extend import checked_rng, explained
from optim.checks.ranges import at_least_one, at_least_zero, positive


@explained
def moons(n: int = 100, noise: float = 0.1, rng: Any = None) -> tuple[Any, Any]:
    """Two half circles of radius 1 that reach into each other.

    Args:
        n: the number of points, half of them in each moon.
        noise: the standard deviation of what is added to each coordinate.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.

    Returns:
        X of shape (n, 2), and y of shape (n,) with 0 above and 1 below.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: n is less than 1, or noise negative.

    >>> X, y = moons(4, noise=0.0, rng=0)
    >>> bool(np.allclose((X[y == 0] ** 2).sum(axis=1), 1.0))
    True
    """
    y, along, rng = _start(n, 2, rng)
    angle = np.pi * along
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return _noisy(np.where(y[:, None] == 0, upper, lower), noise, rng), y


@explained
def circles(
    n: int = 100, noise: float = 0.1, factor: float = 0.5, rng: Any = None
) -> tuple[Any, Any]:
    """A circle of radius 1 around one of radius `factor`.

    Args:
        n: the number of points, half of them in each circle.
        noise: the standard deviation of what is added to each coordinate.
        factor: the radius of the inner circle, >= 0.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.

    Returns:
        X of shape (n, 2), and y of shape (n,) with 0 outside and 1 inside.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: a number is out of its range.

    >>> X, y = circles(6, noise=0.0, rng=0)
    >>> bool(np.allclose(np.hypot(*X.T), np.where(y == 0, 1.0, 0.5)))
    True
    """
    y, along, rng = _start(n, 2, rng)
    radius = np.where(y == 0, 1.0, at_least_zero("factor", factor))
    # No point at both ends of the circle: they would be the same.
    angle = 2 * np.pi * along * (1 - 1 / np.maximum(np.bincount(y)[y], 1))
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _noisy(points, noise, rng), y


@explained
def spirals(
    n: int = 100,
    noise: float = 0.05,
    arms: int = 2,
    turns: float = 1.0,
    rng: Any = None,
) -> tuple[Any, Any]:
    """Spirals from near the middle to radius 1, wound into each other.

    Args:
        n: the number of points of all arms together.
        noise: the standard deviation of what is added to each coordinate.
        arms: how many spirals, each a class.
        turns: how often each winds around the middle, > 0.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.

    Returns:
        X of shape (n, 2), and y of shape (n,) with ids from 0 to arms - 1.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: a number is out of its range.

    >>> X, y = spirals(9, noise=0.0, arms=3, rng=0)
    >>> np.bincount(y).tolist(), bool((np.hypot(*X.T) <= 1).all())
    ([3, 3, 3], True)
    """
    y, along, rng = _start(n, at_least_one("arms", arms), rng)
    radius = 0.1 + 0.9 * along
    angle = 2 * np.pi * (positive("turns", turns) * along + y / arms)
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _noisy(points, noise, rng), y


@explained
def xor(n: int = 100, noise: float = 0.2, rng: Any = None) -> tuple[Any, Any]:
    """Four clouds around (+-1, +-1); the class is whether the signs differ.

    Args:
        n: the number of points.
        noise: the standard deviation of what is added to each coordinate.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.

    Returns:
        X of shape (n, 2), and y of shape (n,) with 0 for equal signs and 1 else.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: n is less than 1, or noise negative.

    >>> X, y = xor(4, noise=0.0, rng=0)
    >>> sorted((X[y == 1]).tolist())
    [[-1.0, 1.0], [1.0, -1.0]]
    """
    corner, _, rng = _start(n, 4, rng)
    points = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])[corner]
    y = ((corner == 1) | (corner == 2)).astype(np.int64)
    return _noisy(points, noise, rng), y


@explained
def blobs(
    n: int = 100, centers: int = 3, spread: float = 0.3, rng: Any = None
) -> tuple[Any, Any]:
    """Round clouds, their middles evenly on a circle of radius 2.

    Args:
        n: the number of points of all clouds together.
        centers: how many clouds, each a class.
        spread: the standard deviation of each coordinate within a cloud.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.

    Returns:
        X of shape (n, 2), and y of shape (n,) with ids from 0 to centers - 1.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: a number is out of its range.

    >>> X, y = blobs(6, centers=2, spread=0.0, rng=0)
    >>> sorted({tuple(point) for point in X.round(6).tolist()})
    [(-2.0, 0.0), (2.0, 0.0)]
    """
    y, _, rng = _start(n, at_least_one("centers", centers), rng)
    angle = 2 * np.pi * y / centers
    points = 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _noisy(points, spread, rng, "spread"), y


def _start(n: int, classes: int, rng: Any) -> tuple[Any, Any, np.random.Generator]:
    """Class ids in random order, and how far along its class each point is, 0 to 1."""
    count = at_least_one("n", n)
    rng = checked_rng(rng)
    order = rng.permutation(count)
    y = order % classes
    members = np.bincount(y, minlength=classes)[y]
    return y, order // classes / np.maximum(members - 1, 1), rng


def _noisy(
    points: Any, noise: Any, rng: np.random.Generator, name: str = "noise"
) -> Any:
    return points + rng.normal(0.0, at_least_zero(name, noise), points.shape)
