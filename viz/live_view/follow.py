"""Which result the page shows: a name that is watched, or the last one made."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from autograd_core import Node

MOST_NAMES = 40


class Follower:
    """Finds the result to show among the user's variables.

    Args:
        name: the variable to watch; None for whatever was made last.
        node: a result that no variable holds.
    """

    def __init__(self, name: str | None = None, node: Node | None = None) -> None:
        self.name = name
        self.shown = name or ""
        self._node = node
        self._known: dict[str, Node] = {}

    def watch(self, name: str | None) -> None:
        """Watch another variable; None for whatever is made last."""
        self.name, self._node = name, None
        self.shown = name or self.shown

    def find(
        self, variables: Mapping[str, Any], code: str = "", last: Any = None
    ) -> tuple[str, Any]:
        """The name and content of what to show; `("", None)` if there is nothing.

        Args:
            variables: the user's.
            code: the line that has run.
            last: what its expression gave.

        >>> from autograd_core import Value
        >>> w = Value(0.5)
        >>> follower, L = Follower(), w * 3
        >>> follower.find({"w": w, "L": L}, "L = w * 3")[0]
        'L'
        """
        if self.name:
            return self.name, variables.get(self.name)
        results = dict(results_in(variables))
        new = {
            name for name, node in results.items() if self._known.get(name) is not node
        }
        self._known = results
        by_code = [name for name in assigned_names(code) if name in new]
        if is_result(last):
            same = [name for name, node in results.items() if node is last]
            self.shown, self._node = (same[-1], None) if same else ("", last)
        elif by_code:
            self.shown, self._node = by_code[-1], None
        elif new:
            self.shown = [name for name in results if name in new][-1]
            self._node = None
        if self._node is not None:
            return "the last result", self._node
        return (
            (self.shown, results[self.shown]) if self.shown in results else ("", None)
        )


def results_in(variables: Mapping[str, Any]) -> Iterator[tuple[str, Node]]:
    """The variables that hold results, those of Python itself left out."""
    for name, content in [*variables.items()]:
        if is_result(content) and isinstance(name, str) and not name.startswith("_"):
            yield name, content


def is_result(content: Any) -> bool:
    """Whether something is a node that was computed from others."""
    return isinstance(content, Node) and not content.is_leaf


def assigned_names(code: str) -> list[str]:
    """The variables that a piece of code assigns to, in their order.

    >>> assigned_names("a, b = 1, 2\\nfor i in x: c += 1")
    ['a', 'b', 'i', 'c']
    >>> assigned_names("%timeit x")
    []
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    names = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    in_order = sorted(names, key=lambda node: (node.lineno, node.col_offset))
    return [node.id for node in in_order]
