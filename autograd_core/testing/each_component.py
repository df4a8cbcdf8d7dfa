"""Not so many inputs: a glance at each, then a closer look where that may be afforded.

Where f is a staircase, or cancels, a closer look at one input costs hundreds of calls.
Those that the budget leaves open are compared together, along directions: all inputs
change f by far more than one, and its stairs are as high.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from autograd_core.testing.comparison import Comparison
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.components import Component, number_at
from autograd_core.testing.numeric.estimate import CONFIDENCE
from autograd_core.testing.numeric.evaluate import OutOfBudget
from autograd_core.testing.options import CALLS_EACH, SEVERAL
from autograd_core.testing.random_directions import Lines
from autograd_core.testing.staircase import FEW_STEPS

_DIRECTIONS, _RESERVED, _SHARE = 3, 240, 8
"""Directions through all inputs, and the calls of f that are kept for them.

At most one in so many.
"""

_OTHERS_ARE_WRONG = (
    "not looked at closely, for other inputs are wrong: mend those first"
)
_TOO_MANY_CALLS = (
    "few calls of f do not tell, and more are not made: give max_evaluations="
)
_TOO_COARSE = "f is too coarse, many calls do not tell"
_NARROW = 1e-5
"""A step relative to x that a float16 does not see."""

_MOST_TOLERANT = 0.3
"""A relative error above this is no tolerance."""


def check_components(comparison: Comparison) -> list[Row]:
    """A row for each component, or for directions through those that are hard to tell.

    Args:
        comparison: of the gradients at one point.
    """
    components = comparison.problem.components()
    if len(components) < SEVERAL:
        row_of = {
            component: comparison.component(component) for component in components
        }
        _judge_again(comparison, row_of)
        return [*row_of.values()]
    return _InTurn(comparison, components).rows()


def _judge_again(
    comparison: Comparison,
    row_of: dict[Component, Row],
    before: Mapping[Component, Row] = MappingProxyType({}),
) -> None:
    """Judge anew what is called wrong, if f is seen to round other inputs coarsely.

    Then it is that of another point: see `Gradients.spread_by_hand`.

    Args:
        comparison: of the gradients at one point.
        row_of: the rows.
        before: rows that have been judged again already.
    """
    problem = comparison.problem
    blamed = Verdict.FORMULA_WRONG
    wrong = [
        x
        for x, row in row_of.items()
        if row.verdict is blamed and row is not before.get(x)
    ]
    if not wrong or not problem.is_staircase:
        return
    with suppress(OutOfBudget):
        for component in row_of:
            x = problem.number(component)
            problem.along(component)(x + _NARROW * (abs(x) or 1.0))
    for component in wrong:
        row = comparison.component(component)
        if row.wrong is None and not math.isnan(row.numeric.value):
            row_of[component] = row  # nan if the calls are spent


class _InTurn:
    """The rows of many components, within the budget of calls.

    Args:
        comparison: of the gradients at one point.
        components: those to check.
    """

    def __init__(self, comparison: Comparison, components: list[Component]) -> None:
        self.comparison = comparison
        self.components = components
        self.row_of: dict[Component, Row] = {}

    def rows(self) -> list[Row]:
        """The rows, in the order of the components, then directions."""
        calls = self.comparison.problem.calls
        spare = min(calls.limit // _SHARE, calls.limit - 2 * len(self.components))
        with calls.kept_back(max(0, min(_RESERVED, spare))):
            self._look()
        hard = [component for component in self.components if self._is_hard(component)]
        if not hard:
            return self._in_order()
        if self._is_wrong():
            self._leave_open(hard, _OTHERS_ARE_WRONG)
            return self._in_order()
        directions = self._directions()
        is_right = all(row.verdict is Verdict.PASS for row in directions)
        for component in hard:
            if is_right and self._agrees(component):
                del self.row_of[component]
        self.comparison.shown = len(self.row_of)
        if not is_right:
            self.comparison.hidden = None
        is_bound = calls.spent > calls.limit // 2
        reason = _TOO_MANY_CALLS if is_bound else _TOO_COARSE
        rtol = self._tolerance(directions)
        if rtol:
            reason += f", or {rtol}" if is_bound else f": give {rtol}"
        self._leave_open([x for x in hard if x in self.row_of], reason)
        lines = [row for row in directions if is_right or _contradicts(row)]
        return [*self._in_order(), *lines]

    def _in_order(self) -> list[Row]:
        return [self.row_of[x] for x in self.components if x in self.row_of]

    def _look(self) -> None:
        """A glance at each component, and a closer look while there are calls left."""
        comparison = self.comparison
        order = sorted(self.components, key=self._influence, reverse=True)
        comparison.closely = False
        for component in order:
            self.row_of[component] = comparison.component(component)
        _judge_again(comparison, self.row_of)
        glanced_at = dict(self.row_of)
        comparison.closely = True
        self._look_closely(order)
        _judge_again(comparison, self.row_of, glanced_at)

    def _look_closely(self, order: list[Component]) -> None:
        """What no glance tells; once inputs are wrong, for ten calls an input."""
        comparison = self.comparison
        calls = comparison.problem.calls
        enough = CALLS_EACH * len(order) * (_SHARE - 1) // _SHARE
        for component in filter(self._is_glanced_at, order):
            late = calls.limit - enough if self._is_wrong() else 0
            with calls.kept_back(max(0, late)):
                row = comparison.component(component)
            if not math.isnan(row.numeric.value):
                self.row_of[component] = row

    def _is_wrong(self) -> bool:
        return any(row.wrong is not None for row in self.row_of.values())

    def _influence(self, component: Component) -> float:
        """By how much it may change f; the largest shows best how exact f is."""
        gradients = self.comparison.gradients
        slope = number_at(gradients.by_engine or gradients.by_hand, component) or 0.0
        influence = abs(slope * self.comparison.problem.number(component))
        return influence if math.isfinite(influence) else 0.0

    def _is_glanced_at(self, component: Component) -> bool:
        """Whether a closer look may tell more."""
        row = self.row_of[component]
        is_told = row.wrong is not None or row.verdict is Verdict.PASS
        return not is_told and row.numeric.method == FEW_STEPS

    def _is_hard(self, component: Component) -> bool:
        return self.row_of[component].is_open or self._is_glanced_at(component)

    def _agrees(self, component: Component) -> bool:
        """Whether what is known of it does not contradict its gradients."""
        row = self.row_of[component]
        if math.isnan(row.numeric.value):
            return row.numeric.method == FEW_STEPS
        rtol = self.comparison.options.rtol
        return all(row.numeric.agrees(gradient, rtol) for gradient in row.gradients)

    def _leave_open(self, components: list[Component], reason: str) -> None:
        for component in components:
            row = self.row_of[component]
            numeric = replace(row.numeric, note=reason)
            self.row_of[component] = replace(row, numeric=numeric)

    def _knows_all(self) -> bool:
        """Whether each component was moved.

        If f rounds one, unseen, it has another slope over small steps along all.
        """
        return self.comparison.problem.seen == len(self.components)

    def _tolerance(self, directions: list[Row]) -> str:
        """The `rtol` for which f is exact enough along the directions, if any."""
        largest = max(map(self._influence, self.components))
        rtol = max(
            CONFIDENCE * row.numeric.error / (max(largest, abs(row.numeric.value)) or 1)
            for row in directions
        )
        if not self.comparison.options.rtol < rtol < _MOST_TOLERANT:
            return ""
        digit = 10.0 ** math.floor(math.log10(rtol))
        return f"rtol={math.ceil(rtol / digit) * digit:.0e}"

    def _directions(self) -> list[Row]:
        """Rows of directions through all components, up to one that is wrong.

        Along the first one all contributions of the gradient add up.
        """
        lines = Lines(self.comparison)
        rows = []
        self.comparison.closely = False
        for number in range(1, _DIRECTIONS + 1):
            line = lines.signs(uphill=number == 1)
            row = lines.row(line, f"direction {number}")
            is_told = math.isfinite(row.numeric.value)
            agrees = not is_told or all(map(row.numeric.agrees, row.gradients))
            if row.wrong is not None and not self._knows_all():
                row = replace(row, verdict=Verdict.UNRESOLVED)
            rows.append(replace(row, ok=row.ok and agrees))
            if row.wrong is not None:
                break
            lines.narrow(row, line)
        return rows


def _contradicts(row: Row) -> bool:
    """Whether a direction shows a mistake, in one gradient or in both."""
    is_in_both = row.verdict is Verdict.FD_UNRELIABLE and not row.ok
    return row.wrong is not None or is_in_both
