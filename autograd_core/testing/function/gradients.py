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
from autograd_core.testing.function.components import InputGradients, with_moved
from autograd_core.testing.function.float32_rounding import Rounding, exact_gradients
from autograd_core.testing.function.own_rounding import (
    most_rounded,
    rounding_along,
    rounding_of,
)
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.estimate import CONFIDENCE

_DRAWS = 4
"""Points at which f may take itself to be."""


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
        self, tangents: Mapping[int, Array] | None = None, *, engine: bool = True
    ) -> tuple[InputGradients | None, InputGradients | None]:
        """The rounding in the gradients by hand and by the engine, where it shows.

        Args:
            tangents: the inputs that move, and how far; all by default.
            engine: whether that of the engine is asked for, which calls f.
        """
        if tangents is None:
            return self._hand_all_moved, self._engine_all_moved if engine else None
        by_engine = self._rounding_by_engine(tangents) if engine else None
        return self._rounding_by_hand(tangents), by_engine

    @cached_property
    def _hand_all_moved(self) -> InputGradients | None:
        return self._rounding_by_hand(None)

    @cached_property
    def _engine_here(self) -> InputGradients:
        """The gradient of the engine at the point, in float64."""
        return exact_gradients(self.problem, self.problem.exact) or {}

    @cached_property
    def _engine_all_moved(self) -> InputGradients | None:
        return self._rounding_by_engine(None)

    def _rounding_by_hand(
        self, tangents: Mapping[int, Array] | None
    ) -> InputGradients | None:
        problem, analytic = self.problem, self.formula and self.formula.analytic

        def by_hand(payloads: Sequence[Any]) -> InputGradients:
            inside = problem.bounds.contain(payloads)
            if analytic is problem.f and payloads is not problem.exact:
                problem.calls.count()  # f gives its gradient itself
            return Formula(problem).read(
                analytic, payloads if inside else problem.exact
            )

        if not callable(analytic) or self.hand_varies:
            return None
        return rounding_of(by_hand, problem.exact, tangents)

    def _rounding_by_engine(
        self, tangents: Mapping[int, Array] | None
    ) -> InputGradients | None:
        problem = self.problem

        def by_engine(payloads: Sequence[Any]) -> InputGradients:
            inside = payloads if problem.bounds.contain(payloads) else problem.exact
            if inside is problem.exact:
                return self._engine_here
            problem.calls.count()
            return exact_gradients(problem, inside) or {}

        if self.by_engine is None:
            return None
        out, leaves = self.engine.out, self.engine.leaves
        return rounding_of(by_engine, problem.exact, tangents, out, leaves)

    def engine_rounding_along(self, tangents: Mapping[int, Array]) -> float:
        """The rounding of autodiff along a direction, by its graph; 0 if unknown."""
        if self.by_engine is None or self.engine.out is None:
            return 0.0
        try:
            return rounding_along(self.engine.out, self.engine.leaves, tangents)
        except Exception:  # an op without a second derivative
            return 0.0

    def spread_by_hand(self, tangents: Mapping[int, Array], noise: float) -> float:
        """By how much the formula differs where f may take the point to be.

        A function that rounds some of its inputs, as to float16, is that of another
        point, also along the inputs that it does not round.

        Args:
            tangents: the direction of the derivative, an array for each input.
            noise: how inexact f is along inputs that it does not round.
        """
        problem, analytic = self.problem, self.formula and self.formula.analytic
        here, spread = self.by_hand or {}, 0.0
        if not here or not callable(analytic) or self.hand_varies:
            return 0.0
        cells = problem.cells(here, noise)
        if not any(map(np.any, cells)):
            return 0.0
        rng = np.random.default_rng(0)
        for _ in range(_DRAWS):
            signs = [rng.choice([-1.0, 1.0], cell.shape) for cell in cells]
            trios = zip(problem.exact, signs, cells, strict=True)
            nearby = [with_moved(x, sign * cell) for x, sign, cell in trios]
            try:
                there = Formula(problem).read(analytic, nearby)
            except Exception:  # a formula may raise anything nearby
                return spread
            change = sum(np.sum((there[i] - here[i]) * tangents[i]) for i in tangents)
            spread = max(spread, abs(float(np.nan_to_num(change))))
        return spread

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
