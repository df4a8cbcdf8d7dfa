"""The node of a loss: one op, whatever the number of samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core as ac
from autograd_core.extend import Rule, record_many, row_of
from nn.checks.numbers import Entries

if TYPE_CHECKING:
    from nn.losses.base import Loss


# np.sum, without the Python functions around it.
_sum = np.add.reduce


class LossRule(Rule):
    """One call of a loss as the op of a node: on Tensors, or on single Values.

    Attributes:
        loss: its `items` and `slope` are the formulas.
        scale: the reduced loss is `scale` times the sum of the items; None for no
            reduction.
    """

    __slots__ = ("loss", "name", "scale", "shape")

    def __init__(self, loss: Loss, scale: float | None, shape: Any = None) -> None:
        self.loss = loss
        self.name = loss.name
        self.scale = scale
        self.shape = shape

    def __repr__(self) -> str:
        return f"<op {self.name!r} of {self.loss!r}>"

    # -- on Tensors and arrays -------------------------------------------------------

    def array(self, y: Any, t: Any) -> Any:
        """The loss of plain arrays, or of numbers."""
        items = self.loss.items(y, t)
        if self.scale is None:
            return items
        total = _sum(items, axis=None) if isinstance(items, np.ndarray) else items
        return total * self.scale

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """Upstream gradient x slope."""
        slope = self.loss.slope(i, *operands)
        if self.scale is not None:
            if type(upstream) is np.ndarray:
                upstream = upstream.item()  # faster than an array without axes
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
        return self.on_entries(Entries(y, self.name), Entries(t, self.name))

    # -- on Values -------------------------------------------------------------------

    def on_entries(self, y: Entries, t: Entries) -> Any:
        """One node with the Values among outputs and targets as parents.

        Without reduction: nested lists of nodes, one for each item.
        """
        if self.scale is not None:
            parts = (y.flat if y.has_values else None, t.flat if t.has_values else None)
            return self._recorded(y.numbers, t.numbers, *parts)
        axes = len(y.shape) - self.loss.item_axes
        rule, item_shape = LossRule(self.loss, 1.0), y.shape[axes:]
        n = int(np.prod(item_shape))
        ys, ts = [np.reshape(part.numbers, (-1, *item_shape)) for part in (y, t)]
        flat = [
            rule._recorded(
                *(ys[i], ts[i]),
                *(part.flat[i * n : i * n + n] for part in (y, t)),
            )
            for i in range(y.size // n)
        ]
        return nested(flat, y.shape[:axes])

    def _recorded(self, y: Any, t: Any, ys: Any, ts: Any) -> Any:
        """Record the node of one reduced loss.

        Args:
            y: the outputs as numbers.
            t: the targets as numbers.
            ys: the entries of the outputs, Values among them; None if all are numbers.
            ts: the entries of the targets, likewise.
        """
        rule = LossRule(self.loss, self.scale, np.shape(y))
        operands: list[Any] = []
        slopes: list[float] = []
        # A result that is not finite is reported once, with the node's own message.
        with np.errstate(all="ignore"):
            out = float(rule.array(y, t))
            for i, (numbers, entries) in enumerate(((y, ys), (t, ts))):
                if entries is None:
                    plain = np.ravel(numbers).tolist()
                    operands += plain
                    slopes += [0.0] * len(plain)
                else:
                    operands += entries
                    slope = self.loss.slope(i, y, t) * self.scale
                    slopes += np.ravel(slope).tolist()
        return record_many(rule, out, tuple(operands), row_of(slopes))

    def evaluate(
        self, numbers: Sequence[float], are_nodes: Sequence[bool]
    ) -> tuple[float, list[float]]:
        """The loss of numbers, the outputs first, and the slopes of those asked for."""
        n = len(numbers) // 2
        parts = [
            np.reshape(numbers[:n], self.shape),
            np.reshape(numbers[n:], self.shape),
        ]
        y, t = parts if self.shape else [part.item() for part in parts]
        slopes: list[float] = []
        with np.errstate(all="ignore"):
            out = float(self.array(y, t))
            for i in range(2):
                if any(are_nodes[i * n : i * n + n]):
                    slope: Any = self.loss.slope(i, y, t)
                    slopes += np.ravel(slope * self.scale).tolist()
                else:
                    slopes += [0.0] * n
        return out, slopes

    def value(self, *numbers: float) -> float:
        """The loss of numbers, the outputs first."""
        return self.evaluate(numbers, [False] * len(numbers))[0]

    def expressions(self, operands: Sequence[Any]) -> Any:
        """The loss and its slopes in ops, on symbols; None if NumPy computes them."""
        loss, n = self.loss, len(operands) // 2
        scale: Any = self.scale
        y, t = operands[:n], operands[n:]
        if not loss.item_axes:
            items = [loss.items(*pair) for pair in zip(y, t, strict=True)]
            by_y = [loss.slope(0, *pair) for pair in zip(y, t, strict=True)]
            by_t = [loss.slope(1, *pair) for pair in zip(y, t, strict=True)]
        else:
            width = self.shape[-1]
            starts = range(0, n, width)
            rows = [
                loss.row_expressions([*y[k : k + width]], [*t[k : k + width]])
                for k in starts
            ]
            if None in rows:
                return None
            items = [row[0] for row in rows]
            by_y = [slope for row in rows for slope in row[1]]
            by_t = [slope for row in rows for slope in row[2]]
        total = sum(items[1:], items[0]) * scale
        return total, [slope * scale for slope in (*by_y, *by_t)]

    def local_grad(self, k: int, out: Any, operands: Sequence[Any]) -> Any:
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
        slope = slopes[column]
        return slope.values() if isinstance(slope, ac.Tensor) else slope


def nested(flat: list[Any], shape: tuple[int, ...]) -> Any:
    """Entries in order as nested lists of a shape.

    >>> nested([1, 2, 3, 4], (2, 2))
    [[1, 2], [3, 4]]
    """
    if not shape:
        return flat[0]
    size = len(flat) // shape[0]
    return [nested(flat[k * size : (k + 1) * size], shape[1:]) for k in range(shape[0])]
