"""One derivative by hand, by the engine and numerically: a row of the report."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.verdict import Row, Verdict, judge
from autograd_core.testing.function.autodiff import forward_slope
from autograd_core.testing.function.components import (
    Component,
    InputGradients,
    as_components,
)
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.numeric.confirm import is_refuted, ladder
from autograd_core.testing.numeric.derivative import NEAR_0, derivative
from autograd_core.testing.numeric.estimate import CONFIDENCE, Derivative
from autograd_core.testing.numeric.evaluate import Probe
from autograd_core.testing.options import Options

_BY_STEPS = ("ridders", "flat", "fit")
"""The methods whose answer other steps are asked to confirm."""

_AS_EXACT = 1e3
"""With an error bar of so many roundings of f, a difference is as good as it gets."""

_ORDINARY = 1e3

_UNCONFIRMED = (
    "f is not exact enough here: differences over steps that are far apart do not show "
    "the same disagreement; compute f with more digits, or give rtol="
)

_FORWARD_MODE_ERROR = 1e-12
"""The relative error bar of a derivative by forward mode: thousands of roundings."""


class Comparison:
    """The derivatives of one problem, compared component by component.

    Args:
        gradients: by hand and by the engine.
        options: those of `check_gradient`.
        point: the number of the point, from 1.
    """

    def __init__(self, gradients: Gradients, options: Options, point: int = 1) -> None:
        self.gradients = gradients
        self.problem = gradients.problem
        self.options = options
        self.point = point

    def component(self, component: Component) -> Row:
        """The row of one component."""
        problem, rounding = self.problem, self.gradients.rounding
        i, entry = component
        hand = _number(self.gradients.by_hand, component)
        engine = _number(self.gradients.by_engine, component)
        noise, usual = 0.0, 0.0
        if rounding is not None:
            noise, usual = float(rounding[i].error[entry]), rounding[i].usual
        tangent = np.zeros(np.shape(problem.exact[i]))
        tangent[entry] = 1.0
        f, x = problem.along(component), problem.number(component)
        numeric = self._numeric(f, x, hand, engine, {i: tangent}, noise)
        # More rounding than that is not excused by size: it must show in the verdict.
        atol = 2 * CONFIDENCE * noise if noise <= usual else 0.0
        connected = self.gradients.engine.connected
        is_connected = not connected or connected[i]
        row = self._row(
            problem.names[i], entry, hand, engine, numeric, atol, is_connected
        )
        return self._confirmed(row, f, x, atol)

    def direction(self, tangents: Mapping[int, Array], name: str) -> Row:
        """The row of the derivative along a direction.

        Args:
            tangents: the direction, an array for each input that moves.
            name: what the report calls it.
        """
        rounding = self.gradients.rounding
        hand = _along(self.gradients.by_hand, tangents)
        engine = _along(self.gradients.by_engine, tangents)
        noise = 0.0
        if rounding is not None:
            # Roundings of many components are independent: their squares add up.
            parts = [rounding[i].error * tangent for i, tangent in tangents.items()]
            noise = float(np.sqrt(sum(np.sum(part**2) for part in parts)))
        f = self.problem.along_direction(tangents)
        numeric = self._numeric(f, 0.0, hand, engine, tangents, noise)
        atol = 2 * CONFIDENCE * noise
        row = self._row(name, (), hand, engine, numeric, atol, True)
        return self._confirmed(row, f, 0.0, atol)

    def _numeric(
        self,
        f: Callable[[Any], Any],
        x: float,
        hand: float | None,
        engine: float | None,
        tangents: Mapping[int, Array],
        noise: float,
    ) -> Derivative:
        """The derivative to compare with, stopping early where all agree."""
        options = self.options
        if options.method == "dual":
            estimate = self._forward_mode(tangents)
        else:
            expected = [slope for slope in (hand, engine) if slope is not None]
            rtol, method = options.rtol, options.method
            if noise and expected and expected[0]:
                rtol = max(rtol, CONFIDENCE * noise / abs(expected[0]))
            if options.kinks == "error" and method == "auto":
                # The first stage sees no kink where the gradient is halfway between.
                method = "ridders"
            eps = self.problem.eps
            estimate = derivative(
                f, x, expected=expected, rtol=rtol, method=method, eps=eps
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

    def _row(
        self,
        name: str,
        index: tuple[int, ...],
        hand: float | None,
        engine: float | None,
        numeric: Derivative,
        atol: float,
        connected: bool,
    ) -> Row:
        """The row of the report with its verdict."""
        verdict, ok = judge(
            hand,
            engine,
            numeric,
            rtol=self.options.rtol,
            atol=max(self.options.atol, atol),
            kinks=self.options.kinks,
            connected=connected,
        )
        point = self.point
        return Row(name, index, hand, engine, numeric, verdict, ok, point=point)

    def _confirmed(
        self, row: Row, f: Callable[[Any], Any], x: float, atol: float
    ) -> Row:
        """The row, judged anew by other steps if it does not pass.

        Nobody is blamed for a disagreement that they do not bear out.
        """
        numeric, accused = row.numeric, row.wrong
        if row.ok or numeric.method not in _BY_STEPS or math.isfinite(numeric.reach):
            return row
        if accused is not None and not math.isfinite(accused):
            return row
        probe = Probe(f, x, self.problem.eps)
        rungs = ladder(probe)
        if abs(x) < NEAR_0:
            rungs += ladder(probe.with_scale(1.0))
        numeric = replace(numeric, evaluations=numeric.evaluations + probe.calls)
        rtol = self.options.rtol
        if not rungs or (accused is not None and is_refuted(accused, rungs, rtol)):
            return replace(row, numeric=numeric)
        best = min(rungs, key=lambda rung: rung.error)
        numeric = replace(numeric, value=best.value, error=best.error)
        # All that float64 shows of numbers of ordinary size: a gradient below that is
        # as good as none.
        size = min(max(1.0, abs(probe(0.0))), _ORDINARY)
        if best.error <= _AS_EXACT * probe.eps * size:
            atol = max(atol, CONFIDENCE * best.error)
        judged = self._row(
            row.input, row.index, row.analytic, row.autodiff, numeric, atol, True
        )
        if judged.wrong is not None:
            note, verdict = _UNCONFIRMED, Verdict.UNRESOLVED
        else:
            note, verdict = "" if judged.ok else numeric.note, judged.verdict
        return replace(judged, verdict=verdict, numeric=replace(numeric, note=note))


def _number(gradients: InputGradients | None, component: Component) -> float | None:
    if gradients is None:
        return None
    return float(gradients[component.input][component.entry])


def _along(
    gradients: InputGradients | None, tangents: Mapping[int, Array]
) -> float | None:
    """The derivative along a direction: sum of gradient x tangent."""
    if gradients is None:
        return None
    products = [gradients[i] * tangent for i, tangent in tangents.items()]
    return float(math.fsum(float(np.sum(product)) for product in products))
