"""Tracebacks of errors in the user's functions, without the frames of the checker."""

from __future__ import annotations

import os
from types import TracebackType

_ENGINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def from_the_users_code(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback from the first frame that is not the package's own.

    The frames of the package that the user's function called stay.

    Args:
        traceback: of an error that passed through `check_gradient`.

    Returns:
        The whole traceback if all frames are of the package.
    """
    entry = traceback
    while entry is not None and _is_ours(entry.tb_frame.f_code.co_filename):
        entry = entry.tb_next
    return traceback if entry is None else entry


def _is_ours(filename: str) -> bool:
    # Compiled modules have paths relative to the project.
    return filename.startswith((_ENGINE, "autograd_core" + os.sep, "autograd_core/"))
