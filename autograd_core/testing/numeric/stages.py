"""The derivative from the profile of f: at a kink, at an edge, or by extrapolation."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace

from autograd_core.testing.numeric.estimate import (
    CONFIDENCE,
    FLAT,
    SHARP,
    Derivative,
)
from autograd_core.testing.numeric.evaluate import ROUNDINGS, Probe
from autograd_core.testing.numeric.extrapolation import central_limit, one_sided
from autograd_core.testing.numeric.step_scan import Profile

_VANISHING = "the slopes of f shrink to nothing towards this point"


def from_profile(
    probe: Probe, profile: Profile, expected: Sequence[float]
) -> Derivative:
    """The derivative of f around a point, from its profile there.

    What the scan is sure of comes first; extrapolation needs a smooth f on both sides.

    Args:
        probe: f around the point.
        profile: the result of the scan.
        expected: the gradients to check.

    >>> from autograd_core.testing.numeric.step_scan import scan
    >>> probe = Probe(abs, 0.0)
    >>> from_profile(probe, scan(probe), [0.3]).method
    'kink'
    """
    if profile.jump:
        note = f"f jumps by {profile.jump:.3g} here: it has no derivative"
        return Derivative(math.nan, math.inf, method="none", note=note)
    if profile.steep:
        note = "f is infinitely steep here"
        return Derivative(profile.steep, 0.0, method="limit", note=note)
    if profile.kink_step:
        return _kink(probe, profile)
    on_both_sides = profile.above and profile.below
    if profile.flat and on_both_sides:
        return _flat(probe, profile, expected)
    if profile.vanishing and not any(expected):
        note, slope = _VANISHING, profile.vanishing
        return Derivative(0.0, 0.0, method="limit", note=note, slope=slope)
    if not on_both_sides:
        return _edge(probe, profile)
    best = _extrapolated(probe, profile)
    if profile.near_step:
        distance = profile.near_step * 10
        note = f"f has a kink or an edge within {distance:.0e} of this point"
        best = replace(best, note=note, reach=profile.near_step)
    return best


def _flat(probe: Probe, profile: Profile, expected: Sequence[float]) -> Derivative:
    """The derivative where f does not change: 0, or too small for f to show."""
    if expected and not any(expected):
        note = "f does not change here: any gradient below its rounding looks like 0"
        return Derivative(0.0, 0.0, method="flat", note=note)
    # What f computes with may have underflown, too.
    spacing = max(ROUNDINGS * probe.eps * abs(probe(0.0)), sys.float_info.min)
    # A slope that changes f by less than its spacing over the widest step is unseen.
    unseen = spacing / (0.1 * probe.scale)
    error = max(unseen, profile.flat_error)
    note = "f does not change here"
    least = min([abs(gradient) for gradient in expected if gradient], default=0.0)
    if error and least <= CONFIDENCE**2 * error:
        note += ": it is too inaccurate here to resolve this gradient"
    return Derivative(0.0, error, method="flat", note=note)


def _kink(probe: Probe, profile: Profile) -> Derivative:
    """The slopes on both sides of a kink."""
    below, below_error = one_sided(probe, -1, profile.kink_step)
    above, above_error = one_sided(probe, 1, profile.kink_step)
    low, high = min(below, above), max(below, above)
    error = max(below_error, above_error)
    middle, slope = (low + high) / 2, max(-low, high)
    estimate = Derivative(middle, error, (low, high), 0, "kink", "", slope)
    note = f"kink: every subgradient in {estimate.interval} is right"
    return replace(estimate, note=note)


def _edge(probe: Probe, profile: Profile) -> Derivative:
    """The slope on the only side where f is defined."""
    if not (profile.above or profile.below):
        note = "f is not finite on either side of this point"
        return Derivative(math.nan, math.inf, method="none", note=note)
    side = 1 if profile.above else -1
    starts = [1e-2 * probe.scale, 1e-4 * probe.scale, 0.1 * probe.scale]
    limits = [one_sided(probe, side, start) for start in starts]
    value, error = min(limits, key=lambda limit: limit[1])
    where = "above" if profile.above else "below"
    note = f"edge of the domain: f is finite only {where} this point; one-sided"
    return Derivative(value, error, None, 0, "one-sided", note, profile.slope)


def _starts(probe: Probe, profile: Profile) -> list[float]:
    """The steps to extrapolate from, those that mostly resolve the derivative first."""
    size = probe.scale
    if profile.near_step:
        # On this side of the kink that is nearby.
        return [0.3 * profile.near_step, 0.03 * profile.near_step]
    starts = [1e-2 * size, min(0.1, 0.3 * size), min(1e-4, 1e-2 * size)]
    # Where those do not resolve it, f varies far faster or slower than x does.
    return [*starts, 0.1, 1e-5 * size, 30.0]


def _extrapolated(probe: Probe, profile: Profile) -> Derivative:
    """Ridders' method from several starts, until one resolves the derivative.

    Of the others the smallest error estimate wins. Far outside the scale of f a start
    can converge to something else, so each must lie where the scan saw the slope.
    """
    slope, distance = profile.local
    # Where the scan saw no slope, it is unknown whether f out there has to do with
    # f here: of starts that contradict each other, the nearest counts.
    no_slope = math.isinf(distance) and not profile.near_step
    best = Derivative(slope, distance, method="ridders", slope=profile.slope)
    sharp: dict[float, Derivative] = {}
    for start in dict.fromkeys(_starts(probe, profile)):
        if start > probe.scale and math.isinf(distance):
            continue
        limit = central_limit(probe, start)
        if limit is None or abs(limit[0] - slope) > distance:
            continue
        estimate = replace(best, value=limit[0], error=limit[1])
        best = min(best, estimate, key=lambda candidate: candidate.error)
        enough = max(SHARP * abs(estimate.value), FLAT * estimate.slope)
        if CONFIDENCE * estimate.error <= enough:
            sharp[start] = estimate
            if not no_slope:
                return best
    if sharp and not all(best.agrees(other.value, SHARP) for other in sharp.values()):
        return sharp[min(sharp)]
    if best.resolves():
        return best
    if no_slope and not profile.vanishing:
        # No step, however small, showed a slope: these are differences of noise.
        best = replace(best, error=math.inf)
    return replace(best, note="f is too inaccurate here to resolve this gradient")
