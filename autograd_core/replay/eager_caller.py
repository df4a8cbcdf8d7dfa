"""What a compiled function does in the plain build: it runs the function."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from autograd_core.engine.value import Value

HAS_MACHINES = not isinstance(Value.__add__, FunctionType)
"""Whether this is the compiled build: programs are replayed there only."""


class Caller:
    """The base of a compiled function where there are no machines.

    Attributes:
        last: None, for there is no program.
        calls: how many calls there were.
        next_audit, changes: unused.
    """

    def __init__(self) -> None:
        self.last: Any = None
        self.calls = 0
        self.next_audit = 1
        self.changes = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The result of the function, a Value."""
        return self.call_otherwise(args, kwargs)

    def call_otherwise(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call that is not simply a replay of the last program."""
        raise NotImplementedError
