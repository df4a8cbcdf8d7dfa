"""Quasi-Newton methods: the inverse Hessian, learned from how the gradient changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optim.apply.carries import carries
from optim.apply.optimizer import Params
from optim.checks.ranges import at_least_one, at_least_zero
from optim.checks.settings import setting
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.function_problem import Problem
from optim.second_order.method import LineSearchMethod, Point

# With s the last step and y the change of the gradient along it, a curvature y . s
# below this share of |y|^2 is rounding, or negative; an update with it would leave a
# matrix that is not positive definite.
LEAST_CURVATURE = np.finfo(np.float64).eps
# To learn a kink takes more pairs than to learn a curvature; so many has PyTorch.
KINKED_HISTORY = 100


@dataclass(frozen=True, kw_only=True)
class BFGSMethod(LineSearchMethod):
    """Broyden, Fletcher, Goldfarb, Shanno: x <- x - t * B gradient.

    B starts as the identity; with s the last step, y the change of the gradient and
    rho = 1 / (y . s)

        B <- (I - rho s y^T) B (I - rho y s^T) + rho s s^T

    so that B y = s. It takes n x n numbers; LBFGS takes 2 k n.

    Args:
        lr: the t that is tried first.
        line_search: "strong-wolfe", "armijo", "exact" or None.
        c1, c2, shrink: see `LineSearchMethod`.

    >>> from optim import minimize
    >>> found = minimize(lambda x: (1 - x[0])**2 + 100 * (x[1] - x[0]**2)**2,
    ...                  [-1.2, 1.0], BFGSMethod())
    >>> found.x.round(6).tolist()
    [1.0, 1.0]

    Source: Nocedal, Wright, "Numerical optimization", 2006, algorithm 6.1; the iterates
    are those of `scipy.optimize.minimize(method="BFGS")`.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {
        "x": ("n",),
        "fun": (),
        "grad": ("n",),
        "inverse": ("n", "n"),
        **LineSearchMethod.shapes,
    }

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """-B gradient, after an update of B by the last step."""
        B = memory.get("inverse")
        if B is None:
            B = np.eye(point.x.size)
        else:
            s, y = point.x - memory["x"], point.grad - memory["grad"]
            curvature = float(y @ s)
            if curvature > LEAST_CURVATURE * float(y @ y):
                B = _updated(B, s, y, curvature)
        memory.update(x=point.x, fun=point.fun, grad=point.grad, inverse=B)
        return -(B @ point.grad)

    def first_fall(self, point: Point) -> float:
        """The value before; before the first step, one for a step of length near 1."""
        expected = point.fun + float(np.linalg.norm(point.grad)) / 2
        return point.memory.get("fun", expected)


@carries(BFGSMethod)
class BFGS(ClosureOptimizer):
    """Quasi-Newton: the inverse Hessian, learned from the gradients.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> loss = BFGS([w], max_iter=20).step(lambda: (w - 3)**2)
    >>> loss.data, round(w.data, 9)
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
class LBFGSMethod(LineSearchMethod):
    """BFGS of limited memory: the product B gradient from the last k steps alone.

    B is what BFGS would make of the last k pairs (s, y), from (s . y / y . y) I. The
    first step is the gradient, shortened to a sum of absolute values of at most 1.

    Args:
        lr: the length that is tried first; without line search the length.
        history_size: k; at least 100 once the function has shown a kink.
        least_curvature: a step along which y . s is at most this is not remembered.
        line_search: "strong-wolfe", "armijo", "exact" or None.
        c1, c2, shrink: see `LineSearchMethod`.

    >>> from optim import minimize
    >>> found = minimize(lambda x: (1 - x[0])**2 + 100 * (x[1] - x[0]**2)**2,
    ...                  [-1.2, 1.0], LBFGSMethod(history_size=5))
    >>> found.x.round(6).tolist()
    [1.0, 1.0]

    Source: Nocedal, "Updating quasi-Newton matrices with limited storage", 1980;
    Nocedal, Wright 2006, algorithm 7.4.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {
        "x": ("n",),
        "grad": ("n",),
        "s": ("k", "n"),
        "y": ("k", "n"),
        **LineSearchMethod.shapes,
    }

    history_size: int = setting(10, at_least_one)
    least_curvature: float = setting(0.0, at_least_zero)

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """-B gradient, from the pairs of the last steps."""
        first = "x" not in memory
        if first:
            S = Y = np.empty((0, point.x.size))
        else:
            S, Y = memory["s"], memory["y"]
            s, y = point.x - memory["x"], point.grad - memory["grad"]
            least = max(self.least_curvature, LEAST_CURVATURE * float(y @ y))
            if float(y @ s) > least:
                size = self.history_size
                if "kinked" in memory:
                    size = max(size, KINKED_HISTORY)
                S, Y = (
                    np.concatenate([old[1 - size :], [new]]) if size > 1 else new[None]
                    for old, new in ((S, s), (Y, y))
                )
        memory.update(x=point.x, grad=point.grad, s=S, y=Y)
        if first:
            return -point.grad * min(1.0, 1.0 / float(np.abs(point.grad).sum()))
        return -two_loops(S, Y, point.grad)


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
        TypeError: `params` is not an iterable of parameters, or a setting is of the
            wrong kind.
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


def two_loops(S: Any, Y: Any, g: Any) -> Any:
    """B g, with B the inverse Hessian that BFGS makes of pairs, oldest first.

    Args:
        S: the steps, shape (k, n).
        Y: the changes of the gradient along them, shape (k, n).
        g: a vector of n.

    >>> S = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> two_loops(S, S @ np.diag([2.0, 5.0]), np.array([2.0, 5.0]))
    array([1., 1.])
    """
    q = g.copy()
    rho = 1.0 / np.einsum("kn,kn->k", S, Y)
    shares = np.empty(len(S))
    for i in reversed(range(len(S))):
        shares[i] = rho[i] * (S[i] @ q)
        q -= shares[i] * Y[i]
    if len(S):
        q *= (S[-1] @ Y[-1]) / (Y[-1] @ Y[-1])
    for i in range(len(S)):
        q += (shares[i] - rho[i] * (Y[i] @ q)) * S[i]
    return q


def _updated(B: Any, s: Any, y: Any, curvature: float) -> Any:
    """The update of B, multiplied out."""
    By = B @ y
    outer = np.outer(By, s)
    scale = (1.0 + float(y @ By) / curvature) / curvature
    return B + scale * np.outer(s, s) - (outer + outer.T) / curvature
