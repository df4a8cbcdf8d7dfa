"""When a line has run: the prompts that tell, each in its own way.

IPython and notebooks have events. The console of `backprop repl` calls us. Python's own
prompt asks for `str(sys.ps1)` before each line, and that is a chance to look.
"""

from __future__ import annotations

import builtins
import code
import ctypes
import linecache
import sys
import threading
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from viz.graph.shell import running_shell


class Listener(Protocol):
    """Who is told of lines."""

    def before_line(self) -> None:
        """A line is about to run."""
        ...

    def after_line(self, code: str, last: Any) -> None:
        """A line has run; `last` is what its expression gave, or None."""
        ...


Detach = Callable[[], None]


class Console(code.InteractiveConsole):
    """Python's console, which tells listeners of each line."""

    running: ClassVar[Console | None] = None

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self.listeners: list[Listener] = []
        self._source = ""

    def interact(self, banner: str | None = None, exitmsg: str | None = None) -> None:
        """Read and run lines until the user leaves."""
        Console.running = self
        try:
            super().interact(banner, exitmsg)
        finally:
            Console.running = None

    def runsource(
        self, source: str, filename: str = "<input>", symbol: str = "single"
    ) -> bool:
        """Compile and run some source, and keep it for the listeners."""
        self._source = source
        return super().runsource(source, filename, symbol)

    def runcode(self, code: Any) -> None:
        """Run a line between the two calls of the listeners."""
        for listener in [*self.listeners]:
            listener.before_line()
        before = getattr(builtins, "_", None)
        super().runcode(code)
        last = getattr(builtins, "_", None)
        for listener in [*self.listeners]:
            listener.after_line(self._source, None if last is before else last)


def attach(listener: Listener) -> Detach | None:
    """Let the running prompt tell a listener of its lines; None if there is no prompt.

    Returns:
        What ends it.
    """
    if Console.running is not None:
        listeners = Console.running.listeners
        listeners.append(listener)
        return lambda: listeners.remove(listener)
    shell = running_shell()
    if shell is not None:
        return _attach_to_ipython(shell, listener)
    if hasattr(sys, "ps1") or sys.flags.interactive:
        return _attach_to_python(listener)
    return None


def _attach_to_ipython(shell: Any, listener: Listener) -> Detach:
    def before(info: Any = None) -> None:
        listener.before_line()

    def after(result: Any = None) -> None:
        info = getattr(result, "info", None)
        listener.after_line(
            getattr(info, "raw_cell", None) or "", getattr(result, "result", None)
        )

    shell.events.register("pre_run_cell", before)
    shell.events.register("post_run_cell", after)

    def detach() -> None:
        for event, function in (("pre_run_cell", before), ("post_run_cell", after)):
            if function in shell.events.callbacks.get(event, ()):
                shell.events.unregister(event, function)

    return detach


class _Prompt:
    """In the place of `sys.ps1`: Python asks for its text before each line."""

    def __init__(self, text: Any, listener: Listener) -> None:
        self._text = text
        self._listener = listener
        self._source = _Source()
        self._last = getattr(builtins, "_", None)

    def __str__(self) -> str:
        code = self._source.new()
        last = getattr(builtins, "_", None)
        if code is not None:
            self._listener.after_line(code, None if last is self._last else last)
            self._last = last
        return str(self._text)


class _Source:
    """The lines typed since the last time, as readline or Python 3.13 keep them."""

    def __init__(self) -> None:
        self._seen = self._count()

    def new(self) -> str | None:
        """The code; "" if it cannot be known, None if there is surely none."""
        first, count = self._seen, self._count()
        if count is None:
            return ""
        self._seen = count
        if first is None or count <= first:
            return None if _editing() else ""
        if _editing():
            return "".join(linecache.getlines(f"<python-input-{count - 1}>"))
        readline: Any = sys.modules["readline"]
        items = [readline.get_history_item(i + 1) for i in range(first, count)]
        return "\n".join([item for item in items if item])

    def _count(self) -> int | None:
        if _editing():
            return len([1 for name in linecache.cache if "<python-input-" in name])
        readline = sys.modules.get("readline")
        return readline.get_current_history_length() if readline else None


def _editing() -> bool:
    """Whether lines come from the editor that Python has since 3.13.

    It may be loaded and yet not be what reads them, as where PYTHON_BASIC_REPL is set.
    """
    frame: Any = sys._getframe()
    while frame is not None and not _is_editor(frame):
        frame = frame.f_back
    return frame is not None


def _is_editor(frame: Any) -> bool:
    return "_pyrepl" in frame.f_code.co_filename


def _attach_to_python(listener: Listener) -> Detach:
    before = getattr(sys, "ps1", ">>> ")
    prompt: Any = _Prompt(before, listener)
    sys.ps1 = prompt

    def detach() -> None:
        if sys.ps1 is prompt:
            sys.ps1 = before

    return detach


# A function that ctypes made must live as long as it may be called.
_pending: list[Any] = []


def call_at_next_line(function: Callable[[bool], None]) -> None:
    """Have the main thread call a function before the next line of the prompt runs.

    While the prompt waits, the main thread has no frame of Python; then the call is the
    first thing that the next line does. The editor of Python 3.13 has frames: there the
    call comes with the next key. A main thread that is busy with something else is left
    alone: it comes to a prompt by itself.

    Args:
        function: is told whether a line is being edited, where nothing may be printed.
    """
    main = threading.main_thread().ident
    frame = None if main is None else sys._current_frames().get(main)
    in_editor = frame is not None and _is_editor(frame)
    if frame is not None and not in_editor:
        return

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
    def call(_: Any) -> int:
        function(in_editor)
        return 0

    _pending[:] = [*_pending[-3:], call]
    ctypes.pythonapi.Py_AddPendingCall(call, None)
