"""The arguments of a batch: columns with a number or row per sample, or shared ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_value
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, short_repr
from autograd_core.replay.arguments import NUMBER, VALUE, Spec


def plain_columns(arguments: tuple[Any, ...], widths: tuple[int, ...]) -> Any:
    """Flat arrays and the number of rows, where all arguments are arrays of numbers.

    None if one of them is something else, or has rows of another width.
    """
    flat = []
    rows = -1
    if len(arguments) != len(widths):
        return None
    for x, width in zip(arguments, widths, strict=True):
        if type(x) is not np.ndarray or x.dtype.kind not in "fiu" or not x.size:
            return None
        if (0 if x.ndim == 1 else x.shape[1] if x.ndim == 2 else -1) != width:
            return None
        if rows >= 0 and len(x) != rows:
            return None
        rows = len(x)
        if x.dtype != np.float64 or not x.flags.c_contiguous:
            x = np.ascontiguousarray(x, np.float64)
        flat.append(x.reshape(-1) if x.ndim > 1 else x)
    return flat, rows


class Columns:
    """The arguments of a batch, shared ones first.

    Attributes:
        count: the number of rows.
        spec: the structure of the arguments of one row.
        shared: the numbers of the arguments that all rows have in common.
        shared_nodes: the Values among them, by position.
        numbers: the numbers of each other argument row by row, as flat arrays.
    """

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        self.arguments = [_checked(x, i) for i, x in enumerate(arguments)]
        self.arrays = [x for x in self.arguments if type(x) is np.ndarray]
        lengths = {*map(len, self.arrays)}
        if len(lengths) != 1:
            shapes = [x.shape for x in self.arrays]
            raise ValueError(
                "batch: every array must have one entry per row, "
                + (f"got arrays of shapes {shapes}" if shapes else "got no array")
            )
        self.count = lengths.pop()
        if not self.count:
            raise ValueError("batch: there are no rows")
        self.lists = [isinstance(x, (list, tuple)) for x in arguments]
        shared = [x for x in self.arguments if type(x) is not np.ndarray]
        self.shared = np.array([float(payload_of(x)) for x in shared])
        self.shared_nodes = [(i, x) for i, x in enumerate(shared) if is_value(x)]
        self.numbers = [x.reshape(-1) for x in self.arrays]
        self.spec: Spec = tuple(
            [
                (NUMBER if not is_value(x) else VALUE,)
                if type(x) is not np.ndarray
                else (x.shape[1:], is_list)
                for x, is_list in zip(self.arguments, self.lists, strict=True)
            ]
        )

    def row(self, i: int) -> tuple[Any, ...]:
        """The arguments of one row, as a loop over the arrays would give them."""
        row = []
        for x, is_list in zip(self.arguments, self.lists, strict=True):
            if type(x) is not np.ndarray:
                row.append(x)
            elif x.ndim == 1:
                row.append(float(x[i]))
            else:
                row.append(x[i].tolist() if is_list else x[i])
        return tuple(row)

    def of_rows(self, rows: Any) -> Any:
        """The numbers of some rows."""
        if len(rows) == self.count:
            return self.numbers
        return [x[rows].reshape(-1) for x in self.arrays]

    def aliased(self, leaves: list[Any]) -> bool:
        """Whether a shared Value is there twice, or is one of the leaves."""
        if not self.shared_nodes:
            return False
        ids = [id(node) for _, node in self.shared_nodes]
        return len(set(ids)) < len(ids) or not set(ids).isdisjoint(map(id, leaves))

    def widths(self) -> tuple[int, ...] | None:
        """The width of each table, 0 for a column; None if an argument is neither."""
        if any(type(x) is not np.ndarray or x.ndim > 2 for x in self.arguments):
            return None
        if any(self.lists):
            return None
        return tuple([0 if x.ndim == 1 else x.shape[1] for x in self.arguments])

    def by_row(self) -> list[bool]:
        """Whether each number of the arguments of one row differs from row to row."""
        flags: list[bool] = []
        for x in self.arguments:
            if type(x) is np.ndarray:
                flags += [True] * (x.size // self.count)
            else:
                flags.append(False)
        return flags


def _checked(argument: Any, position: int) -> Any:
    """A shared number or Value, or an array of floats with one entry per row."""
    if is_value(argument):
        return argument
    if is_number(argument):
        return float(argument)
    where = f"batch, argument {position}"
    if isinstance(argument, Node):
        raise TypeError(
            f"{where}: got {describe(argument)}; rows are numbers, write t.numpy()"
        )
    try:
        array = np.asarray(argument)
        if array.dtype.kind not in "fiub":
            raise ValueError
    except ValueError:
        raise TypeError(
            f"{where}: expected an array with one number or row of numbers per sample, "
            f"got {type(argument).__name__} {short_repr(argument, 40)}"
        ) from None
    if not array.ndim:
        return float(array)
    return np.ascontiguousarray(array, np.float64)
