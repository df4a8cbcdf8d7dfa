"""Ops that rearrange entries: every one is linear, and its vjp moves them back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import arrays
from autograd_core.node import Node
from autograd_core.op import number_like
from autograd_core.operands import describe, short_repr
from autograd_core.structural import index, rule
from autograd_core.structural.rule import (
    Linear,
    Structural,
    checked_axes,
    checked_axis,
    shape_of,
)


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


class Concatenate(Linear):
    """Arrays one after the other along an axis that they have."""

    __slots__ = ("axis", "ends")
    name = "concatenate"

    def __init__(self, axis: int) -> None:
        self.axis = axis
        self.ends: list[int] = []

    def array(self, *operands: Any) -> Any:
        return np.concatenate(operands, axis=self.axis)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        axis = self.axis
        if not self.ends:
            # Summed once: operand by operand it would take time quadratic in them.
            lengths = [shape_of(each)[axis] for each in operands]
            self.ends = [*itertools.accumulate(lengths)]
        part = slice(self.ends[i] - shape_of(operands[i])[axis], self.ends[i])
        return index.getitem(upstream, (slice(None),) * axis + (part,))


class Stack(Linear):
    """Arrays one after the other along a new axis."""

    __slots__ = ("axis",)
    name = "stack"

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def array(self, *operands: Any) -> Any:
        parts = [number_like(each, *operands) for each in operands]
        return np.stack(parts, axis=self.axis)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return index.getitem(upstream, (slice(None),) * self.axis + (i,))


class Pad(Structural):
    """A constant around an array."""

    __slots__ = ("constant_values", "width")
    name = "pad"

    def __init__(self, width: list[tuple[int, int]], constant_values: Any) -> None:
        self.width = width
        self.constant_values = constant_values

    def array(self, x: Any) -> Any:
        return np.pad(x, self.width, constant_values=self.constant_values)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        inside = zip(self.width, shape_of(operands[0]), strict=True)
        return index.getitem(upstream, tuple([slice(a, a + n) for (a, _), n in inside]))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return rule.apply(Pad(self.width, 0.0), tangents[0])


def reshape(x: Any, shape: Any) -> Any:
    """The same entries in another shape; one length may be -1, "what is left".

    >>> reshape(np.arange(4.0), (2, -1)).shape
    (2, 2)
    """
    x = rule.operand(x, "reshape")
    return rule.apply(Reshape(rule.integers(shape, x, "reshape")), x)


def ravel(x: Any) -> Any:
    """All entries along one axis, the last axis of x running fastest.

    >>> ravel(np.ones((2, 3))).shape
    (6,)
    """
    return rule.apply(Reshape((-1,), "ravel"), x)


def transpose(x: Any, axes: Any = None) -> Any:
    """The axes in the order given, reversed by default.

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

    >>> squeeze(np.ones((1, 3, 1)), axis=0).shape
    (3, 1)
    """
    x = rule.operand(x, "squeeze")
    full = shape_of(x)
    if axis is None:
        return rule.apply(Reshape(tuple([n for n in full if n != 1]), "squeeze"), x)
    gone = rule.all_axes(checked_axes(axis, x, "squeeze"), len(full))
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

    >>> broadcast_to(np.array([1.0, 2.0]), (2, 2)).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    if shape_of(x) == shape:
        return x
    x = rule.operand(x, "broadcast_to")
    wanted = rule.integers(shape, x, "broadcast_to")
    full = shape_of(x)
    missing = len(wanted) - len(full)
    if missing < 0 or any(
        n not in (1, m) for n, m in zip(full, wanted[missing:], strict=True)
    ):
        raise ValueError(
            f"broadcast_to({describe(x)}): its lengths must be 1 or those of "
            f"{wanted}, counted from the last axis"
        )
    return rule.apply(BroadcastTo(wanted), x)


def astype(x: Any, dtype: Any) -> Any:
    """The same numbers as float32 or float64.

    >>> astype(np.ones(2), "float32").dtype
    dtype('float32')
    """
    return rule.apply(Cast(arrays.float_dtype(dtype)), x)


def concatenate(tensors: Sequence[Any], axis: Any = 0) -> Any:
    """Arrays one after the other along an axis that they have; None ravels them first.

    >>> concatenate([np.ones(2), np.zeros(1)]).tolist()
    [1.0, 1.0, 0.0]
    """
    parts = _several(tensors, "concatenate")
    if axis is None:
        return rule.apply(Concatenate(0), *[ravel(each) for each in parts])
    parts = [rule.operand(each, "concatenate") for each in parts]
    return rule.apply(Concatenate(checked_axis(axis, parts[0], "concatenate")), *parts)


def stack(tensors: Sequence[Any], axis: Any = 0) -> Any:
    """Arrays of one shape one after the other along a new axis.

    >>> stack([np.ones(2), np.zeros(2)]).shape
    (2, 2)
    """
    parts = [rule.operand(each, "stack") for each in _several(tensors, "stack")]
    return rule.apply(Stack(checked_axis(axis, parts[0], "stack", more=1)), *parts)


def _several(tensors: Any, name: str) -> list[Any]:
    if not isinstance(tensors, (list, tuple, np.ndarray)):
        raise TypeError(
            f"{name}: expected a list of Tensors and arrays, got {describe(tensors)}; "
            f"write {name}([a, b, ...])"
        )
    if not len(tensors):
        raise ValueError(f"{name} of no arrays; give at least one")
    return list(tensors)


def split(x: Any, indices_or_sections: Any, axis: Any = 0) -> list[Any]:
    """Consecutive parts along an axis: so many equal ones, or cut at the indices.

    >>> [part.tolist() for part in split(np.arange(5.0), [2])]
    [[0.0, 1.0], [2.0, 3.0, 4.0]]
    """
    x = rule.operand(x, "split")
    axis = checked_axis(axis, x, "split")
    n = shape_of(x)[axis]
    if isinstance(indices_or_sections, (int, np.integer)):
        parts = int(indices_or_sections)
        if parts <= 0 or n % parts:
            raise ValueError(
                f"split({describe(x)}): axis {axis} of length {n} does not split into "
                f"{parts} equal parts; give the indices where to cut"
            )
        cuts = tuple(range(n // parts, n, n // parts)) if n else (0,) * (parts - 1)
    else:
        cuts = rule.integers(indices_or_sections, x, "split", "where to cut")
    before = (slice(None),) * axis
    ends: list[int | None] = [*cuts, None]
    starts = [0, *cuts]
    return [
        index.getitem(x, (*before, slice(start, end)))
        for start, end in zip(starts, ends, strict=True)
    ]


def pad(
    x: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = 0.0
) -> Any:
    """Entries around an array: a constant, or copies by NumPy's other modes.

    Args:
        x: an array or Tensor.
        pad_width: as for `np.pad`: a number, `(before, after)`, or a pair per axis.
        mode: "constant", "edge", "reflect", "symmetric" or "wrap".
        constant_values: the constant, as for `np.pad`.

    >>> pad(np.array([1.0, 2.0]), (1, 0), mode="edge").tolist()
    [1.0, 1.0, 2.0]
    """
    modes = ("constant", "edge", "reflect", "symmetric", "wrap")
    if mode not in modes:
        raise ValueError(f"pad: mode must be one of {', '.join(modes)}, got {mode!r}")
    x = rule.operand(x, "pad")
    width = _pad_width(pad_width, x)
    if mode == "constant":
        if not isinstance(constant_values, Node):
            return rule.apply(Pad(width, constant_values), x)
        raise TypeError(
            f"pad({describe(x)}): constant_values must be numbers, they get no "
            f"gradient, got {describe(constant_values)}; use concatenate"
        )
    # Every other mode copies entries: pad their positions, then take those.
    full = shape_of(x)
    positions = np.arange(math.prod(full)).reshape(full)
    copied: Any = np.pad(positions, width, mode=mode)
    return index.getitem(ravel(x), copied)


def _pad_width(pad_width: Any, x: Any) -> list[tuple[int, int]]:
    """How many entries before and after, for each axis.

    Raises:
        TypeError: they are no integers.
        ValueError: they do not go with the axes, or are negative.
    """
    given = np.asarray(pad_width)
    if given.dtype.kind not in "iu":
        raise TypeError(
            f"pad({describe(x)}): pad_width must be integers, got "
            f"{short_repr(pad_width)}"
        )
    axes = len(shape_of(x))
    try:
        pairs = np.broadcast_to(given, (axes, 2))
    except ValueError:
        raise ValueError(
            f"pad({describe(x)}): pad_width must be a number, (before, after) or one "
            f"such pair for each of its {axes} axes, got {short_repr(pad_width)}"
        ) from None
    if (pairs < 0).any():
        raise ValueError(
            f"pad({describe(x)}): pad_width must not be negative, got "
            f"{short_repr(pad_width)}; a part is x[1:-1]"
        )
    return [(int(before), int(after)) for before, after in pairs]
