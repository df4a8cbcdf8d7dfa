"""What may stand beside a Value: numbers, and the errors for everything else."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

Number = float | int | np.floating | np.integer | np.bool_
"""A real number: a constant of the graph, never a node of it."""

_REMEDIES: dict[type, str] = {
    str: "convert it first, e.g. float({0})",
    bytes: "convert it first, e.g. float({0})",
    type(None): "None has no value; does a function lack its return?",
    complex: "only real numbers are differentiated; use two Values, one for the "
    "real and one for the imaginary part",
    list: "make one Value per number, e.g. [Value(x) for x in data]",
    tuple: "make one Value per number, e.g. [Value(x) for x in data]",
    np.ndarray: "make one Value per number, e.g. [Value(x) for x in data]",
    Iterator: "make it a list first, list(...)",
    dict: "take one entry out of it first",
    set: "take one entry out of it first",
}


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


def is_node(thing: Any) -> bool:
    """Whether ops are recorded on `thing`: a Value, not a number.

    >>> from autograd_core import Value
    >>> is_node(Value(1.0)), is_node(1.0)
    (True, False)
    """
    return hasattr(type(thing), "_record")


def is_tensor(thing: object) -> bool:
    """Whether `thing` is a node that holds an array.

    >>> from autograd_core import Tensor, Value
    >>> is_tensor(Tensor([1.0])), is_tensor(Value(1.0)), is_tensor(1.0)
    (True, False, False)
    """
    return getattr(type(thing), "_holds_array", False)


def as_float(thing: object, where: str) -> float:
    """The number `thing` as a float; `where` opens the error message.

    Raises:
        TypeError: `thing` is no real number; the message names the remedy.
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


def float_of(number: Any, op: Any, operands: Sequence[Any]) -> float:
    """A number among the operands of an op as a float.

    Raises:
        OverflowError: it is an integer beyond the largest float; with op and operands.
    """
    try:
        return float(number)
    except OverflowError:
        return as_float(number, call_text(op, operands))


def wrong_operand(thing: object) -> str:
    """One sentence: what `thing` is, and how to turn it into a number.

    >>> wrong_operand("3")
    "expected a number, got str '3'; convert it first, e.g. float('3')"
    """
    shown = short_repr(thing)
    remedy = "convert it to a float first"
    for kind, text in _REMEDIES.items():
        if isinstance(thing, kind):
            remedy = text.format(shown)
    if is_tensor(thing):
        remedy = "use its entries, t.values(), or its number, t.item()"
    elif is_node(thing):
        remedy = "use its number, v.item(), or v.detach() for a constant leaf"
    return f"expected a number, got {type(thing).__name__} {shown}; {remedy}"


def short_repr(thing: object, width: int = 60) -> str:
    """The repr of anything, cut to `width` characters, for messages.

    >>> short_repr("x" * 100, 10)
    "'xxxxxx..."
    """
    try:
        shown = repr(thing)
    except ValueError:
        # Python does not write out an integer of more than 4300 digits.
        shown = f"{type(thing).__name__} too long to show"
    return shown if len(shown) <= width else shown[: width - 3] + "..."


def describe(node: object) -> str:
    """How messages name an operand: by its label, and its number or shape.

    >>> from autograd_core import Value
    >>> describe(Value(2.0, label="w")), describe(Value(2.0)), describe(3.0)
    ('w = 2.0', 'Value(2.0)', '3.0')
    """
    if isinstance(node, np.ndarray) and node.ndim:
        return f"array of shape {node.shape}"
    if not is_node(node):
        return short_repr(node, 40)
    data: Any = getattr(node, "data", None)
    label = getattr(node, "label", "")
    if isinstance(data, np.ndarray):
        if data.ndim:
            return f"{label or type(node).__name__} of shape {data.shape}"
        data = data.item()
    return f"{label} = {data!r}" if label else f"{type(node).__name__}({data!r})"


def call_text(op: Any, operands: Sequence[Any]) -> str:
    """How messages write an op and its operands: `w * 'x'`, `log(p)`.

    >>> from autograd_core import Value, multiply, log
    >>> call_text(multiply, (Value(2.0, label="w"), "x"))
    "w * 'x'"
    >>> call_text(log, (Value(0.0, label="p"),))
    'log(p = 0.0)'
    """
    if op.infix and len(operands) == 2:
        names = [(is_node(each) and each.label) or describe(each) for each in operands]
        return f"{names[0]} {op.symbol} {names[1]}"
    shown = [describe(each) for each in operands[:4]]
    more = f", ... {len(operands) - 4} more" if len(operands) > 4 else ""
    return f"{op.name}({', '.join(shown)}{more})"
