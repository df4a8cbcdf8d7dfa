"""Which op of a graph has a derivative that does not belong to its own value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core import graph
from autograd_core.node import Node
from autograd_core.operands import call_text, is_node
from autograd_core.testing.leaves import nodes_below
from autograd_core.testing.numeric import derivative
from autograd_core.testing.graph_facts import MOST_NODES
from autograd_core.testing.verdict import close
from autograd_core.value import Value


def wrong_op(out: Any) -> list[str]:
    """The op whose local derivative is not the slope of its own forward function."""
    if out is None:
        return []
    for node in nodes_below(out)[:MOST_NODES]:
        if isinstance(node, Value) and hasattr(node.rule, "value"):
            found = _wrong_slope(node)
        elif not isinstance(node, Value) and hasattr(node.rule, "array"):
            found = _wrong_product(node)
        else:
            continue
        if found:
            return [found]
    return []


def disagreeing_op(out: Any) -> str:
    """The op whose forward mode and reverse mode are not transposes of each other.

    <u, J v> = <J^T u, v> for any u and v, here drawn at random.
    """
    rng = np.random.default_rng(0)
    for node in nodes_below(out)[:MOST_NODES]:
        if isinstance(node, Value) or node.rule is None:
            continue
        operands = [graph.payload(each) for each in node.operands]
        upstream = rng.standard_normal(np.shape(node.data))
        for i, parent in enumerate(node.operands):
            if not isinstance(parent, Node):
                continue
            tangents: list[Any] = [None] * len(operands)
            tangents[i] = _random_like(operands[i], rng)
            pushed = node.rule.jvp(tangents, node.data, operands)
            pulled = graph.cotangent(node, i, parent, upstream)
            forward = float(np.sum(upstream * pushed))
            reverse = float(np.sum(pulled * tangents[i]))
            size = float(np.sum(np.abs(upstream * pushed)))
            if not close(forward, reverse, 1e-6, 1e-6 * size):
                return (
                    f"the op {node.rule.name}: for operand {i}, jvp and vjp are not "
                    f"those of one Jacobian ({forward:.6g} and {reverse:.6g})"
                )
    return ""


def _wrong_slope(node: Any) -> str:
    """What is wrong with an op of numbers, or nothing."""
    numbers = [each.data if is_node(each) else each for each in node.operands]
    places = [i for i, each in enumerate(node.operands) if is_node(each)]
    for place, slope in zip(places, node.local_grads, strict=True):
        f = _one_operand(node.rule.value, numbers, place)
        found = derivative(f, float(numbers[place]), expected=[slope])
        if found.resolves() and not found.agrees(slope):
            at = ", ".join(f"{number:.6g}" for number in numbers)
            return (
                f"the op {node.rule.name}({at}) gives the local derivative "
                f"{slope:.6g}, but its forward function has slope {found.value:.6g}"
            )
    return ""


def _wrong_product(node: Any) -> str:
    """What is wrong with an op of arrays, or nothing, along a random direction."""
    rng = np.random.default_rng(0)
    operands = [graph.payload(each) for each in node.operands]
    upstream = rng.standard_normal(np.shape(node.data))
    for i, parent in enumerate(node.operands):
        if not isinstance(parent, Node):
            continue
        towards = _random_like(operands[i], rng)
        gradient = graph.cotangent(node, i, parent, upstream)
        mine = float(np.sum(gradient * towards))
        f = _along(node.rule.array, operands, i, towards, upstream)
        found = derivative(f, 0.0, expected=[mine])
        if found.resolves() and not found.agrees(mine, rtol=1e-5):
            ratio = mine / found.value if found.value else np.inf
            return (
                f"the op {call_text(node.rule, node.operands)} sends a wrong gradient "
                f"to operand {i}: along a random direction {mine:.6g}, where its "
                f"forward function has slope {found.value:.6g} (ratio {ratio:.6g})"
            )
    return ""


def _random_like(payload: Any, rng: np.random.Generator) -> Any:
    drawn = rng.standard_normal(np.shape(payload))
    return drawn if np.shape(payload) else float(drawn)


def _along(
    op: Callable[..., Any], operands: Sequence[Any], i: int, towards: Any, upstream: Any
) -> Callable[[float], float]:
    def f(t: float) -> float:
        moved = [*operands[:i], operands[i] + t * towards, *operands[i + 1 :]]
        return float(np.sum(upstream * op(*moved)))

    return f


def _one_operand(
    op: Callable[..., float], numbers: Sequence[float], place: int
) -> Callable[[float], float]:
    return lambda x: op(*numbers[:place], x, *numbers[place + 1 :])
