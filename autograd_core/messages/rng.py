"""The argument `rng` of all functions that draw random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.messages.operands import short_repr


def checked_rng(rng: Any) -> np.random.Generator:
    """A generator from a generator, a seed, or None for an unpredictable one.

    Raises:
        TypeError: `rng` is of another type.
        ValueError: the seed is negative.

    >>> checked_rng(7).integers(100) == checked_rng(7).integers(100)
    np.True_
    """
    message = (
        "rng must be a numpy.random.Generator, a seed (an integer >= 0), or None; got "
        f"{type(rng).__name__} {short_repr(rng)}"
    )
    if isinstance(rng, (bool, str, float)):
        raise TypeError(message)
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise type(error)(message) from None
