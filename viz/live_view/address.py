"""The port and token of the last live page: a restarted Python takes them up again.

So a page that is still open finds the new Python. They stand in a file that only the
user may read; closing the page removes it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from pathlib import Path

_TOKEN = re.compile(r"[\w-]{24,64}")


def address_file() -> Path:
    """Where the address is kept: a folder of this user alone."""
    folder = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("LOCALAPPDATA")
    if folder and os.path.isdir(folder):
        return Path(folder) / "backprop-live.json"
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"backprop-live-{user}" / "address.json"


def remembered() -> tuple[int, str] | None:
    """The port and the token of the last page; None if there is none to trust."""
    path = address_file()
    try:
        status = path.stat()
        if hasattr(os, "getuid") and (
            status.st_uid != os.getuid() or status.st_mode & 0o077
        ):
            return None
        content = json.loads(path.read_text("utf-8"))
        port, token = content["port"], content["token"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not isinstance(port, int) or not 1024 <= port < 65536:
        return None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    return port, token


def remember(port: int, token: str) -> None:
    """Keep an address for the next Python; without a place for it, it is forgotten."""
    path = address_file()
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, 0o600), "w") as file:
            json.dump({"port": port, "token": token}, file)


def forget(token: str) -> None:
    """Remove the address of a page that was closed, if it is the last one."""
    known = remembered()
    if known is not None and known[1] == token:
        with contextlib.suppress(OSError):
            address_file().unlink()
