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

    def __init__(self, thing: Any, where: str) -> None:
        self.tensor: Any = None
        self.has_values = False
        self._flat: list[Any] | None = None
        if isinstance(thing, Node) and not isinstance(thing, Value):
            self.tensor = thing
            self.numbers = thing.data
        elif isinstance(thing, np.ndarray) and thing.dtype.kind in "fiub":
            self.numbers = thing if thing.dtype.kind == "f" else thing.astype(float)
        else:
            shape, flat = flattened(thing, where)
            self._flat = flat
            for each in flat:
                if isinstance(each, Value):
                    self.has_values = True
                elif isinstance(each, Node):
                    raise TypeError(
                        f"{where}: a list of Tensors; make one of them, "
                        "autograd_core.stack([...])"
                    )
            numbers = [float(_number(each)) for each in flat]
            self.numbers = np.array(numbers).reshape(shape) if shape else numbers[0]
        self.shape = np.shape(self.numbers)
        self.size = int(np.size(self.numbers))

    @property
    def flat(self) -> list[Any]:
        """The entries in order: Values, and floats for plain numbers."""
        if self.has_values and self._flat is not None:
            return [
                each if isinstance(each, Node) else float(each) for each in self._flat
            ]
        return np.ravel(self.numbers).tolist()
