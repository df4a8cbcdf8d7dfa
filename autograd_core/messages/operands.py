"""Words for the operands of an op, and the sentence for a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np

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

# Python's own message for these would not say what to write instead.
_NEVER_OPERANDS = (str, bytes, list, tuple, dict, set, complex)
_OPERATORS = ("add", "sub", "mul", "truediv", "pow", "matmul", "mod", "floordiv")
_REFLECTED = [f"__r{name}__" for name in _OPERATORS]


def is_never_operand(thing: object) -> bool:
    """Whether no operator goes with it and a number: its class defines none for that.

    >>> from fractions import Fraction
    >>> [is_never_operand(x) for x in ("3", None, len, iter([]), Fraction(1, 2))]
    [True, True, True, True, False]
    """
    return isinstance(thing, _NEVER_OPERANDS) or not any(
        hasattr(type(thing), name) for name in _REFLECTED
    )


def is_node(thing: object) -> bool:
    """Whether ops are recorded on `thing`: a Value or Tensor, not a number.

    >>> from autograd_core import Value
    >>> is_node(Value(1.0)), is_node(1.0)
    (True, False)
    """
    return hasattr(type(thing), "_apply")


def is_tensor(thing: object) -> bool:
    """Whether `thing` is a node that holds an array.

    >>> from autograd_core import Tensor, Value
    >>> is_tensor(Tensor([1.0])), is_tensor(Value(1.0)), is_tensor(1.0)
    (True, False, False)
    """
    return getattr(type(thing), "_holds_array", False)


def is_mapped(thing: object) -> bool:
    """Whether `thing` stands for the examples of `vmap`, all at once.

    >>> is_mapped(1.0)
    False
    """
    return getattr(type(thing), "_is_mapped", False)


def innermost(operands: Iterable[Any]) -> Any:
    """The innermost run of `vmap` among operands, of which one at least is mapped."""
    levels = [x.level for x in operands if is_mapped(x)]
    return max(levels, key=lambda level: level.depth)


def payload(operand: Any) -> Any:
    """The number or array of a node; anything else as it is.

    Modules above the engine have `engine.node.payload_of`, which is compiled.

    >>> from autograd_core import Value
    >>> payload(Value(2.0)), payload(3.0)
    (2.0, 3.0)
    """
    return operand._payload() if is_node(operand) else operand


def nodes_of(argument: Any, where: str) -> list[Any]:
    """A node, or a list or tuple of nodes, as a list; `where` opens the message.

    Raises:
        TypeError: it is anything else.

    >>> from autograd_core import Value
    >>> [node.label for node in nodes_of(Value(1.0, label="a"), "inputs")]
    ['a']
    """
    nodes = [argument] if is_node(argument) else argument
    if not isinstance(nodes, (list, tuple)):
        raise TypeError(
            f"{where} must be a Value or Tensor, or a list of them, got "
            f"{type(argument).__name__} {short_repr(argument)}"
        )
    for node in nodes:
        if not is_node(node):
            raise TypeError(
                f"{where} must be Values or Tensors, got {type(node).__name__} "
                f"{short_repr(node)}"
            )
    return list(nodes)


def wrong_operand(thing: object) -> str:
    """One sentence: what `thing` is, and how to turn it into a number.

    >>> wrong_operand("3")
    "expected a number, got str '3'; convert it first, e.g. float('3')"
    """
    text = short_repr(thing)
    remedy = "convert it to a float first"
    is_array = hasattr(type(thing), "__array__") and not is_node(thing)
    if is_array and getattr(thing, "ndim", None):  # such as a Series of pandas
        remedy = _REMEDIES[np.ndarray]
    for kind, advice in _REMEDIES.items():
        if isinstance(thing, kind):
            remedy = advice.format(text)
    if callable(thing) and not is_node(thing):
        remedy = "call it, f(x); its derivative is grad(f)(x)"
    elif is_tensor(thing):
        remedy = "use its entries, t.values(), or its number, t.item()"
    elif is_node(thing):
        remedy = "use its number, v.item(), or v.detach() for a constant leaf"
    return f"expected a number, got {type(thing).__name__} {text}; {remedy}"


def refuse_node(argument: object, where: str) -> None:
    """Raise where an argument that has no derivative is a node.

    Raises:
        TypeError: it is one: its derivative would be lost without a word.

    >>> from autograd_core import Value
    >>> refuse_node(Value(0.5), "quantile: q")
    Traceback (most recent call last):
    TypeError: quantile: q gets no gradient, so it takes numbers, not nodes; got \
Value(0.5): use its data, t.data
    """
    if is_node(argument):
        raise TypeError(
            f"{where} gets no gradient, so it takes numbers, not nodes; got "
            f"{describe(argument)}: use its data, t.data"
        )


def short_repr(thing: object, width: int = 60) -> str:
    """The repr of anything, cut to `width` characters, for messages.

    >>> short_repr("x" * 100, 10)
    "'xxxxxx..."
    """
    try:
        text = repr(thing)
    except ValueError:
        # Python does not write out an integer of more than 4300 digits.
        text = f"{type(thing).__name__} too long to show"
    if "\n" in text:  # of an array or a table, whose lines would break the message
        text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 3] + "..."


def describe(operand: Any) -> str:
    """How messages name an operand: by its label, and its number or shape.

    >>> from autograd_core import Value
    >>> describe(Value(2.0, label="w")), describe(Value(2.0)), describe(3.0)
    ('w = 2.0', 'Value(2.0)', '3.0')
    """
    if isinstance(operand, np.ndarray) and operand.ndim:
        return f"array of shape {operand.shape}"
    if not is_node(operand):
        return short_repr(operand, 40)
    node: Any = operand
    if is_mapped(node):
        return repr(node)
    data, label = node._payload(), node.label
    kind = type(operand).__name__
    if isinstance(data, np.ndarray):
        if data.ndim:
            return f"{label or kind} of shape {data.shape}"
        data = data.item()
    return f"{label} = {data!r}" if label else f"{kind}({data!r})"


class _Op(Protocol):
    """The parts of a rule that its text is made of."""

    @property
    def name(self) -> str: ...
    @property
    def symbol(self) -> str: ...
    @property
    def infix(self) -> bool: ...


def call_text(op: _Op, operands: Sequence[Any]) -> str:
    """How messages write an op and its operands: `w * 'x'`, `log(p)`.

    >>> from autograd_core import Value, multiply, log
    >>> call_text(multiply, (Value(2.0, label="w"), "x"))
    "w * 'x'"
    >>> call_text(log, (Value(0.0, label="p"),))
    'log(p = 0.0)'
    """
    if op.infix and len(operands) == 2:
        first, second = [
            (is_node(operand) and operand.label) or describe(operand)
            for operand in operands
        ]
        return f"{first} {op.symbol} {second}"
    texts = [describe(operand) for operand in operands[:4]]
    if len(operands) > 4:
        texts.append(f"... {len(operands) - 4} more")
    return f"{op.name}({', '.join(texts)})"
