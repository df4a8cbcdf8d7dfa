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
    data = _listed(data)
    try:
        array = np.asarray(data)
    except (TypeError, ValueError):
        return list(data)  # ragged, or Values
    if not array.ndim:
        raise TypeError(f"{name} must have one entry per sample, got a single number")
    array = plain_table(array, name)
    return array if array.dtype != object else list(data)


def _listed(data: Any) -> Any:
    """A list of what `data[i]` gives, if that and `len` is all that it has.

    Python would go on to an IndexError, beyond the length.
    """
    kind = type(data)
    if hasattr(kind, "__iter__") or not hasattr(kind, "__len__"):
        return data
    return [data[i] for i in range(len(data))] if hasattr(kind, "__getitem__") else data


def split_pairs(data: Any) -> tuple[Any, Any]:
    """`(X, y)` of samples that are pairs, as a Dataset of PyTorch gives them.

    Without targets `(data, None)`, the samples of a Dataset as a list: reading one may
    be slow, and is done once. Two arrays of the same number of axes, or two
    numbers, are the coordinates of one sample.

    Raises:
        TypeError: it is a tuple of arrays, perhaps X and y.

    >>> split_pairs([([1.0, 2.0], 0), ([3.0, 4.0], 1)])
    (([1.0, 2.0], [3.0, 4.0]), (0, 1))
    """
    if isinstance(data, tuple) and any(isinstance(part, np.ndarray) for part in data):
        raise TypeError(
            f"X is a tuple of {len(data)} arrays; write batches(X, y) for samples and "
            "targets, or a list for samples"
        )
    data = _listed(data)
    if isinstance(data, list) and data and all(map(_is_pair, data)):
        X, y = zip(*data, strict=True)
        return X, y
    return data, None


def _is_pair(sample: Any) -> bool:
    if not isinstance(sample, tuple) or len(sample) != 2:
        return False
    x, y = sample
    return not isinstance(x, str) and np.ndim(x) > np.ndim(y)


def rows(data: Any, samples: Any) -> Any:
    """The samples of these numbers.

    >>> rows(["a", "b", "c"], [2, 0])
    ['c', 'a']
    """
    if isinstance(data, np.ndarray):
        return data[samples]
    return [data[i] for i in samples]
