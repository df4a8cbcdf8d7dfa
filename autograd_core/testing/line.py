"""A line through the point of a check: along a component, or along a direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core.messages.types import Array


@dataclass(frozen=True)
class Line:
    """A line through the point, along a component or a direction.

    Attributes:
        f: the function along it.
        x: the point.
        tangents: the direction, an array for each input that moves.
        scales: units for the steps, next to |x|.
        largest: the largest part that a component has in the derivative.
        noise: the float32 rounding of the gradients.
        atol: the difference that it excuses.
        connected: whether the result depends on the input in the graph.
        is_component: whether it is along one component.
    """

    f: Callable[[Any], Any]
    x: float
    tangents: Mapping[int, Array]
    scales: Sequence[float] = ()
    largest: float = 0.0
    noise: float = 0.0
    atol: float = 0.0
    connected: bool = True
    is_component: bool = True
