"""Gradients by hand in forms other than one part for each input.

One row or matrix over the numbers of all inputs, one part for each result of f, or the
gradient of a whole argument of which `wrt` names parts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.messages.types import Array, Shape
from autograd_core.testing.function.components import as_components
from autograd_core.testing.function.foreign import as_numpy, is_foreign
from autograd_core.testing.function.gradient_leaves import (
    is_dict,
    leaves_of_group,
    per_group,
    with_nothing,
)
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.trees import plain_tree
from autograd_core.transforms import pytree


def leaves_of_other_form(analytic: Any, problem: Problem) -> list[Any] | None:
    """The gradient of each input; None for one in the form of the inputs.

    Args:
        analytic: the gradient.
        problem: the function and the point.
    """
    for read in (_in_one_row, _by_result, _of_whole_argument):
        leaves = read(analytic, problem)
        if leaves is not None:
            return leaves
    return None


def _in_one_row(analytic: Any, problem: Problem) -> list[Any] | None:
    """The columns of one array over the numbers of all inputs, as of `concatenate`."""
    shapes = [np.shape(payload) for payload in problem.payloads]
    sizes = [int(np.prod(shape)) for shape in shapes]
    array = as_numpy(analytic, "analytic") if is_foreign(analytic) else analytic
    if len(shapes) < 2 or not isinstance(array, np.ndarray):
        return None
    is_row = problem.upstream.weights is None
    if is_row and is_foreign(analytic) and array.shape == (1, sum(sizes)):
        array = array[0]  # a sparse row, which cannot be a vector
    if array.shape[-1:] != (sum(sizes),) or array.ndim != 2 - is_row:
        return None
    parts = np.split(array, np.cumsum(sizes)[:-1], axis=-1)
    if is_row:
        return [part.reshape(s) for part, s in zip(parts, shapes, strict=True)]
    return list(parts)


def _by_result(analytic: Any, problem: Problem) -> list[Any] | None:
    """The Jacobian by each input, of Jacobians given for each of several results."""
    weights, form = problem.upstream.weights, problem.upstream.form
    if weights is None or len(weights) < 2 or _fits_by_input(analytic, problem):
        return None
    if isinstance(form, dict):
        if not is_dict(analytic) or set(analytic) != set(form):
            return None
        analytic = [analytic[key] for key in form]
    if not isinstance(analytic, (tuple, list)) or len(analytic) != len(weights):
        return None
    rows: list[list[Array]] = [[] for _ in problem.payloads]
    for weight, part in zip(weights, analytic, strict=True):
        arrays = _arrays(part, problem)
        if arrays is None:
            return None
        outer = np.shape(weight)
        for i, array in enumerate(arrays):
            row = _flat(array, outer, np.shape(problem.payloads[i]))
            if row is None:
                return None
            rows[i].append(row)
    return [np.concatenate(parts) for parts in rows]


def _of_whole_argument(analytic: Any, problem: Problem) -> list[Any] | None:
    """The parts that `wrt` names, of the gradient of an argument with named parts."""
    arguments = problem.arguments
    places = [x for group in arguments.groups for x in group.inputs]
    owners = {k for _, _, k, _ in places}
    if len(owners) != 1 or any(len(group.inputs) != 1 for group in arguments.groups):
        return None
    tree = arguments.arguments[owners.pop()].tree
    if not isinstance(tree, dict) or len(places) == len(pytree.leaves(tree)):
        return None
    gradient = with_nothing(tree, plain_tree(analytic, "analytic"))
    if not pytree.same_structure(tree, gradient):
        return None
    leaves = pytree.leaves_like(tree, gradient, "analytic")
    return [leaves[position] for _, _, _, position in places]


def _fits_by_input(analytic: Any, problem: Problem) -> bool:
    """Whether there is a Jacobian over all results for each input."""
    arrays, outer = _arrays(analytic, problem), problem.upstream.shape
    if arrays is None:
        return False
    pairs = zip(arrays, problem.payloads, strict=True)
    return all(_flat(array, outer, np.shape(x)) is not None for array, x in pairs)


def _arrays(analytic: Any, problem: Problem) -> list[Array] | None:
    """A gradient made like the inputs, as arrays; None for one in another form."""
    groups = problem.arguments.groups
    try:
        pairs = zip(groups, per_group(analytic, groups), strict=True)
        leaves = [x for g, part in pairs for x in leaves_of_group(g, part, len(groups))]
        plain = [as_numpy(x, "analytic") if is_foreign(x) else x for x in leaves]
        return [as_components(x, "analytic") for x in plain]
    except (TypeError, ValueError):
        return None


def _flat(jacobian: Array, outer: Shape, shape: Shape) -> Array | None:
    """A Jacobian as a matrix; None if it has another shape than one of those."""
    size = (int(np.prod(outer)), int(np.prod(shape)))
    if jacobian.shape in ((*outer, *shape), size):
        return jacobian.reshape(size)
    return np.diag(jacobian.ravel()) if jacobian.shape == outer == shape else None
