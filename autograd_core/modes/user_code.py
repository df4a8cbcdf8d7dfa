"""The user's line: the innermost frame outside this package and those built on it."""

from __future__ import annotations

import os
import sys
import warnings
from os.path import dirname
from types import FrameType

_own_folders: tuple[str, ...] = (f"{dirname(dirname(__file__))}{os.sep}",)


def add_package(init: str) -> None:
    """Look past the frames of a package built on this one: they are not the user's.

    Args:
        init: the path of its `__init__.py`.
    """
    global _own_folders
    _own_folders = (*_own_folders, f"{dirname(init)}{os.sep}")


def user_frame() -> tuple[FrameType | None, int]:
    """The innermost frame of the user's code, and its distance from the caller."""
    frame: FrameType | None = sys._getframe(1)
    distance = 0
    while frame is not None and frame.f_code.co_filename.startswith(_own_folders):
        frame = frame.f_back
        distance += 1
    return frame, distance


def user_line() -> str:
    """`file:line` of the user's code that is calling this package."""
    frame, _ = user_frame()
    if frame is None:
        return "an unknown line"
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def warn(message: str, category: type[Warning]) -> None:
    """Warn of something at the user's line."""
    _, distance = user_frame()
    warnings.warn(message, category, stacklevel=distance + 1)
