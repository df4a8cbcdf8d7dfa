"""How a gradient reaches an input: use by use, and factor by factor."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core import derivatives, graph
from autograd_core.node import Node
from autograd_core.operands import describe, is_node
from autograd_core.testing.graph_facts import MOST_NODES
from autograd_core.testing.leaves import nodes_below
from autograd_core.testing.verdict import Row
from autograd_core.value import Value

_MOST_FACTORS = 60


class Path(NamedTuple):
    """One use of an input.

    Attributes:
        via: the op that uses it, by its label or symbol.
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
    [('+', 5.0, 1.0), ('*', 10.0, 2.0)]
    """
    found = []
    for node in nodes_below(out)[:MOST_NODES]:
        edges = [(i, slope) for i, parent, slope in graph.edges(node) if parent is leaf]
        if not edges:
            continue
        upstream = derivatives.gradients(out, node)
        ones = 1.0 if isinstance(node, Value) else np.ones_like(upstream)
        for i, slope in edges:
            if isinstance(node, Value) and isinstance(leaf, Value):
                share, local = upstream * slope, slope
            else:
                share = graph.cotangent(node, i, leaf, upstream)
                local = graph.cotangent(node, i, leaf, ones)
            found.append(Path(node.label or node.op, share, local))
    return found


def contribution_line(name: str, index: tuple[int, ...], out: Any, leaf: Any) -> str:
    """One gradient of a re-used leaf, path by path; nothing if it is used once."""
    paths = uses(out, leaf)
    if not 2 <= len(paths) <= 12:
        return ""
    shown = [f"via {path.via} {np.asarray(path.share)[index]:.6g}" for path in paths]
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
        if _matches(rows, path.share):
            return [
                f"this is the path via {path.via} alone, but {name} is used "
                f"{len(paths)} times: its gradients add up (`+=`, not `=`)"
            ]
    for path in paths:
        if _matches(rows, total - path.share):
            return [
                f"the path via {path.via} is missing "
                f"({np.asarray(path.share)[rows[0].index]:.6g}): the gradients of all "
                f"{len(paths)} uses of {name} add up (`+=`)"
            ]
    return []


def missing_factor(rows: Sequence[Row], out: Any, leaf: Any) -> list[str]:
    """A factor of the chain rule that was left out."""
    paths = uses(out, leaf)
    worst = rows[0]
    if not paths or not worst.wrong:
        return []
    ratio = worst.right / worst.wrong
    local = np.sum([path.local for path in paths], axis=0)
    if _matches(rows, local) and not _trivial(ratio):
        which = paths[0].via if len(paths) == 1 else "its ops"
        many = " (the whole array of them)" if np.shape(local) else f", {ratio:.6g}"
        return [
            f"this is the local derivative of {which} alone: multiply it by the "
            f"upstream gradient{many}"
        ]
    for node, factor, once, twice in _changed_factors(out, leaf):
        which = f"a factor {factor:.6g}" if factor is not None else "a factor"
        if _matches(rows, once):
            return [f"{which} is missing: the derivative of {_text(node)}"]
        if _matches(rows, twice):
            return [f"{which} too much: the derivative of {_text(node)} counts once"]
    return []


def _changed_factors(
    out: Any, leaf: Any
) -> Iterator[tuple[Any, float | None, Any, Any]]:
    """The gradient of a leaf without one local derivative, and with it twice.

    For each elementwise op on the way: the op, its local derivative if that is one
    number, and the two gradients.
    """
    below = {id(node) for node in nodes_below(out)}
    total = derivatives.gradients(out, leaf)
    nodes = nodes_below(out)[:_MOST_FACTORS] if id(leaf) in below else []
    for node in nodes:
        if not (isinstance(node, Value) or hasattr(node.rule, "derivatives")):
            continue
        upstream = derivatives.gradients(out, node)
        for (_, parent, _), slope in zip(
            graph.edges(node), node.local_grads, strict=True
        ):
            if np.size(slope) == 1 and _trivial(float(np.asarray(slope).reshape(()))):
                continue
            shares = [parent._fitted(upstream * slope**k) for k in range(3)]
            none, once, twice = [
                derivatives.gradients(parent, leaf, upstream=share) for share in shares
            ]
            factor = float(slope) if np.shape(slope) == () else None
            yield node, factor, total - once + none, total - once + twice


def _at(slope: Any, index: tuple[int, ...]) -> float:
    return float(np.asarray(slope)[index] if np.shape(slope) else slope)


def _matches(rows: Sequence[Row], candidate: Any) -> bool:
    """Whether the wrong gradients of all rows are those of a candidate, and not 0."""
    numbers = [_at(candidate, row.index) for row in rows]
    return any(numbers) and all(map(Row.explained_by, rows, numbers))


def _trivial(factor: float) -> bool:
    return not math.isfinite(factor) or abs(factor) in (0.0, 1.0, 2.0, 0.5)


def _text(node: Node) -> str:
    """`multiply(x, 3.0)` or `tanh(w * x)`, for a hint."""
    return f"{node.rule.name}({', '.join(map(_operand_text, node.operands[:3]))})"


def _operand_text(operand: Any) -> str:
    """An operand by its label, or by its op and the names of its own operands."""
    if not is_node(operand):
        return describe(operand).replace("array of shape", "an array of shape")
    if operand.label or operand.rule is None:
        return operand.label or describe(operand)
    names = [
        (is_node(each) and (each.label or "...")) or _constant(each)
        for each in operand.operands[:3]
    ]
    if operand.rule.infix and len(names) == 2:
        return f"{names[0]} {operand.op} {names[1]}"
    return f"{operand.rule.name}({', '.join(names)})"


def _constant(operand: Any) -> str:
    return "..." if np.shape(operand) else f"{operand}"
