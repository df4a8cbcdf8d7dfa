"""Differences over few steps, for an f of which it is known how exact it is.

A ladder of many steps shows the height of the stairs of f. Of further inputs that is
known, and the step that suits them: a wide difference, and one over a hundredth of its
step, are evidence enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd_core.testing.numeric.confirm import REFUTED, Rung
from autograd_core.testing.numeric.evaluate import Probe

_MARGIN = 3.0
"""Along another input f may be less exact by such a factor."""


class Exactness(NamedTuple):
    """What a ladder has shown of f along one input.

    Attributes:
        noise: how inexact f is.
        width: the widest step of the best difference, in units of x.
        change: by how much f changes over one unit of x, in a straight line.
        blur: the error bar of the best difference, relative to it.
    """

    noise: float
    width: float
    change: float
    blur: float

    def noise_along(self, change: float) -> float:
        """The noise along another input: f may round that, or its own numbers.

        >>> Exactness(1e-7, 0.1, 2.0, 1e-5).noise_along(20.0)
        1e-06
        """
        more = abs(change) / self.change if self.change else math.inf
        return self.noise * max(1.0, more)


def few_rungs(
    probe: Probe, unit: float, known: Sequence[Exactness]
) -> Iterator[list[Rung]]:
    """A wide rung and one over a hundredth of its step: by six calls of f, by eight.

    Nothing if the two contradict each other, so that more must be asked; nor at a kink,
    where the slopes on both sides differ as much over the small step as over the wide.

    Args:
        probe: f around the point.
        unit: that of the steps.
        known: what ladders along other inputs have shown.

    >>> known = [Exactness(1e-9, 0.1, 1.0, 1e-6)]
    >>> [rungs[0].error < 1e-5 for rungs in few_rungs(Probe(math.exp, 0.0), 1.0, known)]
    [False, True]
    >>> list(few_rungs(Probe(abs, 0.0), 1.0, known))
    []
    """
    width = min(known, key=lambda exactness: exactness.blur).width * unit
    steps = [probe.step(width / ratio) for ratio in (1.0, math.sqrt(10), 10.0, 100.0)]
    wide, middle, far = (probe.slope(steps[k]) for k in (0, 1, 3))
    fourth = (10.0 * middle - wide) / 9.0
    off = abs(fourth - middle)
    noise = max(exactness.noise_along(wide * unit) for exactness in known)
    curved = abs(probe.gap(steps[0])) / 100.0 * steps[3]
    uneven = abs(probe.gap(steps[3])) * steps[3]
    if probe(steps[3]) == probe(-steps[3]) or uneven > _MARGIN * noise + curved:
        return  # it has wider stairs than the others, or a kink
    changes = (probe(t) - probe(0.0) - fourth * t for t in (steps[3], -steps[3]))
    noise = _MARGIN * max(noise, *(abs(change) - curved for change in changes))
    small = Rung(steps[3], far, off / 1000.0 + noise / steps[3])
    error = off + kink_left(probe, steps[0], steps[1]) + noise / steps[1]
    rung = Rung(steps[0], fourth, error)
    if _agree(rung, small):
        yield [rung, small]
        sixth = (1000.0 * probe.slope(steps[2]) - 110.0 * middle + wide) / 891.0
        error = abs(sixth - fourth) + kink_left(probe, steps[1], steps[2])
        rung = Rung(steps[0], fourth, error + noise / steps[1])
        if _agree(rung, small):
            yield [rung, small]


def _agree(rung: Rung, other: Rung) -> bool:
    """Whether two agree within their bars, which then are not too small."""
    return abs(rung.value - other.value) <= REFUTED * (rung.error + other.error)


def kink_left(probe: Probe, wide: float, narrow: float) -> float:
    """The gap between the slopes that is left at the point: that of a smooth f is 0.

    Args:
        probe: f around the point.
        wide: a step.
        narrow: a smaller one.

    >>> probe = Probe(lambda x: max(x, 0.0) + x * x, 0.0)
    >>> round(kink_left(probe, 0.1, 0.03), 12)
    1.0
    """
    ratio = wide / narrow
    return abs(ratio * probe.gap(narrow) - probe.gap(wide)) / (ratio - 1.0)
