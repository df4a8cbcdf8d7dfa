"""`backward()`: what it refuses, and the walk that writes the gradients."""

from __future__ import annotations

import autograd_core.engine.native.one_step as one_step
import autograd_core.engine.native.timed_walk as timed_walk
import autograd_core.engine.walk as walk
from autograd_core.engine.native import locks
from autograd_core.engine.node import Node
from autograd_core.messages.types import Payload
from autograd_core.modes import modes, recordings, refusals
from autograd_core.modes.active_inputs import running
from autograd_core.modes.anomaly import check_walk
from autograd_core.modes.modes import in_force as modes_in_force


def backward(root: Node, seed: Payload) -> None:
    """Add `seed` times d root / d leaf to every leaf's `grad`; see `Value.backward`.

    The first pass of the walk counts the consumers of each result and sets its gradient
    to 0, so that leaves alone accumulate; in the second a node sends its gradient after
    all its consumers have sent theirs.
    """
    if root._unrecorded or modes_in_force or running:
        refuse_if_unrecorded(root, "backward()")
        # While grad(f) runs f, `.grad` could not be differentiated further.
        if running and walk.in_transform([root]):
            raise refusals.inside_transform(root)
    elif one_step.sent(root, seed):
        return
    with locks.walk_lock:
        if modes_in_force and modes.detecting():
            check_walk(walk.consumers_first([root]), root, seed)
        ready = walk.count_consumers([root], reset=True, stop=())
        root._seed(seed)
        timed_walk.run(ready)  # walk.run, but for a profile


def refuse_if_unrecorded(root: Node, call: str, in_no_grad: bool = True) -> None:
    """Raise where there is no graph to walk, or no place to record one.

    Args:
        root: where the walk would start.
        call: what the user called, for the message.
        in_no_grad: whether `call` is refused inside `no_grad()`.

    Raises:
        GraphError: inside `no_grad()`, or for a result computed there.
    """
    recordings.note_derivative(call)
    if in_no_grad and not modes.recording():
        raise refusals.paused(root, call)
    if root._unrecorded:
        raise refusals.unrecorded(root, call)
