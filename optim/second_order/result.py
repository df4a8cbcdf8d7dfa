"""The result of `minimize`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core.extend import plural, short_repr

_OF_SCIPY = {
    "nit": "iterations",
    "nfev": "evaluations",
    "njev": "evaluations",
    "jac": "grad",
    "cost": "fun",
    "status": "success and message",
    "hess": "hessian(f)(result.x)",
    "hess_inv": "np.linalg.inv(hessian(f)(result.x))",
}


@dataclass(frozen=True, repr=False)
class MinimizeResult:
    """A minimum, or where the search for it ended, and what it took.

    Attributes:
        x: the point, in the form of x0: float, array, Value, Tensor or a tree of them.
        fun: the loss there.
        grad: its gradient, a tree of plain numbers and arrays.
        grad_norm: the largest absolute value in it.
        iterations: how many steps were taken.
        evaluations: how often the function was run, with its gradient or without.
        products: how many products of a vector with the Hessian were computed.
        success: whether the gradient is small enough, or for least squares a step
            would change nothing; and the method does not find the point to be a saddle
            or maximum.
        message: why it ended.
        trajectory: the points after 0, 1, ... iterations as one row each, flat: an
            array of shape (iterations + 1, n), or None with trajectory=False. Where a
            search failed, x may be a lower trial instead of the last of them.
        values: the loss at each of them, an array of shape (iterations + 1,).
    """

    x: Any
    fun: float
    grad: Any
    grad_norm: float
    iterations: int
    evaluations: int
    products: int
    success: bool
    message: str
    trajectory: Any
    values: Any

    def __getattr__(self, name: str) -> Any:
        advice = _OF_SCIPY.get(name)
        remedy = f"; write {advice}" if advice else ""
        raise AttributeError(f"MinimizeResult has no attribute {name!r}{remedy}")

    def __repr__(self) -> str:
        costs = [
            plural(self.iterations, "iteration"),
            plural(self.evaluations, "evaluation"),
        ]
        if self.products:
            costs.append(plural(self.products, "Hessian-vector product"))
        return (
            f"{'success' if self.success else 'no success'}: {self.message}\n"
            f"  fun = {self.fun:.10g}, grad_norm = {self.grad_norm:.3g}\n"
            f"  {', '.join(costs)}\n"
            f"  x = {short_repr(self.x)}"
        )
