"""The `__init__` of a class of modules: it names the parts at its end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograd_core import Node
from autograd_core.extend import warn, wrong_arguments


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
            _warn_of_results(self)

    return wrapper


def _warn_of_results(module: Any) -> None:
    """Warn of an attribute that is no parameter, since it is the result of an op."""
    for name, value in vars(module).items():
        if isinstance(value, Node) and not value.is_leaf:
            warn(
                f"{name} of {type(module).__name__} is the result of an op "
                f"({value.op}), so it is no parameter and is not trained; write "
                f"self.{name} = (...).detach(), or compute it in forward",
                UserWarning,
            )
