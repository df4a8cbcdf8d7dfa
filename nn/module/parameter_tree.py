"""What a module holds: parameters and other modules, by attribute, list and dict."""

from __future__ import annotations

from typing import Any

from autograd_core import Node

Entry = tuple[Any, str, Any, int]
"""A parameter, the prefix and the key of its name, and the number of its module.

There may be millions: made of nothing that holds references itself, they are left alone
by the cyclic garbage collector.
"""


class Tree:
    """Everything below one module, each thing once, in the order of assignment.

    Args:
        root: where to start.
        kind: the base class of modules.

    Attributes:
        modules: `(name, module)` of each module, the root first, named `""`.

    >>> from nn import MLP
    >>> from nn.module.module import Module
    >>> tree = Tree(MLP(2, [3, 1], rng=0), Module)
    >>> len(tree.entries()), [name for name, module in tree.modules][:3]
    (13, ['', 'layers.0', 'layers.0.neurons.0'])
    """

    __slots__ = ("_entries", "_frozen", "_kind", "_seen", "modules")

    def __init__(self, root: Any, kind: type) -> None:
        self._kind = kind
        self.modules: list[tuple[str, Any]] = []
        self._entries: dict[int, Entry] = {}
        self._frozen: list[bool] = []
        self._seen: set[tuple[int, bool]] = set()
        self._search(root, "", 0)

    def entries(self, frozen: bool = True) -> list[Entry]:
        """The parameters; without those of frozen modules if `frozen` is False."""
        if frozen or not any(self._frozen):
            return list(self._entries.values())
        return [each for each in self._entries.values() if not self._frozen[each[3]]]

    def owner(self, entry: Entry) -> tuple[str, Any]:
        """Name and module of the module that holds a parameter."""
        return self.modules[entry[3]]

    def _search(self, holder: Any, prefix: str, owner: int) -> None:
        if isinstance(holder, (list, tuple)):
            items: Any = enumerate(holder)
        elif isinstance(holder, dict):
            items = holder.items()
        elif isinstance(holder, self._kind):
            items = vars(holder).items()
        else:
            return
        is_module = isinstance(holder, self._kind)
        # A list of a frozen module may be shared by one that is not.
        here = (id(holder), not is_module and self._frozen[owner])
        if here in self._seen:
            return
        self._seen.add(here)
        if is_module:
            owner = len(self.modules)
            self.modules.append((prefix[:-1], holder))
            self._frozen.append(bool(holder.frozen))  # type: ignore[attr-defined]
        entries = self._entries
        for name, each in items:
            # Parameters are many and their names seldom wanted: no name is made here.
            if isinstance(each, Node):
                if each.is_leaf:
                    key = id(each)
                    if key not in entries:
                        entries[key] = (each, prefix, name, owner)
                    elif self._frozen[entries[key][3]] and not self._frozen[owner]:
                        # Whoever shares a parameter and trains it keeps it in training.
                        entries[key] = (*entries[key][:3], owner)
            elif not isinstance(each, (str, int, float)):
                self._search(each, f"{prefix}{name}.", owner)
