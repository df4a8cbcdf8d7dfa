"""The rounding in a float32 gradient: measured, not guessed.

The same program in float64 gives the gradient without the rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from autograd_core.messages.types import Array, Payload
from autograd_core.testing.function.autodiff import differentiate
from autograd_core.testing.function.components import InputGradients, as_components
from autograd_core.testing.function.problem import Problem

_EPS = float(np.finfo(np.float32).eps)

_LEAST_ROUNDINGS = 4
"""A gradient that equals the exact one by luck still has this many roundings."""

_USUAL = 1e-3
"""The part of the largest component that rounding may cost the others."""


class Rounding(NamedTuple):
    """The rounding in the gradient of one input.

    Attributes:
        error: its size for each component.
        usual: the largest error that is no cause for concern: components that are
            small next to the others have lost as many digits.
    """

    error: Array
    usual: float


def is_float32(problem: Problem) -> bool:
    """Whether the gradients of a problem are rounded to float32."""
    return problem.dtype == "float32" or problem.in_float32


def rounding_of(
    problem: Problem,
    gradients: Sequence[InputGradients | None],
    exact: Sequence[InputGradients | None],
) -> dict[int, Rounding]:
    """The rounding of the gradients by input.

    Args:
        problem: the function and the point.
        gradients: by hand and by the engine, or None.
        exact: the same in float64.
    """
    roundings = {}
    for i in range(len(problem.names)):
        error: Array = np.zeros(np.shape(problem.payloads[i]))
        size = 0.0
        for rounded, right in zip(gradients, exact, strict=True):
            if rounded is not None and right is not None:
                off = np.abs(rounded[i] - right[i])
                least = _LEAST_ROUNDINGS * _EPS * np.abs(right[i])
                error = np.maximum(error, off + least)
                size = max(size, float(np.max(np.abs(right[i]), initial=0.0)))
        roundings[i] = Rounding(error, _USUAL * size)
    return roundings


def exact_gradients(
    problem: Problem, payloads: Sequence[Payload] | None = None
) -> InputGradients | None:
    """The gradients of the engine in float64, by default at the point."""
    leaves = problem.leaves(problem.exact if payloads is None else payloads)
    engine = differentiate(problem.output, leaves)
    if engine.gradients is None:
        return None
    return {i: as_components(array) for i, array in enumerate(engine.gradients)}
