"""`scope("hidden")`: names for parts of a graph, which diagrams draw as frames.

Outside every scope an op costs nothing more: a scope is a mode, and while no mode is in
force the engine does not look for scopes.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import TypeVar

from autograd_core.messages.operands import short_repr
from autograd_core.messages.types import NodeLike
from autograd_core.modes import blocks
from autograd_core.modes.blocks import Variable
from autograd_core.modes.modes import Mode
from autograd_core.modes.node_table import NodeTable

_open: Variable = ContextVar("scope", default=None)
_Node = TypeVar("_Node", bound=NodeLike)

_paths: NodeTable[tuple[str, ...]] = NodeTable()


class scope(Mode):
    """Put the nodes made inside into a part of the graph with a name.

    Use it as `with scope("hidden"):` or as a decorator `@scope("hidden")`. Scopes nest,
    and the same name may be opened again. Nothing but the picture changes: `viz.draw`
    frames the nodes of a scope, or folds them into one box.

    Args:
        name: any text that is not empty.

    Raises:
        TypeError: `name` is not a string.
        ValueError: `name` is empty.

    >>> from autograd_core import Value
    >>> with scope("net"), scope("hidden"):
    ...     h = Value(2.0) * 3.0
    >>> scope_of(h)
    ('net', 'hidden')

    Source: jax.named_scope for the idea.
    """

    variable = _open

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise TypeError(
                f"scope: expected a name, got {type(name).__name__} "
                f'{short_repr(name)}; e.g. with scope("hidden"):'
            )
        if not name:
            raise ValueError('scope: the name is empty; e.g. with scope("hidden"):')
        super().__init__()
        self.name = name

    def _recreate_cm(self) -> scope:
        return type(self)(self.name)


def scope_of(node: NodeLike) -> tuple[str, ...]:
    """The names of the scopes that a node was made in, the outermost first.

    >>> from autograd_core import Value
    >>> scope_of(Value(2.0))
    ()
    """
    return _paths.get(node) or ()


def scopes_in(nodes: Iterable[_Node]) -> dict[_Node, tuple[str, ...]]:
    """`scope_of` for those of many nodes that were made in a scope.

    >>> from autograd_core import Value
    >>> scopes_in([Value(2.0)])
    {}
    """
    if not _paths:
        return {}
    return {node: path for node in nodes if (path := _paths.get(node))}


def note(node: NodeLike) -> None:
    """Store the scopes that are open as those of a new node."""
    names = [
        block.manager.name
        for block in blocks.chain(_open)
        if isinstance(block.manager, scope)
    ]
    if names:
        _paths[node] = tuple(reversed(names))
