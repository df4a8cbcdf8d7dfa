"""The lines typed last, and which nodes each of them made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import ref

from autograd_core import Node, topological_order
from viz.graph.text_format import visible
from viz.graph.variable_names import names_in

MOST_LINES = 8
LONGEST = 300
MOST_NODES = 5_000
"""Of a line that makes more, only the results that variables hold are noted."""


class Lines:
    """A short memory of what was typed.

    >>> lines = Lines()
    >>> from autograd_core import Value
    >>> w = Value(2.0)
    >>> lines.note("w = Value(2.0)", {"w": w})
    >>> L = w * 3
    >>> lines.note("L = w * 3", {"w": w, "L": L})
    >>> lines.made([w, L], ["w", "L"])
    [['w = Value(2.0)', ['w']], ['L = w * 3', ['L']]]
    """

    def __init__(self) -> None:
        self._lines: deque[tuple[int, str]] = deque(maxlen=MOST_LINES)
        # By id, with a reference that tells whether it is still that node: a dict of
        # weak references would compare Tensors by `==`.
        self._made_by: dict[int, tuple[ref[Node], int]] = {}
        self._count = 0

    def note(self, code: str, variables: Mapping[str, Any]) -> None:
        """A line has run, and the variables hold what it made."""
        code = code.strip()
        if code:
            self._count += 1
            self._lines.append((self._count, code))
        for node in names_in(variables):
            self.note_result(node)

    def note_result(self, result: Node) -> None:
        """A node that no variable may hold, and those below it."""
        if self._line_of(result) is not None:
            return
        order: Sequence[Node] = topological_order(result)
        if len(order) > MOST_NODES:
            order = [result]
        for node in order:
            if self._line_of(node) is None:
                self._made_by[id(node)] = ref(node, self._forget(id(node))), self._count

    def _line_of(self, node: Node) -> int | None:
        reference, line = self._made_by.get(id(node), (None, 0))
        return line if reference is not None and reference() is node else None

    def _forget(self, place: int) -> Callable[[ref[Node]], None]:
        def forget(reference: ref[Node]) -> None:
            if self._made_by.get(place, (None,))[0] is reference:
                del self._made_by[place]

        return forget

    def made(self, origins: Sequence[Node], keys: Sequence[str]) -> list[list[Any]]:
        """Each line with the keys of the nodes that it made.

        Args:
            origins: of each node that is shown the one that the user made.
            keys: its key.
        """
        by_line: dict[int, list[str]] = {}
        for origin, key in zip(origins, keys, strict=True):
            by_line.setdefault(self._line_of(origin) or 0, []).append(key)
        return [[_shown(code), by_line.get(number, [])] for number, code in self._lines]


def _shown(code: str) -> str:
    lines = code.splitlines()
    return "\n".join([visible(line, LONGEST // 2) for line in lines[:6]])[:LONGEST]
