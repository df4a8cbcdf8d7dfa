"""The gradient by hand: read, matched to the inputs, its shape examined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.testing.hints import shape_hint, transpose_hint
from autograd_core.testing.numeric import derivative
from autograd_core.testing.problem import Problem, as_components


class Formula:
    """A gradient by hand, and what is odd about its shapes.

    Args:
        problem: the function and the point.
        inputs: the positions of the inputs in question.
        engine: the gradient of the engine per input, None without one.

    Attributes:
        notes: gradients that do not have the shape of their input.
        hints: what would mend them.
    """

    def __init__(
        self, problem: Problem, inputs: Sequence[int], engine: dict[int, Any] | None
    ) -> None:
        self.problem = problem
        self.inputs = inputs
        self.engine = engine
        self.notes: list[str] = []
        self.hints: list[str] = []

    def read(self, analytic: Any) -> dict[int, Any]:
        """The gradient by hand as one array per input in question."""
        problem = self.problem
        if callable(analytic):
            analytic = problem.call([_fresh(x) for x in problem.payloads], analytic)
        given = _per_input(analytic, [problem.names[i] for i in self.inputs])
        found = {}
        for i, each in zip(self.inputs, given, strict=True):
            gradient = as_components(each)
            shape = np.shape(problem.payloads[i])
            right = (
                self.engine[i]
                if self.engine
                else self._numeric_gradient(i, gradient, shape)
            )
            if gradient.shape != shape:
                self.notes.append(
                    f"the gradient of {problem.names[i]} has shape {gradient.shape}, "
                    f"{problem.names[i]} itself {shape}"
                )
                hint = shape_hint(problem.names[i], gradient, right)
                self.hints.append(hint)
                gradient = np.full(shape, math.nan)
            elif right is not None and gradient.ndim == 2:
                hint = transpose_hint(problem.names[i], gradient, right)
                self.hints += [hint] if hint else []
            found[i] = gradient
        return found

    def _numeric_gradient(self, i: int, gradient: Any, shape: Any) -> Any:
        """Only where a hint needs it: the finite difference of an array."""
        if gradient.shape == shape and gradient.ndim != 2:
            return None
        right = np.empty(shape)
        for component in self.problem.components([i]):
            f, x = self.problem.along(component), self.problem.entry(component)
            right[component.place] = derivative(f, x).value
        return right


def _per_input(given: Any, names: Sequence[str]) -> list[Any]:
    """A gradient by hand as a list, one entry for each name."""
    if isinstance(given, dict):
        if set(given) != set(names):
            raise ValueError(
                f"analytic: gradients for {sorted(map(str, given))}, expected "
                f"{sorted(names)}"
            )
        return [given[name] for name in names]
    if len(names) == 1 and not isinstance(given, tuple):
        return [given]
    if isinstance(given, (tuple, list)) and len(given) == len(names):
        return list(given)
    raise ValueError(
        f"analytic: expected {len(names)} gradients, for {', '.join(names)}, got "
        f"{given!r}"
    )


def _fresh(payload: Any) -> Any:
    return payload.copy() if isinstance(payload, np.ndarray) else payload
