"""The check of one point."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.messages.types import Array, Payload
from autograd_core.testing.comparison import Comparison
from autograd_core.testing.diagnosis.explain import explain
from autograd_core.testing.diagnosis.forward_vs_reverse import (
    disagreement,
    forward_gradient,
)
from autograd_core.testing.diagnosis.verdict import Row, Verdict, close
from autograd_core.testing.diagnosis.wrong_op import every_op_is_right
from autograd_core.testing.each_component import check_components
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.autodiff import Autodiff, differentiate
from autograd_core.testing.function.components import InputGradients, as_components
from autograd_core.testing.function.float32_rounding import (
    exact_gradients,
    is_float32,
    rounding_of,
)
from autograd_core.testing.function.foreign import no_gradient
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.function.own_rounding import most_rounded
from autograd_core.testing.function.pairs import AMBIGUOUS_PAIR, is_pair
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.products import PRODUCTS
from autograd_core.testing.function.source_line import lambda_text
from autograd_core.testing.jacobian_entries import with_entries
from autograd_core.testing.numeric.evaluate import OutOfBudget
from autograd_core.testing.observations import checked_text, notes_on
from autograd_core.testing.options import Options
from autograd_core.testing.random_directions import check_directions
from autograd_core.testing.report import SEVERITY, Report

_SAME_VALUE = {"float64": 1e-6, "float32": 1e-3}
"""The tolerance between f at numbers and f at nodes, of the same function."""

_MODES_RTOL, _MODES_RTOL_FLOAT32 = 1e-9, 1e-4
"""The tolerance between forward and reverse mode."""

_MORE_CALLS = 6
"""Of a function that may be nondeterministic, to see how much it is."""

_LONGEST_POINT = 120
"""A longer point is left out of the line that reproduces a check."""


class PointCheck:
    """A gradient at one point: by hand, by the engine, by finite differences.

    Attributes:
        problem: the function and the point.
        options: those of `check_gradient`.
        point: the number of the point, from 1.
        order: 2 if f is itself a gradient.
        engine: the gradient of the engine.
        formula: the gradient by hand, None without one.
        notes: observations on the way, for the report.
    """

    def __init__(
        self, problem: Problem, options: Options, point: int = 1, order: int = 1
    ) -> None:
        self.problem = problem
        self.options = options
        self.point = point
        self.order = order
        self.engine = Autodiff()
        self.notes: list[str] = []
        self.formula: Any = None

    def run(self, analytic: Any, jac: bool | None = False) -> Report:
        """The report on first derivatives.

        Args:
            analytic: the gradient by hand, a value or a function; None without one.
            jac: whether f returns its gradient, too; None if that must be found out.
        """
        self.formula = analytic = self._formula(analytic, jac)
        verdict = self._not_checkable()
        if verdict is not None:
            return self._report(verdict, [], False)
        self._differentiate()
        gradients = self._gradients(analytic)
        comparison = Comparison(gradients, self.options, self.point)
        count = self.options.direction_count(self.problem.size)
        if count:
            rows = check_directions(comparison, count)
        else:
            rows = check_components(comparison)
        rows = self._detached_in_part(rows)
        rows.sort(key=operator.attrgetter("rank"))
        report = self._summary(rows, gradients)
        with suppress(OutOfBudget):
            report.rows = with_entries(comparison, rows)
        if "fwd" in self.options.modes and "rev" in self.options.modes:
            self._compare_modes(report, gradients)
        if report.ok and rows:
            report.checked = checked_text(comparison, rows, self.options.rtol)
        report.evaluations = self.problem.calls.spent
        return report

    def _formula(self, analytic: Any, jac: bool | None) -> Any:
        """The gradient by hand, which f may return itself."""
        problem = self.problem
        if jac:
            problem.value_only = True
            return problem.f
        if jac is not None or not is_pair(problem.result(), problem.arguments.groups):
            return analytic
        if analytic is None and problem.takes_nodes():
            raise ValueError(AMBIGUOUS_PAIR.format(problem.name))
        is_same = analytic is None or analytic is problem.f
        if not is_same and not Formula(problem).is_made_like_inputs(analytic):
            return analytic
        problem.value_only = True
        self.notes.append(
            "f returns (value, gradient), as jac=True says: the gradient is checked as "
            "your formula"
            if is_same
            else "f returns (value, gradient): the value alone is differentiated"
        )
        return problem.f if is_same else analytic

    def _not_checkable(self) -> Verdict | None:
        """The verdict if f cannot be differentiated here at all."""
        problem = self.problem
        first, second = [problem.value(problem.exact) for _ in range(2)]
        if first != second and not (math.isnan(first) and math.isnan(second)):
            values = [first, second]
            if self.options.nondet_tol:
                values += [problem.value(problem.exact) for _ in range(_MORE_CALLS)]
            problem.scatter = max(values) - min(values)
        if problem.scatter > self.options.nondet_tol or problem.scatter < 0.0:
            self.notes.append(
                f"two calls with the same input gave {first!r} and {second!r}; switch "
                "dropout off (eval()), or make the generator anew from a seed in f"
            )
            return Verdict.NONDETERMINISTIC
        if problem.scatter:
            self.notes.append(
                f"calls with the same input differ by up to {problem.scatter:.1e}, "
                "which is in the error bars"
            )
        if not math.isfinite(first):
            self.notes.append(f"f is {first!r} at this point: choose another one")
            return Verdict.UNRESOLVED
        for name in problem.changes_its_arguments():
            self.notes.append(f"f changes its argument {name} in place")
        if problem.arguments.example is not None:
            self.notes.append("f takes tensors alone: the point is given as tensors")
        if problem.upstream.note and self.order == 1:
            self.notes.append(problem.upstream.note)
        self._value = problem.center = first
        return None

    def _differentiate(self) -> None:
        self.engine = differentiate(self.problem.output, self.problem.leaves())
        if self.engine.gradients is None:
            if self.formula is None:
                result, name = self.problem.result(), self.problem.name
                raise TypeError(no_gradient(name, result, self.engine.reason))
            self.notes.append(self.engine.short_reason)
        elif self.engine.out is not None:
            out = float(np.asarray(self.engine.out.data).reshape(()))
            tolerance = _SAME_VALUE[self.problem.dtype]
            if not close(out, self._value, tolerance, tolerance):
                self.notes.append(
                    f"f gives {self._value:.9g} at plain numbers, but {out:.9g} at "
                    "nodes: does it ask for the type of its argument?"
                )

    # -- the gradients -----------------------------------------------------------------

    def _gradients(self, analytic: Any) -> Gradients:
        gradients = Gradients(self.problem, self.engine, order=self.order)
        gradients.by_engine = self._engine_gradients()
        if analytic is not None:
            gradients.formula = Formula(self.problem)
            gradients.by_hand = gradients.formula.read(analytic)
            self.notes += gradients.formula.notes
            if gradients.formula.contradiction:
                self.notes.append(gradients.formula.contradiction)
            if callable(analytic):
                self._call_again(gradients, analytic)
        if is_float32(self.problem):
            self._measure_rounding(gradients, analytic)
        return gradients

    def _call_again(self, gradients: Gradients, analytic: Any) -> None:
        """Note a formula that is random, or counts its calls."""
        second = Formula(self.problem).read(analytic)
        for i, first in (gradients.by_hand or {}).items():
            if np.shape(first) != np.shape(second[i]):
                continue  # a fault of its own, which is told elsewhere
            apart = np.max(np.abs(first - second[i]), initial=0.0)
            if apart > max(most_rounded(first), self.options.nondet_tol):
                gradients.hand_varies = True
        if gradients.hand_varies:
            self.notes.append(
                "two calls of your formula at this point gave different gradients: it "
                "is random, or keeps something from call to call"
            )

    def _engine_gradients(self) -> InputGradients | None:
        if self.engine.gradients is None:
            return None
        gradients: Sequence[Payload | Array] = self.engine.gradients
        if tuple(self.options.modes) == ("fwd",) and self.engine.out is not None:
            gradients = forward_gradient(self.engine, self.problem)
        return {i: as_components(gradient) for i, gradient in enumerate(gradients)}

    def _measure_rounding(self, gradients: Gradients, analytic: Any) -> None:
        problem, hand = self.problem, gradients.by_hand
        exact = exact_gradients(problem) if gradients.by_engine is not None else None
        if callable(analytic) or isinstance(analytic, PRODUCTS):
            hand = Formula(problem).read(analytic, problem.exact)
        pair = [gradients.by_hand, gradients.by_engine]
        gradients.rounding = rounding_of(problem, pair, [hand, exact])
        self.notes.append(
            "float32: error bars include its rounding; to see smaller mistakes, "
            "compute in float64, from inputs that are (x.astype(np.float64))"
        )

    # -- the report --------------------------------------------------------------------

    def _detached_in_part(self, rows: list[Row]) -> list[Row]:
        """Rows that blame the engine, if its every op is right, blame the cut graph."""
        blamed = Verdict.ENGINE_OR_CUSTOM_OP_WRONG
        # Of a gradient, differentiated again, it is the slopes of a custom op.
        engine_is_wrong = any(
            row.verdict is blamed and not _is_nan(row.autodiff) for row in rows
        )
        if not engine_is_wrong or self.order != 1:
            return rows
        if not every_op_is_right(self.engine.out):
            return rows
        return [
            replace(row, verdict=Verdict.DETACHED) if row.verdict is blamed else row
            for row in rows
        ]

    def _summary(self, rows: list[Row], gradients: Gradients) -> Report:
        verdict = max((row.verdict for row in rows), key=SEVERITY.index, default=None)
        failing = [row for row in rows if not row.ok]
        if failing:
            verdict = failing[0].verdict
        self.notes += notes_on(rows, self.problem)
        report = self._report(verdict or Verdict.PASS, rows, not failing)
        blamed = any(row.wrong is not None for row in rows)
        if self.options.hints and (failing or blamed):
            with suppress(OutOfBudget):
                notes, report.hints = explain(gradients, rows, report.verdict)
                report.notes = [*report.notes, *notes]
        if not failing and gradients.formula is not None:
            # A shape that is wrong although there is no number in it; or an operator
            # whose columns are right and whose rows are not.
            wrong = gradients.formula.misshapen or gradients.formula.contradiction
            report.ok = not wrong
            report.verdict = Verdict.FORMULA_WRONG if wrong else report.verdict
        if report.ok and gradients.hand_varies:
            report.ok, report.verdict = False, Verdict.NONDETERMINISTIC
        return report

    def _compare_modes(self, report: Report, gradients: Gradients) -> None:
        if self.engine.out is None or self.engine.gradients is None:
            return
        in_float32 = gradients.rounding is not None
        rtol = _MODES_RTOL_FLOAT32 if in_float32 else _MODES_RTOL
        seed = self.options.seed
        note, hint = disagreement(self.engine, self.problem, seed, rtol)
        if note:
            report.notes = [*report.notes, note]
        if "reverse mode" in note:
            # With a gradient by hand, ok is about that.
            report.ok = report.ok and self.formula is not None
            if self.formula is None or report.ok:
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
            evaluations=self.problem.calls.spent,
            call=self.call(),
            dtype=self.problem.dtype,
            method=self.options.method,
            text=lambda_text(self.problem.f),
        )

    def call(self) -> str:
        """The call that runs this check again."""
        point = " ".join(repr(self.problem.at).split())
        point = point if len(point) <= _LONGEST_POINT else "..."
        options = "" if self.formula is None else ", analytic=..."
        options += f", order={self.options.order}" if self.options.order != 1 else ""
        seed = self.options.seed
        return f"check_gradient({self.problem.name}, at={point}{options}, seed={seed})"


def _is_nan(number: float | None) -> bool:
    return number is None or math.isnan(number)
