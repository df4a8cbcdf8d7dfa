"""What to say to a call with arguments that a module does not take."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def wrong_arguments(
    init: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> str:
    """What is wrong with the arguments of an `__init__`, and what it takes; "" if none.

    Python's own message names the class that defines `__init__`, which may be a base
    class that the caller has never heard of.

    Args:
        init: the method.
        name: of the class that was called.
        args: its arguments, `self` first.
        kwargs: those given by name.

    >>> from nn import Softmax
    >>> wrong_arguments(Softmax.__init__, "Softmax", (None,), {"dim": 1})
    "Softmax: got an unexpected keyword argument 'dim'; it takes Softmax(axis=-1)"
    """
    signature = inspect.signature(init)
    try:
        signature.bind(*args, **kwargs)
    except TypeError as problem:
        parameters = list(signature.parameters.values())[1:]
        plain = signature.replace(
            parameters=[_without_types(each) for each in parameters],
            return_annotation=inspect.Signature.empty,
        )
        return f"{name}: {problem}; it takes {name}{plain}"
    return ""


class _Ellipsis:
    """Stands for a default that has no short form."""

    def __repr__(self) -> str:
        return "..."


def _without_types(parameter: inspect.Parameter) -> inspect.Parameter:
    default = parameter.default
    if default is not inspect.Parameter.empty and not isinstance(
        default, (bool, int, float, str, tuple, type(None))
    ):
        default = _Ellipsis()
    return parameter.replace(annotation=inspect.Parameter.empty, default=default)
