"""Optimizers that search along a direction made of gradients, with `step(closure)`.

Each is a `ClosureOptimizer` with a method of `optim.second_order`.
"""

from __future__ import annotations

from optim.apply.optimizer import Params
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.conjugate import ConjugateGradientMethod
from optim.second_order.descent import GradientDescentMethod
from optim.second_order.quasi_newton import BFGSMethod, LBFGSMethod


class GradientDescent(ClosureOptimizer):
    """Steepest descent that finds its rate by a line search at every step.

    The formula and its source stand at `optim.second_order.GradientDescentMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        lr: the rate that is tried first; the rate itself without a line search.
        line_search: "armijo", "strong-wolfe", "exact" or None.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = GradientDescent([w])
    >>> optimizer.step(lambda: 3 * w**2).data, w.data  # rates 1, 1/2, 1/4
    (3.0, -0.5)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1.0,
        *,
        line_search: str | None = "armijo",
        max_iter: int = 1,
    ) -> None:
        method = GradientDescentMethod(lr=lr, line_search=line_search)
        super().__init__(params, method, max_iter=max_iter)


class BFGS(ClosureOptimizer):
    """Quasi-Newton: the inverse Hessian, learned from the gradients.

    The formula and its source stand at `optim.second_order.BFGSMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        lr: the length that is tried first, as a share of the direction.
        line_search: "strong-wolfe", "armijo", "exact" or None.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> loss = BFGS([w], max_iter=20).step(lambda: (w - 3)**2)
    >>> loss.data, round(w.data, 9)
    (4.0, 3.0)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1.0,
        *,
        line_search: str | None = "strong-wolfe",
        max_iter: int = 1,
    ) -> None:
        method = BFGSMethod(lr=lr, line_search=line_search)
        super().__init__(params, method, max_iter=max_iter)


class LBFGS(ClosureOptimizer):
    """BFGS of limited memory: PyTorch's names, arguments and defaults.

    The formula and its source stand at `optim.second_order.LBFGSMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        lr: the length of a step; with a line search the first one tried.
        max_iter: iterations per step.
        max_eval: calls of the closure per step; 5/4 max_iter if None.
        tolerance_grad: a step ends where no entry of the gradient is larger.
        tolerance_change: it ends when neither a parameter nor the loss changes more.
        history_size: how many of the last steps are remembered.
        line_search_fn: None, "strong_wolfe", "armijo" or "exact".

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = LBFGS([w])
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = (w - 3)**2
    ...     loss.backward()
    ...     return loss
    >>> loss = optimizer.step(closure)
    >>> loss.data, round(w.data, 9)
    (4.0, 3.0)

    Known deviation from torch.optim.LBFGS: the search for a strong Wolfe step is
    SciPy's.
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1.0,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        method = LBFGSMethod(
            lr=lr,
            history_size=history_size,
            line_search=line_search_fn,
            least_curvature=1e-10,
        )
        super().__init__(
            params,
            method,
            max_iter=max_iter,
            max_eval=max_iter * 5 // 4 if max_eval is None else max_eval,
            tolerance_grad=tolerance_grad,
            tolerance_change=tolerance_change,
        )


class ConjugateGradient(ClosureOptimizer):
    """Nonlinear conjugate gradients.

    The formulas and sources stand at `optim.second_order.ConjugateGradientMethod`.

    Args:
        params: leaves, such as `model.parameters()`.
        formula: "polak-ribiere", "fletcher-reeves" or "hestenes-stiefel".
        lr: the length that is tried first, as a share of the one guessed.
        line_search: "strong-wolfe", "exact", "armijo" or None.
        max_iter: iterations per step.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    >>> from autograd_core import Value
    >>> w, b = Value(1.0, label="w"), Value(1.0, label="b")
    >>> optimizer = ConjugateGradient([w, b], line_search="exact", max_iter=2)
    >>> loss = optimizer.step(lambda: (w - 3)**2 + 5 * (b + w)**2)
    >>> loss.data, round(w.data, 9), round(b.data, 9)
    (24.0, 3.0, -3.0)
    """

    def __init__(
        self,
        params: Params,
        formula: str = "polak-ribiere",
        lr: float = 1.0,
        *,
        line_search: str | None = "strong-wolfe",
        max_iter: int = 1,
    ) -> None:
        method = ConjugateGradientMethod(
            formula=formula, lr=lr, line_search=line_search
        )
        super().__init__(params, method, max_iter=max_iter)
