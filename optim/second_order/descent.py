"""Steepest descent with a line search, and any first-order rule as a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from optim.apply.carries import carries
from optim.apply.optimizer import Params
from optim.checks.settings import setting
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.function_problem import Problem
from optim.second_order.method import (
    LINE_SEARCHES,
    LineSearchMethod,
    Method,
    Point,
    search_among,
)


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

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {"t": (), **LineSearchMethod.shapes}

    line_search: str | None = setting("armijo", search_among(*LINE_SEARCHES))

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """Against the gradient."""
        return -point.grad

    def first_length(self, point: Point) -> float:
        """The last length, one step of `shrink` up."""
        last = point.memory.get("t")
        return 1.0 if last is None else last / self.shrink


@carries(GradientDescentMethod)
class GradientDescent(ClosureOptimizer):
    """Steepest descent that finds its rate by a line search at every step.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = GradientDescent([w])
    >>> optimizer.step(lambda: 3 * w**2).data, w.data  # rates 1, 1/2, 1/4
    (3.0, -0.5)
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        *,
        line_search: str | None = ...,
        max_iter: int = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class RuleMethod(Method):
    """A first-order rule of `optim.rules`, with fixed steps, as a method.

    >>> from optim import minimize
    >>> from optim.rules import MomentumRule
    >>> found = minimize(lambda x: x**2, 8.0, MomentumRule(lr=0.125, momentum=0.5),
    ...                  max_iterations=3)
    >>> found.trajectory.ravel().tolist()
    [8.0, 6.0, 3.5, 1.375]
    """

    rule: Any

    @property
    def title(self) -> str:
        """The name of the rule."""
        return getattr(self.rule, "title", type(self.rule).__name__)

    def step(self, problem: Problem, point: Point) -> Point:
        """One update, from the gradient at the point that the rule specifies."""
        state = point.memory or self.rule.init(point.x)
        look_ahead = getattr(self.rule, "ahead", None)
        ahead = point.x if look_ahead is None else look_ahead(state, point.x)
        grad = point.grad
        if ahead is not point.x:
            _, grad = problem.evaluate(ahead)
        x, state = self.rule.update(grad, state, point.x)
        return Point(x, memory=state)
