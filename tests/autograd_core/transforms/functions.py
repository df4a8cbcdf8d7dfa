"""Functions that several tests of transforms differentiate, and points for them."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ac

RNG = np.random.default_rng(3)
X = RNG.standard_normal((2, 3))
W = RNG.standard_normal((3, 4))


def network(x: Any, w: Any, np_: Any = ac) -> Any:
    """A little of everything, for the same program on both libraries."""
    hidden = np_.tanh(np_.matmul(x, w))
    return (hidden**2 * np_.sin(hidden)).sum() + (x * x).sum() / 2


def rosenbrock(x: Any) -> Any:
    return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()
