"""Natural gradient: steepest descent where distance is that of distributions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from autograd_core.extend import short_repr
from optim.apply.carries import carries
from optim.apply.optimizer import Params
from optim.checks.ranges import at_least_zero
from optim.checks.settings import setting
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.function_problem import Problem
from optim.second_order.line import Line
from optim.second_order.matrices import solved
from optim.second_order.method import (
    LineSearchMethod,
    Point,
    search_among,
)


def function_or_none(name: str, value: Any) -> Any:
    """A function, or None.

    >>> function_or_none("fisher", 3)
    Traceback (most recent call last):
    TypeError: fisher must be a function or None, got int 3
    """
    if value is not None and not callable(value):
        raise TypeError(
            f"{name} must be a function or None, got {type(value).__name__} "
            f"{short_repr(value)}"
        )
    return value


@dataclass(frozen=True, kw_only=True)
class NaturalGradientMethod(LineSearchMethod):
    """Natural gradient: x <- x - lr * (F + alpha I)^-1 gradient.

    The function gives the losses of the samples, l_i = -log p(sample i), and what is
    minimized is their mean. With g_i the gradient of l_i

        F = 1/N sum_i g_i g_i^T

    the Fisher information: how fast the distribution moves with each parameter. With
    alpha = 0 the step moves the distribution the same way in any parametrization:
    exactly under linear changes of it, in the limit of small steps under any.

    Args:
        lr: what the step is multiplied by.
        damping: alpha, >= 0.
        fisher: a function like the one that is minimized, whose samples F is taken
            from; drawn from the model, they give the Fisher information itself. None
            for the samples of the data, the empirical Fisher information.
        line_search: "armijo" to go downhill only, or None for whole steps.
        c1, shrink: see `LineSearchMethod`.

    F takes n x n numbers, and the g_i N x n.

    >>> from optim import minimize
    >>> data = np.array([1.0, 2.0, 6.0])  # of a normal distribution of variance 1
    >>> found = minimize(lambda mu: (data - mu)**2 / 2, 0.0, NaturalGradientMethod())
    >>> round(found.x, 5)
    3.0

    Source: Amari, "Natural gradient works efficiently in learning", 1998; Martens, "New
    insights and perspectives on the natural gradient method", 2020, also on what the
    empirical Fisher information lacks.
    """

    several: ClassVar[bool] = True

    damping: float = setting(1e-3, at_least_zero)
    fisher: Callable[..., Any] | None = field(
        default=None, metadata={"check": function_or_none}
    )
    line_search: str | None = setting("armijo", search_among("armijo"))

    def evaluated(self, problem: Problem, point: Point) -> Point:
        """The point with the samples' losses and gradients."""
        if point.grad is None:
            losses, G = problem.jacobian(point.x)
            point.slopes = losses, G
            point.fun, point.grad = float(losses.mean()), G.mean(axis=0)
            problem.keep(point.x, point.fun, point.grad)
        return point

    def step(self, problem: Problem, point: Point) -> Point:
        """The damped solution, or a part of the way there."""
        G = point.slopes[1]
        if self.fisher is not None:
            _, G = problem.jacobian(point.x, of=self.fisher)
        F = G.T @ G / len(G) + self.damping * np.eye(point.x.size)
        d = -self.lr * solved(F, point.grad, self.title, "raise the damping")
        if self.line_search is None:
            return Point(point.x + d)

        def value(x: Any) -> tuple[float, Any]:
            fun = float(problem.outputs(x).mean())
            problem.keep(x, fun)
            return fun, None

        line = Line(value, point.x, point.fun, point.grad, d)
        return Point(self.backtracked(line).x)


@carries(NaturalGradientMethod)
class NaturalGradient(ClosureOptimizer):
    """Natural gradient; the closure returns the losses of the samples.

    >>> from autograd_core import Value
    >>> mu = Value(0.0, label="mu")
    >>> optimizer = NaturalGradient([mu], damping=0.0)
    >>> losses = optimizer.step(lambda: [(mu - 1)**2 / 2, (mu - 3)**2 / 2])
    >>> round(mu.data, 9)  # the mean gradient is -2, that of its squares 5
    0.4
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        damping: float = ...,
        *,
        fisher: Callable[[], Any] | None = ...,
        line_search: str | None = ...,
        max_iter: int = ...,
    ) -> None: ...
