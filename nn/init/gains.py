"""Gains: the factors of initial weights for the activation after them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import Value
from nn.module.activation_lookup import find_activation

_USUAL_GAINS = {"sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0)}


def gain(activation: Any) -> float:
    """The factor of the weights before `activation` that keeps the variance.

    sqrt(2) for relu, 5/3 for tanh, 1 for sigmoid and the identity: the values in common
    use. For any other it is 1 / sqrt(E f(z)^2) for a standard normal z, the rule from
    which sqrt(2) for relu follows.

    Args:
        activation: a name or a function of autograd_core, or None.

    Raises:
        TypeError: it is of another kind.
        ValueError: no op has this name, or f(z) has no mean square, as that of log.

    >>> gain("relu") ** 2, round(gain("leaky_relu") ** 2, 6), gain(None)
    (2.0000000000000004, 1.9998, 1.0)
    """
    function = find_activation(activation)
    if function is None:
        return 1.0
    usual = _USUAL_GAINS.get(getattr(function, "__name__", ""))
    if usual is not None:
        return usual
    square = _mean_square(function)
    if not 0.0 < square < math.inf:
        raise ValueError(
            f"gain: {activation!r} gives a mean square of {square} for normal inputs, "
            "so no gain keeps the variance"
        )
    return 1.0 / math.sqrt(square)


def _mean_square(function: Callable[[Any], Any]) -> float:
    """E f(z)^2 for a standard normal z."""
    # Midpoints, so that a jump at 0, as that of sign, lies between two of them.
    step = 0.005
    z = step * (np.arange(-2400, 2400) + 0.5)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # one message in the end, not one per point
        squares = np.array([function(Value(x)).data for x in z.tolist()]) ** 2
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return float(np.sum(squares * density) * step)
