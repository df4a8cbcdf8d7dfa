"""Indices in ONNX: slices, single entries, new axes, and the entries of one array."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.io.onnx_step import Step
from nn.io.onnx_trace import BATCHES

_END = int(np.iinfo(np.int64).max)
"""The end of an axis of any length."""


def getitem(step: Step) -> str:
    """Slices first, then single entries and arrays, then new axes."""
    graph, name = step.graph, step.names[0]
    shapes = [node.operands[0].shape for node in step.nodes]
    indices = [
        _spelled(rule.index, len(shape), step.where)
        for rule, shape in zip(step.rules, shapes, strict=True)
    ]
    slices: list[tuple[int, int, int, int]] = []
    gathers: list[tuple[int, Any]] = []
    new: list[int] = []
    axis = place = 0  # of the operand, and of the result
    for parts in zip(*indices, strict=True):
        part = parts[0]
        if part is None:
            new.append(place)
            place += 1
            continue
        lengths = [shape[axis] for shape in shapes]
        if isinstance(part, slice):
            if part != slice(None):
                slices.append((axis, *_bounds(parts, lengths, step.where)))
            place += 1
        elif isinstance(part, np.ndarray):
            gathers.append((axis, _same_array(parts, step.where)))
            place += part.ndim
        else:
            gathers.append((axis, _same_number(parts, lengths, step.where)))
        axis += 1
    if any(np.ndim(number) for _, number in gathers) and len(gathers) > 1:
        raise TypeError(_several_arrays(step.where))
    if slices:
        columns = [graph.integers(column) for column in zip(*slices, strict=True)]
        axes, starts, ends, steps = columns
        name = graph.add("Slice", name, starts, ends, axes, steps)
    for axis, number in reversed(gathers):  # the axes before it keep their numbers
        name = graph.add("Gather", name, graph.constant(number, np.int64), axis=axis)
    return graph.add("Unsqueeze", name, graph.integers(new)) if new else name


def _several_arrays(where: str) -> str:
    return (
        f"{where}: an index of several arrays has no form in ONNX here; take one axis "
        "after the other, and the last step of a sequence by x[:, -1]"
    )


def _spelled(index: Any, ndim: int, where: str) -> list[Any]:
    """One entry for each axis, and None for new ones; masks become numbers."""
    parts = list(index) if isinstance(index, tuple) else [index]
    for i, part in enumerate(parts):
        if isinstance(part, np.ndarray) and part.dtype.kind == "b":
            if part.ndim > 1:
                raise TypeError(_several_arrays(where))
            parts[i] = np.flatnonzero(part)
    used = sum(part is not None and part is not Ellipsis for part in parts)
    rest = [slice(None)] * (ndim - used)
    for i, part in enumerate(parts):
        if part is Ellipsis:
            return [*parts[:i], *rest, *parts[i + 1 :]]
    return parts + rest


def _bounds(parts: Any, lengths: list[int], where: str) -> tuple[int, int, int]:
    """Start, end and step of a slice, counted so that they fit every batch."""
    step = 1 if parts[0].step is None else int(parts[0].step)
    starts, ends = [], []
    for part, n in zip(parts, lengths, strict=True):
        start, end, _ = part.indices(n)
        starts.append(start if start < n or step > 0 else n)
        ends.append(end)
    varies = len(set(lengths)) > 1
    if varies and step < 0:
        whole = all(
            s == n - 1 and e == -1
            for s, e, n in zip(starts, ends, lengths, strict=True)
        )
        if not whole:
            raise TypeError(f"{where}: a slice backwards along the batch")
        return _END, -_END, step
    if step < 0:
        return starts[0], ends[0] if ends[0] >= 0 else -_END, step
    first = _counted(starts, lengths, where)
    last = _END if ends == lengths else _counted(ends, lengths, where)
    return first, last, step


def _counted(places: list[int], lengths: list[int], where: str) -> int:
    """A place counted from the start, or from the end if that is the same."""
    if len(set(places)) == 1:
        return places[0]
    from_end = {place - n for place, n in zip(places, lengths, strict=True)}
    if len(from_end) == 1:
        return from_end.pop()
    raise TypeError(f"{where}: a place that is counted from neither end of the batch")


def _same_number(parts: Any, lengths: list[int], where: str) -> int:
    places = [int(part) % n for part, n in zip(parts, lengths, strict=True)]
    return _counted(places, lengths, where)


def _same_array(parts: Any, where: str) -> Any:
    if not all(np.array_equal(parts[0], other) for other in parts[1:]):
        raise TypeError(
            f"{where}: an index that depends on the batch, for batches of {BATCHES} "
            "samples it has shapes "
            f"{[part.shape for part in parts]}; take the last step of a sequence by "
            "x[:, -1]"
        )
    return parts[0]
