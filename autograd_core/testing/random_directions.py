"""Many inputs: a few random directions, and a search where one of them fails.

A directional derivative costs as much as one component and depends on all of them, so a
mistake anywhere shows along a random direction with probability 1. Only then are single
components checked: where the formula and the engine differ, or by halving.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.comparison import Comparison
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.components import Component, InputGradients
from autograd_core.testing.function.own_rounding import most_rounded
from autograd_core.testing.numeric.estimate import CONFIDENCE
from autograd_core.testing.numeric.evaluate import OutOfBudget

_SUSPECTS = 8
"""The number of components to check one by one after a direction has failed."""


def check_directions(comparison: Comparison, count: int) -> list[Row]:
    """A row for each of `count` random directions, uniform on the sphere.

    d f / d direction = sum over components of gradient x direction. Each component of
    a direction is in units of its input, |x|. Where a direction fails, the components
    to blame are looked for and get rows of their own. So do entries in which a formula
    and the engine differ: those are compared one by one, however many there are.

    Of several inputs each gets a direction of its own after those through all: beside
    a large one, a mistake in a small one may be less than f rounds.

    Args:
        comparison: of the gradients at one point.
        count: how many directions through all inputs.

    Returns:
        The rows, in no order.
    """
    lines = Lines(comparison)
    for by_far in (True, False):
        entries = lines.disagreeing(by_far)[:_SUSPECTS]
        rows = [comparison.component(lines.at(position)) for position in entries]
        if not all(row.ok for row in rows):
            return rows
    for name, part in lines.parts(count):
        direction = lines.draw(part)
        row = lines.row(direction, name)
        if row.ok:
            rows.append(row)
            lines.narrow(row, direction)
            continue
        suspects = [comparison.component(x) for x in lines.suspects(direction)]
        # A direction along which f is noise does not count if the components pass.
        if row.wrong is not None and _may_be_uneven(comparison, suspects):
            row = replace(row, verdict=Verdict.UNRESOLVED, ok=False)
        is_noise = row.verdict is Verdict.UNRESOLVED
        if not is_noise or not all(suspect.ok for suspect in suspects):
            return [*rows, row, *suspects]
        rows += suspects
    return rows


def _may_be_uneven(comparison: Comparison, suspects: list[Row]) -> bool:
    """Whether only directions show a mistake, of an f that is a staircase.

    Where it rounds some inputs more coarsely than others, it has the slope of the
    others over small steps.
    """
    is_alone = all(suspect.wrong is None for suspect in suspects)
    return is_alone and comparison.problem.is_staircase


class Lines:
    """Directions: all components in a row, so that a part of them is a range.

    Args:
        comparison: of the gradients at one point.
    """

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.rng = np.random.default_rng(comparison.options.seed)
        exact = comparison.problem.exact
        self.shapes = [np.shape(payload) for payload in exact]
        sizes = [math.prod(shape) for shape in self.shapes]
        ends = itertools.accumulate(sizes)
        self.ranges = [
            slice(end - size, end) for size, end in zip(sizes, ends, strict=True)
        ]
        line = np.concatenate([np.ravel(payload) for payload in exact])
        self.units = np.where(line == 0, 1.0, np.abs(line))

    def parts(self, count: int) -> Iterator[tuple[str, slice]]:
        """The names of directions and the ranges of the components that move."""
        for number in range(1, count + 1):
            yield f"direction {number}", slice(None)
        if not self.comparison.options.has_own_directions(len(self.shapes)):
            return
        for name, part in zip(self.comparison.problem.names, self.ranges, strict=True):
            if part.start < part.stop:
                yield f"direction in {name}", part

    def draw(self, part: slice = slice(None)) -> Array:
        """A random direction through a range of the components."""
        line = np.zeros(self.units.size)
        normal = self.rng.standard_normal(line[part].size)
        line[part] = normal / math.sqrt(float(normal @ normal)) * self.units[part]
        problem = self.comparison.problem
        return problem.bounds.inwards(line, problem.exact)

    def signs(self, *, uphill: bool) -> Array:
        """Up or down by |x| for each component: as its gradient says, or at random."""
        signs = self.rng.choice([-1.0, 1.0], self.units.size)
        if uphill:
            gradients = self.comparison.gradients
            slopes = np.sign(_line(gradients.by_hand or gradients.by_engine or {}))
            signs = np.where(slopes == 0, signs, np.nan_to_num(slopes))
        problem = self.comparison.problem
        return problem.bounds.inwards(signs * self.units, problem.exact)

    def row(self, line: Array, name: str) -> Row:
        """The derivatives along a direction, judged."""
        return self.comparison.direction(self.split(line), name)

    def narrow(self, row: Row, line: Array) -> None:
        """Take into account what a direction that passes would have seen."""
        bar = row.numeric.tolerance(self.comparison.options.rtol)
        smallest = bar / np.where(line == 0, math.inf, np.abs(line))
        smallest = np.where(line == 0, math.inf, smallest)
        before = self.comparison.hidden
        self.comparison.hidden = (
            smallest if before is None else np.minimum(before, smallest)
        )

    def suspects(self, line: Array) -> list[Component]:
        """The components to blame for a direction that fails, and some others."""
        order = self.disagreeing()[:_SUSPECTS]
        if not order.size:
            order = np.array([self._by_halving(line)])
        others = self.rng.permutation(self.units.size)
        positions = dict.fromkeys([*order.tolist(), *others.tolist()][:_SUSPECTS])
        return [self.at(position) for position in positions]

    def disagreeing(self, by_far: bool = False) -> np.ndarray:
        """Where the formula and the engine differ, the largest relative error first.

        Nowhere if one of the two is missing.

        Args:
            by_far: by more than gradients mostly round. Elsewhere their rounding is
                measured, which takes calls of f.
        """
        gradients = self.comparison.gradients
        if gradients.by_hand is None or gradients.by_engine is None:
            return np.empty(0, int)
        hand, engine = _line(gradients.by_hand), _line(gradients.by_engine)
        size = np.maximum(np.abs(hand), np.abs(engine))
        off = np.abs(hand - engine) / np.where(size == 0, 1.0, size)
        off = np.where(np.isnan(off), np.inf, off)
        order = np.argsort(-off, kind="stable")
        order = order[off[order] > self.comparison.options.rtol]
        if not order.size:
            return order
        rounding: Any = 0.0
        if by_far:
            rounding = CONFIDENCE * max(map(most_rounded, (hand, engine)))
        else:
            with suppress(OutOfBudget):
                rounding = gradients.rounding_of_both()
        atol = np.maximum(self.comparison.options.atol, rounding)
        return order[~(np.abs(hand - engine) <= atol)[order]]

    def split(self, line: Array) -> dict[int, Array]:
        """A line of numbers as one array for each input; those of zeros left out."""
        return {
            i: line[part].reshape(self.shapes[i])
            for i, part in enumerate(self.ranges)
            if line[part].any()
        }

    def at(self, position: int) -> Component:
        """The component at a position of the row."""
        for i, part in enumerate(self.ranges):
            if position < part.stop:
                shape = self.shapes[i]
                entry = np.unravel_index(position - part.start, shape) if shape else ()
                return Component(i, tuple(map(int, entry)))
        raise AssertionError("no such component")

    def _by_halving(self, line: Array) -> int:
        """The component that makes a direction fail: log2(n) directional checks."""
        low, high = 0, line.size
        while high - low > 1:
            middle = (low + high) // 2
            halves = [(low, middle), (middle, high)]
            rows = [self.row(_only(line, *half), "") for half in halves]
            low, high = halves[int(rows[1].badness > rows[0].badness)]
        return low


def _line(gradients: InputGradients) -> Array:
    return np.concatenate([np.ravel(gradient) for gradient in gradients.values()])


def _only(line: Array, low: int, high: int) -> Array:
    part = np.zeros_like(line)
    part[low:high] = line[low:high]
    return part
