"""Slopes of f to both sides of a point, over one step per decade."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograd_core.testing.numeric.evaluate import ROUNDINGS, Probe

_DECADES = 10
"""Steps from |x|/10 down to |x|/1e10, where half the digits of f are left at best."""

RUN = 3
"""Decades in a row that must agree: fewer may do so by chance."""


@dataclass(frozen=True)
class Decade:
    """The slopes over one step.

    Attributes:
        h: the step.
        up: (f(x + h) - f(x)) / h, nan outside the domain.
        down: (f(x) - f(x - h)) / h.
        noise: how far rounding may move either.
    """

    h: float
    up: float
    down: float
    noise: float

    @property
    def gap(self) -> float:
        """The slope to the right minus the slope to the left."""
        return self.up - self.down

    @property
    def middle(self) -> float:
        """The central difference."""
        return (self.up + self.down) / 2

    @property
    def visible(self) -> bool:
        """Whether the gap is more than rounding."""
        return abs(self.gap) > 10 * self.noise

    @property
    def steepest(self) -> float:
        """The larger slope of both sides, or that of the only side there is."""
        slopes = [abs(x) for x in (self.up, self.down) if not math.isnan(x)]
        return max(slopes, default=math.nan)

    def side(self, side: int) -> float:
        """The slope above (1) or below (-1) the point."""
        return self.up if side == 1 else self.down


def measure(probe: Probe) -> list[Decade]:
    """The slopes over ten decades of steps, the widest first.

    >>> rows = measure(Probe(abs, 0.0))
    >>> len(rows), {(row.up, row.down) for row in rows}
    (10, {(1.0, -1.0)})
    """
    middle = probe(0.0)
    rows = []
    for k in range(1, _DECADES + 1):
        h = probe.step(probe.scale * 10.0**-k)
        high, low = probe(h), probe(-h)
        rounding = ROUNDINGS * probe.eps * max(abs(middle), probe.size(h))
        noise = max(rounding, probe.noise) / h
        rows.append(Decade(h, (high - middle) / h, (middle - low) / h, noise))
    return rows


def defined_slopes(rows: Sequence[Decade], side: int) -> list[float]:
    """The slopes on one side, those outside the domain left out."""
    slopes = [row.side(side) for row in rows]
    return [slope for slope in slopes if not math.isnan(slope)]
