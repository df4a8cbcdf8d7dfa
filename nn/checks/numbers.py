"""Arguments as numbers: arrays, nodes, and nested lists of numbers and nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core import Node, Tensor, Value
from autograd_core.extend import (
    is_number,
    payload_of,
    plain_table,
    real_array,
    refuse_node,
    short_repr,
)

_PLAIN = frozenset({Value, float, int})
"""Types of entries that are accepted without conversion."""


def numbers_of(
    argument: Any, where: str, constant: bool = False, steps: bool = False
) -> NDArray[Any]:
    """The numbers of an argument as an array.

    Args:
        argument: an array, a number, a Value, a Tensor, or lists of these, nested; or a
            DataFrame, Series or sparse matrix.
        where: the start of the error message.
        constant: whether what they are for has no derivative by them, as weights: then
            nodes are refused.
        steps: whether what they are for jumps, as an accuracy does: its derivative is
            0, so it may be computed inside transforms, beside a loss.

    Raises:
        TypeError: an entry is something else.
        ValueError: neighboring lists differ in length.
        GraphError: inside a function that a transform differentiates, a number depends
            on its inputs: it would count as a constant.

    >>> numbers_of([[Value(1.0), 2.0], [3.0, Value(4.0)]], "accuracy")
    array([[1., 2.],
           [3., 4.]])
    """
    if isinstance(argument, np.ndarray) and argument.dtype.kind in "fiub":
        return plain(argument, where)
    if isinstance(argument, Node) and not isinstance(argument, Value):
        return _number_of(argument, where, constant, steps)
    table = plain_table(argument, where)
    if table is not argument:
        return plain(table, where)
    shape, flat = flattened(argument, where)
    numbers = np.array([_number_of(entry, where, constant, steps) for entry in flat])
    return numbers.reshape((*shape, *numbers.shape[1:]))


def _number_of(entry: Any, where: str, constant: bool, steps: bool) -> Any:
    if not isinstance(entry, Node):
        return entry
    if constant:
        refuse_node(entry, where)
    return payload_of(entry) if steps else entry.data


def plain(array: NDArray[Any], where: str) -> NDArray[Any]:
    """The array itself, or for a subclass (a memmap, a matrix) its plain array.

    Raises:
        TypeError: entries are masked.

    >>> plain(np.ma.array([1.0, 2.0], mask=[False, True]), "loss")
    Traceback (most recent call last):
    TypeError: loss: got an array with masked entries, which would count like all ...
    """
    return array if type(array) is np.ndarray else real_array(array, where)


def flattened(argument: Any, where: str) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of nested lists, and their entries in order.

    Raises:
        TypeError: an entry is neither a number nor a node.
        ValueError: neighboring lists differ in length.

    >>> flattened([[1.0, 2.0], [3.0, 4.0]], "loss")
    ((2, 2), [1.0, 2.0, 3.0, 4.0])
    >>> flattened([[1.0, 2.0], [3.0]], "loss")
    Traceback (most recent call last):
    ValueError: loss: entry 1 has shape (1,) where entry 0 has shape (2,)
    """
    if type(argument) is list and _PLAIN.issuperset(map(type, argument)):
        return (len(argument),), argument
    if isinstance(argument, Node) or is_number(argument):
        return (), [argument]
    is_text_or_unordered = isinstance(argument, (str, bytes, dict, set))
    if is_text_or_unordered or not isinstance(argument, Iterable):
        remedy = (
            "; class ids of names: np.unique(names, return_inverse=True)[1]"
            if isinstance(argument, str)
            else ""
        )
        raise TypeError(
            f"{where}: expected numbers, Values or lists of them, got "
            f"{type(argument).__name__} {short_repr(argument)}{remedy}"
        )
    parts = [flattened(part, where) for part in argument]
    for i, (shape, _) in enumerate(parts):
        if shape != parts[0][0]:
            raise ValueError(
                f"{where}: entry {i} has shape {shape} where entry 0 has shape "
                f"{parts[0][0]}"
            )
    inner = parts[0][0] if parts else ()
    return (len(parts), *inner), [entry for _, flat in parts for entry in flat]


def refuse_tuple_of_tensors(x: Any, where: str) -> None:
    """Refuse what a recurrent layer or attention gives, in the place of one array.

    Raises:
        TypeError: it is a tuple that begins with a Tensor of several axes.

    >>> from autograd_core import Tensor
    >>> refuse_tuple_of_tensors((Tensor([[1.0]]), Tensor([[1.0]])), "loss")
    Traceback (most recent call last):
    TypeError: loss: got a tuple of 2, as a recurrent layer or attention gives it; ...
    """
    is_tensor = isinstance(x, tuple) and x and isinstance(x[0], Tensor)
    if is_tensor and x[0].ndim > 1:
        raise TypeError(
            f"{where}: got a tuple of {len(x)}, as a recurrent layer or attention "
            "gives it; take its first part, out, _ = layer(x), in a Module of your own"
        )


class Entries:
    """An argument of a loss in the forms that the loss needs.

    Attributes:
        numbers: the plain numbers, a float or an array of floats.
        tensor: the Tensor, if it is one.
        has_values: whether Values are among the entries.

    Raises:
        TypeError: an entry is neither a number nor a node, or a list holds Tensors.
        ValueError: neighboring lists differ in length.

    >>> entries = Entries([[Value(1.0), 2.0]], "loss")
    >>> entries.shape, entries.flat
    ((1, 2), [Value(data=1.0, grad=0.0), 2.0])
    """

    __slots__ = ("_flat", "has_values", "numbers", "shape", "size", "tensor")
    numbers: Any
    shape: tuple[int, ...]

    def __init__(self, argument: Any, where: str) -> None:
        self.tensor: Any = None
        self.has_values = False
        self._flat: list[Any] | None = None
        kind = type(argument)
        if kind is Tensor or (kind is np.ndarray and argument.dtype.kind == "f"):
            # Of every training step on arrays; what follows would give the same.
            if kind is Tensor:
                self.tensor = argument
            self.numbers = numbers = payload_of(argument)
            self.shape, self.size = numbers.shape, numbers.size
            return
        if isinstance(argument, np.ndarray) and argument.dtype.kind in "fiub":
            numbers = plain(argument, where)
            self.numbers = (
                numbers if numbers.dtype.kind == "f" else numbers.astype(float)
            )
        elif isinstance(argument, Node) and not isinstance(argument, Value):
            self.tensor = argument
            self.numbers = payload_of(argument)
        elif (table := plain_table(argument, where)) is not argument:
            self.numbers = np.asarray(table, float)
        else:
            self._read_lists(argument, where)
        is_array = isinstance(self.numbers, np.ndarray)
        self.shape = self.numbers.shape if is_array else ()
        self.size = self.numbers.size if is_array else 1

    def _read_lists(self, lists: Any, where: str) -> None:
        """Set the attributes from a number, a Value or nested lists of them."""
        refuse_tuple_of_tensors(lists, where)
        shape, flat = flattened(lists, where)
        kinds = set(map(type, flat))
        if kinds == {Value}:
            numbers = list(map(payload_of, flat))
            self.has_values = True
        elif kinds <= {float, int}:
            numbers = flat
        else:
            for entry in flat:
                if isinstance(entry, Node) and not isinstance(entry, Value):
                    raise TypeError(
                        f"{where}: a list of Tensors; make one of them, "
                        "autograd_core.stack([...])"
                    )
            flat = [
                entry if isinstance(entry, Value) else float(entry) for entry in flat
            ]
            numbers = [payload_of(entry) for entry in flat]
            self.has_values = any(isinstance(entry, Value) for entry in flat)
        self._flat = flat if self.has_values else None
        self.numbers = np.array(numbers, float).reshape(shape) if shape else numbers[0]

    @property
    def flat(self) -> list[Any]:
        """The entries in order: Values, and floats for plain numbers."""
        return np.ravel(self.numbers).tolist() if self._flat is None else self._flat
