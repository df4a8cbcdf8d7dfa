"""Arguments, results and gradients of any make, as trees of the engine's kinds.

A dataclass becomes a dict of its fields, None a tuple of nothing, an array of another
library a NumPy array. `restored` makes the user's own kinds again.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.testing.function.foreign import as_numpy, is_foreign, like
from autograd_core.transforms import pytree


class Fields(dict[str, Any]):
    """The fields of a dataclass that hold numbers, by name."""


def is_dataclass(thing: object) -> bool:
    """Whether `thing` is an instance of a dataclass."""
    return dataclasses.is_dataclass(thing) and not isinstance(thing, type)


def plain_tree(tree: Any, where: str = "f") -> Any:
    """A tree in dicts, tuples, lists, NumPy arrays, nodes and numbers.

    What is none of these and holds no numbers stays as it is; of a dataclass, such a
    field is left out.

    Args:
        tree: anything.
        where: opens the message if an array does not hold numbers.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Line:
    ...     w: float
    ...     b: float | None = None
    ...     name: str = "line"
    >>> plain_tree([Line(2.0), Line(3.0, 1.0)])
    [{'w': 2.0, 'b': ()}, {'w': 3.0, 'b': 1.0}]
    """
    if isinstance(tree, (float, Node, np.ndarray)):  # the most frequent: quick
        return tree
    if tree is None:
        return ()
    if is_foreign(tree):
        return as_numpy(tree, where)
    if is_dataclass(tree):
        parts = {f.name: getattr(tree, f.name) for f in dataclasses.fields(tree)}
        trees = {name: plain_tree(part, where) for name, part in parts.items()}
        return Fields({k: part for k, part in trees.items() if _has_numbers(part)})
    if isinstance(tree, dict):
        twin = copy.copy(tree)
        for key, branch in tree.items():
            twin[key] = plain_tree(branch, where)
        return twin
    if isinstance(tree, Mapping):
        return {key: plain_tree(branch, where) for key, branch in tree.items()}
    if isinstance(tree, (tuple, list)):
        branches = [plain_tree(branch, where) for branch in tree]
        if hasattr(tree, "_fields"):
            return type(tree)(*branches)
        return type(tree)(branches)
    return tree


def restored(plain: Any, tree: Any, *, narrow: bool = False) -> Any:
    """A tree of the engine's kinds in the kinds of `tree`; nodes stay what they are.

    Args:
        plain: made like `plain_tree(tree)`.
        tree: the user's.
        narrow: keep the dtypes of the arrays in `tree`.

    >>> restored({"w": (5.0, ())}, {"w": (2.0, None)})
    {'w': (5.0, None)}
    """
    if tree is None:
        return None
    if isinstance(tree, (float, Node, np.ndarray)):
        return plain
    if is_foreign(tree):
        return plain if isinstance(plain, Node) else like(tree, plain, narrow=narrow)
    if is_dataclass(tree):
        twin = copy.copy(tree)
        for name, part in plain.items():
            # A frozen dataclass refuses setattr; its own __init__ may compute fields.
            new = restored(part, getattr(tree, name), narrow=narrow)
            object.__setattr__(twin, name, new)
        return twin
    if isinstance(tree, dict):
        for key, branch in plain.items():
            plain[key] = restored(branch, tree[key], narrow=narrow)
        return plain
    if isinstance(tree, Mapping):
        return {k: restored(part, tree[k], narrow=narrow) for k, part in plain.items()}
    if isinstance(tree, (tuple, list)):
        pairs = zip(plain, tree, strict=True)
        branches = [restored(part, branch, narrow=narrow) for part, branch in pairs]
        return (
            type(tree)(*branches) if hasattr(tree, "_fields") else type(tree)(branches)
        )
    return plain


def paths(tree: Any, name: str) -> list[str]:
    """The name of each leaf of a tree.

    >>> paths({"W": 1.0, "b": [2.0, 3.0]}, "p")
    ["p['W']", "p['b'][0]", "p['b'][1]"]
    """
    if isinstance(tree, Fields):
        fields = [(f"{name}.{key}", part) for key, part in tree.items()]
        return [path for field, part in fields for path in paths(part, field)]
    if isinstance(tree, Mapping):
        parts: Any = tree.items()
    elif isinstance(tree, (tuple, list)):
        parts = enumerate(tree)
    else:
        return [name]
    return [path for key, part in parts for path in paths(part, f"{name}[{key!r}]")]


def _has_numbers(tree: Any) -> bool:
    try:
        pytree.leaves(tree)
    except TypeError:
        return False
    return True
