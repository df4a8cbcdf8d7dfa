"""The check of one point."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.testing.diagnosis.explain import explain
from autograd_core.testing.diagnosis.float32_rounding import (
    Rounding,
    exact_gradients,
    rounding_of,
)
from autograd_core.testing.diagnosis.forward_vs_reverse import (
    disagreement,
    forward_gradient,
)
from autograd_core.testing.diagnosis.verdict import Row, Verdict, close, judge
from autograd_core.testing.diagnosis.wrong_op import every_op_is_right
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.autodiff import (
    Autodiff,
    differentiate,
    forward_slope,
)
from autograd_core.testing.function.inputs import Component
from autograd_core.testing.function.problem import Problem, as_components
from autograd_core.testing.numeric.derivative import derivative
from autograd_core.testing.numeric.estimate import CONFIDENCE, Derivative
from autograd_core.testing.numeric.random_directions import check_directions
from autograd_core.testing.options import Options
from autograd_core.testing.report import SEVERITY, Report


class PointCheck:
    """A gradient at one point: by hand, by the engine, by finite differences.

    Attributes:
        problem: the function and the point.
        options: those of `check_gradient`.
        point: the number of the point, from 1.
        order: 2 if f is itself a gradient.
        engine: the gradient of the engine.
        rounding: the float32 rounding of each gradient, None in float64.
        notes: what was noticed on the way.
        formula: the gradient by hand as it was read, None without one.
    """

    def __init__(
        self, problem: Problem, options: Options, point: int = 1, order: int = 1
    ) -> None:
        self.problem = problem
        self.options = options
        self.point = point
        self.order = order
        self.engine = Autodiff()
        self.rounding: dict[int, Rounding] | None = None
        self.notes: list[str] = []
        self.formula: Formula | None = None
        self.given = False

    def run(self, analytic: Any) -> Report:
        """The report on first derivatives."""
        self.given = analytic is not None
        stop = self._look_before()
        if stop is not None:
            return self._report(stop, [], False)
        self._differentiate()
        by_engine = self._engine_gradients()
        by_hand = self._formula(analytic, by_engine)
        self._measure_rounding(analytic, by_hand, by_engine)
        count = self.options.count(self.problem.size)
        if count:
            rows = check_directions(self, by_hand, by_engine, count)
        else:
            components = self.problem.components()
            rows = [self.row(each, by_hand, by_engine) for each in components]
        rows = self._detached_in_part(rows)
        rows.sort(key=lambda row: -row.badness)
        report = self._summary(rows, by_hand, by_engine)
        if "fwd" in self.options.modes and "rev" in self.options.modes:
            self._compare_modes(report)
        return report

    def row(self, component: Component, by_hand: Any, by_engine: Any) -> Row:
        """The three derivatives with respect to one component, judged."""
        i, index = component
        hand = None if by_hand is None else float(by_hand[i][index])
        engine = None if by_engine is None else float(by_engine[i][index])
        noise, usual = 0.0, 0.0
        if self.rounding is not None:
            noise, usual = float(self.rounding[i].error[index]), self.rounding[i].usual
        tangent = np.zeros(np.shape(self.problem.exact[i]))
        tangent[index] = 1.0
        f, x = self.problem.along(component), self.problem.entry(component)
        found = self.numeric(f, x, hand, engine, {i: tangent}, noise)
        name = self.problem.names[i]
        found = replace(found, error=found.error + noise)
        atol = 2 * CONFIDENCE * noise if noise <= usual else 0.0
        return self.judged(name, index, hand, engine, found, i, atol)

    def numeric(
        self,
        f: Any,
        x: float,
        hand: float | None,
        engine: float | None,
        towards: Mapping[int, Any],
        noise: float = 0.0,
    ) -> Derivative:
        """The derivative to compare with, stopping early where all agree."""
        if self.options.method == "dual":
            return self._dual(towards)
        known = [each for each in (hand, engine) if each is not None]
        rtol = self.options.rtol
        if noise and known and known[0]:
            rtol = max(rtol, CONFIDENCE * noise / abs(known[0]))
        method = self.options.method
        if self.options.kinks == "error" and method == "auto":
            # The first stage sees no kink where the gradient is halfway between.
            method = "ridders"
        return derivative(
            f, x, expected=known, rtol=rtol, method=method, eps=self.problem.eps
        )

    def judged(
        self,
        name: str,
        index: tuple[int, ...],
        hand: float | None,
        engine: float | None,
        found: Derivative,
        which: int | None = None,
        atol: float = 0.0,
    ) -> Row:
        """The row of the table with its verdict."""
        connected = self.engine.connected
        verdict, ok = judge(
            hand,
            engine,
            found,
            rtol=self.options.rtol,
            atol=max(self.options.atol, atol),
            kinks=self.options.kinks,
            connected=which is None or not connected or connected[which],
        )
        return Row(name, index, hand, engine, found, verdict, ok, 1, self.point)

    def _look_before(self) -> Verdict | None:
        """Whether f can be differentiated here at all; else the verdict."""
        problem = self.problem
        first, second = [problem.value(problem.exact) for _ in range(2)]
        if first != second and not (math.isnan(first) and math.isnan(second)):
            self.notes.append(
                f"two calls with the same input gave {first!r} and {second!r}; switch "
                "dropout off (eval()), or make the generator anew from a seed in f"
            )
            return Verdict.NONDETERMINISTIC
        if not math.isfinite(first):
            self.notes.append(f"f is {first!r} at this point: choose another one")
            return Verdict.UNRESOLVED
        for name in problem.changes_its_arguments():
            self.notes.append(f"f changes its argument {name} in place")
        if problem.upstream.note:
            self.notes.append(problem.upstream.note)
        self._value = first
        return None

    def _differentiate(self) -> None:
        self.engine = differentiate(self.problem.output, self.problem.leaves())
        if self.engine.gradients is None:
            if not self.given:
                raise TypeError(f"{self.engine.reason}; give analytic= to compare with")
            # The first clause says why; a list of all ops would bury it.
            why, more, _ = self.engine.reason.partition(";")
            self.notes.append(f"{why})" if more else why)
        elif self.engine.out is not None:
            out = float(np.asarray(self.engine.out.data).reshape(()))
            rough = 1e-6 if self.problem.dtype == "float64" else 1e-3
            if not close(out, self._value, rough, rough):
                self.notes.append(
                    f"f gives {self._value:.9g} at plain numbers, but {out:.9g} at "
                    "nodes: does it ask for the type of its argument?"
                )

    def _engine_gradients(self) -> dict[int, Any] | None:
        if self.engine.gradients is None:
            return None
        found = self.engine.gradients
        if tuple(self.options.modes) == ("fwd",) and self.engine.out is not None:
            found = forward_gradient(self.engine, self.problem)
        return {i: as_components(each) for i, each in enumerate(found)}

    def _formula(
        self, analytic: Any, by_engine: dict[int, Any] | None
    ) -> dict[int, Any] | None:
        if analytic is None:
            return None
        self.formula = Formula(self.problem, by_engine)
        found = self.formula.read(analytic)
        self.notes += self.formula.notes
        return found

    def _measure_rounding(self, analytic: Any, by_hand: Any, by_engine: Any) -> None:
        if self.problem.dtype != "float32" and not self.problem.in_float32:
            return
        exact = exact_gradients(self.problem) if by_engine is not None else None
        hand = by_hand
        if callable(analytic):
            hand = Formula(self.problem, exact).read(analytic, self.problem.exact)
        self.rounding = rounding_of(self.problem, [by_hand, by_engine], [hand, exact])
        self.notes.append(
            "float32: error bars include its rounding; to see smaller mistakes, "
            "compute in float64, from inputs that are (x.astype(np.float64))"
        )

    def _dual(self, towards: Mapping[int, Any]) -> Derivative:
        if self.engine.out is None:
            raise TypeError(
                "method='dual' is forward mode of the engine, and f gives no node: "
                f"{self.engine.reason or 'it leaves the graph'}"
            )
        slope = forward_slope(self.engine, towards)
        size = max([float(np.max(np.abs(g), initial=0.0)) for g in self._sizes()])
        error = 1e-12 * (abs(slope) + size)
        return Derivative(slope, error, None, 0, "dual", slope=size)

    def _sizes(self) -> list[Any]:
        return [as_components(each) for each in self.engine.gradients or []]

    def _detached_in_part(self, rows: list[Row]) -> list[Row]:
        """Rows that blame the engine, if its every op is right, blame the cut graph."""
        blamed = Verdict.ENGINE_OR_CUSTOM_OP_WRONG
        # Of a gradient, differentiated again, it is the slopes of a custom op.
        wrong = any(
            row.verdict is blamed and row.autodiff == row.autodiff for row in rows
        )
        if not wrong or self.order != 1 or not every_op_is_right(self.engine.out):
            return rows
        return [
            replace(row, verdict=Verdict.DETACHED) if row.verdict is blamed else row
            for row in rows
        ]

    def _summary(self, rows: list[Row], by_hand: Any, by_engine: Any) -> Report:
        verdict = max((row.verdict for row in rows), key=SEVERITY.index, default=None)
        failing = [row for row in rows if not row.ok]
        if failing:
            verdict = failing[0].verdict
        self.notes += dict.fromkeys(
            f"{row.where}: {row.numeric.note}"
            for row in rows[:3]
            if row.numeric.note and (not row.ok or row.verdict is not Verdict.PASS)
        )
        report = self._report(verdict or Verdict.PASS, rows, not failing)
        if failing and self.options.hints:
            explain(self, report, failing, by_hand, by_engine)
        return report

    def _compare_modes(self, report: Report) -> None:
        if self.engine.out is None or self.engine.gradients is None:
            return
        allowed = 1e-9 if self.rounding is None else 1e-4
        seed = self.options.seed
        note, hint = disagreement(self.engine, self.problem, seed, allowed)
        if note:
            report.notes = [*report.notes, note]
        if "reverse mode" in note:
            report.ok = False
            report.verdict = Verdict.ENGINE_OR_CUSTOM_OP_WRONG
            report.hints = [*([hint] if hint else []), *report.hints][:2]

    def _report(self, verdict: Verdict, rows: list[Row], ok: bool) -> Report:
        return Report(
            verdict,
            rows,
            ok,
            self.problem.name,
            self.problem.place,
            seed=self.options.seed,
            notes=self.notes,
            evaluations=sum(row.numeric.evaluations for row in rows),
            call=self.call(),
            dtype=self.problem.dtype,
            method=self.options.method,
        )

    def call(self) -> str:
        """How to run this check again."""
        point = " ".join(repr(self.problem.at).split())
        point = point if len(point) <= 120 else "..."
        more = ", analytic=..." if self.given else ""
        more += f", order={self.options.order}" if self.options.order != 1 else ""
        seed = self.options.seed
        return f"check_gradient({self.problem.name}, at={point}{more}, seed={seed})"
