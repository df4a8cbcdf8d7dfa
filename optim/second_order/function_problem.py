"""A function of a flat vector with its derivatives, for the methods to minimize."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from autograd_core import Node, grad, linearize, no_grad, value_and_grad, vjp
from autograd_core.extend import (
    check_stays,
    is_single_number,
    payload_of,
    pytree,
    short_repr,
    transform_running,
)
from optim.second_order.flat_tree import Layout

Product = Callable[[Any], Any]
"""From a vector v to H v, at a fixed point."""


class Lowest:
    """The lowest of the points that were evaluated.

    Attributes:
        x: the point, None if there is none yet.
        fun: the loss there.
        grad: its gradient, None if it was not computed.

    >>> lowest = Lowest()
    >>> for x in (1.0, -0.5, 2.0):
    ...     lowest.keep(x, x**2)
    >>> lowest.x, lowest.fun
    (-0.5, 0.25)
    """

    def __init__(self) -> None:
        self.x: Any = None
        self.fun = math.inf
        self.grad: Any = None

    def keep(self, x: Any, fun: float, grad: Any = None) -> None:
        """Take note of a point, if it is the lowest and its gradient is finite."""
        if fun < self.fun and (grad is None or np.isfinite(grad).all()):
            self.x, self.fun, self.grad = x, fun, grad


class Problem(Protocol):
    """A function of a flat vector; it counts what it costs.

    `evaluations` counts the runs of the function, `products` the products of a vector
    with its Hessian; `lowest` is the lowest point of `evaluate` and `keep`.
    """

    evaluations: int
    products: int
    lowest: Lowest

    def keep(self, x: Any, fun: float, grad: Any = None) -> None:
        """Take note of a loss that was computed from the outputs at x."""
        self.lowest.keep(x, fun, grad)

    def evaluate(self, x: Any) -> tuple[float, Any]:
        """The loss at x and its gradient."""
        ...

    def curvature(self, x: Any) -> Product:
        """v -> H v, with H the Hessian of the loss at x, which is not formed."""
        ...

    def outputs(self, x: Any) -> Any:
        """The vector that the function gives at x: residuals, losses of samples."""
        ...

    def jacobian(self, x: Any, of: Any = None) -> tuple[Any, Any]:
        """`outputs(x)`, and its derivatives: one row per output.

        Args:
            x: where.
            of: another function of the same kind, to take them of.
        """
        ...


class FunctionProblem(Problem):
    """A function of a tree of Values and Tensors, as a function of a flat vector.

    Its derivatives are taken inside `no_grad()`: they are plain numbers, even if f
    closes over nodes.

    Args:
        f: the function.
        x0: the start; f gets arguments of the same kinds.

    >>> problem = FunctionProblem(lambda x: (x**3).sum(), np.array([1.0, 2.0]))
    >>> problem.evaluate(problem.start)
    (9.0, array([ 3., 12.]))
    >>> problem.curvature(problem.start)(np.array([1.0, 0.0]))
    array([6., 0.])
    """

    def __init__(self, f: Callable[[Any], Any], x0: Any) -> None:
        if not callable(f):
            raise TypeError(
                f"minimize: f must be a function, got {type(f).__name__} "
                f"{short_repr(f)}"
            )
        self.layout = Layout(x0, "minimize: x0")
        self.start = self.layout.flatten(x0)
        self.evaluations = 0
        self.products = 0
        self.lowest = Lowest()
        self._f = f
        if transform_running():
            self._refuse_inputs()

    def _refuse_inputs(self) -> None:
        """Raise where f depends on what a transform differentiates by.

        The minimum is a number: its derivative by that would be lost.
        """
        out = self._f(self.layout.restore_nodes(self.start))
        for leaf in pytree.leaves_of_anything(out):
            if isinstance(leaf, Node):
                check_stays(leaf, "the minimum")

    @no_grad()
    def evaluate(self, x: Any) -> tuple[float, Any]:
        """The loss at x and its gradient, in reverse mode."""
        self.evaluations += 1
        value, slope = value_and_grad(self._loss)(self.layout.restore(x))
        number, flat = float(np.asarray(value).item()), self.layout.flatten(slope)
        self.keep(x, number, flat)
        return number, flat

    @no_grad()
    def curvature(self, x: Any) -> Product:
        """v -> H v: the gradient recorded once, then pushed along each v."""
        self.evaluations += 1
        _, push = linearize(grad(self._loss), self.layout.restore(x))

        @no_grad()
        def product(v: Any) -> Any:
            self.products += 1
            return self.layout.flatten(push(self.layout.restore(v)))

        return product

    @no_grad()
    def outputs(self, x: Any) -> Any:
        """The outputs of f at x, flat."""
        self.evaluations += 1
        out, _ = linearize(self._several, self.layout.restore(x))
        return Layout(out, "minimize: f").flatten(out)

    @no_grad()
    def jacobian(self, x: Any, of: Any = None) -> tuple[Any, Any]:
        """The outputs of f at x and their derivatives, by the cheaper mode."""
        self.evaluations += 1
        at = self.layout.restore(x)
        several = functools.partial(self._several, f=of or self._f)
        out, push = linearize(several, at)
        rows = Layout(out, "minimize: f")
        if self.layout.size <= rows.size:
            tangents = [push(self.layout.restore(v)) for v in np.eye(self.layout.size)]
            columns = [rows.flatten(tangent) for tangent in tangents]
            return rows.flatten(out), np.stack(columns, axis=1)
        _, pull = vjp(several, at)
        pulled = [pull(rows.restore(v))[0] for v in np.eye(rows.size)]
        return rows.flatten(out), np.stack([self.layout.flatten(g) for g in pulled])

    def _loss(self, x: Any) -> Any:
        """f(x), which must be one number that depends on x."""
        out = self._f(x)
        if isinstance(out, Node) and is_single_number(out):
            return out
        raise TypeError(f"minimize: f must give one number{wrong_loss(out)}")

    def _several(self, x: Any, f: Any = None) -> Any:
        return checked_several((f or self._f)(x), "minimize: f")


def wrong_loss(out: Any) -> str:
    """Describe a result that is not a loss, for messages.

    >>> wrong_loss(None)
    ', it gave None; does it lack its return?'
    """
    if out is None:
        return ", it gave None; does it lack its return?"
    if isinstance(out, (tuple, list, dict)) or np.size(payload_of(out)) > 1:
        shape = getattr(out, "shape", None)
        text = type(out).__name__ if shape is None else f"shape {shape}"
        return (
            f", it gave {text}; sum it, or, if these are residuals or the losses of "
            "the samples, use a method for them: 'gauss-newton', "
            "'levenberg-marquardt', 'natural-gradient'"
        )
    return (
        f" made of what it got, it gave {type(out).__name__} {short_repr(out)}, which "
        "has no graph, since .data leaves it; compute with the Values or Tensors "
        "themselves"
    )


def checked_several(out: Any, where: str) -> Any:
    """Residuals, or losses of samples: a tree with a graph.

    NumPy's arrays of Values become lists.

    Raises:
        TypeError: it is a single number, or nothing in it has a graph.

    >>> from autograd_core import Value
    >>> checked_several(Value(2.0), "f")
    Traceback (most recent call last):
    TypeError: f must give several numbers, residuals or the losses of the samples, ...
    """
    if isinstance(out, np.ndarray) and out.dtype == object:
        out = out.ravel().tolist()
    single = isinstance(out, Node) and not getattr(out, "shape", ())
    if out is None or single:
        raise TypeError(
            f"{where} must give several numbers, residuals or the losses of the "
            f"samples, in an array or a list; it gave {short_repr(out)}. For a loss "
            "that is one number use another method, such as 'bfgs'"
        )
    if not any(isinstance(leaf, Node) for leaf in pytree.leaves(out, where)):
        raise TypeError(
            f"{where} gave {short_repr(out)}, which has no graph, since .data leaves "
            "it; compute with the Values or Tensors themselves"
        )
    return out
