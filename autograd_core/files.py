"""The one way to write a file: completely, or not at all."""

from __future__ import annotations

import errno
import functools
import itertools
import os
import platform
import re
import secrets
import stat
import zlib
from contextlib import suppress
from typing import NoReturn

Path = str | os.PathLike[str]
Content = bytes | bytearray | memoryview

_REMEDIES = {
    errno.ENOENT: "there is no folder {}: create it first, or choose another path",
    errno.ENOTDIR: "a part of the path is a file; choose another path",
    errno.EISDIR: "add the name of a file",
    errno.EEXIST: "a part of the path is a file; choose another path",
    errno.EACCES: "choose a path in a folder that you may write to",
    errno.EPERM: "choose a path in a folder that you may write to",
    errno.EROFS: "choose a path in a folder that you may write to",
    errno.ENOSPC: "free some space, or choose a path on another disk",
    errno.EDQUOT: "free some space, or choose a path on another disk",
    errno.EFBIG: "raise the limit of the size of files, or write less",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "the link leads to itself; remove it",
}


def write_file(path: Path, content: Content, *, parents: bool = False) -> None:
    """Write a file so that it is there completely, or an older one stays as it was.

    The content goes to a temporary file in the same folder, which then replaces the
    target. Links are followed, and the permissions of an older file stay. A device or
    a pipe, such as /dev/stdout, is written directly. Temporary files in the folder
    that a process left behind when it was killed are removed.

    Args:
        path: the target.
        content: all its bytes.
        parents: whether folders that do not exist are created.

    Raises:
        OSError: the file cannot be written; `filename` is the path as it was passed,
            and the message ends with a remedy.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_file(f"{folder}/a", b"new")
    ...     write_file(f"{folder}/b/c", b"new")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory; there is no folder ...
    """
    name = os.fsdecode(path)
    try:
        if parents:
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        _write(name, content)
    except OSError as error:
        _fail(error, name)


def require_folder(path: Path) -> None:
    """Refuse a path in a folder that does not exist, before any work is done for it.

    Raises:
        OSError: the folder does not exist; as for `write_file`.

    >>> require_folder("picture.svg")
    """
    name = os.fsdecode(path)
    try:
        os.stat(os.path.join(os.path.dirname(name), os.curdir))
    except OSError as error:
        _fail(error, name)


def _fail(error: OSError, name: str) -> NoReturn:
    """Raise `error` again with the path that the user knows, and a remedy."""
    if error.errno is None:  # not of a system call
        raise error
    folder = os.path.dirname(os.path.realpath(name))
    remedy = _REMEDIES.get(error.errno, "choose another path").format(folder)
    raise type(error)(error.errno, f"{error.strerror}; {remedy}", name) from None


def _write(name: str, content: Content) -> None:
    if not os.path.basename(name):  # "" and "folder/"
        number = errno.EISDIR if name else errno.ENOENT
        raise OSError(number, os.strerror(number))
    older = _status(name)
    if older is not None and not stat.S_ISREG(older.st_mode):
        with open(name, "wb") as device:  # which fails for a folder
            device.write(content)
        return
    # A link is followed first, or else it would be replaced by a file.
    target = os.path.realpath(name)
    folder, base = os.path.split(target)
    _remove_orphans(folder)
    # Names are unique, so that two threads or processes may write the same target, and
    # short, since a file name has at most 255 bytes.
    unique = f"{_host()}-{os.getpid()}-{_TOKEN}-{next(_counter)}"
    temporary = os.path.join(folder, f".{base[:32]}.{unique}.part")
    try:
        # "x" creates the file, and fails if there is one, or a link. What replaces a
        # private file is private from the start.
        mode = 0o666 if older is None else 0o600
        with open(
            temporary, "xb", opener=functools.partial(os.open, mode=mode)
        ) as file:
            file.write(content)
            file.flush()
            if older is not None:
                _keep_owner_and_mode(temporary, older)
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _status(name: str) -> os.stat_result | None:
    """Return what the system knows of a file; None if there is none."""
    try:
        return os.stat(name)
    except FileNotFoundError:
        return None


def _keep_owner_and_mode(temporary: str, older: os.stat_result) -> None:
    # Neither exists on every file system, and only root may give a file away.
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(temporary, older.st_uid, older.st_gid)
    with suppress(OSError):
        os.chmod(temporary, stat.S_IMODE(older.st_mode))


def _sync_folder(folder: str) -> None:
    """Make the new name of a file survive a power failure, where that is possible."""
    with suppress(OSError):  # Windows, some network file systems, unreadable folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# -- temporary files of processes that were killed -------------------------------------

_TOKEN = secrets.token_hex(4)
"""Tells this process from an earlier one with the same number, as in containers."""

_counter = itertools.count()


@functools.cache
def _host() -> str:
    """A mark of the machine, or the container: numbers of processes hold inside it."""
    space = 0
    with suppress(OSError):
        space = os.stat("/proc/self/ns/pid").st_ino
    return f"{zlib.crc32(f'{platform.node()} {space}'.encode()):08x}"


def _remove_orphans(folder: str) -> None:
    pattern = re.compile(rf"\..*\.{_host()}-(\d+)-([0-9a-f]{{8}})-\d+\.part", re.DOTALL)
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            match = pattern.fullmatch(entry.name)
            if match and not _is_running(int(match[1]), match[2]):
                with suppress(OSError):
                    os.unlink(entry.path)


def _is_running(process: int, token: str) -> bool:
    """Whether the process that made a temporary file may still be writing it."""
    if process == os.getpid():
        return token == _TOKEN
    if os.name != "posix":  # elsewhere signal 0 would end the process
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # a process of another user
        return True
    return True
