"""What may stand in a Tensor or beside one, and the errors for everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.errors import GraphError
from autograd_core.messages.numbers import float_of, is_number
from autograd_core.messages.operands import (
    call_text,
    describe,
    short_repr,
    wrong_operand,
)

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_NEVER_OPERANDS = (str, bytes, dict, set, complex, type(None))


def leaf_array(data: Any, dtype: Any = None) -> np.ndarray:
    """A new array of the numbers in `data`, for a leaf.

    Raises:
        TypeError: they are no real numbers, or `dtype` is no float dtype.
        ValueError: `data` is a ragged list.
    """
    wanted = None if dtype is None else float_dtype(dtype)
    if isinstance(data, Node):
        raise TypeError(
            f"Tensor({describe(data)}): it is a node already; use it as it is, "
            "x.detach() for a constant copy, or stack_values(v) for a Value"
        )
    array = real_array(data, "Tensor")
    if wanted is None:
        wanted = array.dtype if array.dtype in FLOATS else np.dtype(np.float64)
    return np.array(array, dtype=wanted)


def float_dtype(dtype: Any) -> Any:
    """The dtype, if it is one a Tensor can have.

    >>> float_dtype("float32")
    dtype('float32')
    """
    try:
        wanted = np.dtype(dtype)
    except TypeError:
        wanted = np.dtype(object)
    if wanted not in FLOATS:
        raise TypeError(f"dtype must be float32 or float64, got {dtype!r}")
    return wanted


def real_array(data: Any, where: str) -> np.ndarray:
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
    if not array.ndim and not isinstance(data, np.ndarray):
        raise TypeError(f"{where}: {wrong_operand(data)}")
    raise TypeError(
        f"{where}: expected real numbers, got {type(data).__name__} of dtype "
        f"{array.dtype}; {_remedy(array)}"
    )


def _remedy(array: np.ndarray) -> str:
    """What to do with an array that does not hold real numbers."""
    if array.dtype.kind == "c":
        return "only real numbers are differentiated; use .real and .imag"
    if array.dtype.kind in "mM":
        return "subtract a date and divide by a unit first"
    for each in array.flat if array.dtype.kind == "O" else ():
        if isinstance(each, Node):
            return "it holds nodes: use stack_values([...]) for Values"
        if not is_number(each):
            return (
                f"it holds {type(each).__name__} {short_repr(each, 30)}; give numbers"
            )
    # Integers of any size among them: those beyond 64 bits are objects.
    return "convert it first, e.g. np.asarray(data, dtype=float)"


def as_constant(rule: Any, operand: Any, operands: Sequence[Any]) -> Any:
    """What stands in the graph for an operand that is no node.

    A number becomes a float, which never changes a dtype; an array of integers becomes
    float64. NotImplemented for things that may know the operator themselves.
    """
    if type(operand) is np.ndarray and operand.ndim and operand.dtype in FLOATS:
        return operand
    if is_number(operand):
        return float_of(operand, rule, operands)
    if isinstance(operand, (np.ndarray, list, tuple)):
        array = real_array(operand, call_text(rule, operands))
        if array.dtype in FLOATS or array.dtype.kind == "b":
            return array
        return array.astype(np.float64)
    if isinstance(operand, _NEVER_OPERANDS):
        raise TypeError(f"{call_text(rule, operands)}: {wrong_operand(operand)}")
    return NotImplemented


def as_array(rule: Any, operand: Any, operands: Sequence[Any]) -> Any:
    """`as_constant` for a function, where nobody else can know what to do.

    Raises:
        TypeError: the operand is no number and no array.
    """
    constant = as_constant(rule, operand, operands)
    if constant is NotImplemented:
        raise TypeError(f"{call_text(rule, operands)}: {wrong_operand(operand)}")
    return constant


def shape_error(rule: Any, operands: Sequence[Any], error: Exception) -> Exception:
    """The error for operands whose shapes do not go together, with their names."""
    text = str(error)
    if "core dimension" in text:
        text = "the last axis of the left must be as long as the last but one (of a "
        text += "vector, the only one) of the right"
    if "broadcast" in text:
        text = "their lengths must be equal or 1, counted from the last axis"
    # NumPy's own kinds, LinAlgError and AxisError among them.
    return type(error)(f"{call_text(rule, operands)}: {text}{_got(rule, operands)}")


def _got(rule: Any, operands: Sequence[Any]) -> str:
    """The shapes of labelled operands of an infix op: `W @ x` does not say them."""
    if not rule.infix or not any(getattr(each, "label", "") for each in operands):
        return ""
    shapes = [
        f"{getattr(each, 'label', '') or type(each).__name__} of shape "
        f"{np.shape(payload_of(each))}"
        for each in operands
        if not is_number(each)
    ]
    return f"; got {' and '.join(shapes)}"


def is_tensor(thing: Any) -> bool:
    """Whether it is a node with a shape."""
    return isinstance(thing, Node) and hasattr(thing, "shape")


def payload_of(operand: Any) -> Any:
    """The number or array of an operand."""
    return operand.data if isinstance(operand, Node) else operand


def replacement(node: Any, array: Any, where: str) -> np.ndarray:
    """An array to put in the place of a Tensor's own, of its shape and dtype.

    Raises:
        TypeError: it holds anything but real numbers.
        ValueError: it is of another shape.
    """
    if isinstance(array, Node):
        raise TypeError(
            f"{where}: expected a plain array, got {describe(array)}; use its data"
        )
    new = real_array(array, where)
    if new.shape != node.shape:
        raise ValueError(
            f"{where} of {describe(node)}: expected shape {node.shape}, got {new.shape}"
        )
    return np.asarray(new, dtype=node.dtype)


def buffer(node: Any, array: Any, name: str) -> np.ndarray:
    """A view of somebody's buffer that a leaf is to live in; see `use_buffers`."""
    where = f"use_buffers of {describe(node)}: {name}"
    if not node.is_leaf:
        raise TypeError(f"{where}: only a leaf can live in a buffer")
    if not isinstance(array, np.ndarray) or array.dtype != node.dtype:
        raise TypeError(f"{where} must be an array of dtype {node.dtype}")
    if array.shape != node.shape:
        raise ValueError(f"{where}: expected shape {node.shape}, got {array.shape}")
    if not array.flags.writeable:
        raise ValueError(f"{where} is read-only; give an array that can be written")
    return array


def seed(node: Any, gradient: Any, call: str) -> np.ndarray:
    """The upstream gradient that a walk from `node` starts with.

    Raises:
        GraphError: none is given, and the node has several entries.
        ValueError: it is of another shape than the node.
    """
    if gradient is None:
        if node.size != 1:
            raise GraphError(
                f"{call} of {describe(node)}: a gradient is that of one number; reduce "
                "it first, e.g. t.sum(), or give the upstream gradient, an array of "
                f"shape {node.shape}"
            )
        one = np.empty(node.shape, node.dtype)
        one.fill(1.0)
        return one
    if isinstance(gradient, Node):
        gradient = gradient.data
    array = real_array(gradient, call)
    if array.shape != node.shape:
        raise ValueError(
            f"{call} of {describe(node)}: the upstream gradient must have its shape "
            f"{node.shape}, got {array.shape}"
        )
    return array.astype(node.dtype)


def broadcast_axes(
    shape: tuple[int, ...], original: tuple[int, ...]
) -> tuple[int, ...]:
    """The axes along which `original` was repeated to get `shape`.

    >>> broadcast_axes((4, 2, 3), (2, 1))
    (0, 2)
    """
    extra = len(shape) - len(original)
    repeated = [
        extra + i
        for i, length in enumerate(original)
        if length == 1 and shape[extra + i] != 1
    ]
    return (*range(extra), *repeated)
