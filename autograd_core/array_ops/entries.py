"""From Values to Tensors and back: the two rules that lead from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import array_rule, coercion, index
from autograd_core.array_ops import shape as shapes
from autograd_core.array_ops.array_rule import Linear
from autograd_core.array_ops.checks import shape_of
from autograd_core.engine import value
from autograd_core.engine.node import Node
from autograd_core.messages.operands import describe


def stacked(entries: Sequence[Any], shape: tuple[int, ...], tensor: Any) -> Any:
    """Values and numbers as a Tensor like `tensor`; numbers alone as an array."""
    if any(isinstance(each, Node) for each in entries):
        return tensor._stacked(tuple(entries), shape)
    return np.array([float(each) for each in entries]).reshape(shape)


class EntryShare:
    """A contribution to one entry of a Tensor; together they make one array."""

    def __init__(self, index: tuple[int, ...], cotangent: Any) -> None:
        self.index = index
        self.cotangent = cotangent


class StackValues(Linear):
    """A Tensor of Values; its gradient is handed out entry by entry."""

    __slots__ = ("shape",)
    name = "stack_values"

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    def array(self, *operands: Any) -> Any:
        return np.array([float(each) for each in operands]).reshape(self.shape)

    def on_values(self, *operands: Any) -> Any:
        out = np.empty(len(operands), dtype=object)
        out[:] = [
            each.item() if isinstance(each, np.ndarray) else each for each in operands
        ]
        return out.reshape(self.shape)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        place = tuple([int(k) for k in np.unravel_index(i, self.shape)])
        if isinstance(upstream, Node):
            return entry(upstream, place)
        return float(upstream[place])

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return stacked([0.0 if t is None else t for t in tangents], self.shape, out)


class Entry(Linear):
    """One entry of a Tensor as a Value."""

    __slots__ = ("index",)
    name = "entry"

    def __init__(self, index: tuple[int, ...]) -> None:
        self.index = index

    def array(self, x: Any) -> Any:
        return float(x[self.index])

    def on_values(self, *operands: Any) -> Any:
        return operands[0][self.index]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        full = shape_of(operands[0])
        return array_rule.apply(
            index.Scatter(self.index, full), stacked([upstream], (), operands[0])
        )

    def share(self, upstream: Any) -> EntryShare:
        """What the Tensor is sent: a number for one entry."""
        return EntryShare(self.index, upstream)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return entry(tangents[0], self.index)

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d tensor: 1 at the entry, 0 elsewhere."""
        return self.vjp(0, 1.0, out, operands)


def entry(x: Any, place: tuple[int, ...]) -> Any:
    """One entry as a Value, or as a float of a plain array."""
    number = float(coercion.payload_of(x)[place])
    if isinstance(x, Node):
        return value.record(Entry(place), number, x, None, 1.0, 0.0)
    return number


def values(x: Any) -> Any:
    """The entries of a Tensor as Values, in nested lists as deep as it has axes.

    Raises:
        TypeError: x is no Tensor and no array.

    >>> from autograd_core import Tensor
    >>> x = Tensor([2.0, 3.0])
    >>> a, b = values(x)
    >>> (a * b).backward()
    >>> x.grad
    array([3., 2.])
    """

    if not array_rule.is_arrays(x):
        raise TypeError(f"values: expected a Tensor, got {describe(x)}")
    return _entries(x, ())


def _entries(x: Any, place: tuple[int, ...]) -> Any:
    """The entries below a place, in nested lists."""
    if len(place) == x.ndim:
        return entry(x, place)
    return [_entries(x, (*place, k)) for k in range(x.shape[len(place)])]


def scattered(entries: Sequence[EntryShare], x: Any) -> Any:
    """The cotangent of a Tensor from those of the Values that are its entries."""
    line = stacked([each.cotangent for each in entries], (len(entries),), x)
    full = x.shape
    # A Tensor without axes has no index to scatter to, but one of a single axis.
    places = [each.index for each in entries]
    at = tuple(np.transpose(places)) if full else (np.zeros(len(places), np.intp),)
    put = array_rule.apply(index.Scatter(at, full or (1,)), line)
    return x._fitted(shapes.reshape(put, full))
