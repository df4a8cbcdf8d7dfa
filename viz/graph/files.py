"""Files that viz writes: a message that names the path and the remedy."""

from __future__ import annotations

from pathlib import Path

from autograd_core.extend import write_file


def write_whole(target: Path, content: bytes) -> None:
    """Write a file completely, or leave an older one as it was.

    Args:
        target: where to; a device such as /dev/stdout is written directly.
        content: its bytes.

    Raises:
        OSError: it cannot be written; the message names the path and the remedy.
    """
    try:
        write_file(target, content)
    except OSError as error:
        raise type(error)(
            f"cannot write {target}: {error.strerror or error}; "
            "choose another path, in a folder you may write to"
        ) from None


def require_folder(target: Path) -> None:
    """Refuse a path in a folder that is not there.

    Raises:
        FileNotFoundError: the folder does not exist.
    """
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"cannot write {target}: there is no folder {target.parent}; "
            "create it first, or choose another path"
        )
