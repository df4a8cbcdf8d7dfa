"""`walk.run`, where a profile may be in force: it times each node as it sends.

It stands with the native code since sending is a method of C in the compiled build.
"""

from __future__ import annotations

from typing import Any

import autograd_core.engine.native.stacks as stacks
import autograd_core.engine.walk as walk
from autograd_core.engine.node import Node
from autograd_core.modes import modes, profiles

open_walks = 0
"""How many walks have begun to send and not ended; more than one in one another."""


def run(ready: list[Any]) -> None:
    """Let every node send its gradient, consumers first; time each for a profile."""
    global open_walks
    open_walks += 1
    try:
        if modes.in_force and profiles.active():
            _run_timed(ready)
        else:
            walk.run(ready)
    finally:
        open_walks -= 1


def _run_timed(ready: list[Any]) -> None:
    while len(ready) > stacks.EMPTY:
        node: Node = ready.pop()
        start = profiles.begin_step()
        try:
            node._send(ready)
        finally:
            profiles.end_step(node._rule, start)
