"""Hints on a gradient by hand that has another shape than it must, or a wrong order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograd_core.array_ops.broadcasting import broadcast_axes
from autograd_core.messages.types import Array, Shape
from autograd_core.testing.diagnosis.verdict import MATCH
from autograd_core.testing.function.analytic import Formula


def same_up_to_rounding(array: Array, right: Array, limit: float = np.inf) -> bool:
    """Whether two arrays of one shape hold the same numbers, up to rounding.

    Args:
        array: an array.
        right: another one.
        limit: by how much they may differ at most.

    >>> tiny, ones = np.array([1e-12]), np.ones(2)
    >>> same_up_to_rounding(tiny, 2 * tiny), same_up_to_rounding(ones, ones)
    (False, True)
    """
    size = float(np.max(np.abs(right), initial=0.0))
    off = float(np.max(np.abs(array - right), initial=0.0))
    return size > 0.0 and off <= min(MATCH * size, limit)


def formula_shape_hints(formula: Formula, right: Mapping[int, Array]) -> list[str]:
    """The corrections of the arrays of a gradient by hand, input by input.

    Args:
        formula: the gradient as it was read.
        right: the right gradients, as far as they are known.
    """
    hints = []
    outer = formula.output_shape
    for i, array in formula.arrays.items():
        name, shape = formula.problem.names[i], np.shape(formula.problem.payloads[i])
        if formula.problem.upstream.weights is not None:
            is_transposed = array.shape == (*shape, *outer)
            if is_transposed and array.shape != (*outer, *shape):
                hints.append(f"the Jacobian of {name} is transposed: results first")
        elif array.shape != shape and i in right:
            hints.append(shape_hint(name, array, right[i]))
    return hints


def shape_hint(name: str, gradient: Array, right: Array) -> str:
    """The way from a gradient of another shape to the right one.

    >>> shape_hint("b", np.ones((4, 3)), np.full(3, 4.0))
    'b was broadcast, but its gradient is not summed over the broadcast axis: add ...
    """
    shape = right.shape
    if gradient.T.shape == shape and same_up_to_rounding(gradient.T, right):
        return f"the gradient of {name} is right after a transpose: write .T"
    same_size = gradient.size == right.size
    if same_size and same_up_to_rounding(gradient.reshape(shape), right):
        return f"the gradient of {name} is right after .reshape({shape})"
    if _broadcasts_to(shape, gradient.shape):
        axes = broadcast_axes(gradient.shape, shape)
        for reduce, call in ((gradient.sum, "sum"), (gradient.mean, "mean")):
            if same_up_to_rounding(reduce(axis=axes).reshape(shape), right):
                axis = axes[0] if len(axes) == 1 else axes
                return (
                    f"{name} was broadcast, but its gradient is not summed over the "
                    f"broadcast axis: add .{call}(axis={axis})"
                )
    return f"the gradient of {name} must have the shape of {name}, {shape}"


def _broadcasts_to(narrow: Shape, wide: Shape) -> bool:
    try:
        return np.broadcast_shapes(wide, narrow) == wide
    except ValueError:
        return False
