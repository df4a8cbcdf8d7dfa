"""Ctrl-C as a request: the present step is finished, then training stops."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """While it is entered, the first Ctrl-C calls a function instead of raising.

    The second one raises KeyboardInterrupt as usual. Outside the main thread, and where
    the program has its own handler, nothing changes.

    Args:
        on_interrupt: called at the first Ctrl-C.

    >>> import os
    >>> with Interrupts(lambda: print("finishing")):
    ...     os.kill(os.getpid(), signal.SIGINT)
    finishing
    """

    def __init__(self, on_interrupt: Callable[[], Any]) -> None:
        self._on_interrupt = on_interrupt
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._first)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _first(self, number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, self._before)
        self._on_interrupt()
