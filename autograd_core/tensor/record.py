"""Ops on arrays while a mode is in force: anomaly checks, no_grad, scopes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.engine.record import note_scope_or_cut
from autograd_core.messages.types import Array, Payload
from autograd_core.modes import modes, profiles
from autograd_core.modes.anomaly import check_array
from autograd_core.ops.rule import Rule
from autograd_core.tensor import array_changes


def examine(node: Node) -> None:
    """Apply the modes in force to a new node."""
    if modes.detecting():
        check_array(node)
        array_changes.take_checksums(node)
    modes.note_line(node)
    profiles.note_tensor_op(node)
    note_scope_or_cut(node)


def quiet(rule: Rule, numbers: Sequence[Payload]) -> Array:
    """The op on arrays; inside `detect_anomaly()` without NumPy's warnings."""
    profiles.start_op()
    if not modes.detecting():
        return rule.array(*numbers)
    with np.errstate(all="ignore"):
        return rule.array(*numbers)
