"""Many leaves at once that live in the buffers of an optimizer.

The work of a step on small networks is looking at each parameter; compiled, these loops
cost nothing beside it. `flat_buffers.pxd` holds the types.
"""

from __future__ import annotations

from typing import Any

import autograd_core.tensor.gradient_buffer as buffers
from autograd_core.tensor.gradient_buffer import GradientArray


def live_in(tensors: list[Any], data: list[Any], grads: list[Any]) -> bool:
    """Whether each leaf uses these very arrays as its data and its gradient."""
    for i in range(len(tensors)):
        leaf: GradientArray = tensors[i]
        if leaf._array is not data[i] or leaf._gradient is not grads[i]:
            return False
    return True


def forget_gradients(tensors: list[Any]) -> bool:
    """Let no leaf have a gradient; its array stays as it is.

    Returns:
        Whether one had.
    """
    had = False
    for tensor in tensors:
        leaf: GradientArray = tensor
        had = had or leaf._reached
        leaf._reached = False
    return had


def note_changes(tensors: list[Any]) -> None:
    """Say of the leaves that have a gradient that their data was written into."""
    buffers.assignments += 1
    for tensor in tensors:
        leaf: GradientArray = tensor
        if leaf._reached:
            leaf._assigned = buffers.assignments
