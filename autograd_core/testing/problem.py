"""What is checked: a function, its inputs by name, and how it wants to be called."""

from __future__ import annotations

import inspect
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from autograd_core.node import Node
from autograd_core.operands import as_float, is_number
from autograd_core.testing.leaves import NoAutodiff, make_leaf


class Component(NamedTuple):
    """One number among the inputs: which input, and where in it."""

    input: int
    place: tuple[int, ...]


class Problem:
    """A function f and the point where its gradient is in question.

    Args:
        f: a function that returns one number.
        at: a number or an array (one input), a tuple (several), or a dict by name.

    Attributes:
        names: the names of the inputs.
        payloads: a float or a float64 array for each input.

    Raises:
        TypeError: f cannot be called, or an input is neither a number nor an array.

    >>> problem = Problem(lambda w, b: w * 2 + b, (1.5, 0.5))
    >>> problem.names, problem.value(problem.payloads)
    (('w', 'b'), 3.5)
    """

    def __init__(self, f: Callable[..., Any], at: Any) -> None:
        if not callable(f):
            raise TypeError(
                f"expected a function to differentiate, got {type(f).__name__} {f!r}"
            )
        self.f = f
        self.at = at
        if isinstance(at, Mapping):
            self.names = tuple(str(name) for name in at)
            given = tuple(at.values())
            self._style = "keywords" if _takes(f, self.names) else "mapping"
        else:
            given = at if isinstance(at, tuple) else (at,)
            self.names = _names(f, given)
            self._style = "positional"
        self.payloads = tuple(
            _payload(each, name) for each, name in zip(given, self.names, strict=True)
        )
        self._through_nodes = False

    @property
    def name(self) -> str:
        """The name of f, for messages."""
        name = getattr(self.f, "__name__", type(self.f).__name__)
        return "f" if name == "<lambda>" else name

    @property
    def place(self) -> str:
        """`file:line` of f, or nothing."""
        code = getattr(self.f, "__code__", None)
        if code is None:
            return ""
        return f"{os.path.basename(code.co_filename)}:{code.co_firstlineno}"

    def call(self, inputs: Sequence[Any], f: Callable[..., Any] | None = None) -> Any:
        """f, or another function of the same inputs, as the user calls it."""
        function = self.f if f is None else f
        if self._style == "keywords":
            return function(**dict(zip(self.names, inputs, strict=True)))
        if self._style == "mapping":
            return function(dict(zip(self.names, inputs, strict=True)))
        return function(*inputs)

    def leaves(self) -> list[Any]:
        """A fresh leaf for each input.

        Raises:
            NoAutodiff: there is no kind of node for an input.
        """
        named = zip(self.payloads, self.names, strict=True)
        return [make_leaf(payload, name) for payload, name in named]

    def value(self, payloads: Sequence[Any]) -> Any:
        """f at plain numbers and arrays; copies, in case f changes its arguments.

        A function written with the methods of a node (`x.tanh()`) is given nodes.

        Raises:
            TypeError: f does not give one number.
        """
        inputs = [_copy(each) for each in payloads]
        if not self._through_nodes:
            try:
                return _number(self.call(inputs), payloads)
            except (AttributeError, TypeError):
                out = self._value_through_nodes(payloads)
                if out is None:
                    raise
                self._through_nodes = True
                return out
        named = zip(inputs, self.names, strict=True)
        leaves = [make_leaf(each, name) for each, name in named]
        return _number(self.call(leaves), payloads)

    def _value_through_nodes(self, payloads: Sequence[Any]) -> float | None:
        named = zip(payloads, self.names, strict=True)
        try:
            leaves = [make_leaf(_copy(each), name) for each, name in named]
            return _number(self.call(leaves), payloads)
        except (NoAutodiff, AttributeError, TypeError):
            return None

    def changes_its_arguments(self) -> list[str]:
        """The names of the arrays that f changes in place."""
        inputs = [_copy(each) for each in self.payloads]
        if self._through_nodes or not any(isinstance(x, np.ndarray) for x in inputs):
            return []
        self.call(inputs)
        trios = zip(self.names, inputs, self.payloads, strict=True)
        return [n for n, now, was in trios if not np.array_equal(now, was, True)]

    def components(self, inputs: Sequence[int]) -> list[Component]:
        """Every number among the given inputs."""
        return [
            Component(i, index)
            for i in inputs
            for index in np.ndindex(np.shape(self.payloads[i]))
        ]

    def entry(self, component: Component) -> float:
        """The number at a component."""
        return float(np.asarray(self.payloads[component.input])[component.place])

    def along(self, component: Component) -> Callable[[float], float]:
        """f as a function of one component, the others held."""
        payloads = list(self.payloads)

        def f(number: float) -> float:
            payloads[component.input] = _replaced(
                self.payloads[component.input], component.place, number
            )
            return self.value(payloads)

        return f

    def along_direction(self, direction: Mapping[int, Any]) -> Callable[[float], float]:
        """f(payloads + t direction) as a function of t."""

        def f(t: float) -> float:
            moved = list(self.payloads)
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


def as_components(gradient: Any) -> Any:
    """A gradient as a float or a float64 array, also from a node."""
    data = gradient.data if isinstance(gradient, Node) else gradient
    return np.asarray(data, dtype=np.float64)


def _takes(f: Callable[..., Any], names: Sequence[str]) -> bool:
    try:
        inspect.signature(f).bind(**dict.fromkeys(names))
    except (TypeError, ValueError):
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
    plain = ["x"] if len(given) == 1 else [f"x{i}" for i in range(len(given))]
    names = [*known, *plain[len(known) :]][: len(given)]
    return tuple(
        (isinstance(each, Node) and each.label) or name
        for each, name in zip(given, names, strict=True)
    )


def _payload(given: Any, name: str) -> Any:
    data = given.data if isinstance(given, Node) else given
    if is_number(data):
        return as_float(data, name)
    if not isinstance(data, np.ndarray):
        return as_float(data, name)
    if data.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected real numbers, got dtype {data.dtype}")
    return np.array(data, dtype=np.float64)


def _copy(payload: Any) -> Any:
    return payload.copy() if isinstance(payload, np.ndarray) else payload


def _replaced(payload: Any, index: tuple[int, ...], number: float) -> Any:
    if not isinstance(payload, np.ndarray):
        return number
    changed = payload.astype(np.result_type(payload, type(number)))
    changed[index] = number
    return changed


def _number(out: Any, payloads: Sequence[Any]) -> Any:
    """A result as a float; as a complex number where an input is one."""
    data = out.data if isinstance(out, Node) else out
    if isinstance(data, np.ndarray) and data.size == 1:
        data = data.reshape(())
    if isinstance(data, (np.ndarray, list, tuple, dict)):
        shape = f" of shape {data.shape}" if isinstance(data, np.ndarray) else ""
        raise TypeError(
            f"f must return one number, got {type(data).__name__}{shape}; check a "
            "weighted sum of its outputs, or one output at a time"
        )
    if isinstance(data, complex) and any(map(np.iscomplexobj, payloads)):
        return data
    return as_float(data, "f")
