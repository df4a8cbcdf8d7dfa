"""The noise of f, slopes that vanish, and the range in which its slope must lie.

These read the table of `decades` where the scan found no kink.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd_core.testing.numeric.decades import RUN, Decade
from autograd_core.testing.numeric.evaluate import Probe

# Second differences |f(x + h) - 2 f(x) + f(x - h)| over h and over h/10. A smooth f
# gives a ratio of 100, a kink of 10, rounding of 1. The limits lie between those.
_FALLS_LIKE_A_STAIR = 300
_FALLS_LIKE_SMOOTH = 30
_FALLS_LIKE_A_KINK = 5

_BISECTIONS = 45
"""They narrow a decade down to 1e-13 of itself, the spacing of numbers around x."""

_ONSET = 1e-7
"""Of an onset, the first change of f is below this part of the change further out."""

_SHRINKING = 0.7
"""The ratio per decade of a slope that falls like h^0.15, or faster."""

_STEADY = 1.3
"""Slopes at one power of h: their ratios per decade differ by less than this factor."""

_NEXT_TO_NOTHING = 1e-6
"""A slope has vanished when this part of it is left, in whatever way it fell."""

_GENEROUS = 3
"""The factor on each estimate of how far df/dx may be from a central difference."""


def noise_of(rows: Sequence[Decade]) -> float:
    """The noise of f, from its second differences.

    Towards small steps they stop falling where rounding takes over, and the size at
    which they do is the noise.
    """
    bends = [abs(row.gap * row.h) for row in rows]
    noise = 0.0
    for i in range(len(bends) - 2, 1, -1):
        wide, narrow = bends[i], bends[i + 1]
        # A sudden fall from a plateau is the last step of what f is rounded to, not a
        # smooth f; before the one from a kink that is now out of reach, it falls too.
        is_plateau = bends[i - 1] < wide * _FALLS_LIKE_A_KINK
        if narrow < wide / _FALLS_LIKE_A_STAIR and is_plateau:
            noise = max(noise, wide / 100)
        elif narrow > wide / _FALLS_LIKE_A_KINK:
            noise = max(noise, wide, narrow)
        elif narrow > wide / _FALLS_LIKE_SMOOTH:
            continue  # as at a kink nearby: unrelated to rounding
        elif wide:
            break  # smooth from here on: wider steps are further above rounding
    return noise


def stair_height(probe: Probe, rows: Sequence[Decade], side: int) -> float:
    """The height of the next stair, where f is flat because it is rounded inside.

    The step where f first changes is narrowed down: at a kink or an onset f changes by
    next to nothing there, at a stair by its full height. After a stair comes another.
    """
    slopes = [row.side(side) for row in rows]
    visible = [i for i, slope in enumerate(slopes) if slope]
    if not visible or visible[-1] >= len(rows) - RUN or math.isnan(sum(slopes)):
        return 0.0
    flat, beyond = (side * rows[visible[-1] + i].h for i in (1, 0))
    for _ in range(_BISECTIONS):
        middle = (flat + beyond) / 2
        if probe(middle) == probe(0.0):
            flat = middle
        else:
            beyond = middle
    height = abs(probe(beyond) - probe(0.0))
    further = abs(probe(4 * beyond) - probe(0.0))
    stair = probe(4 * beyond) != probe(2 * beyond) and height > _ONSET * further
    return height if stair else 0.0


def vanishing_slope(rows: Sequence[Decade], noise: float) -> float:
    """A bound on slopes that shrink to nothing with h, 0.0 if they do not.

    Only ratios of slopes above rounding count, and each must be a clear fall.
    """
    sizes = [row.steepest for row in rows]
    if not all(map(math.isfinite, sizes)):
        return 0.0
    floors = [row.noise + noise / row.h for row in rows]
    ratios = []
    for i in range(len(rows) - 1):
        if sizes[i + 1] > 3 * floors[i + 1]:
            ratios.append(sizes[i + 1] / sizes[i] if sizes[i] else math.inf)
    if any(ratio > _SHRINKING for ratio in ratios):
        return 0.0
    # A power of h, such as h^0.5 from |x|^1.5: slow, but on its way to 0.
    is_power = len(ratios) >= len(rows) - RUN and max(ratios) < _STEADY * min(ratios)
    limit = min(size + floor for size, floor in zip(sizes, floors, strict=True))
    return limit if is_power or limit <= _NEXT_TO_NOTHING * sizes[0] else 0.0


def local_slope(rows: Sequence[Decade], noise: float) -> tuple[float, float]:
    """The tightest central difference that agrees with those over smaller steps.

    The first is the one over the smallest step that can be trusted at all. Where wider
    ones stop to agree, f out there has nothing to do with f here.

    Returns:
        The slope, and the distance from it within which df/dx must lie.
    """
    slope, distance = 0.0, math.inf
    for i in range(len(rows) - 1, RUN - 1, -1):
        row, wider = rows[i], rows[i - 1]
        change = abs(row.middle - wider.middle)
        # The gap and the change bound the truncation, the others the rounding.
        width = _GENEROUS * (abs(row.gap) + change + row.noise + 3 * noise / row.h)
        if abs(row.middle - slope) > distance + width:
            break
        if width < min(0.1 * abs(row.middle), distance):
            slope, distance = row.middle, width
    return slope, distance
