"""Optimizers that use the Hessian, or its products with vectors, with `step(closure)`.

Each is a `ClosureOptimizer` with a method of `optim.second_order`.
"""

from __future__ import annotations

from optim.apply.optimizer import Params
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.conjugate import NewtonCGMethod
from optim.second_order.newton import DampedNewtonMethod, NewtonMethod


class Newton(ClosureOptimizer):
    """Newton's method, with the whole Hessian.

    The formula and its source stand at `optim.second_order.NewtonMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        lr: what the step is multiplied by.
        line_search: None, "armijo", "strong-wolfe" or "exact".
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1.0,
        *,
        line_search: str | None = None,
        max_iter: int = 1,
    ) -> None:
        method = NewtonMethod(lr=lr, line_search=line_search)
        super().__init__(params, method, max_iter=max_iter)


class DampedNewton(ClosureOptimizer):
    """Newton's method with a multiple of the identity added to the Hessian.

    The formula and its source stand at `optim.second_order.DampedNewtonMethod`.

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
        damping: float = 1.0,
        adapt: bool = True,
        lr: float = 1.0,
        *,
        max_iter: int = 1,
    ) -> None:
        method = DampedNewtonMethod(damping=damping, adapt=adapt, lr=lr)
        super().__init__(params, method, max_iter=max_iter)


class NewtonCG(ClosureOptimizer):
    """Hessian-free: Newton's method that needs products with the Hessian alone.

    The formula and its source stand at `optim.second_order.NewtonCGMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        damping: alpha, >= 0; above 0 it is adapted from step to step.
        max_products: products per iteration at most; None for twice the parameters.
        lr: the length that is tried first.
        line_search: "strong-wolfe", "armijo", "exact" or None.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    The closure must return the loss with its graph.

    >>> from autograd_core import Tensor
    >>> w = Tensor([1.0, 5.0], label="w")
    >>> loss = NewtonCG([w], max_iter=5).step(lambda: ((w - 3)**2).sum())
    >>> loss.item(), w.data.round(6)
    (8.0, array([3., 3.]))
    """

    def __init__(
        self,
        params: Params,
        damping: float = 0.0,
        max_products: int | None = None,
        lr: float = 1.0,
        *,
        line_search: str | None = "strong-wolfe",
        max_iter: int = 1,
    ) -> None:
        method = NewtonCGMethod(
            damping=damping, max_products=max_products, lr=lr, line_search=line_search
        )
        super().__init__(params, method, max_iter=max_iter)
