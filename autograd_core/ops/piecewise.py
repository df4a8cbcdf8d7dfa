"""Functions with kinks or jumps; each states what it does there."""

from __future__ import annotations

import math

import numpy as np

from autograd_core.messages.types import Array, Operand
from autograd_core.ops.kinks import shared, side, vanishes, watched
from autograd_core.ops.op import elementwise, is_zero, jump, number_like


def _sign_at(x: Operand, out: Operand) -> Operand:
    """sign(x); where a node is 0, one that jumps there."""
    return watched(side(x, out)) if vanishes(x) else sign(x)


@elementwise("abs", np.absolute, lambda out, x: _sign_at(x, out))
def absolute(x: float) -> float:
    """Absolute value, |x|; also `abs`.

    d/dx = sign(x), so 0 at the kink x = 0.

    >>> absolute(-2.0)
    2.0
    """
    return math.fabs(x)


@jump(np.sign)
def sign(x: float) -> float:
    """Sign: -1 for x < 0, 1 for x > 0; at 0 it is 0, or what `at_zero` says.

    d/dx = 0 everywhere, also at the jump x = 0.

    >>> sign(-2.0), sign(0.0), sign(0.0, at_zero=1.0)
    (-1.0, 0.0, 1.0)
    """
    return x if x != x else float((x > 0) - (x < 0))


@jump(lambda x: np.heaviside(x, 0.0))
def step(x: float) -> float:
    """Unit step: 1 for x > 0, 0 for x < 0; at 0 it is 0 = relu'(0), or `at_zero`.

    d/dx = 0 everywhere, also at the jump x = 0.

    >>> step(2.0), step(0.0), step(0.0, at_zero=1.0)
    (1.0, 0.0, 1.0)
    """
    return x if x != x else float(x > 0)


@elementwise(
    "maximum",
    np.maximum,
    lambda out, x, y: shared(1.0 - 0.5 * (x < y) - 0.5 * (x <= y), x, y, out),
    lambda out, x, y: shared(1.0 - 0.5 * (y < x) - 0.5 * (y <= x), x, y, out),
)
def maximum(x: float, y: float) -> float:
    """The larger of x and y; nan if either is.

    d/dx = 1 where x > y, 0 where x < y; a tie splits the gradient in halves,
    and where x or y is nan each gets all of it.

    >>> maximum(2.0, 3.0)
    3.0
    """
    return x if x >= y or x != x else y


@elementwise(
    "minimum",
    np.minimum,
    lambda out, x, y: shared(1.0 - 0.5 * (x > y) - 0.5 * (x >= y), x, y, out),
    lambda out, x, y: shared(1.0 - 0.5 * (y > x) - 0.5 * (y >= x), x, y, out),
)
def minimum(x: float, y: float) -> float:
    """The smaller of x and y; nan if either is.

    d/dx = 1 where x < y, 0 where x > y; a tie splits the gradient in halves,
    and where x or y is nan each gets all of it.

    >>> minimum(2.0, 3.0)
    2.0
    """
    return x if x <= y or x != x else y


@elementwise(
    "clip",
    lambda x, lo, hi: np.clip(number_like(x, lo, hi), lo, hi),
    lambda out, x, lo, hi: (x > lo) & (x < hi),
    lambda out, x, lo, hi: (x <= lo) & (lo < hi),
    lambda out, x, lo, hi: (x >= hi) | (lo >= hi),
)
def clip(x: float, min: float = -math.inf, max: float = math.inf) -> float:
    """x cut off at both ends, min(max(x, lowest), highest); None is no bound.

    d/dx = 1 between the bounds, else 0, also at the kinks, where the bound takes the
    gradient.

    >>> clip(5.0, 0.0, 1.0), clip(0.5, 0.0, 1.0), clip(5.0, None, 2.0)
    (1.0, 0.5, 2.0)
    """
    if min != min or max != max:
        return min + max
    raised = min if x < min else x
    return max if raised > max else raised


def _where_array(condition: Array, x: Array, y: Array) -> Array:
    if type(y) is float:
        x = number_like(x, condition)
    return np.where(condition, x, y)


@elementwise(
    "where",
    _where_array,
    lambda out, condition, x, y: 0.0,
    lambda out, condition, x, y: 1.0 - is_zero(condition),
    lambda out, condition, x, y: 1.0 * is_zero(condition),
)
def where(condition: float, x: float, y: float) -> float:
    """x where the condition holds, else y.

    d/dx = 1 where it holds, else 0; d/dy the other way round; the condition has no
    gradient. Both branches are evaluated: keep the one not taken finite, for
    0 * inf is nan.

    >>> where(True, 2.0, 3.0), where(False, 2.0, 3.0)
    (2.0, 3.0)
    """
    return x if condition != 0 else y
