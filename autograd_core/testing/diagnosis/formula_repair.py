"""The line of the user's formula that is wrong: the one whose change sets it right."""

from __future__ import annotations

import time
from collections.abc import Container, Hashable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core.testing.diagnosis.explanation import Explanation
from autograd_core.testing.diagnosis.formula_changes import (
    Repair,
    factor_repairs,
    repairs,
)
from autograd_core.testing.diagnosis.formula_trace import (
    Change,
    Operation,
    Trace,
    plain,
    traced,
)
from autograd_core.testing.diagnosis.mismatch import InputGradient, Mismatch
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.components import InputGradients

_MOST_RUNS = 2_000
"""Runs of a formula."""

_MOST_SECONDS = 1.5
"""Of the processor, so that other programs have no say in the hint."""

_LATER = 1e-4
"""How much likelier a later operation is than the one before."""

_MOST_OPERATIONS = 120
"""A formula of more operations is not searched."""


def repair_explanations(
    mismatch: Mismatch, keys: Container[Hashable] | None = None
) -> Iterator[Explanation]:
    """The changes of one operation of the formula that make the gradient right.

    Args:
        mismatch: the gradients at one point.
        keys: those of the changes to try; None for all.
    """
    formula = mismatch.formula
    if formula is None or not callable(formula.analytic):
        return
    if mismatch.problem.arguments.has_foreign_arrays:
        return
    with Trace() as trace:
        if _gradient(mismatch, formula) is None:
            return
    operations = trace.operations
    if not 0 < len(operations) <= _MOST_OPERATIONS:
        return
    deadline = time.process_time() + _MOST_SECONDS
    runs = 0
    for key, place, text, rank, change in _candidates(operations):
        if keys is not None and key not in keys:
            continue
        runs += 1
        if runs > _MOST_RUNS or time.process_time() > deadline:
            return
        with Trace(place, change, adds=change is None):
            gradient = _gradient(mismatch, formula)
        inputs = frozenset() if gradient is None else _set_right(mismatch, gradient)
        if inputs:
            is_part = len(inputs) < len(mismatch.wrong_inputs)
            hint = _hint(mismatch, operations[place[0]], text, inputs)
            yield Explanation(rank + 0.5 * is_part, key, hint, inputs)


Candidate = tuple[Hashable, Sequence[int], str, float, Change | None]
"""The key, the positions, the text, the rank and the change of a repair."""


def _at(k: int, repair: Repair) -> Candidate:
    """A repair of one operation.

    A number that is missing may be so anywhere in a product: the last place is told.
    """
    is_number = repair.key.startswith(("double", "half", "mean", "sum"))
    rank = repair.rank - _LATER * k * is_number
    return ("repair", k, repair.key), [k], repair.text, rank, repair.change


def _candidates(operations: list[Operation]) -> Iterator[Candidate]:
    sizes = {n for x in operations for n in x.result.shape}
    sizes |= {x.result.size for x in operations}
    counts = sorted(n for n in sizes if 2 < n <= 10_000)[:8]
    adding = (
        "entries that are assigned several times add up: an index occurs several "
        "times, use np.add.at"
    )
    yield ("repair", "add_at"), [len(operations) - 1], adding, 2.0, None
    for k, operation in enumerate(operations):
        for repair in repairs(operation, counts):
            yield _at(k, repair)
    for positions in _repeated(operations):
        for repair in repairs(operations[positions[0]], counts):
            key = ("repair", tuple(positions), repair.key)
            text = f"each time, {repair.text}"
            yield key, positions, text, repair.rank + 0.05, repair.change
    for k in reversed(range(len(operations))):
        for repair in factor_repairs(operations[k], operations[:k]):
            yield _at(k, repair)


def _repeated(operations: list[Operation]) -> Iterator[list[int]]:
    """The positions of an operation that a loop does again and again."""
    lines: dict[Hashable, list[int]] = {}
    for k, operation in enumerate(operations):
        if operation.line[0]:
            shape = operation.result.shape
            key = (operation.line, operation.place, operation.name, shape)
            lines.setdefault(key, []).append(k)
    yield from (positions for positions in lines.values() if len(positions) > 1)


def _gradient(mismatch: Mismatch, formula: Formula) -> InputGradients | None:
    """The gradient by the formula with arrays that the current trace sees."""
    analytic: Any = formula.analytic

    def with_traced_arrays(*args: Any, **kwargs: Any) -> Any:
        return plain(analytic(*traced(args), **traced(kwargs)))

    try:
        return Formula(mismatch.problem).read(with_traced_arrays, mismatch.payloads)
    except Exception:
        # A changed operation may lead anywhere.
        return None


def _set_right(mismatch: Mismatch, gradient: InputGradients) -> frozenset[int]:
    """The wrong inputs that have become right; none if a right one became wrong."""
    fixed = set()
    for i, x in enumerate(mismatch.inputs):
        if x is None or i not in gradient:
            continue
        if _is_right(x, gradient[i]):
            fixed |= {i} if x.is_wrong else set()
        elif not x.is_wrong:
            return frozenset()
    return frozenset(fixed)


def _is_right(x: InputGradient, array: Any) -> bool:
    if np.shape(array) != x.right.shape or not np.all(np.isfinite(array)):
        return False
    slack = 1e-7 * x.size + x.error
    if x.is_wrong:
        slack = np.minimum(slack, 1e-3 * x.off)
    slack = np.where(np.isinf(x.error), np.inf, slack)
    return bool(np.all(np.abs(array - x.right) <= slack))


def _hint(
    mismatch: Mismatch, operation: Operation, change: str, inputs: frozenset[int]
) -> str:
    text, number = operation.line
    where = f"in line {number}, `{text}`, " if text else f"in its {operation.name} "
    subject = "the formula is"
    if len(inputs) < len(mismatch.wrong_inputs):
        names = [mismatch.problem.names[i] for i in sorted(inputs)]
        subject = f"the gradient of {' and '.join(names)} is"
    return f"{subject} right if {where}{change}"
