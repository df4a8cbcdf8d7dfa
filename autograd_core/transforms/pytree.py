"""Trees of arguments: tuples, lists and dicts of numbers, arrays and nodes, nested.

None in a tuple, list or dict is a branch without leaves, and stays where it is.

An argument or result of a differentiated function may be one number or such a tree. A
gradient has the structure of the argument that it belongs to.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import is_dataclass
from typing import Any, TypeAlias

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.messages.numbers import is_foreign_array, is_number
from autograd_core.messages.operands import short_repr
from autograd_core.messages.types import Payload

Leaf: TypeAlias = Payload | Node
"""A number, an array, a Value or a Tensor."""

PyTree: TypeAlias = Any
"""A leaf, or a tuple, list or dict of trees; types cannot tell their structure."""


def leaves(tree: PyTree, where: str = "") -> list[Any]:
    """The numbers, arrays and nodes in a tree, in order; dicts by their own order.

    Raises:
        TypeError: something else stands in the tree; `where` opens the message.

    >>> leaves({"w": [1.0, 2.0], "b": 3.0})
    [1.0, 2.0, 3.0]
    """
    if isinstance(tree, dict):
        tree = tuple(tree.values())
    if isinstance(tree, (tuple, list)):
        branches = [branch for branch in tree if branch is not None]
        return [leaf for branch in branches for leaf in leaves(branch, where)]
    if isinstance(tree, (Node, np.ndarray)) or is_number(tree):
        return [tree]
    raise TypeError(
        f"{where}: expected numbers, arrays, Values or Tensors, or tuples, lists and "
        f"dicts of them; got {type(tree).__name__} {short_repr(tree, 40)}"
        + _remedy(tree, where)
    )


def _remedy(thing: object, where: str) -> str:
    """How to make a leaf or a tree of something that is none."""
    if hasattr(thing, "to_numpy"):
        return "; write .to_numpy() after it"
    if is_foreign_array(thing):
        return "; write np.asarray(...) of it"
    if is_dataclass(thing) and not isinstance(thing, type):
        return "; write dataclasses.asdict(...) of it, or make it a NamedTuple"
    if hasattr(thing, "named_parameters"):
        return "; of a module write nn.functional_call(model, parameters, x)"
    if ", argument" in where and (isinstance(thing, str) or callable(thing)):
        return "; close over what is not differentiated, or make it another argument"
    is_list = isinstance(thing, Iterable) and not isinstance(thing, (str, bytes))
    return "; make it a list first, list(...)" if is_list else ""


def leaves_of_anything(tree: PyTree) -> list[Any]:
    """The leaves of tuples, lists and dicts, of whatever type they are.

    >>> leaves_of_anything([1.0, {"mode": "train"}])
    [1.0, 'train']
    """
    if isinstance(tree, (dict, tuple, list)):
        branches = tree.values() if isinstance(tree, dict) else tree
        parts = [branch for branch in branches if branch is not None]
        return [leaf for branch in parts for leaf in leaves_of_anything(branch)]
    return [tree]


def leaves_like(like: PyTree, tree: PyTree, where: str = "") -> list[Any]:
    """The leaves of `tree` in the order of `like`: two dicts may differ in theirs.

    Args:
        like: a tree of the same structure.
        tree: whose leaves to give.
        where: opens the message if `tree` holds anything else.

    >>> leaves_like({"w": 1.0, "b": 2.0}, {"b": 4.0, "w": 3.0})
    [3.0, 4.0]
    """
    pairs: Iterable[tuple[PyTree, PyTree]]
    if isinstance(like, dict):
        pairs = [(part, tree[key]) for key, part in like.items()]
    elif isinstance(like, (tuple, list)):
        pairs = zip(like, tree, strict=True)
    else:
        return leaves(tree, where)
    return [
        leaf
        for part, branch in pairs
        if part is not None
        for leaf in leaves_like(part, branch, where)
    ]


def rebuild(tree: PyTree, new_leaves: Sequence[Any]) -> PyTree:
    """A tree like `tree` with other leaves.

    >>> rebuild({"w": [1.0, 2.0], "b": 3.0}, ["x", "y", "z"])
    {'w': ['x', 'y'], 'b': 'z'}
    """
    if not isinstance(tree, (dict, tuple, list)):  # the most frequent: quick
        return new_leaves[0]
    return _rebuilt(tree, iter(new_leaves))


def _rebuilt(tree: PyTree, new_leaves: Iterator[Any]) -> PyTree:
    # Not a function inside `rebuild`: it would name itself, a cycle that keeps the
    # leaves, and with them a graph, until the garbage collector comes.
    if isinstance(tree, dict):
        # A copy is of the same kind: an ordered dict, one with default values.
        twin = copy.copy(tree)
        for key, branch in tree.items():
            twin[key] = _rebuilt(branch, new_leaves)
        return twin
    if tree is None:
        return None
    if isinstance(tree, (tuple, list)):
        branches = [_rebuilt(branch, new_leaves) for branch in tree]
        if hasattr(tree, "_fields"):  # a named tuple takes its fields one by one
            return type(tree)(*branches)
        return type(tree)(branches)
    return next(new_leaves)


def map_leaves(tree: PyTree, function: Callable[[Any], Any], where: str = "") -> PyTree:
    """A tree like `tree` with `function` applied to every leaf.

    >>> map_leaves({"w": [1.0, 2.0], "b": 3.0}, lambda leaf: -leaf)
    {'w': [-1.0, -2.0], 'b': -3.0}
    """
    return rebuild(tree, [function(leaf) for leaf in leaves(tree, where)])


def same_structure(tree: PyTree, other: PyTree) -> bool:
    """Whether two trees have their leaves in the same places.

    >>> same_structure((1.0, [2.0]), (3.0, [4.0])), same_structure([1.0], 1.0)
    (True, False)
    """
    if isinstance(tree, dict) or isinstance(other, dict):
        return (
            isinstance(tree, dict)
            and isinstance(other, dict)
            and tree.keys() == other.keys()
            and all(same_structure(tree[key], other[key]) for key in tree)
        )
    if isinstance(tree, (tuple, list)) or isinstance(other, (tuple, list)):
        return (
            isinstance(tree, (tuple, list))
            and isinstance(other, (tuple, list))
            and len(tree) == len(other)
            and all(map(same_structure, tree, other))
        )
    return (tree is None) == (other is None)


def outline(tree: PyTree) -> str:
    """A tree with stars for leaves, for messages.

    >>> outline((1.0, [2.0, 3.0]))
    '(*, [*, *])'
    """
    if isinstance(tree, dict):
        items = [f"{key!r}: {outline(branch)}" for key, branch in tree.items()]
        return "{" + ", ".join(items) + "}"
    if isinstance(tree, (tuple, list)):
        inside = ", ".join(map(outline, tree))
        if isinstance(tree, list):
            return f"[{inside}]"
        return f"({inside},)" if len(tree) == 1 else f"({inside})"
    return "*" if tree is not None else "None"


@explained
def tree_map(function: Callable[..., Any], tree: PyTree, *others: PyTree) -> PyTree:
    """A tree like `tree` of what `function` gives for each leaf.

    Args:
        function: gets a leaf of `tree`, and what stands there in each of the others.
        tree: tuples, lists and dicts of anything, nested. None in one is no leaf.
        others: trees with the same places.

    Raises:
        ValueError: the trees differ in structure.

    >>> weights, slopes = {"w": [1.0, 2.0], "b": 3.0}, {"w": [1.0, 1.0], "b": 2.0}
    >>> tree_map(lambda x, g: x - 0.5 * g, weights, slopes)
    {'w': [0.5, 1.5], 'b': 2.0}

    Source: jax.tree.map.
    """
    for other in others:
        if not same_structure(tree, other):
            raise ValueError(
                f"tree_map: the trees differ: {outline(tree)} and {outline(other)}"
            )
    columns = [_any_leaves_like(tree, other) for other in (tree, *others)]
    return rebuild(tree, [function(*row) for row in zip(*columns, strict=True)])


def _any_leaves_like(like: PyTree, tree: PyTree) -> list[Any]:
    """The leaves of a tree of the structure of `like`, of any type, in its order."""
    if isinstance(like, dict):
        pairs = [(part, tree[key]) for key, part in like.items()]
    elif isinstance(like, (tuple, list)):
        pairs = [*zip(like, tree, strict=True)]
    else:
        return [tree]
    return [
        leaf
        for part, branch in pairs
        if part is not None
        for leaf in _any_leaves_like(part, branch)
    ]
