"""The gradient by hand: called, matched to the inputs, contracted if f has a Jacobian.

Gradients of another shape than their input are replaced by nan, so they fail; the
arrays as the user gave them are kept for the diagnosis.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.errors import add_note
from autograd_core.messages.types import Array, Payload, Shape
from autograd_core.testing.function.autodiff import WRONG_KIND_OF_ARGUMENT
from autograd_core.testing.function.components import (
    InputGradients,
    as_components,
    copied,
)
from autograd_core.testing.function.foreign import (
    aligned,
    as_numpy,
    explain_foreign,
    is_foreign,
)
from autograd_core.testing.function.gradient_leaves import leaves_of_group, per_group
from autograd_core.testing.function.inputs import on_nodes
from autograd_core.testing.function.other_forms import leaves_of_other_form
from autograd_core.testing.function.outputs import SingleOutput
from autograd_core.testing.function.pairs import gradient_of, is_gradient, is_pair
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.products import (
    PRODUCTS,
    JacobianVector,
    VectorJacobian,
    dense,
    is_operator,
)

_MOST_ROWS = 64
"""A Jacobian of more rows is not written out of products with it."""


class Formula:
    """A gradient by hand, read from what the user gave.

    Args:
        problem: the function and the point.

    Attributes:
        analytic: the value or function that `read` was called with.
        arrays: the gradient of each input in the shape that the user gave it.
        misshapen: the inputs whose gradient has another shape than it must.
        contradiction: how the formula contradicts itself, or `""`.
        notes: on the shapes, for the report.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.analytic: Any = None
        self.arrays: InputGradients = {}
        self.misshapen: list[int] = []
        self.contradiction = ""
        self.notes: list[str] = []

    def read(
        self, analytic: Any, payloads: Sequence[Payload] | None = None
    ) -> InputGradients:
        """The gradient by hand as one array per input.

        Args:
            analytic: a value, or a function of the same inputs.
            payloads: other values for the inputs.

        Raises:
            TypeError: it holds anything but numbers.
            ValueError: it is not made like the inputs.
        """
        self.analytic = analytic
        is_product = isinstance(analytic, PRODUCTS)
        if is_product:
            analytic = analytic.gradient(
                self.problem, payloads or self.problem.payloads
            )
        elif callable(analytic):
            analytic = self._call(analytic, payloads or self.problem.payloads)
        if isinstance(self.analytic, JacobianVector):
            leaves = analytic
        else:
            leaves = self._leaves(analytic)
        self.arrays = {i: self._array(i, gradient) for i, gradient in enumerate(leaves)}
        if is_product:
            return {i: self._of_shape(i, array) for i, array in self.arrays.items()}
        return {i: self._fitted(i) for i in self.arrays}

    def is_made_like_inputs(self, analytic: Any) -> bool:
        """Whether a formula gives a gradient of f as of a function of one number."""
        if isinstance(analytic, PRODUCTS):
            return False
        if callable(analytic):
            analytic = self._call(analytic, self.problem.payloads)
        groups = self.problem.arguments.groups
        return is_gradient(analytic, groups) or is_pair(analytic, groups)

    def _leaves(self, analytic: Any) -> list[Any]:
        """The gradient of each input, from the gradients of all arguments."""
        groups = self.problem.arguments.groups
        if self.analytic is self.problem.f and self.problem.value_only:
            results, analytic = analytic, gradient_of(analytic)
            if len(results) > 2 and not is_gradient(analytic, groups):
                raise ValueError(
                    f"jac=True: {self.problem.name} must return (value, gradient), and "
                    f"returned {len(results)} results: leave the others out, as in "
                    "lambda *x: f(*x)[:2]"
                )
        elif (
            callable(self.analytic)
            and is_pair(analytic, groups)
            and not is_gradient(analytic, groups)
        ):
            analytic = gradient_of(analytic)
            note = "the formula returns (value, gradient): the second is compared"
            self.notes.append(note)
        other = leaves_of_other_form(analytic, self.problem)
        if other is not None:
            return other
        analytic = per_group(analytic, groups)
        leaves: list[Any] = []
        for group, part in zip(groups, analytic, strict=True):
            if group.inputs:
                argument = self.problem.arguments.arguments[group.inputs[0][2]]
                part = aligned(part, argument.original)
            leaves += leaves_of_group(group, part, len(groups))
        return leaves

    def _array(self, i: int, gradient: Any) -> Array:
        """The gradient of an input as an array, whatever it is made of."""
        if is_operator(gradient):
            gradient, self.contradiction = dense(gradient)
            gradient = self._unflattened(i, gradient)
        elif is_foreign(gradient):
            is_sparse = hasattr(type(gradient), "toarray")
            gradient = as_numpy(gradient, "analytic")
            gradient = self._unflattened(i, gradient) if is_sparse else gradient
        return as_components(gradient, "analytic")

    def _unflattened(self, i: int, matrix: Array) -> Array:
        """A Jacobian that can only be a matrix in the shape that a full one has."""
        outer, shape = self.problem.upstream.shape, np.shape(self.problem.payloads[i])
        if matrix.shape != (math.prod(outer), math.prod(shape)):
            return matrix
        if self.problem.upstream.weights is None:
            return matrix.reshape(shape)
        return matrix.reshape((*outer, *shape))

    def _call(self, analytic: Callable[..., Any], payloads: Sequence[Payload]) -> Any:
        """The formula at plain arrays; at nodes, if it was written for those."""
        problem = self.problem
        try:
            return problem.call([copied(x) for x in payloads], f=analytic)
        except WRONG_KIND_OF_ARGUMENT as error:
            try:
                return problem.call(problem.leaves(payloads), on_nodes, analytic)
            except WRONG_KIND_OF_ARGUMENT:
                pass
            explain_foreign(error)
            raise
        except ValueError as error:
            pairs = zip(problem.names, payloads, strict=True)
            inputs = ", ".join(f"{name} {np.shape(x)}" for name, x in pairs)
            add_note(error, f"raised by the formula, called with {inputs}")
            raise

    def _fitted(self, i: int) -> Array:
        """The gradient of one input, in its shape; nan where it has another one."""
        name, shape = self.problem.names[i], np.shape(self.problem.payloads[i])
        gradient, outer = self.arrays[i], self.output_shape
        if self.problem.upstream.weights is not None:
            return self._of_shape(i, self._contracted(i, gradient, shape))
        if outer and gradient.shape == (*outer, *shape):
            gradient = gradient.reshape(shape)  # of one result in an array
        elif gradient.shape != shape:
            self.notes.append(
                f"the gradient of {name} has shape {gradient.shape}, {name} itself "
                f"{shape}"
            )
        return self._of_shape(i, gradient)

    def _of_shape(self, i: int, gradient: Array | None) -> Array:
        """A gradient that has the shape of its input, nan for another one."""
        shape = np.shape(self.problem.payloads[i])
        if gradient is not None and gradient.shape == shape:
            return gradient
        self.misshapen.append(i)
        return np.full(shape, math.nan)

    def _contracted(self, i: int, jacobian: Array, shape: Shape) -> Array | None:
        """u^T J, from the Jacobian or the derivative of each entry of f; else None."""
        name, upstream = self.problem.names[i], self.problem.upstream
        outer = self.output_shape
        if jacobian.shape == (*outer, *shape):
            u = upstream.flat().reshape(outer)
            return np.asarray(np.tensordot(u, jacobian, len(outer)))
        if jacobian.shape == outer == shape:
            self.notes.append(f"the gradient of {name} is taken entry by entry")
            return upstream.flat().reshape(outer) * jacobian
        if jacobian.shape == (math.prod(outer), math.prod(shape)):
            u = upstream.flat()
            return np.asarray(u @ jacobian).reshape(shape)
        is_transposed = jacobian.shape == (*shape, *outer)
        self.notes.append(
            f"the gradient of {name} has shape {jacobian.shape}; for results of shape "
            f"{outer} and {name} of shape {shape} the Jacobian has shape "
            f"{(*outer, *shape)}" + is_transposed * ": it is transposed"
        )
        return None

    def column(self, i: int, entry: tuple[int, ...]) -> Array | None:
        """The derivatives of all results with respect to one number of an input.

        None where the formula does not give them, or only by too many calls.
        """
        problem, shape = self.problem, np.shape(self.problem.payloads[i])
        size = self.problem.upstream.flat().size
        if isinstance(self.analytic, JacobianVector):
            product = self.analytic.column(problem, problem.payloads, i, entry)
            return problem.upstream.in_a_row(product)
        if isinstance(self.analytic, VectorJacobian):
            if size > _MOST_ROWS:
                return None
            numbers = []
            for k in range(size):
                single = copy.copy(problem)
                single.upstream = SingleOutput(problem.upstream, k)
                gradient = Formula(single).read(self.analytic)
                numbers.append(gradient[i][entry])
            return np.array(numbers)
        if i in self.misshapen:
            return None
        jacobian = self.arrays[i]
        position = int(np.ravel_multi_index(entry, shape)) if entry else 0
        if jacobian.shape == self.output_shape == shape:
            return np.diag(jacobian.ravel())[:, position]
        return jacobian.reshape((size, -1))[:, position]

    @property
    def output_shape(self) -> Shape:
        """The shape of the results of f; of several, that of all in a row."""
        return self.problem.upstream.shape
