"""Which transforms are running, so that what happens inside them stays on their graph.

While `grad(f)` runs f, a derivative that f takes itself must be recorded if it depends
on an input of that run. A module of its own: the walks ask, and the transforms tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# By id. A function may compute a part of its result in another thread, so these are
# known to all threads, where the depth is that of one.
inputs: dict[int, Any] = {}
_depth: ContextVar[int] = ContextVar("depth", default=0)


@contextmanager
def transform_of(nodes: Sequence[Any]) -> Iterator[None]:
    """While the block runs, `nodes` are the inputs of a transform."""
    own = {id(each): each for each in nodes}
    inputs.update(own)
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)
        for each in own:
            del inputs[each]


def inside() -> bool:
    """Whether a transform is running in this thread.

    >>> inside()
    False
    """
    return _depth.get() > 0
