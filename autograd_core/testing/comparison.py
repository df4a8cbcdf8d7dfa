"""One derivative by hand, by the engine and numerically: a row of the report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.confirmation import (
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
from autograd_core.testing.line import Line
from autograd_core.testing.numeric.confirm import RUNGS
from autograd_core.testing.numeric.derivative import (
    ALL_STAGES,
    FEW_CALLS,
    NEAR_0,
    derivative,
)
from autograd_core.testing.numeric.estimate import CONFIDENCE, Derivative
from autograd_core.testing.numeric.evaluate import OutOfBudget
from autograd_core.testing.options import Options
from autograd_core.testing.staircase import FEW_STEPS, WIDE_RUNGS, Staircase

_BY_STEPS = ("ridders", "flat", "fit")
"""The methods whose answer other steps are asked to confirm."""

_TINY = 1e-300
_WIDER = 3.0
"""Entries so much larger than x have a say in the steps."""

_ENOUGH_FLATS = 2
"""After so many components in which a ladder shows f flat, few steps will do."""

_UNKNOWN = Derivative(math.nan, math.inf, method=FEW_STEPS)

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
        shown: how many entries were checked one by one, where directions were for the
            others.
        closely: whether a component may cost hundreds of calls, as it does where f is
            a staircase or cancels; else what few do not tell is left open.
    """

    def __init__(self, gradients: Gradients, options: Options, point: int = 1) -> None:
        self.gradients = gradients
        self.problem = gradients.problem
        self.options = options
        self.point = point
        self._flats = 0
        self.staircase = Staircase(gradients, options)
        self.hidden: Array | None = None
        self.shown = 0
        self.closely = True
        self._looked = False

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
        if not self.closely:
            # It stands for its components, and is to be as exact as one of them.
            parts = [gradient[i] * tangents[i] for i in tangents if i in gradient]
            largest = max(map(largest_of, parts), default=0.0)
        atol = 2 * CONFIDENCE * noise
        line = Line(f, 0.0, tangents, (1.0,), largest, noise, atol, is_component=False)
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
            is_auto, look = self.options.method == "auto", None
            if is_auto and not self.closely:
                look = self._glance(line, hand, engine)
                if look is None:
                    return self._by_few_calls(row(_UNKNOWN), line)
            elif is_auto and self.problem.is_staircase:
                judged = self.staircase.by_ladder(row(_UNKNOWN), line, WIDE_RUNGS)
                if judged.ok or judged.wrong is not None:
                    return judged
            first = row(look or self._numeric(line, hand, engine))
            numeric = first.numeric
            if first.ok and first.verdict is not Verdict.FD_UNRELIABLE:
                return first
            if numeric.method in _BY_STEPS and not math.isfinite(numeric.reach):
                judged = self.staircase.by_ladder(first, line)
                self._flats += numeric.method == "flat" and judged.wrong is not None
                return judged
            rounding = self.staircase.own(first, line).atol
            if numeric.method == "complex":
                # It knows more than f shows, and than a formula may know.
                rounding += CONFIDENCE * ordinary_rounding(self.problem.center)
            return row(numeric, rounding) if rounding else first
        except OutOfBudget as error:
            return row(replace(_UNKNOWN, note=str(error)))

    def _glance(
        self, line: Line, hand: float | None, engine: float | None
    ) -> Derivative | None:
        """What the first differences say of one component of many; None if nothing.

        Then a ladder shows whether f is a staircase, once.
        """
        if self.problem.is_staircase:
            return None
        numeric = self._numeric(line, hand, engine, FEW_CALLS)
        if not math.isnan(numeric.value):
            return numeric
        if not self._looked:
            self._looked = True
            self.staircase.ladders(line)
        return None

    def _by_few_calls(self, row: Row, line: Line) -> Row:
        """The row of a line that the first differences leave open."""
        is_staircase = self.problem.is_staircase
        if not line.is_component:
            count = WIDE_RUNGS if is_staircase else RUNGS
            return self.staircase.by_ladder(row, line, count, closely=False)
        return self.staircase.by_few_steps(row, line) if is_staircase else row

    def _numeric(
        self,
        line: Line,
        hand: float | None,
        engine: float | None,
        stages: int = ALL_STAGES,
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
                stages=stages,
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
