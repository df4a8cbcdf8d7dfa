"""Tracebacks of errors in the user's functions, without the frames of the checker."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, TypeVar

from autograd_core.testing.report import GradientMismatch

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

_ENGINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def hides_frames(
    check: Callable[_Parameters, _Result],
) -> Callable[_Parameters, _Result]:
    """A check whose errors come without the frames between the user's own.

    In pytest its own frame is hidden as well.
    """

    @functools.wraps(check)
    def checked(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        __tracebackhide__ = True
        try:
            return check(*args, **kwargs)
        except GradientMismatch as mismatch:
            # Its text is the report; the frames say nothing more.
            raise mismatch.with_traceback(None)  # noqa: B904  # it is the same error
        except Exception as error:
            frames = from_the_users_code(error.__traceback__)
            raise error.with_traceback(frames)  # noqa: B904

    return checked


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
