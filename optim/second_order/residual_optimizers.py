"""Optimizers of second order whose closure returns several numbers.

Each is a `ClosureOptimizer` with a method of `optim.second_order`: the closure returns
residuals, or the losses of the samples, not their sum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from optim.apply.optimizer import Params
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.least_squares import (
    GaussNewtonMethod,
    LevenbergMarquardtMethod,
)
from optim.second_order.natural import NaturalGradientMethod


class GaussNewton(ClosureOptimizer):
    """Gauss-Newton for least squares; the closure returns the residuals.

    The formula and its source stand at `optim.second_order.GaussNewtonMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        lr: what the step is multiplied by.
        line_search: "armijo", or None for whole steps.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> residuals = GaussNewton([w]).step(lambda: [w - 3, 2 * (w - 3)])
    >>> [each.data for each in residuals], round(w.data, 9)
    ([-2.0, -4.0], 3.0)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1.0,
        *,
        line_search: str | None = "armijo",
        max_iter: int = 1,
    ) -> None:
        method = GaussNewtonMethod(lr=lr, line_search=line_search)
        super().__init__(params, method, max_iter=max_iter)


class LevenbergMarquardt(ClosureOptimizer):
    """Gauss-Newton with damping; the closure returns the residuals.

    The formula and its source stand at `optim.second_order.LevenbergMarquardtMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        damping: alpha, >= 0; adapted, the first one.
        adapt: whether alpha changes from step to step.
        lr: what the step is multiplied by.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        damping: float = 1e-3,
        adapt: bool = True,
        lr: float = 1.0,
        *,
        max_iter: int = 1,
    ) -> None:
        method = LevenbergMarquardtMethod(damping=damping, adapt=adapt, lr=lr)
        super().__init__(params, method, max_iter=max_iter)


class NaturalGradient(ClosureOptimizer):
    """Natural gradient; the closure returns the losses of the samples.

    The formula and its source stand at `optim.second_order.NaturalGradientMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        lr: what the step is multiplied by.
        damping: alpha, >= 0.
        fisher: a function without arguments that returns the losses of samples drawn
            from the model; None for the empirical Fisher information.
        line_search: "armijo", or None for whole steps.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1.0,
        damping: float = 1e-3,
        *,
        fisher: Callable[[], Any] | None = None,
        line_search: str | None = "armijo",
        max_iter: int = 1,
    ) -> None:
        method = NaturalGradientMethod(
            lr=lr, damping=damping, fisher=fisher, line_search=line_search
        )
        super().__init__(params, method, max_iter=max_iter)
