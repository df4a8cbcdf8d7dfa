"""What networks give and losses take: numbers, nodes, and nested lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.extend import is_number, payload_of, real_array, short_repr

_PLAIN = frozenset({Value, float, int})
"""The kinds of entries that need no second look."""
_data = attrgetter("data")


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
        return plain(thing, where)
    if isinstance(thing, Node) and not isinstance(thing, Value):
        return thing.data
    shape, flat = flattened(thing, where)
    numbers = np.array([payload_of(entry) for entry in flat])
    return numbers.reshape((*shape, *numbers.shape[1:]))


def plain(array: Any, where: str) -> Any:
    """A NumPy array itself, of a subclass (a memmap, a matrix) its plain array.

    Raises:
        TypeError: entries of it are masked.

    >>> plain(np.ma.array([1.0, 2.0], mask=[False, True]), "loss")
    Traceback (most recent call last):
    TypeError: loss: got an array with masked entries, which would count like all ...
    """
    return array if type(array) is np.ndarray else real_array(array, where)


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
    if type(thing) is list and _PLAIN.issuperset(map(type, thing)):
        return (len(thing),), thing
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


class Entries:
    """An argument of a loss, in the forms that it needs.

    Attributes:
        numbers: the plain numbers, a float or an array of floats.
        tensor: the Tensor, if it is one.
        has_values: whether Values are among the entries.

    Raises:
        TypeError: an entry is neither a number nor a node, or a list holds Tensors.
        ValueError: lists beside each other differ in length.

    >>> entries = Entries([[Value(1.0), 2.0]], "loss")
    >>> entries.shape, entries.flat
    ((1, 2), [Value(data=1.0, grad=0.0), 2.0])
    """

    __slots__ = ("_flat", "has_values", "numbers", "shape", "size", "tensor")
    numbers: Any
    shape: tuple[int, ...]

    def __init__(self, thing: Any, where: str) -> None:
        self.tensor: Any = None
        self.has_values = False
        self._flat: list[Any] | None = None
        if isinstance(thing, np.ndarray) and thing.dtype.kind in "fiub":
            numbers = plain(thing, where)
            self.numbers = (
                numbers if numbers.dtype.kind == "f" else numbers.astype(float)
            )
        elif isinstance(thing, Node) and not isinstance(thing, Value):
            self.tensor = thing
            self.numbers = thing.data
        else:
            self._take_lists(thing, where)
        is_array = isinstance(self.numbers, np.ndarray)
        self.shape = self.numbers.shape if is_array else ()
        self.size = self.numbers.size if is_array else 1

    def _take_lists(self, thing: Any, where: str) -> None:
        shape, flat = flattened(thing, where)
        kinds = set(map(type, flat))
        if kinds == {Value}:
            numbers = list(map(_data, flat))
            self.has_values = True
        elif kinds <= {float, int}:
            numbers = flat
        else:
            for each in flat:
                if isinstance(each, Node) and not isinstance(each, Value):
                    raise TypeError(
                        f"{where}: a list of Tensors; make one of them, "
                        "autograd_core.stack([...])"
                    )
            flat = [each if isinstance(each, Value) else float(each) for each in flat]
            numbers = [payload_of(entry) for entry in flat]
            self.has_values = any(isinstance(each, Value) for each in flat)
        self._flat = flat if self.has_values else None
        self.numbers = np.array(numbers, float).reshape(shape) if shape else numbers[0]

    @property
    def flat(self) -> list[Any]:
        """The entries in order: Values, and floats for plain numbers."""
        return np.ravel(self.numbers).tolist() if self._flat is None else self._flat
