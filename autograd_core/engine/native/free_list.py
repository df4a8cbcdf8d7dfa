"""Freeing a deep graph without a deep C stack.

Freeing a node may free its operands, and so on down: a chain of a million nodes would
nest a million calls. In the compiled build (`free_list.pxd`) the operands are set aside
from the second level on, and the outermost call frees them when it is done. The plain
build has no `__dealloc__`, and Python's own rules apply.
"""

from __future__ import annotations


def enter() -> bool:
    """Whether a node may free its operands here; it calls `leave` when they are."""
    return True


def leave() -> None:
    """Free what was set aside, if this is the outermost call."""


def set_aside(operand: object) -> None:
    """Let the outermost call free an operand."""
