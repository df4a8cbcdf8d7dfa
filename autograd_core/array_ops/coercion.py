"""Operands that are not nodes: the constants made of them, or the error."""

from __future__ import annotations

from collections.abc import Sequence
from types import NotImplementedType
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.interop.tables import plain_table
from autograd_core.messages.numbers import float_of, is_foreign_array, is_number
from autograd_core.messages.operands import (
    call_text,
    is_never_operand,
    is_tensor,
    short_repr,
    wrong_operand,
)
from autograd_core.messages.types import Array, DType, Payload
from autograd_core.ops.rule import Rule

FLOATS: tuple[DType, ...] = (np.dtype(np.float32), np.dtype(np.float64))
"""The dtypes that a Tensor can have."""

COPIED = 1 << 18
"""The bytes of a constant up to which the graph keeps a copy of its own."""


def float_dtype(dtype: Any) -> DType:
    """The dtype, if it is one a Tensor can have.

    >>> float_dtype("float32")
    dtype('float32')
    """
    try:
        index = FLOATS.index(np.dtype(dtype))
    except (TypeError, ValueError):
        message = f"dtype must be float32 or float64, got {dtype!r}"
        if isinstance(dtype, int):
            message += (
                "; numbers stand in a list, `Tensor([2.0, 3.0])`, and zeros of a shape "
                "are `Tensor(np.zeros((2, 3)))`"
            )
        raise TypeError(message) from None
    return FLOATS[index]


def real_array(data: Any, where: str) -> Array:
    """`data` as an array of real numbers; `where` opens the error message.

    >>> real_array([[1, 2], [3]], "Tensor")
    Traceback (most recent call last):
    ValueError: Tensor: a ragged list: its rows differ in length; ...
    """
    if isinstance(data, (list, tuple)) and any(map(is_tensor, data)):
        raise TypeError(
            f"{where}: got a {type(data).__name__} that holds Tensors; use "
            "autograd_core.stack([...]) or concatenate([...]), which record it"
        )
    if type(data) is not np.ndarray and np.ma.is_masked(data):
        raise TypeError(
            f"{where}: got an array with masked entries, which would count like all "
            "others; use a.filled(0.0) or a.compressed()"
        )
    try:
        array = np.asarray(data)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(
            f"{where}: a ragged list: its rows differ in length; make them equal, or "
            "keep one Tensor per row"
        ) from None
    if array.dtype.kind in "fiub":
        return array
    if not isinstance(data, np.ndarray):
        table = plain_table(data, where)
        if table is not data:
            return real_array(table, where)
    if not array.ndim and not isinstance(data, np.ndarray):
        raise TypeError(f"{where}: {wrong_operand(data)}")
    raise TypeError(
        f"{where}: expected real numbers, got {type(data).__name__} of dtype "
        f"{array.dtype}; {_remedy(array)}"
    )


def _remedy(array: Array) -> str:
    """What to do with an array that does not hold real numbers."""
    if array.dtype.kind == "c":
        return "only real numbers are differentiated; use .real and .imag"
    if array.dtype.kind in "mM":
        return "subtract a date and divide by a unit first"
    for entry in array.flat if array.dtype.kind == "O" else ():
        if isinstance(entry, Node):
            return "it holds nodes: use stack_values([...]) for Values"
        if not is_number(entry):
            return (
                f"it holds {type(entry).__name__} {short_repr(entry, 30)}; give numbers"
            )
    # Integers of any size among them: those beyond 64 bits are objects.
    return "convert it first, e.g. np.asarray(data, dtype=float)"


def as_constant(
    rule: Rule, operand: Any, operands: Sequence[object]
) -> Payload | NotImplementedType:
    """The constant of the graph for an operand that is not a node.

    A number becomes a float, which never changes a dtype; an array of integers becomes
    float64, one of another library one of NumPy. NotImplemented for objects whose own
    class may define the operator.
    """
    if type(operand) is np.ndarray and operand.ndim and operand.dtype in FLOATS:
        return kept(operand)
    if is_number(operand):
        number: Any = operand
        return float_of(number, rule, operands)
    if isinstance(operand, (np.ndarray, list, tuple)):
        array = real_array(operand, call_text(rule, operands))
        if array.dtype in FLOATS or array.dtype.kind == "b":
            return kept(array)
        return array.astype(np.float64)
    if is_foreign_array(operand):  # of pandas or PyTorch, which know no nodes
        table = plain_table(operand, call_text(rule, operands))
        return as_constant(rule, table, operands)
    if is_never_operand(operand):
        raise TypeError(f"{call_text(rule, operands)}: {wrong_operand(operand)}")
    return NotImplemented


def kept(constant: Array) -> Array:
    """The array that the graph keeps for one beside a Tensor: a copy, if not large.

    Derivatives read it later, and programs go on using theirs (`t += dt`). Of large
    ones only samples are taken, see `array_changes.watch`.

    >>> a = np.ones(2)
    >>> kept(a) is a
    False
    """
    return constant if is_large(constant) else constant.copy("K")


def is_large(array: Array) -> bool:
    """Whether an array is too large for the graph to keep a copy."""
    return array.nbytes > COPIED


def as_array(rule: Rule, operand: Any, operands: Sequence[object]) -> Payload:
    """`as_constant` for a function: no other class can define it.

    Raises:
        TypeError: the operand is neither a number nor an array.
    """
    constant = as_constant(rule, operand, operands)
    if constant is NotImplemented:
        raise TypeError(f"{call_text(rule, operands)}: {wrong_operand(operand)}")
    return constant


def shape_error(rule: Rule, operands: Sequence[object], error: Exception) -> Exception:
    """The error for operands whose shapes do not go together, with their names."""
    text = str(error)
    if "core dimension" in text:
        text = "the last axis of the left must be as long as the last but one (of a "
        text += "vector, the only one) of the right"
    if "broadcast" in text:
        text = "their lengths must be equal or 1, counted from the last axis"
    # NumPy's own kinds, LinAlgError and AxisError among them.
    return type(error)(
        f"{call_text(rule, operands)}: {text}{_labelled_shapes(rule, operands)}"
    )


def _labelled_shapes(rule: Rule, operands: Sequence[object]) -> str:
    """The shapes of labelled operands of an infix op: `W @ x` does not say them."""
    if not rule.infix or not any(getattr(operand, "label", "") for operand in operands):
        return ""
    shapes = [
        f"{getattr(operand, 'label', '') or type(operand).__name__} of shape "
        f"{np.shape(payload_of(operand))}"
        for operand in operands
        if not is_number(operand)
    ]
    return f"; got {' and '.join(shapes)}"


def is_array(x: object) -> bool:
    """Whether x is a Tensor or an array of numbers, not a sequence of Values."""
    if isinstance(x, Node):
        return is_tensor(x)
    if isinstance(x, np.ndarray):
        return x.dtype.kind != "O"
    return isinstance(x, np.generic)
