"""What nodes are called, and how the op that made one is written."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from autograd_core import Node
from autograd_core.extend import DOT, NaryOp
from viz.graph.text_format import count, number, visible

MOST_CONSTANTS = 3
MOST_OPERANDS = 6
NO_NAME = "given"
"""The operator of `Value(data, children, local_grads)`, which has no op."""
NOTHING: Mapping[Node, str] = MappingProxyType({})


def names_of(
    order: Sequence[Any],
    wanted: Container[Node],
    found: Mapping[Node, str] = NOTHING,
) -> dict[Node, str]:
    """A name for each wanted node, no two alike.

    A label is a name, made visible and short; without one, the variable that holds the
    node is. All others are `n1`, `n2`, ... in topological order. The second node
    labelled `w` is `w#2`.

    Args:
        order: all nodes in topological order.
        wanted: those to name.
        found: names of variables that hold nodes.

    >>> from autograd_core import Value, topological_order
    >>> w = Value(1.0, label="w")
    >>> order = topological_order((w * Value(2.0, label="w")).tanh())
    >>> list(names_of(order, order).values())
    ['w', 'w#2', 'n1', 'n2']
    """
    labels = {node: node.label or found.get(node, "") for node in order}
    taken = {label for label in labels.values() if label}
    seen: dict[str, int] = {}
    names: dict[Node, str] = {}
    unnamed = 0
    for node, label in labels.items():
        if label:
            if node in wanted:
                names[node] = _distinct(visible(label), seen, taken)
            continue
        unnamed += 1
        while f"n{unnamed}" in taken:
            unnamed += 1
        if node in wanted:
            names[node] = f"n{unnamed}"
    return names


def _distinct(name: str, seen: dict[str, int], taken: set[str]) -> str:
    seen[name] = seen.get(name, 0) + 1
    if seen[name] == 1:
        return name
    while f"{name}#{seen[name]}" in taken:
        seen[name] += 1
    return f"{name}#{seen[name]}"


def factor(name: str) -> str:
    """A name as it stands after a d: in parentheses unless it is one word.

    >>> factor("w"), factor("w.1")
    ('w', '(w.1)')
    """
    return name if name.replace("#", "_").isidentifier() else f"({name})"


def operator_text(node: Node) -> str:
    """What the operator's box says: the op as typed, with its constants.

    Args:
        node: the result of an op.

    >>> from autograd_core import Tensor, Value, mean, where
    >>> v = Value(2.0)
    >>> [operator_text(each) for each in (v + 1, 1 - v, v**2, -v, v.leaky_relu())]
    ['+ 1.0', '1.0 -', '** 2.0', '-', 'leaky_relu 0.01']
    >>> operator_text(where(v, 0, v)), operator_text(Tensor([[1.0]]).sum(axis=0))
    ('where (_, 0.0, _)', 'sum axis=0')
    >>> operator_text(mean([v, 1.0]))
    'mean (_, 1.0)'
    """
    symbol = visible(node.op) or NO_NAME
    operands = node.operands
    constants = len(operands) - len(node.parents)
    if not constants:
        return symbol + _setting(node.rule)
    many = isinstance(node.rule, NaryOp)
    wide = node.rule is DOT or (many and len(operands) > MOST_OPERANDS)
    if constants > MOST_CONSTANTS or wide:
        return f"{symbol} ({count(constants, 'constant')})"
    shown = [None if isinstance(each, Node) else constant(each) for each in operands]
    if node.rule.infix and len(shown) == 2 and shown[1] is None:
        return f"{shown[0]} {symbol}"
    texts = [each for each in shown if each is not None]
    if not many and shown[len(shown) - len(texts) :] == texts:
        return f"{symbol} {', '.join(texts)}"
    places = ["_" if each is None else each for each in shown]
    return f"{symbol} ({', '.join(places)})"


def _setting(rule: Any) -> str:
    """What an op on arrays was told beside its operands, if it fits in a diagram."""
    axis = getattr(rule, "axis", None)
    if axis is not None:
        return f" axis={axis}"
    index = getattr(rule, "index", None)
    return "" if index is None else f" {visible(index_text(index), 24)}"


def index_text(index: Any) -> str:
    """An index as it is typed.

    >>> index_text((slice(None), slice(1, 5, 2), 0)), index_text(-1)
    ('[:, 1:5:2, 0]', '[-1]')
    """
    parts = index if isinstance(index, tuple) else (index,)
    return f"[{', '.join([_index_part(each) for each in parts])}]"


def _index_part(part: Any) -> str:
    if isinstance(part, slice):
        ends = ["" if each is None else str(each) for each in (part.start, part.stop)]
        return ":".join(ends if part.step is None else [*ends, str(part.step)])
    if part is Ellipsis:
        return "..."
    return "array" if isinstance(part, np.ndarray) and part.ndim else str(part)


def constant(operand: Any) -> str:
    """A constant operand: a number, or the shape of an array.

    >>> constant(2), constant(np.zeros((2, 3)))
    ('2.0', 'array (2, 3)')
    """
    shape = getattr(operand, "shape", ())
    return f"array {shape}" if shape else number(float(operand))


def typed(node: Node, names: dict[Node, str]) -> str:
    """The expression that made a node, on the names of its operands.

    Args:
        node: the result of an op.
        names: of the operands; one that is missing is written as its number.

    >>> from autograd_core import Value, dot
    >>> w, x = Value(2.0, label="w"), Value(3.0, label="x")
    >>> names = {w: "w", x: "x"}
    >>> typed(w * x, names), typed(1 - w, names), typed(-x, names)
    ('w * x', '1.0 - w', '-x')
    >>> typed(dot([w, x], [1.0, 2.0], bias=x), names)
    'dot([w, x], [1.0, 2.0]) + x'
    """
    operands = node.operands
    symbol = visible(node.op) or NO_NAME
    if node.rule is DOT:
        return _typed_dot(operands, names)
    if node.rule.infix and len(operands) == 2:
        base = _name(operands[0], names)
        base = f"({base})" if symbol == "**" and base.startswith("-") else base
        return f"{base} {symbol} {_name(operands[1], names)}"
    if symbol == "-" and len(operands) == 1:
        return f"-{_name(operands[0], names)}"
    return f"{symbol}({_listed(operands, names)})"


def _typed_dot(operands: tuple[Any, ...], names: dict[Node, str]) -> str:
    n = len(operands) // 2
    bias = f" + {_name(operands[-1], names)}" if len(operands) % 2 else ""
    ws, xs = _listed(operands[:n], names, 3), _listed(operands[n : 2 * n], names, 3)
    return f"dot([{ws}], [{xs}]){bias}"


def _listed(
    operands: Sequence[Any], names: dict[Node, str], most: int = MOST_OPERANDS
) -> str:
    """Operands with commas; of many the first ones, and how many more there are."""
    if len(operands) <= most:
        return ", ".join([_name(each, names) for each in operands])
    first = [_name(each, names) for each in operands[: most - 1]]
    return f"{', '.join(first)}, ... {len(operands) - most + 1:,} more"


def _name(operand: Any, names: dict[Node, str]) -> str:
    if isinstance(operand, Node):
        return names.get(operand) or constant(operand.data)
    return constant(operand)
