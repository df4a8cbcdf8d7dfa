"""A formula in NumPy run once more with one of its operations changed.

The inputs are arrays that count what NumPy does with them. A run may change the result
of one operation: so a mistake can be looked for in the user's own lines.
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.messages.types import Array

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
_LONGEST_LINE = 60
"""A longer line of source is cut."""

_NUMPY = os.path.dirname(np.__file__)

Change = Callable[[Sequence[Any], Any], Any]
"""Makes of the operands and the result of an operation another result."""


class Operation(NamedTuple):
    """What NumPy did once.

    Attributes:
        name: of the function.
        operands: what it was called with.
        result: what it gave.
        line: the user's line of source that called it, and its number.
        place: where in that line, so that a loop is told from two operations.
    """

    name: str
    operands: tuple[Any, ...]
    result: Array
    line: tuple[str, int]
    place: int


class Trace:
    """One run of a formula.

    Args:
        positions: the operations whose results are changed.
        change: what is made of them, None without a change.
        adds: whether entries that are assigned several times add up.

    Attributes:
        operations: those of a run without a change.
    """

    current: Trace | None = None

    def __init__(
        self,
        positions: Container[int] = (),
        change: Change | None = None,
        adds: bool = False,
    ) -> None:
        self.positions = positions
        self.change = change
        self.adds = adds
        self.operations: list[Operation] = []
        self.count = 0

    def __enter__(self) -> Trace:
        Trace.current = self
        return self

    def __exit__(self, *error: object) -> None:
        Trace.current = None

    def visit(self, name: str, operands: Sequence[Any], result: Any) -> Any:
        """The result of an operation, changed if it is its turn."""
        k, self.count = self.count, self.count + 1
        if self.change is None:
            copies = tuple(np.array(x) for x in operands if _is_number(x))
            copy = np.array(result, np.float64)
            self.operations.append(Operation(name, copies, copy, *_user_line()))
        elif k in self.positions:
            return self.change(operands, result)
        return result


class TracedArray(np.ndarray):
    """An array whose operations the current `Trace` sees."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **kwargs: Any
    ) -> Any:
        operands = [plain(x) for x in inputs]
        targets = None if out is None else tuple(plain(x) for x in out)
        if method == "at":
            return ufunc.at(*operands)
        result = getattr(ufunc, method)(*operands, **_plain_options(kwargs))
        trace = Trace.current
        if trace is not None and _is_real(result):
            name = (
                ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
            )
            result = trace.visit(name, operands, result)
        if out is not None and targets is not None:
            np.copyto(targets[0], result, casting="unsafe")
            return out[0]
        return traced(result)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        operands = plain(args)
        result = func(*operands, **_plain_options(kwargs))
        trace = Trace.current
        if trace is not None and _is_real(result):
            result = trace.visit(func.__name__, operands, result)
        return traced(result)

    def __getitem__(self, index: Any) -> Any:
        return traced(plain(self)[plain(index)])

    def __setitem__(self, index: Any, entries: Any) -> None:
        array, index, entries = plain(self), plain(index), plain(entries)
        trace = Trace.current
        if trace is not None and trace.adds and _repeats(index):
            # After `a[i] += d` the entries are a[i] + d, after `a[i] = d` they are d.
            np.add.at(array, index, entries - array[index])
        else:
            array[index] = entries

    def __iter__(self) -> Any:
        return iter([self[k] for k in range(len(self))])

    def dot(self, other: Any, out: Any = None) -> Any:
        """The product as a function, which is seen."""
        return np.dot(self, other)


def traced(tree: Any) -> Any:
    """A tree of numbers and arrays with its floats as traced arrays."""
    if isinstance(tree, (list, tuple)) and not hasattr(tree, "_fields"):
        return type(tree)([traced(part) for part in tree])
    if isinstance(tree, Mapping):
        return {key: traced(part) for key, part in tree.items()}
    if isinstance(tree, (float, np.ndarray, np.floating, np.bool_)):
        array = np.asarray(tree)
        return array.view(TracedArray) if array.dtype.kind in "fb" else tree
    return tree


def plain(tree: Any) -> Any:
    """The same without traced arrays; memory is shared."""
    if isinstance(tree, (list, tuple)) and not hasattr(tree, "_fields"):
        return type(tree)([plain(part) for part in tree])
    if isinstance(tree, Mapping):
        return {key: plain(part) for key, part in tree.items()}
    return tree.view(np.ndarray) if isinstance(tree, TracedArray) else tree


def _plain_options(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: plain(option) for key, option in options.items()}


def _repeats(index: Any) -> bool:
    """Whether an index names an entry twice."""
    parts = index if isinstance(index, tuple) else (index,)
    rows = [
        x.ravel() for x in map(np.asarray, parts) if x.dtype.kind in "iu" and x.ndim
    ]
    if not rows:
        return False
    pairs = np.stack(np.broadcast_arrays(*rows), axis=1)
    return len(np.unique(pairs, axis=0)) < len(pairs)


def _is_real(result: Any) -> bool:
    return isinstance(result, (float, np.ndarray, np.number)) and (
        np.asarray(result).dtype.kind == "f"
    )


def _is_number(operand: Any) -> bool:
    return isinstance(operand, (int, float, np.ndarray, np.number))


def _user_line() -> tuple[tuple[str, int], int]:
    """The innermost line of neither NumPy nor this package, and the place in it."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((_PACKAGE, _NUMPY)) and not file.startswith("<__array"):
            # Of `eval` and of `python -c` alike: from 3.13 on it would be the latter's.
            known = file != "<string>"
            text = linecache.getline(file, frame.f_lineno).strip() if known else ""
            if len(text) > _LONGEST_LINE:
                text = text[:_LONGEST_LINE].rstrip() + " ..."
            return (text, frame.f_lineno), frame.f_lasti
        frame = frame.f_back
    return ("", 0), 0
