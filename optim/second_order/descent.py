"""Steepest descent with a line search, and any first-order rule as a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optim.second_order.line_search import Line, Trial, armijo
from optim.second_order.method import (
    LINE_SEARCHES,
    LineSearchMethod,
    Method,
    Point,
    checked_trial,
    search_among,
)
from optim.second_order.problem import Problem
from optim.settings import REQUIRED, setting


@dataclass(frozen=True, kw_only=True)
class GradientDescentMethod(LineSearchMethod):
    """Steepest descent: x <- x - t * gradient, with t from a line search.

    Backtracking starts at `lr`, later at the last t divided by `shrink`, so that the
    steps can grow again.

    Args:
        lr: the first t, or t itself without a line search.
        line_search: "armijo", "strong-wolfe", "exact" or None.
        c1, c2, shrink: see `LineSearchMethod`.

    >>> from optim import minimize
    >>> minimize(lambda x: (x - 3) ** 2, 0.0, GradientDescentMethod()).x
    3.0

    Source: Cauchy, "Methode generale pour la resolution des systemes d'equations
    simultanees", 1847; Armijo 1966 for the backtracking.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {"t": ()}

    line_search: str | None = setting("armijo", search_among(*LINE_SEARCHES))

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """Against the gradient."""
        return -point.grad

    def search(
        self, problem: Problem, point: Point, d: Any, memory: dict[str, Any]
    ) -> Trial:
        """Backtracking from a length that has a memory; else as all do."""
        if self.line_search != "armijo":
            return super().search(problem, point, d, memory)
        line = Line(problem.evaluate, point.x, point.fun, point.grad, d)
        start = memory["t"] / self.shrink if "t" in memory else 1.0
        found = armijo(line, start=start, shrink=self.shrink, c1=self.c1)
        trial = checked_trial(found, self.title)
        memory["t"] = trial.t
        return trial


@dataclass(frozen=True, kw_only=True)
class RuleMethod(Method):
    """A first-order rule of `optim.rules`, with fixed steps, as a method.

    >>> from optim import minimize
    >>> from optim.rules import MomentumRule
    >>> found = minimize(lambda x: x**2, 8.0, MomentumRule(lr=0.25, momentum=0.5),
    ...                  max_iterations=3)
    >>> found.trajectory.ravel().tolist()
    [8.0, 4.0, 0.0, -2.0]
    """

    rule: Any = setting(REQUIRED, lambda name, value: value)

    @property
    def title(self) -> str:
        """The name of the rule."""
        return getattr(self.rule, "title", type(self.rule).__name__)

    def evaluated(self, problem: Problem, point: Point) -> Point:
        """The loss at x, and the gradient at the point where the rule wants it."""
        if point.grad is None:
            if not point.memory:
                point.memory = self.rule.init(point.x)
            wanted = getattr(self.rule, "ahead", lambda state, x: x)
            ahead = wanted(point.memory, point.x)
            point.fun, point.grad = problem.evaluate(point.x)
            if not np.array_equal(ahead, point.x):
                _, point.grad = problem.evaluate(ahead)
        return point

    def step(self, problem: Problem, point: Point) -> Point:
        """One update of the rule."""
        x, state = self.rule.update(point.grad, point.memory, point.x)
        return Point(x, memory=state)
