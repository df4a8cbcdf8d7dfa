"""Slopes that jump, as nodes: what second derivatives are made of at a kink.

At a kink the first derivative is a convention. If it were a constant there, the second
derivative would be that of the convention: 0 for `norm(x)**2`, which is 2 I. So where a
slope jumps it is a node that says so, and `rule.product` looks for what takes the jump
away: x/|x| times |x| is x, smooth. `array_ops.kinks` does this; what it cannot settle
has the derivative nan.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.operands import is_node
from autograd_core.messages.types import Operand
from autograd_core.ops import rule
from autograd_core.ops.op import Op, elementwise

resolver: Callable[[Operand, Operand], Operand] | None = None
"""The product of two operands of which one may jump; `array_ops.kinks` sets it."""

_alive: set[weakref.ref[Any]] = set()


@elementwise(
    "direction",
    lambda x, length: x / np.where(length == 0, np.inf, length),
    lambda out, x, length: 1.0 / length,
    lambda out, x, length: -out / length,
    auxiliary=True,
)
def direction(x: float, length: float) -> float:
    """x / length, and 0 where the length is 0; there its derivative is inf or nan."""
    return x / (length or math.inf)


# As x / out the derivative by x would be a difference of equal terms where y is small.
@elementwise(
    "cosine",
    lambda x, out, y: x / np.where(out == 0, np.inf, out),
    lambda share, x, out, y: (y / out) * (y / out) / out,
    lambda share, x, out, y: 0.0,
    lambda share, x, out, y: -share * (y / out) / out,
    auxiliary=True,
)
def cosine(x: float, out: float, y: float) -> float:
    """x / out, 0 where that is 0, with the derivatives of out = hypot(x, y) in it."""
    return x / (out or math.inf)


@elementwise(
    "side",
    lambda x, size: np.sign(x),
    lambda out, x, size: 0.0,
    lambda out, x, size: 0.0,
    auxiliary=True,
)
def side(x: float, size: float) -> float:
    """The sign of x, whose absolute value is `size`."""
    return x if x != x else float((x > 0) - (x < 0))


@elementwise(
    "share",
    lambda share, x, y: share,
    lambda out, share, x, y: 0.0,
    lambda out, share, x, y: 0.0,
    lambda out, share, x, y: 0.0,
    auxiliary=True,
)
def share(share: float, x: float, y: float) -> float:
    """A part of a gradient that x and others share as long as they are equal."""
    return share


@elementwise(
    "unsettled",
    lambda x, at: 0.0 * at * np.isfinite(x),
    lambda out, x, at: _nan_at(at),
    lambda out, x, at: 0.0,
    auxiliary=True,
)
def unsettled(x: float, at: float) -> float:
    """0, with the derivative nan where `at` is not 0."""
    return 0.0


@elementwise(
    "bent",
    lambda x, at: 0.0 * at * np.isfinite(x),
    lambda out, x, at: unsettled(x, at),
    lambda out, x, at: 0.0,
    auxiliary=True,
)
def bent(x: float, at: float) -> float:
    """0, with the second derivative nan where `at` is not 0: there the slope jumps."""
    return 0.0


def _nan_at(at: Any) -> Any:
    if type(at) is float:
        return math.nan if at else 0.0
    return np.where(at, math.nan, 0.0)


def in_graph(thing: object) -> bool:
    """Whether it is a node: neither a number, an array nor a term."""
    return is_node(thing) and hasattr(thing, "operands")


def is_term(thing: object) -> bool:
    """Whether it is a symbol that a derivative is printed with."""
    return is_node(thing) and not hasattr(thing, "operands")


def vanishes(node: Any) -> bool:
    """Whether `node` is a node, and 0 somewhere."""
    if not in_graph(node):
        return False
    data = node._payload()
    return data == 0.0 if type(data) is float else not data.all()


def quotient_slope(x: Any, length: Any) -> Any:
    """x / length, 0 where the length is 0; a node that jumps there."""
    return watched(direction(x, length)) if vanishes(length) else x / length


def shared(slope: Any, x: Operand, y: Operand, out: Operand) -> Any:
    """The slope of a maximum or minimum; at a tie on nodes, a node that jumps.

    The maximum of a node and itself has no tie: its two slopes add up to 1 everywhere.
    """
    if x is y or not in_graph(out):
        return slope
    tied = (slope > 0.0) & (slope < 1.0)
    is_tied = tied if type(tied) is bool else tied.any()
    return watched(share(slope, x, y)) if is_tied else slope


def watched(node: Any) -> Any:
    """A new node that jumps: products look for such nodes while there are any."""
    _alive.add(weakref.ref(node, _forget))
    rule.at_kinks = resolver
    return node


def _forget(reference: weakref.ref[Any]) -> None:
    _alive.discard(reference)
    if not _alive:
        rule.at_kinks = None


JUMPING: tuple[Op, ...] = (direction, cosine, side, share)
