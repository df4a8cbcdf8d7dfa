"""The point where a gradient is in question, taken apart into named inputs.

An argument may be a number, an array, a node, or tuples, lists and dicts of them; each
number or array in it is an input with a name of its own, such as `params['W'][0]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.numbers import as_float
from autograd_core.testing.function.autodiff import make_leaf
from autograd_core.transforms import pytree


class Component(NamedTuple):
    """One number among the inputs: which input, and where in it."""

    input: int
    place: tuple[int, ...]


class Input(NamedTuple):
    """A number or array that is moved.

    Attributes:
        name: how reports call it.
        payload: a float, or a float32 or float64 array.
        argument: the position of its argument.
        leaf: its position among the leaves of that argument.
    """

    name: str
    payload: Any
    argument: int
    leaf: int


class Argument(NamedTuple):
    """One argument of the function: its name, what was given, its leaves by name."""

    name: str
    given: Any
    leaves: list[tuple[str, Any]]


class Arguments:
    """All arguments, and which of the numbers in them are inputs.

    Args:
        names: of the arguments.
        given: the arguments; an integer array is an input like any other.
        wrt: the inputs in question, by name or position; all by default. What is not
            in question may be anything, and is handed to the function as it is.

    Raises:
        TypeError: something in question is no number and no array.
        ValueError: `wrt` names no input, or a number is not finite.

    >>> every = Arguments(["params"], [{"w": np.ones(2), "b": 0.5}])
    >>> [each.name for each in every.inputs]
    ["params['w']", "params['b']"]
    """

    def __init__(
        self, names: Sequence[str], given: Sequence[Any], wrt: Any = None
    ) -> None:
        pairs = zip(names, given, strict=True)
        self.arguments = [
            Argument(name, each, _named_leaves(each, name)) for name, each in pairs
        ]
        chosen = self._chosen(wrt)
        self.groups = [trees for trees, _ in chosen]
        """Name and tree of each thing in question, as a gradient by hand has them."""
        self.inputs = [
            Input(name, _payload(leaf, name), k, place)
            for _, found in chosen
            for name, leaf, k, place in found
        ]

    def _chosen(self, wrt: Any) -> list[tuple[tuple[str, Any], list[Any]]]:
        if wrt is None:
            return [self._whole(k) for k in range(len(self.arguments))]
        asked = [wrt] if isinstance(wrt, (str, int)) else list(wrt)
        return [self._named(each) for each in asked]

    def _whole(self, k: int) -> tuple[tuple[str, Any], list[Any]]:
        name, given, leaves = self.arguments[k]
        pytree.leaves(given, name)  # raises where something else stands in it
        found = [(path, leaf, k, place) for place, (path, leaf) in enumerate(leaves)]
        return (name, given), found

    def _named(self, asked: Any) -> tuple[tuple[str, Any], list[Any]]:
        for k, argument in enumerate(self.arguments):
            if asked == argument.name or (type(asked) is int and asked == k):
                return self._whole(k)
            for place, (path, leaf) in enumerate(argument.leaves):
                if asked == path:
                    return (path, leaf), [(path, leaf, k, place)]
        names = [argument.name for argument in self.arguments]
        for argument in self.arguments:
            if len(argument.leaves) > 1:
                names += [path for path, _ in argument.leaves]
        raise ValueError(f"wrt: no input {asked!r}; the inputs are {', '.join(names)}")

    def filled(self, values: Sequence[Any], other: Callable[[Any, str], Any]) -> list:
        """The arguments with other values for the inputs.

        Args:
            values: one for each input.
            other: makes of each leaf that is no input what the function gets.
        """
        new = [[None] * len(argument.leaves) for argument in self.arguments]
        taken = {(each.argument, each.leaf) for each in self.inputs}
        for each, value in zip(self.inputs, values, strict=True):
            new[each.argument][each.leaf] = value
        filled = []
        for k, (_, given, leaves) in enumerate(self.arguments):
            for place, (path, leaf) in enumerate(leaves):
                if (k, place) not in taken:
                    new[k][place] = other(leaf, path)
            filled.append(pytree.rebuild(given, new[k]) if leaves else given)
        return filled


def plain(leaf: Any, name: str) -> Any:
    """What is no input, for a function of plain numbers and arrays."""
    data = leaf.data if isinstance(leaf, Node) else leaf
    return data.copy() if isinstance(data, np.ndarray) else data


def on_nodes(leaf: Any, name: str) -> Any:
    """What is no input, for a function of nodes; integers and the like stay."""
    data = plain(leaf, name)
    kind = (
        "f"
        if isinstance(data, float)
        else getattr(data, "dtype", np.dtype(object)).kind
    )
    return make_leaf(data, name) if kind == "f" else data


def copied(payload: Any) -> Any:
    """A payload that the function may change."""
    return payload.copy() if isinstance(payload, np.ndarray) else payload


def _named_leaves(given: Any, name: str) -> list[tuple[str, Any]]:
    """`(path, leaf)` for each leaf; nothing for what is no tree of numbers."""
    try:
        leaves = pytree.leaves(given)
    except TypeError:
        return []
    return list(zip(_paths(given, name), leaves, strict=True))


def _paths(given: Any, name: str) -> list[str]:
    if isinstance(given, Mapping):
        parts: Any = given.items()
    elif isinstance(given, (tuple, list)):
        parts = enumerate(given)
    else:
        return [name]
    return [path for key, part in parts for path in _paths(part, f"{name}[{key!r}]")]


def _payload(given: Any, name: str) -> Any:
    data = given.data if isinstance(given, Node) else given
    if not isinstance(data, np.ndarray):
        payload: Any = as_float(data, name)
    elif data.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected real numbers, got dtype {data.dtype}")
    else:
        kept = data.dtype if data.dtype == np.float32 else np.float64
        payload = np.array(data, dtype=kept)
    wrong = np.argwhere(~np.isfinite(payload))
    if len(wrong):
        place = tuple(map(int, wrong[0]))
        at = f"{name}[{', '.join(map(str, place))}]" if place else name
        raise ValueError(
            f"{at} is {float(np.asarray(payload)[place])}: a gradient can only be "
            "checked at finite numbers"
        )
    return payload
