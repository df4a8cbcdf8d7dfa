"""The inputs of the transforms that are running.

While `grad(f)` runs f, a derivative that f takes itself must be recorded if it depends
on an input of that run. The transforms write these inputs and the walks of the engine
read them, so they stand in a module below both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from autograd_core.messages.types import NodeLike

# By id. A function may compute a part of its result in another thread, so all threads
# see these inputs; the depth belongs to one thread.
inputs: dict[int, Any] = {}
_depth: ContextVar[int] = ContextVar("depth", default=0)


@contextmanager
def transform_of(nodes: Sequence[NodeLike]) -> Iterator[None]:
    """While the block runs, `nodes` are the inputs of a transform."""
    by_id = {id(node): node for node in nodes}
    inputs.update(by_id)
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)
        for key in by_id:
            del inputs[key]


def inside() -> bool:
    """Whether a transform is running in this thread.

    >>> inside()
    False
    """
    return _depth.get() > 0
