"""How a function gets its arguments: by position, by name, or in one dict."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd_core.testing.function.signature import (
    argument_names,
    takes_count,
    takes_names,
)
from autograd_core.testing.function.source_line import name_of


class Call:
    """The form of the call of a function of the arguments in `at`.

    Args:
        f: the function that is checked.
        at: one argument; a tuple of several; or a dict of them by name.
        args: further arguments, passed after those and never moved.

    Attributes:
        names: of the arguments.
        trees: the arguments.
        args: the further ones.

    Raises:
        TypeError: f cannot be called with them.

    >>> call = Call(lambda w, b, x: w * x + b, (2.0, 1.0), args=(3.0,))
    >>> call.names, call(lambda w, b, x: (w, b, x), call.trees)
    (('w', 'b'), (2.0, 1.0, 3.0))
    """

    def __init__(self, f: Callable[..., Any], at: Any, args: Any = ()) -> None:
        if not callable(f):
            raise TypeError(
                f"expected a function to differentiate, got {type(f).__name__} {f!r}; "
                "write f, and not f(x)"
            )
        if callable(at) and not hasattr(type(at), "__array__"):
            raise TypeError(
                f"at: expected the point, got the function {name_of(at)}; the order is "
                "check_gradient(f, at, analytic)"
            )
        # As SciPy does: one argument that is not a tuple is the only one.
        self.args = tuple(args) if isinstance(args, (tuple, list)) else (args,)
        if not isinstance(at, Mapping):
            self.trees = at if isinstance(at, tuple) else (at,)
            if hasattr(at, "_fields") and takes_count(f, 1 + len(self.args)):
                # A namedtuple that f takes as one argument, and not as several.
                several = takes_count(f, len(self.trees) + len(self.args))
                self.trees = self.trees if several else (at,)
            count = len(self.trees) + len(self.args)
            one_vector = takes_count(f, 1 + len(self.args))
            if isinstance(at, tuple) and one_vector and not takes_count(f, count):
                raise TypeError(
                    f"at is a tuple of {len(at)}, which are as many arguments, but "
                    f"{name_of(f)} takes {inspect.signature(f)}: for one vector give "
                    "at=np.array([...]), for one tuple as an argument ((...),)"
                )
            self.names: Sequence[str] = argument_names(f, self.trees)
            self._style = "positional"
            return
        self.names = tuple(str(name) for name in at)
        self.trees = tuple(at.values())
        # A dict is either arguments by name or the one argument of f(params).
        self._style = "keywords" if takes_names(f, self.names) else "mapping"
        if self._style == "mapping" and not takes_count(f, 1 + len(self.args)):
            raise TypeError(
                f"at has {', '.join(self.names) or 'nothing'}, but {name_of(f)} takes "
                f"{inspect.signature(f)}: name its parameters"
            )
        if self._style == "keywords" and self.args:
            raise TypeError(
                "args: they follow arguments by position, but at has them by name; "
                "put them into at, and name the inputs to check in wrt="
            )

    @property
    def by_position(self) -> bool:
        """Whether the arguments are passed by position, not by name."""
        return self._style == "positional"

    def __call__(
        self, function: Callable[..., Any], arguments: Sequence[Any], *more: Any
    ) -> Any:
        """The result of a function that takes its arguments as f does.

        Args:
            function: f, or another function of the same arguments.
            arguments: the values of the arguments.
            more: what it takes after those, before `args`.
        """
        if self._style == "positional":
            return function(*arguments, *more, *self.args)
        by_name = dict(zip(self.names, arguments, strict=True))
        if self._style == "mapping":
            return function(by_name, *more, *self.args)
        return function(*more, **by_name)
