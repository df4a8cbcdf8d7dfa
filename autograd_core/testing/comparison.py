"""One derivative by hand, by the engine and numerically: a row of the report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.confirmation import (
    Evidence,
    Own,
    confirmed,
    ordinary_rounding,
)
from autograd_core.testing.diagnosis.verdict import Row, Verdict, judge
from autograd_core.testing.function.autodiff import forward_slope
from autograd_core.testing.function.components import (
    Component,
    along,
    as_components,
    largest_of,
    norm_along,
    number_at,
)
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.function.own_rounding import rounding_of_f
from autograd_core.testing.line import Line
from autograd_core.testing.numeric.confirm import RUNGS, Rung, ladder, small_jump
from autograd_core.testing.numeric.derivative import NEAR_0, derivative
from autograd_core.testing.numeric.estimate import CONFIDENCE, Derivative
from autograd_core.testing.numeric.evaluate import EPS, OutOfBudget, Probe
from autograd_core.testing.numeric.least_squares import fit_around
from autograd_core.testing.options import Options

_BY_STEPS = ("ridders", "flat", "fit")
"""The methods whose answer other steps are asked to confirm."""

_TINY = 1e-300
_WIDER = 3.0
"""Entries so much larger than x have a say in the steps."""

_COARSE = 1e5
"""With an inexactness of so many roundings f is a staircase for all components."""

_ENOUGH_FLATS = 2
"""After so many components in which a ladder shows f flat, few steps will do."""

_WIDE_RUNGS = 12
"""Steps over five decades: of a staircase, smaller ones show nothing."""

_FORWARD_MODE_ERROR = 1e-12
"""The relative error bar of a derivative by forward mode: thousands of roundings."""


class Comparison:
    """The derivatives of one problem, compared component by component.

    Args:
        gradients: by hand and by the engine.
        options: those of `check_gradient`.
        point: the number of the point, from 1.

    Attributes:
        hidden: where directions were checked, the error of each entry alone that they
            cannot see; None where each entry was.
    """

    def __init__(self, gradients: Gradients, options: Options, point: int = 1) -> None:
        self.gradients = gradients
        self.problem = gradients.problem
        self.options = options
        self.point = point
        self._is_staircase = False
        self._flats = 0
        self.hidden: Array | None = None

    def component(self, component: Component) -> Row:
        """The row of one component."""
        problem, rounding = self.problem, self.gradients.rounding
        i, entry = component
        hand = number_at(self.gradients.by_hand, component)
        engine = number_at(self.gradients.by_engine, component)
        noise, usual = 0.0, 0.0
        if rounding is not None:
            noise, usual = float(rounding[i].error[entry]), rounding[i].usual
        tangent = np.zeros(np.shape(problem.exact[i]))
        tangent[entry] = 1.0
        x = problem.number(component)
        connected = self.gradients.engine.connected
        line = Line(
            problem.along(component),
            x,
            {i: tangent},
            self._scales(i, x),
            self._largest(i, x),
            noise,
            # More rounding than that is not excused by size: it must show.
            2 * CONFIDENCE * noise if noise <= usual else 0.0,
            not connected or connected[i],
        )
        return self._compared(problem.names[i], entry, hand, engine, line)

    def direction(self, tangents: Mapping[int, Array], name: str) -> Row:
        """The row of the derivative along a direction.

        Args:
            tangents: the direction, an array for each input that moves.
            name: what the report calls it.
        """
        rounding = self.gradients.rounding
        hand = along(self.gradients.by_hand, tangents)
        engine = along(self.gradients.by_engine, tangents)
        noise = 0.0
        if rounding is not None:
            errors = {i: rounding[i].error for i in tangents}
            noise = norm_along(errors, tangents)
        gradient = self.gradients.by_engine or self.gradients.by_hand or {}
        f = self.problem.along_direction(tangents)
        largest = norm_along(gradient, tangents)
        atol = 2 * CONFIDENCE * noise
        line = Line(f, 0.0, tangents, (1.0,), largest, noise, atol)
        return self._compared(name, (), hand, engine, line)

    def _scales(self, i: int, x: float) -> tuple[float, ...]:
        """Units for the steps other than |x|: that of the array, or 1 near 0."""
        size = float(np.max(np.abs(self.problem.exact[i]), initial=0.0))
        if size > _WIDER * abs(x):
            return (size,)
        return (1.0,) if abs(x) < NEAR_0 else ()

    def _largest(self, i: int, x: float) -> float:
        """The largest component of the gradient of an input.

        Those of other inputs count by how they change f, x times the gradient.
        """
        gradient = self.gradients.by_engine or self.gradients.by_hand or {}
        parts = [gradient[j] * self.problem.exact[j] for j in gradient]
        own = largest_of(gradient.get(i, np.zeros(())))
        unit = max(abs(x), *self._scales(i, x), _TINY)
        return max(own, *[largest_of(part) / unit for part in parts])

    def _compared(
        self,
        name: str,
        index: tuple[int, ...],
        hand: float | None,
        engine: float | None,
        line: Line,
    ) -> Row:
        """The row of a line: first differences, then what confirms them."""

        def row(numeric: Derivative, atol: float = 0.0) -> Row:
            """The row of the report with its verdict."""
            verdict, ok = judge(
                hand,
                engine,
                numeric,
                rtol=self.options.rtol,
                atol=max(self.options.atol, line.atol, atol),
                kinks=self.options.kinks,
                connected=line.connected,
            )
            point = self.point
            return Row(name, index, hand, engine, numeric, verdict, ok, point=point)

        try:
            if self._is_staircase and self.options.method == "auto":
                first = row(Derivative(math.nan, math.inf, method="ladder"))
                judged = self._by_ladder(first, line, _WIDE_RUNGS)
                if judged.ok or judged.wrong is not None:
                    return judged
            first = row(self._numeric(line, hand, engine))
            numeric = first.numeric
            if first.ok and first.verdict is not Verdict.FD_UNRELIABLE:
                return first
            if numeric.method in _BY_STEPS and not math.isfinite(numeric.reach):
                judged = self._by_ladder(first, line)
                self._flats += numeric.method == "flat" and judged.wrong is not None
                return judged
            rounding = self._own(first, line).atol
            if numeric.method == "complex":
                # It knows more than f shows, and than a formula may know.
                rounding += CONFIDENCE * ordinary_rounding(self.problem.center)
            return row(numeric, rounding) if rounding else first
        except OutOfBudget as error:
            return row(Derivative(math.nan, math.inf, note=str(error)))

    def _numeric(
        self, line: Line, hand: float | None, engine: float | None
    ) -> Derivative:
        """The derivative to compare with, stopping early where all agree."""
        options, noise = self.options, line.noise
        if options.method == "dual":
            estimate = self._forward_mode(line.tangents)
        else:
            expected = [slope for slope in (hand, engine) if slope is not None]
            rtol, method = options.rtol, options.method
            if noise and expected and expected[0]:
                rtol = max(rtol, CONFIDENCE * noise / abs(expected[0]))
            flat = (engine == 0.0 and line.connected) or self._flats >= _ENOUGH_FLATS
            if options.kinks == "error" and method == "auto":
                # The first stage sees no kink where the gradient is halfway between.
                method = "ridders"
            estimate = derivative(
                line.f,
                line.x,
                expected=expected,
                rtol=rtol,
                method=method,
                eps=self.problem.eps,
                noise=self.problem.scatter,
                flat=flat,
            )
        return replace(estimate, error=estimate.error + noise)

    def _forward_mode(self, tangents: Mapping[int, Array]) -> Derivative:
        """The derivative by forward mode of the engine, as evidence of its own."""
        engine = self.gradients.engine
        if engine.out is None:
            raise TypeError(
                "method='dual' is forward mode of the engine, and f gives no node: "
                f"{engine.reason or 'it leaves the graph'}"
            )
        slope = forward_slope(engine, tangents)
        arrays = [as_components(gradient) for gradient in engine.gradients or []]
        size = max([float(np.max(np.abs(array), initial=0.0)) for array in arrays])
        error = _FORWARD_MODE_ERROR * (abs(slope) + size)
        return Derivative(slope, error, None, 0, "dual", slope=size)

    def _by_ladder(self, row: Row, line: Line, count: int = RUNGS) -> Row:
        """The row, judged by differences over many steps."""
        probe, rungs, noise = self._ladders(line, count)
        if not rungs:
            return row
        f = self.problem.center
        if noise > _COARSE * EPS * abs(f):
            self._is_staircase = True
        atol = max(line.atol, self.options.atol)
        own = self._own(row, line)
        rtol = self.options.rtol
        fit = row.numeric if row.numeric.method == "fit" else None
        evidence = Evidence(rungs, noise, f, line.largest, rtol, atol, own, fit)
        judged = confirmed(row, evidence, line.connected)
        if judged.wrong is None and evidence.doubts(row):
            fits = fit_around(probe, evidence.best.h)
            judged = confirmed(row, replace(evidence, fits=fits), line.connected)
        if judged.wrong is not None and evidence.is_uneven:
            jump = small_jump(probe, evidence.best.value)
            if jump:
                judged = confirmed(row, evidence.with_noise(jump), line.connected)
        return judged

    def _ladders(self, line: Line, count: int) -> tuple[Probe, list[Rung], float]:
        """The rungs over steps in units of x, and of what is near x."""
        probe = Probe(line.f, line.x, self.problem.eps)
        probes = [probe, *map(probe.with_scale, line.scales)]
        rungs: list[Rung] = []
        noises = []
        for line_probe in probes:
            line_probe.noise = self._noise_of_f
            more, noise = ladder(line_probe, count)
            rungs += more
            noises.append(noise)
        return probe, sorted(rungs, key=lambda rung: -rung.h), min(noises)

    @cached_property
    def _noise_of_f(self) -> float:
        """How inexact f is known to be, by its calls and by its graph."""
        return max(self.problem.scatter, rounding_of_f(self.gradients.engine.out))

    def _own(self, row: Row, line: Line) -> Own:
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
        return own
