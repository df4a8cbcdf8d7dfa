"""Many inputs: a few random directions, and a search where one of them fails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.testing.problem import Component
from autograd_core.testing.verdict import Row


def check_directions(
    check: Any,
    components: Sequence[Component],
    by_hand: Any,
    by_engine: Any,
    count: int,
) -> list[Row]:
    """A row for each of `count` random directions, uniform on the sphere.

    d f / d direction = sum over components of gradient x direction. Each component of
    a direction is in units of its input, |x|. A direction that fails is halved until
    one component is left, which gets a row of its own.

    Args:
        check: the check of one point.
        components: every number among the inputs in question.
        by_hand: the gradient by hand, or None.
        by_engine: the gradient of the engine, or None.
        count: how many directions.

    Returns:
        The rows, in no order.
    """
    rng = np.random.default_rng(check.options.seed)
    rows: list[Row] = []
    for number in range(1, count + 1):
        draw = rng.standard_normal(len(components))
        draw /= math.sqrt(float(draw @ draw))
        sizes = [abs(check.problem.entry(each)) or 1.0 for each in components]
        row = _row(check, components, draw * sizes, by_hand, by_engine, number)
        rows.append(row)
        if not row.ok:
            culprit = _halve(check, components, draw * sizes, by_hand, by_engine)
            rows.append(check.row(culprit, by_hand, by_engine))
            break
    return rows


def _halve(
    check: Any, components: Sequence[Component], draw: Any, by_hand: Any, by_engine: Any
) -> Component:
    """The component to blame: log2(n) directional checks."""
    while len(components) > 1:
        middle = len(components) // 2
        parts = [slice(0, middle), slice(middle, None)]
        rows = [
            _row(check, components[part], draw[part], by_hand, by_engine, 0)
            for part in parts
        ]
        part = parts[0] if rows[0].badness >= rows[1].badness else parts[1]
        components, draw = components[part], draw[part]
    return components[0]


def _row(
    check: Any,
    components: Sequence[Component],
    draw: Any,
    by_hand: Any,
    by_engine: Any,
    number: int,
) -> Row:
    towards: dict[int, Any] = {}
    for (i, index), amount in zip(components, draw, strict=True):
        payload = check.problem.payloads[i]
        towards.setdefault(i, np.zeros(np.shape(payload)))[index] = amount

    def slope(gradient: Any) -> float | None:
        if gradient is None:
            return None
        return math.fsum(float(np.sum(gradient[i] * towards[i])) for i in towards)

    hand, engine = slope(by_hand), slope(by_engine)
    found = check.numeric(check.problem.along_direction(towards), 0.0, hand, engine)
    return check.judged(f"direction {number}", (), hand, engine, found)
