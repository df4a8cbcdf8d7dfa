"""The node of a cross entropy of class ids: it keeps the softmax for `backward`.

The exponentials that the loss is made of are those of the softmax, which is its
derivative. So one pass serves both, and no row of the targets is ever written out.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.checks.numbers import Entries
from nn.losses.base import times
from nn.losses.node import LossRule

if TYPE_CHECKING:
    from nn.losses.entropy import CrossEntropyLoss

_sum = np.add.reduce


@functools.lru_cache(maxsize=8)
def _starts(rows: int, classes: int) -> Any:
    """Where each row begins among all scores; batches mostly have one shape."""
    starts = np.arange(0, rows * classes, classes)
    starts.setflags(write=False)
    return starts


class CrossEntropyOfIds(LossRule):
    """Cross entropy of logits, the only operand, against class ids, which are fixed.

    Attributes:
        ids: the class of each row, an array of its own.
    """

    __slots__ = ("_logits", "_places", "_powers", "_rows", "_totals", "ids")
    loss: CrossEntropyLoss

    def __init__(
        self, loss: CrossEntropyLoss, scale: float | None, ids: Any, classes: int
    ) -> None:
        super().__init__(loss, scale)
        self.ids = ids
        # Among all scores: where each row starts, and where the score of its id is.
        self._rows = _starts(ids.size, classes)
        self._places = self._rows + ids.reshape(-1)
        # Softmax = powers / totals of one array of logits; the rule may be asked at
        # others too.
        self._logits: Any = None
        self._powers: Any = None
        self._totals: Any = None

    @property
    def settings(self) -> dict[str, object]:
        """The loss, its scale, and the ids."""
        return {"loss": self.loss, "scale": self.scale, "ids": self.ids.tolist()}

    def array(self, z: Any, t: Any = None) -> Any:
        """The loss of plain logits; their softmax is kept."""
        classes = z.shape[-1]
        rows = np.ascontiguousarray(z).reshape(-1, classes)
        # ln(sum e^z) = top + log1p(the sum without the largest term): log1p has all
        # digits if one score dominates, which log has not.
        largest = rows.argmax(axis=1)
        largest += self._rows
        shifted = rows - rows.take(largest)[:, None]
        powers = np.exp(shifted)
        tops = powers.take(largest)
        powers.put(largest, 0.0)
        others = _sum(powers, axis=1)
        items = np.log1p(others)
        share, hits = self._shares(z)
        if share is not None:
            spread = times(share, items[:, None] - shifted)
        items -= shifted.take(self._places)
        if hits is not None:
            items = times(hits, items)
        if share is not None:
            items += _sum(spread, axis=1)
        powers.put(largest, tops)
        others += tops
        self._logits, self._powers, self._totals = z, powers, others
        if self.scale is None:
            return items.reshape(self.ids.shape)
        return _sum(items) * self.scale

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """Upstream gradient x (softmax(z) sum(q) - q), q the weighted targets."""
        z = operands[0]
        if z is not self._logits or type(upstream) is not np.ndarray:
            return super().vjp(0, upstream, out, self._with_rows(z))
        if self.scale is None:
            factors = upstream.reshape(-1)
        else:
            factors = z.dtype.type(upstream * self.scale)
        share, hits = self._shares(z)
        aims = factors if hits is None else factors * hits
        if share is None:
            slope = self._powers * (aims / self._totals)[:, None]
        else:
            mass = factors * _sum(share) + aims
            slope = self._powers * (mass / self._totals)[:, None]
            slope -= np.reshape(factors, (-1, 1)) * share
        scores = slope.reshape(-1)
        scores.put(self._places, scores.take(self._places) - aims)
        return slope.reshape(z.shape)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """Sum of slope x tangent over each row, reduced like the items."""
        return super().jvp([*tangents, None], out, self._with_rows(operands[0]))

    def on_values(self, y: Any, t: Any = None) -> Any:
        """The loss of object arrays of Values."""
        hot = self.loss.hot_rows(self.ids, y.shape, np.dtype(np.float64))
        return self.on_entries(Entries(y, self.name), Entries(hot, self.name))

    def _with_rows(self, z: Any) -> tuple[Any, Any]:
        """The operands of the general rule: the ids as one-hot rows."""
        return z, self.loss.hot_rows(self.ids, z.shape, z.dtype)

    def _shares(self, z: Any) -> tuple[Any, Any]:
        """The target of every class by the smoothing, and what the ids have beside it.

        None for a share of 0, and for 1 of each id.
        """
        smoothing, weights = self.loss.label_smoothing, self.loss.class_weights
        if not smoothing and weights is None:
            return None, None
        classes, dtype = z.shape[-1], z.dtype
        factors = np.ones(classes, dtype) if weights is None else weights.astype(dtype)
        hits = factors[self.ids.reshape(-1)] * dtype.type(1.0 - smoothing)
        share = factors * dtype.type(smoothing / classes) if smoothing else None
        return share, hits
