"""Two rows unpacked where PyTorch would give a pair."""

from __future__ import annotations

import opcode
import sys
from types import FrameType
from warnings import warn

_UNPACK = opcode.opmap["UNPACK_SEQUENCE"]


def warn_of_pair(name: str) -> None:
    """Warn if the code that iterates unpacks, as in `values, places = x.max(axis=1)`.

    Two rows fit two names, so Python would raise nothing, and `places` hold values.

    Args:
        name: the reduction, `max` or `min`.

    >>> from autograd_core import Tensor
    >>> rows = list(Tensor([[1.0, 3.0], [4.0, 2.0]]).max(axis=1))  # unpacks nothing
    """
    frame: FrameType | None = sys._getframe(1)
    level = 2
    # In the plain build the `__iter__` that calls this has a frame of its own.
    while frame and frame.f_globals.get("__name__", "").startswith("autograd_core."):
        frame, level = frame.f_back, level + 1
    if frame and frame.f_code.co_code[frame.f_lasti] == _UNPACK:
        warn(
            f"two rows of {name} are unpacked; if values and their places are meant, "
            f"as in PyTorch, write x.{name}(1) and x.arg{name}(1), else list(...)",
            UserWarning,
            stacklevel=level,
        )
