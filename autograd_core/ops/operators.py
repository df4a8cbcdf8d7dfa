"""Python's operators that are not ops: in place, comparing, rounding."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError
from autograd_core.messages.numbers import is_foreign_array, is_number
from autograd_core.messages.operands import (
    describe,
    is_mapped,
    is_node,
    payload,
    short_repr,
)
from autograd_core.modes import active_inputs, modes, recordings
from autograd_core.modes.active_inputs import running


def in_place(
    node: Any, other: Any, operation: Callable[[Any, Any], Any], symbol: str
) -> Any:
    """`node symbol other`: inside `no_grad()` a leaf moves, elsewhere a node is made.

    Raises:
        GraphError: outside `no_grad()`, for a leaf and a plain number or array: what is
            meant is mostly a step of a parameter, and a new node would leave it as is.
    """
    if type(other) is type(node) and not modes.in_force:  # the most frequent: quick
        return operation(node, other)
    # What a transform calls a function with are leaves, but numbers to the function.
    if not node.is_leaf or active_inputs.is_argument(node):
        return operation(node, other)
    if modes.recording():
        if is_node(other):
            return operation(node, other)
        name = _variable(node)
        raise GraphError(
            f"{name} {symbol} {short_repr(other, 20)} outside no_grad(): the leaf "
            f"{describe(node)} would stay as it is. To move it write `with no_grad(): "
            f"{name} {symbol} ...`, or {name}.data {symbol} ...; for a new node write "
            f"{name} = {name} {symbol[:-1]} ..."
        )
    if is_mapped(other):
        raise GraphError(
            f"{_variable(node)} {symbol} {describe(other)}: one leaf cannot move by "
            "a number for each example; give the steps back from the function of vmap, "
            "and move the leaf by their sum or mean outside"
        )
    node.data = operation(node._payload(), payload(other))
    return node


def _variable(node: Any) -> str:
    """What a program may call a node: its label, if that can be a variable's name."""
    label: str = node.label
    return label if label.isidentifier() else "p"


def check_modulo(base: object, exponent: object, modulo: object) -> None:
    """Refuse `pow(base, exponent, modulo)` with a third argument.

    Raises:
        TypeError: it is not None.
    """
    if modulo is not None:
        raise TypeError(
            f"pow({describe(base)}, {describe(exponent)}, {describe(modulo)}): a power "
            "modulo a number is for integers, and has no derivative; write x ** y"
        )


def _number(node: Any) -> Any:
    # An attribute is quicker than a method, but in a transform it may refuse.
    return node._payload() if running else node.data


def compare(node: Any, other: Any, test: Callable[[Any, Any], Any]) -> Any:
    """Compare payloads: the result is a plain bool or array, not a node."""
    left, right = _number(node), other
    if type(other) is float:  # the most frequent: quick
        pass
    elif type(other) is type(node) or is_node(other):
        if is_mapped(other):
            return NotImplemented  # its own comparison answers
        right = _number(other)
    elif is_foreign_array(other):
        other = right = np.asarray(other)
    elif not is_number(other) and not (
        isinstance(left, np.ndarray) and isinstance(other, (np.ndarray, list, tuple))
    ):
        return NotImplemented
    try:
        result = test(left, right)
    except ValueError:
        raise ValueError(
            f"cannot compare {describe(node)} with {describe(other)}: their lengths "
            "must be equal or 1, counted from the last axis"
        ) from None
    result = bool(result) if isinstance(result, np.bool_) else result
    if running:
        recordings.note_comparison(node, other, test, result)
    return result


def truth(node: Any) -> bool:
    """Whether the number of a node is not 0."""
    holds = bool(node._payload() != 0)
    if running:
        recordings.note_comparison(node, 0.0, operator.ne, holds)
    return holds
