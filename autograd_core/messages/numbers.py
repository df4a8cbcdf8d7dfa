"""Real numbers: recognised, and read as floats with an error that says what to do."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.messages.operands import call_text, wrong_operand
from autograd_core.messages.types import Scalar


def is_foreign_array(thing: Any) -> bool:
    """Whether this is an array of another library, such as PyTorch or pandas.

    >>> is_foreign_array(np.ones(2)), is_foreign_array([1.0])
    (False, False)
    """
    kind = type(thing)
    if hasattr(kind, "to_numpy"):
        return True
    return hasattr(kind, "__dlpack__") and not isinstance(thing, np.ndarray)


def is_number(thing: object) -> bool:
    """Whether `thing` is a real number: int, float, a NumPy scalar or a 0-d array.

    >>> is_number(2), is_number(np.float32(2)), is_number("2"), is_number(1 + 2j)
    (True, True, False, False)
    """
    if isinstance(thing, (float, int, np.bool_)):
        return True
    if isinstance(thing, np.ndarray):
        return thing.ndim == 0 and thing.dtype.kind in "fiub"
    return isinstance(thing, numbers.Real)


def as_float(thing: object, where: str) -> float:
    """The number `thing` as a float; `where` opens the error message.

    Raises:
        TypeError: `thing` is not a real number; the message names the remedy.
        OverflowError: it is an integer beyond the largest float.

    >>> as_float(3, "Value(3)")
    3.0
    """
    if is_number(thing):
        try:
            return float(thing)  # type: ignore[arg-type]
        except OverflowError as error:
            raise OverflowError(f"{where}: {error}") from None
    raise TypeError(f"{where}: {wrong_operand(thing)}")


def float_of(number: Scalar, op: Any, operands: Sequence[object]) -> float:
    """A number among the operands of an op as a float.

    Raises:
        OverflowError: it is an integer beyond the largest float; with op and operands.
    """
    try:
        return float(number)
    except OverflowError:
        return as_float(number, call_text(op, operands))
