"""Which op of a graph has a derivative that does not belong to its own value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.engine import walk
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.messages.operands import call_text, is_node
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.diagnosis.verdict import close
from autograd_core.testing.function.autodiff import nodes_below
from autograd_core.testing.numeric.derivative import derivative

_MOST_EXAMINED = 5_000


def wrong_op(out: Any) -> list[str]:
    """The op whose local derivative is not the slope of its own forward function."""
    return _examined(out)[0]


def every_op_is_right(out: Any) -> bool:
    """Whether the local derivatives of all ops are the slopes of their functions.

    Then the graph is not to blame for a gradient that is wrong: f does something that
    is not in it. False where that cannot be told for some op.
    """
    wrong, examined = _examined(out)
    return examined and not wrong


def _examined(out: Any) -> tuple[list[str], bool]:
    """The first wrong op, and whether all ops could be examined."""
    nodes = [] if out is None else nodes_below(out)
    examined = 0 < len(nodes) <= _MOST_EXAMINED
    for node in nodes[:_MOST_EXAMINED]:
        if not node.parents:
            continue
        if isinstance(node, Value) and node.rule.recomputes:
            found, told = _wrong_slope(node)
        elif not isinstance(node, Value):
            found, told = _wrong_product(node)
        else:
            found, told = "", False
        if found:
            return [found], False
        examined = examined and told
    return [], examined


def disagreeing_op(out: Any) -> str:
    """The op whose forward mode and reverse mode are not transposes of each other.

    <u, J v> = <J^T u, v> for any u and v, here drawn at random.
    """
    rng = np.random.default_rng(0)
    for node in nodes_below(out)[:MOST_NODES]:
        if isinstance(node, Value) or node.rule is None:
            continue
        operands = [walk.payload(each) for each in node.operands]
        upstream = rng.standard_normal(np.shape(node.data))
        for i, parent in enumerate(node.operands):
            if not isinstance(parent, Node):
                continue
            tangents: list[Any] = [None] * len(operands)
            tangents[i] = _random_like(operands[i], rng)
            pushed = node.rule.jvp(tangents, node.data, operands)
            pulled = walk.cotangent(node, i, parent, upstream)
            forward = float(np.sum(upstream * pushed))
            reverse = float(np.sum(pulled * tangents[i]))
            size = float(np.sum(np.abs(upstream * pushed)))
            if not close(forward, reverse, 1e-6, 1e-6 * size):
                return (
                    f"the op {node.rule.name}: for operand {i}, jvp and vjp are not "
                    f"those of one Jacobian ({forward:.6g} and {reverse:.6g})"
                )
    return ""


def _wrong_slope(node: Any) -> tuple[str, bool]:
    """What is wrong with an op of numbers, or nothing, and whether that can be told."""
    told = True
    numbers = [each.data if is_node(each) else each for each in node.operands]
    places = [i for i, each in enumerate(node.operands) if is_node(each)]
    for place, slope in zip(places, node.local_grads, strict=True):
        f = _one_operand(node.rule.value, numbers, place)
        found = derivative(f, float(numbers[place]), expected=[slope])
        told = told and found.resolves() and found.kink is None
        if found.resolves() and not found.agrees(slope):
            at = ", ".join(f"{number:.6g}" for number in numbers)
            return (
                f"the op {node.rule.name}({at}) gives the local derivative "
                f"{slope:.6g}, but its forward function has slope {found.value:.6g}"
            ), True
    return "", told


def _wrong_product(node: Any) -> tuple[str, bool]:
    """The same for an op of arrays, along a random direction."""
    told = True
    rng = np.random.default_rng(0)
    operands = [walk.payload(each) for each in node.operands]
    upstream = rng.standard_normal(np.shape(node.data))
    for i, parent in enumerate(node.operands):
        if not isinstance(parent, Node):
            continue
        towards = _random_like(operands[i], rng)
        gradient = walk.cotangent(node, i, parent, upstream)
        mine = float(np.sum(gradient * towards))
        f = _along(node.rule.array, operands, i, towards, upstream)
        found = derivative(f, 0.0, expected=[mine])
        told = told and found.resolves() and found.kink is None
        if found.resolves() and not found.agrees(mine, rtol=1e-5):
            ratio = mine / found.value if found.value else np.inf
            return (
                f"the op {call_text(node.rule, node.operands)} sends a wrong gradient "
                f"to operand {i}: along a random direction {mine:.6g}, where its "
                f"forward function has slope {found.value:.6g} (ratio {ratio:.6g})"
            ), True
    return "", told


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
