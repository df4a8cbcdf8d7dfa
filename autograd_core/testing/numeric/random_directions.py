"""Many inputs: a few random directions, and a search where one of them fails."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.inputs import Component
from autograd_core.testing.numeric.estimate import CONFIDENCE

_WORST = 8


def check_directions(
    check: Any,
    by_hand: dict[int, Any] | None,
    by_engine: dict[int, Any] | None,
    count: int,
) -> list[Row]:
    """A row for each of `count` random directions, uniform on the sphere.

    d f / d direction = sum over components of gradient x direction. Each component of
    a direction is in units of its input, |x|. Where a direction fails, the components
    to blame are looked for and get rows of their own.

    Args:
        check: the check of one point.
        by_hand: the gradient by hand, or None.
        by_engine: the gradient of the engine, or None.
        count: how many directions.

    Returns:
        The rows, in no order.
    """
    rng = np.random.default_rng(check.options.seed)
    search = _Search(check, by_hand, by_engine, rng)
    rows: list[Row] = []
    for number in range(1, count + 1):
        draw = search.draw()
        row = search.row(draw, f"direction {number}")
        if row.ok:
            rows.append(row)
            continue
        found = [check.row(each, by_hand, by_engine) for each in search.worst(draw)]
        # A direction along which f is noise says nothing if the components pass.
        if row.verdict is not Verdict.UNRESOLVED or not all(each.ok for each in found):
            return [*rows, row, *found]
        rows += found
    return rows


class _Search:
    """The components in one line, so that a part of them is a range."""

    def __init__(
        self, check: Any, by_hand: Any, by_engine: Any, rng: np.random.Generator
    ) -> None:
        self.check, self.rng = check, rng
        self.by_hand, self.by_engine = by_hand, by_engine
        self.shapes = [np.shape(each) for each in check.problem.exact]
        line = np.concatenate([np.ravel(each) for each in check.problem.exact])
        self.sizes = np.where(line == 0, 1.0, np.abs(line))

    def draw(self) -> Any:
        """A random direction."""
        draw = self.rng.standard_normal(self.sizes.size)
        return draw / math.sqrt(float(draw @ draw)) * self.sizes

    def row(self, line: Any, name: str) -> Row:
        """The derivatives along a direction, judged."""
        towards = self._split(line)
        hand = _along(self.by_hand, towards)
        engine = _along(self.by_engine, towards)
        check = self.check
        noise = 0.0
        if check.rounding is not None:
            parts = [check.rounding[i].error * towards[i] for i in towards]
            noise = math.sqrt(sum(float(np.sum(each**2)) for each in parts))
        f = check.problem.along_direction(towards)
        found = check.numeric(f, 0.0, hand, engine, towards, noise)
        found = replace(found, error=found.error + noise)
        return check.judged(name, (), hand, engine, found, atol=2 * CONFIDENCE * noise)

    def worst(self, line: Any) -> list[Component]:
        """The components to blame for a direction that fails, and some others."""
        both = self.by_hand is not None and self.by_engine is not None
        order = self._by_difference() if both else np.empty(0, int)
        if not order.size:
            order = np.array([self._halved(line)])
        more = self.rng.permutation(self.sizes.size)
        chosen = dict.fromkeys([*order.tolist(), *more.tolist()][:_WORST])
        return [self._component(flat) for flat in chosen]

    def _by_difference(self) -> Any:
        """Where the formula and the engine differ, the largest relative error first."""
        hand = np.concatenate([np.ravel(each) for each in self.by_hand.values()])
        engine = np.concatenate([np.ravel(each) for each in self.by_engine.values()])
        size = np.maximum(np.abs(hand), np.abs(engine))
        off = np.abs(hand - engine) / np.where(size == 0, 1.0, size)
        off = np.where(np.isnan(off), np.inf, off)
        order = np.argsort(-off, kind="stable")[:_WORST]
        return order[off[order] > self.check.options.rtol]

    def _halved(self, line: Any) -> int:
        """The component that makes a direction fail: log2(n) directional checks."""
        low, high = 0, line.size
        while high - low > 1:
            middle = (low + high) // 2
            parts = [(low, middle), (middle, high)]
            rows = [self.row(_only(line, *part), "") for part in parts]
            low, high = parts[int(rows[1].badness > rows[0].badness)]
        return low

    def _split(self, line: Any) -> dict[int, Any]:
        """A line of numbers as one array for each input; those of zeros left out."""
        towards, start = {}, 0
        for i, shape in enumerate(self.shapes):
            size = math.prod(shape)
            part = line[start : start + size]
            if part.any():
                towards[i] = part.reshape(shape)
            start += size
        return towards

    def _component(self, flat: int) -> Component:
        for i, shape in enumerate(self.shapes):
            size = math.prod(shape)
            if flat < size:
                place = np.unravel_index(flat, shape) if shape else ()
                return Component(i, tuple(map(int, place)))
            flat -= size
        raise AssertionError("no such component")


def _only(line: Any, low: int, high: int) -> Any:
    part = np.zeros_like(line)
    part[low:high] = line[low:high]
    return part


def _along(gradient: dict[int, Any] | None, towards: dict[int, Any]) -> float | None:
    if gradient is None:
        return None
    return math.fsum(float(np.sum(gradient[i] * towards[i])) for i in towards)
