"""Packages that only some parts need, and one clear sentence when they are missing."""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtra(ImportError):
    """An optional package is not installed; the message says how to get it."""


def require(module: str, extra: str) -> Any:
    """The module, imported.

    Args:
        module: what to import, such as `rich.table`.
        extra: the extra of this project that installs it, such as `repl`.

    Raises:
        MissingExtra: it is not installed.

    >>> require("math", "repl").sqrt(4.0)
    2.0
    >>> require("no_such_module", "save")
    Traceback (most recent call last):
    nn.extras.MissingExtra: this needs no_such_module; install it with: pip ...
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != package:
            raise
        raise MissingExtra(
            f"this needs {package}; install it with: "
            f'pip install "autograd_core[{extra}]"'
        ) from None
