"""Formulas that give products with a Jacobian and not its entries: vjp, jvp, operators.

A check needs u J alone, for the random upstream gradient u of all results.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.engine.node import payload_of
from autograd_core.messages.types import Array, Payload
from autograd_core.testing.function.components import as_components, copied
from autograd_core.testing.function.inputs import plain
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.signature import parameter_names, takes_count
from autograd_core.testing.function.trees import plain_tree
from autograd_core.transforms import pytree

_SAME = 1e-9
"""The relative rounding of a product with a Jacobian."""


@dataclass(frozen=True)
class VectorJacobian:
    """A formula for g J: `vjp(*inputs, g)`, or JAX's `vjp(*inputs) -> (out, pull)`."""

    function: Callable[..., Any]

    def gradient(self, problem: Problem, payloads: Sequence[Payload]) -> Any:
        """u J, made like the inputs."""
        g, scale = problem.upstream.cotangents()
        values = [copied(payload) for payload in payloads]
        count = len(problem.form.trees) + len(problem.form.args)
        if takes_count(self.function, count + 1) or not problem.form.by_position:
            product = problem.call(values, plain, self.function, g)
        elif takes_count(self.function, count):
            pull = problem.call(values, plain, self.function)
            pull = pull[1] if isinstance(pull, tuple) else pull
            if not callable(pull):
                raise TypeError(
                    "vjp: vjp(*inputs) must return (result, function of g), but it "
                    f"returned {type(pull).__name__}"
                )
            product = pull(g)
        else:
            raise _signature_error("vjp(*inputs, g)", self.function)
        return _scaled(product, 1 / scale)


@dataclass(frozen=True)
class JacobianVector:
    """A formula for J v: `jvp(*inputs, *tangents)` or `jvp(inputs, tangents)`."""

    function: Callable[..., Any]

    def gradient(self, problem: Problem, payloads: Sequence[Payload]) -> list[Array]:
        """u J for each input: one product for each of their components."""
        gradient: list[Array] = [np.zeros(np.shape(x)) for x in payloads]
        for i, entry in problem.components():
            slopes = self.column(problem, payloads, i, entry)
            gradient[i][entry] = problem.upstream.combined(slopes)
        return gradient

    def column(
        self,
        problem: Problem,
        payloads: Sequence[Payload],
        i: int,
        entry: tuple[int, ...],
    ) -> Any:
        """The slopes of the results if one number of an input moves."""
        tangents = [np.zeros(np.shape(x))[()] for x in payloads]
        unit = np.zeros(np.shape(payloads[i]))
        unit[entry] = 1.0
        tangents[i] = unit[()]
        return _tangent(self.product(problem, payloads, tangents), problem)

    def product(
        self, problem: Problem, payloads: Sequence[Any], tangents: Sequence[Any]
    ) -> Any:
        """J v, for inputs that move by `tangents`."""
        arguments = problem.arguments.filled([copied(x) for x in payloads], plain)
        moves = problem.arguments.filled(tangents, _still)
        args = problem.form.args
        takes_tuples = takes_count(self.function, 2 + len(args))
        is_jax = parameter_names(self.function)[:1] == ["primals"]
        if not is_jax and takes_count(self.function, 2 * len(arguments) + len(args)):
            try:
                return self.function(*arguments, *moves, *args)
            except (IndexError, RuntimeError, TypeError, ValueError):
                # Of one input, both forms have two arguments.
                if not takes_tuples:
                    raise
        if takes_tuples:
            return self.function(tuple(arguments), tuple(moves), *args)
        raise _signature_error("jvp(*inputs, *tangents)", self.function)


PRODUCTS = (VectorJacobian, JacobianVector)
"""The formulas that are no functions themselves, but hold one."""


def is_operator(thing: object) -> bool:
    """Whether `thing` is a Jacobian by its products, as SciPy's LinearOperator."""
    return hasattr(thing, "matvec") and hasattr(thing, "shape")


def dense(operator: Any) -> tuple[Array, str]:
    """The Jacobian of an operator by columns, and what its rows say against it.

    Its `matvec` gives the columns; one product `rmatvec` must agree with them, by
    <u, J v> = <J^T u, v>.
    """
    rows, columns = operator.shape
    matrix = np.zeros((rows, columns))
    for k in range(columns):
        unit = np.zeros(columns)
        unit[k] = 1.0
        matrix[:, k] = as_components(operator.matvec(unit), "matvec").reshape(rows)
    u = np.random.default_rng(0).standard_normal(rows)
    try:
        product = as_components(operator.rmatvec(u), "rmatvec").reshape(columns)
    except (AttributeError, NotImplementedError):
        return matrix, ""
    off = np.abs(product - u @ matrix)
    if np.all(off <= _SAME * (np.abs(u) @ np.abs(matrix))):
        return matrix, ""
    column = int(np.argmax(off))
    return matrix, (
        "rmatvec is not the adjoint of matvec: entry "
        f"{column} of J^T u is {product[column]:.6g} by rmatvec and "
        f"{(u @ matrix)[column]:.6g} by matvec"
    )


def _tangent(out: Any, problem: Problem) -> Any:
    """The product in what jvp returned; JAX's gives the result before it."""
    is_pair = isinstance(out, tuple) and len(out) == 2
    if is_pair and not pytree.same_structure(problem.upstream.form, out):
        out = out[1]
    return plain_tree(out)


def _still(leaf: Any, name: str) -> Any:
    """The tangent of what does not move."""
    return np.zeros(np.shape(payload_of(leaf)))[()]


def _scaled(product: Any, factor: float) -> Any:
    if product is None:
        raise TypeError("vjp: it returned None; does it lack its return?")
    product = plain_tree(product)
    if factor == 1.0:
        return product
    return pytree.map_leaves(
        product, lambda leaf: payload_of(leaf) * factor, "the result of vjp"
    )


def _signature_error(form: str, function: Callable[..., Any]) -> TypeError:
    signature = inspect.signature(function)
    return TypeError(f"{form[:3]}: expected {form}, but it takes {signature}")
