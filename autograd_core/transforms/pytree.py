"""Arguments made of several arrays: tuples, lists and dicts, nested at will."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import short_repr


def leaves(tree: Any, where: str = "") -> list[Any]:
    """The numbers, arrays and nodes in a tree, in order; dicts by their own order.

    Raises:
        TypeError: something else stands in the tree; `where` opens the message.

    >>> leaves({"w": [1.0, 2.0], "b": 3.0})
    [1.0, 2.0, 3.0]
    """
    if isinstance(tree, dict):
        return [leaf for each in tree.values() for leaf in leaves(each, where)]
    if isinstance(tree, (tuple, list)):
        return [leaf for each in tree for leaf in leaves(each, where)]
    if isinstance(tree, (Node, np.ndarray)) or is_number(tree):
        return [tree]
    raise TypeError(
        f"{where}: expected numbers, arrays, Values or Tensors, or tuples, lists and "
        f"dicts of them; got {type(tree).__name__} {short_repr(tree, 40)}"
    )


def leaves_like(like: Any, tree: Any, where: str = "") -> list[Any]:
    """The leaves of `tree` in the order of `like`: two dicts may differ in theirs.

    Args:
        like: a tree of the same structure.
        tree: whose leaves to give.
        where: opens the message if `tree` holds anything else.

    >>> leaves_like({"w": 1.0, "b": 2.0}, {"b": 4.0, "w": 3.0})
    [3.0, 4.0]
    """
    if isinstance(like, dict):
        pairs: Any = [(each, tree[key]) for key, each in like.items()]
    elif isinstance(like, (tuple, list)):
        pairs = zip(like, tree, strict=True)
    else:
        return leaves(tree, where)
    return [leaf for part, each in pairs for leaf in leaves_like(part, each, where)]


def rebuild(tree: Any, new: list[Any]) -> Any:
    """A tree like `tree` with other leaves.

    >>> rebuild({"w": [1.0, 2.0], "b": 3.0}, ["x", "y", "z"])
    {'w': ['x', 'y'], 'b': 'z'}
    """
    return _rebuilt(tree, iter(new))


def _rebuilt(part: Any, rest: Iterator[Any]) -> Any:
    # Not a function inside `rebuild`: it would name itself, a cycle that keeps the
    # leaves, and with them a graph, until the garbage collector comes.
    if isinstance(part, dict):
        # A copy is of the same kind: an ordered dict, one with default values.
        twin = copy.copy(part)
        for key, each in part.items():
            twin[key] = _rebuilt(each, rest)
        return twin
    if isinstance(part, (tuple, list)):
        parts = [_rebuilt(each, rest) for each in part]
        # A named tuple takes its fields one by one.
        named = hasattr(part, "_fields")
        return type(part)(*parts) if named else type(part)(parts)
    return next(rest)


def transform(tree: Any, function: Callable[[Any], Any], where: str = "") -> Any:
    """A tree like `tree` with `function` applied to every leaf."""
    return rebuild(tree, [function(leaf) for leaf in leaves(tree, where)])


def same_structure(left: Any, right: Any) -> bool:
    """Whether two trees have their leaves in the same places.

    >>> same_structure((1.0, [2.0]), (3.0, [4.0])), same_structure([1.0], 1.0)
    (True, False)
    """
    if isinstance(left, dict) or isinstance(right, dict):
        return (
            isinstance(left, dict)
            and isinstance(right, dict)
            and left.keys() == right.keys()
            and all(same_structure(left[key], right[key]) for key in left)
        )
    if isinstance(left, (tuple, list)) or isinstance(right, (tuple, list)):
        return (
            isinstance(left, (tuple, list))
            and isinstance(right, (tuple, list))
            and len(left) == len(right)
            and all(same_structure(a, b) for a, b in zip(left, right, strict=True))
        )
    return True


def outline(part: Any) -> str:
    """A tree with stars for leaves, for messages.

    >>> outline((1.0, [2.0, 3.0]))
    '(*, [*, *])'
    """
    if isinstance(part, dict):
        inside = ", ".join(f"{key!r}: {outline(each)}" for key, each in part.items())
        return "{" + inside + "}"
    if isinstance(part, (tuple, list)):
        inside = ", ".join(map(outline, part))
        if isinstance(part, list):
            return f"[{inside}]"
        return f"({inside},)" if len(part) == 1 else f"({inside})"
    return "*"
