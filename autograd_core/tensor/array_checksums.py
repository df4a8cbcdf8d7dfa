"""In-place changes of recorded arrays, found inside `detect_anomaly()`."""

from __future__ import annotations

import zlib
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd_core.array_ops.coercion import is_tensor, payload_of
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import call_text, describe
from autograd_core.modes import modes

_fingerprints: WeakKeyDictionary[Any, tuple[int, ...]] = WeakKeyDictionary()


def _fingerprint(payload: Any) -> int:
    if not isinstance(payload, np.ndarray):
        return 0
    return zlib.crc32(np.ascontiguousarray(payload).tobytes())


def _payloads(node: Any) -> list[Any]:
    return [payload_of(each) for each in (*node.operands, node)]


def take_fingerprints(node: Any) -> None:
    """Remember what the arrays of an op look like when it runs."""
    _fingerprints[node] = tuple(_fingerprint(each) for each in _payloads(node))


def check_fingerprints(node: Any) -> None:
    """Raise if an array of this op was changed in place since it ran.

    Raises:
        GraphError: with the op, the name of the array and the line of the op.
    """
    taken = _fingerprints.get(node)
    if taken is None:
        return
    for each, before in zip((*node.operands, node), taken, strict=True):
        if _fingerprint(payload_of(each)) != before:
            made = modes.line_of(node) or "an unknown line"
            owner = _owner(each)
            what = "the result" if owner is node else describe(owner)
            raise GraphError(
                f"{call_text(node.rule, node.operands)}: {what} was changed in place "
                "after the op ran, so its gradient would be that of other numbers; "
                f"change a copy\n  the op ran at {made}"
            )


def _owner(operand: Any) -> Any:
    """The node whose numbers these are: of a view `W[0]` the W that it looks into."""
    while is_tensor(operand) and operand.operands:
        below = operand.operands[0]
        if not is_tensor(below) or not np.may_share_memory(operand.data, below.data):
            break
        operand = below
    return operand
