"""Functions that several tests of transforms differentiate, and points for them."""

from __future__ import annotations

from collections.abc import Callable
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


CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "grad": lambda f, x: ac.grad(f)(x),
    "value_and_grad": lambda f, x: ac.value_and_grad(f)(x),
    "elementwise_grad": lambda f, x: ac.elementwise_grad(f)(x),
    "hvp": lambda f, x: ac.hvp(f, (x,), (x,)),
    "hessian": lambda f, x: ac.hessian(f)(x),
    "jacobian": lambda f, x: ac.jacobian(f)(x),
    "jacfwd": lambda f, x: ac.jacfwd(f)(x),
    "jacrev": lambda f, x: ac.jacrev(f)(x),
    "jvp": lambda f, x: ac.jvp(f, (x,), (x,)),
    "vjp": lambda f, x: ac.vjp(f, x),
    "linearize": lambda f, x: ac.linearize(f, x),
}
"""Each transform of a function of one argument, called at x."""
