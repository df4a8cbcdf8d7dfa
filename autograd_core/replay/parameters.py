# cython: boundscheck=False, wraparound=False
"""Many Values at once: their numbers and gradients as arrays, and back.

An optimizer and a program move all parameters of a model together. Compiled, these
loops read and write the fields of the nodes; see `parameters.pxd`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core.engine.native.arrays as arrays
import autograd_core.engine.native.value_lists as value_lists
import autograd_core.engine.record as recorder
from autograd_core.engine.node import Node


def data_of(values: list[Any]) -> Any:
    """The numbers of Values, as a new array of float64.

    >>> from autograd_core import Value
    >>> data_of([Value(1.0), Value(2.0)])
    array([1., 2.])
    """
    out = np.empty(len(values))
    numbers = arrays.numbers(out)
    for i in range(len(values)):
        numbers[i] = value_lists.number(values, i)
    return out


def gather(values: list[Any], data: Any, gradients: Any) -> bool:
    """Write the numbers and gradients of Values into arrays of float64.

    Returns:
        Whether every one has a gradient; 0 stands for one that is missing.

    >>> data, gradients = np.empty(2), np.empty(2)
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> gather([w, Value(1.0)], data, gradients)
    False
    >>> data, gradients
    (array([3., 1.]), array([6., 0.]))
    """
    numbers = arrays.numbers(data)
    slopes = arrays.numbers(gradients)
    all_reached = True
    for i in range(len(values)):
        numbers[i] = value_lists.number(values, i)
        slopes[i] = value_lists.gradient(values, i)
        all_reached = value_lists.is_reached(values, i) and all_reached
    return all_reached


def all_have_gradients(nodes: list[Any]) -> bool:
    """Whether every one of some Values and Tensors has a gradient."""
    for i in range(len(nodes)):
        node: Node = nodes[i]
        if not node._reached:
            return False
    return True


def made_since(leaves: list[Any], moment: Any) -> set[int]:
    """The ids of the leaves that were made since a moment, or inside `no_grad()`.

    Args:
        leaves: Values.
        moment: what `walk.begin` gave.

    >>> from autograd_core import Value
    >>> from autograd_core.engine import walk
    >>> old, moment, new = Value(1.0), walk.begin(), Value(2.0)
    >>> made_since([old, new], moment) == {id(new)}
    True
    """
    young = set()
    for i in range(len(leaves)):
        leaf: Node = leaves[i]
        if leaf._mark >= moment or leaf._unrecorded:
            young.add(id(leaf))
    return young


def assign(values: list[Any], numbers: Any) -> None:
    """Give each Value its entry of an array of float64.

    >>> w = Value(1.0)
    >>> assign([w], np.array([5.0]))
    >>> w.data
    5.0
    """
    entries = arrays.numbers(numbers)
    for i in range(len(values)):
        value_lists.put(values, i, entries[i])
    recorder.note_assignment()


def clear_gradients(values: list[Any]) -> bool:
    """Forget the gradients of leaves; whether one of them had a gradient."""
    had_gradient = False
    for i in range(len(values)):
        if value_lists.is_value(values, i):
            had_gradient = value_lists.is_reached(values, i) or had_gradient
            value_lists.clear(values, i)
        else:
            leaf = values[i]
            had_gradient = had_gradient or leaf.has_grad
            leaf.zero_grad()
    return had_gradient
