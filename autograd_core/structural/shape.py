"""Ops that rearrange entries: every one is linear, and its vjp moves them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import arrays
from autograd_core.operands import describe
from autograd_core.structural import rule
from autograd_core.structural.arguments import (
    all_axes,
    checked_axes,
    checked_axis,
    integers,
    shape_of,
)
from autograd_core.structural.rule import Linear


class Reshape(Linear):
    """The same entries in another shape."""

    __slots__ = ("name", "shape")

    def __init__(self, shape: tuple[int, ...], name: str = "reshape") -> None:
        self.shape = shape
        self.name = name

    def array(self, x: Any) -> Any:
        return x.reshape(self.shape)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return reshape(upstream, shape_of(operands[0]))


class Transpose(Linear):
    """The axes in another order."""

    __slots__ = ("axes", "name")

    def __init__(self, axes: tuple[int, ...], name: str = "transpose") -> None:
        self.axes = axes
        self.name = name

    def array(self, x: Any) -> Any:
        return x.transpose(self.axes)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        back = tuple([self.axes.index(k) for k in range(len(self.axes))])
        return transpose(upstream, back)


class BroadcastTo(Linear):
    """Entries repeated along new axes and along those of length 1."""

    __slots__ = ("shape",)
    name = "broadcast_to"

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    def array(self, x: Any) -> Any:
        return np.broadcast_to(x, self.shape)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        # The engine sums over broadcast axes, as it does for every op.
        return upstream


class Cast(Linear):
    """The same numbers in another dtype."""

    __slots__ = ("dtype",)
    name = "astype"

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype

    def array(self, x: Any) -> Any:
        return np.asarray(x, dtype=self.dtype)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return upstream

    def on_values(self, *operands: Any) -> Any:
        return operands[0]


def reshape(x: Any, shape: Any) -> Any:
    """The same entries in another shape; one length may be -1, "what is left".

    d/dx = upstream, in the shape of x.

    Args:
        x: a Tensor or array.
        shape: one integer or several.

    Raises:
        TypeError: a length is no integer.
        ValueError: another number of entries is wanted.

    >>> reshape(np.arange(4.0), (2, -1)).shape
    (2, 2)
    """
    x = rule.operand(x, "reshape")
    wanted = integers(shape, x, "reshape")
    if any(n < -1 for n in wanted):
        raise ValueError(
            f"reshape({describe(x)}): no length is below 0, but for one -1, which "
            f"stands for what is left; got {wanted}"
        )
    return rule.apply(Reshape(wanted), x)


def ravel(x: Any) -> Any:
    """All entries along one axis, the last axis of x running fastest.

    d/dx = upstream, in the shape of x.

    >>> ravel(np.ones((2, 3))).shape
    (6,)
    """
    return rule.apply(Reshape((-1,), "ravel"), x)


def transpose(x: Any, axes: Any = None) -> Any:
    """The axes in the order given, reversed by default.

    d/dx = upstream, with its axes put back.

    Args:
        x: a Tensor or array.
        axes: each axis once, or None.

    Raises:
        ValueError: an axis is missing or named twice.

    >>> transpose(np.ones((2, 3, 4)), (1, 0, 2)).shape
    (3, 2, 4)
    """
    x = rule.operand(x, "transpose")
    ndim = len(shape_of(x))
    if axes is None:
        return rule.apply(Transpose(tuple(reversed(range(ndim)))), x)
    given = axes if isinstance(axes, (tuple, list)) else (axes,)
    order = tuple([checked_axis(each, x, "transpose") for each in given])
    if sorted(order) != list(range(ndim)):
        raise ValueError(
            f"transpose({describe(x)}): axes must name each of its {ndim} axes once, "
            f"got {axes!r}"
        )
    return rule.apply(Transpose(order), x)


def swapaxes(x: Any, axis1: Any, axis2: Any) -> Any:
    """Two axes exchanged.

    d/dx = upstream, with the two exchanged.

    >>> swapaxes(np.ones((2, 3, 4)), 0, -1).shape
    (4, 3, 2)
    """
    x = rule.operand(x, "swapaxes")
    order = list(range(len(shape_of(x))))
    first = checked_axis(axis1, x, "swapaxes")
    second = checked_axis(axis2, x, "swapaxes")
    order[first], order[second] = order[second], order[first]
    return rule.apply(Transpose(tuple(order), "swapaxes"), x)


def expand_dims(x: Any, axis: Any) -> Any:
    """New axes of length 1 at the places given.

    d/dx = upstream, without them.

    Args:
        x: a Tensor or array.
        axis: where the new axes stand in the result, one or several.

    Raises:
        ValueError: a place is named twice, or lies outside.

    >>> expand_dims(np.ones(3), (0, -1)).shape
    (1, 3, 1)
    """
    x = rule.operand(x, "expand_dims")
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    new = [checked_axis(each, x, "expand_dims", more=len(axes)) for each in axes]
    if len(set(new)) != len(new):
        raise ValueError(f"expand_dims({describe(x)}): axis={axis!r} names one twice")
    lengths = iter(shape_of(x))
    full = [
        1 if k in new else next(lengths) for k in range(len(shape_of(x)) + len(new))
    ]
    return rule.apply(Reshape(tuple(full), "expand_dims"), x)


def squeeze(x: Any, axis: Any = None) -> Any:
    """Without the axes of length 1, or without those given.

    d/dx = upstream, in the shape of x.

    Raises:
        ValueError: an axis that is to go has another length.

    >>> squeeze(np.ones((1, 3, 1)), axis=0).shape
    (3, 1)
    """
    x = rule.operand(x, "squeeze")
    full = shape_of(x)
    if axis is None:
        return rule.apply(Reshape(tuple([n for n in full if n != 1]), "squeeze"), x)
    gone = all_axes(checked_axes(axis, x, "squeeze"), len(full))
    for k in gone:
        if full[k] != 1:
            raise ValueError(
                f"squeeze({describe(x)}): axis {k} has length {full[k]}; only an axis "
                "of length 1 can go"
            )
    kept = tuple([n for k, n in enumerate(full) if k not in gone])
    return rule.apply(Reshape(kept, "squeeze"), x)


def broadcast_to(x: Any, shape: Any) -> Any:
    """Entries repeated along new axes and along those of length 1.

    d/dx = upstream, summed over those axes.

    Raises:
        ValueError: repeating does not lead to that shape.

    >>> broadcast_to(np.array([1.0, 2.0]), (2, 2)).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    x = rule.operand(x, "broadcast_to")
    wanted = integers(shape, x, "broadcast_to")
    full = shape_of(x)
    if full == wanted:
        return x
    missing = len(wanted) - len(full)
    if (
        missing < 0
        or any(n not in (1, m) for n, m in zip(full, wanted[missing:], strict=True))
        or any(n < 0 for n in wanted)
    ):
        raise ValueError(
            f"broadcast_to({describe(x)}): its lengths must be 1 or those of "
            f"{wanted}, counted from the last axis"
        )
    return rule.apply(BroadcastTo(wanted), x)


def astype(x: Any, dtype: Any) -> Any:
    """The same numbers as float32 or float64.

    d/dx = upstream, in the dtype of x.

    Raises:
        TypeError: another dtype is wanted.

    >>> astype(np.ones(2), "float32").dtype
    dtype('float32')
    """
    return rule.apply(Cast(arrays.float_dtype(dtype)), x)
