"""Hypothesis strategies for the points where a gradient is checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.messages.extras import install_command
from autograd_core.messages.types import DTypeLike, Shape

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ImportError(
        f"gradient_points needs hypothesis; install it with: "
        f"{install_command('hypothesis')}"
    ) from None

_DOMAINS = {"real": (-1e3, 1e3), "positive": (1e-3, 1e3), "unit": (1e-3, 1 - 1e-3)}


def gradient_points(
    shape: Any = (),
    domain: str | tuple[float, float] = "real",
    avoid: Sequence[float] = (),
    *,
    margin: float = 1e-3,
    dtype: DTypeLike = np.float64,
) -> st.SearchStrategy[Any]:
    """Points for `check_gradient`; a failing one shrinks to the simplest.

    Args:
        shape: `()` for a number, `n` or `(2, 3)` for an array; a tuple, list or dict of
            shapes for one of arrays, such as `{"W": (2, 3), "b": 3}`, where `((), ())`
            is two numbers; or a strategy that draws a shape.
        domain: `real`, `positive`, `unit` for (0, 1), or `(low, high)`.
        avoid: numbers to stay away from, such as kinks.
        margin: how far away, relative to each number or absolute below 1.
        dtype: of arrays.

    Returns:
        A strategy.

    Raises:
        TypeError: `shape` is not a shape.
        ValueError: the domain is unknown or empty.

    >>> from hypothesis import given, settings
    >>> from autograd_core.testing import assert_gradient
    >>> @settings(max_examples=20, database=None)
    ... @given(gradient_points((2, 3), domain="positive"))
    ... def test_square(x):
    ...     assert_gradient(lambda x: (x * x).sum(), x, analytic=lambda x: 2 * x)
    >>> test_square()

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

    def is_far(x: float) -> bool:
        return all(abs(x - kink) > margin * max(abs(kink), 1.0) for kink in avoid)

    number = st.floats(low, high, allow_nan=False, allow_subnormal=False).filter(is_far)
    return _of_shape(shape, number, dtype)


def _of_shape(shape: Any, number: st.SearchStrategy[float], dtype: DTypeLike) -> Any:
    if isinstance(shape, st.SearchStrategy):
        return shape.flatmap(lambda drawn_shape: _array(drawn_shape, number, dtype))
    if isinstance(shape, dict):
        parts = {key: _of_shape(part, number, dtype) for key, part in shape.items()}
        return st.fixed_dictionaries(parts)
    if isinstance(shape, list):
        return st.tuples(*[_of_shape(part, number, dtype) for part in shape]).map(list)
    if isinstance(shape, int) and shape >= 0:
        return _array((shape,), number, dtype)
    if isinstance(shape, tuple) and not shape:
        return number
    if isinstance(shape, tuple) and all(isinstance(n, int) and n >= 0 for n in shape):
        return _array(shape, number, dtype)
    if isinstance(shape, tuple) and not any(
        isinstance(n, int) and n < 0 for n in shape
    ):
        return st.tuples(*[_of_shape(part, number, dtype) for part in shape])
    raise TypeError(
        "shape: expected (), a length, a shape such as (2, 3), or a tuple, list or "
        f"dict of shapes; got {shape!r}"
    )


def _array(
    shape: Shape, number: st.SearchStrategy[float], dtype: DTypeLike
) -> st.SearchStrategy[Any]:
    size = math.prod(shape)
    row = st.lists(number, min_size=size, max_size=size)
    return row.map(lambda numbers: np.array(numbers, dtype).reshape(shape))
