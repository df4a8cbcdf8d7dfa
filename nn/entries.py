"""What networks give and losses take: numbers, nodes, and nested lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.operands import is_number, short_repr


def numbers_of(thing: Any, where: str) -> Any:
    """The numbers in anything, as an array.

    Args:
        thing: an array, a number, a Value, a Tensor, or lists of these, nested.
        where: what opens the error message.

    Raises:
        TypeError: an entry is something else.
        ValueError: lists beside each other differ in length.

    >>> numbers_of([[Value(1.0), 2.0], [3.0, Value(4.0)]], "accuracy")
    array([[1., 2.],
           [3., 4.]])
    """
    if isinstance(thing, np.ndarray) and thing.dtype.kind in "fiub":
        return thing
    if isinstance(thing, Node) and not isinstance(thing, Value):
        return thing.data
    shape, flat = flattened(thing, where)
    numbers = np.array([_number(each) for each in flat])
    return numbers.reshape((*shape, *numbers.shape[1:]))


def flattened(thing: Any, where: str) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of nested lists, and their entries in order.

    Raises:
        TypeError: an entry is neither a number nor a node.
        ValueError: lists beside each other differ in length.

    >>> flattened([[1.0, 2.0], [3.0, 4.0]], "loss")
    ((2, 2), [1.0, 2.0, 3.0, 4.0])
    >>> flattened([[1.0, 2.0], [3.0]], "loss")
    Traceback (most recent call last):
    ValueError: loss: entry 1 has shape (1,) where entry 0 has shape (2,)
    """
    if isinstance(thing, Node) or is_number(thing):
        return (), [thing]
    if isinstance(thing, (str, bytes, dict, set)) or not isinstance(thing, Iterable):
        raise TypeError(
            f"{where}: expected numbers, Values or lists of them, got "
            f"{type(thing).__name__} {short_repr(thing)}"
        )
    parts = [flattened(each, where) for each in thing]
    for i, (shape, _) in enumerate(parts):
        if shape != parts[0][0]:
            raise ValueError(
                f"{where}: entry {i} has shape {shape} where entry 0 has shape "
                f"{parts[0][0]}"
            )
    inner = parts[0][0] if parts else ()
    return (len(parts), *inner), [each for _, flat in parts for each in flat]


def _number(thing: Any) -> Any:
    return thing.data if isinstance(thing, Node) else thing
