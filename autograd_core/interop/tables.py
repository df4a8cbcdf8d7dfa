"""Tables and arrays of other libraries as plain arrays.

DataFrames, Series, sparse matrices, arrays of PyTorch, JAX or CuPy.

They are recognised by what they can do, so none of the libraries is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_core.messages.numbers import is_foreign_array, is_number
from autograd_core.messages.operands import short_repr

_MISSING = frozenset(("NoneType", "NAType", "NaTType"))


def plain_table(data: Any, where: str) -> Any:
    """A table as an array of numbers, a missing one as nan; all else as it is.

    An array of objects that are all numbers becomes one of floats, too. A sparse matrix
    becomes dense. An array of another library becomes one of NumPy, if that library
    lets it: PyTorch refuses one that has a gradient, which would be lost.

    Args:
        data: anything.
        where: the start of the error message.

    Raises:
        TypeError: a column does not hold numbers; the message names it.

    >>> plain_table(np.array([True, 2, 0.5], object), "X")
    array([1. , 2. , 0.5])
    >>> plain_table([1, 2], "X")
    [1, 2]
    """
    if isinstance(data, np.ndarray):
        if data.dtype != object or not all(map(is_number, data.flat)):
            return data
        return _floats(data.ravel()).reshape(data.shape)
    kind = type(data)  # of which nodes, with their own `__getattr__`, are asked faster
    if hasattr(kind, "toarray") and hasattr(kind, "nnz"):
        return data.toarray()
    if not hasattr(kind, "to_numpy"):
        return np.asarray(data) if is_foreign_array(data) else data
    names = column_names(data)
    if names is None:
        return _column(data, where)
    columns = data.items() if hasattr(data, "items") else zip(names, data, strict=True)
    arrays = [_column(column, f"{where}: column {n!r}") for n, column in columns]
    return np.column_stack(arrays) if arrays else np.empty(data.shape)


def column_names(data: Any) -> list[Any] | None:
    """The names of the columns of a DataFrame; None for anything else.

    >>> column_names([1, 2]) is None
    True
    """
    if not hasattr(type(data), "to_numpy") or getattr(data, "ndim", 2) != 2:
        return None
    names = getattr(data, "columns", None)
    return list(names) if isinstance(names, Iterable) else None


def _column(column: Any, where: str) -> Any:
    array = np.asarray(column)
    if array.dtype.kind in "fiub":
        return array
    if array.dtype == object and all(map(_is_entry, array)):
        numbers = _floats(array)
        # pandas' integers and booleans with a place for "missing", none of which is.
        kind = str(getattr(column, "dtype", "")).lower()
        whole = kind.startswith(("int", "uint", "bool")) and np.isfinite(numbers).all()
        return array.astype(kind.replace("boolean", "bool")) if whole else numbers
    if array.dtype.kind in "mM":
        what = f"dates ({array.dtype})"
        remedy = "subtract a date and divide by a unit first"
    elif array.dtype.kind == "c":
        what, remedy = "complex numbers", "use .real and .imag"
    else:
        entry = next(entry for entry in array if not _is_entry(entry))
        what = f"{type(entry).__name__} {short_repr(entry, 30)}"
        remedy = (
            "make numbers of it, e.g. with pandas.get_dummies or pandas.to_numeric, or "
            "leave it out"
        )
    raise TypeError(f"{where} holds {what}, not real numbers; {remedy}")


def _is_entry(entry: Any) -> bool:
    return is_number(entry) or type(entry).__name__ in _MISSING


def _floats(entries: Any) -> Any:
    return np.array([float(x) if is_number(x) else np.nan for x in entries], float)
