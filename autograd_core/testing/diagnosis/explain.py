"""The notes and hints of a report on a gradient that fails."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.array_hints import array_of, wrong_and_right
from autograd_core.testing.diagnosis.formula_shape import formula_shape_hints
from autograd_core.testing.diagnosis.hints import hints_for
from autograd_core.testing.diagnosis.missing_path import contribution_line
from autograd_core.testing.diagnosis.swapped import (
    other_order,
    swapped_inputs,
    wrong_axis,
)
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.diagnosis.wrong_op import wrong_op
from autograd_core.testing.function.gradients import Gradients

_MOST_HINTS = 2


def explain(
    gradients: Gradients, rows: Sequence[Row], verdict: Verdict
) -> tuple[list[str], list[str]]:
    """The likely causes of a mismatch: `(notes, hints)`.

    The more specific a hint is, the earlier it comes; see `hints_for`.

    Args:
        gradients: by hand and by the engine.
        rows: all rows of the report, the worst first.
        verdict: that of the report.
    """
    problem, engine = gradients.problem, gradients.engine
    failing = [row for row in rows if not row.ok]
    # A row of a component is more informative than one of a direction.
    failing = [row for row in failing if row.input in problem.names] or failing
    worst = failing[0]
    notes: list[str] = []
    leaf: Node | None = None
    arrays: tuple[Array | None, Array | None] = (None, None)
    if worst.input in problem.names:
        i = problem.names.index(worst.input)
        arrays = _arrays(gradients, rows, worst, i)
        # The graph of a gradient has no ops that the user wrote.
        if engine.out is not None and gradients.order == 1:
            leaf = engine.leaves[i]
            # Of several results they would be those of their random combination.
            if problem.upstream.weights is None:
                notes = contribution_line(worst.input, worst.index, engine.out, leaf)
    hints = _position_hints(gradients, worst, leaf)
    if not hints and gradients.formula is not None:
        hints = formula_shape_hints(gradients.formula, gradients.by_engine)
    hints = hints or hints_for(failing, engine, leaf, arrays)
    if gradients.rounding is not None and verdict is Verdict.UNRESOLVED:
        coarse = (
            "float32 leaves too few digits of this gradient: compute in float64, or "
            "look for a form of f in which large numbers do not cancel"
        )
        hints = [*hints, coarse]
    if worst.three_numbers:
        hints = [*wrong_op(engine.out), *hints]
    hints = [*hints, *_verdict_hints(verdict, worst)]
    return notes, list(dict.fromkeys(hints))[:_MOST_HINTS]


def _arrays(
    gradients: Gradients, rows: Sequence[Row], worst: Row, i: int
) -> tuple[Array | None, Array | None]:
    """The whole wrong and right gradient of an input, as far as they are known."""
    wrong, other = wrong_and_right(worst, gradients.by_hand, gradients.by_engine, i)
    if wrong is None:
        return None, None
    right = array_of(rows, worst.input, wrong.shape)
    return wrong, other if right is None else right


def _position_hints(gradients: Gradients, worst: Row, leaf: Node | None) -> list[str]:
    """Gradients by hand at the wrong input, or summed over the wrong axis."""
    formula, problem = gradients.formula, gradients.problem
    right = gradients.by_engine
    if worst.verdict is not Verdict.FORMULA_WRONG or formula is None or right is None:
        return []
    if gradients.order != 1 or problem.upstream.weights is not None:
        return []
    hints = swapped_inputs(problem.names, formula.arrays, right)
    if problem.form.by_position and callable(formula.analytic):
        hints += other_order(problem.f, formula.analytic)
    if leaf is not None and np.ndim(leaf.data) and not hints:
        i = problem.names.index(worst.input)
        hints = wrong_axis(worst.input, formula.arrays[i], gradients.engine, leaf)
    return hints


def _verdict_hints(verdict: Verdict, worst: Row) -> list[str]:
    """The hints that follow from the verdict alone."""
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
