"""Differences over other steps, before a gradient is called wrong.

An error bar that is estimated from two or three differences may be too small by
chance, where f is a staircase, or cancels. A whole ladder of steps shows how exact f
is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from autograd_core.testing.numeric.evaluate import EPS, ROUNDINGS, Probe

_RATIO = math.sqrt(10.0)
RUNGS = 21
"""Steps over ten decades."""

_WIDEST = 0.3
"""The widest step as a part of the scale of x; each is 1/sqrt(10) of the last."""

_GROWING = 20.0
"""The least ratio of changes of an error of O(h^4), of which the exact one is 100."""

_FAR_APART = 99.0
"""Two steps whose differences are evidence of their own."""

_DECADE, _TWO_STEPS = 10.1, 3.2
"""The steps of a decade, or two of them, up to their rounding."""

REFUTED, _DOUBTED = 3.0, 1.0
"""A gradient so many error bars away is refuted, if it is doubted over other steps."""

UNSEEN = 1e3
"""So many roundings of 1, or of x, may be those of numbers inside of f."""

_CLEAR, _BISECTIONS = 1e6, 45
"""A jump of so many roundings of f is one; it is narrowed down to the spacing of x."""

_SHARP = 4.0
"""A rung whose error bar is this part of a disagreement must see it, too."""


class Rung(NamedTuple):
    """An extrapolated difference: its step, its value and its error bar."""

    h: float
    value: float
    error: float


class Ladder(NamedTuple):
    """Differences over many steps.

    Attributes:
        rungs: one for each step, the widest first.
        noise: how inexact f is, whatever the step.
    """

    rungs: list[Rung]
    noise: float

    @property
    def best(self) -> Rung:
        """The rung with the smallest error bar."""
        return min(self.rungs, key=lambda rung: rung.error)


def ladder(probe: Probe, count: int = RUNGS) -> Ladder:
    """Differences over steps of ten decades, each with an error bar.

    (10 D(h / sqrt(10)) - D(h)) / 9 = f' + O(h^4), with D the central difference. The
    bar is its distance from the extrapolation of the next order, and what f is exact
    to, over h. That is the largest of: the rounding of f, the least change of f that
    shows (the height of a stair), the scatter of the differences over smaller steps.

    Args:
        probe: f around the point.
        count: how many steps, each 1/sqrt(10) of the last.

    >>> rungs, noise = ladder(Probe(math.exp, 0.0))
    >>> abs(min(rungs, key=lambda rung: rung.error).value - 1.0) < 1e-8
    True
    """
    steps = [probe.step(_WIDEST * probe.scale * _RATIO**-k) for k in range(count)]
    slopes = [*map(probe.slope, steps)]
    fourth = _extrapolated(slopes, 10.0)
    sixth = _extrapolated(fourth, 100.0)
    rounding = ROUNDINGS * probe.eps * probe.size(steps[-1])
    floor = max(rounding, probe.noise, _stair(probe, steps))
    samples: list[float] = []
    rungs: list[Rung] = []
    finer = math.inf
    for k in reversed(range(len(sixth))):
        change = abs(fourth[k] - fourth[k + 1])
        # That of a polynomial grows a hundredfold with the step; other changes are
        # noise, as large as f is inexact.
        if not change > _GROWING * finer and math.isfinite(change):
            samples.append(change * steps[k + 2])
        finer = change
        error = abs(fourth[k] - sixth[k]) + _noise(floor, samples) / steps[k + 1]
        rungs.append(Rung(steps[k], fourth[k], error))
    rungs = [rung for rung in reversed(rungs) if math.isfinite(rung.error)]
    return Ladder(rungs, _noise(floor, samples))


def _noise(floor: float, samples: Sequence[float]) -> float:
    """The inexactness of f: half the largest sample, or their root mean square."""
    if not samples:
        return floor
    mean = math.sqrt(math.fsum(sample * sample for sample in samples) / len(samples))
    return max(floor, mean, 0.5 * max(samples))


def _extrapolated(values: Sequence[float], power: float) -> list[float]:
    return [
        (power * fine - coarse) / (power - 1.0)
        for coarse, fine in itertools.pairwise(values)
    ]


def _stair(probe: Probe, steps: Sequence[float]) -> float:
    """The least change of f over a step, if the smallest steps do not change it."""
    changes = [abs(probe(s * h) - probe(0.0)) for h in steps[::-1] for s in (1, -1)]
    # Where f does not change at all, only others tell what it computes with.
    unseen = max(probe.unseen, probe.eps * max(1.0, probe.size(steps[-1])))
    visible = [change for change in changes if change > 0.0]
    return min(visible, default=unseen)


def small_jump(probe: Probe, slope: float, count: int = RUNGS) -> float:
    """The height of the nearest jump of f off the line that it is here; 0 without one.

    f may be stairs that are not level: S p - K q with p and q rounded has the slope of
    a rounded p between two of its jumps, and the one that is meant over many. Only
    jumps by what inner numbers round to count.

    Args:
        probe: f around the point.
        slope: that of the line.
        count: how many steps are looked at, as by `ladder`.

    >>> stairs = Probe(lambda x: round(1e4 * x) * 1e-18 + 1e-16 * x, 2.0)
    >>> 0 < small_jump(stairs, 1e-16) < 2e-18
    True
    """
    unseen = UNSEEN * EPS * max(1.0, abs(probe.x))
    for side in (1.0, -1.0):
        line, beyond = 0.0, 0.0
        for k in reversed(range(count)):
            h = probe.step(_WIDEST * probe.scale * _RATIO**-k)
            if not _is_off(probe, slope, side * h):
                line = h
            elif line:
                beyond = h
                break
        if not beyond or not math.isfinite(probe(side * beyond)):
            continue
        for _ in range(_BISECTIONS):
            middle = (line + beyond) / 2.0
            if _is_off(probe, slope, side * middle):
                beyond = middle
            else:
                line = middle
        height = abs(probe(side * beyond) - probe(side * line))
        rounding = probe.eps * probe.size(beyond)
        if _CLEAR * rounding < height <= unseen:
            return height
    return 0.0


def _is_off(probe: Probe, slope: float, t: float) -> bool:
    """Whether f at a distance is off the line by more than rounding."""
    off = abs(probe(t) - probe(0.0) - slope * t)
    return not off <= _CLEAR * probe.eps * probe.size(t)


def is_refuted(
    gradient: float,
    rungs: Sequence[Rung],
    rtol: float = 0.0,
    atol: float = 0.0,
    by_fit: bool = False,
) -> bool:
    """Whether differences over steps that are far apart agree that it is wrong.

    They are a hundredfold apart; or where f is too inexact for that, a decade of steps
    refutes it, and all smaller ones agree with those. No difference over a smaller step
    that is exact enough may side with the gradient: over wide steps f may be something
    else.

    Args:
        gradient: what is accused.
        rungs: of `ladder`.
        rtol: the relative error that is not a disagreement.
        atol: the absolute one, such as the rounding of the gradient itself.
        by_fit: whether a polynomial through many points refutes it, too; then two
            steps will do for a decade.

    >>> rungs, _ = ladder(Probe(math.exp, 0.0))
    >>> is_refuted(1.001, rungs), is_refuted(1.0 + 1e-9, rungs)
    (True, False)
    """

    def bars(rung: Rung) -> float:
        off = abs(gradient - rung.value) - rtol * abs(rung.value) - atol
        return off / rung.error if rung.error else math.copysign(math.inf, off)

    best = min(rungs, key=lambda rung: rung.error)
    far = [(rung, bars(rung), gradient > rung.value) for rung in rungs]
    for k, (wide, bar, side) in enumerate(far):
        # One that the best contradicts has too small an error bar.
        apart = abs(wide.value - best.value)
        if bar > REFUTED and apart <= REFUTED * (wide.error + best.error):
            finer = far[k:]
            sharp = abs(gradient - wide.value) / _SHARP
            if any(off <= _DOUBTED for rung, off, _ in finer if rung.error < sharp):
                continue
            if _over_small_steps(finer, wide, side) or _over_a_decade(
                finer, wide, _TWO_STEPS if by_fit else _DECADE
            ):
                return True
    return False


_Far = Sequence[tuple[Rung, float, bool]]


def _over_small_steps(finer: _Far, wide: Rung, side: bool) -> bool:
    """Whether a step far smaller doubts the gradient, too."""
    return any(
        wide.h >= _FAR_APART * rung.h and off > _DOUBTED and other == side
        for rung, off, other in finer
    )


def _over_a_decade(finer: _Far, wide: Rung, span: float) -> bool:
    """Whether all steps of a decade refute it, and those below agree with those."""
    decade = [(rung, off) for rung, off, _ in finer if span * rung.h >= wide.h]
    return (
        wide.h >= 0.98 * span * decade[-1][0].h
        and all(off > REFUTED for _, off in decade)
        and all(
            abs(rung.value - wide.value) <= REFUTED * (rung.error + wide.error)
            for rung, _, _ in finer
        )
    )
