"""The inputs of the transforms that are running.

While `grad(f)` runs f, a derivative that f takes itself must be recorded if it depends
on an input of that run, and a number that depends on one may not leave the graph: it
would count as a constant. The transforms write these inputs and the walks of the engine
read them, so they stand in a module below both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import describe
from autograd_core.messages.types import NodeLike

# By id. A function may compute a part of its result in another thread, so all threads
# see these inputs; when the innermost transform began is known in one thread.
inputs: dict[int, Any] = {}
_begin: ContextVar[int] = ContextVar("begin", default=0)


@contextmanager
def transform_of(nodes: Sequence[NodeLike], begin: int) -> Iterator[None]:
    """While the block runs, `nodes` are the inputs of a transform begun at `begin`."""
    by_id = {id(node): node for node in nodes}
    inputs.update(by_id)
    token = _begin.set(begin)
    try:
        yield
    finally:
        _begin.reset(token)
        for key in by_id:
            del inputs[key]


def left_the_graph(node: NodeLike) -> GraphError:
    """The error for reading the number of a node that depends on an input."""
    return GraphError(
        f"the number of {describe(node)} was read (data, item(), numpy()) inside a "
        "function that a transform differentiates: it would count as a constant, and "
        "its derivative be lost; compute with the node itself, or use detach() if a "
        "constant is meant, e.g. x.detach().data"
    )


def lost_by_backward(root: NodeLike) -> GraphError:
    """The error for `backward()` of a node that depends on an input."""
    return GraphError(
        f"backward() of {describe(root)} inside a function that a transform "
        "differentiates: grad is a plain number or array, through which no "
        "derivative goes; use gradients(output, input), which gives nodes there"
    )


def begin_of_innermost() -> int:
    """When the transform began that is running in this thread; 0 if none is.

    >>> begin_of_innermost()
    0
    """
    return _begin.get()
