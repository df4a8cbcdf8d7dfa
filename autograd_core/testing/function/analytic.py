"""The gradient by hand: read, matched to the inputs, its shape examined."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.operands import short_repr
from autograd_core.testing.diagnosis.array_hints import alike, shape_hint
from autograd_core.testing.function.inputs import copied, on_nodes
from autograd_core.testing.function.problem import Problem, as_components
from autograd_core.testing.numeric.derivative import derivative
from autograd_core.transforms import pytree
from autograd_core.transforms.pytree import outline


class Formula:
    """A gradient by hand, and what is odd about its shapes.

    Args:
        problem: the function and the point.
        engine: the gradient of the engine per input, None without one.

    Attributes:
        notes: gradients that do not have the shape of their input.
        hints: what would mend them.
        given: the gradients in the shapes they were given in, by input.
        analytic: what `read` was given.
    """

    def __init__(self, problem: Problem, engine: dict[int, Any] | None) -> None:
        self.problem = problem
        self.engine = engine
        self.notes: list[str] = []
        self.hints: list[str] = []
        self.given: dict[int, Any] = {}
        self.analytic: Any = None

    def read(self, analytic: Any, at: Sequence[Any] = ()) -> dict[int, Any]:
        """The gradient by hand as one array per input.

        Args:
            analytic: what the user gave.
            at: other values for the inputs.

        Raises:
            TypeError: it holds anything but numbers.
            ValueError: it is not made like the inputs.
        """
        self.analytic = analytic
        if callable(analytic):
            analytic = self._called(analytic, at or self.problem.payloads)
        groups = self.problem.arguments.groups
        given = _per_input(analytic, [name for name, _ in groups])
        flat: list[Any] = []
        for (name, template), gradient in zip(groups, given, strict=True):
            flat += _flat(name, template, gradient)
        return {
            i: self._one(i, as_components(each, "analytic"))
            for i, each in enumerate(flat)
        }

    def _called(self, analytic: Callable[..., Any], at: Sequence[Any]) -> Any:
        """The formula at plain arrays; at nodes, if it was written for those."""
        problem = self.problem
        try:
            return problem.call([copied(x) for x in at], f=analytic)
        except (AttributeError, TypeError):
            try:
                return problem.call(problem.leaves(at), on_nodes, analytic)
            except (AttributeError, TypeError):
                pass
            raise
        except ValueError as error:
            if hasattr(error, "add_note"):  # from Python 3.11 on
                of = [
                    f"{n} {np.shape(x)}" for n, x in zip(problem.names, at, strict=True)
                ]
                error.add_note(f"raised by the formula, called with {', '.join(of)}")
            raise

    def _one(self, i: int, gradient: Any) -> Any:
        """The gradient of one input, in its shape; nan where it has another one."""
        self.given[i] = gradient
        shape = np.shape(self.problem.payloads[i])
        weights = self.problem.upstream.weights
        if weights is not None:
            gradient = self._contracted(i, gradient, shape)
        if gradient.shape == shape:
            return gradient
        name = self.problem.names[i]
        if weights is None:
            self.notes.append(
                f"the gradient of {name} has shape {gradient.shape}, {name} itself "
                f"{shape}"
            )
            self.hints.append(shape_hint(name, gradient, self._right(i, shape)))
        return np.full(shape, math.nan)

    def _contracted(self, i: int, jacobian: Any, shape: tuple[int, ...]) -> Any:
        """u^T J, from the Jacobian or from the derivative of each entry of f."""
        weights = self.problem.upstream.weights or []
        name = self.problem.names[i]
        outer = np.shape(weights[0]) if len(weights) == 1 else (self._outputs(),)
        if jacobian.shape == (*outer, *shape):
            u = self.problem.upstream.flat().reshape(outer)
            found = np.tensordot(u, jacobian, len(outer))
            if len(outer) == len(shape) == 1 and outer == shape:
                self._transposed(i, np.tensordot(u, jacobian.T, 1), found)
            return found
        if jacobian.shape == outer == shape:
            self.notes.append(f"the gradient of {name} is taken entry by entry")
            return weights[0] * jacobian
        self.notes.append(
            f"the gradient of {name} has shape {jacobian.shape}; for results of shape "
            f"{outer} and {name} of shape {shape} the Jacobian has shape "
            f"{(*outer, *shape)}"
        )
        if jacobian.shape == (*shape, *outer):
            self.hints.append(f"the Jacobian of {name} is transposed: results first")
        return jacobian

    def _transposed(self, i: int, swapped: Any, found: Any) -> None:
        right = self._right(i, np.shape(found))
        if alike(swapped, right) and not alike(found, right):
            name = self.problem.names[i]
            self.hints.append(
                f"the Jacobian of {name} is right after a transpose: write .T"
            )

    def _outputs(self) -> int:
        return int(self.problem.upstream.flat().size)

    def _right(self, i: int, shape: tuple[int, ...]) -> Any:
        """The gradient to compare shapes with: the engine's, else by differences."""
        if self.engine is not None:
            return self.engine[i]
        right = np.empty(shape)
        for component in self.problem.components():
            if component.input == i:
                f, x = self.problem.along(component), self.problem.entry(component)
                right[component.place] = derivative(f, x).value
        return right


def _per_input(given: Any, names: Sequence[str]) -> list[Any]:
    """A gradient by hand as a list, one entry for each thing in question."""
    if isinstance(given, dict) and set(given) == set(names):
        return [given[name] for name in names]
    if len(names) == 1 and not (isinstance(given, tuple) and len(given) == 1):
        return [given]
    if isinstance(given, (tuple, list)) and len(given) == len(names):
        return list(given)
    if isinstance(given, dict):
        raise ValueError(
            f"analytic: gradients for {sorted(map(str, given))}, expected "
            f"{sorted(names)}"
        )
    raise ValueError(
        f"analytic: expected {len(names)} gradients, for {', '.join(names)}, got "
        f"{short_repr(given)}"
    )


def _flat(name: str, template: Any, gradient: Any) -> list[Any]:
    """The leaves of the gradient of one argument."""
    single = not isinstance(template, (dict, list, tuple))
    if single and not isinstance(gradient, dict):
        return [gradient]
    if not single and pytree.same_structure(template, gradient):
        return pytree.leaves_like(template, gradient, "analytic")
    raise ValueError(
        f"analytic: the gradient of {name} must be made like {name} itself, "
        f"{outline(template)}, got {outline(gradient)}"
    )
