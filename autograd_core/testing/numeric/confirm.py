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

from autograd_core.testing.numeric.evaluate import ROUNDINGS, Probe

_RATIO = math.sqrt(10.0)
_RUNGS = 21
_WIDEST = 0.3
"""The widest step as a part of the scale of x; each is 1/sqrt(10) of the last."""

_GROWING = 20.0
"""The least ratio of changes of an error of O(h^4), of which the exact one is 100."""

_FAR_APART = 99.0
"""Two steps whose differences are evidence of their own."""

_REFUTED = 2.0
"""A gradient so many error bars away from a difference is refuted by it."""


class Rung(NamedTuple):
    """An extrapolated difference: its step, its value and its error bar."""

    h: float
    value: float
    error: float


def ladder(probe: Probe) -> list[Rung]:
    """Differences over steps of ten decades, each with an error bar.

    (10 D(h / sqrt(10)) - D(h)) / 9 = f' + O(h^4), with D the central difference. The
    bar is its distance from the extrapolation of the next order, and what f is exact
    to, over h. That is the largest of: the rounding of f, the least change of f that
    shows (the height of a stair), the scatter of the differences over smaller steps.

    Args:
        probe: f around the point.

    >>> rungs = ladder(Probe(math.exp, 0.0))
    >>> abs(min(rungs, key=lambda rung: rung.error).value - 1.0) < 1e-8
    True
    """
    steps = [probe.step(_WIDEST * probe.scale * _RATIO**-k) for k in range(_RUNGS)]
    slopes = [(probe(h) - probe(-h)) / (2.0 * h) for h in steps]
    fourth = _extrapolated(slopes, 10.0)
    sixth = _extrapolated(fourth, 100.0)
    noise = max(ROUNDINGS * probe.eps * probe.size(steps[-1]), _stair(probe, steps))
    rungs: list[Rung] = []
    finer = math.inf
    for k in reversed(range(len(sixth))):
        change = abs(fourth[k] - fourth[k + 1])
        # That of a polynomial grows a hundredfold with the step; other changes are
        # noise, as large as f is inexact.
        if not change > _GROWING * finer:
            noise = max(noise, change * steps[k + 2])
        finer = change
        error = abs(fourth[k] - sixth[k]) + noise / steps[k + 1]
        rungs.append(Rung(steps[k], fourth[k], error))
    return [rung for rung in rungs if math.isfinite(rung.error)]


def _extrapolated(values: Sequence[float], power: float) -> list[float]:
    return [
        (power * fine - coarse) / (power - 1.0)
        for coarse, fine in itertools.pairwise(values)
    ]


def _stair(probe: Probe, steps: Sequence[float]) -> float:
    """The least change of f over a step, of those that change it."""
    changes = [abs(probe(s * h) - probe(0.0)) for h in steps for s in (1, -1)]
    # Where f does not change at all, nothing tells what it computes with.
    unseen = probe.eps * max(1.0, probe.size(steps[-1]))
    return min([change for change in changes if change > 0.0], default=unseen)


def is_refuted(gradient: float, rungs: Sequence[Rung], rtol: float = 0.0) -> bool:
    """Whether differences over steps that are far apart agree that it is wrong.

    Args:
        gradient: what is accused.
        rungs: of `ladder`.
        rtol: the relative error that is not a disagreement.

    >>> rungs = ladder(Probe(math.exp, 0.0))
    >>> is_refuted(1.001, rungs), is_refuted(1.0 + 1e-9, rungs)
    (True, False)
    """
    against = [
        rung
        for rung in rungs
        if abs(gradient - rung.value) > _REFUTED * rung.error + rtol * abs(rung.value)
    ]
    return any(
        wide.h >= _FAR_APART * narrow.h
        and (wide.value > gradient) == (narrow.value > gradient)
        for wide in against
        for narrow in against
    )
