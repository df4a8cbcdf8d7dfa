"""The options of `check_gradient`, checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.testing.numeric.derivative import METHODS as DIFFERENCES

METHODS = (*DIFFERENCES, "dual")

EVIDENCE = {
    "complex": ("the complex step", "complex step"),
    "dual": ("forward mode", "forward mode"),
}
"""The names of what the gradients are compared with: in a sentence, over a column."""

_FEW_COMPONENTS = 64
"""Up to so many, components are checked one by one."""

_DIRECTIONS = 8
"""Random directions where there are more: one would do, but for rounding."""


_LEAST = 2
"""The calls of f that a derivative costs at least."""

SEVERAL = 8
"""Of fewer components each is looked at closely at once."""

CALLS_EACH, _CALLS_OF_FEW = 10, 10_000
"""The calls of f by default: for each component of 64, and for fewer in all."""


@dataclass(frozen=True)
class Options:
    """The options of `check_gradient`, which explains them."""

    wrt: Any = None
    order: int = 1
    modes: Sequence[str] = ("rev", "fwd")
    method: str = "auto"
    rtol: float = 1e-6
    atol: float = 0.0
    kinks: str = "subgradient"
    directions: Any = "auto"
    seed: int = 0
    hints: bool = True
    max_evaluations: int | None = None
    nondet_tol: float = 0.0

    def __post_init__(self) -> None:
        one_of("kinks", self.kinks, ("subgradient", "skip", "error"))
        derivative_order(self.order)
        one_of("method", self.method, METHODS)
        tolerance("rtol", self.rtol)
        tolerance("atol", self.atol)
        tolerance("nondet_tol", self.nondet_tol)
        budget = self.max_evaluations
        is_count = isinstance(budget, (int, np.integer)) and type(budget) is not bool
        if budget is not None and not (is_count and budget >= _LEAST):
            raise ValueError(
                f"max_evaluations: expected an integer from {_LEAST} on, or None, got "
                f"{budget!r}"
            )
        if not isinstance(self.seed, (int, np.integer)) or self.seed < 0:
            raise ValueError(f"seed: expected an integer from 0 on, got {self.seed!r}")
        if isinstance(self.wrt, (tuple, list)) and not self.wrt:
            raise ValueError("wrt: it is empty, so nothing would be checked")
        if isinstance(self.modes, str) or not self.modes:
            raise ValueError(
                f"modes: expected a tuple such as ('rev', 'fwd'), got {self.modes!r}"
            )
        for mode in self.modes:
            one_of("modes", mode, ("rev", "fwd"))
        number = self.directions
        if type(number) is not int:
            one_of("directions", number, ("auto", "all"))
        elif number < 1:
            raise ValueError(
                f"directions: expected 'auto', 'all' or n > 0, got {number}"
            )

    def budget(self, size: int) -> float:
        """How often f may be called for so many components.

        >>> Options().budget(3), Options().budget(64), Options().budget(65)
        (10000, 640, inf)
        """
        if self.max_evaluations is not None:
            return self.max_evaluations
        if self.direction_count(size):
            return math.inf
        return CALLS_EACH * size if size >= _FEW_COMPONENTS else _CALLS_OF_FEW

    def direction_count(self, size: int) -> int:
        """The number of random directions for so many components; 0 to check each one.

        >>> Options().direction_count(64), Options().direction_count(65)
        (0, 8)
        """
        if self.directions == "all":
            return 0
        if self.directions != "auto":
            return int(self.directions)
        budget = math.inf if self.max_evaluations is None else self.max_evaluations
        if size <= _FEW_COMPONENTS and _LEAST * size <= budget:
            return 0
        return int(min(_DIRECTIONS, budget // _LEAST))

    def has_own_directions(self, inputs: int) -> bool:
        """Whether each of so many inputs gets a direction beside those through all.

        >>> Options().has_own_directions(1), Options().has_own_directions(3)
        (False, True)
        """
        is_free = self.directions == "auto" and self.max_evaluations is None
        return is_free and 1 < inputs <= _FEW_COMPONENTS


def tolerance(name: str, number: object) -> None:
    """Raise unless an option is a tolerance.

    >>> tolerance("rtol", -1)
    Traceback (most recent call last):
    ValueError: rtol: expected a number from 0 on, got -1
    """
    real = (int, float, np.floating, np.integer)
    if not isinstance(number, real) or not 0 <= number < np.inf:
        raise ValueError(f"{name}: expected a number from 0 on, got {number!r}")


def derivative_order(order: object) -> None:
    """Raise unless derivatives of this order are checked.

    >>> derivative_order(3)
    Traceback (most recent call last):
    ValueError: order: expected 1 or 2, got 3; for the third derivative check ...
    """
    if isinstance(order, (int, np.integer)) and order > 2:
        raise ValueError(
            f"order: expected 1 or 2, got {order}; for the third derivative check "
            "grad(f) with order=2"
        )
    one_of("order", order, (1, 2))


def one_of(name: str, option: object, choices: Sequence[object]) -> None:
    """Raise unless an option is one of those that there are.

    >>> one_of("order", 0, (1, 2))
    Traceback (most recent call last):
    ValueError: order: expected one of 1, 2, got 0
    """
    if option not in choices:
        names = ", ".join(map(repr, choices))
        raise ValueError(f"{name}: expected one of {names}, got {option!r}")
