"""Search of a module for parameters and modules in attributes and containers."""

from __future__ import annotations

from collections import UserDict, UserList, deque
from collections.abc import Iterable, Set, ValuesView
from dataclasses import fields, is_dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from autograd_core import Node
from autograd_core.extend import warn

TreeEntry = tuple[Any, str, Any, int]
"""A parameter, the prefix and the key of its name, and the index of its module.

There may be millions. A tuple of things that hold no references themselves is skipped
by the cyclic garbage collector.
"""


_SEQUENCES = (list, tuple, deque, UserList)
_MAPPINGS = (dict, MappingProxyType, UserDict)
_UNORDERED = (Set, ValuesView)
_NUMBERS = {int, float, np.float64, np.float32}


def parts_of(holder: Any) -> Iterable[tuple[Any, Any]] | None:
    """Names and members of a container in which parameters are found, else None.

    >>> list(parts_of({"a": 1})), list(parts_of((2, 3))), parts_of(4)
    ([('a', 1)], [(0, 2), (1, 3)], None)
    """
    if isinstance(holder, _SEQUENCES):
        return enumerate(holder)
    if callable(holder):  # activations, of which a network may have many
        return None
    if isinstance(holder, _MAPPINGS):
        return holder.items()
    if isinstance(holder, SimpleNamespace):
        return vars(holder).items()
    if isinstance(holder, np.ndarray) and holder.dtype == object:
        places = np.ndindex(holder.shape)
        return [(".".join(map(str, place)) or 0, holder[place]) for place in places]
    if is_dataclass(holder) and not isinstance(holder, type):
        return [(x.name, getattr(holder, x.name, None)) for x in fields(holder)]
    return None


class Tree:
    """Everything below one module, each thing once, in the order of assignment.

    Args:
        root: the module to search.
        kind: the base class of modules.

    Attributes:
        modules: `(name, module)` of each module, the root first, named `""`.

    >>> from nn import MLP
    >>> from nn.module.module import Module
    >>> tree = Tree(MLP(2, [3, 1], rng=0), Module)
    >>> len(tree.entries()), [name for name, module in tree.modules][:3]
    (13, ['', 'layers.0', 'layers.0.neurons.0'])
    """

    __slots__ = ("_empty", "_entries", "_frozen", "_kind", "_visited", "modules")

    def __init__(self, root: Any, kind: type) -> None:
        self._kind = kind
        self.modules: list[tuple[str, Any]] = []
        self._entries: dict[int, TreeEntry] = {}
        self._frozen: list[bool] = []
        self._empty: set[type] = {bool, int, float, str, type(None)}
        self._visited: set[tuple[int, bool]] = set()
        self._search(root, "", 0)

    def entries(self, frozen: bool = True) -> list[TreeEntry]:
        """The parameters; without those of frozen modules if `frozen` is False."""
        if frozen or not any(self._frozen):
            return list(self._entries.values())
        entries = self._entries.values()
        return [entry for entry in entries if not self._frozen[entry[3]]]

    def owner(self, entry: TreeEntry) -> tuple[str, Any]:
        """Name and module of the module that holds a parameter."""
        return self.modules[entry[3]]

    def _refuse(self, holder: Any, prefix: str, module: int) -> None:
        """Refuse a set or the like, if it holds parameters or modules."""
        for part in holder:
            # The items of a dict are pairs.
            for member in part if isinstance(part, tuple) else (part,):
                is_leaf = isinstance(member, Node) and member.is_leaf
                if is_leaf or isinstance(member, self._kind):
                    owner = type(self.modules[module][1]).__name__
                    raise TypeError(
                        f"{owner}: {prefix[:-1]} is a {type(holder).__name__} that "
                        f"holds a {type(member).__name__}; without order or names it "
                        "could be neither saved nor trained: make it a list or dict"
                    )

    def _search(self, holder: Any, prefix: str, module: int) -> None:
        """Add what `holder` holds; `module` is the index of the module around it."""
        is_module = isinstance(holder, self._kind)
        items = vars(holder).items() if is_module else parts_of(holder)
        if items is None:
            if not callable(holder) and isinstance(holder, _UNORDERED):
                self._refuse(holder, prefix, module)
            elif not isinstance(holder, np.ndarray):  # of which some hold objects
                self._empty.add(type(holder))
            return
        # A list of a frozen module may be shared by one that is not.
        visit = (id(holder), not is_module and self._frozen[module])
        if visit in self._visited:
            return
        self._visited.add(visit)
        if is_module:
            module = len(self.modules)
            self.modules.append((prefix[:-1], holder))
            self._frozen.append(bool(holder.frozen))  # type: ignore[attr-defined]
        entries = self._entries
        for name, part in items:
            # Parameters are many and their names are rarely used: the prefix and the
            # name are joined by the callers that need them.
            if isinstance(part, Node):
                if part.is_leaf:
                    key = id(part)
                    if key not in entries:
                        entries[key] = (part, prefix, name, module)
                    elif self._frozen[entries[key][3]] and not self._frozen[module]:
                        # A parameter that a frozen module shares is trained by another.
                        entries[key] = (*entries[key][:3], module)
            elif type(part) not in self._empty:
                self._search(part, f"{prefix}{name}.", module)
        if type(holder) is list:
            _warn_of_numbers(holder, prefix)


def _warn_of_numbers(holder: list[Any], prefix: str) -> None:
    """Warn of a number that stands in a list of parameters, as after `w[0] = 0.5`."""
    kinds = set(map(type, holder))
    numbers = {kind for kind in kinds if kind in _NUMBERS}
    if not numbers or not any(issubclass(kind, Node) for kind in kinds):
        return
    i = next(i for i, part in enumerate(holder) if type(part) in numbers)
    name = prefix[:-1]
    warn(
        f"{name}[{i}] is the number {holder[i]} among parameters, so it is not "
        f"trained; write {name}[{i}].data = ... to set a parameter, or make it a Value",
        UserWarning,
    )
