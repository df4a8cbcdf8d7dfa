"""The function whose gradient is checked: its values, its results made one number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array
from autograd_core.testing.function.bounds import Bounds
from autograd_core.testing.function.caller import Caller
from autograd_core.testing.function.components import Component, copied, with_number
from autograd_core.testing.function.inputs import on_nodes
from autograd_core.testing.function.outputs import Upstream, as_number, is_complex
from autograd_core.testing.numeric.evaluate import EPS, Calls


class Problem(Caller):
    """A function f and the point where its gradient is checked.

    Args:
        f: a function of numbers, arrays or nodes.
        at: one argument; a tuple of several; or a dict of them by name. An argument is
            a number, an array, a node, or tuples, lists and dicts of those.
        wrt: the inputs to check, by name or position.
        seed: draws the upstream gradients if f returns more than one number.
        args: further arguments of f, which are not moved.
        bounds: f is not called outside of them.

    Attributes:
        upstream: what makes one number of the output.
        in_float32: whether f computes in float32, whatever it gets.
        bounds: those of each input.
        edges: the errors that f raised near the point, by their class.
        center: f at the point.
        scatter: by how much two calls at the point may differ.
        is_staircase: whether differences have shown that f is one.
        calls: those of f at other points.

    Raises:
        TypeError: f cannot be called, or an input is neither a number nor an array.

    >>> problem = Problem(lambda w, b: w * 2 + b, (1.5, 0.5))
    >>> problem.names, problem.value(problem.exact)
    (('w', 'b'), 3.5)
    """

    def __init__(
        self,
        f: Callable[..., Any],
        at: Any,
        wrt: Any = None,
        seed: int = 0,
        *,
        args: Any = (),
        bounds: Any = None,
    ) -> None:
        super().__init__(f, at, wrt, args)
        self.bounds = Bounds(bounds, self.arguments, self.exact)
        self.upstream = Upstream(seed)
        self._gave_a_number = False
        self.in_float32 = False
        self.edges: dict[str, str] = {}
        self.center = math.nan
        self.scatter = 0.0
        self.is_staircase = False
        self.calls = Calls()

    @property
    def dtype(self) -> str:
        """float64, or float32 if an input is."""
        arrays = [x for x in self.payloads if isinstance(x, np.ndarray)]
        return "float32" if any(x.dtype == np.float32 for x in arrays) else "float64"

    @property
    def eps(self) -> float:
        """The relative spacing of the numbers that f computes, as far as it shows."""
        return float(np.finfo(np.float32).eps) if self.in_float32 else EPS

    # -- values ------------------------------------------------------------------------

    def output(self, leaves: Sequence[Node]) -> Any:
        """f at nodes, made one number."""
        return self.upstream.contract(self.call(leaves, on_nodes))

    def value(self, payloads: Sequence[Any]) -> Any:
        """f at plain numbers and arrays, made one number.

        They are copies, in case f changes its arguments. A function written with the
        methods of a node (`x.tanh()`) is given nodes.

        Raises:
            TypeError: f does not give numbers.
        """
        wants_complex = any(map(np.iscomplexobj, payloads))
        try:
            out = self.upstream.contract(self._either_way(payloads))
        except TypeError as error:
            # tanh(x ** 1.5) to the left of 0: the power is complex, and tanh takes real
            # numbers only. That is the edge of the domain, not a mistake of f.
            if self._gave_a_number and not wants_complex and "complex" in str(error):
                return math.nan
            raise
        self.in_float32 = self.upstream.float32
        if self._gave_a_number and not wants_complex and is_complex(out):
            return math.nan  # (-1.0) ** 1.5, where f is real at the point itself
        number = as_number(out, wants_complex)
        self._gave_a_number = True
        return number

    def outputs(self, payloads: Sequence[Any]) -> Array:
        """All results of f at plain numbers and arrays, in a row."""
        return self.upstream.in_a_row(self._either_way(payloads))

    def changes_its_arguments(self) -> list[str]:
        """The names of the arrays that f changes in place."""
        if not any(isinstance(payload, np.ndarray) for payload in self.payloads):
            return []
        if self._through_nodes:
            leaves = self.leaves()
            self.call(leaves, on_nodes)
            inputs = [leaf.data for leaf in leaves]
        else:
            inputs = [copied(payload) for payload in self.payloads]
            self.call(inputs)
        trios = zip(self.names, inputs, self.payloads, strict=True)
        return [
            name for name, after, before in trios if not np.array_equal(after, before)
        ]

    # -- components and directions -----------------------------------------------------

    def components(self) -> list[Component]:
        """Every number among the inputs that may move."""
        return [
            Component(i, entry)
            for i, payload in enumerate(self.payloads)
            for entry in np.ndindex(np.shape(payload))
            if not self.bounds.holds(i, entry)
        ]

    @property
    def size(self) -> int:
        """The number of components."""
        return sum(np.size(payload) for payload in self.payloads)

    def number(self, component: Component) -> float:
        """The number at a component."""
        return float(np.asarray(self.exact[component.input])[component.entry])

    def along(self, component: Component) -> Callable[[Any], Any]:
        """f as a function of one component, the others held."""
        payloads = list(self.exact)

        here = self.number(component)

        def f(number: Any) -> Any:
            if number == here and math.isfinite(self.center):
                return self.center
            payloads[component.input] = with_number(
                self.exact[component.input], component.entry, number
            )
            return self.nearby(payloads)

        return f

    def along_direction(self, tangents: Mapping[int, Array]) -> Callable[[Any], Any]:
        """f(inputs + t direction) as a function of t."""

        def f(t: Any) -> Any:
            if t == 0.0 and math.isfinite(self.center):
                return self.center
            payloads = list(self.exact)
            for i, tangent in tangents.items():
                payloads[i] = payloads[i] + t * tangent
            return self.nearby(payloads)

        return f

    def nearby(self, payloads: Sequence[Any]) -> Any:
        """f at a point near to the one that is checked; nan outside of its domain."""
        if not self.bounds.contain(payloads):
            return math.nan
        self.calls.count()
        try:
            return self.value(payloads)
        except Exception as error:
            # Complex numbers are an experiment, and no failure of theirs is an edge.
            if any(map(np.iscomplexobj, payloads)):
                raise
            if not isinstance(error, (ArithmeticError, ValueError)):
                self.edges[type(error).__name__] = str(error)
            return math.nan
