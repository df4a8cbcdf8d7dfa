"""The numerical derivative of a function of one number, in stages.

A cheap stage answers most questions; the expensive ones only run where it cannot. The
result carries an error bar, so that a comparison needs no guessed tolerance.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograd_core.testing.numeric.estimate import (
    CONFIDENCE,
    FLAT,
    RESOLVED,
    SHARP,
    Derivative,
)
from autograd_core.testing.numeric.evaluate import EPS, Probe
from autograd_core.testing.numeric.extrapolation import (
    central_limit,
    complex_step,
    one_sided,
)
from autograd_core.testing.numeric.least_squares import fitted_slope
from autograd_core.testing.numeric.step_scan import Profile, scan
from autograd_core.testing.numeric.taylor_remainder import taylor_slope

_NEAR_0 = 1e-3
"""x this small may be one that only happens not to be 0, such as an initial bias."""

_RESULT_ROUNDINGS = 4
"""Roundings in a difference of two values: one of each, and as many inside f."""

_VANISHING = "the slopes of f shrink to nothing towards this point"

METHODS = ("auto", "central", "ridders", "complex", "taylor")


def derivative(
    f: Callable[[float], float],
    x: float,
    *,
    expected: Sequence[float] = (),
    rtol: float = 1e-6,
    method: str = "auto",
    eps: float = EPS,
) -> Derivative:
    """df/dx at `x` from values of f alone.

    df/dx = (f(x + h) - f(x - h)) / 2h + O(h^2), with h = cbrt(eps) |x|. Where the
    gradients in question do not equal it to `rtol`, or rounding may hide that, f is
    scanned over ten decades of h for a kink (a gap between the slopes on both sides
    that does not depend on h), and then extrapolated to h = 0.

    Args:
        f: a function of one float; nan or an arithmetic error is the end of its domain.
        x: the point.
        expected: the gradients in question. With none, the first stage never answers.
        rtol: the accuracy asked of the first stage.
        method: `auto`, or one stage alone: `central`, `ridders`, `complex`, `taylor`.
        eps: the relative spacing of the numbers that f gives.

    Returns:
        A `Derivative`.

    Raises:
        ValueError: there is no such method.

    >>> slope = derivative(math.log, 1e-9)
    >>> round(slope.value), slope.error < 1.0
    (1000000000, True)
    >>> derivative(abs, 0.0).kink
    (-1.0, 1.0)

    Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982.
    """
    if method not in METHODS:
        methods = ", ".join(map(repr, METHODS))
        raise ValueError(f"method: expected one of {methods}, got {method!r}")
    x = float(x)
    probe = Probe(f, x, eps)
    if method == "complex":
        return complex_step(f, x)
    if method == "taylor":
        return taylor_slope(probe, expected)
    if method != "ridders":
        central = _central(probe, expected, rtol, always=method == "central")
        if central is not None:
            return central
    if not math.isfinite(probe(0.0)):
        note = f"f is {probe.raw(0.0)!r} at this point"
        return Derivative(math.nan, math.inf, None, probe.calls, "none", note)
    profile = scan(probe)
    probe.noise = profile.noise
    estimate = _staged(probe, profile, expected)
    # Each further stage costs more, and is asked only where the ones before could not
    # tell. The complex step comes before the fit: it is exact where f takes it.
    if abs(x) < _NEAR_0 and _cannot_tell(estimate):
        estimate = _as_at_0(probe, expected, estimate)
    if _cannot_tell(estimate) or _contradictory(expected, estimate):
        estimate = _by_complex_step(f, x, expected, rtol, estimate)
    if estimate.method == "ridders" and not estimate.resolves():
        estimate = _by_fit(probe, profile, estimate)
    return replace(estimate, evaluations=probe.calls)


def _cannot_tell(estimate: Derivative) -> bool:
    return estimate.method == "flat" or not estimate.resolves()


def _central(
    probe: Probe, expected: Sequence[float], rtol: float, always: bool
) -> Derivative | None:
    """The central difference, if it settles the question or is asked for alone.

    The step cbrt(eps) |x| balances truncation, h^2, and rounding, eps / h.
    """
    h = probe.step(probe.eps ** (1 / 3) * probe.scale)
    up, down = probe(h), probe(-h)
    value = (up - down) / (2 * h)
    noise = _RESULT_ROUNDINGS * probe.eps * max(abs(up), abs(down)) / (2 * h)
    off = max([abs(value - gradient) for gradient in expected], default=0.0)
    settled = bool(expected) and off <= rtol * abs(value) and noise <= rtol * abs(value)
    if settled or (always and math.isfinite(value)):
        truncation = probe.eps ** (2 / 3) * abs(value)
        error = noise + (min(off, truncation) if settled else truncation)
        return Derivative(value, error, None, probe.calls, "central", "", abs(value))
    if always:
        note = f"f is not finite at a distance of {h:.1e}"
        return Derivative(math.nan, math.inf, None, probe.calls, "central", note)
    return None


def _as_at_0(
    probe: Probe, expected: Sequence[float], estimate: Derivative
) -> Derivative:
    """By steps that are not relative to x, if those can tell what others could not."""
    wide = Probe(probe.raw_at, probe.x, probe.eps, scale=1.0)
    profile = scan(wide)
    wide.noise = profile.noise
    if profile.near_step or math.isinf(profile.local[1]):
        return estimate  # f out there has nothing to do with f here
    other = _staged(wide, profile, expected)
    return other if other.method == "ridders" and other.resolves() else estimate


def _contradictory(expected: Sequence[float], estimate: Derivative) -> bool:
    """Whether gradients that differ by more than rounding are within the error bar."""
    if estimate.kink is not None or len(expected) < 2:
        return False
    apart = max(expected) - min(expected) > SHARP * max(map(abs, expected))
    return apart and all(estimate.agrees(gradient) for gradient in expected)


def _by_complex_step(
    f: Callable[[Any], Any],
    x: float,
    expected: Sequence[float],
    rtol: float,
    estimate: Derivative,
) -> Derivative:
    """The complex step where differences cannot tell, if a gradient equals it.

    Code that is not analytic gives a complex step that is wrong, so it may confirm a
    gradient but not refute one; and 0, which it gives for abs and the like, does not
    count.
    """
    try:
        step = complex_step(f, x)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        return estimate
    if step.value and any(step.agrees(gradient, rtol) for gradient in expected):
        note = "f rounds too coarsely here for differences; by complex step"
        return replace(step, note=note)
    return estimate


def _by_fit(probe: Probe, profile: Profile, estimate: Derivative) -> Derivative:
    """The slope of a polynomial through many points, if that one can tell."""
    value, error = fitted_slope(probe, SHARP, profile.near_step or math.inf)
    slope, distance = profile.local
    # A polynomial over a wide interval may fit another scale of f than that at x.
    is_local = abs(value - slope) <= distance
    if CONFIDENCE * error <= RESOLVED * abs(value) and is_local:
        return replace(estimate, value=value, error=error, method="fit", note="")
    return estimate


def _staged(probe: Probe, profile: Profile, expected: Sequence[float]) -> Derivative:
    """The stages after the first: kink, edge, extrapolation.

    What the scan is sure of comes first; extrapolation needs a smooth f on both sides.
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
        best = replace(best, note=note)
    return best


def _flat(probe: Probe, profile: Profile, expected: Sequence[float]) -> Derivative:
    """The derivative where f does not change: 0, or too small for f to show."""
    if expected and not any(expected):
        note = "f does not change here: any gradient below its rounding looks like 0"
        return Derivative(0.0, 0.0, method="flat", note=note)
    # What f computes with may have underflown, too.
    spacing = max(_RESULT_ROUNDINGS * probe.eps * abs(probe(0.0)), sys.float_info.min)
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
    left, left_error = one_sided(probe, -1, profile.kink_step)
    right, right_error = one_sided(probe, 1, profile.kink_step)
    low, high = min(left, right), max(left, right)
    error = max(left_error, right_error)
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
    # Where the scan saw no slope, nothing tells whether f out there has to do with f
    # here: of starts that contradict each other, the nearest is to be believed.
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
