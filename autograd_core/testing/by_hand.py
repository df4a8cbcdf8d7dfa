"""The derivatives by hand, in the form in which people have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.operands import short_repr
from autograd_core.messages.types import Array
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.components import as_components
from autograd_core.testing.function.inputs import plain
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.products import (
    JacobianVector,
    VectorJacobian,
    dense,
    is_operator,
)
from autograd_core.testing.function.trees import plain_tree


@dataclass(frozen=True)
class ByHand:
    """The derivatives by hand; `check_gradient` explains them.

    Raises:
        TypeError: one is no function.
        ValueError: there is more than one gradient, or more than one Hessian.
    """

    analytic: Any = None
    jac: Any = None
    vjp: Callable[..., Any] | None = None
    jvp: Callable[..., Any] | None = None
    hess: Any = None
    hessp: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        for name, form in (("jac", self.jac), ("hess", self.hess)):
            # SciPy's differences, and its BFGS() and SR1().
            if isinstance(form, str) or hasattr(form, "initialize"):
                raise ValueError(
                    f"{name}: {short_repr(form, 40)} approximates, without a formula, "
                    "so there is nothing to compare"
                )
        if self.jac is not None and not isinstance(self.jac, (bool, np.bool_)):
            # SciPy's name for the gradient itself.
            _one_of(analytic=self.analytic, jac=self.jac)
            object.__setattr__(self, "analytic", self.jac)
            object.__setattr__(self, "jac", None)
        pair = self.jac or None
        _one_of(analytic=self.analytic, jac=pair, vjp=self.vjp, jvp=self.jvp)
        _one_of(hess=self.hess, hessp=self.hessp)
        for name in ("vjp", "jvp", "hessp"):
            function = getattr(self, name)
            if function is not None and not callable(function):
                raise TypeError(
                    f"{name}: expected a function, got {short_repr(function)}"
                )

    @property
    def gradient(self) -> Any:
        """The first derivatives, as `Formula.read` takes them; None without any."""
        if self.vjp is not None:
            return VectorJacobian(self.vjp)
        return self.analytic if self.jvp is None else JacobianVector(self.jvp)

    @property
    def has_hessian(self) -> bool:
        """Whether the second derivatives are given."""
        return self.hess is not None or self.hessp is not None

    def hessian_of(self, problem: Problem, i: int) -> Any:
        """The derivatives of the gradient of input `i`, for `Formula.read`.

        Raises:
            ValueError: f returns more than one number.
        """
        if not self.has_hessian:
            return None
        if problem.upstream.weights is not None:
            raise ValueError(
                "hess: the second derivatives are those of one number, and "
                f"{problem.name} returns shape {problem.upstream.shape}"
            )
        if self.hess is None:
            assert self.hessp is not None
            product = JacobianVector(self.hessp)

            def row(*values: Any) -> Any:
                tangents: list[Any] = [np.zeros(np.shape(x))[()] for x in values[:-1]]
                tangents[i] = values[-1]
                return product.product(problem, values[:-1], tangents)

            return VectorJacobian(row)

        def blocks(*values: Any) -> Any:
            hessian = self.hess
            if callable(hessian):
                hessian = problem.call(values, plain, hessian)
            if is_operator(hessian):
                hessian, _ = dense(hessian)  # its adjoint is itself
            row = _row_of_blocks(plain_tree(hessian, "hess"), problem, i)
            return row[0] if len(row) == 1 else row

        return blocks


def gradient_by_hand(problem: Problem, formula: Any, i: int) -> Callable[..., Any]:
    """The gradient of input `i` by a formula, as a function of all inputs.

    For functions that the engine does not take.
    """

    def gradient(*values: Any) -> Array:
        if any(isinstance(x, Node) for x in values):
            raise TypeError("the formula is not differentiated, it is called")
        return Formula(problem).read(formula, values)[i]

    return gradient


def _one_of(**forms: Any) -> None:
    """Raise if more than one of these is given."""
    names = [name for name, form in forms.items() if form is not None]
    if len(names) > 1:
        raise ValueError(
            f"{' and '.join(names)}: give one of them, they are the same derivative"
        )


def _row_of_blocks(hessian: Any, problem: Problem, i: int) -> tuple[Any, ...]:
    """The blocks of one input of a Hessian, each of shape `x_i.shape + x_j.shape`.

    It is one matrix over all numbers of all inputs, or made like the inputs twice.
    """
    names = problem.names
    shapes = [np.shape(payload) for payload in problem.payloads]
    if isinstance(hessian, dict):
        return tuple(hessian[names[i]][name] for name in names)
    sizes = [int(np.prod(shape)) for shape in shapes]
    if isinstance(hessian, tuple) and len(hessian) == len(names) > 1:
        return tuple(hessian[i])
    matrix = as_components(hessian, "hess")
    if len(names) == 1 and matrix.shape == (*shapes[0], *shapes[0]):
        return (matrix,)
    if matrix.shape != (sum(sizes), sum(sizes)):
        full = (*shapes[0], *shapes[0]) if len(names) == 1 else (sum(sizes),) * 2
        raise ValueError(f"hess: expected shape {full}, got {matrix.shape}")
    ends = np.cumsum(sizes)
    rows = matrix[ends[i] - sizes[i] : ends[i]]
    return tuple(
        rows[:, end - size : end].reshape((*shapes[i], *shape))
        for end, size, shape in zip(ends, sizes, shapes, strict=True)
    )
