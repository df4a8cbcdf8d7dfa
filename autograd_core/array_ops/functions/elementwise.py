"""Elementwise functions of NumPy that are made of the ops."""

from __future__ import annotations

import math
from typing import Any, overload

import numpy as np

from autograd_core import ops
from autograd_core.array_ops.coercion import is_array
from autograd_core.array_ops.functions.arguments import operand
from autograd_core.array_ops.functions.signatures import NodeT, of_numbers
from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.operands import is_mapped
from autograd_core.messages.types import Array, ArrayLike, Payload
from autograd_core.ops import special
from autograd_core.ops.rounding import rounded

_DEGREE = math.pi / 180.0


@of_numbers
def deg2rad(x: Any) -> Any:
    """Degrees as radians, x pi / 180; also `radians`.

    d/dx = pi / 180.

    >>> round(deg2rad(180.0), 6)
    3.141593
    """
    return _numbers(x, "deg2rad") * _DEGREE


@of_numbers
def rad2deg(x: Any) -> Any:
    """Radians as degrees, x 180 / pi; also `degrees`.

    d/dx = 180 / pi.

    >>> rad2deg(math.pi)
    180.0
    """
    return _numbers(x, "rad2deg") * (1.0 / _DEGREE)


radians, degrees = deg2rad, rad2deg
fabs, mod = ops.absolute, ops.remainder


@overload
def divmod(x: NodeT, y: NodeT | Payload) -> tuple[NodeT, NodeT]: ...
@overload
def divmod(x: Payload, y: NodeT) -> tuple[NodeT, NodeT]: ...
@overload
def divmod(x: float, y: float) -> tuple[float, float]: ...
@overload
def divmod(x: Any, y: Any) -> tuple[Any, Any]: ...
def divmod(x: Any, y: Any) -> tuple[Any, Any]:
    """x // y and x % y.

    d/dx = 0 and 1, d/dy = 0 and -(x // y).

    >>> divmod(7.0, 2.0)
    (3.0, 1.0)
    """
    return ops.floor_divide(x, y), ops.remainder(x, y)


@overload
def modf(x: NodeT) -> tuple[NodeT, NodeT]: ...
@overload
def modf(  # pyright: ignore[reportOverlappingOverload]
    x: float,
) -> tuple[float, float]: ...
@overload
def modf(x: ArrayLike) -> tuple[Array, Array]: ...
def modf(x: Any) -> tuple[Any, Any]:
    """The part behind the point and the whole part, both with the sign of x.

    d/dx = 1 and 0, also at the jumps.

    >>> modf(-1.5)
    (-0.5, -1.0)
    """
    whole = ops.trunc(x)
    return _numbers(x, "modf") - whole, whole


@of_numbers
def round(x: Any, decimals: int = 0) -> Any:
    """x rounded to so many decimals, of two the even one; also `around`.

    d/dx = 0 everywhere, also at the jumps.

    Args:
        x: a node, an array or a number.
        decimals: an integer; below 0 for tens, hundreds and so on.

    Raises:
        TypeError: `decimals` is not an integer.

    >>> round(1.25, 1)
    1.2
    """
    return rounded(_numbers(x, "round"), decimals)


around = round


@overload
def copysign(x: NodeT, y: Node | Payload) -> NodeT: ...
@overload
def copysign(x: float, y: float) -> float: ...
@overload
def copysign(x: Any, y: Any) -> Any: ...
def copysign(x: Any, y: Any) -> Any:
    """|x| with the sign of y, which 0 and -0 have too.

    d/dx = 1 where the signs agree, else -1, and 0 at the kink x = 0; d/dy = 0.

    >>> copysign(3.0, -2.0)
    -3.0
    """
    size = ops.absolute(x)
    if is_mapped(y):
        return ops.where(np.signbit(y), -size, size)
    number = payload_of(y)
    negative = (y < 0) | np.signbit(number)  # the comparison is noted by `compile`
    flips = np.where(negative, -1.0, 1.0).astype(getattr(number, "dtype", float))
    return size * (flips if np.ndim(number) else float(flips))


@of_numbers
def nan_to_num(
    x: Any,
    copy: bool = True,
    nan: float = 0.0,
    posinf: float | None = None,
    neginf: float | None = None,
) -> Any:
    """x with numbers in the place of nan and infinities.

    d/dx = 1 where x is finite, else 0.

    Args:
        x: a node, an array or a number.
        copy: for NumPy's sake; a node is never changed.
        nan: what stands for nan.
        posinf: for inf; the largest number of the dtype by default.
        neginf: for -inf; the smallest.

    >>> nan_to_num(math.nan, nan=1.5)
    1.5
    """
    x = _numbers(x, "nan_to_num")
    dtype: Any = getattr(x, "dtype", np.float64)
    limits = np.finfo(dtype)
    above = float(limits.max) if posinf is None else posinf
    below = float(limits.min) if neginf is None else neginf
    out = ops.where(1.0 * (x == math.inf), above, x)
    out = ops.where(1.0 * (x == -math.inf), below, out)
    return ops.where(1.0 * (x != x), nan, out)


@of_numbers
def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x), 1 at x = 0.

    d/dx = (cos(pi x) - sinc(x)) / x, 0 at x = 0.

    >>> round(sinc(0.5), 6)
    0.63662
    """
    return special.sinc(_numbers(x, "sinc"), 0.0)


def _numbers(x: ArrayLike | Node, name: str) -> Any:
    """A node, an array or a number; of a list an array."""
    if isinstance(x, Node) or is_array(x) or isinstance(x, (float, int)):
        return x
    return operand(x, name) if isinstance(x, (list, tuple)) else x
