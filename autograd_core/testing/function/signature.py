"""The arguments of a function, as far as its signature is known."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from autograd_core.engine.node import Node

_POSITIONAL = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)


def takes_names(f: Callable[..., Any], names: Sequence[str]) -> bool:
    """Whether f can be called with keyword arguments of these names.

    >>> takes_names(lambda w, b: w + b, ["b", "w"]), takes_names(abs, ["b"])
    (True, False)
    """
    try:
        inspect.signature(f).bind(**dict.fromkeys(names))
    except (TypeError, ValueError):
        return False
    return True


def takes_count(f: Callable[..., Any], count: int) -> bool:
    """Whether f can be called with so many arguments by position.

    A function without a signature can, as far as is known.

    >>> takes_count(lambda params: 0.0, 1), takes_count(lambda w, b: 0.0, 1)
    (True, False)
    """
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*[None] * count)
    except TypeError:
        return False
    return True


def parameter_names(f: Callable[..., Any]) -> list[str]:
    """The names of all parameters of f, none where it has no signature.

    >>> parameter_names(lambda w, *, b: w + b)
    ['w', 'b']
    """
    try:
        return list(inspect.signature(f).parameters)
    except (TypeError, ValueError):
        return []


def argument_names(f: Callable[..., Any], arguments: Sequence[Any]) -> tuple[str, ...]:
    """The names of positional arguments: of their nodes, of parameters, or x0, x1, ...

    >>> argument_names(lambda w, *rest: w, (1.0, 2.0))
    ('w', 'x1')
    """
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names = [
        parameter.name for parameter in parameters if parameter.kind in _POSITIONAL
    ]
    count = len(arguments)
    numbered = ["x"] if count == 1 else [f"x{i}" for i in range(count)]
    names = [*names, *numbered[len(names) :]][:count]
    return tuple(
        (isinstance(argument, Node) and argument.label) or name
        for argument, name in zip(arguments, names, strict=True)
    )
