"""The local derivatives of one op on arrays, written out: `Tensor.local_grads`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.messages.types import Array

if TYPE_CHECKING:
    from autograd_core.tensor.methods import ArrayMethods


def local_grads(node: ArrayMethods) -> tuple[Array, ...]:
    """The local derivative of a result with respect to each of its parents.

    Raises:
        GraphError: the data of an operand was assigned since the op ran.
    """
    rule = node.rule
    if rule is None:
        return ()
    node._check_current()
    operands = tuple([payload_of(operand) for operand in node.operands])
    slopes = []
    for i, operand in enumerate(node.operands):
        if not isinstance(operand, Node):
            continue
        with np.errstate(all="ignore"):
            if rule.elementwise:
                slope: Any = rule.local_grad(i, payload_of(node), operands)
                slope = np.broadcast_to(slope, node.shape).astype(node.dtype)
            else:
                slope = _jacobian(node, i, operand, operands)
        slopes.append(slope)
    return tuple(slopes)


def _jacobian(
    node: ArrayMethods, i: int, operand: Any, operands: tuple[Any, ...]
) -> Array:
    """The Jacobian of a result with respect to operand `i`, row by row."""
    shape = np.shape(payload_of(operand))
    rows = np.zeros((node.size, *shape), node.dtype)
    for k in range(node.size):
        basis = np.zeros(node.size, node.dtype)
        basis[k] = 1.0
        upstream = basis.reshape(node.shape)
        cotangent = rule_of(node).vjp(i, upstream, payload_of(node), operands)
        rows[k] = operand._unbroadcast(cotangent)
    return rows.reshape(node.shape + shape)
