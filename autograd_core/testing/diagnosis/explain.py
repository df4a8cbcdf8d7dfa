"""The notes and hints of a report on a gradient that fails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.testing.diagnosis.array_hints import array_of, the_wrong_one
from autograd_core.testing.diagnosis.hints import hints_for
from autograd_core.testing.diagnosis.missing_path import contribution_line
from autograd_core.testing.diagnosis.swapped import (
    other_order,
    swapped_inputs,
    wrong_axis,
)
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.diagnosis.wrong_op import wrong_op
from autograd_core.testing.report import Report


def explain(
    check: Any, report: Report, failing: Sequence[Row], by_hand: Any, by_engine: Any
) -> None:
    """Say what kind of mistake it looks like; changes the report.

    Args:
        check: the check of one point.
        report: its report.
        failing: the rows that fail, the worst first.
        by_hand: the gradient by hand, or None.
        by_engine: the gradient of the engine, or None.
    """
    rows = [row for row in failing if row.input in check.problem.names] or failing
    worst, leaf, arrays = rows[0], None, (None, None)
    notes = list(report.notes)
    if worst.input in check.problem.names:
        i = check.problem.names.index(worst.input)
        wrong, other = the_wrong_one(worst, by_hand, by_engine, i)
        if wrong is not None:
            found = array_of(report.rows, worst.input, wrong.shape)
            arrays = (wrong, other if found is None else found)
        # The graph of a gradient has no ops that the user wrote.
        if check.engine.out is not None and check.order == 1:
            leaf = check.engine.leaves[i]
            line = contribution_line(worst.input, worst.index, check.engine.out, leaf)
            # Of several results they would be those of their random combination.
            notes += [line] if line and check.problem.upstream.weights is None else []
    hints = _of_places(check, worst, leaf, by_engine)
    shapes = check.formula.hints if check.formula is not None else []
    hints = hints or shapes or hints_for(rows, check.engine, leaf, arrays)
    if check.rounding is not None and report.verdict is Verdict.UNRESOLVED:
        coarse = (
            "float32 leaves too few digits of this gradient: compute in float64, or "
            "look for a form of f in which large numbers do not cancel"
        )
        hints = [*hints, coarse]
    if worst.three_numbers:
        hints = [*wrong_op(check.engine.out), *hints]
    hints = [*hints, *_of_verdict(report.verdict, worst)]
    report.notes, report.hints = notes, list(dict.fromkeys(hints))[:2]


def _of_places(check: Any, worst: Row, leaf: Any, right: Any) -> list[str]:
    """Gradients by hand in the wrong place, or summed over the wrong axis."""
    formula, problem = check.formula, check.problem
    if worst.verdict is not Verdict.FORMULA_WRONG or formula is None or right is None:
        return []
    if check.order != 1 or problem.upstream.weights is not None:
        return []
    found = swapped_inputs(problem.names, formula.given, right)
    found += other_order(problem.f, formula.analytic) if problem.by_position else []
    if leaf is not None and np.ndim(leaf.data) and not found:
        i = problem.names.index(worst.input)
        found = wrong_axis(worst.input, formula.given[i], check.engine, leaf)
    return found


def _of_verdict(verdict: Verdict, worst: Row) -> list[str]:
    if verdict is Verdict.FD_UNRELIABLE:
        return [
            "f may detach a part of itself, which differences cannot see; or a custom "
            "op was written with the same mistake as the formula"
        ]
    if worst.three_numbers:
        return [
            "differences look exact here, so your formula and autodiff are both wrong: "
            "first check the op of your own without a formula, check_op(op)"
        ]
    error = worst.numeric.error
    if verdict is Verdict.UNRESOLVED and math.isfinite(error):
        return [
            "f rounds too coarsely here to tell; subtract what is constant in f, "
            f"choose another point, or pass atol={10 * error:.0e}"
        ]
    return []
