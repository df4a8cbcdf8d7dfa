"""The check that an argument is a module."""

from __future__ import annotations

from typing import Any

from autograd_core.extend import short_repr
from nn.module.module import Module


def checked_module(
    module: Any, where: str, *, expected: str = "a module", remedy: str = ""
) -> Module:
    """A module; anything else is refused.

    Args:
        module: the argument.
        where: the start of the error message.
        expected: what the function takes, in the message.
        remedy: the end of the message.

    Raises:
        TypeError: `module` is not a module.

    >>> checked_module(3, "prune")
    Traceback (most recent call last):
    TypeError: prune: expected a module, got int 3
    """
    if isinstance(module, Module):
        return module
    raise TypeError(
        f"{where}: expected {expected}, got {type(module).__name__} "
        f"{short_repr(module)}{remedy}"
    )
