"""Functions that return their value and their gradient: `(loss, grad)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.testing.function.gradient_leaves import is_dict
from autograd_core.testing.function.inputs import Group
from autograd_core.testing.function.trees import plain_tree
from autograd_core.transforms import pytree

AMBIGUOUS_PAIR = (
    "{} returns a number and something made like its inputs: is it (value, gradient)? "
    "Give jac=True to check the second as the gradient of the first, or jac=False to "
    "check both as results"
)


def value_of(out: Any) -> Any:
    """The value of a function that returns `(value, gradient)`.

    Raises:
        TypeError: it returns anything else.

    >>> value_of((9.0, 6.0))
    9.0
    """
    if not isinstance(out, (tuple, list)) or len(out) < 2:
        raise TypeError(
            "jac=True: f must return (value, gradient), but it returned "
            f"{type(out).__name__}"
        )
    return out[0]


def gradient_of(out: Any) -> Any:
    """The gradient of a function that returns `(value, gradient)`.

    >>> gradient_of((9.0, 6.0)), gradient_of((9.0, 6.0, 1.0))
    (6.0, (6.0, 1.0))
    """
    value_of(out)
    return out[1] if len(out) == 2 else tuple(out[1:])


def is_pair(out: Any, groups: Sequence[Group]) -> bool:
    """Whether a result is a number and something made like the inputs.

    Args:
        out: what f returned.
        groups: the inputs.

    >>> groups = [Group("x", np.zeros(3), [])]
    >>> is_pair((1.0, np.ones(3)), groups), is_pair((1.0, 2.0), groups)
    (True, False)
    """
    if type(out) is not tuple or len(out) < 2 or not _is_number(out[0]):
        return False
    return is_gradient(gradient_of(out), groups)


def is_gradient(gradient: Any, groups: Sequence[Group]) -> bool:
    """Whether something is made like the inputs, shapes included."""
    trees = [group.tree for group in groups]
    if len(groups) == 1 and _fits(gradient, trees[0]):
        return True
    if is_dict(gradient):
        names = [group.name for group in groups]
        if set(gradient) != set(names):
            return False
        gradient = [gradient[name] for name in names]
    if not isinstance(gradient, (tuple, list)) or len(gradient) != len(groups):
        return False
    return all(map(_fits, gradient, trees))


def _fits(gradient: Any, tree: Any) -> bool:
    try:
        gradient = plain_tree(gradient)
        if not pytree.same_structure(tree, gradient):
            # A vector may be written as a list of its entries.
            return isinstance(tree, np.ndarray) and np.shape(gradient) == tree.shape
        leaves = pytree.leaves_like(tree, gradient)
    except (TypeError, ValueError):  # no numbers, or rows of different lengths
        return False
    return list(map(_shape, leaves)) == list(map(_shape, pytree.leaves(tree)))


def _shape(leaf: Any) -> tuple[int, ...]:
    return np.shape(payload_of(leaf))


def _is_number(out: Any) -> bool:
    if not isinstance(out, Node):
        out = plain_tree(out)
    try:
        leaves = pytree.leaves(out)
    except TypeError:
        return False
    return len(leaves) == 1 and np.size(payload_of(leaves[0])) == 1
