"""How much of a float32 gradient is rounding: measured, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.testing.function.autodiff import differentiate
from autograd_core.testing.function.problem import Problem, as_components

_EPS = float(np.finfo(np.float32).eps)
_ROUNDINGS = 4
_USUAL = 1e-3


class Rounding(NamedTuple):
    """What float32 does to the gradient of one input.

    Attributes:
        error: by how much, for each component.
        usual: the largest error that is no cause for concern: components that are
            small beside the others have lost as many digits.
    """

    error: Any
    usual: float


def rounding_of(
    problem: Problem, gradients: Sequence[dict[int, Any] | None], exact: Sequence[Any]
) -> dict[int, Rounding] | None:
    """The rounding of the gradients by input; None in float64.

    Args:
        problem: the function and the point.
        gradients: by hand and by the engine, or None.
        exact: the same in float64.
    """
    if not (problem.dtype == "float32" or problem.in_float32):
        return None
    found = {}
    for i in range(len(problem.names)):
        error, size = 0.0, 0.0
        for rounded, right in zip(gradients, exact, strict=True):
            if rounded is not None and right is not None:
                off = np.abs(rounded[i] - right[i])
                error = np.maximum(error, off + _ROUNDINGS * _EPS * np.abs(right[i]))
                size = max(size, float(np.max(np.abs(right[i]), initial=0.0)))
        found[i] = Rounding(np.asarray(error), _USUAL * size)
    return found


def exact_gradients(problem: Problem) -> dict[int, Any] | None:
    """The gradients of the engine at float64 inputs."""
    found = differentiate(problem.output, problem.leaves(problem.exact)).gradients
    return None if found is None else dict(enumerate(map(as_components, found)))
