"""`minimize`: the minimum of a function, by any of the methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograd_core.extend import is_number, short_repr
from optim.apply.param_groups import changed_rule
from optim.checks.ranges import at_least_zero, count
from optim.checks.settings import flag
from optim.second_order.conjugate import ConjugateGradientMethod, NewtonCGMethod
from optim.second_order.descent import GradientDescentMethod, RuleMethod
from optim.second_order.function_problem import FunctionProblem, Lowest
from optim.second_order.least_squares import (
    GaussNewtonMethod,
    LevenbergMarquardtMethod,
)
from optim.second_order.line import NOISE, quiet
from optim.second_order.method import Method, Point, StepFailed, is_finite, norm
from optim.second_order.natural import NaturalGradientMethod
from optim.second_order.newton import DampedNewtonMethod, NewtonMethod
from optim.second_order.quasi_newton import BFGSMethod, LBFGSMethod
from optim.second_order.result import MinimizeResult

METHODS: dict[str, Callable[..., Method]] = {
    "gd": GradientDescentMethod,
    "newton": NewtonMethod,
    "damped-newton": DampedNewtonMethod,
    "gauss-newton": GaussNewtonMethod,
    "levenberg-marquardt": LevenbergMarquardtMethod,
    "bfgs": BFGSMethod,
    "lbfgs": LBFGSMethod,
    "cg": ConjugateGradientMethod,
    "newton-cg": NewtonCGMethod,
    "natural-gradient": NaturalGradientMethod,
}
"""The methods by name."""

_OTHER_NAMES = {
    "l-bfgs": "lbfgs",
    "l-bfgs-b": "lbfgs",
    "gradient-descent": "gd",
    "lm": "levenberg-marquardt",
}
_BESIDE = ("gtol", "max_iterations", "trajectory")


def minimize(
    f: Callable[[Any], Any],
    x0: Any,
    method: str | Any = "bfgs",
    *,
    gtol: float = 1e-6,
    max_iterations: int = 1000,
    trajectory: bool = True,
    **settings: Any,
) -> MinimizeResult:
    """A local minimum of f near x0; the derivatives are autograd_core's.

    Args:
        f: a function that gives one number; for "gauss-newton" and
            "levenberg-marquardt" the residuals r, of which 1/2 |r|^2 is minimized; for
            "natural-gradient" the losses of the samples, of which the mean is. Where
            x0 has an array or a Tensor it gets a Tensor, where it has a number or a
            Value a Value.
        x0: where to start: a number, array, Value or Tensor, or a tuple, list or dict
            of them; a list of plain numbers counts as an array, as in SciPy. It stays
            as it is.
        method: "gd", "newton", "damped-newton", "gauss-newton", "levenberg-marquardt",
            "bfgs", "lbfgs", "cg", "newton-cg" or "natural-gradient"; or a method with
            its settings, such as `LBFGSMethod(history_size=5)`; or a first-order rule
            of `optim.rules`.
        gtol: it ends when no entry of the gradient is larger. At a kink, where none
            gets small, it ends when the steps lower f no more, without `success`.
        max_iterations: it ends after so many steps.
        trajectory: whether to keep x after each step.
        settings: of the method, by name; see its class, such as `LBFGSMethod`.

    Returns:
        A `MinimizeResult` with the lowest point that was evaluated, trials of line
        searches included; only a search that ends at a saddle or a maximum gives that
        point. Its `message` states why the search ended.

    Raises:
        TypeError: f is not a function, its result is not a number or has no graph, or
            x0 is not made of numbers.
        ValueError: the method or a setting is unknown, a setting is out of its range,
            or f or its gradient is not finite at x0.
        MissingExtra: the method searches with SciPy, which is not installed.

    >>> found = minimize(lambda x: (x[0] - 1)**2 + (x[1] + x[0])**4, [3.0, 1.0])
    >>> found.success, round(found.x[0].item(), 3)
    (True, 1.0)
    >>> minimize(lambda x: ((x - 3)**2).sum(), np.zeros(2), "newton")
    success: the gradient is small enough
      fun = 0, grad_norm = 0
      1 iteration, 4 evaluations, 4 Hessian-vector products
      x = array([3., 3.])
    """
    solver = _method(method, settings)
    tolerance = at_least_zero("gtol", gtol)
    limit = count("max_iterations", max_iterations)
    keep = flag("trajectory", trajectory)
    problem = FunctionProblem(f, _start(x0))
    _check_start(problem)
    point = _started(solver, problem)
    path, values = [point.x], [point.fun]

    def record(point: Point) -> None:
        values.append(point.fun)
        if keep:
            path.append(point.x)

    point, end = _walk(solver, problem, point, tolerance, limit, record)
    return MinimizeResult(
        x=problem.layout.restore_nodes(point.x),
        fun=point.fun,
        grad=problem.layout.restore(point.grad),
        grad_norm=norm(point),
        iterations=len(values) - 1,
        evaluations=problem.evaluations,
        products=problem.products,
        success=end.success,
        message=end.message,
        trajectory=np.stack(path) if keep else None,
        values=np.array(values),
    )


def _start(x0: Any) -> Any:
    """A list of plain numbers as an array: f may then be written for arrays."""
    if isinstance(x0, list) and x0 and all(map(is_number, x0)):
        return np.array(x0, np.float64)
    return x0


class _End(NamedTuple):
    """Why a search ended, and whether where the gradient is small, at a minimum."""

    message: str
    reached: bool = False
    success: bool = False


def _walk(
    method: Method,
    problem: FunctionProblem,
    point: Point,
    tolerance: float,
    limit: int,
    record: Callable[[Point], None],
) -> tuple[Point, _End]:
    """The point that is the result, and why the search ended.

    `record` gets each point after the first.
    """
    values = [point.fun]
    while True:
        try:
            with quiet():
                following = _next(method, problem, point, values, tolerance, limit)
        except StepFailed as failure:
            following = _End(str(failure))
        if isinstance(following, _End):
            break
        point = following
        values.append(point.fun)
        record(point)
    lowest = problem.lowest
    if not following.reached and lowest.fun < point.fun:
        point = method.evaluated(problem, _point_of(lowest))
    return point, following


def _next(
    method: Method,
    problem: FunctionProblem,
    point: Point,
    values: list[float],
    tolerance: float,
    limit: int,
) -> Point | _End:
    """The point after the last one, or why there is none."""
    next_point: Point | None = None
    out_of_steps = len(values) > limit
    reason = method.finished(point)
    if norm(point) <= tolerance:
        reason = "the gradient is small enough"
    if reason:
        remark = method.remark(problem, point)
        if remark:
            end = _End(f"{reason}, {remark}", reached=True)
            next_point = None if out_of_steps else method.leave(problem, point)
        else:
            end = _End(reason, reached=True, success=True)
            next_point = _lower_elsewhere(problem.lowest, point, tolerance)
        if next_point is None:
            return end
    elif stalled := method.stalled(values, point):
        return _End(stalled)
    if out_of_steps:
        return _End(f"max_iterations={limit} steps were taken")
    if next_point is None:
        next_point = method.step(problem, point)
    next_point = method.evaluated(problem, next_point)
    if is_finite(next_point):
        return next_point
    return _End(
        f"{method.title}: the next step leads to a loss of {next_point.fun}; either "
        "the function has no minimum, or a smaller lr or a line search keeps the steps "
        "from running away"
    )


def _lower_elsewhere(lowest: Lowest, point: Point, tolerance: float) -> Point | None:
    """A trial in another valley, lower than the minimum that was reached."""
    noise = max(NOISE * abs(point.fun), tolerance**2)
    return _point_of(lowest) if lowest.fun < point.fun - noise else None


def _point_of(lowest: Lowest) -> Point:
    if lowest.grad is None:
        return Point(lowest.x)
    return Point(lowest.x, lowest.fun, lowest.grad)


def _method(method: Any, settings: dict[str, Any]) -> Method:
    """The method of a name, with its settings."""
    if isinstance(method, str):
        name = method.lower().replace("_", "-").replace(" ", "-")
        name = _OTHER_NAMES.get(name, name)
        if name in METHODS:
            return changed_rule(METHODS[name](), settings, _BESIDE)
    elif isinstance(method, Method):
        return changed_rule(method, settings, _BESIDE)
    elif callable(getattr(method, "update", None)) and not isinstance(method, type):
        return RuleMethod(rule=changed_rule(method, settings, _BESIDE))
    raise ValueError(
        f"minimize: no method {short_repr(method)}; there are "
        f"{', '.join(map(repr, METHODS))}, and the rules of optim.rules, such as "
        "AdamRule(lr=0.1)"
    )


def _check_start(problem: FunctionProblem) -> None:
    bad = np.flatnonzero(~np.isfinite(problem.start))
    if bad.size:
        entry = int(bad[0])
        raise ValueError(
            f"minimize: x0 is {problem.start[entry]} at "
            f"{problem.layout.entry_name(entry)}; start from finite numbers"
        )


def _started(method: Method, problem: FunctionProblem) -> Point:
    point = method.evaluated(problem, Point(problem.start))
    if not is_finite(point):
        raise ValueError(
            f"minimize: at x0 the loss is {point.fun} and the largest entry of its "
            f"gradient {norm(point)}; start where both are finite"
        )
    return point
