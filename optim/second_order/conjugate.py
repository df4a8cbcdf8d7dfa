"""Conjugate gradients for any function, and Newton's method by conjugate gradients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from optim.apply.carries import carries
from optim.apply.optimizer import Params
from optim.checks.ranges import at_least_one, at_least_zero, open_fraction
from optim.checks.settings import flag, one_of, setting
from optim.second_order.closure_optimizer import ClosureOptimizer
from optim.second_order.function_problem import Problem
from optim.second_order.linear_cg import conjugate_gradient
from optim.second_order.method import LineSearchMethod, Point
from optim.second_order.newton import adapted, gain_ratio

FORMULAS = ("polak-ribiere", "fletcher-reeves", "hestenes-stiefel")

# A direction whose slope is less than this share of the steepest one is given up.
LEAST_DESCENT = 0.01
# Powell's test: on a quadratic successive gradients are orthogonal. Fletcher-Reeves,
# which can get stuck in short steps, starts again where g . g' is above this share.
MOST_OVERLAP = 0.2


@dataclass(frozen=True, kw_only=True)
class ConjugateGradientMethod(LineSearchMethod):
    """Nonlinear conjugate gradients: d <- -g + beta d, x <- x + t d.

    With g the gradient, g' and d' those of the step before, and y = g - g':

        "fletcher-reeves"   beta = g . g / g' . g'
        "polak-ribiere"     beta = max(0, g . y / g' . g')
        "hestenes-stiefel"  beta = max(0, g . y / d' . y)

    On a quadratic of n unknowns, with line_search="exact", all of them end after n
    steps. Where d is almost orthogonal to g, it starts again from -g;
    Fletcher-Reeves also where |g . g'| > |g|^2 / 5.

    Args:
        formula: which beta.
        lr: the t that is tried first, as a share of the one guessed.
        line_search: "strong-wolfe", "exact", "armijo" or None.
        c1, c2, shrink: see `LineSearchMethod`; c2 is to be below 1/2.

    >>> from optim import minimize
    >>> H = np.diag([1.0, 2.0, 3.0])
    >>> found = minimize(lambda x: x @ H @ x / 2 - x.sum(), np.zeros(3),
    ...                  ConjugateGradientMethod(line_search="exact"))
    >>> found.iterations, found.x.round(6)
    (3, array([1.      , 0.5     , 0.333333]))

    Source: Fletcher, Reeves, "Function minimization by conjugate gradients", 1964;
    Polak, Ribiere 1969; Hestenes, Stiefel 1952; Gilbert, Nocedal, "Global convergence
    properties of conjugate gradient methods for optimization", 1992; Powell, "Restart
    procedures for the conjugate gradient method", 1977.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {
        "fun": (),
        "grad": ("n",),
        "d": ("n",),
        **LineSearchMethod.shapes,
    }

    c2: float = setting(0.4, open_fraction)
    formula: str = setting("polak-ribiere", one_of(*FORMULAS))

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """-g + beta d, or -g where that is almost orthogonal to g."""
        g = point.grad
        d = -g
        if "d" in memory:
            d = d + self.beta(g, memory["grad"], memory["d"]) * memory["d"]
            if not float(g @ d) <= -LEAST_DESCENT * float(g @ g):
                d = -g
        memory.update(fun=point.fun, grad=g, d=d)
        return d

    def beta(self, g: Any, before: Any, d: Any) -> float:
        """The share of the last direction; 0 where the formula divides by 0.

        Args:
            g: the gradient.
            before: the gradient of the step before.
            d: the direction of the step before.
        """
        y = g - before
        above = max(0.0, g @ y)
        if self.formula == "fletcher-reeves":
            above = g @ g if abs(g @ before) <= MOST_OVERLAP * (g @ g) else 0.0
        below = d @ y if self.formula == "hestenes-stiefel" else before @ before
        return float(above / below) if below > 0 else 0.0

    def first_fall(self, point: Point) -> float:
        """The value before; before the first step, one for a step of length near 1."""
        expected = point.fun + float(np.linalg.norm(point.grad)) / 2
        return point.memory.get("fun", expected)


@carries(ConjugateGradientMethod)
class ConjugateGradient(ClosureOptimizer):
    """Nonlinear conjugate gradients.

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
        formula: str = ...,
        lr: float = ...,
        *,
        line_search: str | None = ...,
        max_iter: int = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class NewtonCGMethod(LineSearchMethod):
    """Hessian-free: Newton's method with the system solved by conjugate gradients.

        (H + alpha I) d = -gradient,    x <- x + t d

    H is never formed: conjugate gradients need products H v, each for the cost of a few
    gradients. They end early, at a residual of min(1/2, sqrt(|gradient|)) as a share of
    the gradient, and where the curvature is not positive: with the direction found so
    far, which goes downhill, or at once with that of steepest descent.

    Args:
        damping: alpha, >= 0.
        adapt: whether alpha follows how well the quadratic predicts the fall, as
            `DampedNewtonMethod` does; only if it is above 0 at first.
        max_products: products per step at most; twice the number of unknowns if None.
        lr: the t that is tried first.
        line_search: "strong-wolfe", "armijo", "exact" or None.
        c1, c2, shrink: see `LineSearchMethod`.

    >>> from optim import minimize
    >>> found = minimize(lambda x: ((x - 3)**4).sum() + x @ x, np.zeros(1000),
    ...                  NewtonCGMethod())
    >>> found.success, found.products < 50
    (True, True)

    Source: Martens, "Deep learning via Hessian-free optimization", ICML 2010; Nocedal,
    Wright, "Numerical optimization", 2006, algorithm 7.1.
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {
        "fun": (),
        "damping": (),
        **LineSearchMethod.shapes,
    }

    damping: float = setting(0.0, at_least_zero)
    adapt: bool = setting(True, flag)
    max_products: int | None = setting(
        None, lambda name, value: value if value is None else at_least_one(name, value)
    )

    def step(self, problem: Problem, point: Point) -> Point:
        """A direction from a truncated solution, and a line search along it."""
        memory = dict(point.memory)
        damping = memory.get("damping", self.damping)
        product = problem.curvature(point.x)
        norm = float(np.linalg.norm(point.grad))
        d = conjugate_gradient(
            lambda v: product(v) + damping * v,
            -point.grad,
            tolerance=min(0.5, math.sqrt(norm)),
            max_products=self.max_products,
        ).x
        memory["fun"] = point.fun
        if self.line_search is None:
            return Point(point.x + self.lr * d, memory=memory)
        trial = self.search(problem, point, self.lr * d, memory)
        if self.adapt and damping:
            step = trial.x - point.x
            predicted = -float(point.grad @ step + step @ product(step) / 2)
            gain = gain_ratio(point.fun, trial.fun, predicted)
            memory["damping"] = adapted(damping, gain)
        return Point(trial.x, trial.fun, trial.grad, memory)

    def first_fall(self, point: Point) -> None:
        """Nothing to guess from: the whole step is the one to try."""
        return None


@carries(NewtonCGMethod)
class NewtonCG(ClosureOptimizer):
    """Hessian-free: Newton's method that needs products with the Hessian alone.

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
        damping: float = ...,
        max_products: int | None = ...,
        lr: float = ...,
        *,
        line_search: str | None = ...,
        max_iter: int = ...,
    ) -> None: ...
