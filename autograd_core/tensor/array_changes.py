"""Arrays that were changed after an op used them: assigned, or written into.

Every walk finds an assignment. What is written into an array leaves no trace but its
checksum, which `detect_anomaly()` takes. Of constants the graph has copies; those that
are too large for it are compared, some entries of them, in every walk.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule
from autograd_core.array_ops.coercion import is_large
from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import call_text, describe, is_tensor
from autograd_core.modes import modes
from autograd_core.modes.node_table import NodeTable
from autograd_core.ops import add as ADD
from autograd_core.ops import subtract as SUBTRACT


def check_assignments(node: Any, made: int) -> None:
    """Raise if the data of an operand, or of the result, was assigned since the op ran.

    A linear op is let through: its derivative has no number of its operands. But where
    its result is a view of an operand that was changed in place (`x.data *= 2`), the
    ops that use the result see other numbers.

    Args:
        node: a Tensor.
        made: when its op ran.

    Raises:
        GraphError: with the op and the operand.
    """
    for operand in (*node.operands, node):
        if not is_tensor(operand):
            continue
        tensor: Any = operand
        if tensor._assigned_after(made) and not (
            isinstance(node.rule, LinearRule)
            and not np.may_share_memory(payload_of(node), payload_of(operand))
        ):
            check_checksums(node)  # its message has the line, where it is known
            name = "the result" if operand is node else describe(operand)
            raise GraphError(
                f"{call_text(rule_of(node), node.operands)}: the data of {name} was "
                "assigned after the op ran, so its gradient would be that of other "
                "numbers; compute the result anew"
            )


_samples: NodeTable[tuple[bytes, ...]] = NodeTable()
watched = _samples.entries
"""Those nodes that have large constants, which may have changed since."""


def watch(node: Node) -> None:
    """Remember entries of the constants of an op that are too large to be copied.

    A sum or a linear op is left out: its derivative has no number of its operands.
    """
    if node.rule in (ADD, SUBTRACT) or isinstance(node.rule, LinearRule):
        return
    samples = tuple([_sample(operand) for operand in node.operands])
    if any(samples):
        _samples[node] = samples


def _sample(operand: Any) -> bytes:
    """Some 64 entries, spread over a large constant; none of anything else.

    Each is read from memory anew: more would take longer than a small op.
    """
    if type(operand) is not np.ndarray or not is_large(operand):
        return b""
    per_axis = max(2, round(64 ** (1 / operand.ndim)))
    steps = [slice(None, None, max(1, n // per_axis)) for n in operand.shape]
    return operand[tuple(steps)].tobytes()


def check_watched(node: Node) -> None:
    """Raise if a large constant of this op was changed in place since it ran.

    Raises:
        GraphError: with the op and the constant.
    """
    samples = _samples.get(node) or ()
    for operand, before in zip(node.operands, samples, strict=False):
        if before and _sample(operand) != before:
            check_checksums(node)  # its message has the line, where it is known
            raise _changed(node, operand)


_checksums: NodeTable[tuple[int, ...]] = NodeTable()


def _checksum(operand: object) -> int:
    payload = payload_of(operand)
    if not isinstance(payload, np.ndarray):
        return 0
    return zlib.crc32(np.ascontiguousarray(payload).tobytes())


def take_checksums(node: Node) -> None:
    """Remember the arrays of an op, its operands and its result, as it runs."""
    arrays = (*node.operands, node)
    _checksums[node] = tuple([_checksum(array) for array in arrays])


def check_checksums(node: Node) -> None:
    """Raise if an array of this op was changed in place since it ran.

    Raises:
        GraphError: with the op, the name of the array and the line of the op.
    """
    checksums = _checksums.get(node)
    if checksums is None:
        return
    for operand, before in zip((*node.operands, node), checksums, strict=True):
        if _checksum(operand) != before:
            raise _changed(node, operand)


def _changed(node: Node, operand: object) -> GraphError:
    owner = _owner(operand)
    name = "the result" if owner is node else describe(owner)
    line = modes.line_of(node)
    return GraphError(
        f"{call_text(rule_of(node), node.operands)}: {name} was changed in place after "
        "the op ran, so its gradient would be that of other numbers; change a copy"
        + (f"\n  the op ran at {line}" if line else "; detect_anomaly() names the line")
    )


def _owner(operand: Any) -> Any:
    """The node that owns the array: of a view `W[0]` the W that it looks into."""
    while is_tensor(operand) and operand.operands:
        below = operand.operands[0]
        if not is_tensor(below) or not np.may_share_memory(
            payload_of(operand), payload_of(below)
        ):
            break
        operand = below
    return operand
