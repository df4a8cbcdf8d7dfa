"""The gradients of one problem: by hand and by the engine, ready to be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.autodiff import Autodiff
from autograd_core.testing.function.components import InputGradients
from autograd_core.testing.function.float32_rounding import Rounding, exact_gradients
from autograd_core.testing.function.own_rounding import most_rounded, rounding_of
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.estimate import CONFIDENCE


@dataclass
class Gradients:
    """The gradients of one problem, and where they come from.

    Attributes:
        problem: the function and the point.
        engine: what the engine did.
        formula: the gradient by hand as it was read, None without one.
        by_hand: the gradient by hand for each input, None without one.
        by_engine: the gradient of the engine for each input, None without one.
        rounding: the float32 rounding of each gradient, None in float64.
        order: 2 if the function is itself a gradient.
        hand_varies: whether a second call of the formula gave something else; then its
            scatter is no rounding.
    """

    problem: Problem
    engine: Autodiff = field(default_factory=Autodiff)
    formula: Formula | None = None
    by_hand: InputGradients | None = None
    by_engine: InputGradients | None = None
    rounding: dict[int, Rounding] | None = None
    order: int = 1
    hand_varies: bool = False

    def own_rounding(
        self, tangents: Mapping[int, Array] | None = None
    ) -> tuple[InputGradients | None, InputGradients | None]:
        """The rounding in the gradients by hand and by the engine, where it shows.

        Args:
            tangents: the inputs that move, and how far; all by default.
        """
        return self._all_moved if tangents is None else self._own_rounding(tangents)

    @cached_property
    def _all_moved(self) -> tuple[InputGradients | None, InputGradients | None]:
        return self._own_rounding(None)

    def _own_rounding(
        self, tangents: Mapping[int, Array] | None
    ) -> tuple[InputGradients | None, InputGradients | None]:
        problem, analytic = self.problem, self.formula and self.formula.analytic

        def by_hand(payloads: Sequence[Any]) -> InputGradients:
            inside = problem.bounds.contain(payloads)
            return Formula(problem).read(
                analytic, payloads if inside else problem.exact
            )

        def by_engine(payloads: Sequence[Any]) -> InputGradients:
            inside = payloads if problem.bounds.contain(payloads) else None
            return exact_gradients(problem, inside) or {}

        hand = engine = None
        if self.by_engine is not None:
            out, leaves = self.engine.out, self.engine.leaves
            engine = rounding_of(by_engine, problem.exact, tangents, out, leaves)
        if callable(analytic) and not self.hand_varies:
            hand = rounding_of(by_hand, problem.exact, tangents)
        return hand, engine

    def may_be_rounding(self, error: float) -> bool:
        """Whether a mistake is so small that a gradient may round so much."""
        arrays = self.by_hand or self.by_engine or {}
        return any(error <= most_rounded(array) for array in arrays.values())

    def rounding_of_both(self) -> Array:
        """How far formula and autodiff may be apart because they round, in a line."""
        parts = []
        for i, payload in enumerate(self.problem.exact):
            bars = [bar[i] for bar in self.own_rounding() if bar is not None]
            if self.rounding is not None:
                bars.append(2.0 * self.rounding[i].error)
            bars.append(np.zeros(np.shape(payload)))
            parts.append(np.ravel(sum(bars)))
        return CONFIDENCE * np.concatenate(parts)
