"""With blocks that are in force only while their with statement is alive.

An interrupt (Ctrl-C) may come between any two instructions, also inside `__enter__` and
`__exit__`; then Python never leaves the block. So nothing is switched on and off here.
A with statement holds the method that it is going to call at its end, and nobody else
does. A block is in force while that method is alive: Python frees it when the statement
is left, in whatever way. No frame of a traceback holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import ref


class Alive(ref[Any]):
    """A weak reference to the method `leave` of a block; equal to itself only."""

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__


InForce = set[Alive]
"""The blocks of one kind that are in force."""

Variable = ContextVar["ref[Block] | None"]
"""The innermost block of one kind in a thread or task."""


class Block:
    """One with block.

    Contexts that were copied inside a block (tasks, `copy_context`) point at it after
    it has ended, and a generator may be closed in another thread than the one that
    entered its block. So a block is not taken out of a context but out of `in_force`.
    """

    __slots__ = ("__weakref__", "alive", "manager", "outer")

    def __init__(self, manager: BlockManager) -> None:
        self.manager = manager
        self.outer: Block | None = None
        self.alive: Alive | None = None

    def leave(self, *exception: object) -> None:
        """End the block: what a with statement calls as `__exit__`."""
        if self.in_force:
            self.end()
        else:
            # Looked up anew, to leave a block that was entered by a call.
            self.manager.leave_entered()

    def end(self) -> None:
        """Put the block out of force."""
        manager = self.manager
        manager.in_force.discard(self.alive)  # type: ignore[arg-type]
        current = innermost(manager.variable)
        manager.variable.set(None if current is None else ref(current))

    @property
    def in_force(self) -> bool:
        """Whether it was entered, and its with statement is alive."""
        return self.alive in self.manager.in_force

    def held_by_its_caller(self) -> Callable[..., None]:
        """The method `leave`; the block is in force as long as somebody holds it."""
        leave = self.leave
        # The set drops the reference by itself, in C, where no interrupt comes between.
        self.alive = Alive(leave, self.manager.in_force.discard)
        return leave


class _Exit:
    """`__exit__` of a manager: each look-up gives a with statement a method of its own.

    A with statement looks up `__exit__` before it calls `__enter__`.
    """

    def __get__(
        self, manager: BlockManager | None, kind: object = None
    ) -> Callable[..., None]:
        if manager is None:  # `ExitStack` calls it as a function of the manager
            return kind.leave_entered  # type: ignore[attr-defined, no-any-return]
        block = Block(manager)
        _looked_up.set(ref(block))
        return block.held_by_its_caller()


_looked_up: Variable = ContextVar("looked_up", default=None)


class BlockManager:
    """A context manager whose blocks end with their with statement.

    One object may serve many threads at once, and blocks inside blocks. Entered by
    calls, as `ExitStack` does, a block is in force while the object is alive.
    """

    variable: Variable
    in_force: InForce

    def __init__(self) -> None:
        self._entered: list[Any] = []

    def __enter__(self) -> None:
        looked_up = _looked_up.get()
        block = None if looked_up is None else looked_up()
        if block is None or block.manager is not self or block.in_force:
            block = Block(self)
            self._entered.append(block.held_by_its_caller())
        # Ended blocks are skipped, or a loop in a copied context would chain them up.
        block.outer = innermost(self.variable)
        self.variable.set(ref(block))
        self.in_force.add(block.alive)  # type: ignore[arg-type]

    if TYPE_CHECKING:

        def __exit__(self, *exception: object) -> None: ...

    else:
        __exit__ = _Exit()

    def leave_entered(self, *exception: object) -> None:
        """End the innermost block that was entered by a call."""
        block = innermost(self.variable, self)
        if block is None and self._entered:
            # Closed in another thread: this context lacks the block.
            block = self._entered[-1].__self__
        if block is not None:
            self._entered = [x for x in self._entered if x.__self__ is not block]
            block.end()


def innermost(variable: Variable, manager: BlockManager | None = None) -> Block | None:
    """The innermost block in force; with `manager`, of this manager."""
    reference = variable.get()
    block = None if reference is None else reference()
    while block is not None:
        of_manager = manager is None or block.manager is manager
        if of_manager and block.alive in block.manager.in_force:
            return block
        block = block.outer
    return None


def chain(variable: Variable) -> Iterator[Block]:
    """The blocks in force in this thread or task, the innermost first."""
    block = innermost(variable)
    while block is not None:
        if block.in_force:
            yield block
        block = block.outer


def everywhere(in_force: InForce) -> list[Block]:
    """The blocks in force in any thread."""
    leaves = [alive() for alive in in_force.copy()]
    return [leave.__self__ for leave in leaves if leave is not None]
