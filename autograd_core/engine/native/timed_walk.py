"""`walk.run` while a profile is in force: each node is timed as it sends its gradient.

It stands with the native code since sending is a method of C in the compiled build.
"""

from __future__ import annotations

from typing import Any

import autograd_core.engine.native.stacks as stacks
from autograd_core.engine.node import Node
from autograd_core.modes import profiles


def run(ready: list[Any]) -> None:
    """Let every node send its gradient, consumers first, and time each."""
    while len(ready) > stacks.EMPTY:
        node: Node = ready.pop()
        start = profiles.begin_step()
        try:
            node._send(ready)
        finally:
            profiles.end_step(node._rule, start)
