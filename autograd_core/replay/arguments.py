"""The arguments of a compiled function: their structure, and nodes in their place.

A specification says how the arguments of a recorded call are built. A call with the
same structure replays it; its numbers are the inputs of the program. Specifications are
tuples: `(NUMBER,)`, `(VALUE,)`, `(SEQUENCE, type, parts)`, `(MAPPING, keys, parts)`,
`(ARRAY, shape)`, and `(CONSTANT, thing)` for a flag or a text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_value
from autograd_core.engine.value import Value
from autograd_core.messages.numbers import is_number

NUMBER, VALUE, SEQUENCE, MAPPING, ARRAY, CONSTANT = range(6)

Spec = tuple[Any, ...]
"""The structure of an argument."""


class Unsuitable(Exception):
    """An argument of which no input of a program can be made; says why."""


def spec_of(argument: Any) -> Spec:
    """The structure of an argument.

    Raises:
        Unsuitable: it is a Tensor or something else that holds numbers out of sight.

    >>> spec_of((1.0, [2.0, True]))
    (2, <class 'tuple'>, ((0,), (2, <class 'list'>, ((0,), (5, True)))))
    """
    kind = type(argument)
    if kind is float or kind is int:
        return (NUMBER,)
    if kind is list or kind is tuple:
        return (SEQUENCE, kind, tuple([spec_of(part) for part in argument]))
    if is_value(argument):
        return (VALUE,)
    if kind is bool or kind is str or argument is None:
        return (CONSTANT, argument)
    if kind is dict:
        parts = tuple([spec_of(part) for part in argument.values()])
        return (MAPPING, tuple(argument), parts)
    if kind is np.ndarray:
        if argument.dtype.kind not in "fiu":
            raise Unsuitable(f"an argument is an array of dtype {argument.dtype}")
        return (ARRAY, argument.shape)
    if is_number(argument):
        return (CONSTANT, argument) if isinstance(argument, np.bool_) else (NUMBER,)
    if isinstance(argument, Node):
        raise Unsuitable("an argument is a Tensor")
    raise Unsuitable(f"an argument is of type {kind.__name__}")


def rebuilt(spec: Spec, flat: Iterator[Any]) -> Any:
    """An argument of a structure with these numbers and Values, in order.

    >>> rebuilt(spec_of((1.0, [2.0, True])), iter([3.0, 4.0]))
    (3.0, [4.0, True])
    """
    kind = spec[0]
    if kind == SEQUENCE:
        parts = [rebuilt(part, flat) for part in spec[2]]
        return parts if spec[1] is list else tuple(parts)
    if kind == MAPPING:
        return {
            k: rebuilt(part, flat) for k, part in zip(spec[1], spec[2], strict=True)
        }
    if kind == ARRAY:
        numbers = [next(flat) for _ in range(math.prod(spec[1]))]
        return np.reshape(np.array(numbers, float), spec[1])
    return spec[1] if kind == CONSTANT else next(flat)


class Inputs:
    """New leaves in the place of the numbers and Values of arguments.

    Attributes:
        nodes: the leaves, in the order in which a program reads the arguments.
        values: the positions of those that stand for Values, which get a gradient.
        arguments: the arguments with the leaves in them.

    With `keep_values`, Values stay where they are.
    """

    def __init__(
        self, arguments: tuple[Any, ...], names: list[str], keep_values: bool = False
    ) -> None:
        self._keep_values = keep_values
        self.nodes: list[Value] = []
        self.values: list[int] = []
        self.arguments = tuple(
            [
                self._replaced(argument, name)
                for argument, name in zip(arguments, names, strict=True)
            ]
        )

    def reorder(self, order: list[int]) -> None:
        """Let a program read the leaves in another order."""
        self.values = [i for i, old in enumerate(order) if old in self.values]
        self.nodes = [self.nodes[old] for old in order]

    def _replaced(self, argument: Any, name: str) -> Any:
        if isinstance(argument, (list, tuple)):
            parts = [self._replaced(x, f"{name}[{i}]") for i, x in enumerate(argument)]
            return parts if isinstance(argument, list) else tuple(parts)
        if isinstance(argument, dict):
            return {
                key: self._replaced(x, f"{name}[{key!r}]")
                for key, x in argument.items()
            }
        if isinstance(argument, np.ndarray):
            if argument.dtype.kind not in "fiu":
                return argument
            places = np.ndindex(argument.shape)
            out = np.empty(argument.shape, object)
            for place in places:
                index = ", ".join(map(str, place))
                label = f"{name}[{index}]" if place else name
                out[place] = self._leaf(float(argument[place]), label)
            return out if argument.ndim else out[()]
        if isinstance(argument, bool) or argument is None or isinstance(argument, str):
            return argument
        if isinstance(argument, np.bool_):
            return argument
        if isinstance(argument, Node) and self._keep_values:
            return argument
        if is_value(argument):
            self.values.append(len(self.nodes))
            return self._leaf(payload_of(argument), argument.label or name)
        return self._leaf(float(argument), name) if is_number(argument) else argument

    def _leaf(self, number: float, label: str) -> Value:
        leaf = Value(number, label=label)
        self.nodes.append(leaf)
        return leaf
