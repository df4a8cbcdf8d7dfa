"""Hyperparameters: declared once with their ranges, checked at construction.

The ranges of numbers are in `optim.checks.ranges`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.extend import short_repr

Check = Callable[[str, Any], Any]
"""`check(name, value)` returns the value as it is kept, or raises."""

REQUIRED: Any = object()
"""In place of a default: the setting must be given."""


def setting(default: Any, check: Check) -> Any:
    """A field of a rule or schedule: its default, and what its values must pass.

    Without a default, `REQUIRED`, it must be given.

    >>> from dataclasses import dataclass
    >>> from optim.checks.ranges import at_least_zero
    >>> @dataclass(frozen=True)
    ... class Rule:
    ...     lr: float = setting(0.1, at_least_zero)
    ...
    ...     def __post_init__(self):
    ...         check_settings(self, "Rule")
    >>> Rule(lr=-1)
    Traceback (most recent call last):
    ValueError: Rule: lr must be finite and >= 0, got -1
    """
    metadata = {"check": check}
    if default is REQUIRED:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def check_settings(rule: Any, where: str) -> None:
    """Check all fields of a frozen dataclass, and keep plain floats in them.

    A NumPy float64 left in a rule would turn float32 parameters into float64.

    Raises:
        TypeError: a field is of the wrong kind; the message opens with `where`.
        ValueError: a field is out of its range.
    """
    for field in dataclasses.fields(rule):
        check = field.metadata.get("check")
        if check is not None:
            try:
                value = check(field.name, getattr(rule, field.name))
            except (TypeError, ValueError) as error:
                raise type(error)(f"{where}: {error}") from None
            object.__setattr__(rule, field.name, value)


def one_of(*choices: str) -> Check:
    """One of a few words.

    >>> one_of("cos", "linear")("anneal", "cosine")
    Traceback (most recent call last):
    ValueError: anneal must be 'cos' or 'linear', got 'cosine'
    """

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(
                f"{name} must be {' or '.join(map(repr, choices))}, got "
                f"{short_repr(value)}"
            )
        return value

    return check


def text(name: str, value: Any) -> str:
    """A string.

    >>> text("monitor", 5)
    Traceback (most recent call last):
    TypeError: monitor must be a string, got int 5
    """
    if not isinstance(value, str):
        raise TypeError(
            f"{name} must be a string, got {type(value).__name__} {short_repr(value)}"
        )
    return value


def flag(name: str, value: Any) -> bool:
    """True or False.

    >>> flag("nesterov", 0.9)
    Traceback (most recent call last):
    TypeError: nesterov must be True or False, got float 0.9
    """
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(
            f"{name} must be True or False, got {type(value).__name__} "
            f"{short_repr(value)}"
        )
    return bool(value)
