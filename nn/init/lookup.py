"""Initial weights by the name of a function of `nn.init`, or by such a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from autograd_core.extend import Array, checked_rng
from nn import init
from nn.checks.other_names import INITIAL_WEIGHTS, advice_for
from nn.init import Rng

Init: TypeAlias = str | Callable[..., Any] | None
"""A function of `nn.init` or one like them, or its name; None for the default."""

BY_NAME: dict[str, Callable[..., Any]] = {
    name: getattr(init, name)
    for name in dir(init)
    if name not in ("Rng", "fan_in", "fan_out", "gain")
}
"""The functions of `nn.init` that give weights."""


def initial_weights(shape: tuple[int, int], choice: Any, rng: Rng, where: str) -> Array:
    """The initial weights of a layer.

    Args:
        shape: (n_in, n_out).
        choice: a function of `nn.init`, its name, or one of the same form; None for
            the uniform weights of `Neuron`, unit after unit.
        rng: a generator or a seed.
        where: the start of the error message.

    Raises:
        TypeError: `choice` is neither a name nor a function.
        ValueError: no function has this name, or it gave another shape.

    >>> initial_weights((2, 3), "zeros", 0, "Linear").shape
    (2, 3)
    """
    rng = checked_rng(rng)
    if choice is None:
        limit = shape[0] ** -0.5
        return np.ascontiguousarray(rng.uniform(-limit, limit, shape[::-1]).T)
    if isinstance(choice, str):
        if choice not in BY_NAME:
            advice = advice_for(choice, BY_NAME, INITIAL_WEIGHTS)
            raise ValueError(
                f"{where}: unknown weight_init {choice!r}; "
                f"{f'{advice}; '.replace('?;', '?') if advice else ''}known are "
                f"{', '.join(BY_NAME)}"
            )
        choice = BY_NAME[choice]
    if not callable(choice):
        raise TypeError(
            f"{where}: weight_init must be a function such as nn.init.he_normal, or "
            f"its name, got {choice!r}"
        )
    weights = np.asarray(choice(shape, rng=rng))
    if weights.shape != shape:
        raise ValueError(
            f"{where}: weight_init gave shape {weights.shape} instead of {shape}"
        )
    return weights
