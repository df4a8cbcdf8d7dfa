"""Ops on NumPy arrays of Values, or on a Value beside an array: entry by entry.

They give an array of nodes (dtype object), as `array * value` does in NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.messages.operands import call_text, is_node


def holds_nodes(operands: Sequence[object]) -> bool:
    """Whether one of them is an array of nodes."""
    return any(
        isinstance(operand, np.ndarray)
        and operand.dtype.kind == "O"
        and any(map(is_node, operand.flat))
        for operand in operands
    )


def entrywise(op: Any, operands: Sequence[object]) -> np.ndarray:
    """`op` of the entries of the operands, which broadcast; an array of the results.

    Args:
        op: an op of single numbers and nodes.
        operands: arrays of numbers or nodes, nodes, and numbers.

    Raises:
        ValueError: the shapes do not go together.

    >>> from autograd_core import Value, where
    >>> entrywise(where, (np.array([True, False]), Value(2.0), 0.0))
    array([Value(data=2.0, grad=0.0, op='where'),
           Value(data=0.0, grad=0.0, op='where')], dtype=object)
    """
    boxes = [boxed(operand) for operand in operands]
    try:
        np.broadcast_shapes(*[box.shape for box in boxes])
    except ValueError:
        shapes = " and ".join(str(box.shape) for box in boxes if box.ndim)
        raise ValueError(
            f"{call_text(op, operands)}: the shapes {shapes} do not broadcast; their "
            "lengths must be equal or 1, counted from the last axis"
        ) from None
    return np.frompyfunc(op, len(boxes), 1)(*boxes)


def boxed(operand: object) -> np.ndarray:
    """An array of objects, on which NumPy calls the op of each entry."""
    if isinstance(operand, (np.ndarray, list, tuple)):
        return np.asarray(operand, dtype=object)
    box = np.empty((), dtype=object)
    box[()] = operand
    return box
