"""Windows that slide over the last axes: what convolution and pooling are made of.

Both rules are linear, and each is the derivative of the other, so derivatives of any
order are right by two loops: one takes the windows, the other adds them back.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import Node
from autograd_core.extend import Array, Operand, Rule, payload_of

Sizes = tuple[int, ...]


class _Sliding(Rule):
    """The base of both: linear, so a tangent takes the way of the operand.

    Attributes:
        size: of a window, for each axis it slides along.
        stride: how far the next window is.
        dilation: how far the entries of a window are from each other.
    """

    __slots__ = ("dilation", "size", "stride")

    def __init__(self, size: Sizes, stride: Sizes, dilation: Sizes) -> None:
        self.size, self.stride, self.dilation = size, stride, dilation

    def jvp(
        self, tangents: Sequence[Any], out: Operand, operands: Sequence[Any]
    ) -> Operand:
        """The rule itself, applied to the tangent."""
        return _applied(self, tangents[0])

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        """Examples are one more axis in front, where the rule does not look."""
        return _applied(self, operands[0])

    def on_values(self, *operands: Any) -> Any:
        """The same on object arrays of Values."""
        return self.array(*operands)


class Windows(_Sliding):
    """(..., *lengths) becomes (..., *counts, *size): all windows of the last axes."""

    __slots__ = ()
    name = "windows"

    def array(self, *operands: Array) -> Array:
        """A view of the operand: nothing is copied."""
        x = operands[0]
        d = len(self.size)
        spans = _spans(self.size, self.dilation)
        view = np.lib.stride_tricks.sliding_window_view(
            x, spans, axis=tuple(range(-d, 0))
        )
        steps = tuple(
            slice(None, None, step) for step in (*self.stride, *self.dilation)
        )
        return view[(slice(None),) * (x.ndim - d) + steps]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Operand:
        """Each entry gets the upstream gradients of all windows that it is in."""
        lengths = np.shape(payload_of(operands[0]))[-len(self.size) :]
        adding = Overlaps(self.size, self.stride, self.dilation, lengths)
        return _applied(adding, upstream)


class Overlaps(_Sliding):
    """(..., *counts, *size) becomes (..., *lengths): windows added where they lie."""

    __slots__ = ("lengths",)
    name = "overlaps"

    def __init__(
        self, size: Sizes, stride: Sizes, dilation: Sizes, lengths: Sizes
    ) -> None:
        super().__init__(size, stride, dilation)
        self.lengths = lengths

    def array(self, *operands: Array) -> Array:
        """One addition for each place in a window."""
        x = operands[0]
        d = len(self.size)
        leading, counts = x.shape[: -2 * d], x.shape[-2 * d : -d]
        all_leading = (slice(None),) * len(leading)
        out = np.zeros((*leading, *self.lengths), x.dtype)
        for place in itertools.product(*map(range, self.size)):
            starts = [k * step for k, step in zip(place, self.dilation, strict=True)]
            inside = tuple(
                slice(start, start + (count - 1) * step + 1, step)
                for start, count, step in zip(starts, counts, self.stride, strict=True)
            )
            out[all_leading + inside] += x[all_leading + (slice(None),) * d + place]
        return out

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Operand:
        """The windows of the upstream gradient."""
        return _applied(Windows(self.size, self.stride, self.dilation), upstream)


def windows(x: Any, size: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """All windows of the last axes of an array or Tensor, which must be long enough.

    >>> windows(np.arange(5.0), (2,), (2,), (1,)).tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    return _applied(Windows(size, stride, dilation), x)


def counts_of(lengths: Sizes, size: Sizes, stride: Sizes, dilation: Sizes) -> Sizes:
    """How many windows there are along each axis; 0 or less where none fits.

    >>> counts_of((5,), (2,), (2,), (1,))
    (2,)
    """
    spans = _spans(size, dilation)
    return tuple(
        (n - span) // step + 1
        for n, span, step in zip(lengths, spans, stride, strict=True)
    )


def _spans(size: Sizes, dilation: Sizes) -> Sizes:
    """How many entries there are from the first of a window to its last."""
    return tuple((k - 1) * gap + 1 for k, gap in zip(size, dilation, strict=True))


def _applied(rule: _Sliding, x: Any) -> Any:
    if isinstance(x, Node):
        node: Any = x
        return node._apply(rule, (x,))
    return rule.array(np.asarray(x))
