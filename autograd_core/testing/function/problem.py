"""The function whose gradient is checked, its inputs by name, and how to call it.

A user's f may take numbers or nodes, by position, by name or in one dict. The checker
needs f as a function of floats (for differences) and of leaves (for the engine), at
inputs other than the user's. A `Problem` finds out which of these f accepts; nothing
else has to know.
"""

from __future__ import annotations

import inspect
import math
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array, Payload
from autograd_core.modes import active_inputs
from autograd_core.testing.function.autodiff import WRONG_KIND_OF_ARGUMENT, make_leaf
from autograd_core.testing.function.components import Component, copied, in_float64
from autograd_core.testing.function.inputs import Arguments, on_nodes, plain
from autograd_core.testing.function.outputs import Upstream, as_number, is_complex
from autograd_core.testing.function.signature import (
    argument_names,
    takes_names,
    takes_one,
)
from autograd_core.testing.numeric.evaluate import EPS


class Problem:
    """A function f and the point where its gradient is checked.

    Args:
        f: a function of numbers, arrays or nodes.
        at: one argument; a tuple of several; or a dict of them by name. An argument is
            a number, an array, a node, or tuples, lists and dicts of those.
        wrt: the inputs to check, by name or position.
        seed: draws the upstream gradients if f returns more than one number.

    Attributes:
        arguments: the arguments, and the inputs among them.
        names: the names of the inputs.
        payloads: a float or an array for each input.
        exact: the same in float64, where differences are taken.
        upstream: what makes one number of the output.
        in_float32: whether f computes in float32, whatever it gets.

    Raises:
        TypeError: f cannot be called, or an input is neither a number nor an array.

    >>> problem = Problem(lambda w, b: w * 2 + b, (1.5, 0.5))
    >>> problem.names, problem.value(problem.exact)
    (('w', 'b'), 3.5)
    """

    def __init__(
        self, f: Callable[..., Any], at: Any, wrt: Any = None, seed: int = 0
    ) -> None:
        if not callable(f):
            raise TypeError(
                f"expected a function to differentiate, got {type(f).__name__} {f!r}"
            )
        self.f = f
        self.at = at
        names, trees = self._named_arguments(at)
        self.arguments = Arguments(names, trees, wrt)
        self.names = tuple(x.name for x in self.arguments.inputs)
        self.payloads = tuple(x.payload for x in self.arguments.inputs)
        self.exact = tuple(in_float64(payload) for payload in self.payloads)
        self.upstream = Upstream(seed)
        # A function that is checked at nodes is called with nodes first; which way f
        # really works is known from its first call that does not fail.
        self._through_nodes = any(
            isinstance(leaf, Node)
            for argument in self.arguments.arguments
            for _, leaf in argument.leaves
        )
        self._way_is_known = False
        self._gave_a_number = False
        self.in_float32 = False

    def _named_arguments(self, at: Any) -> tuple[Sequence[str], tuple[Any, ...]]:
        """The names and the arguments in `at`; decides how f is called."""
        if not isinstance(at, Mapping):
            arguments = at if isinstance(at, tuple) else (at,)
            self._style = "positional"
            return argument_names(self.f, arguments), arguments
        names = tuple(str(name) for name in at)
        # A dict is either arguments by name or the one argument of f(params).
        self._style = "keywords" if takes_names(self.f, names) else "mapping"
        if self._style == "mapping" and not takes_one(self.f):
            raise TypeError(
                f"at has {', '.join(names) or 'nothing'}, but {self.name} takes "
                f"{inspect.signature(self.f)}: name its parameters"
            )
        return names, tuple(at.values())

    @property
    def by_position(self) -> bool:
        """Whether f gets its arguments by position, not by name."""
        return self._style == "positional"

    @property
    def name(self) -> str:
        """The name of f, for messages."""
        name = getattr(self.f, "__name__", type(self.f).__name__)
        return "f" if name == "<lambda>" else name

    @property
    def place(self) -> str:
        """`file:line` of f, or nothing."""
        code = getattr(inspect.unwrap(self.f), "__code__", None)
        if code is None:
            return ""
        return f"{os.path.basename(code.co_filename)}:{code.co_firstlineno}"

    @property
    def dtype(self) -> str:
        """float64, or float32 if an input is."""
        arrays = [x for x in self.payloads if isinstance(x, np.ndarray)]
        return "float32" if any(x.dtype == np.float32 for x in arrays) else "float64"

    @property
    def eps(self) -> float:
        """The relative spacing of the numbers that f computes, as far as it shows."""
        return float(np.finfo(np.float32).eps) if self.in_float32 else EPS

    # -- calls -----------------------------------------------------------------------

    def call(
        self,
        values: Sequence[Any],
        other: Callable[[Any, str], Any] = plain,
        f: Callable[..., Any] | None = None,
    ) -> Any:
        """f, or another function of the same arguments, as the user calls it.

        Args:
            values: one for each input.
            other: makes of each leaf that is not an input what the function gets.
            f: the other function.
        """
        function = self.f if f is None else f
        inputs = self.arguments.filled(values, other)
        names = [argument.name for argument in self.arguments.arguments]
        with active_inputs.call_with(values):
            if self._style == "keywords":
                return function(**dict(zip(names, inputs, strict=True)))
            if self._style == "mapping":
                return function(dict(zip(names, inputs, strict=True)))
            return function(*inputs)

    def leaves(self, payloads: Sequence[Payload] | None = None) -> list[Node]:
        """A fresh leaf for each input."""
        payloads = self.payloads if payloads is None else payloads
        pairs = zip(payloads, self.names, strict=True)
        return [make_leaf(payload, name) for payload, name in pairs]

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

    def _either_way(self, payloads: Sequence[Any]) -> Any:
        """f at payloads, or at leaves with those payloads, whichever works.

        If neither does, the first error is raised: it is about what the user gave.
        """
        if self._way_is_known:
            return self._one_way(payloads)
        try:
            out = self._one_way(payloads)
        except WRONG_KIND_OF_ARGUMENT:
            self._through_nodes = not self._through_nodes
            try:
                out = self._one_way(payloads)
            except WRONG_KIND_OF_ARGUMENT:
                out = None
            if out is None:
                self._through_nodes = not self._through_nodes
                raise
        self._way_is_known = True
        return out

    def _one_way(self, payloads: Sequence[Any]) -> Any:
        if self._through_nodes:
            return self.call(self.leaves(payloads), on_nodes)
        return self.call([copied(payload) for payload in payloads])

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
        """Every number among the inputs."""
        return [
            Component(i, entry)
            for i, payload in enumerate(self.payloads)
            for entry in np.ndindex(np.shape(payload))
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

        def f(number: Any) -> Any:
            payloads[component.input] = _replaced(
                self.exact[component.input], component.entry, number
            )
            return self.value(payloads)

        return f

    def along_direction(self, tangents: Mapping[int, Array]) -> Callable[[Any], Any]:
        """f(inputs + t direction) as a function of t."""

        def f(t: Any) -> Any:
            payloads = list(self.exact)
            for i, tangent in tangents.items():
                payloads[i] = payloads[i] + t * tangent
            return self.value(payloads)

        return f


def _replaced(payload: Payload, entry: tuple[int, ...], number: Any) -> Any:
    if not isinstance(payload, np.ndarray):
        return number
    changed = payload.astype(np.result_type(payload, type(number)))
    changed[entry] = number
    return changed
