"""The notes and hints of a report on a gradient that fails."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.formula_shape import formula_shape_hints
from autograd_core.testing.diagnosis.graph_text import contribution_line
from autograd_core.testing.diagnosis.mismatch import (
    Mismatch,
    mismatch_at_point,
    mismatch_of_engine,
)
from autograd_core.testing.diagnosis.search import likely_mistakes
from autograd_core.testing.diagnosis.swapped import (
    other_order,
    swapped_inputs,
    wrong_axis,
)
from autograd_core.testing.diagnosis.tolerance import tolerance_hint
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.diagnosis.wrong_op import wrong_op
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.numeric.estimate import CONFIDENCE

_MOST_HINTS = 4


def explain(
    gradients: Gradients, rows: Sequence[Row], verdict: Verdict
) -> tuple[list[str], list[str]]:
    """The likely causes of a mismatch: `(notes, hints)`.

    Args:
        gradients: by hand and by the engine.
        rows: all rows of the report, the worst first.
        verdict: that of the report.
    """
    problem = gradients.problem
    failing = [row for row in rows if not row.ok]
    failing = failing or [row for row in rows if row.wrong is not None]
    # A row of a component is more informative than one of a direction.
    failing = [row for row in failing if row.input in problem.names] or failing
    worst = failing[0]
    hints = _certain(worst)
    if hints is None:
        hints = _formula_hints(gradients, rows, worst)
    if gradients.rounding is not None and verdict is Verdict.UNRESOLVED:
        coarse = (
            "float32 leaves too few digits of this gradient: compute in float64, or "
            "look for a form of f in which large numbers do not cancel"
        )
        hints = [*hints, coarse]
    if worst.three_numbers:
        hints = [*wrong_op(gradients.engine.out), *hints]
    if not _in_few_entries(gradients):
        hints = [*hints, *tolerance_hint(failing)]
    hints = [*hints, *_verdict_hints(verdict, failing)]
    return _notes(gradients, worst), list(dict.fromkeys(hints))[:_MOST_HINTS]


def _in_few_entries(gradients: Gradients) -> bool:
    """Whether formula and autodiff differ in some entries, and mostly not.

    An f that is computed to a tolerance would be off in most.
    """
    hand, engine = gradients.by_hand, gradients.by_engine
    if hand is None or engine is None:
        return False
    apart = np.concatenate(
        [np.ravel(~np.isclose(hand[i], engine[i], 1e-6, 0.0)) for i in hand]
    )
    return 0 < int(np.count_nonzero(apart)) < apart.size / 2


def _notes(gradients: Gradients, worst: Row) -> list[str]:
    """The contributions to the worst component, if it is used several times."""
    problem, out = gradients.problem, gradients.engine.out
    if worst.input not in problem.names or out is None or gradients.order != 1:
        return []  # the graph of a gradient has no ops that the user wrote
    if problem.upstream.weights is not None:
        return []  # they would be those of a random combination of the results
    leaf = gradients.engine.leaves[problem.names.index(worst.input)]
    return contribution_line(worst.input, worst.index, out, leaf)


def _certain(worst: Row) -> list[str] | None:
    """The hint that needs no comparison; [] if there cannot be one, None to look on."""
    if worst.verdict is Verdict.DETACHED:
        misses = "is 0" if worst.autodiff == 0.0 else "misses a part"
        return [
            f"autodiff {misses} because the graph is cut: .data, .item(), float() or "
            "detach() on the way; compute with the nodes themselves"
        ]
    if worst.wrong is None or math.isinf(worst.wrong):
        return []
    return None


def _formula_hints(gradients: Gradients, rows: Sequence[Row], worst: Row) -> list[str]:
    """What the wrong gradients look like, of the formula or of the engine."""
    if worst.verdict is not Verdict.FORMULA_WRONG:
        hints = wrong_op(gradients.engine.out)
        if not hints:
            mismatch = mismatch_of_engine(gradients, rows)
            hints = [] if mismatch is None else likely_mistakes(mismatch)
        return hints
    mismatch = mismatch_at_point(gradients, rows)
    hints = _position_hints(gradients, mismatch, worst)
    if not hints and gradients.formula is not None:
        hints = formula_shape_hints(gradients.formula, _right_gradients(mismatch))
    if not hints and worst.wrong is not None and math.isnan(worst.wrong):
        hints = ["the gradient is nan: 0/0, inf - inf, or the log of a negative number"]
    if not hints and mismatch is not None and gradients.order == 1:
        hints = likely_mistakes(mismatch)
    return hints


def _position_hints(
    gradients: Gradients, mismatch: Mismatch | None, worst: Row
) -> list[str]:
    """Gradients by hand at the wrong input, or summed over the wrong axis."""
    formula, problem = gradients.formula, gradients.problem
    if formula is None or gradients.order != 1 or mismatch is None:
        return []
    if problem.upstream.weights is not None:
        return []
    right = _right_gradients(mismatch)
    hints = swapped_inputs(problem.names, formula.arrays, right)
    if problem.form.by_position and callable(formula.analytic):
        hints += other_order(problem.f, formula.analytic)
    leaf: Node | None = None
    if gradients.engine.out is not None and worst.input in problem.names:
        leaf = gradients.engine.leaves[problem.names.index(worst.input)]
    if leaf is not None and np.ndim(leaf.data) and not hints:
        i = problem.names.index(worst.input)
        hints = wrong_axis(worst.input, formula.arrays[i], gradients.engine, leaf)
    return hints


def _right_gradients(mismatch: Mismatch | None) -> dict[int, Array]:
    inputs = [] if mismatch is None else mismatch.inputs
    return {
        i: x.right for i, x in enumerate(inputs) if x is not None and not x.is_sample
    }


def _verdict_hints(verdict: Verdict, failing: Sequence[Row]) -> list[str]:
    """The hints that follow from the verdict alone; the first row is the worst."""
    worst = failing[0]
    if verdict is Verdict.FD_UNRELIABLE:
        return [
            "f may detach a part of itself, which differences cannot see; or a custom "
            "op was written with the same mistake as the formula"
        ]
    if worst.three_numbers and all(map(math.isfinite, worst.gradients)):
        return [
            "differences look exact here, so your formula and autodiff are both wrong: "
            "first check the op of your own without a formula, check_op(op)"
        ]
    error = max(row.numeric.error for row in failing)
    if verdict is Verdict.UNRESOLVED and math.isfinite(error):
        # Two digits are off by less than a tenth.
        return [
            "f rounds too coarsely here to tell; subtract what is constant in f, "
            f"choose another point, or pass atol={1.1 * CONFIDENCE * error:.1e}"
        ]
    return []
