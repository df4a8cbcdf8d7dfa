"""Signatures of compiled classes and functions, of which `inspect` finds none."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

_KIND = inspect.Parameter.POSITIONAL_OR_KEYWORD


def signature_of(*names: str, **defaults: Any) -> inspect.Signature:
    """The signature with these parameters, in order.

    >>> signature_of("data", label="")
    <Signature (data, label='')>
    """
    required = [inspect.Parameter(name, _KIND) for name in names]
    optional = [inspect.Parameter(n, _KIND, default=d) for n, d in defaults.items()]
    return inspect.Signature([*required, *optional])


def signature_or_any(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of a function; of one written in C, perhaps that of any.

    Ufuncs have one since NumPy 2.4.

    >>> signature_or_any(max)
    <Signature (*operands, **options)>
    """
    try:
        return inspect.signature(function)
    except ValueError:
        return inspect.signature(lambda *operands, **options: None)
