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

_ONE_SIDED_STEP = 1.5e-8
"""The same for a difference to one side, the square root."""

_STEP_ERROR = 1e-7
"""The relative error of a central difference, beside the rounding of f."""

_MOST_DIFFERENCES = 1_024
"""More components than this are not differentiated for a hint."""


def differences(
    f: Callable[[Sequence[Any]], Any],
    payloads: Sequence[Payload],
    center: Array | None = None,
) -> list[Array]:
    """The Jacobian of f by each payload, of shape `f.shape + payload.shape`.

    Args:
        f: a function of a list of payloads.
        payloads: the point.
        center: f there, for differences to one side: half the calls, less accurate.

    >>> (slopes,) = differences(lambda p: p[0] ** 2, [np.array([1.0, 3.0])])
    >>> slopes.round(6).tolist()
    [[2.0, 0.0], [0.0, 6.0]]
    """
    jacobians = []
    for i, payload in enumerate(payloads):
        array = np.asarray(payload, np.float64)
        columns = []
        for entry in np.ndindex(array.shape):
            size = abs(float(array[entry])) or 1.0
            h = size * (STEP if center is None else _ONE_SIDED_STEP)
            up = f(_with_step(payloads, i, entry, h))
            down = f(_with_step(payloads, i, entry, -h)) if center is None else center
            change = np.asarray(up, np.float64) - np.asarray(down, np.float64)
            columns.append(change / (2 * h if center is None else h))
        shape = np.shape(columns[0]) if columns else ()
        stacked = np.stack(columns, axis=-1) if columns else np.empty((0,))
        jacobians.append(stacked.reshape((*shape, *array.shape)))
    return jacobians


def _with_step(
    payloads: Sequence[Payload], i: int, entry: tuple[int, ...], step: float
) -> list[Payload]:
    """The point with one number of it moved."""
    point = list(payloads)
    array = np.array(payloads[i], np.float64)
    array[entry] += step
    point[i] = array if isinstance(payloads[i], np.ndarray) else float(array)
    return point


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
        right = dict(enumerate(differences(problem.nearby, payloads)))
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
    """The Jacobian by each input; None where f cannot be asked for it.

    Away from the point of the check, where a hint is confirmed, differences to one side
    are enough.
    """
    if problem.bounds or problem.size > _MOST_DIFFERENCES:
        return None

    def outputs(payloads: Sequence[Any]) -> Array:
        problem.calls.count()
        return problem.outputs(payloads)

    try:
        center = None if payloads is problem.exact else outputs(payloads)
        return differences(outputs, payloads, center)
    except (Exception, OutOfBudget):  # an edge of the domain, the end of the budget
        return None


def contracted(
    problem: Problem, jacobians: Sequence[Array]
) -> tuple[InputGradients, InputGradients]:
    """u J and its error bars."""
    u = problem.upstream.flat()
    right: InputGradients = {i: np.tensordot(u, J, 1) for i, J in enumerate(jacobians)}
    error: InputGradients = {
        i: 10 * _STEP_ERROR * np.tensordot(np.abs(u), np.abs(J), 1) + 1e-9
        for i, J in enumerate(jacobians)
    }
    return right, error
