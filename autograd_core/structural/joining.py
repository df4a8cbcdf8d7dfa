"""Arrays put together and taken apart: concatenate, stack, split."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.op import number_like
from autograd_core.operands import describe
from autograd_core.structural import index, rule, shape
from autograd_core.structural.arguments import checked_axis, integer, integers, shape_of
from autograd_core.structural.rule import Linear


class Concatenate(Linear):
    """Arrays one after the other along an axis that they have."""

    __slots__ = ("_ends", "axis")
    name = "concatenate"

    def __init__(self, axis: int) -> None:
        self.axis = axis
        self._ends: list[int] = []

    def array(self, *operands: Any) -> Any:
        return np.concatenate(operands, axis=self.axis)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        axis = self.axis
        if not self._ends:
            # Summed once: operand by operand it would take time quadratic in them.
            lengths = [shape_of(each)[axis] for each in operands]
            self._ends = [*itertools.accumulate(lengths)]
        part = slice(self._ends[i] - shape_of(operands[i])[axis], self._ends[i])
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


def concatenate(tensors: Sequence[Any], axis: Any = 0) -> Any:
    """Arrays one after the other along an axis that they have; None ravels them first.

    d/d tensor = its part of upstream.

    Args:
        tensors: a list of Tensors and arrays, equally long along every other axis.
        axis: an axis that they have, or None.

    Raises:
        TypeError: `tensors` is no list.
        ValueError: it is empty, or the shapes do not go together.

    >>> concatenate([np.ones(2), np.zeros(1)]).tolist()
    [1.0, 1.0, 0.0]
    """
    parts = _several(tensors, "concatenate")
    if axis is None:
        return rule.apply(Concatenate(0), *[shape.ravel(each) for each in parts])
    parts = [rule.operand(each, "concatenate") for each in parts]
    for part in parts:
        if not shape_of(part):
            raise ValueError(
                f"concatenate: {describe(part)} has no axis to join along; use stack "
                "for Tensors of one number, stack_values for Values"
            )
    return rule.apply(Concatenate(checked_axis(axis, parts[0], "concatenate")), *parts)


def stack(tensors: Sequence[Any], axis: Any = 0) -> Any:
    """Arrays of one shape one after the other along a new axis.

    d/d tensor = its part of upstream.

    Args:
        tensors: a list of Tensors, arrays and numbers, all of one shape.
        axis: where the new axis stands.

    Raises:
        TypeError: `tensors` is no list.
        ValueError: it is empty, or the shapes differ.

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

    Args:
        x: a Tensor or array.
        indices_or_sections: how many parts, or the indices where to cut.
        axis: the axis.

    Raises:
        TypeError: where to cut is given by something else.
        ValueError: the axis does not split into so many equal parts.

    >>> [part.tolist() for part in split(np.arange(5.0), [2])]
    [[0.0, 1.0], [2.0, 3.0, 4.0]]
    """
    x = rule.operand(x, "split")
    axis = checked_axis(axis, x, "split")
    n = shape_of(x)[axis]
    if not isinstance(indices_or_sections, (tuple, list, np.ndarray)):
        what = "the number of parts"
        parts = integer(indices_or_sections, x, "split", what)
        if parts <= 0 or n % parts:
            raise ValueError(
                f"split({describe(x)}): axis {axis} of length {n} does not split into "
                f"{parts} equal parts; give the indices where to cut"
            )
        cuts = tuple(range(n // parts, n, n // parts)) if n else (0,) * (parts - 1)
    else:
        cuts = integers(indices_or_sections, x, "split", "where to cut")
    before = (slice(None),) * axis
    ends: list[int | None] = [*cuts, None]
    starts = [0, *cuts]
    return [
        index.getitem(x, (*before, slice(start, end)))
        for start, end in zip(starts, ends, strict=True)
    ]
