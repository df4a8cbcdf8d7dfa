"""What learners' code may not do: time, memory, files, network, other programs.

The limits of the system hold for everything. The rest is refused by an audit hook of
Python, which sees what goes through Python's own functions: accidents and simple
tricks, not a determined attacker, who needs a container.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

FILE_BYTES = 16_000_000
"""The largest file that may be written."""

PROGRAMS = (
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty"),
    *("os.posix_spawn", "os.spawn", "os.startfile", "os.startfile/2", "pty.spawn"),
)
OTHER_PROCESSES = ("os.kill", "os.killpg", "signal.pthread_kill")
CHANGES = (
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"),
    *("os.truncate", "os.chmod", "os.chown", "os.utime", "os.chflags", "os.chdir"),
    *("os.setxattr", "os.removexattr"),
)
"""Each has one path or two in front."""
ALWAYS = ("sqlite3.connect", "resource.setrlimit", "resource.prlimit", "syslog.syslog")
"""A database attaches files that no event names; limits stay as they are."""
UNSEEN = frozenset(
    {
        *("_gdbm", "_dbm", "readline"),
        *("_xxsubinterpreters", "_interpreters", "_testcapi"),
    }
)
"""Modules in C that write files, or run code without the hook, and raise no event."""
WITHOUT_EVENT = {
    "os": ("mkfifo", "mknod"),
    "posix": ("mkfifo", "mknod"),
    "subprocess": ("_fork_exec",),
    "_posixsubprocess": ("fork_exec",),
}
"""Functions by module that make files or processes, and raise no event."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit_resources(seconds: int, megabytes: int) -> None:
    """Limit the time of the processor, memory and files, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {
        "RLIMIT_CPU": seconds,
        "RLIMIT_AS": megabytes * 2**20,
        "RLIMIT_FSIZE": FILE_BYTES,
        "RLIMIT_CORE": 0,
    }
    for name, most in limits.items():
        # macOS knows RLIMIT_AS, and refuses to set it.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def forbid_the_rest(folder: str) -> None:
    """Refuse writing outside a folder, sockets, and other programs, from now on."""
    for name, functions in WITHOUT_EVENT.items():
        with contextlib.suppress(ImportError):
            module = importlib.import_module(name)
            for function in filter(partial(hasattr, module), functions):
                setattr(module, function, _refused(function))
    sys.addaudithook(_hook(os.path.realpath(folder)))


def _refused(name: str) -> Callable[..., None]:
    """Return what takes the place of a function."""

    def refuse(*arguments: Any, **options: Any) -> None:
        raise PermissionError(f"{name} is not allowed in an exercise")

    return refuse


def _hook(folder: str) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a hook with all that it uses: a module's names can be replaced."""
    inside, realpath, fsdecode = folder + os.sep, os.path.realpath, os.fsdecode
    isdir, devnull, writes = os.path.isdir, os.devnull, _WRITES
    programs, changes, unseen = {*PROGRAMS, *OTHER_PROCESSES}, {*CHANGES}, UNSEEN
    always, writing_modes = {*ALWAYS}, {*"wax+"}

    def refuse(action: str) -> None:
        raise PermissionError(f"{action} is not allowed in an exercise")

    def is_outside(path: Any) -> bool:
        if isinstance(path, int) or path is None:
            return False
        place = realpath(fsdecode(path))
        return place != folder and not place.startswith(inside) and place != devnull

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            # Some functions of C give a mode, and 0 for the flags: the log of TLS keys.
            written = isinstance(mode, str) and not writing_modes.isdisjoint(mode)
            if written or (isinstance(flags, int) and flags & writes):
                if is_outside(path):
                    refuse(f"writing {fsdecode(path)!r}")
            elif mode is None and not isinstance(path, int) and isdir(path):
                refuse("opening a folder")  # paths may be relative to it
        elif event in changes:
            for path in arguments[: 2 if event in ("os.rename", "os.link") else 1]:
                if is_outside(path):
                    refuse(f"changing {fsdecode(path)!r}")
            if event == "os.symlink" and is_outside(arguments[1]):
                refuse(f"changing {fsdecode(arguments[1])!r}")
        elif event in programs:
            refuse("starting or stopping a program")
        elif event.startswith("socket.") and event != "socket.gethostname":
            refuse("using the network")
        elif event in always or event.startswith(("ctypes.", "gc.get_")):
            refuse(event)
        elif event == "import" and arguments[0] in unseen:
            refuse(f"importing {arguments[0]}")

    return hook
