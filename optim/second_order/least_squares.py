"""Least squares, 1/2 |r(x)|^2: second order from the first derivatives of r."""

from __future__ import annotations

import math
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
from optim.second_order.method import (
    LineSearchMethod,
    Method,
    NoBetterPoint,
    Point,
    StepFailed,
    search_among,
)
from optim.second_order.newton import MAX_TRIES, adapted, gain_ratio, raised


@dataclass(frozen=True, kw_only=True)
class LeastSquaresMethod(Method):
    """The base class of the methods for least squares: residuals, and where to end.

    A gradient is small or not by the unit of the loss. So they end as well where the
    Gauss-Newton step p would hardly change the loss or x, each compared with itself:

        1/2 |J p|^2 <= ftol 1/2 |r|^2    or    |p| <= xtol (xtol + |x|)

    Args:
        ftol: the share of the loss that counts as no change, >= 0.
        xtol: the share of x that counts as no change, >= 0.

    Source: More, "The Levenberg-Marquardt algorithm: implementation and theory", 1978;
    the names are those of `scipy.optimize.least_squares`.
    """

    several: ClassVar[bool] = True

    ftol: float = setting(1e-11, at_least_zero)
    xtol: float = setting(1e-12, at_least_zero)

    def evaluated(self, problem: Problem, point: Point) -> Point:
        """The point with its residuals r, their Jacobian J, and J^T r."""
        if point.grad is None:
            r, J = problem.jacobian(point.x)
            point.slopes = r, J
            point.fun, point.grad = float(r @ r) / 2, J.T @ r
            problem.keep(point.x, point.fun, point.grad)
        return point

    def finished(self, point: Point) -> str:
        """Why a step would change nothing, or ""."""
        r, J = point.slopes
        p = _shortest(J, -r, self.title)
        if float(np.sum((J @ p) ** 2)) <= self.ftol * float(r @ r):
            return f"a step changes the loss by a share of at most ftol={self.ftol:g}"
        length = float(np.linalg.norm(p))
        if length <= self.xtol * (self.xtol + float(np.linalg.norm(point.x))):
            return f"a step changes x by a share of at most xtol={self.xtol:g}"
        return ""


@dataclass(frozen=True, kw_only=True)
class GaussNewtonMethod(LeastSquaresMethod, LineSearchMethod):
    """Gauss-Newton: the step that would solve least squares, were r linear.

        J p = -r in the sense of least squares,    x <- x + lr * p

    with J the Jacobian of the residuals r: Newton's method with J^T J for the Hessian
    of 1/2 |r|^2, which leaves out the second derivatives of r. One step solves a linear
    problem; of several solutions it takes the shortest step.

    Args:
        lr: what the step is multiplied by.
        line_search: "armijo" to go downhill only, or None for whole steps.
        c1, shrink: see `LineSearchMethod`.
        ftol, xtol: see `LeastSquaresMethod`.

    >>> from optim import minimize
    >>> A = np.array([[2.0, 1.0], [1.0, 3.0], [0.0, 1.0]])
    >>> found = minimize(lambda x: A @ x - np.array([1.0, 2.0, 3.0]), np.zeros(2),
    ...                  GaussNewtonMethod())
    >>> found.iterations, found.x.round(6)
    (1, array([-0.2,  1. ]))

    Source: Nocedal, Wright, "Numerical optimization", 2006, section 10.3.
    """

    line_search: str | None = setting("armijo", search_among("armijo"))

    def step(self, problem: Problem, point: Point) -> Point:
        """The solution of the linear problem, or a part of the way there."""
        r, J = point.slopes
        d = self.lr * _shortest(J, -r, self.title)
        if self.line_search is None:
            return Point(point.x + d)
        line = Line(_value(problem), point.x, point.fun, point.grad, d)
        return Point(self.backtracked(line).x)


@carries(GaussNewtonMethod)
class GaussNewton(ClosureOptimizer):
    """Gauss-Newton for least squares; the closure returns the residuals.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> residuals = GaussNewton([w]).step(lambda: [w - 3, 2 * (w - 3)])
    >>> [each.data for each in residuals], round(w.data, 9)
    ([-2.0, -4.0], 3.0)
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
class LevenbergMarquardtMethod(LeastSquaresMethod):
    """Levenberg-Marquardt: Gauss-Newton with damping.

        (J^T J + alpha I) p = -J^T r,    x <- x + lr * p

    Alpha, the `damping`, is adapted: ten times larger until 1/2 |r|^2 falls, ten times
    smaller when it falls as the linear problem predicts.

    Args:
        damping: alpha, >= 0; adapted, the first one.
        adapt: whether alpha changes; if not, every step is taken as it comes.
        lr: what the step is multiplied by.
        ftol, xtol: see `LeastSquaresMethod`.

    >>> from optim import minimize
    >>> found = minimize(lambda x: [10 * (x[1] - x[0]**2), 1 - x[0]], [-1.2, 1.0],
    ...                  LevenbergMarquardtMethod())
    >>> found.x.round(6).tolist()
    [1.0, 1.0]

    Source: Levenberg 1944; Marquardt 1963; Nocedal, Wright 2006, section 10.3.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {"damping": ()}

    damping: float = setting(1e-3, at_least_zero)
    adapt: bool = setting(True, flag)

    def step(self, problem: Problem, point: Point) -> Point:
        """One step; adapted, the first that makes the loss fall."""
        r, J = point.slopes
        if not self.adapt:
            return Point(point.x + self.lr * self._damped(J, r, self.damping))
        damping = point.memory.get("damping", self.damping)
        for _ in range(MAX_TRIES):
            d = self.lr * self._damped(J, r, damping)
            trial = Line(_value(problem), point.x, point.fun, point.grad, d).at(1.0)
            linearized = r + J @ d
            predicted = point.fun - float(linearized @ linearized) / 2
            gain = gain_ratio(point.fun, trial.fun, predicted)
            if gain > 0:
                return Point(trial.x, memory={"damping": adapted(damping, gain)})
            damping = raised(damping, float(np.abs(J).max()) ** 2)
        raise NoBetterPoint(
            f"{self.title}: no step, however damped, makes the loss fall; the minimum "
            "is reached as nearly as rounding errors allow, or here is a kink"
        )

    def _damped(self, J: Any, r: Any, damping: float) -> Any:
        # As a linear least-squares problem it keeps the digits that J^T J loses.
        n = J.shape[1]
        tall = np.vstack([J, math.sqrt(damping) * np.eye(n)])
        return _shortest(tall, -np.concatenate([r, np.zeros(n)]), self.title)


@carries(LevenbergMarquardtMethod)
class LevenbergMarquardt(ClosureOptimizer):
    """Gauss-Newton with damping; the closure returns the residuals.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = LevenbergMarquardt([w], damping=5.0, adapt=False)
    >>> residuals = optimizer.step(lambda: [w - 3, 2 * (w - 3)])
    >>> round(w.data, 9)
    2.0
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


def _value(problem: Problem) -> Any:
    """From x to 1/2 |r(x)|^2, without derivatives."""

    def value(x: Any) -> tuple[float, Any]:
        r = problem.outputs(x)
        fun = float(r @ r) / 2
        problem.keep(x, fun)
        return fun, None

    return value


def _shortest(matrix: Any, b: Any, where: str) -> Any:
    """The shortest x that brings matrix x nearest to b."""
    if not np.isfinite(matrix).all():
        raise StepFailed(f"{where}: the Jacobian has entries that are not finite")
    return np.linalg.lstsq(matrix, b, rcond=None)[0]
