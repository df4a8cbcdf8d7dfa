"""The function whose gradient is checked: its values, its results made one number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array
from autograd_core.testing.function.bounds import Bounds
from autograd_core.testing.function.caller import Caller
from autograd_core.testing.function.components import (
    Component,
    InputGradients,
    copied,
    number_at,
    with_number,
)
from autograd_core.testing.function.inputs import on_nodes
from autograd_core.testing.function.outputs import Upstream, as_number, is_complex
from autograd_core.testing.numeric.evaluate import EPS, Calls

_Stair = tuple[float, float, float]


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
        self._values: dict[Component, dict[Any, Any]] = {}

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
        """f as a function of one component, the others held.

        What it has given is kept: a second look does not call f anew.
        """
        payloads = list(self.exact)
        here = self.number(component)
        values = self._values.setdefault(component, {})

        def f(number: Any) -> Any:
            if number == here and math.isfinite(self.center):
                return self.center
            if number not in values:
                payloads[component.input] = with_number(
                    self.exact[component.input], component.entry, number
                )
                values[number] = self.nearby(payloads)
            return values[number]

        return f

    @property
    def seen(self) -> int:
        """Of how many components f is known at other points."""
        return sum(map(bool, self._values.values()))

    def cells(self, slopes: InputGradients, noise: float) -> list[Array]:
        """How far f does not see each number move, as it rounds it; 0 where it does.

        Between the widest step that f does not see and the least that it sees to that
        side. An array for each input.

        Args:
            slopes: the gradient.
            noise: by so much f is inexact; a step that changes it less shows nothing.

        >>> problem = Problem(lambda x: round(x, 3), 1.0)
        >>> problem.center = 1.0
        >>> f = problem.along(problem.components()[0])
        >>> [f(1.0 + t) for t in (1e-4, 1e-2, -1e-4, -1e-2)]
        [1.0, 1.01, 1.0, 0.99]
        >>> round(float(problem.cells({0: np.ones(())}, 1e-9)[0]), 6)
        0.001
        """
        cells: list[Array] = [np.zeros(np.shape(x)) for x in self.exact]
        for component, sides in self._stairs():
            slope = abs(number_at(slopes, component) or 0.0)
            cells[component.input][component.entry] = min(
                math.sqrt(unseen * seen) if unseen * slope > noise else 0.0
                for seen, unseen, _ in sides
            )
        return cells

    def height(self) -> float:
        """By how much f may jump, all in all, along the numbers that it rounds."""
        stairs = [stair for _, sides in self._stairs() for stair in sides]
        return math.hypot(*(jump for *_, jump in stairs))

    def _stairs(self) -> Iterator[tuple[Component, list[_Stair]]]:
        """The stair at the point along each number that f rounds, to both sides."""
        for component, values in self._values.items():
            here = self.number(component)
            moves = [
                (abs(number - here), number > here, abs(value - self.center))
                for number, value in values.items()
                if not isinstance(number, complex)
            ]
            sides = (
                _stair([(t, jump) for t, is_up, jump in moves if is_up is side])
                for side in (False, True)
            )
            stairs = [stair for stair in sides if stair]
            if stairs:
                yield component, stairs

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


def _stair(moves: Sequence[tuple[float, float]]) -> _Stair | None:
    """The least move that f sees, the widest below that it does not, and the jump.

    None if it sees all, or none.
    """
    seen, jump = min([move for move in moves if move[1] != 0.0], default=(0.0, 0.0))
    unseen = max([t for t, change in moves if t < seen and change == 0.0], default=0.0)
    return (seen, unseen, jump) if unseen else None
