"""Modes of recording: `no_grad` and `detect_anomaly`.

A mode belongs to the running thread or task (a `ContextVar`). Reading one costs far
more than an op, so the modes in force in the whole process are kept as well: while
there is none, the engine reads no mode.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ContextDecorator, nullcontext
from contextvars import ContextVar
from typing import Any, TypeVar

from autograd_core.messages.types import NodeLike
from autograd_core.modes import blocks, recordings
from autograd_core.modes.blocks import BlockManager, InForce, Variable
from autograd_core.modes.decorators import inside_mode
from autograd_core.modes.node_table import NodeTable
from autograd_core.modes.user_code import user_line

_F = TypeVar("_F", bound=Callable[..., Any])

in_force: InForce = set()
"""The modes in force in the whole process; empty, no op looks further."""

_paused: Variable = ContextVar("paused", default=None)
_anomaly: Variable = ContextVar("anomaly", default=None)
_tracing: Variable = ContextVar("tracing", default=None)
_lines: NodeTable[str] = NodeTable()
_traced: NodeTable[str] = NodeTable()


class _Called(type):
    """The class of modes: `with no_grad:`, without the parentheses, is refused."""

    def __enter__(cls) -> None:
        raise TypeError(f"{cls.__name__} is a class: write `with {cls.__name__}():`")

    def __exit__(cls, *exception: object) -> None: ...


class Mode(BlockManager, ContextDecorator, metaclass=_Called):
    """A context manager and decorator; one object may serve many threads at once."""

    in_force = in_force

    def __init__(self, *arguments: object) -> None:
        if arguments:
            name = type(self).__name__
            raise TypeError(
                f"{name} takes no arguments: write @{name}() or with {name}()"
            )
        super().__init__()

    def __enter__(self) -> None:
        recordings.refuse_call(f"{type(self).__name__}()")
        super().__enter__()

    def _recreate_cm(self) -> Mode:
        return type(self)()

    def __call__(self, function: _F) -> _F:
        """The function, run inside the mode."""
        return inside_mode(self._recreate_cm, function) or super().__call__(function)


class no_grad(Mode):
    """Compute without recording: results have no parents and take no memory.

    Use it as `with no_grad():` or as a decorator `@no_grad()`.

    >>> from autograd_core import Value
    >>> a = Value(2.0)
    >>> with no_grad():
    ...     b = a * 3
    >>> b.parents
    ()
    """

    variable = _paused


class detect_anomaly(Mode):
    """Stop at the first result or gradient that is inf or nan, and say where.

    Inside the block every op is checked, every node remembers the source line that
    made it, and `backward()` checks each gradient before it writes any. The error
    names the op, its operands, their labels and the line. Expect ops to be several
    times slower.

    >>> from autograd_core import Value, NonFiniteError
    >>> with detect_anomaly():
    ...     try:
    ...         Value(0.0, label="p").log()
    ...     except NonFiniteError as error:
    ...         print(str(error).splitlines()[0])
    log(p = 0.0) gave -inf
    """

    variable = _anomaly


class tracing(Mode):
    """Remember the source line that made each node, to show it beside the graph.

    Inside the block an op takes several times as long; outside nothing is slower. The
    lines are kept as long as the nodes are: `viz.play(L, code=True)` shows them.

    >>> from autograd_core import Value
    >>> with tracing():
    ...     b = Value(2.0) * 3
    >>> traced_line(b).rpartition(":")[2]
    '2'
    >>> traced_line(Value(2.0) * 3) is None
    True
    """

    variable = _tracing


class _resumed(Mode):
    """The opposite of `no_grad`, inside it."""

    variable = _paused


def recording_resumed() -> AbstractContextManager[None]:
    """Record although the caller is inside `no_grad()`: a derivative needs it."""
    return nullcontext() if recording() else _resumed()


def recording() -> bool:
    """Whether ops record nodes, that is, outside `no_grad()`.

    >>> with no_grad():
    ...     recording()
    False
    """
    block = blocks.innermost(_paused) if in_force else None
    return block is None or isinstance(block.manager, _resumed)


def source_lines() -> NodeTable[str] | None:
    """The source line of each node made inside `detect_anomaly()`; None outside."""
    return None if blocks.innermost(_anomaly) is None else _lines


def note_line(node: NodeLike) -> None:
    """Note the line that made a node, inside `detect_anomaly()` or `tracing()`."""
    lines = source_lines()
    if lines is not None:
        lines[node] = user_line()
    if blocks.innermost(_tracing) is not None:
        _traced[node] = user_line()


def traced_line(node: NodeLike) -> str | None:
    """The source line of a node that was made inside `tracing()`."""
    return _traced.get(node)


def detecting() -> bool:
    """Whether ops and gradients are checked, that is, inside `detect_anomaly()`.

    >>> with detect_anomaly():
    ...     detecting()
    True
    """
    return bool(in_force) and source_lines() is not None


def line_of(node: NodeLike) -> str | None:
    """The source line of a node, where it and this are inside `detect_anomaly()`."""
    lines = source_lines()
    return None if lines is None else lines.get(node)
