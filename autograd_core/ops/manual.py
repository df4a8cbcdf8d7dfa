"""Nodes recorded by hand: `Value(data, children, local_grads)`, as microgpt does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from autograd_core.messages.errors import GraphError
from autograd_core.messages.numbers import as_float
from autograd_core.messages.operands import is_node, is_tensor
from autograd_core.messages.types import Operand, Operands
from autograd_core.ops.sequence_op import NaryOp

_CALL = "Value(data, children, local_grads)"


def _no_slope(i: int, out: Operand, operands: Operands) -> Operand:
    raise GraphError(
        f"no higher derivative through a node made as {_CALL}: its local derivatives "
        "are plain numbers; use the op itself, or custom_op"
    )


MANUAL = NaryOp("Value", _no_slope, symbol="")
"""The rule of nodes whose local derivatives the user gave."""


def checked_parents(
    children: object, local_grads: object
) -> tuple[tuple[Any, ...], list[float]]:
    """The parents and local derivatives of a node recorded by hand.

    Raises:
        TypeError: a child is not a Value, or a local derivative not a number; for the
            name of an op, which micrograd has there, the message says what to write.
        ValueError: there is not one local derivative for each child.
    """
    if is_node(children) or not isinstance(children, Collection):
        raise TypeError(
            f"{_CALL}: children must be a tuple of Values, got "
            f"{type(children).__name__} {children!r}"
        )
    if not isinstance(local_grads, Collection):
        raise TypeError(
            f"{_CALL}: local_grads must be a tuple of numbers, got "
            f"{type(local_grads).__name__} {local_grads!r}"
        )
    parents = tuple(children)
    for child in parents:
        if not is_node(child) or is_tensor(child):
            name = f"; for a name write label={children!r}"
            raise TypeError(
                f"{_CALL}: every child must be a Value, got "
                f"{type(child).__name__} {child!r}"
                f"{name if isinstance(children, str) else ''}"
            )
    # micrograd passes its op here; for a leaf that is "".
    if isinstance(local_grads, str) and local_grads:
        raise TypeError(
            f"{_CALL}: got the op {local_grads!r}, as in micrograd; here a node has "
            "one number d self / d child for each child, in place of _backward, e.g. "
            "Value(t, (x,), (1 - t**2,)); or write the op with custom_op"
        )
    if len(local_grads) != len(parents):
        raise ValueError(
            f"{_CALL}: {len(parents)} children need {len(parents)} local derivatives "
            f"(d self / d child), got {local_grads!r}"
        )
    return parents, [as_float(slope, _CALL) for slope in local_grads]
