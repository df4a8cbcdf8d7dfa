"""Names of nodes, and the expression that made one as it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from autograd_core import Node
from autograd_core.extend import DOT, NaryOp, payload_of, plural
from viz.graph.text_format import constant_text, visible

MOST_CONSTANTS = 3
MOST_OPERANDS = 6
NO_NAME = "given"
"""The operator of `Value(data, children, local_grads)`, which has no op."""
NOTHING: Mapping[Node, str] = MappingProxyType({})


def names_of(
    order: Sequence[Any],
    targets: Iterable[Node],
    variables: Mapping[Node, str] = NOTHING,
) -> dict[Node, str]:
    """A name for each of the target nodes, no two equal.

    A label is a name, made visible and short; without one, the variable that holds the
    node is. All others are `n1`, `n2`, ... in topological order. The second node
    labelled `w` is `w#2`.

    Args:
        order: all nodes in topological order.
        targets: those to name.
        variables: names of variables that hold nodes.

    >>> from autograd_core import Value, topological_order
    >>> w = Value(1.0, label="w")
    >>> order = topological_order((w * Value(2.0, label="w")).tanh())
    >>> list(names_of(order, order).values())
    ['w', 'w#2', 'n1', 'n2']
    """
    labels = {node: node.label or variables.get(node, "") for node in order}
    labels_in_use = {label for label in labels.values() if label}
    target_ids = {id(target) for target in targets}
    counts: dict[str, int] = {}
    names: dict[Node, str] = {}
    unnamed = 0
    for node, label in labels.items():
        if label:
            if id(node) in target_ids:
                names[node] = _distinct(visible(label), counts, labels_in_use)
            continue
        unnamed += 1
        while f"n{unnamed}" in labels_in_use:
            unnamed += 1
        if id(node) in target_ids:
            names[node] = f"n{unnamed}"
    return names


def _distinct(name: str, counts: dict[str, int], labels_in_use: set[str]) -> str:
    counts[name] = counts.get(name, 0) + 1
    if counts[name] == 1:
        return name
    while f"{name}#{counts[name]}" in labels_in_use:
        counts[name] += 1
    return f"{name}#{counts[name]}"


def factor(name: str) -> str:
    """Write a name as it stands after a d: in parentheses unless it is one word.

    >>> factor("w"), factor("w.1")
    ('w', '(w.1)')
    """
    return name if name.replace("#", "_").isidentifier() else f"({name})"


def operator_text(node: Node) -> str:
    """The text of the operator's box: the op as typed, with its constants.

    Args:
        node: the result of an op.

    >>> from autograd_core import Tensor, Value, mean, where
    >>> v = Value(2.0)
    >>> [operator_text(out) for out in (v + 1, 1 - v, v**2, -v, v.leaky_relu())]
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
    variadic = isinstance(node.rule, NaryOp)
    wide = node.rule is DOT or (variadic and len(operands) > MOST_OPERANDS)
    if constants > MOST_CONSTANTS or wide:
        return f"{symbol} ({plural(constants, 'constant')})"
    factor = is_infix(node) and symbol not in ("+", "-")
    slots = [
        None if isinstance(operand, Node) else constant(operand, factor)
        for operand in operands
    ]
    if is_infix(node) and len(slots) == 2 and slots[1] is None:
        return f"{slots[0]} {symbol}"
    texts = [text for text in slots if text is not None]
    if not variadic and slots[len(slots) - len(texts) :] == texts:
        return f"{symbol} {', '.join(texts)}"
    places = ["_" if text is None else text for text in slots]
    return f"{symbol} ({', '.join(places)})"


def _setting(rule: Any) -> str:
    """The axis or index of an op on arrays, if it fits in a diagram."""
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
    return f"[{', '.join([_index_part(part) for part in parts])}]"


def _index_part(part: Any) -> str:
    if isinstance(part, slice):
        ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
        return ":".join(ends if part.step is None else [*ends, str(part.step)])
    if part is Ellipsis:
        return "..."
    return "array" if isinstance(part, np.ndarray) and part.ndim else str(part)


def constant(operand: Any, factor: bool = False) -> str:
    """A constant operand: a number, or the shape of an array; see `constant_text`.

    >>> constant(2), constant(np.zeros((2, 3)))
    ('2.0', 'array (2, 3)')
    """
    shape = getattr(operand, "shape", ())
    return f"array {shape}" if shape else constant_text(float(operand), factor)


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
    if is_infix(node) and len(operands) == 2:
        factor = symbol not in ("+", "-")
        base = _name(operands[0], names, factor)
        base = f"({base})" if symbol == "**" and base.startswith("-") else base
        return f"{base} {symbol} {_name(operands[1], names, factor)}"
    if symbol == "-" and len(operands) == 1:
        return f"-{_name(operands[0], names)}"
    return f"{symbol}({_listed(operands, names)})"


def is_infix(node: Node) -> bool:
    """Whether the op of a node is written between its operands."""
    return node.rule is not None and node.rule.infix


def _typed_dot(operands: tuple[Any, ...], names: dict[Node, str]) -> str:
    n = len(operands) // 2
    bias = f" + {_name(operands[-1], names)}" if len(operands) % 2 else ""
    ws, xs = _listed(operands[:n], names, 3), _listed(operands[n : 2 * n], names, 3)
    return f"dot([{ws}], [{xs}]){bias}"


def _listed(
    operands: Sequence[Any], names: dict[Node, str], limit: int = MOST_OPERANDS
) -> str:
    """List operands with commas; of many the first ones and a count of the rest."""
    if len(operands) <= limit:
        return ", ".join([_name(operand, names) for operand in operands])
    first = [_name(operand, names) for operand in operands[: limit - 1]]
    return f"{', '.join(first)}, ... {len(operands) - limit + 1:,} more"


def _name(operand: Any, names: dict[Node, str], factor: bool = False) -> str:
    if isinstance(operand, Node):
        return names.get(operand) or constant(payload_of(operand), factor)
    return constant(operand, factor)
