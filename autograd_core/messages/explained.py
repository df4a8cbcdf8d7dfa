"""Functions whose errors about arguments say what to write here.

Compiled, the wrapper has no frame: a warning names the line of the user, as without it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from autograd_core.messages.keywords import wrong_arguments

F = TypeVar("F", bound=Callable[..., Any])


def explained(function: F, name: str = "") -> F:
    """The function with `wrong_arguments` as the error of calls that do not fit.

    Args:
        function: any.
        name: how the caller knows it, if not by its own name.

    >>> @explained
    ... def mean(x, axis=None):
    ...     return x
    >>> mean([1.0], dim=0)
    Traceback (most recent call last):
    TypeError: mean: got an unexpected keyword argument 'dim'; it takes mean(x, \
axis=None); write axis=
    """

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError:
            message = wrong_arguments(function, name or function.__name__, args, kwargs)
            if message:
                raise TypeError(message) from None
            raise  # the arguments fit: the error comes from inside

    return wrapper  # type: ignore[return-value]


def explain_constructors(classes: Iterable[type]) -> None:
    """Let classes say what to write, where they are called with other arguments.

    >>> class Net:
    ...     def __init__(self, sizes):
    ...         self.sizes = sizes
    >>> explain_constructors([Net])
    >>> Net(hidden_sizes=[2])
    Traceback (most recent call last):
    TypeError: Net: missing a required argument: 'sizes'; it takes Net(sizes); write \
sizes=
    """
    for cls in classes:
        if "__init__" in vars(cls):
            init: Any = vars(cls)["__init__"]
            cls.__init__ = explained(init, cls.__name__)  # type: ignore[misc]
