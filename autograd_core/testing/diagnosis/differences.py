"""Gradients by one central difference for each component, where a hint needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.types import Array, Payload

STEP = 6e-6
"""The relative step, the cube root of the rounding of float64."""


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
