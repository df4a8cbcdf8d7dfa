"""What a module holds: parameters and other modules, by attribute, list and dict."""

from __future__ import annotations

from typing import Any

from autograd_core import Node


class Tree:
    """Everything below one module, each thing once, in the order of assignment.

    Args:
        root: where to start.
        kind: the base class of modules.

    Attributes:
        parameters: `(node, prefix, key, owner)` of each leaf node; its name is
            `prefix + str(key)`.
        modules: `(name, module)` of each module, the root first, named `""`.

    >>> from nn import MLP
    >>> from nn.module import Module
    >>> tree = Tree(MLP(2, [3, 1], rng=0), Module)
    >>> len(tree.parameters), [name for name, module in tree.modules][:3]
    (13, ['', 'layers.0', 'layers.0.neurons.0'])
    """

    __slots__ = ("_kind", "_parameters", "_seen", "modules")

    def __init__(self, root: Any, kind: type) -> None:
        self._kind = kind
        self.modules: list[tuple[str, Any]] = []
        self._parameters: dict[int, tuple[Any, str, Any, Any]] = {}
        self._seen: set[tuple[int, bool]] = set()
        self._search(root, "", root)

    @property
    def parameters(self) -> list[tuple[Any, str, Any, Any]]:
        """The parameters, those of frozen modules among them."""
        return list(self._parameters.values())

    def _search(self, holder: Any, prefix: str, owner: Any) -> None:
        if isinstance(holder, (list, tuple)):
            items: Any = enumerate(holder)
        elif isinstance(holder, dict):
            items = holder.items()
        elif isinstance(holder, self._kind):
            items, owner = vars(holder).items(), holder
        else:
            return
        # A module that is frozen in one place may be shared by a list in another.
        key = (id(holder), owner.frozen)
        if key in self._seen:
            return
        self._seen.add(key)
        if owner is holder:
            self.modules.append((prefix[:-1], holder))
        for name, each in items:
            # Parameters are many and their names seldom wanted: no name is made here.
            if isinstance(each, Node):
                if each.is_leaf:
                    self._add(each, prefix, name, owner)
            elif not isinstance(each, (str, int, float)):
                self._search(each, f"{prefix}{name}.", owner)

    def _add(self, node: Any, prefix: str, name: Any, owner: Any) -> None:
        known = self._parameters.get(id(node))
        if known is None:
            self._parameters[id(node)] = (node, prefix, name, owner)
        elif known[3].frozen and not owner.frozen:
            # Whoever shares a parameter and trains it keeps it in training.
            self._parameters[id(node)] = (node, *known[1:3], owner)
