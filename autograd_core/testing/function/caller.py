"""A function and the point of a check, and how the function is to be called there.

A user's f may take numbers or nodes, by position, by name or in one dict. The checker
needs f as a function of floats (for differences) and of leaves (for the engine), at
inputs other than the user's. A `Caller` finds out which of these f accepts; nothing
else has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core.engine.node import Node
from autograd_core.messages.types import Payload
from autograd_core.modes import active_inputs
from autograd_core.testing.function.autodiff import WRONG_KIND_OF_ARGUMENT, make_leaf
from autograd_core.testing.function.call import Call
from autograd_core.testing.function.components import copied, in_float64
from autograd_core.testing.function.foreign import explain_foreign, wanted_array
from autograd_core.testing.function.inputs import Arguments, on_nodes, plain
from autograd_core.testing.function.pairs import value_of
from autograd_core.testing.function.source_line import name_of, place_of


class Caller:
    """A function f of the inputs at a point.

    Args:
        f: a function of numbers, arrays or nodes.
        at: the point.
        wrt: the inputs to check, by name or position.
        args: further arguments of f.

    Attributes:
        form: how f is called.
        arguments: the arguments, and the inputs among them.
        names: the names of the inputs.
        payloads: a float or an array for each input.
        exact: the same in float64, where differences are taken.
        value_only: whether f returns its gradient, too, which is left out.
    """

    def __init__(self, f: Callable[..., Any], at: Any, wrt: Any, args: Any) -> None:
        self.form = Call(f, at, args)
        self.f = f
        self.at = at
        self.arguments = Arguments(self.form.names, self.form.trees, wrt)
        self.names = tuple(x.name for x in self.arguments.inputs)
        self.payloads = tuple(x.payload for x in self.arguments.inputs)
        self.exact = tuple(in_float64(payload) for payload in self.payloads)
        self.value_only = False
        # A function that is checked at nodes is called with nodes first; which way f
        # really works is known from its first call that does not fail.
        self._through_nodes = any(
            isinstance(leaf, Node)
            for argument in self.arguments.arguments
            for _, leaf in argument.leaves
        )
        self._way_is_known = False
        self._result: list[Any] = []

    @property
    def name(self) -> str:
        """The name of f, for messages."""
        return name_of(self.f)

    @property
    def place(self) -> str:
        """`file:line` of f, or nothing."""
        return place_of(self.f)

    def call(
        self,
        values: Sequence[Any],
        other: Callable[[Any, str], Any] = plain,
        f: Callable[..., Any] | None = None,
        *more: Any,
    ) -> Any:
        """f, or another function of the same arguments, as the user calls it.

        Args:
            values: one for each input.
            other: makes of each leaf that is not an input what the function gets.
            f: the other function.
            more: what the other function gets after the arguments.
        """
        arguments = self.arguments.filled(values, other)
        with active_inputs.call_with(values):
            if f is not None:
                return self.form(f, arguments, *more)
            out = self.form(self.f, arguments)
        return value_of(out) if self.value_only else out

    def leaves(self, payloads: Sequence[Payload] | None = None) -> list[Node]:
        """A fresh leaf for each input."""
        payloads = self.payloads if payloads is None else payloads
        pairs = zip(payloads, self.names, strict=True)
        return [make_leaf(payload, name) for payload, name in pairs]

    def result(self) -> Any:
        """What f returns at the point; the next `value` there does not call f again."""
        if not self._result:
            self._result = [self._either_way(self.exact)]
        return self._result[0]

    def takes_nodes(self) -> bool:
        """Whether f can be called with nodes."""
        try:
            self.call(self.leaves(), on_nodes)
        except Exception:  # whatever f does with something that is no number
            return False
        return True

    def _either_way(self, payloads: Sequence[Any]) -> Any:
        """f at payloads, or at leaves with those payloads, whichever works.

        If neither does, the first error is raised: it is about what the user gave.
        """
        if payloads is self.exact and self._result:
            out = self._result.pop()
            return value_of(out) if self.value_only else out
        if self._way_is_known:
            return self._one_way(payloads)
        if self.arguments.has_foreign_arrays:
            self._find_dtype(payloads)
        try:
            out = self._one_way(payloads)
        except WRONG_KIND_OF_ARGUMENT as error:
            self._through_nodes = not self._through_nodes
            try:
                out = self._one_way(payloads)
            except WRONG_KIND_OF_ARGUMENT:
                out = None
            if out is None:
                self._through_nodes = not self._through_nodes
                out = self._with_tensors(payloads, error)
            if out is None:
                explain_foreign(error)
                raise
        self._way_is_known = True
        return out

    def _with_tensors(self, payloads: Sequence[Any], error: Exception) -> Any:
        """f at arrays of the library that its error asks for; None if there is none."""
        arguments = self.arguments
        if arguments.has_foreign_arrays:
            return None
        arguments.example = wanted_array(error)
        if arguments.example is None:
            return None
        self._find_dtype(payloads)
        try:
            return self._one_way(payloads)
        except Exception:  # the first error is about what the user gave
            arguments.example = None
            return None

    def _find_dtype(self, payloads: Sequence[Any]) -> None:
        """Find out whether f takes float64 arrays of its library.

        A network with float32 weights takes float32 inputs only.
        """
        try:
            self._one_way(payloads)
        except Exception:
            self.arguments.narrow = True
            try:
                self._one_way(payloads)
            except Exception:
                self.arguments.narrow = False

    def _one_way(self, payloads: Sequence[Any]) -> Any:
        if self._through_nodes:
            return self.call(self.leaves(payloads), on_nodes)
        return self.call([copied(payload) for payload in payloads])
