"""Not so many inputs: each one by itself, those that are hard to tell last.

Where f is a staircase, a closer look costs hundreds of calls. It is taken where it may
change the answer: no longer once other inputs are known to be wrong.
"""

from __future__ import annotations

import math
from dataclasses import replace

from autograd_core.testing.comparison import Comparison
from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.function.components import Component, number_at
from autograd_core.testing.staircase import FEW_STEPS

_SEVERAL = 8
"""Of fewer inputs each is looked at closely at once."""

_CALLS, _CLOSE_LOOK = 10, 200
"""What a wrong input may cost, and one that is looked at closely mostly does."""

_LEFT_OPEN = "not looked at closely, for other inputs are wrong: mend those first"


def check_components(comparison: Comparison) -> list[Row]:
    """A row for each component.

    Args:
        comparison: of the gradients at one point.
    """
    components = comparison.problem.components()
    if len(components) < _SEVERAL:
        return [comparison.component(component) for component in components]
    calls, budget = comparison.problem.calls, _CALLS * len(components)
    comparison.closely = False
    order = sorted(components, key=lambda component: -_influence(comparison, component))
    row_of = {component: comparison.component(component) for component in order}
    comparison.closely = True
    is_wrong = any(row.wrong is not None for row in row_of.values())
    for component, row in row_of.items():
        if row.numeric.method != FEW_STEPS:
            continue
        if is_wrong and calls.spent > budget - _CLOSE_LOOK:
            numeric = replace(row.numeric, note=_LEFT_OPEN)
            row_of[component] = replace(row, numeric=numeric)
        else:
            row_of[component] = row = comparison.component(component)
            is_wrong = is_wrong or row.wrong is not None
    return [row_of[component] for component in components]


def _influence(comparison: Comparison, component: Component) -> float:
    """By how much a component may change f; the largest shows best how exact f is."""
    gradients = comparison.gradients
    slope = number_at(gradients.by_engine or gradients.by_hand, component) or 0.0
    influence = abs(slope * comparison.problem.number(component))
    return influence if math.isfinite(influence) else 0.0
