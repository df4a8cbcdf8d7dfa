"""The node of a loss: one op, whatever the number of samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core as ac
from autograd_core import Node
from autograd_core.value import record_many, row_of

if TYPE_CHECKING:
    from nn.losses.base import Loss


class LossRule:
    """One call of a loss as the op of a node: on Tensors, or on single Values.

    Attributes:
        loss: its `items` and `slope` are the formulas.
        scale: the reduced loss is `scale` times the sum of the items; None for no
            reduction.
    """

    __slots__ = ("loss", "scale", "shape")
    infix = False

    def __init__(self, loss: Loss, scale: float | None, shape: Any = None) -> None:
        self.loss = loss
        self.scale = scale
        self.shape = shape

    @property
    def name(self) -> str:
        """The name of the loss."""
        return self.loss.name

    symbol = name

    def __repr__(self) -> str:
        return f"<op {self.name!r} of {self.loss!r}>"

    # -- on Tensors and arrays -------------------------------------------------------

    def array(self, y: Any, t: Any) -> Any:
        """The loss of plain arrays."""
        items = self.loss.items(y, t)
        if isinstance(y, np.ndarray):
            # Numbers among the operands of an op make float64 of float32.
            items = np.asarray(items, y.dtype)
        return items if self.scale is None else np.sum(items) * self.scale

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """upstream gradient x slope."""
        slope = self.loss.slope(i, *operands)
        if self.scale is not None:
            return slope * (upstream * self.scale)
        if self.loss.item_axes:
            upstream = ac.expand_dims(upstream, -1)
        return slope * upstream

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """Sum of slope x tangent over each item, reduced like the items."""
        total: Any = 0.0
        for i, tangent in enumerate(tangents):
            if tangent is not None:
                total = total + self.loss.slope(i, *operands) * tangent
        if self.scale is not None:
            return ac.sum(total) * self.scale
        return ac.sum(total, axis=-1) if self.loss.item_axes else total

    def on_values(self, y: Any, t: Any) -> Any:
        """The loss of object arrays of Values."""
        return self.on_values_of(y.ravel().tolist(), t.ravel().tolist(), y.shape)

    # -- on Values -------------------------------------------------------------------

    def on_values_of(self, ys: list[Any], ts: list[Any], shape: tuple[int, ...]) -> Any:
        """One node with the Values among `ys` and `ts` as parents.

        Without reduction: nested lists of nodes, one for each item.
        """
        if self.scale is not None:
            return self._recorded(ys, ts, shape)
        axes = len(shape) - self.loss.item_axes
        one = LossRule(self.loss, 1.0)
        inner = shape[axes:]
        n = int(np.prod(inner))
        flat = [
            one._recorded(ys[k : k + n], ts[k : k + n], inner)
            for k in range(0, len(ys), n)
        ]
        return _nested(flat, shape[:axes])

    def _recorded(self, ys: list[Any], ts: list[Any], shape: tuple[int, ...]) -> Any:
        rule = LossRule(self.loss, self.scale, shape)
        y, t = _numbers(ys, shape), _numbers(ts, shape)
        # A result that is not finite is reported once, with the node's own message.
        with np.errstate(all="ignore"):
            out = float(rule.array(y, t))
            slopes: list[float] = []
            for i, part in enumerate((ys, ts)):
                if any(isinstance(each, Node) for each in part):
                    slope = self.loss.slope(i, y, t) * self.scale
                    slopes += np.ravel(slope).tolist()
                else:
                    slopes += [0.0] * len(part)
        return record_many(rule, out, (*ys, *ts), row_of(slopes))

    def local_grad_node(self, k: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand `k` as an expression of Values, for higher orders."""
        n = len(operands) // 2
        i, place = divmod(k, n)
        if not self.loss.slope_mixes:
            slope = self.loss.slope(i, operands[place], operands[n + place])
            return slope * self.scale
        width = self.shape[-1]
        row, column = divmod(place, width)
        start = row * width
        y = ac.stack_values(operands[start : start + width])
        t = ac.stack_values(operands[n + start : n + start + width])
        slopes = self.loss.slope(i, y, t) * self.scale
        one: Any = slopes[column]
        return one.values() if isinstance(one, ac.Tensor) else one


def _numbers(entries: list[Any], shape: tuple[int, ...]) -> Any:
    numbers = [each.data if isinstance(each, Node) else each for each in entries]
    # On a single float the formulas are much quicker than on an array.
    return np.array(numbers).reshape(shape) if shape else numbers[0]


def _nested(flat: list[Any], shape: tuple[int, ...]) -> Any:
    if not shape:
        return flat[0]
    size = len(flat) // shape[0]
    return [
        _nested(flat[k * size : (k + 1) * size], shape[1:]) for k in range(shape[0])
    ]
