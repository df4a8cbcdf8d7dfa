"""The numerical derivative of a function of one number, in stages.

A cheap stage answers most questions; the expensive ones only run where it cannot. The
result carries an error bar, so that a comparison needs no guessed tolerance.
"""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograd_core.testing.numeric.confirm import UNSEEN
from autograd_core.testing.numeric.estimate import (
    CONFIDENCE,
    RESOLVED,
    SHARP,
    Derivative,
)
from autograd_core.testing.numeric.evaluate import EPS, ROUNDINGS, Probe
from autograd_core.testing.numeric.extrapolation import complex_step
from autograd_core.testing.numeric.least_squares import fitted_slope
from autograd_core.testing.numeric.stages import from_profile
from autograd_core.testing.numeric.step_scan import Profile, scan
from autograd_core.testing.numeric.taylor_remainder import taylor_slope

NEAR_0 = 1e-3
"""x this small may be one that only happens not to be 0, such as an initial bias."""

_WIDE, _FAR_APART = 1e-3, 99.0
"""The wider of two steps relative to x, and their ratio at least."""

_LOOSE, _SIMILAR = 1e-5, 3.0
"""With a tolerance above, two differences must be as near, up to a factor."""

_FAR_OFF = 100.0
"""A gradient so many error bars away is wrong without a closer look."""

_KINKED = 30.0
"""A gap between slopes that grows by less over steps 165 times as wide is a kink."""

FEW_CALLS, ALL_STAGES = 1, 2
"""How many stages there may be."""

METHODS = ("auto", "central", "ridders", "complex", "taylor")


def derivative(
    f: Callable[[float], float],
    x: float,
    *,
    expected: Sequence[float] = (),
    rtol: float = 1e-6,
    method: str = "auto",
    eps: float = EPS,
    noise: float = 0.0,
    flat: bool = False,
    stages: int = ALL_STAGES,
) -> Derivative:
    """df/dx at `x` from values of f alone.

    df/dx = (f(x + h) - f(x - h)) / 2h + O(h^2), with h = cbrt(eps) |x|. Where the
    gradients to check do not equal it to `rtol`, or rounding may hide that, f is
    scanned over ten decades of h for a kink (a gap between the slopes on both sides
    that does not depend on h), and then extrapolated to h = 0.

    Args:
        f: a function of one float; nan or an arithmetic error is the end of its domain.
        x: the point.
        expected: the gradients to check. Without any, the first stage never answers.
        rtol: the accuracy asked of the first stage.
        method: `auto`, or one stage alone: `central`, `ridders`, `complex`, `taylor`.
        eps: the relative spacing of the numbers that f gives.
        noise: how inexact f is known to be beyond that.
        flat: whether other evidence says that f does not change near x; then few steps
            that show no change will do.
        stages: `FEW_CALLS` for the first differences alone; then nan may be the answer.

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
    probe.noise = noise
    if method == "complex":
        return complex_step(f, x)
    if method == "taylor":
        return taylor_slope(probe, expected)
    if method != "ridders":
        central = _central(probe, expected, rtol, always=method == "central")
        if central is not None:
            return central
    if method == "auto":
        settled = _by_far_steps(probe, expected, rtol, flat)
        if settled is not None:
            return settled
        if stages == FEW_CALLS:
            return Derivative(math.nan, math.inf, None, probe.calls, "central")
    if not math.isfinite(probe(0.0)):
        note = f"f is {probe.raw(0.0)!r} at this point"
        return Derivative(math.nan, math.inf, None, probe.calls, "none", note)
    profile = scan(probe)
    probe.noise = max(noise, profile.noise)
    estimate = from_profile(probe, profile, expected)
    # Each further stage costs more, and runs only where the ones before are too
    # inaccurate. The complex step comes before the fit: it is exact where f takes it.
    if abs(x) < NEAR_0 and _is_inconclusive(estimate):
        estimate = _as_at_0(probe, expected, estimate)
    if _is_inconclusive(estimate) or _contradictory(expected, estimate):
        estimate = _by_complex_step(f, x, expected, rtol, estimate)
    if estimate.method == "ridders" and not estimate.resolves():
        estimate = _by_fit(probe, profile, estimate)
    return replace(estimate, evaluations=probe.calls)


def _is_inconclusive(estimate: Derivative) -> bool:
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
    rounding = ROUNDINGS * probe.eps * max(abs(up), abs(down))
    noise = max(rounding, probe.noise) / (2 * h)
    off = max([abs(value - gradient) for gradient in expected], default=0.0)
    close = rtol * abs(value)
    settled = bool(expected) and off <= close and noise <= close
    if settled and rtol > _LOOSE and not always:
        # A difference of stairs may be as near by chance, but hardly two.
        settled = abs(_over_wide_steps(probe) - value) <= _SIMILAR * close
    if settled or (always and math.isfinite(value)):
        truncation = probe.eps ** (2 / 3) * abs(value)
        error = noise + (min(off, truncation) if settled else truncation)
        return Derivative(value, error, None, probe.calls, "central", "", abs(value))
    if always:
        note = f"f is not finite at a distance of {h:.1e}"
        return Derivative(math.nan, math.inf, None, probe.calls, "central", note)
    return None


def _over_wide_steps(probe: Probe) -> float:
    """(10 D(h / sqrt(10)) - D(h)) / 9 at h = |x| / 1000, D the central difference."""
    wide = probe.step(_WIDE * probe.scale)
    middle = probe.step(wide / math.sqrt(10.0))
    return (10.0 * probe.slope(middle) - probe.slope(wide)) / 9.0


def _by_far_steps(
    probe: Probe, expected: Sequence[float], rtol: float, flat: bool
) -> Derivative | None:
    """A difference that settles the question, if steps far apart agree on it.

    Some gradient is far off, or all equal it.

    D(cbrt(eps) |x|), and the one over wide steps: two differences of different orders,
    over steps of which one is 100 times the other.
    """
    narrow = probe.step(probe.eps ** (1 / 3) * probe.scale)
    wide = probe.step(_WIDE * probe.scale)
    middle = probe.step(wide / math.sqrt(10.0))
    if not expected or wide < _FAR_APART * narrow or not any(expected):
        return None
    near, value = probe.slope(narrow), _over_wide_steps(probe)
    if flat and all(probe.is_level(h) for h in (narrow, middle, wide)):
        return _unchanged(probe, expected, wide)
    noise = max(ROUNDINGS * probe.eps * probe.size(wide), probe.noise) / narrow
    # At a kink the slopes to both sides differ; where f is flat it may be a staircase.
    gap, wide_gap = probe.gap(narrow), probe.gap(wide)
    error = abs(value - near) + noise
    if abs(value) * wide < UNSEEN * EPS * max(1.0, abs(probe.x)):
        return None  # f may be stairs that are not level: those of its inner numbers
    far_noise = noise * narrow / wide
    if error <= 2.0 * noise + rtol * abs(value) and _is_line(
        expected, rtol, value, far_noise + abs(wide_gap)
    ):
        slope = abs(value)
        return Derivative(value, far_noise, None, probe.calls, "central", "", slope)
    if abs(gap) > noise and abs(wide_gap) < _KINKED * abs(gap):
        return None
    gap = abs(gap - wide_gap * narrow / wide)  # what is not curvature
    if not (math.isfinite(error) and near and error <= SHARP * abs(value)):
        return None
    offs = [abs(gradient - value) for gradient in expected]
    if _are_far_off(offs, rtol * abs(value) + error, _FAR_OFF * (error + gap)):
        return Derivative(value, error, None, probe.calls, "central", "", abs(value))
    return None


def _are_far_off(offs: Sequence[float], slack: float, far: float) -> bool:
    """Whether some gradients are beyond doubt wrong, and the others right."""
    right = [off <= slack for off in offs]
    wrong = [not off <= far for off in offs]  # or nan
    return any(wrong) and all(map(operator.or_, right, wrong))


def _is_line(expected: Sequence[float], rtol: float, slope: float, bend: float) -> bool:
    """Whether f is so nearly a line that no kink can hide, and that of the gradients.

    At a small x that f hardly sees it is, and only wide steps show its slope.
    """
    close = rtol * abs(slope)
    is_near = all(abs(gradient - slope) <= close for gradient in expected)
    return rtol <= _LOOSE and bend <= close and is_near


def _unchanged(
    probe: Probe, expected: Sequence[float], wide: float
) -> Derivative | None:
    """The slope 0 of an f that no step changes, if gradients are 0 or would show."""
    rounding = ROUNDINGS * probe.eps * probe.size(wide)
    inside = UNSEEN * EPS * max(1.0, abs(probe.x))
    error = max(rounding, inside, probe.noise) / wide
    if any(gradient and abs(gradient) <= _FAR_OFF * error for gradient in expected):
        return None
    note = "f does not change here"
    return Derivative(0.0, error, None, probe.calls, "central", note)


def _as_at_0(
    probe: Probe, expected: Sequence[float], estimate: Derivative
) -> Derivative:
    """The derivative by steps that are not relative to x, if those resolve it."""
    wide = probe.with_scale(1.0)
    profile = scan(wide)
    wide.noise = profile.noise
    if profile.near_step or math.isinf(profile.local[1]):
        return estimate  # f out there has nothing to do with f here
    other = from_profile(wide, profile, expected)
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
    """The complex step where differences are inaccurate, if a gradient equals it.

    Code that is not analytic gives a complex step that is wrong, so it may confirm a
    gradient but not refute one; and 0, which it gives for abs and the like, does not
    count.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's, of parts that it drops
            step = complex_step(f, x)
    except Exception:  # whatever f does with a complex number
        return estimate
    if step.value and any(step.agrees(gradient, rtol) for gradient in expected):
        note = "f rounds too coarsely here for differences; by complex step"
        return replace(step, note=note)
    return estimate


def _by_fit(probe: Probe, profile: Profile, estimate: Derivative) -> Derivative:
    """The slope of a polynomial through many points, if that is accurate enough."""
    value, error = fitted_slope(probe, SHARP, profile.near_step or math.inf)
    slope, distance = profile.local
    # A polynomial over a wide interval may fit another scale of f than that at x.
    is_local = abs(value - slope) <= distance
    if CONFIDENCE * error <= RESOLVED * abs(value) and is_local:
        return replace(estimate, value=value, error=error, method="fit", note="")
    return estimate
