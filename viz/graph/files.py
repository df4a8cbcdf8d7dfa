"""Writing files: whole or not at all, and with a word about what went wrong."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Args:
        target: where to; a device such as /dev/stdout is written directly.
        content: its bytes.

    Raises:
        OSError: it cannot be written; the message names the path and the remedy.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
            return
        try:
            aside.write_bytes(content)
            os.replace(aside, target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise type(error)(
            f"cannot write {target}: {error.strerror or error}; "
            "choose another path, in a folder you may write to"
        ) from None


def require_folder(target: Path) -> None:
    """Refuse a path in a folder that is not there.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"cannot write {target}: there is no folder {target.parent}; "
            "create it first, or choose another path"
        )
