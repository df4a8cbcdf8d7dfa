"""One derivative judged by many steps, and by few where many have shown how exact f is.

A ladder of steps shows the height of the stairs of f. It serves all inputs.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

from autograd_core.testing.confirmation import Evidence, Own, confirmed
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.components import norm_along
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.function.own_rounding import rounding_of_f
from autograd_core.testing.line import Line
from autograd_core.testing.numeric.confirm import (
    RUNGS,
    Ladder,
    Rung,
    ladder,
    small_jump,
)
from autograd_core.testing.numeric.estimate import CONFIDENCE
from autograd_core.testing.numeric.evaluate import EPS, Probe
from autograd_core.testing.numeric.few_steps import Exactness, few_rungs, kink_left
from autograd_core.testing.numeric.least_squares import fit_around
from autograd_core.testing.options import Options

FEW_STEPS = "few steps"
"""The method of a row that few steps did not settle."""

WIDE_RUNGS = 12
"""Steps over five decades: of a staircase, smaller ones show nothing."""

_STRICT = 0.1
"""By few steps an error bar must be so much smaller to be no cause for concern."""

_WIDE = 1e-2
"""Over smaller steps, relative to x, a staircase may have another slope."""

_NARROW = 1e-3
"""The stairs of a rounded f are narrower than that, relative to x."""

_COARSE = 1e5
"""With an inexactness of so many roundings f is a staircase for all components."""


_ROUNDED = 0.2
"""CONFIDENCE times this part of the rounding by the graph is twice that rounding."""

_VISIBLE = 2.0
"""A change of so many times the noise of f shows."""

_SPREAD = 0.3
"""CONFIDENCE times this part of what a rounded point changes is three times that."""


class Staircase:
    """What differences over many steps know of f, and judge.

    Args:
        gradients: by hand and by the engine.
        options: those of `check_gradient`.
    """

    def __init__(self, gradients: Gradients, options: Options) -> None:
        self.gradients = gradients
        self.problem = gradients.problem
        self.options = options
        self._known: list[Exactness] = []

    def by_few_steps(self, row: Row, line: Line) -> Row:
        """The row, judged by steps that suit the stairs; open if few do not do."""
        probe = Probe(line.f, line.x, self.problem.eps)
        unit = max(probe.scale, *line.scales, 0.0)
        for rungs in few_rungs(probe, unit, self._known):
            numeric = replace(row.numeric, value=rungs[0].value, error=rungs[0].error)
            row = replace(row, numeric=numeric)
            evidence = self._evidence(row, line, rungs, math.inf)
            evidence = replace(evidence, largest=_STRICT * line.largest)
            judged = confirmed(row, evidence, line.connected)
            is_pass = judged.verdict is Verdict.PASS and not evidence.doubts(row)
            if is_pass or judged.wrong is not None:
                return judged
        return row

    def by_ladder(
        self, row: Row, line: Line, count: int = RUNGS, *, closely: bool = True
    ) -> Row:
        """The row, judged by differences over many steps.

        Args:
            row: of the line.
            line: a line through the point.
            count: how many steps.
            closely: whether hundreds of calls may be made where a gradient is suspect.
        """
        probe, rungs, noise = self.ladders(line, count)
        if not rungs:
            return row
        best = Ladder(rungs, noise).best
        if math.isnan(row.numeric.value):
            numeric = replace(row.numeric, value=best.value, error=best.error)
            row = replace(row, numeric=numeric)
        evidence = self._evidence(row, line, rungs, noise)
        judged = confirmed(row, evidence, line.connected)
        if closely and judged.wrong is None and evidence.doubts(row):
            fits = fit_around(probe, evidence.best.h)
            judged = confirmed(row, replace(evidence, fits=fits), line.connected)
        if judged.wrong is not None and row.numeric.method == FEW_STEPS:
            # No scan has looked for a kink, at which no gradient is that difference.
            h, off = evidence.best.h, abs(judged.wrong - evidence.best.value)
            if kink_left(probe, h, probe.step(h / math.sqrt(10))) > off:
                return row
        if judged.wrong is not None and not line.is_component:
            # f seems to have a slope along all where one of them still is level.
            evidence = evidence.with_noise(max(self.problem.height(), evidence.noise))
            judged = confirmed(row, evidence, line.connected)
        if judged.wrong is not None and evidence.is_uneven:
            jump = small_jump(probe, evidence.best.value)
            if jump:
                judged = confirmed(row, evidence.with_noise(jump), line.connected)
        return judged

    def _evidence(
        self, row: Row, line: Line, rungs: list[Rung], noise: float
    ) -> Evidence:
        f, rtol = self.problem.center, self.options.rtol
        atol = max(line.atol, self.options.atol)
        fit = row.numeric if row.numeric.method == "fit" else None
        own = self.own(row, line)
        return Evidence(rungs, noise, f, line.largest, rtol, atol, own, fit)

    def ladders(
        self, line: Line, count: int = RUNGS
    ) -> tuple[Probe, list[Rung], float]:
        """The rungs over steps in units of x, and of what is near x."""
        probe = Probe(line.f, line.x, self.problem.eps)
        probes = [probe, *map(probe.with_scale, line.scales)]
        unseen = max([known.noise for known in self._known], default=0.0)
        rungs: list[Rung] = []
        noises = []
        for line_probe in probes:
            line_probe.noise = self._noise_of_f
            line_probe.unseen = unseen
            more, noise = ladder(line_probe, count)
            rungs += more
            noises.append(noise)
        unit = max(line_probe.scale for line_probe in probes)
        self._learn(rungs, min(noises), unit)
        return probe, sorted(rungs, key=lambda rung: -rung.h), min(noises)

    def _learn(self, rungs: list[Rung], noise: float, unit: float) -> None:
        """Keep what a ladder has shown of an f that is a staircase."""
        near = [rung.value for rung in rungs if rung.h <= _NARROW * unit]
        if near and not any(near):
            return  # f is level for a while, as at a relu that is off: no stair
        rungs = [rung for rung in rungs if rung.h >= _WIDE * unit]
        if rungs and noise > _COARSE * EPS * abs(self.problem.center):
            self.problem.is_staircase = True
            best = Ladder(rungs, noise).best
            change, size = abs(best.value) * unit, abs(best.value)
            blur = best.error / size if size else math.inf
            self._known.append(Exactness(noise, best.h / unit, change, blur))

    @cached_property
    def _noise_of_f(self) -> float:
        """How inexact f is known to be, by its calls and by its graph."""
        return max(self.problem.scatter, rounding_of_f(self.gradients.engine.out))

    def own(self, row: Row, line: Line) -> Own:
        """The rounding of the gradients themselves along a line.

        That of the components together, or of this one alone if the others hide it.
        The engine is not asked, which costs calls of f, if a sharp difference is with
        it.
        """
        floor = EPS * line.largest
        numeric, engine = row.numeric, row.autodiff
        sided = engine is not None and numeric.agrees(engine, self.options.rtol)
        ask = not (sided and numeric.method == "central")
        bars = self.gradients.own_rounding(engine=ask)
        together = [norm_along(part or {}, line.tangents) for part in bars]
        numbers = [g for g in (*row.gradients, row.numeric.value) if math.isfinite(g)]
        apart = max(numbers, default=0.0) - min(numbers, default=0.0)
        own = Own(*(max(floor, bar) for bar in together))
        if apart > own.atol and self.gradients.may_be_rounding(apart / CONFIDENCE):
            bars = self.gradients.own_rounding(line.tangents, engine=ask)
            alone = [norm_along(part or {}, line.tangents) for part in bars]
            own = Own(*map(max, own, alone))
        if apart > own.atol and self._known:
            noise = _VISIBLE * min(known.noise for known in self._known)
            spread = self.gradients.spread_by_hand(line.tangents, noise)
            own = own._replace(hand=max(own.hand, _SPREAD * spread))
        if apart > own.atol and ask:
            by_graph = self.gradients.engine_rounding_along(line.tangents)
            own = own._replace(engine=max(own.engine, _ROUNDED * by_graph))
        return own
