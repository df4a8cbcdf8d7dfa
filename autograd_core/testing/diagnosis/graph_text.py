"""Nodes of a graph as hints write them, and the paths to one of them as a note."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine import gradients
from autograd_core.engine.node import Node, rule_of
from autograd_core.messages.operands import describe
from autograd_core.messages.types import Payload
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.function.autodiff import contribution, nodes_below

_MOST_PATHS = 12
"""More paths than this would not fit on the line of contributions."""


class Path(NamedTuple):
    """One use of an input.

    Attributes:
        via: the op that uses it, by its label or as a formula.
        contribution: the part of the gradient that this use adds.
    """

    via: str
    contribution: Payload


def uses(out: Node, leaf: Node) -> list[Path]:
    """Every use of a leaf on the way to a result.

    >>> w = Value(3.0, label="w")
    >>> uses((w * 2.0 + w) * 5.0, w)[1]
    Path(via='w * 2', contribution=10.0)
    """
    paths = []
    for node in nodes_below(out)[:MOST_NODES]:
        positions = [i for i, operand in enumerate(node.operands) if operand is leaf]
        if positions:
            upstream = gradients.gradients(out, node)
            paths += [
                Path(operand_text(node), contribution(node, i, upstream))
                for i in positions
            ]
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


def _at(gradient: Payload, index: tuple[int, ...]) -> float:
    """One component of a gradient, or of a number that all components share."""
    return float(np.asarray(gradient)[index] if np.shape(gradient) else gradient)


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
    if operand.rule.name == "getitem" and operand.parents:
        inner = _inner_text(operand.parents[0], depth - 1)
        return f"{inner}[{_index_text(operand.rule.settings.get('index'))}]"
    names = [_inner_text(inner, depth - 1) for inner in operand.operands[:3]]
    if operand.rule.infix and len(names) == 2:
        right = f"({names[1]})" if " " in names[1] else names[1]
        return f"{names[0]} {operand.op} {right}"
    return f"{operand.rule.name}({', '.join(names)})"


def _index_text(index: Any) -> str:
    """An index as it is typed, as far as it is short.

    >>> _index_text((0, slice(1, None))), _index_text(np.arange(9))
    ('0, 1:', '...')
    """
    if isinstance(index, tuple):
        return ", ".join(map(_index_text, index))
    if isinstance(index, slice):
        ends = ["" if end is None else str(end) for end in (index.start, index.stop)]
        return ":".join(ends) if index.step is None else "..."
    return str(index) if np.ndim(index) == 0 and index is not Ellipsis else "..."


def _inner_text(operand: Any, depth: int) -> str:
    if not isinstance(operand, Node):
        return "..." if np.shape(operand) else f"{float(operand):.6g}"
    if operand.label:
        return str(operand.label)
    return operand_text(operand, depth) if depth and operand.parents else "..."
