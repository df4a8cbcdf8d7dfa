"""The numbers among the inputs, and gradients with respect to them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd_core.array_ops.coercion import real_array
from autograd_core.engine.node import payload_of
from autograd_core.messages.numbers import is_number
from autograd_core.messages.types import Array, Payload

InputGradients = dict[int, Array]
"""The gradient with respect to each input, by its position among the inputs."""


class Component(NamedTuple):
    """One number among the inputs: which input, and which entry of it."""

    input: int
    entry: tuple[int, ...]


def as_components(gradient: Any, where: str = "gradient") -> Array:
    """A gradient as a float64 array, also from a node.

    Args:
        gradient: a number, an array, a list of numbers or a node.
        where: opens the error message.

    Raises:
        TypeError: it holds anything but real numbers.
        ValueError: it is a ragged list.

    >>> as_components([1, 2])
    array([1., 2.])
    """
    data = payload_of(gradient)
    if data is None:
        raise TypeError(f"{where}: got None; does a function lack its return?")
    if not isinstance(data, np.ndarray) and is_number(data):  # a Fraction, too
        return np.asarray(float(data))
    return real_array(data, where).astype(np.float64)


def in_float64(payload: Payload) -> Payload:
    """A payload in the precision in which differences are taken."""
    return payload.astype(np.float64) if isinstance(payload, np.ndarray) else payload


def copied(payload: Any) -> Any:
    """A payload that the function may change."""
    return payload.copy() if isinstance(payload, np.ndarray) else payload


def with_moved(payload: Payload, change: Array) -> Any:
    """A payload further on, still a number if it is one.

    >>> with_moved(1.5, np.array(0.5))
    2.0
    """
    further = payload + change
    return further if isinstance(payload, np.ndarray) else float(further)


def with_number(payload: Payload, entry: tuple[int, ...], number: Any) -> Any:
    """A payload with another number at one entry.

    >>> with_number(np.zeros(2), (1,), 5.0)
    array([0., 5.])
    """
    if not isinstance(payload, np.ndarray):
        return number
    changed = payload.astype(np.result_type(payload, type(number)))
    changed[entry] = number
    return changed


def number_at(gradients: InputGradients | None, component: Component) -> float | None:
    """One number of a gradient, None without one."""
    if gradients is None:
        return None
    return float(gradients[component.input][component.entry])


def along(
    gradients: InputGradients | None, tangents: Mapping[int, Array]
) -> float | None:
    """The derivative along a direction: sum of gradient x tangent."""
    if gradients is None:
        return None
    products = [gradients[i] * tangent for i, tangent in tangents.items()]
    return float(math.fsum(float(np.sum(product)) for product in products))


def largest_of(numbers: Array) -> float:
    """The largest |x| of the finite ones, 0 without any."""
    sizes = np.abs(numbers)
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def norm_along(errors: InputGradients, tangents: Mapping[int, Array]) -> float:
    """Independent errors along a direction: their squares add up."""
    parts = [np.nan_to_num(errors[i] * tangents[i]) for i in tangents if i in errors]
    size = max(
        [float(np.max(np.abs(part), initial=0.0)) for part in parts], default=0.0
    )
    if not size:
        return 0.0
    return size * math.sqrt(sum(float(np.sum((part / size) ** 2)) for part in parts))
