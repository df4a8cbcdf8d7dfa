"""Facts about nodes, such as the line that made one, kept beside the nodes.

A `WeakKeyDictionary` would not do: it compares its keys by `==`, which compares the
numbers of nodes.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar
from weakref import ref

_Fact = TypeVar("_Fact")


class NodeTable(Generic[_Fact]):
    """One fact for each of some nodes, by identity; it goes when the node is freed.

    >>> from autograd_core import Value
    >>> lines: NodeTable[str] = NodeTable()
    >>> a = Value(2.0)
    >>> lines[a] = "line 1"
    >>> lines.get(a), lines.get(Value(2.0))
    ('line 1', None)
    >>> del a
    >>> len(lines)
    0
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: dict[int, tuple[ref[Any], _Fact]] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def __setitem__(self, node: Any, fact: _Fact) -> None:
        key, entries = id(node), self.entries
        entries[key] = ref(node, lambda _: entries.pop(key, None)), fact

    def get(self, node: Any) -> _Fact | None:
        """The fact about a node, None if there is none."""
        entry = self.entries.get(id(node))
        return None if entry is None else entry[1]
