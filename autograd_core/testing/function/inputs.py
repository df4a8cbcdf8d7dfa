"""The point where a gradient is checked, taken apart into named inputs.

An argument may be a number, an array, a node, or tuples, lists, dicts and dataclasses
of them; each number or array in it is an input with a name of its own, such as
`params['W'][0]` or `params.W`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.array_ops.coercion import real_array
from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.numbers import as_float
from autograd_core.messages.types import Payload
from autograd_core.testing.function.autodiff import make_leaf
from autograd_core.testing.function.components import copied
from autograd_core.testing.function.foreign import is_foreign, like
from autograd_core.testing.function.trees import (
    is_dataclass,
    paths,
    plain_tree,
    restored,
)
from autograd_core.transforms import pytree


class Input(NamedTuple):
    """A number or array that is moved.

    Attributes:
        name: how reports call it.
        payload: a float, or a float32 or float64 array.
        argument: the position of its argument.
        leaf: its position among the leaves of that argument.
    """

    name: str
    payload: Payload
    argument: int
    leaf: int


class Argument(NamedTuple):
    """One argument of the function.

    Attributes:
        name: how reports call it.
        tree: the argument, in the kinds of trees that the engine knows.
        leaves: `(path, leaf)` for each number, array or node in it.
        original: the argument itself.
    """

    name: str
    tree: Any
    leaves: list[tuple[str, Any]]
    original: Any


class Group(NamedTuple):
    """Inputs that belong together: `wrt` names them, a gradient by hand has an entry.

    Attributes:
        name: of an argument, or the path of a leaf.
        tree: the argument or the leaf.
        inputs: `(path, leaf, argument, position)` for each leaf of it.
    """

    name: str
    tree: Any
    inputs: list[tuple[str, Any, int, int]]


class Arguments:
    """All arguments, and which of the numbers in them are inputs.

    Args:
        names: of the arguments.
        trees: the arguments; an integer array is an input like any other.
        wrt: the inputs to check, by name or position; all by default. Other arguments
            may be anything, and are handed to the function as they are.

    Attributes:
        narrow: whether arrays of other libraries are made in their own dtype, which may
            be float32, and not in float64.
        example: an array of the library whose arrays the function gets in the place of
            NumPy's; None without one.

    Raises:
        TypeError: an input to check is neither a number nor an array.
        ValueError: an entry of `wrt` is not an input, or a number is not finite.

    >>> arguments = Arguments(["params"], [{"w": np.ones(2), "b": 0.5}])
    >>> [x.name for x in arguments.inputs]
    ["params['w']", "params['b']"]
    """

    def __init__(
        self, names: Sequence[str], trees: Sequence[Any], wrt: Any = None
    ) -> None:
        self.narrow = False
        self.example: Any = None
        self.arguments = [
            _argument(name, tree) for name, tree in zip(names, trees, strict=True)
        ]
        self.groups = self._groups(wrt)
        self.inputs = [
            Input(path, _checked_payload(leaf, path), k, position)
            for group in self.groups
            for path, leaf, k, position in group.inputs
        ]

    def _groups(self, wrt: Any) -> list[Group]:
        if wrt is None:
            return [self._whole_argument(k) for k in range(len(self.arguments))]
        keys = [wrt] if isinstance(wrt, (str, int)) else list(wrt)
        return [self._by_key(key) for key in keys]

    def _whole_argument(self, k: int) -> Group:
        name, tree, leaves, original = self.arguments[k]
        # Raises where something else stands in it.
        pytree.leaves(plain_tree(original, name), name)
        inputs = [(path, leaf, k, i) for i, (path, leaf) in enumerate(leaves)]
        return Group(name, tree, inputs)

    def _by_key(self, key: Any) -> Group:
        """The group that an entry of `wrt` names."""
        for k, argument in enumerate(self.arguments):
            if key == argument.name or (type(key) is int and key == k):
                return self._whole_argument(k)
            for i, (path, leaf) in enumerate(argument.leaves):
                if key == path:
                    return Group(path, leaf, [(path, leaf, k, i)])
        names = [argument.name for argument in self.arguments]
        for argument in self.arguments:
            if len(argument.leaves) > 1:
                names += [path for path, _ in argument.leaves]
        raise ValueError(f"wrt: no input {key!r}; the inputs are {', '.join(names)}")

    def filled(
        self, values: Sequence[Any], other: Callable[[Any, str], Any]
    ) -> list[Any]:
        """The arguments with other values for the inputs.

        Args:
            values: one for each input.
            other: makes of each leaf that is not an input what the function gets.
        """
        value_at = {
            (x.argument, x.leaf): value
            for x, value in zip(self.inputs, values, strict=True)
        }
        trees = []
        for k, (_, tree, leaves, original) in enumerate(self.arguments):
            if not leaves:
                trees.append(original)
                continue
            new = [
                self._made(value_at[k, i]) if (k, i) in value_at else other(leaf, path)
                for i, (path, leaf) in enumerate(leaves)
            ]
            filled = pytree.rebuild(tree, new)
            trees.append(restored(filled, original, narrow=self.narrow))
        return trees

    def _made(self, value: Any) -> Any:
        """A value as the function gets it."""
        if self.example is None or isinstance(value, Node):
            return value
        return like(self.example, value, narrow=self.narrow)

    @property
    def has_foreign_arrays(self) -> bool:
        """Whether an argument is given as an array of another library."""
        return self.example is not None or any(
            _holds_foreign(argument.original) for argument in self.arguments
        )


def plain(leaf: Any, name: str) -> Any:
    """A leaf that is not an input, for a function of plain numbers and arrays."""
    return copied(payload_of(leaf))


def on_nodes(leaf: Any, name: str) -> Any:
    """A leaf that is not an input, for a function of nodes; integers stay integers."""
    data = plain(leaf, name)
    is_real = isinstance(data, float) or (
        isinstance(data, (np.ndarray, np.generic)) and data.dtype.kind == "f"
    )
    return make_leaf(data, name) if is_real else data


def _argument(name: str, original: Any) -> Argument:
    try:
        tree = plain_tree(original, name)
    except TypeError:  # a table of text, which is an error if it is to be moved
        return Argument(name, original, [], original)
    return Argument(name, tree, _named_leaves(tree, name), original)


def _holds_foreign(tree: Any) -> bool:
    if is_dataclass(tree):
        tree = vars(tree) if hasattr(tree, "__dict__") else {}
    return any(map(is_foreign, pytree.leaves_of_anything(tree)))


def _named_leaves(tree: Any, name: str) -> list[tuple[str, Any]]:
    """`(path, leaf)` for each leaf; nothing for what is not a tree of numbers."""
    try:
        leaves = pytree.leaves(tree)
    except TypeError:
        return []
    return list(zip(paths(tree, name), leaves, strict=True))


def _checked_payload(leaf: Any, name: str) -> Payload:
    """The payload of a leaf as a float or a float array; finite."""
    data = payload_of(leaf)
    payload: Payload
    if not isinstance(data, np.ndarray):
        payload = as_float(data, name)
    elif data.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected real numbers, got dtype {data.dtype}")
    else:
        real_array(data, name)  # refuses masked entries
        dtype = data.dtype if data.dtype == np.float32 else np.float64
        payload = np.array(data, dtype=dtype)
    not_finite = np.argwhere(~np.isfinite(payload))
    if len(not_finite):
        entry = tuple(map(int, not_finite[0]))
        component = f"{name}[{', '.join(map(str, entry))}]" if entry else name
        raise ValueError(
            f"{component} is {float(np.asarray(payload)[entry])}: a gradient can only "
            "be checked at finite numbers"
        )
    return payload
