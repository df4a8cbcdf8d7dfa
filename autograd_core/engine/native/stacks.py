"""Stacks for the walks over a graph.

In the compiled build `stacks.pxd` replaces both names: there a stack starts with
entries that are never taken, because Cython pops fast only from a list that is more
than half full, and the stack of a walk is often short.
"""

from __future__ import annotations

from typing import Any

EMPTY = 0
"""The length of a stack that holds nothing to take."""


def new() -> list[Any]:
    """An empty stack."""
    return []
