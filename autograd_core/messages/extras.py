"""Optional packages: imported where a part needs one, with one sentence if missing."""

from __future__ import annotations

import importlib
from typing import Any


class MissingExtra(ImportError):
    """An optional package is not installed; the message says how to get it."""


def require(module: str, extra: str | None, package: str | None = None) -> Any:
    """The module, imported.

    Args:
        module: what to import, such as `sklearn.datasets`.
        extra: the extra of this project that installs it, such as `data`; None if it is
            in none.
        package: its name for pip, if that is another one.

    Raises:
        MissingExtra: it is not installed.

    >>> require("math", "data").sqrt(4.0)
    2.0
    >>> require("no_such_module", "data", "no-such-package")
    Traceback (most recent call last):
    autograd_core.messages.extras.MissingExtra: this needs no-such-package; ...
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        top = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != top:
            raise
        name = f'"autograd_core[{extra}]"' if extra else package or top
        raise MissingExtra(
            f"this needs {package or top}; install it with: pip install {name}"
        ) from None
