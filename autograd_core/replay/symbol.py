"""Symbols: entries of a tape as operands of the derivatives of the op table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Symbol:
    """An entry of a tape, on which the derivatives of the op table are evaluated.

    >>> from autograd_core.replay.opcodes import INPUT
    >>> from autograd_core.replay.tape import Tape
    >>> tape = Tape()
    >>> x = Symbol(tape, tape.source(INPUT, 0))
    >>> tape.entry_of(1.0 * x) == x.entry, tape.entry_of(x * x) == x.entry
    (True, False)
    """

    __slots__ = ("entry", "tape")
    __array_ufunc__ = None

    def __init__(self, tape: Any, entry: int) -> None:
        self.tape = tape
        self.entry = entry

    @staticmethod
    def _apply(rule: Any, operands: Sequence[Any]) -> Any:
        """An op applied to symbols, as Values record it."""
        tape = next(x.tape for x in operands if type(x) is Symbol)
        entries = tuple([tape.entry_of(x) for x in operands])
        return tape.operand(tape.apply(rule.name, entries))

    def _op(self, name: str, *operands: Any) -> Any:
        tape = self.tape
        entries = tuple([tape.entry_of(x) for x in operands])
        return tape.operand(tape.apply(name, entries))

    def __add__(self, other: Any) -> Any:
        return self._op("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self._op("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self._op("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self._op("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return self._op("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self._op("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self._op("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._op("divide", other, self)

    def __pow__(self, other: Any) -> Any:
        return self._op("power", self, other)

    def __neg__(self) -> Any:
        return self._op("negative", self)

    def __abs__(self) -> Any:
        return self._op("absolute", self)

    def __gt__(self, other: Any) -> Any:
        return self._op("gt", self, other)

    def __ge__(self, other: Any) -> Any:
        return self._op("ge", self, other)

    def __lt__(self, other: Any) -> Any:
        return self._op("lt", self, other)

    def __le__(self, other: Any) -> Any:
        return self._op("le", self, other)

    def __and__(self, other: Any) -> Any:
        return self._op("and", self, other)

    def __or__(self, other: Any) -> Any:
        return self._op("or", self, other)

    __rand__, __ror__ = __and__, __or__

    def __bool__(self) -> bool:
        raise TypeError("the truth of a symbol depends on numbers that are not known")
