"""Newton's method, plain and damped: the whole matrix of second derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optim.apply.carries import carries
from optim.apply.optimizer import Params
from optim.checks.ranges import at_least_zero
from optim.checks.settings import flag, setting
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.function_problem import Problem
from optim.second_order.line import Line
from optim.second_order.matrices import hessian, solved
from optim.second_order.method import (
    LINE_SEARCHES,
    LineSearchMethod,
    Method,
    NoBetterPoint,
    Point,
    search_among,
)

# Gains outside of this range change the damping: the quadratic can be trusted more, or
# less, than it was.
POOR_GAIN, GOOD_GAIN = 0.25, 0.75
FACTOR = 10.0
MAX_TRIES = 60


@dataclass(frozen=True, kw_only=True)
class NewtonMethod(LineSearchMethod):
    """Newton's method: x <- x - H^-1 gradient, with H the matrix of second derivatives.

    One step solves a quadratic. It goes to the nearest point where the gradient is 0,
    which may be a maximum or a saddle: `minimize` reports it at the end.

    Args:
        lr: what the step is multiplied by.
        line_search: None for the plain method; "armijo", "strong-wolfe" or "exact" to
            go downhill only.
        c1, c2, shrink: see `LineSearchMethod`.

    H is formed from n Hessian-vector products, and takes n x n numbers.

    >>> from optim import minimize
    >>> found = minimize(lambda x: x[0]**2 + 5 * x[1]**2 - x[0] * x[1], [3.0, 1.0],
    ...                  NewtonMethod())
    >>> found.iterations, (found.x.round(9) + 0).tolist()
    (1, [0.0, 0.0])

    Source: Nocedal, Wright, "Numerical optimization", 2006, section 3.3.
    """

    line_search: str | None = setting(None, search_among(*LINE_SEARCHES))

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """-H^-1 gradient."""
        H = hessian(problem.curvature(point.x), point.x.size)
        remedy = "damped Newton adds a multiple of the identity to it"
        return -solved(H, point.grad, self.title, remedy)

    def remark(self, problem: Problem, point: Point) -> str:
        """Whether the point is a maximum or a saddle."""
        remark = saddle_remark(problem, point)
        return remark and f"{remark}, or use 'damped-newton'"


@carries(NewtonMethod)
class Newton(ClosureOptimizer):
    """Newton's method, with the whole Hessian.

    The closure must return the loss with its graph.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> loss = Newton([w]).step(lambda: (w - 3)**2)
    >>> loss.data, w.data
    (4.0, 3.0)
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
class DampedNewtonMethod(Method):
    """Newton's method with damping: x <- x - (H + alpha I)^-1 gradient.

    Alpha, the `damping`, is to exceed minus the smallest eigenvalue of H; then the step
    goes downhill, away from saddles. Alpha = 0 is Newton's method; for a large one the
    step is gradient descent with rate 1/alpha. Adapted, after Levenberg and Marquardt:
    ten times larger until the matrix is positive definite and the loss falls, ten times
    smaller when the loss falls as the quadratic predicts. On a saddle itself, where the
    gradient is 0, it goes along the eigenvector of the smallest eigenvalue.

    Args:
        damping: alpha, >= 0; adapted, the first one.
        adapt: whether alpha changes; if not, every step is taken as it comes.
        lr: what the step is multiplied by.

    >>> from optim import minimize
    >>> found = minimize(lambda x: x[0]**2 - 2 * x[1]**2 + x[1]**4, [1.0, 0.1],
    ...                  DampedNewtonMethod())
    >>> (found.x.round(6) + 0).tolist()
    [0.0, 1.0]

    Source: Levenberg, "A method for the solution of certain non-linear problems in
    least squares", 1944; Marquardt, "An algorithm for least-squares estimation of
    nonlinear parameters", 1963; Nocedal, Wright 2006, sections 3.4 and 4.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {"damping": ()}

    damping: float = setting(1.0, at_least_zero)
    adapt: bool = setting(True, flag)

    def step(self, problem: Problem, point: Point) -> Point:
        """One step; adapted, the first that makes the loss fall."""
        H = hessian(problem.curvature(point.x), point.x.size)
        identity = np.eye(point.x.size)
        if not self.adapt:
            remedy = "raise the damping"
            matrix = H + self.damping * identity
            p = solved(matrix, point.grad, self.title, remedy)
            return Point(point.x - self.lr * p)
        line_at = _from(problem, point)
        damping = point.memory.get("damping", self.damping)
        for _ in range(MAX_TRIES):
            p = _downhill(H + damping * identity, point.grad)
            if p is not None:
                d = self.lr * p
                trial = line_at(d).at(1.0)
                predicted = -float(point.grad @ d + d @ H @ d / 2)
                gain = gain_ratio(point.fun, trial.fun, predicted)
                if gain > 0:
                    memory = {"damping": adapted(damping, gain)}
                    return Point(trial.x, trial.fun, trial.grad, memory)
            damping = raised(damping, float(np.abs(H).max()))
        raise NoBetterPoint(
            f"{self.title}: no step, however damped, makes the loss fall; the minimum "
            "is reached as nearly as rounding errors allow, or here is a kink"
        )

    def remark(self, problem: Problem, point: Point) -> str:
        """Whether the point is a maximum or a saddle."""
        return saddle_remark(problem, point)

    def leave(self, problem: Problem, point: Point) -> Point | None:
        """A lower point along the direction in which the loss curves down the most."""
        if not self.adapt:
            return None
        H = hessian(problem.curvature(point.x), point.x.size)
        eigenvalues, directions = np.linalg.eigh(H)
        if not _has_negative(eigenvalues):
            return None
        d = directions[:, 0]
        # An eigenvector has no sign of its own: downhill, or else to larger numbers.
        slope = float(point.grad @ d)
        d = d * (-np.sign(slope) if slope else np.sign(d[np.abs(d).argmax()]))
        line = _from(problem, point)(d)
        for halvings in range(MAX_TRIES):
            t = 0.5**halvings
            trial = line.at(t)
            if trial.fun < point.fun + 1e-4 * eigenvalues[0] * t * t / 2:
                return Point(trial.x, trial.fun, trial.grad, dict(point.memory))
        return None


@carries(DampedNewtonMethod)
class DampedNewton(ClosureOptimizer):
    """Newton's method with a multiple of the identity added to the Hessian.

    The closure must return the loss with its graph.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> loss = DampedNewton([w], damping=2.0, adapt=False).step(lambda: (w - 3)**2)
    >>> loss.data, w.data
    (4.0, 2.0)
    """

    def __init__(
        self,
        params: Params,
        damping: float = ...,
        adapt: bool = ...,
        lr: float = ...,
        *,
        max_iter: int = ...,
    ) -> None: ...


def gain_ratio(before: float, after: float, predicted: float) -> float:
    """The fall of the loss as a share of the one that the quadratic predicts.

    Falls that are rounding errors count as predicted, so that the last steps towards a
    minimum are taken.

    >>> round(gain_ratio(3.0, 1.0, 4.0), 9), gain_ratio(3.0, float('inf'), 4.0)
    (0.5, -inf)
    >>> gain_ratio(3.0, 3.0, 1e-18) > 0.75
    True
    """
    noise = 10 * np.finfo(np.float64).eps * abs(before)
    return float((before - after + noise) / (abs(predicted) + noise or 1.0))


def adapted(damping: float, gain: float) -> float:
    """The damping of the next step, after one that made the loss fall.

    >>> adapted(1.0, 0.9), adapted(1.0, 0.5), adapted(1.0, 0.1)
    (0.1, 1.0, 10.0)
    """
    if gain > GOOD_GAIN:
        return damping / FACTOR
    return raised(damping, 1.0) if gain < POOR_GAIN else damping


def raised(damping: float, scale: float) -> float:
    """The damping of the next try, after one that failed.

    >>> raised(1.0, 8.0), raised(0.0, 8.0)
    (10.0, 0.0008)
    """
    return max(FACTOR * damping, 1e-4 * scale, 1e-300)


def saddle_remark(problem: Problem, point: Point) -> str:
    """Name a saddle or maximum by the eigenvalues of H; "" for a minimum."""
    eigenvalues = np.linalg.eigvalsh(hessian(problem.curvature(point.x), point.x.size))
    if not _has_negative(eigenvalues):
        return ""
    lowest, highest = float(eigenvalues[0]), float(eigenvalues[-1])
    kind = "a saddle" if highest > 0 else "a maximum"
    return (
        f"but this is {kind}, not a minimum: the Hessian has the eigenvalue "
        f"{lowest:.3g}; start elsewhere"
    )


def _has_negative(eigenvalues: Any) -> bool:
    """Return whether the first, the smallest, is below 0 by more than rounding."""
    return bool(eigenvalues[0] < -1e-8 * max(1.0, abs(eigenvalues[-1])))


def _from(problem: Problem, point: Point) -> Any:
    """Lines that start at a point, by their direction."""
    return lambda d: Line(problem.evaluate, point.x, point.fun, point.grad, d)


def _downhill(matrix: Any, grad: Any) -> Any:
    """-matrix^-1 grad, or None if the matrix is not positive definite."""
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return None
    p = -np.linalg.solve(matrix, grad)
    return p if np.isfinite(p).all() else None
