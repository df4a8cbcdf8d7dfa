"""The profile of f around a point, from one scan over ten decades of steps.

A difference quotient is only as good as the choice of its step. The scan finds out what
there is to choose from: is there a kink, a jump, an edge of the domain, an infinite
slope, how large is the noise, over which steps is the slope that of this point?
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograd_core.testing.numeric.decades import (
    RUN,
    Decade,
    defined_slopes,
    measure,
)
from autograd_core.testing.numeric.evaluate import ROUNDINGS, Probe
from autograd_core.testing.numeric.kinks import (
    is_next_to_kink,
    keeps_growing,
    keeps_jumping,
    kink,
    nearest_step,
    unbounded,
)
from autograd_core.testing.numeric.noise import (
    local_slope,
    noise_of,
    stair_height,
    vanishing_slope,
)

_FLAT_STEPS = 6
"""Where f does not change over this many of the smallest steps, it is flat."""

_AFAR = 3
"""A slope this many times its rounding is one, however wide the step."""

_NEARER_DECADES = 6
"""An edge of the domain is looked for this many decades below the smallest step."""


@dataclass(frozen=True)
class Profile:
    """The result of `scan`.

    Attributes:
        above: whether f is finite just above the point.
        below: whether f is finite just below it.
        flat: whether f equals its value at the point over the smaller steps, and all
            but that over the larger ones.
        slope: the largest slope over a thousandth of |x|, left or right.
        flat_error: where f is flat, the slope over the first step that shows one.
        vanishing: if the slopes shrink away with h, as at a minimum, a bound on what is
            left of them; else 0.
        noise: the inaccuracy of f: |f(x + h) - 2 f(x) + f(x - h)| at tiny h.
        local: a slope and a generous distance within which df/dx must lie.
        kink_step: a step that shows the kink at the point, 0 without one.
        near_step: a step too small to reach the kink, or the edge of the domain, that
            is nearby; 0 without one.
        jump: by how much f jumps at the point, 0 if it does not.
        steep: inf or -inf if the slope grows without bound, else 0.
    """

    above: bool
    below: bool
    flat: bool
    slope: float
    flat_error: float = 0.0
    vanishing: float = 0.0
    noise: float = 0.0
    local: tuple[float, float] = (0.0, math.inf)
    kink_step: float = 0.0
    near_step: float = 0.0
    jump: float = 0.0
    steep: float = 0.0


def scan(probe: Probe) -> Profile:
    """Look at f from both sides over ten decades of steps.

    The order of the questions matters: an edge, a jump or an infinite slope would also
    look like a kink, and a kink like noise.

    Args:
        probe: f around a point where it is finite.

    Returns:
        The profile of f.

    >>> profile = scan(Probe(lambda x: max(x, 0.0), 0.0))
    >>> profile.kink_step > 0, profile.above, profile.below
    (True, True, True)
    >>> scan(Probe(lambda x: x**3, 2.0)).kink_step
    0.0
    """
    rows = measure(probe)
    smallest = rows[-1].h
    above, edge_above = _reach(probe, smallest)
    below, edge_below = _reach(probe, -smallest)
    flat, flat_error, slope = _flatness(rows)
    edge = min(edge_above, edge_below)
    if above and below and edge < smallest:
        return Profile(above, below, flat, slope, near_step=edge)
    jump, steep = unbounded(rows)
    if steep and not keeps_growing(probe, rows):
        steep = 0.0
    if jump and not keeps_jumping(probe, smallest / 1000, jump):
        return Profile(above, below, flat, slope, near_step=smallest / 100)
    if jump or steep:
        return Profile(above, below, flat, slope, jump=jump, steep=steep)
    if not (above and below):
        vanishing = vanishing_slope(rows, 0.0)
        return Profile(above, below, flat, slope, flat_error, vanishing)
    stair = max(stair_height(probe, rows, 1), stair_height(probe, rows, -1))
    near_row = rows[len(rows) - RUN]
    if not stair and not any((near_row.up, near_row.down)):
        # Flat on both sides, up to a kink or a jump, or without end.
        unseen = ROUNDINGS * probe.eps * abs(probe(0.0)) / near_row.h
        return Profile(above, below, True, slope, unseen)
    kink_step, near_step = kink(rows)
    if kink_step and is_next_to_kink(probe, rows):
        kink_step, near_step = 0.0, nearest_step(probe)
    if near_step:
        return Profile(above, below, flat, slope, near_step=near_step)
    if kink_step:
        return Profile(above, below, flat, slope, kink_step=kink_step)
    noise = max(noise_of(rows), stair)
    vanishing = vanishing_slope(rows, noise)
    local = local_slope(rows, noise)
    return Profile(above, below, flat, slope, flat_error, vanishing, noise, local)


def _reach(probe: Probe, t: float) -> tuple[bool, float]:
    """Whether f is finite towards `t`, and how near one must stay for that."""
    for _ in range(_NEARER_DECADES):
        if not math.isnan(probe(t)):
            return True, abs(t)
        t = math.copysign(probe.step(abs(t) / 10), t)
    return False, math.inf


def _flatness(rows: Sequence[Decade]) -> tuple[bool, float, float]:
    """`(flat, flat_error, slope)` of the profile."""
    ups, downs = defined_slopes(rows, 1), defined_slopes(rows, -1)
    slope = max([abs(x) for x in ups[2:4] + downs[2:4]], default=0.0)
    changes_afar = any(
        abs(side) > _AFAR * row.noise for row in rows for side in (row.up, row.down)
    )
    flat = not any(ups[-_FLAT_STEPS:] + downs[-_FLAT_STEPS:]) and not changes_afar
    changes = [pair for pair in zip(ups, downs, strict=False) if any(pair)]
    flat_error = max(map(abs, changes[-1])) if flat and changes else 0.0
    return flat, flat_error, slope
