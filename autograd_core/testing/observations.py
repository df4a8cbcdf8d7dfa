"""What a report says next to its table: notes, and what a pass has checked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from autograd_core.testing.comparison import Comparison
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.components import largest_of
from autograd_core.testing.function.problem import Problem

_SHOWN = 3
"""Rows whose own notes are shown."""


def notes_on(rows: Sequence[Row], problem: Problem) -> list[str]:
    """The notes that follow from the rows.

    Args:
        rows: the worst first.
        problem: the function and the point.
    """
    notes = [
        f"{row.where}: {row.numeric.note}"
        for row in rows[:_SHOWN]
        if row.numeric.note and (not row.ok or row.verdict is not Verdict.PASS)
    ]
    if problem.edges:
        notes.append(_edge_note(problem.edges))
    if not rows:
        notes.append("no number may move: nothing was compared")
    if problem.calls.spent >= problem.calls.limit:
        notes.append(f"max_evaluations was reached, after {problem.calls.spent} calls")
    return [*dict.fromkeys(notes), *_undefined(rows)]


def _edge_note(edges: Mapping[str, str]) -> str:
    """The note on errors of f near the point."""
    errors = [f"{kind} ({text})" if text else kind for kind, text in edges.items()]
    return f"f raises {', '.join(errors)} near this point: an edge of its domain"


def _undefined(rows: Sequence[Row]) -> list[str]:
    """The note on a gradient by the engine that is nan, next to one by hand."""
    numbers = [row.autodiff for row in rows if row.analytic is not None]
    count = sum(number is not None and math.isnan(number) for number in numbers)
    if not count:
        return []
    where = next(row.where for row in rows if row.autodiff != row.autodiff)
    more = f" and {count - 1} more" if count > 1 else ""
    return [f"autodiff is nan at {where}{more}: 0/0, inf - inf or inf * 0 in f"]


def checked_text(comparison: Comparison, rows: Sequence[Row], rtol: float) -> str:
    """What a pass has looked at, and how large an error could hide.

    Args:
        comparison: of the gradients.
        rows: all of them pass.
        rtol: the relative error that is no mistake.
    """
    gradients, size = comparison.gradients, comparison.problem.size
    parts = [gradients.by_hand or {}, gradients.by_engine or {}]
    largest = max(largest_of(array) for part in parts for array in part.values())
    blind = [row for row in rows if row.verdict is Verdict.FD_UNRELIABLE]
    others = [row for row in rows if row not in blind]
    bars = [
        row.numeric.tolerance(rtol)
        for row in others
        if row.numeric.kink is None and math.isfinite(row.numeric.value)
    ]
    if comparison.hidden is not None:
        names = comparison.problem.names
        through = [row.input for row in rows if row.input not in names]
        own = sum(name.startswith("direction in ") for name in through)
        text = f"{len(through) - own} random directions through {size} entries"
        if own:
            text += f", and one through each of {own} inputs"
        if comparison.shown:
            text = f"{comparison.shown} of {size} entries, and directions through all"
        if all(parts):
            text += ", and formula against autodiff entry by entry"
        bars = [float(np.max(comparison.hidden))]
    else:
        text = f"each of {size} entries" if size > 1 else "the one entry"
    if blind:
        text += f"; of {len(blind)} only that formula and autodiff agree"
    if not bars:
        return text
    error = max(bars) / largest if largest else max(bars)
    unit = " of the largest" if size > 1 else " of it"
    return f"{text}; an error of {error:.0e}{unit if largest else ''} could hide in one"
