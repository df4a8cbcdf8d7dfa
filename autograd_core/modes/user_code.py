"""The user's line: the innermost frame outside this package and those beside it."""

from __future__ import annotations

import os
import sys
import warnings
from types import FrameType

from autograd_core.messages.clashes import PACKAGES
from autograd_core.messages.extras import ROOT

# Known before a package is imported: viz loads its modules when they are first used.
_OWN_FOLDERS = tuple(
    os.path.join(ROOT, package, "") for package in ("autograd_core", *PACKAGES)
)


def is_own_file(name: str) -> bool:
    """Whether a file belongs to this package or to nn, optim or viz."""
    return name.startswith(_OWN_FOLDERS)


def user_frame() -> tuple[FrameType | None, int]:
    """The innermost frame of the user's code, and its distance from the caller."""
    frame: FrameType | None = sys._getframe(1)
    distance = 0
    while frame is not None and is_own_file(frame.f_code.co_filename):
        frame = frame.f_back
        distance += 1
    return frame, distance


def user_line() -> str:
    """`file:line` of the user's code that is calling this package."""
    frame, _ = user_frame()
    if frame is None:
        return "an unknown line"
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def called_by_user(skip: tuple[str, ...]) -> str:
    """The function of this package that the user's code is calling, for messages.

    Args:
        skip: folders whose functions are not meant. Compiled functions have no frame;
            then it is what the user's line calls.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(skip):
        frame = frame.f_back
    name = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(skip) or not is_own_file(file):
            break
        name = _name_of(frame) or name
        frame = frame.f_back
    return name or f"what {user_line()} calls"


def _name_of(frame: FrameType) -> str:
    """The function of a frame; for a call of an object its class, "" for a wrapper."""
    name = frame.f_code.co_name
    if name not in ("__call__", "forward"):
        return "" if name == "wrapper" else name
    return type(frame.f_locals.get("self")).__name__


def warn(message: str, category: type[Warning]) -> None:
    """Warn of something at the user's line."""
    _, distance = user_frame()
    warnings.warn(message, category, stacklevel=distance + 1)
