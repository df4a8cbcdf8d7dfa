"""Hints on a gradient by hand that has another shape than it must, or a wrong order."""

from __future__ import annotations

import numpy as np

from autograd_core.array_ops.broadcasting import broadcast_axes
from autograd_core.messages.types import Array, Shape
from autograd_core.testing.diagnosis.verdict import MATCH
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.components import InputGradients
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.derivative import derivative


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


def formula_shape_hints(
    formula: Formula, by_engine: InputGradients | None
) -> list[str]:
    """The corrections of the arrays of a gradient by hand, input by input.

    Args:
        formula: the gradient as it was read.
        by_engine: the gradient of the engine, None without one.
    """
    hints = []
    weights = formula.problem.upstream.weights
    for i, array in formula.arrays.items():
        shape = np.shape(formula.problem.payloads[i])
        if weights is not None:
            hints += _jacobian_hints(formula, i, by_engine)
        elif array.shape != shape:
            right = _right_gradient(formula.problem, i, by_engine)
            hints.append(shape_hint(formula.problem.names[i], array, right))
    return hints


def _jacobian_hints(
    formula: Formula, i: int, by_engine: InputGradients | None
) -> list[str]:
    """A Jacobian whose axes are in the wrong order."""
    problem, name = formula.problem, formula.problem.names[i]
    jacobian, outer = formula.arrays[i], formula.output_shape
    shape = np.shape(problem.payloads[i])
    if jacobian.shape == (*outer, *shape):
        if len(outer) != 1 or outer != shape:
            return []
        # A square Jacobian has the right shape after a transpose, too.
        u = problem.upstream.flat()
        right = _right_gradient(problem, i, by_engine)
        transposed = same_up_to_rounding(u @ jacobian.T, right)
        if transposed and not same_up_to_rounding(u @ jacobian, right):
            return [f"the Jacobian of {name} is right after a transpose: write .T"]
    elif jacobian.shape == (*shape, *outer) and not jacobian.shape == outer == shape:
        return [f"the Jacobian of {name} is transposed: results first"]
    return []


def _right_gradient(
    problem: Problem, i: int, by_engine: InputGradients | None
) -> Array:
    """The gradient to compare with: the engine's, else by differences."""
    if by_engine is not None:
        return by_engine[i]
    right = np.empty(np.shape(problem.payloads[i]))
    for component in problem.components():
        if component.input == i:
            f, x = problem.along(component), problem.number(component)
            right[component.entry] = derivative(f, x).value
    return right


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
