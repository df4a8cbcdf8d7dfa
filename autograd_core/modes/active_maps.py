"""The runs of `vmap` that call their function in this thread, the outermost first.

The transforms look here: an input that a transform makes inside a mapped function is
one for each example. What is in the list belongs to a folder above this one.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

_levels: ContextVar[tuple[Any, ...]] = ContextVar("maps", default=())


def levels() -> tuple[Any, ...]:
    """The runs, of the class `transforms.batching.Level`.

    >>> levels()
    ()
    """
    return _levels.get()


class inside:
    """While the block runs, a level is the innermost."""

    def __init__(self, level: Any) -> None:
        self.level = level

    def __enter__(self) -> None:
        self.level.running = True
        self.token = _levels.set((*levels(), self.level))

    def __exit__(self, *exception: object) -> None:
        self.level.running = False
        _levels.reset(self.token)
