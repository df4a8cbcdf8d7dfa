"""The operands of functions of arrays: a Tensor, an array, or a list to convert."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from autograd_core.array_ops import joining, shape
from autograd_core.array_ops.array_rule import no_array
from autograd_core.array_ops.coercion import float_dtype, is_array, real_array
from autograd_core.engine.node import Node
from autograd_core.engine.record import is_value
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_tensor
from autograd_core.messages.types import Array
from autograd_core.ops.op import number_like

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_core.engine.value import Value
    from autograd_core.tensor.methods import ArrayMethods

ArrayT = TypeVar("ArrayT", bound="ArrayMethods | Array")
"""The type of an operand that is the type of the result too: Tensor or array."""

TensorT = TypeVar("TensorT", bound="ArrayMethods")
"""The type of a Tensor, which the result has too if any operand is one."""

Numbers: TypeAlias = "Iterable[Value | float]"
"""Values and numbers in a row, which some functions take in place of an array."""


def operand(x: Any, name: str) -> Any:
    """A Tensor or array unchanged; a list as an array, one with Tensors stacked.

    Raises:
        TypeError: it is none of these, and not a number.
    """
    if isinstance(x, (Node, np.ndarray)):
        return x
    if holds_tensors(x):
        return joining.stack([operand(part, "stack") for part in x], 0)
    return np.asarray(real_array(x, name))


def array_operand(x: Any, name: str) -> Any:
    """`operand`, for functions that ask it for its dtype.

    Raises:
        TypeError: it is a Value, or none of what `operand` takes.
    """
    if is_value(x):
        raise no_array(x, name)
    return operand(x, name)


def operand_as(dtype: Any, x: Any, name: str) -> Any:
    """`operand`, cast to float32 or float64; None for its own dtype.

    Raises:
        TypeError: the dtype is another one.
    """
    x = operand(x, name)
    return x if dtype is None else shape.astype(x, float_dtype(dtype))


def operand_beside(x: Any, name: str, *others: Any) -> Any:
    """`operand`; of a number an array in the dtype of the arrays beside it.

    Raises:
        TypeError: it is neither a Tensor, an array nor a list of numbers.
    """
    return (
        np.asarray(number_like(float(x), *others)) if is_number(x) else operand(x, name)
    )


def list_of_operands(tensors: Any, name: str) -> list[Any]:
    """The entries of the list for `concatenate` or `stack`; of a Tensor its rows.

    Raises:
        TypeError: it is not a list.
        ValueError: it is empty.
    """
    rows = is_tensor(tensors) and tensors.ndim
    if not rows and not isinstance(tensors, (list, tuple, np.ndarray)):
        raise TypeError(
            f"{name}: expected a list of Tensors and arrays, got {describe(tensors)}; "
            f"write {name}([a, b, ...])"
        )
    if not len(tensors):
        raise ValueError(f"{name} of no arrays; give at least one")
    return list(tensors)


def holds_tensors(x: object) -> bool:
    """Whether x is a list or tuple with Tensors in it."""
    return isinstance(x, (list, tuple)) and any(map(is_tensor, x))


def of_values(function: Callable[[Any], Any], x: object) -> Any:
    """The result of `function` for a sequence of Values; None if x is an array.

    A list of Tensors counts as an array: it is stacked.
    """
    if is_array(x):
        return None
    try:
        return function(x)
    except TypeError:
        if holds_tensors(x):
            return None
        raise
