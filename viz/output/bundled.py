"""The Graphviz of the pygraphviz wheel, in a process that stays for the next picture.

To start Python and load Graphviz takes a tenth of a second; a picture, a thousandth.
"""

from __future__ import annotations

import atexit
import os
import struct
import subprocess
import sys
import tempfile
from typing import IO

NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""For Windows, which would open one for each process; elsewhere 0."""

# A request is the format, the resolution and the DOT text; the answer is the picture,
# or b"" where Graphviz refused the text. What the C library says about it stands in the
# file that is the process's standard error.
_PROGRAM = """
import signal, struct, sys, traceback
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a prompt is not meant for it
sys.path[:] = sys.argv[1:]
from pygraphviz import AGraph
stream, answers = sys.stdin.buffer, sys.stdout.buffer
while head := stream.read(12):
    format, dpi, source = (stream.read(n).decode() for n in struct.unpack("=3I", head))
    try:
        graph = AGraph(string=source)
        if dpi:
            graph.graph_attr["dpi"] = dpi
        picture = graph.draw(format=format, prog="dot")
    except Exception:
        traceback.print_exc()
        picture = b""
    sys.stderr.flush()
    answers.write(struct.pack("=I", len(picture)) + picture)
    answers.flush()
"""


class _Process:
    """A process that draws one picture after the other."""

    def __init__(self) -> None:
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
        # The search path without the current folder, where any file may lie. Python
        # need not look for packages by itself (-I, -S): that is a quarter of its start.
        paths = [os.path.abspath(path) for path in sys.path if path]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            creationflags=NO_WINDOW,
            cwd=tempfile.gettempdir(),  # else the folder of today could not be deleted
        )

    def draw(self, *request: str) -> tuple[bytes, str]:
        """The picture, b"" if there is none, and what Graphviz said.

        Raises:
            EOFError: the process has ended.
        """
        parts = [part.encode() for part in request]
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise EOFError
        try:
            stdin.write(struct.pack("=3I", *map(len, parts)) + b"".join(parts))
            stdin.flush()
        except OSError as error:
            raise EOFError from error
        head = stdout.read(4)
        size = struct.unpack("=I", head)[0] if len(head) == 4 else 0
        picture = stdout.read(size)
        if len(head) < 4 or len(picture) < size:
            raise EOFError
        return picture, self.said()

    def said(self) -> str:
        """What was written to standard error since the last call."""
        self._said.seek(0)
        text = self._said.read().decode(errors="replace")
        self._said.seek(0)
        self._said.truncate()
        return text

    def waits(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def end(self) -> int:
        """End the process at once; return its status."""
        self._process.kill()
        self._process.communicate()
        self._said.close()
        return self._process.returncode


_idle: list[_Process] = []
# A forked child must not talk to its parent's processes.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()


def draw(source: str, format: str, dpi: str) -> tuple[bytes, str, int]:
    """Lay out DOT text and draw it with the Graphviz in the pygraphviz wheel.

    Threads that draw at the same time get a process each.

    Returns:
        The picture, b"" if there is none; what Graphviz said; 0, or the status with
        which its process ended.

    Raises:
        OSError: the process cannot be started.

    >>> picture, _, status = draw("digraph { a -> b }", "svg", "")
    >>> picture.split()[0], status
    (b'<?xml', 0)
    """
    process = _ready()
    try:
        picture, said = process.draw(format, dpi, source)
    except EOFError:
        said = process.said()
        return b"", said, process.end()
    except BaseException:  # Ctrl-C: the layout may take hours
        process.end()
        raise
    _idle.append(process)
    return picture, said, 0


def _ready() -> _Process:
    """A process that waits for a picture to draw, a new one if there is none."""
    while True:
        try:
            process = _idle.pop()
        except IndexError:
            return _Process()
        if process.waits():
            return process
        process.end()
