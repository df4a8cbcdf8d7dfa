"""What is checked: a function, its inputs by name, and how it wants to be called."""

from __future__ import annotations

import inspect
import math
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_core.array_ops.coercion import real_array
from autograd_core.engine.node import Node
from autograd_core.testing.function.autodiff import make_leaf
from autograd_core.testing.function.inputs import (
    Arguments,
    Component,
    copied,
    on_nodes,
    plain,
)
from autograd_core.testing.function.outputs import Upstream, as_number, is_complex
from autograd_core.testing.numeric.evaluate import EPS

_COULD_BE_THE_KIND = (AttributeError, TypeError)


class Problem:
    """A function f and the point where its gradient is in question.

    Args:
        f: a function of numbers, arrays or nodes.
        at: one argument; a tuple of several; or a dict of them by name. An argument is
            a number, an array, a node, or tuples, lists and dicts of those.
        wrt: the inputs in question, by name or position.
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
        if isinstance(at, Mapping):
            names: Sequence[str] = tuple(str(name) for name in at)
            given = tuple(at.values())
            self._style = "keywords" if _takes(f, names) else "mapping"
            if self._style == "mapping" and not _takes_one(f):
                raise TypeError(
                    f"at has {', '.join(names) or 'nothing'}, but {self.name} takes "
                    f"{inspect.signature(f)}: name its parameters"
                )
        else:
            given = at if isinstance(at, tuple) else (at,)
            names = _names(f, given)
            self._style = "positional"
        self.arguments = Arguments(names, given, wrt)
        self.names = tuple(each.name for each in self.arguments.inputs)
        self.payloads = tuple(each.payload for each in self.arguments.inputs)
        self.exact = tuple(_in_float64(each) for each in self.payloads)
        self.upstream = Upstream(seed)
        # A function meant for nodes is called with nodes.
        leaves = [leaf for each in self.arguments.arguments for _, leaf in each.leaves]
        self._through_nodes = any(isinstance(leaf, Node) for leaf in leaves)
        self._sure = False
        self._gave_a_number = False
        self.in_float32 = False

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
        kinds = {each.dtype.name for each in self.payloads if hasattr(each, "dtype")}
        return "float32" if "float32" in kinds else "float64"

    @property
    def eps(self) -> float:
        """The relative spacing of the numbers that f computes, as far as it shows."""
        return float(np.finfo(np.float32).eps) if self.in_float32 else EPS

    def call(
        self,
        values: Sequence[Any],
        other: Callable[[Any, str], Any] = plain,
        f: Callable[..., Any] | None = None,
    ) -> Any:
        """f, or another function of the same arguments, as the user calls it."""
        function = self.f if f is None else f
        inputs = self.arguments.filled(values, other)
        names = [argument.name for argument in self.arguments.arguments]
        if self._style == "keywords":
            return function(**dict(zip(names, inputs, strict=True)))
        if self._style == "mapping":
            return function(dict(zip(names, inputs, strict=True)))
        return function(*inputs)

    def leaves(self, payloads: Sequence[Any] | None = None) -> list[Any]:
        """A fresh leaf for each input."""
        given = self.payloads if payloads is None else payloads
        pairs = zip(given, self.names, strict=True)
        return [make_leaf(payload, name) for payload, name in pairs]

    def output(self, leaves: Sequence[Any]) -> Any:
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
            # tanh(x ** 1.5) to the left of 0: the power is complex, tanh takes none.
            if self._gave_a_number and not wants_complex and "complex" in str(error):
                return math.nan
            raise
        self.in_float32 = self.upstream.float32
        if self._gave_a_number and not wants_complex and is_complex(out):
            return math.nan  # (-1.0) ** 1.5, where f is real at the point itself
        found = as_number(out, wants_complex)
        self._gave_a_number = True
        return found

    def _either_way(self, payloads: Sequence[Any]) -> Any:
        """f at payloads, or at leaves with those payloads, whichever works."""
        if self._sure:
            return self._one_way(payloads)
        try:
            out = self._one_way(payloads)
        except _COULD_BE_THE_KIND:
            self._through_nodes = not self._through_nodes
            try:
                out = self._one_way(payloads)
            except _COULD_BE_THE_KIND:
                out = None
            if out is None:
                self._through_nodes = not self._through_nodes
                raise
        self._sure = True
        return out

    def _one_way(self, payloads: Sequence[Any]) -> Any:
        if self._through_nodes:
            return self.call(self.leaves(payloads), on_nodes)
        return self.call([copied(each) for each in payloads])

    def changes_its_arguments(self) -> list[str]:
        """The names of the arrays that f changes in place."""
        if not any(isinstance(each, np.ndarray) for each in self.payloads):
            return []
        if self._through_nodes:
            leaves = self.leaves()
            self.call(leaves, on_nodes)
            inputs = [leaf.data for leaf in leaves]
        else:
            inputs = [copied(each) for each in self.payloads]
            self.call(inputs)
        trios = zip(self.names, inputs, self.payloads, strict=True)
        return [n for n, now, was in trios if not np.array_equal(now, was)]

    def components(self) -> list[Component]:
        """Every number among the inputs."""
        return [
            Component(i, index)
            for i, payload in enumerate(self.payloads)
            for index in np.ndindex(np.shape(payload))
        ]

    @property
    def size(self) -> int:
        """How many numbers there are among the inputs."""
        return sum(np.size(each) for each in self.payloads)

    def entry(self, component: Component) -> float:
        """The number at a component."""
        return float(np.asarray(self.exact[component.input])[component.place])

    def along(self, component: Component) -> Callable[[Any], Any]:
        """f as a function of one component, the others held."""
        payloads = list(self.exact)

        def f(number: Any) -> Any:
            payloads[component.input] = _replaced(
                self.exact[component.input], component.place, number
            )
            return self.value(payloads)

        return f

    def along_direction(self, direction: Mapping[int, Any]) -> Callable[[Any], Any]:
        """f(inputs + t direction) as a function of t."""

        def f(t: Any) -> Any:
            moved = list(self.exact)
            for i, towards in direction.items():
                moved[i] = moved[i] + t * towards
            return self.value(moved)

        return f


@contextmanager
def quiet() -> Iterator[None]:
    """Differences leave the domain of f on purpose: no warnings of that."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def as_components(gradient: Any, where: str = "gradient") -> Any:
    """A gradient as a float64 array, also from a node.

    Raises:
        TypeError: it holds anything but real numbers; `where` opens the message.
        ValueError: it is a ragged list.
    """
    data = gradient.data if isinstance(gradient, Node) else gradient
    if data is None:
        raise TypeError(f"{where}: got None; does a function lack its return?")
    return real_array(data, where).astype(np.float64)


def _takes(f: Callable[..., Any], names: Sequence[str]) -> bool:
    try:
        inspect.signature(f).bind(**dict.fromkeys(names))
    except (TypeError, ValueError):
        return False
    return True


def _takes_one(f: Callable[..., Any]) -> bool:
    """Whether f can be called with one argument, as far as that can be known."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(None)
    except TypeError:
        return False
    return True


def _names(f: Callable[..., Any], given: Sequence[Any]) -> tuple[str, ...]:
    """The parameter names of f, or x0, x1, ..."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        parameters = {}.values()
    known = [each.name for each in parameters if each.kind in kinds]
    plainly = ["x"] if len(given) == 1 else [f"x{i}" for i in range(len(given))]
    names = [*known, *plainly[len(known) :]][: len(given)]
    return tuple(
        (isinstance(each, Node) and each.label) or name
        for each, name in zip(given, names, strict=True)
    )


def _in_float64(payload: Any) -> Any:
    return payload.astype(np.float64) if isinstance(payload, np.ndarray) else payload


def _replaced(payload: Any, index: tuple[int, ...], number: Any) -> Any:
    if not isinstance(payload, np.ndarray):
        return number
    changed = payload.astype(np.result_type(payload, type(number)))
    changed[index] = number
    return changed
