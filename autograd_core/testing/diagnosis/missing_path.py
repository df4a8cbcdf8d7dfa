"""How a gradient reaches an input, use by use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine import gradients, walk
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.messages.operands import describe, is_node
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.function.autodiff import nodes_below


class Path(NamedTuple):
    """One use of an input.

    Attributes:
        via: the op that uses it, by its label or as a formula.
        share: what this use adds to the gradient.
        local: the same with an upstream gradient of 1.
    """

    via: str
    share: Any
    local: Any


def uses(out: Any, leaf: Any) -> list[Path]:
    """Each use of a leaf on the way to a result.

    >>> w = Value(3.0, label="w")
    >>> [(path.via, path.share, path.local) for path in uses((w * 2.0 + w) * 5.0, w)]
    [('w * 2 + w', 5.0, 1.0), ('w * 2', 10.0, 2.0)]
    """
    found = []
    for node in nodes_below(out)[:MOST_NODES]:
        edges = [(i, slope) for i, parent, slope in walk.edges(node) if parent is leaf]
        if not edges:
            continue
        upstream = gradients.gradients(out, node)
        ones = 1.0 if isinstance(node, Value) else np.ones_like(upstream)
        for i, slope in edges:
            if isinstance(node, Value) and isinstance(leaf, Value):
                share, local = upstream * slope, slope
            else:
                share = walk.cotangent(node, i, leaf, upstream)
                local = walk.cotangent(node, i, leaf, ones)
            found.append(Path(operand_text(node), share, local))
    return found


def contribution_line(name: str, index: tuple[int, ...], out: Any, leaf: Any) -> str:
    """One gradient of a re-used leaf, path by path; nothing if it is used once."""
    paths = uses(out, leaf)
    if not 2 <= len(paths) <= 12:
        return ""
    shown = [f"{np.asarray(path.share)[index]:.6g} via {path.via}" for path in paths]
    where = f"{name}{list(index)}" if index else name
    return f"Contributions to {where}: {', '.join(shown)}"


def missing_path(rows: Sequence[Row], out: Any, leaf: Any) -> list[str]:
    """A re-used input, one of whose paths was left out: `=` instead of `+=`."""
    paths = uses(out, leaf)
    if len(paths) < 2:
        return []
    name = rows[0].input
    total = np.sum([path.share for path in paths], axis=0)
    for path in paths:
        if matches(rows, path.share):
            return [
                f"this is the path via {path.via} alone, but {name} is used "
                f"{len(paths)} times: its gradients add up (`+=`, not `=`)"
            ]
    for path in paths:
        if matches(rows, total - path.share):
            return [
                f"the path via {path.via} is missing "
                f"({np.asarray(path.share)[rows[0].index]:.6g}): the gradients of all "
                f"{len(paths)} uses of {name} add up (`+=`)"
            ]
    for path in paths:
        if matches(rows, total - 2 * path.share):
            return [f"the path via {path.via} has the wrong sign"]
        if matches(rows, total + path.share):
            return [f"the path via {path.via} is counted twice"]
    return []


def _at(slope: Any, index: tuple[int, ...]) -> float:
    return float(np.asarray(slope)[index] if np.shape(slope) else slope)


def matches(rows: Sequence[Row], candidate: Any) -> bool:
    """Whether the wrong gradients of all rows are those of a candidate, and not 0."""
    numbers = [_at(candidate, row.index) for row in rows]
    return any(numbers) and all(map(Row.explained_by, rows, numbers))


def text_of(node: Node) -> str:
    """`multiply(x, 3.0)` or `tanh(w * x)`, for a hint."""
    return f"{node.rule.name}({', '.join(map(operand_text, node.operands[:3]))})"


def operand_text(operand: Any, depth: int = 2) -> str:
    """An operand by its label, or by its op and the names of its own operands.

    >>> x = Value(3.0, label="x")
    >>> operand_text(x * 2.0 - 1.0), operand_text(x / (1.0 - (x + 1.0) ** 2))
    ('x * 2 - 1', 'x / (1 - ...)')
    """
    if not is_node(operand):
        return describe(operand).replace("array of shape", "an array of shape")
    if operand.label or operand.rule is None:
        return operand.label or describe(operand)
    names = [_inner_text(each, depth - 1) for each in operand.operands[:3]]
    if operand.rule.infix and len(names) == 2:
        right = f"({names[1]})" if " " in names[1] else names[1]
        return f"{names[0]} {operand.op} {right}"
    return f"{operand.rule.name}({', '.join(names)})"


def _inner_text(operand: Any, depth: int) -> str:
    if not is_node(operand):
        return "..." if np.shape(operand) else f"{float(operand):.6g}"
    if operand.label:
        return str(operand.label)
    return operand_text(operand, depth) if depth and operand.parents else "..."
