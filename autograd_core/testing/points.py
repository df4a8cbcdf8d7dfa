"""Hypothesis strategies for the points where a gradient is checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

_DOMAINS = {"real": (-1e3, 1e3), "positive": (1e-3, 1e3), "unit": (1e-3, 1 - 1e-3)}


def gradient_points(
    shape: int | tuple[int, ...] = (),
    domain: str | tuple[float, float] = "real",
    avoid: Sequence[float] = (),
    *,
    margin: float = 1e-3,
) -> st.SearchStrategy[Any]:
    """Points for `check_gradient`; a failing one shrinks to the simplest.

    Args:
        shape: `()` for a number, `n` for a tuple of n numbers, else an array.
        domain: `real`, `positive`, `unit` for (0, 1), or `(low, high)`.
        avoid: numbers to stay away from, such as kinks.
        margin: how far away, relative to each number or absolute below 1.

    Returns:
        A strategy.

    Raises:
        ValueError: the domain is unknown or empty.

    >>> from hypothesis import given, settings
    >>> from autograd_core.testing import assert_gradient
    >>> @settings(max_examples=20, database=None)
    ... @given(gradient_points(domain="positive"))
    ... def test_log_square(x):
    ...     assert_gradient(lambda x: x * x, x, analytic=lambda x: 2 * x)
    >>> test_log_square()

    Source: MacIver, Hatfield-Dodds et al., "Hypothesis: a new approach to
    property-based testing", 2019.
    """
    if isinstance(domain, str):
        if domain not in _DOMAINS:
            raise ValueError(
                f"domain: expected {list(_DOMAINS)} or a pair, got {domain!r}"
            )
        low, high = _DOMAINS[domain]
    else:
        low, high = domain
    if not low < high:
        raise ValueError(f"domain: ({low!r}, {high!r}) is empty")

    def far(x: float) -> bool:
        return all(abs(x - each) > margin * max(abs(each), 1.0) for each in avoid)

    number = st.floats(low, high, allow_nan=False, allow_subnormal=False).filter(far)
    if shape == ():
        return number
    if isinstance(shape, int):
        return st.tuples(*[number] * shape)
    size = int(np.prod(shape))
    rows = st.lists(number, min_size=size, max_size=size)
    return rows.map(lambda numbers: np.array(numbers).reshape(shape))
