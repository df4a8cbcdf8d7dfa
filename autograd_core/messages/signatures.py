"""Signatures of compiled classes, in which `inspect` does not find any."""

from __future__ import annotations

import inspect
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
