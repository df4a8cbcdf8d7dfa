"""Gradients by one central difference for each component, where a hint needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.types import Array, Payload
from autograd_core.testing.function.components import InputGradients
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import OutOfBudget

STEP = 6e-6
"""The relative step, the cube root of the rounding of float64."""

_STEP_ERROR = 1e-7
"""The relative error of a central difference, beside the rounding of f."""

_MOST_DIFFERENCES = 256
"""More components than this are not differentiated for a hint."""


def central_differences(
    f: Callable[[Sequence[Any]], Any], payloads: Sequence[Payload]
) -> list[Array]:
    """The Jacobian of f by each payload, of shape `f.shape + payload.shape`.

    Args:
        f: a function of a list of payloads.
        payloads: the point.

    >>> (slopes,) = central_differences(lambda p: p[0] ** 2, [np.array([1.0, 3.0])])
    >>> slopes.round(6).tolist()
    [[2.0, 0.0], [0.0, 6.0]]
    """
    jacobians = []
    values = list(payloads)
    for i, payload in enumerate(payloads):
        array = np.asarray(payload, np.float64)
        columns = []
        for entry in np.ndindex(array.shape):
            h = STEP * (abs(float(array[entry])) or 1.0)
            ends = []
            for step in (h, -h):
                shifted = array.copy()
                shifted[entry] += step
                values[i] = (
                    shifted if isinstance(payload, np.ndarray) else float(shifted)
                )
                ends.append(np.asarray(f(values), np.float64))
            columns.append((ends[0] - ends[1]) / (2 * h))
        values[i] = payload
        shape = np.shape(columns[0]) if columns else ()
        stacked = np.stack(columns, axis=-1) if columns else np.empty((0,))
        jacobians.append(stacked.reshape((*shape, *array.shape)))
    return jacobians


def gradient_by_differences(
    problem: Problem, payloads: Sequence[Payload]
) -> tuple[InputGradients, InputGradients]:
    """The gradient by one central difference for each component.

    Nothing where f cannot be asked so often.
    """
    if problem.size > _MOST_DIFFERENCES:
        return {}, {}
    try:
        size = abs(float(problem.nearby(payloads)))
        right = dict(enumerate(central_differences(problem.nearby, payloads)))
    except OutOfBudget:
        return {}, {}
    error: InputGradients = {}
    for i, array in right.items():
        at = np.abs(np.asarray(payloads[i], np.float64))
        steps = STEP * np.where(at == 0.0, 1.0, at)
        error[i] = _STEP_ERROR * np.abs(array) + 8 * problem.eps * size / steps
    return right, error


def jacobians_by_differences(
    problem: Problem, payloads: Sequence[Payload]
) -> list[Array] | None:
    """The Jacobian by each input; None where f cannot be asked for it."""
    if problem.bounds or problem.size > _MOST_DIFFERENCES:
        return None

    def outputs(payloads: Sequence[Any]) -> Array:
        problem.calls.count()
        return problem.outputs(payloads)

    try:
        return central_differences(outputs, payloads)
    except (
        Exception,
        OutOfBudget,
    ):  # an edge of the domain of f, or the end of the budget
        return None


def contracted(
    problem: Problem, jacobians: Sequence[Array]
) -> tuple[InputGradients, InputGradients]:
    """u J and its error bars."""
    u = problem.upstream.flat()
    right: InputGradients = {i: np.tensordot(u, J, 1) for i, J in enumerate(jacobians)}
    error: InputGradients = {
        i: _STEP_ERROR * np.tensordot(np.abs(u), np.abs(J), 1) + 1e-9
        for i, J in enumerate(jacobians)
    }
    return right, error
