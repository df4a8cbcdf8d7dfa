"""The paths along which a gradient reaches an input that is used several times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine import gradients
from autograd_core.engine.node import Node, rule_of
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Payload
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.function.autodiff import contribution, nodes_below, ones_like

_MOST_PATHS = 12
"""More paths than this would not fit on the line of contributions."""


class Path(NamedTuple):
    """One use of an input.

    Attributes:
        via: the op that uses it, by its label or as a formula.
        contribution: the part of the gradient that this use adds.
        local: the same with an upstream gradient of 1.
    """

    via: str
    contribution: Payload
    local: Payload


def uses(out: Node, leaf: Node) -> list[Path]:
    """Every use of a leaf on the way to a result.

    >>> w = Value(3.0, label="w")
    >>> paths = uses((w * 2.0 + w) * 5.0, w)
    >>> [(path.via, path.contribution, path.local) for path in paths]
    [('w * 2 + w', 5.0, 1.0), ('w * 2', 10.0, 2.0)]
    """
    paths = []
    for node in nodes_below(out)[:MOST_NODES]:
        positions = [i for i, operand in enumerate(node.operands) if operand is leaf]
        if not positions:
            continue
        upstream, ones = gradients.gradients(out, node), ones_like(node)
        for i in positions:
            parts = [contribution(node, i, factor) for factor in (upstream, ones)]
            paths.append(Path(operand_text(node), *parts))
    return paths


def contribution_line(
    name: str, index: tuple[int, ...], out: Node, leaf: Node
) -> list[str]:
    """One gradient of a re-used leaf, path by path; nothing if it is used once."""
    paths = uses(out, leaf)
    if not 2 <= len(paths) <= _MOST_PATHS:
        return []
    parts = [f"{_at(path.contribution, index):.6g} via {path.via}" for path in paths]
    component = f"{name}{list(index)}" if index else name
    return [f"Contributions to {component}: {', '.join(parts)}"]


def missing_path(rows: Sequence[Row], out: Node, leaf: Node) -> list[str]:
    """A re-used input, one of whose paths was left out: `=` instead of `+=`."""
    paths = uses(out, leaf)
    if len(paths) < 2:
        return []
    name = rows[0].input
    total = sum(path.contribution for path in paths)
    for path in paths:
        if matches(rows, path.contribution):
            return [
                f"this is the path via {path.via} alone, but {name} is used "
                f"{len(paths)} times: its gradients add up (`+=`, not `=`)"
            ]
    for path in paths:
        if matches(rows, total - path.contribution):
            return [
                f"the path via {path.via} is missing "
                f"({_at(path.contribution, rows[0].index):.6g}): the gradients of all "
                f"{len(paths)} uses of {name} add up (`+=`)"
            ]
    for path in paths:
        if matches(rows, total - 2 * path.contribution):
            return [f"the path via {path.via} has the wrong sign"]
        if matches(rows, total + path.contribution):
            return [f"the path via {path.via} is counted twice"]
    return []


def _at(gradient: Payload, index: tuple[int, ...]) -> float:
    """One component of a gradient, or of a number that all components share."""
    return float(np.asarray(gradient)[index] if np.shape(gradient) else gradient)


def matches(rows: Sequence[Row], candidate: Payload) -> bool:
    """Whether the wrong gradients of all rows are those of a candidate, and not 0."""
    numbers = [_at(candidate, row.index) for row in rows]
    return any(numbers) and all(map(Row.explained_by, rows, numbers))


def text_of(node: Node) -> str:
    """A result for a hint: `multiply(x, 3.0)` or `tanh(w * x)`."""
    return f"{rule_of(node).name}({', '.join(map(operand_text, node.operands[:3]))})"


def operand_text(operand: Any, depth: int = 2) -> str:
    """An operand by its label, or by its op and the names of its own operands.

    >>> x = Value(3.0, label="x")
    >>> operand_text(x * 2.0 - 1.0), operand_text(x / (1.0 - (x + 1.0) ** 2))
    ('x * 2 - 1', 'x / (1 - ...)')
    """
    if not isinstance(operand, Node):
        return describe(operand).replace("array of shape", "an array of shape")
    if operand.label or operand.rule is None:
        return operand.label or describe(operand)
    names = [_inner_text(inner, depth - 1) for inner in operand.operands[:3]]
    if operand.rule.infix and len(names) == 2:
        right = f"({names[1]})" if " " in names[1] else names[1]
        return f"{names[0]} {operand.op} {right}"
    return f"{operand.rule.name}({', '.join(names)})"


def _inner_text(operand: Any, depth: int) -> str:
    if not isinstance(operand, Node):
        return "..." if np.shape(operand) else f"{float(operand):.6g}"
    if operand.label:
        return str(operand.label)
    return operand_text(operand, depth) if depth and operand.parents else "..."
