"""Search of a module for parameters and modules in attributes, lists and dicts."""

from __future__ import annotations

from typing import Any

from autograd_core import Node

TreeEntry = tuple[Any, str, Any, int]
"""A parameter, the prefix and the key of its name, and the index of its module.

There may be millions. A tuple of things that hold no references themselves is skipped
by the cyclic garbage collector.
"""


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

    __slots__ = ("_entries", "_frozen", "_kind", "_visited", "modules")

    def __init__(self, root: Any, kind: type) -> None:
        self._kind = kind
        self.modules: list[tuple[str, Any]] = []
        self._entries: dict[int, TreeEntry] = {}
        self._frozen: list[bool] = []
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

    def _search(self, holder: Any, prefix: str, module: int) -> None:
        """Add what `holder` holds; `module` is the index of the module around it."""
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
            elif not isinstance(part, (str, int, float)):
                self._search(part, f"{prefix}{name}.", module)
