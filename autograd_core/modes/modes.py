"""Modes of recording: `no_grad` and `detect_anomaly`.

A mode belongs to the running thread or task (a `ContextVar`). Reading one costs far
more than an op, so the number of modes in force in the whole process is kept as well:
while it is 0, the engine reads no mode.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ContextDecorator, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from autograd_core.messages.types import NodeLike
from autograd_core.modes.decorators import inside_mode
from autograd_core.modes.node_table import NodeTable

_F = TypeVar("_F", bound=Callable[..., Any])

in_force = 0
"""The number of modes in force in the whole process."""

_in_force_lock = threading.Lock()
_listeners: list[Callable[[int], None]] = []


def on_change(listener: Callable[[int], None]) -> None:
    """Call `listener(in_force)` whenever the number of modes in force changes."""
    _listeners.append(listener)


def _change_in_force(by: int) -> None:
    global in_force
    with _in_force_lock:
        in_force += by
        for listener in _listeners:
            listener(in_force)


class Block:
    """One `with` block of a mode.

    Contexts that were copied inside a block (tasks, `copy_context`) point at it after
    it has ended, and a generator may be closed in another thread than the one that
    entered its block. So a block is not taken out of a context but marked as ended.
    """

    __slots__ = ("active", "mode", "outer")

    def __init__(self, mode: Mode, outer: Block | None) -> None:
        self.mode = mode
        self.outer = outer
        self.active = True


def _innermost(block: Block | None, mode: Mode | None = None) -> Block | None:
    """The innermost block that has not ended; with `mode`, of that mode."""
    while block is not None:
        if block.active and (mode is None or block.mode is mode):
            return block
        block = block.outer
    return None


_paused: ContextVar[Block | None] = ContextVar("paused", default=None)
_anomaly: ContextVar[Block | None] = ContextVar("anomaly", default=None)
_lines: NodeTable[str] = NodeTable()


class Mode(ContextDecorator):
    """A context manager and decorator; one object may serve many threads at once."""

    _variable: ContextVar[Block | None]

    def __init__(self, *arguments: object) -> None:
        if arguments:
            name = type(self).__name__
            raise TypeError(
                f"{name} takes no arguments: write @{name}() or with {name}()"
            )
        self._blocks: list[Block] = []

    def __enter__(self) -> None:
        # Ended blocks are skipped, or a loop in a copied context would chain them up.
        block = Block(self, _innermost(self._variable.get()))
        self._blocks.append(block)
        self._variable.set(block)
        _change_in_force(1)

    def __exit__(self, *exception: object) -> None:
        current = self._variable.get()
        # Closed in another thread: this context lacks the block, the object has it.
        block = _innermost(current, self) or self._blocks[-1]
        block.active = False
        self._blocks.remove(block)
        self._variable.set(_innermost(current))
        _change_in_force(-1)

    def _recreate_cm(self) -> Mode:
        return type(self)()

    def __call__(self, function: _F) -> _F:
        """The function, run inside the mode."""
        return inside_mode(self._recreate_cm, function) or super().__call__(function)


class no_grad(Mode):
    """Compute without recording: results have no parents and take no memory.

    Use it as `with no_grad():` or as a decorator `@no_grad()`.

    >>> from autograd_core import Value
    >>> a = Value(2.0)
    >>> with no_grad():
    ...     b = a * 3
    >>> b.parents
    ()
    """

    _variable = _paused


class detect_anomaly(Mode):
    """Stop at the first result or gradient that is inf or nan, and say where.

    Inside the block every op is checked, every node remembers the source line that
    made it, and `backward()` checks each gradient before it writes any. The error
    names the op, its operands, their labels and the line. Expect ops to be several
    times slower.

    >>> from autograd_core import Value, NonFiniteError
    >>> with detect_anomaly():
    ...     try:
    ...         Value(0.0, label="p").log()
    ...     except NonFiniteError as error:
    ...         print(str(error).splitlines()[0])
    log(p = 0.0) gave -inf
    """

    _variable = _anomaly


@contextmanager
def recording_resumed() -> Iterator[None]:
    """Record although the caller is inside `no_grad()`: a derivative needs it."""
    token = _paused.set(None)
    try:
        yield
    finally:
        _paused.reset(token)


def recording() -> bool:
    """Whether ops record nodes, that is, outside `no_grad()`.

    >>> with no_grad():
    ...     recording()
    False
    """
    block = _paused.get()
    return block is None or _innermost(block) is None


def source_lines() -> NodeTable[str] | None:
    """The source line of each node made inside `detect_anomaly()`; None outside."""
    block = _anomaly.get()
    return None if block is None or _innermost(block) is None else _lines


def detecting() -> bool:
    """Whether ops and gradients are checked, that is, inside `detect_anomaly()`.

    >>> with detect_anomaly():
    ...     detecting()
    True
    """
    return in_force > 0 and source_lines() is not None


def line_of(node: NodeLike) -> str | None:
    """The source line of a node, where it and this are inside `detect_anomaly()`."""
    lines = source_lines()
    return None if lines is None else lines.get(node)
