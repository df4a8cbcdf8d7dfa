"""`x[i]` where the index differs from example to example."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.rearranging import moveaxis
from autograd_core.array_ops.functions.shape import reshape
from autograd_core.engine.node import Node
from autograd_core.messages.errors import GraphError

_Part = tuple[Any, bool]
"""An operand, and whether it has the axis of the examples in front."""


def entries_at(size: int, x: _Part, index: list[_Part]) -> Any:
    """The entries of each example at its own positions, the examples in front.

    NumPy puts the axes of several arrays of positions in the place of the first, if
    they are neighbours, else in front. The examples are one more array of positions.

    Args:
        size: how many examples there are.
        x: where the entries are taken from.
        index: the parts of the index.

    Raises:
        GraphError: a part is a mask: the examples would have results of many shapes.
        TypeError: a part holds anything but integers.
    """
    array, mapped = x
    parts = _spelled_out(
        [_checked(*part) for part in index], len(shape_of(array)) - mapped
    )
    arrays = [k for k, (part, _) in enumerate(parts) if not _is_slice(part)]
    ndim = max(len(shape_of(parts[k][0])) - parts[k][1] for k in arrays)
    neighbours = arrays == [*range(arrays[0], arrays[-1] + 1)]
    place = (
        sum(1 for part, _ in parts[: arrays[0]] if _is_slice(part)) if neighbours else 0
    )
    positions = [
        _behind_examples(part, m, ndim) if k in arrays else part
        for k, (part, m) in enumerate(parts)
    ]
    if not mapped:
        out = getitem(array, tuple(positions))
        return moveaxis(out, place, 0)
    examples = np.arange(size).reshape(-1, *[1] * ndim)
    out = getitem(array, (examples, *positions))
    if place:  # the axes of the positions stand in front, behind the examples
        axes = [*range(1, ndim + 1)]
        out = moveaxis(out, axes, [place + k for k in axes])
    return out


def _is_slice(part: Any) -> bool:
    return part is None or isinstance(part, slice)


def _checked(part: Any, mapped: bool) -> _Part:
    if part is None or part is Ellipsis or isinstance(part, (slice, int)):
        return part, False
    if isinstance(part, Node):  # of an outer vmap, or a Tensor: `getitem` refuses that
        return part, mapped
    array = np.asarray(part)
    if array.dtype.kind == "b" and mapped:
        raise GraphError(
            "x[mask] inside a function of vmap, with a mask that differs from example "
            "to example: the results would differ in length; write where(mask, x, 0.0)"
        )
    if array.dtype.kind not in "iub":
        raise TypeError(
            f"index inside a function of vmap: expected integers, got an array of "
            f"dtype {array.dtype}; use i.astype(int) before vmap"
        )
    return array, mapped


def _spelled_out(parts: list[_Part], ndim: int) -> list[_Part]:
    """An index without ellipsis, masks as positions."""
    spelled: list[_Part] = []
    for part, mapped in parts:
        if isinstance(part, np.ndarray) and part.dtype.kind == "b":
            spelled += [(positions, False) for positions in part.nonzero()]
        else:
            spelled.append((part, mapped))
    used = sum(1 for part, _ in spelled if part is not None and part is not Ellipsis)
    every: list[_Part] = [(slice(None), False)] * (ndim - used)
    for k, (part, _) in enumerate(spelled):
        if part is Ellipsis:
            return [*spelled[:k], *every, *spelled[k + 1 :]]
    return spelled


def _behind_examples(part: Any, mapped: bool, ndim: int) -> Any:
    """Positions with as many axes as all have, behind that of the examples."""
    if not mapped:
        return part
    full = shape_of(part)
    lengths = (full[0], *[1] * (ndim - len(full) + 1), *full[1:])
    return (
        part.reshape(lengths)
        if isinstance(part, np.ndarray)
        else reshape(part, lengths)
    )
