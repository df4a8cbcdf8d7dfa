"""The one way to write a file: completely, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path


def write_file(
    path: str | os.PathLike[str], content: bytes | bytearray | memoryview
) -> None:
    """Write a file so that it is there completely, or an older one stays as it was.

    The content goes to a temporary file in the same folder, which then replaces the
    target. Links are followed, and the permissions of an older file stay. A device or
    a pipe, such as /dev/stdout, is written directly.

    Args:
        path: the target; its folder must exist.
        content: all its bytes.

    Raises:
        OSError: the file cannot be written; `filename` is the path as it was passed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_file(f"{folder}/a", b"new")
    ...     Path(f"{folder}/a").read_bytes(), os.listdir(folder)
    (b'new', ['a'])
    """
    name = os.fspath(path)
    try:
        _write(Path(name), content)
    except OSError as error:
        # A system call may have failed on the temporary file, which the user does not
        # know. Errors without a number come from Python code and pass as they are.
        if error.errno is None:
            raise
        raise type(error)(error.errno, error.strerror, name) from None


def _write(path: Path, content: bytes | bytearray | memoryview) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    # A link is followed first, or else it would be replaced by a file.
    target = path.resolve()
    # Names are unique, so that two processes may write the same target, and short,
    # since a file name has at most 255 bytes.
    unique = f"{os.getpid()}.{secrets.token_hex(4)}.part"
    temporary = target.with_name(f".{target.name[:32]}.{unique}")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
