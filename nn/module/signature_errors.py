"""Calls of a class of modules: naming the parts, and arguments that do not fit."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any


def wrong_arguments(
    init: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> str:
    """A message on the arguments of an `__init__` that do not fit; "" if all fit.

    Python's own message names the class that defines `__init__`, which may be a base
    class that the caller does not know.

    Args:
        init: the method.
        name: of the class that was called.
        args: the positional arguments, `self` first.
        kwargs: the keyword arguments.

    >>> from nn import Softmax
    >>> wrong_arguments(Softmax.__init__, "Softmax", (None,), {"dim": 1})
    "Softmax: got an unexpected keyword argument 'dim'; it takes Softmax(axis=-1)"
    """
    signature = inspect.signature(init)
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        parameters = list(signature.parameters.values())[1:]
        untyped = signature.replace(
            parameters=[_without_type(parameter) for parameter in parameters],
            return_annotation=inspect.Signature.empty,
        )
        return f"{name}: {error}; it takes {name}{untyped}"
    return ""


def with_names(init: Callable[..., None]) -> Callable[..., None]:
    """Wrap an `__init__`: name the parts of the module at the end of the outermost one.

    Arguments that do not fit are reported with the signature of the class.
    """

    @functools.wraps(init)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> None:
        outermost = type(self).__init__ is wrapper  # and not a super().__init__()
        try:
            init(self, *args, **kwargs)
        except TypeError:
            base = init.__qualname__.rpartition(".")[0].rpartition(".")[2]
            name = type(self).__name__ if outermost else base
            message = wrong_arguments(init, name, (self, *args), kwargs)
            if message:
                raise TypeError(message) from None
            raise  # the arguments fit: the error comes from inside
        if outermost:
            self._name_parts(keep=True)

    return wrapper


class _Ellipsis:
    """A default that has no short repr."""

    def __repr__(self) -> str:
        return "..."


def _without_type(parameter: inspect.Parameter) -> inspect.Parameter:
    default = parameter.default
    if default is not inspect.Parameter.empty and not isinstance(
        default, (bool, int, float, str, tuple, type(None))
    ):
        default = _Ellipsis()
    return parameter.replace(annotation=inspect.Parameter.empty, default=default)
