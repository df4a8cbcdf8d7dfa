"""Trees of numbers, arrays and nodes as one flat vector, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Node, Tensor, Value
from autograd_core.extend import describe, is_number, pytree, short_repr


class Layout:
    """The position of each leaf of a tree in a flat vector of float64.

    Args:
        like: a number, an array, a Value or a Tensor, or tuples, lists and dicts.
        where: what opens the messages.

    Raises:
        TypeError: something else stands in the tree, or an array of no numbers.
        ValueError: there is not one number in it.

    >>> layout = Layout({"w": np.ones((2, 2)), "b": 3.0}, "x0")
    >>> layout.flatten({"w": np.eye(2), "b": 5.0})
    array([1., 0., 0., 1., 5.])
    >>> layout.restore(np.arange(5.0))
    {'w': array([[0., 1.],
           [2., 3.]]), 'b': 4.0}
    """

    def __init__(self, like: Any, where: str) -> None:
        self._like = like
        self._leaves = pytree.leaves(like, where)
        for leaf in self._leaves:
            if payload(leaf).dtype.kind not in "fiub":
                raise TypeError(
                    f"{where}: expected real numbers, got {describe(leaf)} of dtype "
                    f"{payload(leaf).dtype}"
                )
        self._sizes = [payload(leaf).size for leaf in self._leaves]
        self.size = sum(self._sizes)
        if not self.size:
            raise ValueError(f"{where}: there is no number in {short_repr(like)}")

    def flatten(self, other: Any) -> Any:
        """The numbers of a tree of this structure, as a new vector."""
        leaves = pytree.leaves(other)
        return np.concatenate(
            [np.ravel(payload(leaf)) for leaf in leaves], dtype=np.float64
        )

    def restore(self, flat: Any) -> Any:
        """A vector as a tree of plain numbers and arrays."""
        return pytree.rebuild(self._like, self._parts(flat))

    def restore_nodes(self, flat: Any) -> Any:
        """A vector as a tree with new Values and Tensors where this one has some."""
        arrays = [
            _like_node(leaf, part)
            for leaf, part in zip(self._leaves, self._parts(flat), strict=True)
        ]
        return pytree.rebuild(self._like, arrays)

    def entry_name(self, entry: int) -> str:
        """The name of an entry in messages: the leaf's label, or its number."""
        position = entry
        for leaf, size in zip(self._leaves, self._sizes, strict=True):
            if position < size and getattr(leaf, "label", ""):
                return leaf.label + (f", entry {position}" if size > 1 else "")
            position -= size
            if position < 0:
                break
        return f"entry {entry}"

    def _parts(self, flat: Any) -> list[Any]:
        parts, start = [], 0
        for leaf, size in zip(self._leaves, self._sizes, strict=True):
            parts.append(_like_plain(leaf, flat[start : start + size]))
            start += size
        return parts


def payload(leaf: Any) -> Any:
    """The numbers of a leaf as an array.

    >>> payload(Value(2.0)), payload(3)
    (array(2.), array(3))
    """
    return np.asarray(leaf.data if isinstance(leaf, Node) else leaf)


def _like_plain(leaf: Any, part: Any) -> Any:
    if isinstance(leaf, Value) or (is_number(leaf) and not hasattr(leaf, "shape")):
        return float(part[0])
    numbers = payload(leaf)
    dtype = numbers.dtype if numbers.dtype.kind == "f" else np.float64
    return part.astype(dtype).reshape(numbers.shape)


def _like_node(leaf: Any, part: Any) -> Any:
    if isinstance(leaf, Value):
        return Value(part, label=leaf.label)
    return Tensor(part, label=leaf.label) if isinstance(leaf, Tensor) else part
