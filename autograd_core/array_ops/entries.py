"""Values stacked to a Tensor, and a Value from an entry of one: the two rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops import shape as shapes
from autograd_core.array_ops.array_rule import LinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.coercion import is_array
from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.engine import value
from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.operands import describe
from autograd_core.messages.types import (
    Array,
    Operand,
    Operands,
    Payload,
    Shape,
    Tangents,
)

if TYPE_CHECKING:
    from autograd_core.tensor.methods import ArrayMethods


def stacked(entries: Sequence[Any], shape: Shape, tensor: Any) -> Any:
    """Values and numbers as a Tensor like `tensor`; numbers alone as an array."""
    if any(isinstance(entry, Node) for entry in entries):
        return tensor._stacked(tuple(entries), shape)
    return np.array([float(entry) for entry in entries]).reshape(shape)


class EntryShare:
    """A contribution to one entry of a Tensor; together they make one array."""

    def __init__(self, index: Shape, cotangent: Operand) -> None:
        self.index = index
        self.cotangent = cotangent


class StackValues(LinearRule):
    """A Tensor of Values; each of them gets its entry of the gradient."""

    __slots__ = ("shape",)
    name = "stack_values"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def array(self, *operands: Array) -> Array:
        return np.array([float(number) for number in operands]).reshape(self.shape)

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        out = np.empty(len(operands), dtype=object)
        out[:] = [
            entry.item() if isinstance(entry, np.ndarray) else entry
            for entry in operands
        ]
        return out.reshape(self.shape)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        position = tuple([int(k) for k in np.unravel_index(i, self.shape)])
        if isinstance(upstream, Node):
            return entry(upstream, position)
        return float(payload_of(upstream)[position])

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        return stacked([0.0 if t is None else t for t in tangents], self.shape, out)


class TakeEntry(LinearRule):
    """One entry of a Tensor as a Value."""

    __slots__ = ("index",)
    name = "entry"

    def __init__(self, index: Shape) -> None:
        self.index = index

    def array(self, x: Array) -> Payload:
        return float(x[self.index])

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return operands[0][self.index]

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        full = shape_of(operands[0])
        return apply(
            index.Scatter(self.index, full), stacked([upstream], (), operands[0])
        )

    def share(self, upstream: Operand) -> EntryShare:
        """The contribution to the Tensor: a number for one entry."""
        return EntryShare(self.index, upstream)

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        return entry(tangents[0], self.index)

    def local_grad(self, i: int, out: Operand, operands: Operands) -> Operand:
        """d out / d tensor: 1 at the entry, 0 elsewhere."""
        return self.vjp(0, 1.0, out, operands)


def entry(x: object, position: Shape) -> Operand:
    """One entry as a Value, or as a float of a plain array."""
    number = float(payload_of(x)[position])
    if isinstance(x, Node):
        return value.record(TakeEntry(position), number, x, None, 1.0, 0.0)
    return number


def values(x: ArrayMethods | Array) -> Any:
    """The entries of a Tensor as Values, in nested lists as deep as it has axes.

    Raises:
        TypeError: x is neither a Tensor nor an array.

    >>> from autograd_core import Tensor
    >>> x = Tensor([2.0, 3.0])
    >>> a, b = values(x)
    >>> (a * b).backward()
    >>> x.grad
    array([3., 2.])
    """
    if not is_array(x):
        raise TypeError(f"values: expected a Tensor, got {describe(x)}")
    return _entries(x, ())


def _entries(x: ArrayMethods | Array, start: Shape) -> Any:
    """The entries whose position begins with `start`, in nested lists."""
    if len(start) == x.ndim:
        return entry(x, start)
    return [_entries(x, (*start, k)) for k in range(x.shape[len(start)])]


def scattered(shares: Sequence[EntryShare], x: Any) -> Operand:
    """The cotangent of a Tensor from those of the Values that are its entries."""
    line = stacked([share.cotangent for share in shares], (len(shares),), x)
    full = x.shape
    # A Tensor without axes has no index to scatter to, but one of a single axis.
    positions = [share.index for share in shares]
    at = tuple(np.transpose(positions)) if full else (np.zeros(len(shares), np.intp),)
    cotangent = apply(index.Scatter(at, full or (1,)), line)
    return x._unbroadcast(shapes.reshape(cotangent, full))
