"""Error classes of the engine."""

from __future__ import annotations


class GraphError(RuntimeError):
    """The graph lacks what a derivative needs.

    Raised for `backward()` where nothing was recorded, and for a higher derivative
    through a node whose local derivatives are plain numbers.
    """


class NonFiniteError(ArithmeticError):
    """`detect_anomaly` found an inf or nan; the message names the line that made it."""


class ColumnMismatch(ValueError):
    """Outputs and targets differ by an axis of length 1, (n, 1) and (n,).

    Raised by losses of `nn`. What knows that the two belong together, such as
    `optim.fit`, calls again with the targets in the other form.
    """


class NeedsOneExample(BaseException):
    """A function asked for the numbers of one example, and `vmap` runs all at once.

    `vmap` catches it, and calls its function once for each example.

    Args:
        level: the run of `vmap` whose examples they are.
        name: the function.
    """

    def __init__(self, level: object, name: str) -> None:
        super().__init__(f"{name}: the numbers of one example, inside vmap")
        self.level = level
        self.name = name


def add_note(error: Exception, note: str) -> None:
    """Add a line below the message of an error, once, from Python 3.11 on."""
    add = getattr(error, "add_note", None)
    if add is not None and note not in getattr(error, "__notes__", ()):
        add(note)


# Tracebacks show the names that users import.
GraphError.__module__ = NonFiniteError.__module__ = "autograd_core"
