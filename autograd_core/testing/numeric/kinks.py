"""Kinks, jumps and infinite slopes, distinguished by how slopes change with h.

Let gap(h) be the slope to the right minus the slope to the left, both over a step h. As
h shrinks, the gap falls like h where f is smooth, grows like 1/h where it is rounding,
and stays what it is at a kink. The slopes themselves grow like 1/h at a jump, and like
a smaller power of 1/h where f is infinitely steep, as sqrt is at 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd_core.testing.numeric.decades import RUN, Decade
from autograd_core.testing.numeric.evaluate import ROUNDINGS, Probe

_SAME = 0.1
"""Gaps this close, relatively, are one gap: smooth f would change it by a factor 10."""

_NEAREST_ULPS = 64
"""The nearest step, in spacings of x: nearer ones give nothing but rounding."""

_CLEAR = 100
"""Slopes that seem to grow without bound must be this far above rounding."""

_JUMP_RATIOS = (9.9, 10.1)
"""At a jump the slope is height / h: a tenth of the step gives ten times the slope."""

_GROWTH = 1.5
"""The least growth per decade of an infinite slope: that of |x|^0.82."""

_STEADY = 1.3
"""Growth at one power of h: its ratios per decade differ by less than this factor."""


def kink(rows: Sequence[Decade]) -> tuple[float, float]:
    """`(a step that shows a kink here, a step that misses one nearby)`; 0 without one.

    A run of equal gaps is a kink at the point if smaller steps show it, too, as far as
    rounding lets them; a kink nearby disappears once the step no longer reaches it.
    """
    for end in range(len(rows) - 1, RUN - 2, -1):
        run = rows[end - RUN + 1 : end + 1]
        if not _is_constant(run):
            continue
        size = abs(run[-1].gap)
        without = [
            row
            for row in rows[end + 1 :]
            if 10 * row.noise < size and not _SAME * size < abs(row.gap)
        ]
        if without:
            return 0.0, without[0].h
        return run[0].h, 0.0
    return 0.0, 0.0


def _is_constant(run: Sequence[Decade]) -> bool:
    """Whether the gap is visible and the same in every decade of the run."""
    gaps = [row.gap for row in run]
    if not all(row.visible for row in run):
        return False
    return all(abs(gap - gaps[-1]) <= _SAME * abs(gaps[-1]) for gap in gaps)


def nearest_step(probe: Probe) -> float:
    """The smallest step over which a difference quotient is more than rounding."""
    return probe.step(_NEAREST_ULPS * math.ulp(probe.x))


def is_next_to_kink(probe: Probe, rows: Sequence[Decade]) -> bool:
    """Whether a kink is not here, but nearer than the smallest step of the scan.

    Then f has the slope of one side on both, as far as the numbers next to x show.
    """
    if not probe.x:
        return False
    h = nearest_step(probe)
    noise = ROUNDINGS * probe.eps * probe.size(h) / h
    up, down = (probe(h) - probe(0.0)) / h, (probe(0.0) - probe(-h)) / h
    last = rows[-1]
    distances = [abs(up - side) + abs(down - side) for side in (last.up, last.down)]
    return min(distances) + noise < _SAME * abs(last.gap) and h < last.h


def unbounded(rows: Sequence[Decade]) -> tuple[float, float]:
    """`(jump, infinite slope)`: whether slopes keep growing as the step shrinks.

    The three widest steps are left out: f there may be something else.
    """
    signs = []
    for side in (1, -1):
        tail = rows[3:]
        slopes = [row.side(side) for row in tail]
        pairs = zip(slopes, tail, strict=True)
        if any(math.isnan(x) or abs(x) <= _CLEAR * row.noise for x, row in pairs):
            continue
        ratios = [slopes[i + 1] / slopes[i] for i in range(len(slopes) - 1)]
        if all(_JUMP_RATIOS[0] < ratio < _JUMP_RATIOS[1] for ratio in ratios):
            return slopes[-1] * tail[-1].h, 0.0
        if min(ratios) > _GROWTH and max(ratios) < _STEADY * min(ratios):
            signs.append(math.copysign(math.inf, slopes[-1]))
    # A cusp, such as sqrt(|x|) at 0, is infinitely steep both up and down: no slope.
    one_way = signs and all(sign == signs[0] for sign in signs)
    return 0.0, signs[0] if one_way else 0.0


def keeps_growing(probe: Probe, rows: Sequence[Decade]) -> bool:
    """Whether a slope that seems unbounded grows on at its rate for three decades.

    Near, not at, a point where f is infinitely steep the growth ends there.
    """
    h = probe.step(rows[-1].h / 1000)
    for side in (1, -1):
        wide, narrow = (row.side(side) for row in rows[-2:])
        if abs(narrow) > _GROWTH * abs(wide):
            slope = (probe(side * h) - probe(0.0)) / (side * h)
            rate = min(narrow / (wide or narrow), 10.0)
            # Half of the three decades' growth: h is rounded, and the rate estimated.
            if not slope / narrow > 0.5 * rate**3:
                return False
    return True


def keeps_jumping(probe: Probe, h: float, jump: float) -> bool:
    """Whether f changes that much over a far smaller step, too: a kink would not."""
    h = probe.step(h)
    return max(abs(probe(h) - probe(0.0)), abs(probe(-h) - probe(0.0))) > abs(jump) / 2
