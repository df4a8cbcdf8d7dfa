"""Modes of recording: `no_grad` and `detect_anomaly`.

A mode belongs to the running thread or task (a `ContextVar`). Reading one costs far
more than an op, so one process-wide count of the modes in force is kept beside them:
while it is 0, the engine asks nothing.
"""

from __future__ import annotations

import functools
import inspect
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ContextDecorator, contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

_ours: tuple[str, ...] = (f"{Path(__file__).parents[1]}{os.sep}",)

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


class _Block:
    """One `with` block: it may outlive its thread, and a context copied inside it."""

    __slots__ = ("alive", "mode", "outer")

    def __init__(self, mode: _Mode, outer: _Block | None) -> None:
        self.mode = mode
        self.outer = outer
        self.alive = True


def _innermost(block: _Block | None, mode: _Mode | None = None) -> _Block | None:
    """The nearest block that has not ended, of `mode` if one is given."""
    while block is not None:
        if block.alive and (mode is None or block.mode is mode):
            return block
        block = block.outer
    return None


_paused: ContextVar[_Block | None] = ContextVar("paused", default=None)
_anomaly: ContextVar[_Block | None] = ContextVar("anomaly", default=None)
_lines: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


class _Mode(ContextDecorator):
    """A context manager and decorator; one object may serve many threads at once."""

    _variable: ContextVar[_Block | None]

    def __init__(self, *wrong: object) -> None:
        if wrong:
            name = type(self).__name__
            raise TypeError(
                f"{name} takes no arguments: write @{name}() or with {name}()"
            )
        self._blocks: list[_Block] = []

    def __enter__(self) -> None:
        block = _Block(self, _innermost(self._variable.get()))
        self._blocks.append(block)
        self._variable.set(block)
        _change_count(1)

    def __exit__(self, *exception: object) -> None:
        here = self._variable.get()
        # A generator may be closed in another thread than the one that entered.
        block = _innermost(here, self) or self._blocks[-1]
        block.alive = False
        self._blocks.remove(block)
        self._variable.set(_innermost(here))
        _change_count(-1)

    def _recreate_cm(self) -> _Mode:
        return type(self)()

    def __call__(self, function: Any) -> Any:
        if inspect.iscoroutinefunction(function):
            return _coroutine_inside(self._recreate_cm, function)
        if inspect.isasyncgenfunction(function):
            return _async_generator_inside(self._recreate_cm, function)
        if inspect.isgeneratorfunction(function):
            return _generator_inside(self._recreate_cm, function)
        return super().__call__(function)


def _coroutine_inside(mode: Callable[[], _Mode], function: Any) -> Any:
    @functools.wraps(function)
    async def inside(*args: Any, **kwargs: Any) -> Any:
        with mode():
            return await function(*args, **kwargs)

    return inside


def _async_generator_inside(mode: Callable[[], _Mode], function: Any) -> Any:
    @functools.wraps(function)
    async def inside(*args: Any, **kwargs: Any) -> Any:
        inner = function(*args, **kwargs)
        try:
            while True:
                with mode():
                    try:
                        item = await anext(inner)
                    except StopAsyncIteration:
                        return
                yield item
        finally:
            await inner.aclose()

    return inside


def _generator_inside(mode: Callable[[], _Mode], function: Any) -> Any:
    """The mode holds while the generator runs, not while its consumer does."""

    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Any:
        inner = function(*args, **kwargs)
        resume, given = inner.send, None
        while True:
            with mode():
                try:
                    item = resume(given)
                except StopIteration as stop:
                    return stop.value
            try:
                resume, given = inner.send, (yield item)
            except GeneratorExit:
                with mode():
                    inner.close()
                raise
            except BaseException as error:
                resume, given = inner.throw, error

    return inside


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


@contextmanager
def recording_resumed() -> Iterator[None]:
    """Record here although the caller is inside `no_grad()`: a derivative needs it."""
    token = _paused.set(None)
    try:
        yield
    finally:
        _paused.reset(token)


def recording() -> bool:
    """Whether ops record nodes here, that is, outside `no_grad()`.

    >>> with no_grad():
    ...     recording()
    False
    """
    block = _paused.get()
    return block is None or _innermost(block) is None


def source_lines() -> WeakKeyDictionary[Any, str] | None:
    """The source line of each node made inside `detect_anomaly()`; None outside."""
    block = _anomaly.get()
    return None if block is None or _innermost(block) is None else _lines


def detecting() -> bool:
    """Whether ops and gradients are checked here, that is, inside `detect_anomaly()`.

    >>> with detect_anomaly():
    ...     detecting()
    True
    """
    return count > 0 and source_lines() is not None


def line_of(node: Any) -> str | None:
    """The source line of a node, where it and this are inside `detect_anomaly()`."""
    lines = source_lines()
    return None if lines is None else lines.get(node)


def add_package(init: str) -> None:
    """Look past the frames of a package built on this one: they are not the user's.

    Args:
        init: the path of its `__init__.py`.
    """
    global _ours
    _ours = (*_ours, f"{Path(init).parent}{os.sep}")


def user_frame() -> tuple[FrameType | None, int]:
    """The innermost frame of the user's, and its distance from the caller."""
    frame: FrameType | None = sys._getframe(1)
    distance = 0
    while frame is not None and frame.f_code.co_filename.startswith(_ours):
        frame = frame.f_back
        distance += 1
    return frame, distance


def user_line() -> str:
    """`file:line` of the user's code that is calling this package."""
    frame, _ = user_frame()
    if frame is None:
        return "an unknown line"
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"
