"""The numerical derivative of a function of one number, in stages.

A cheap stage answers most questions; the dear ones only run where it cannot. The
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
from autograd_core.testing.numeric.step_scan import Scan, scan
from autograd_core.testing.numeric.taylor_remainder import taylor_slope

# x this small may be one that only happens not to be 0, such as an initial bias.
_NEAR_0 = 1e-3

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
        x: where.
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
        known = ", ".join(map(repr, METHODS))
        raise ValueError(f"method: expected one of {known}, got {method!r}")
    x = float(x)
    probe = Probe(f, x, eps)
    if method == "complex":
        return complex_step(f, x)
    if method == "taylor":
        return taylor_slope(probe, expected)
    if method != "ridders":
        quick = _central(probe, expected, rtol, always=method == "central")
        if quick is not None:
            return quick
    if not math.isfinite(probe(0.0)):
        note = f"f is {probe.raw(0.0)!r} at this point"
        return Derivative(math.nan, math.inf, None, probe.calls, "none", note)
    seen = scan(probe)
    probe.noise = seen.noise
    found = _staged(probe, seen, expected)
    if abs(x) < _NEAR_0 and (found.method == "flat" or not found.resolves()):
        found = _as_at_0(probe, expected, found)
    if found.method == "flat" or not found.resolves() or _torn(expected, found):
        found = _confirmed(f, x, expected, rtol, found)
    if found.method == "ridders" and not found.resolves():
        found = _fitted(probe, seen, found)
    return replace(found, evaluations=probe.calls)


def _central(
    probe: Probe, expected: Sequence[float], rtol: float, always: bool
) -> Derivative | None:
    """The central difference, if it settles the question or is asked for alone."""
    h = probe.step(probe.eps ** (1 / 3) * probe.scale)
    up, down = probe(h), probe(-h)
    value = (up - down) / (2 * h)
    noise = 4 * probe.eps * max(abs(up), abs(down)) / (2 * h)
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


def _as_at_0(probe: Probe, expected: Sequence[float], found: Derivative) -> Derivative:
    """By steps that are not relative to x, if those can tell what others could not."""
    wide = Probe(probe.raw_at, probe.x, probe.eps, scale=1.0)
    seen = scan(wide)
    wide.noise = seen.noise
    if seen.near_step or math.isinf(seen.local[1]):
        return found  # f out there has nothing to do with f here
    other = _staged(wide, seen, expected)
    return other if other.method == "ridders" and other.resolves() else found


def _torn(expected: Sequence[float], found: Derivative) -> bool:
    """Whether gradients that differ by more than rounding are within the error bar."""
    if found.kink is not None or len(expected) < 2:
        return False
    apart = max(expected) - min(expected) > SHARP * max(map(abs, expected))
    return apart and all(found.agrees(each) for each in expected)


def _confirmed(
    f: Callable[[Any], Any],
    x: float,
    expected: Sequence[float],
    rtol: float,
    found: Derivative,
) -> Derivative:
    """The complex step where differences cannot tell, if a gradient equals it.

    Code that is not analytic gives a complex step that is wrong, so it may confirm a
    gradient but not refute one; and 0, which it gives for abs and the like, does not
    count.
    """
    try:
        step = complex_step(f, x)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        return found
    if step.value and any(step.agrees(gradient, rtol) for gradient in expected):
        note = "f rounds too coarsely here for differences; by complex step"
        return replace(step, note=note)
    return found


def _fitted(probe: Probe, seen: Scan, found: Derivative) -> Derivative:
    """The slope of a polynomial through many points, if that one can tell."""
    value, error = fitted_slope(probe, SHARP, seen.near_step or math.inf)
    slope, distance = seen.local
    if CONFIDENCE * error <= RESOLVED * abs(value) and abs(value - slope) <= distance:
        return replace(found, value=value, error=error, method="fit", note="")
    return found


def _staged(probe: Probe, seen: Scan, expected: Sequence[float]) -> Derivative:
    """The stages behind the first: kink, edge, extrapolation."""
    if seen.jump:
        note = f"f jumps by {seen.jump:.3g} here: it has no derivative"
        return Derivative(math.nan, math.inf, method="none", note=note)
    if seen.steep:
        note = "f is infinitely steep here"
        return Derivative(seen.steep, 0.0, method="limit", note=note)
    if seen.kink_step:
        return _kink(probe, seen)
    on_both_sides = seen.above and seen.below
    if seen.flat and on_both_sides:
        return _flat(probe, seen, expected)
    if seen.vanishing and not any(expected):
        note = "the slopes of f shrink to nothing towards this point"
        return Derivative(0.0, 0.0, method="limit", note=note, slope=seen.vanishing)
    if not on_both_sides:
        return _edge(probe, seen)
    best = _extrapolated(probe, seen)
    if seen.near_step:
        note = f"f has a kink or an edge within {seen.near_step * 10:.0e} of this point"
        best = replace(best, note=note)
    return best


def _flat(probe: Probe, seen: Scan, expected: Sequence[float]) -> Derivative:
    """f does not change: the gradient is 0, or too small for f to show."""
    if expected and not any(expected):
        note = "f does not change here: any gradient below its rounding looks like 0"
        return Derivative(0.0, 0.0, method="flat", note=note)
    # What f computes with may have underflown, too.
    spacing = max(4 * probe.eps * abs(probe(0.0)), sys.float_info.min)
    hidden = spacing / (0.1 * probe.scale)
    error = max(hidden, seen.flat_error)
    note = "f does not change here"
    least = min([abs(each) for each in expected if each], default=0.0)
    if error and least <= CONFIDENCE**2 * error:
        note += ": it is too inaccurate here to resolve this gradient"
    return Derivative(0.0, error, method="flat", note=note)


def _kink(probe: Probe, seen: Scan) -> Derivative:
    """The slopes on both sides of a kink."""
    left, left_error = one_sided(probe, -1, seen.kink_step)
    right, right_error = one_sided(probe, 1, seen.kink_step)
    low, high = min(left, right), max(left, right)
    error = max(left_error, right_error)
    middle, slope = (low + high) / 2, max(-low, high)
    found = Derivative(middle, error, (low, high), 0, "kink", "", slope)
    note = f"kink: every subgradient in {found.interval} is right"
    return replace(found, note=note)


def _edge(probe: Probe, seen: Scan) -> Derivative:
    """The slope on the only side where f is defined."""
    if not (seen.above or seen.below):
        note = "f is not finite on either side of this point"
        return Derivative(math.nan, math.inf, method="none", note=note)
    side = 1 if seen.above else -1
    starts = [1e-2 * probe.scale, 1e-4 * probe.scale, 0.1 * probe.scale]
    tries = [one_sided(probe, side, start) for start in starts]
    value, error = min(tries, key=lambda found: found[1])
    where = "above" if seen.above else "below"
    note = f"edge of the domain: f is finite only {where} this point; one-sided"
    return Derivative(value, error, None, 0, "one-sided", note, seen.slope)


def _extrapolated(probe: Probe, seen: Scan) -> Derivative:
    """Ridders' method from several starts, until one resolves the derivative.

    Of the others the smallest error estimate wins. Far outside the scale of f a start
    can converge to something else, so each must lie where the scan saw the slope.
    """
    size = probe.scale
    if seen.near_step:
        starts = [0.3 * seen.near_step, 0.03 * seen.near_step]
    else:
        starts = [1e-2 * size, min(0.1, 0.3 * size), min(1e-4, 1e-2 * size)]
        # Where those do not resolve it, f varies far faster or slower than x does.
        starts += [0.1, 1e-5 * size, 30.0]
    slope, distance = seen.local
    # Where the scan saw no slope, nothing tells whether f out there has to do with f
    # here: of starts that contradict each other, the nearest is to be believed.
    lost = math.isinf(distance) and not seen.near_step
    best = Derivative(slope, distance, method="ridders", slope=seen.slope)
    sharp: dict[float, Derivative] = {}
    for start in dict.fromkeys(starts):
        if start > size and math.isinf(distance):
            continue
        found = central_limit(probe, start)
        if found is None or abs(found[0] - slope) > distance:
            continue
        each = replace(best, value=found[0], error=found[1])
        best = min(best, each, key=lambda estimate: estimate.error)
        enough = max(SHARP * abs(each.value), 1e-8 * each.slope)
        if CONFIDENCE * each.error <= enough:
            sharp[start] = each
            if not lost:
                return best
    if sharp and not all(best.agrees(each.value, SHARP) for each in sharp.values()):
        return sharp[min(sharp)]
    if best.resolves():
        return best
    if lost and not seen.vanishing:
        # No step, however small, showed a slope: these are differences of noise.
        best = replace(best, error=math.inf)
    return replace(best, note="f is too inaccurate here to resolve this gradient")
