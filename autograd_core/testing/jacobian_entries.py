"""The worst entries of a Jacobian, in rows of their own.

A Jacobian is checked by u J with random weights u. What fails is looked for in its
column, so that the report names an entry of the Jacobian and its real value.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograd_core.messages.types import Array, Shape
from autograd_core.testing.comparison import Comparison
from autograd_core.testing.diagnosis.verdict import COMBINATION, Row
from autograd_core.testing.function.autodiff import differentiate
from autograd_core.testing.function.components import (
    Component,
    as_components,
    with_number,
)
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.function.outputs import SingleOutput
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import EPS

_MOST_COLUMNS = 4
"""Columns whose worst entry is looked for; each costs as much as the column did."""

_MOST_ROWS = 64
"""Results of more numbers are not differentiated one by one."""

_SIDES = (1.0, -1.0)


def with_entries(comparison: Comparison, rows: Sequence[Row]) -> list[Row]:
    """The rows, those of the worst columns replaced by the worst entry in each.

    Args:
        comparison: of u J.
        rows: the worst first.
    """
    gradients = comparison.gradients
    names = gradients.problem.names
    if gradients.problem.upstream.weights is None:
        return list(rows)
    entries: list[Row] = []
    others: list[Row] = []
    for number, row in enumerate(rows):
        is_failing_column = row.wrong is not None and row.input in names
        entry = None
        if is_failing_column and number < _MOST_COLUMNS:
            entry = _worst_entry(comparison, row)
        (others if entry is None else entries).append(entry or row)
    if entries:
        others = [replace(row, output=COMBINATION) for row in others]
    return [*sorted(entries, key=lambda row: -row.badness), *others]


def _worst_entry(comparison: Comparison, row: Row) -> Row | None:
    """The entry of a column that is to blame, None if there is none alone."""
    gradients, problem = comparison.gradients, comparison.problem
    if problem.calls.spent + len(_SIDES) > problem.calls.limit:
        return None
    component = Component(problem.names.index(row.input), row.index)
    try:
        slopes = _slopes(problem, component)
    except Exception:  # an edge of f, of which its column has told
        return None
    hand = engine = None
    if gradients.formula is not None:
        hand = gradients.formula.column(*component)
    elif gradients.by_engine is not None and slopes.size <= _MOST_ROWS:
        engine = _engine_column(problem, component, slopes.size)
    column = engine if hand is None else hand
    if column is None or column.shape != slopes.shape or not slopes.size:
        return None
    off = np.abs(column - slopes)
    k = int(np.argmax(np.where(np.isnan(off), np.inf, off)))
    single = _single(problem, k)
    entry = Gradients(single, order=gradients.order)
    if gradients.by_engine is not None:
        entry.engine = differentiate(single.output, single.leaves())
        arrays = [as_components(x) for x in entry.engine.gradients or []]
        entry.by_engine = dict(enumerate(arrays)) or None
    if hand is not None:
        entry.by_hand = {component.input: np.full(_shape(problem, component), hand[k])}
    result = Comparison(entry, comparison.options, comparison.point).component(
        component
    )
    if result.verdict is not row.verdict:
        return None
    calls = row.numeric.evaluations + result.numeric.evaluations + len(_SIDES)
    numeric = replace(result.numeric, evaluations=calls)
    return replace(result, numeric=numeric, output=problem.upstream.name(k))


def _slopes(problem: Problem, component: Component) -> Array:
    """The derivatives of all results by one number, to find the one that is off."""
    x = problem.number(component)
    h = EPS ** (1 / 3) * (abs(x) or 1.0)
    values = []
    for t in _SIDES:
        payloads = list(problem.exact)
        payload = payloads[component.input]
        payloads[component.input] = with_number(payload, component.entry, x + t * h)
        problem.calls.count()
        values.append(problem.outputs(payloads))
    return (values[0] - values[1]) / (2 * h)


def _engine_column(problem: Problem, component: Component, size: int) -> Array | None:
    """The same by the engine: one backward pass for each result."""
    numbers = []
    for k in range(size):
        single = _single(problem, k)
        engine = differentiate(single.output, single.leaves())
        if engine.gradients is None:
            return None
        numbers.append(
            as_components(engine.gradients[component.input])[component.entry]
        )
    return np.array(numbers)


def _single(problem: Problem, k: int) -> Problem:
    """The problem of one number of the results."""
    single = copy.copy(problem)
    single.upstream, single.center = SingleOutput(problem.upstream, k), math.nan
    return single


def _shape(problem: Problem, component: Component) -> Shape:
    return np.shape(problem.payloads[component.input])
