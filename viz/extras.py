"""Packages that only some parts need, and one clear sentence when they are missing."""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtra(ImportError):
    """An optional package is not installed; the message says how to get it."""


def require(module: str, package: str | None = None) -> Any:
    """The module, imported.

    Args:
        module: what to import, such as `sklearn.datasets`.
        package: what pip calls it, if that is another name.

    Raises:
        MissingExtra: it is not installed.

    >>> require("math").sqrt(4.0)
    2.0
    >>> require("no_such_module", "no-such-package")
    Traceback (most recent call last):
    viz.extras.MissingExtra: this needs no-such-package; install it with: pip ...
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != module.partition(".")[0]:
            raise
        name = package or module.partition(".")[0]
        raise MissingExtra(
            f'this needs {name}; install it with: pip install "autograd_core[all]"'
        ) from None
