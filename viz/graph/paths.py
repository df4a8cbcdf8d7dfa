"""Where to write a file, checked before anything is made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograd_core.extend import short_repr


def checked_path(where: str, path: Any, example: str) -> Path:
    """A path that names something.

    Args:
        where: the function that it is an argument of.
        path: what was given.
        example: a path that would do.

    Raises:
        TypeError: it is not a path.
        ValueError: it is empty, or has a character that no path has.

    >>> checked_path("save", "graph.svg", "graph.svg").name
    'graph.svg'
    """
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(
            f"{where}: path must name a file, such as {example!r}, got "
            f"{type(path).__name__} {short_repr(path, 40)}"
        )
    text = os.fspath(path)
    if not text or "\0" in text:
        raise ValueError(
            f"{where}: {short_repr(text, 40)} names no file; give a name such as "
            f"{example!r}"
        )
    return Path(path)
