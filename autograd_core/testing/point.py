"""The check of one point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.testing.directions import check_directions
from autograd_core.testing.estimate import Derivative
from autograd_core.testing.formula import Formula
from autograd_core.testing.hints import contribution_line, hints_for
from autograd_core.testing.leaves import (
    Autodiff,
    NoAutodiff,
    differentiate,
    forward_slope,
)
from autograd_core.testing.numeric import derivative
from autograd_core.testing.problem import Component, Problem, as_components
from autograd_core.testing.report import SEVERITY, Report
from autograd_core.testing.verdict import Row, Verdict, close, judge

_EVERY_COMPONENT = 64


@dataclass(frozen=True)
class Options:
    """The options of `check_gradient`, which explains them."""

    wrt: Any = None
    order: int = 1
    modes: Sequence[str] = ("rev", "fwd")
    method: str = "auto"
    rtol: float = 1e-6
    atol: float = 0.0
    kinks: str = "subgradient"
    directions: Any = "auto"
    seed: int = 0
    hints: bool = True

    def __post_init__(self) -> None:
        _one_of("kinks", self.kinks, ("subgradient", "skip", "error"))
        _one_of("order", self.order, (1, 2))
        _one_of("method", self.method, ("auto", "central", "ridders", "complex"))
        for mode in self.modes:
            _one_of("modes", mode, ("rev", "fwd"))


class PointCheck:
    """A gradient at one point: by hand, by the engine, by finite differences.

    Attributes:
        problem: the function and the point.
        options: those of `check_gradient`.
        point: the number of the point, from 1.
        engine: the gradient of the engine.
        notes: what was noticed on the way.
    """

    def __init__(self, problem: Problem, options: Options, point: int = 1) -> None:
        self.problem = problem
        self.options = options
        self.point = point
        self.inputs = selected(problem, options.wrt)
        self.engine = Autodiff()
        self.notes: list[str] = []
        self.shape_hints: list[str] = []
        self.given = False

    def run(self, analytic: Any) -> Report:
        """The report on first derivatives."""
        problem = self.problem
        self.given = analytic is not None
        first, second = [problem.value(problem.payloads) for _ in range(2)]
        if first != second and not (math.isnan(first) and math.isnan(second)):
            self.notes.append(
                f"two calls with the same input gave {first!r} and {second!r}; switch "
                "dropout off (eval()), or make the generator anew from a seed in f"
            )
            return self._report(Verdict.NONDETERMINISTIC, [], False)
        for name in problem.changes_its_arguments():
            self.notes.append(f"f changes its argument {name} in place")
        self._differentiate(have_formula=analytic is not None)
        by_hand = self._formula(analytic)
        by_engine = self._engine_gradients()
        components = problem.components(self.inputs)
        if self.options.directions == "all" or (
            self.options.directions == "auto" and len(components) <= _EVERY_COMPONENT
        ):
            rows = [self.row(each, by_hand, by_engine) for each in components]
        else:
            count = (
                8 if self.options.directions == "auto" else int(self.options.directions)
            )
            rows = check_directions(self, components, by_hand, by_engine, count)
        rows.sort(key=lambda row: -row.badness)
        report = self._summary(rows)
        if "fwd" in self.options.modes and "rev" in self.options.modes:
            self._compare_modes(report)
        return report

    def row(self, component: Component, by_hand: Any, by_engine: Any) -> Row:
        """The three derivatives with respect to one component, judged."""
        i, index = component
        hand = None if by_hand is None else float(by_hand[i][index])
        engine = None if by_engine is None else float(by_engine[i][index])
        f = self.problem.along(component)
        found = self.numeric(f, self.problem.entry(component), hand, engine)
        return self.judged(self.problem.names[i], index, hand, engine, found, i)

    def numeric(
        self, f: Any, x: float, hand: float | None, engine: float | None
    ) -> Derivative:
        """The finite difference, stopping early where all agree."""
        known = [each for each in (hand, engine) if each is not None]
        if self.options.kinks == "error":
            # The first stage sees no kink where the gradient is halfway between.
            known = []
        return derivative(
            f, x, expected=known, rtol=self.options.rtol, method=self.options.method
        )

    def judged(
        self,
        name: str,
        index: tuple[int, ...],
        hand: float | None,
        engine: float | None,
        found: Derivative,
        which: int | None = None,
    ) -> Row:
        """The row of the table with its verdict."""
        cut = which is not None and self.engine.connected
        verdict, ok = judge(
            hand,
            engine,
            found,
            rtol=self.options.rtol,
            atol=self.options.atol,
            kinks=self.options.kinks,
            connected=self.engine.connected[which]
            if cut and which is not None
            else True,
        )
        return Row(name, index, hand, engine, found, verdict, ok, 1, self.point)

    def _differentiate(self, have_formula: bool) -> None:
        try:
            leaves = self.problem.leaves()
        except NoAutodiff as error:
            self.engine = Autodiff(reason=str(error))
        else:
            self.engine = differentiate(self.problem.call, leaves)
        if self.engine.gradients is None:
            if not have_formula:
                raise TypeError(f"{self.engine.reason}; give analytic= to compare with")
            self.notes.append(self.engine.reason)

    def _engine_gradients(self) -> dict[int, Any] | None:
        if self.engine.gradients is None:
            return None
        return {i: as_components(each) for i, each in enumerate(self.engine.gradients)}

    def _formula(self, analytic: Any) -> dict[int, Any] | None:
        if analytic is None:
            return None
        formula = Formula(self.problem, self.inputs, self._engine_gradients())
        found = formula.read(analytic)
        self.notes += formula.notes
        self.shape_hints += formula.hints
        return found

    def _summary(self, rows: list[Row]) -> Report:
        verdict = max((row.verdict for row in rows), key=SEVERITY.index, default=None)
        failing = [row for row in rows if not row.ok]
        if failing:
            verdict = failing[0].verdict
        self.notes += dict.fromkeys(
            f"{row.input}{list(row.index) or ''}: {row.numeric.note}"
            for row in rows[:3]
            if row.numeric.note and (not row.ok or row.verdict is not Verdict.PASS)
        )
        report = self._report(verdict or Verdict.PASS, rows, not failing)
        if failing and self.options.hints:
            self._explain(report, failing)
        return report

    def _explain(self, report: Report, failing: list[Row]) -> None:
        name = failing[0].input
        leaf = None
        if self.engine.out is not None and name in self.problem.names:
            leaf = self.engine.leaves[self.problem.names.index(name)]
            if isinstance(leaf.data, float):
                line = contribution_line(name, self.engine.out, leaf)
                self.notes += [line] if line else []
        found = [*self.shape_hints, *hints_for(failing, self.engine.out, leaf)]
        if report.verdict is Verdict.UNRESOLVED:
            error = failing[0].numeric.error
            if math.isfinite(error):
                found.append(
                    "f rounds too coarsely here to tell; subtract what is constant "
                    f"in f, choose another point, or pass atol={10 * error:.0e}"
                )
        if report.verdict is Verdict.FD_UNRELIABLE:
            found.append(
                "f may detach a part of itself, which differences cannot see; or a "
                "custom op was written with the same mistake as the formula"
            )
        report.notes, report.hints = self.notes, list(dict.fromkeys(found))[:2]

    def _compare_modes(self, report: Report) -> None:
        """Forward mode along a random direction must equal the gradient along it."""
        engine = self.engine
        if engine.out is None or engine.gradients is None:
            return
        if not all(isinstance(leaf.data, float) for leaf in engine.leaves):
            return
        towards = np.random.default_rng(self.options.seed).standard_normal(
            len(engine.leaves)
        )
        speeds = {
            id(leaf): float(v) for leaf, v in zip(engine.leaves, towards, strict=True)
        }
        forward = forward_slope(engine.out, speeds)
        terms = [g * float(v) for g, v in zip(engine.gradients, towards, strict=True)]
        size = sum(map(abs, terms))
        if math.isfinite(size) and not close(forward, sum(terms), 1e-9, 1e-9 * size):
            report.ok = False
            report.verdict = Verdict.ENGINE_OR_CUSTOM_OP_WRONG
            report.notes = [
                *report.notes,
                f"forward mode gives {forward:.9g} along a random direction, reverse "
                f"mode {sum(terms):.9g}",
            ]

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
        )

    def call(self) -> str:
        """How to run this check again."""
        point = repr(self.problem.at)
        point = point if len(point) <= 120 else "..."
        more = ", analytic=..." if self.given else ""
        more += f", order={self.options.order}" if self.options.order != 1 else ""
        seed = self.options.seed
        return f"check_gradient({self.problem.name}, at={point}{more}, seed={seed})"


def selected(problem: Problem, wrt: Any) -> list[int]:
    """The positions of the inputs in question."""
    if wrt is None:
        return list(range(len(problem.names)))
    asked = [wrt] if isinstance(wrt, (str, int)) else list(wrt)
    found = []
    for each in asked:
        if isinstance(each, str) and each in problem.names:
            found.append(problem.names.index(each))
        elif isinstance(each, int) and 0 <= each < len(problem.names):
            found.append(each)
        else:
            names = ", ".join(problem.names)
            raise ValueError(f"wrt: no input {each!r}; the inputs are {names}")
    return found


def _one_of(name: str, given: Any, known: Sequence[Any]) -> None:
    if given not in known:
        raise ValueError(f"{name}: expected one of {list(known)}, got {given!r}")
