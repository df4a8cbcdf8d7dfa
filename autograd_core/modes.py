"""Modes of recording: `no_grad` and `detect_anomaly`.

A mode belongs to the running thread or task (a `ContextVar`). Reading one costs far
more than an op, so one process-wide count of the modes in force is kept beside them:
while it is 0, the engine asks nothing.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import ContextDecorator
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

_paused: ContextVar[bool] = ContextVar("paused", default=False)
_anomaly: ContextVar[WeakKeyDictionary[Any, str] | None] = ContextVar(
    "anomaly", default=None
)
_PACKAGE = str(Path(__file__).parent)

count = 0
"""How many modes are in force in the whole process."""

_count_lock = threading.Lock()
_listeners: list[Callable[[int], None]] = []


def on_change(listener: Callable[[int], None]) -> None:
    """Call `listener(count)` whenever the count of modes in force changes."""
    _listeners.append(listener)


def _change_count(by: int) -> None:
    global count
    with _count_lock:
        count += by
        for listener in _listeners:
            listener(count)


class _Mode(ContextDecorator):
    """A context manager and decorator that sets one ContextVar while it lasts."""

    _variable: ContextVar[Any]

    def __init__(self) -> None:
        self._outer: list[Any] = []

    def _recreate_cm(self) -> _Mode:
        # A decorated function may run in several threads at once: a fresh one each.
        return type(self)()

    def _setting(self) -> Any:
        raise NotImplementedError

    def __enter__(self) -> None:
        self._outer.append(self._variable.get())
        self._variable.set(self._setting())
        _change_count(1)

    def __exit__(self, *exception: object) -> None:
        _change_count(-1)
        self._variable.set(self._outer.pop())


class no_grad(_Mode):
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

    def _setting(self) -> bool:
        return True


class detect_anomaly(_Mode):
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

    def _setting(self) -> WeakKeyDictionary[Any, str]:
        outer = _anomaly.get()
        return WeakKeyDictionary() if outer is None else outer


def recording() -> bool:
    """Whether ops record nodes here, that is, outside `no_grad()`.

    >>> with no_grad():
    ...     recording()
    False
    """
    return not _paused.get()


def source_lines() -> WeakKeyDictionary[Any, str] | None:
    """The source line of each node made inside `detect_anomaly()`; None outside."""
    return _anomaly.get()


def user_frame() -> tuple[FrameType | None, int]:
    """The innermost frame outside this package, and its distance from the caller."""
    frame: FrameType | None = sys._getframe(1)
    distance = 0
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        distance += 1
    return frame, distance


def user_line() -> str:
    """`file:line` of the user's code that is calling this package."""
    frame, _ = user_frame()
    if frame is None:
        return "an unknown line"
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
