"""Samples along the first axis: arrays, tables and lists, read and checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Node
from autograd_core.extend import column_names, plain_table, short_repr


def checked_data(name: str, data: Any) -> Any:
    """Samples along the first axis: an array, or a list if they make no array.

    Raises:
        TypeError: there are no samples, or a column of a table holds no numbers.
        ValueError: it is empty, or holds inf or nan.

    >>> checked_data("X", [[1.0], [float("nan")]])
    Traceback (most recent call last):
    ValueError: X[1, 0] is nan; clean the data first, e.g. with np.nan_to_num or ...
    """
    names = column_names(data)
    data = as_data(name, data)
    if not len(data):
        raise ValueError(f"{name} is empty: there are no samples")
    if isinstance(data, np.ndarray) and data.dtype.kind == "f":
        finite = np.isfinite(data)
        if not finite.all():
            where = np.argwhere(~finite)[0].tolist()
            column = "" if names is None else f" (column {names[where[1]]!r})"
            raise ValueError(
                f"{name}{where}{column} is {data[tuple(where)]}; clean the data first, "
                "e.g. with np.nan_to_num or by leaving such samples out"
            )
    return data


def as_data(name: str, data: Any) -> Any:
    """Samples along the first axis, whatever they are.

    Raises:
        TypeError: there are no samples, or a column of a table holds no numbers.

    >>> as_data("y", ["cat", "dog"])
    array(['cat', 'dog'], dtype='<U3')
    """
    if isinstance(data, Node):
        raise TypeError(
            f"{name} must be data, not a {type(data).__name__}; use t.numpy()"
        )
    if column_names(data) is None and hasattr(type(data), "to_numpy"):
        data = data.to_numpy()  # a Series, perhaps of words
    data = plain_table(data, name)
    if isinstance(data, (str, bytes, dict)) or not hasattr(data, "__len__"):
        raise TypeError(
            f"{name} must be an array or a list with one entry per sample, got "
            f"{type(data).__name__} {short_repr(data)}"
        )
    try:
        array = np.asarray(data)
    except (TypeError, ValueError):
        return list(data)  # ragged, or Values
    if not array.ndim:
        raise TypeError(f"{name} must have one entry per sample, got a single number")
    array = plain_table(array, name)
    return array if array.dtype != object else list(data)


def rows(data: Any, samples: Any) -> Any:
    """The samples of these numbers.

    >>> rows(["a", "b", "c"], [2, 0])
    ['c', 'a']
    """
    if isinstance(data, np.ndarray):
        return data[samples]
    return [data[i] for i in samples]
