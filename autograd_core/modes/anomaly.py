"""Checks for results and derivatives that are inf or nan: a warning or an error."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError, NonFiniteError
from autograd_core.messages.operands import call_text, payload
from autograd_core.messages.types import NodeLike, Payload
from autograd_core.modes import modes
from autograd_core.modes.user_code import user_line, warn

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def without_warnings() -> Iterator[None]:
    """Warn of no result inside: who has warned of all that follow from one.

    >>> from autograd_core import Value
    >>> with without_warnings():
    ...     Value(0.0).log()
    Value(data=-inf, grad=0.0, op='log')
    """
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


class _OfOp(str):
    """What happened in an op; on one line, `warnings` shows one such text by default.

    It tells texts apart by `==`, and their numbers differ in each step of a training
    that diverges.
    """

    _op: str

    def __new__(cls, text: str, op: str) -> _OfOp:
        self = super().__new__(cls, text)
        self._op = op
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _OfOp) and self._op == other._op

    def __hash__(self) -> int:
        return hash(self._op)


def check_result(node: NodeLike) -> None:
    """Warn of a result that is not finite, or raise inside `detect_anomaly()`.

    As in NumPy, an inf that was already among the operands passes silently, and the
    same op on the same line is warned of once, unless a filter of warnings says more.

    Raises:
        NonFiniteError: inside `detect_anomaly()`.
    """
    if math.isfinite(node._payload()):
        return
    operands = node.operands
    message = f"{call_text(node.rule, operands)} gave {node._payload()!r}"
    if modes.detecting():
        raise NonFiniteError(f"{message}\n  at {user_line()}")
    if _silent.get():
        return
    # The operand of a Value may be a Tensor, of which it is an entry.
    numbers = [np.asarray(payload(operand)) for operand in operands]
    if any(np.isnan(number).any() for number in numbers):
        return
    if math.isnan(node._payload()) or all(np.isfinite(x).all() for x in numbers):
        warn(_OfOp(message, node.op), RuntimeWarning)


def check_gradient(
    parent: NodeLike, child: NodeLike, gradient: float, slope: float
) -> None:
    """Raise when a contribution to a gradient is not finite.

    Args:
        parent: the node the contribution goes to.
        child: the node it comes from.
        gradient: the upstream gradient of `child`.
        slope: the local derivative d child / d parent.

    Raises:
        NonFiniteError: if `gradient * slope` is inf or nan.
    """
    contribution = gradient * slope
    if math.isfinite(contribution):
        return
    raise _error(
        _gradient_to(parent),
        child,
        f"is {contribution!r}: upstream gradient {gradient!r} x local derivative "
        f"{slope!r}",
    )


def check_cotangent(parent: NodeLike, child: NodeLike, contribution: Payload) -> None:
    """Raise when an array that is added to a gradient is not finite everywhere.

    Raises:
        NonFiniteError: with the op, the shapes and the line that made the node.
    """
    if not np.isfinite(contribution).all():
        raise _error(_gradient_to(parent), child, _verdict(contribution))


def check_tangent(node: NodeLike, tangent: Payload) -> None:
    """Raise when the tangent of a result, of forward mode, is not finite everywhere.

    Raises:
        NonFiniteError: with the op, its operands and the line that made the node.
    """
    if not np.isfinite(tangent).all():
        raise _error("the tangent of", node, _verdict(tangent))


def check_array(node: NodeLike) -> None:
    """Inside `detect_anomaly()`: raise when a result has an inf or nan.

    Raises:
        NonFiniteError: with the op, its operands and the user's line.
    """
    if np.isfinite(node._payload()).all():
        return
    raise NonFiniteError(
        f"{call_text(node.rule, node.operands)} gave {_bad_entries(node._payload())}"
        f"\n  at {user_line()}"
    )


def _gradient_to(parent: NodeLike) -> str:
    name = f" to {parent.label}" if parent.label else ""
    return f"the gradient{name} through"


def _error(quantity: str, node: NodeLike, verdict: str) -> NonFiniteError:
    """The error for a derivative that is not finite, with the line of its node."""
    line = modes.line_of(node) or "a line outside detect_anomaly()"
    return NonFiniteError(
        f"{quantity} {call_text(node.rule, node.operands)} {verdict}"
        f"\n  the node was made at {line}"
    )


def _verdict(numbers: Payload) -> str:
    """`is nan` of a number, `has 2 entries ...` of an array."""
    return f"{'has' if np.ndim(numbers) else 'is'} {_bad_entries(numbers)}"


def _bad_entries(numbers: Payload) -> str:
    """The count of entries that are not finite, and the first; of a number itself.

    >>> _bad_entries(np.array([1.0, np.nan, np.inf]))
    '2 entries of 3 that are not finite, first nan at [1]'
    """
    array = np.asarray(numbers)
    if not array.ndim:
        return repr(array.item())
    bad = np.argwhere(~np.isfinite(array))
    first = tuple(int(i) for i in bad[0])
    place = f" at [{', '.join(map(str, first))}]"
    entries = "1 entry" if len(bad) == 1 else f"{len(bad)} entries"
    return (
        f"{entries} of {array.size} that {'is' if len(bad) == 1 else 'are'} not "
        f"finite, first {array[first]}{place}"
    )


def check_walk(order: Sequence[Any], root: Any, seed: Any) -> None:
    """Walk without writing, and stop at an inf or nan, before `backward()` writes any.

    Args:
        order: the results at and below `root`, consumers first.
        root: where the walk starts.
        seed: its upstream gradient.

    Raises:
        NonFiniteError: a contribution to a gradient is not finite.
        GraphError: an array was changed in place after an op had used it.
    """
    totals = {id(root): seed}
    with np.errstate(all="ignore"):
        for node in order:
            node._check_unchanged()
            upstream = totals.get(id(node), 0.0)
            for i, parent, slope in node._edges():
                if slope is not None and isinstance(parent._payload(), float):
                    contribution = upstream * slope
                    check_gradient(parent, node, upstream, slope)
                else:
                    contribution = node._contribution(i, parent, upstream)
                    check_cotangent(parent, node, contribution)
                if id(parent) in totals:
                    contribution = totals[id(parent)] + contribution
                totals[id(parent)] = contribution


SUMS_AND_PRODUCTS = frozenset(("add", "subtract", "negative", "multiply"))
"""Ops whose local derivatives tell all changes of their operands that matter."""


def check_result_unchanged(node: Any) -> None:
    """Raise when an elementwise op on Values, run again, gives another result.

    It may have the same local derivative: x^3 at -x. Other ops are not run again.

    Raises:
        GraphError: the data of an operand was assigned since.
    """
    rule = node.rule
    if not rule.elementwise:
        return
    recorded = node._payload()
    current = rule.value(*map(payload, node.operands))
    if current != recorded and abs(current - recorded) > 1e-14 * abs(recorded):
        raise GraphError(
            "gradients(create_graph=True): the data of an operand of "
            f"{call_text(rule, node.operands)} was assigned after the op ran (its "
            f"result was {recorded!r}, now it is {current!r}); compute it anew"
        )


def check_data_unchanged(node: Any, recorded: float, current: float) -> None:
    """Raise when the data of an operand was assigned after the op ran.

    Args:
        node: the result of the op.
        recorded: its local derivative when the op ran.
        current: the same derivative, computed from the operands as they are.

    Raises:
        GraphError: the two differ.
    """
    if recorded == current or (recorded != recorded and current != current):
        return
    # The two may be computed in different ways: one underflows before the other, and a
    # large result costs the derivative of logsumexp digits.
    size = max(abs(recorded), abs(current))
    rounding = (1e-6 + 1e-15 * abs(node._payload())) * size
    exact = node.rule.name in SUMS_AND_PRODUCTS
    if not exact and (size < 1e-300 or abs(recorded - current) <= rounding):
        return
    raise GraphError(
        f"gradients(create_graph=True): the data of an operand of "
        f"{call_text(node.rule, node.operands)} was assigned after the op ran (its "
        f"local derivative was {recorded!r}, now it is {current!r}); compute it anew"
    )
