"""How much of a float32 gradient is rounding: measured, not guessed."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.testing.leaves import differentiate
from autograd_core.testing.problem import Problem, as_components

_EPS = float(np.finfo(np.float32).eps)
_TRIES = 4
_ROUNDINGS = 4


def rounding_of_gradients(
    problem: Problem, gradients: dict[int, Any] | None
) -> dict[int, Any] | None:
    """The standard deviation or so of each gradient in float32; None in float64.

    The inputs are moved by one rounding, up or down at random: then every later step
    of the program is rounded anew, and the gradients scatter as their rounding does.

    Args:
        problem: the function and the point.
        gradients: the engine's gradient by input, None without one.

    Source: Vignes, "A stochastic arithmetic for reliable scientific computation", 1993.
    """
    if problem.dtype != "float32" or gradients is None:
        return None
    rng = np.random.default_rng(problem.upstream.seed)
    spread = {i: _ROUNDINGS * _EPS * np.abs(each) for i, each in gradients.items()}
    for _ in range(_TRIES):
        moved = [_moved(each, rng) for each in problem.payloads]
        found = differentiate(problem.output, problem.leaves(moved)).gradients
        for i, each in enumerate(found or []):
            off = np.abs(as_components(each) - gradients[i])
            spread[i] = np.maximum(spread[i], off)
    return spread


def _moved(payload: Any, rng: np.random.Generator) -> Any:
    if not isinstance(payload, np.ndarray) or payload.dtype != np.float32:
        return payload
    signs = rng.choice(np.array([-1.0, 1.0], np.float32), payload.shape)
    return payload * (1 + np.float32(_EPS) * signs)
