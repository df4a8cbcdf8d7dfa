"""The op of a graph whose derivative does not belong to its own value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.engine.record import is_value
from autograd_core.messages.operands import call_text
from autograd_core.messages.types import Payload
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.diagnosis.verdict import close
from autograd_core.testing.function.autodiff import nodes_below
from autograd_core.testing.numeric.derivative import derivative

_MOST_EXAMINED = 5_000
"""Larger graphs are not examined to the end: each op costs a derivative."""

_RTOL = 1e-5
"""Of a sum of products, whose rounding the error bar does not know in full."""


def wrong_op(out: Node | None) -> list[str]:
    """The op whose local derivative is not the slope of its own forward function."""
    return _examine(out)[0]


def every_op_is_right(out: Node | None) -> bool:
    """Whether the local derivatives of all ops are the slopes of their functions.

    Then the graph is not to blame for a gradient that is wrong: f does something that
    is not in it. False where that cannot be decided for some op.
    """
    mistakes, all_decided = _examine(out)
    return all_decided and not mistakes


def _examine(out: Node | None) -> tuple[list[str], bool]:
    """The first wrong op, and whether all ops could be decided."""
    nodes = [] if out is None else nodes_below(out)
    all_decided = 0 < len(nodes) <= _MOST_EXAMINED
    for node in nodes[:_MOST_EXAMINED]:
        if not node.parents:
            continue
        mistake, decided = "", False
        if not is_value(node):
            mistake, decided = _wrong_product(node)
        elif rule_of(node).recomputes:
            mistake, decided = _wrong_slope(node)
        if mistake:
            return [mistake], False
        all_decided = all_decided and decided
    return [], all_decided


def disagreeing_op(out: Node) -> str:
    """The op whose forward mode and reverse mode are not transposes of each other.

    <u, J v> = <J^T u, v> for any u and v, here drawn at random.
    """
    rng = np.random.default_rng(0)
    for node in nodes_below(out)[:MOST_NODES]:
        if is_value(node) or node.is_leaf:
            continue
        operands = [payload_of(operand) for operand in node.operands]
        upstream = rng.standard_normal(np.shape(node.data))
        for i, parent in enumerate(node.operands):
            if not isinstance(parent, Node):
                continue
            tangents: list[Any] = [None] * len(operands)
            tangents[i] = _random_like(operands[i], rng)
            product = upstream * rule_of(node).jvp(tangents, node.data, operands)
            cotangent = node._contribution(i, parent, upstream)
            forward, size = float(np.sum(product)), float(np.sum(np.abs(product)))
            reverse = float(np.sum(cotangent * tangents[i]))
            if not close(forward, reverse, 1e-6, 1e-6 * size):
                return (
                    f"the op {rule_of(node).name}: for operand {i}, jvp and vjp are "
                    f"not those of one Jacobian ({forward:.6g} and {reverse:.6g})"
                )
    return ""


def _wrong_slope(node: Node) -> tuple[str, bool]:
    """The mistake in an op of numbers, or nothing, and whether that can be decided."""
    decided = True
    numbers = [payload_of(operand) for operand in node.operands]
    positions = [i for i, _, _ in node._edges()]
    for i, slope in zip(positions, node.local_grads, strict=True):
        f = _of_one_operand(rule_of(node).value, numbers, i)
        estimate = derivative(f, float(numbers[i]), expected=[slope])
        decided = decided and estimate.resolves() and estimate.kink is None
        if estimate.resolves() and not estimate.agrees(slope):
            point = ", ".join(f"{number:.6g}" for number in numbers)
            return (
                f"the op {rule_of(node).name}({point}) gives the local derivative "
                f"{slope:.6g}, but its forward function has slope {estimate.value:.6g}"
            ), True
    return "", decided


def _wrong_product(node: Node) -> tuple[str, bool]:
    """The same for an op of arrays, along a random direction."""
    decided = True
    rng = np.random.default_rng(0)
    operands = [payload_of(operand) for operand in node.operands]
    upstream = rng.standard_normal(np.shape(node.data))
    for i, parent in enumerate(node.operands):
        if not isinstance(parent, Node):
            continue
        tangent = _random_like(operands[i], rng)
        cotangent = node._contribution(i, parent, upstream)
        slope = float(np.sum(cotangent * tangent))
        f = _along(rule_of(node).array, operands, i, tangent, upstream)
        estimate = derivative(f, 0.0, expected=[slope])
        decided = decided and estimate.resolves() and estimate.kink is None
        if estimate.resolves() and not estimate.agrees(slope, rtol=_RTOL):
            ratio = slope / estimate.value if estimate.value else np.inf
            return (
                f"the op {call_text(rule_of(node), node.operands)} sends a wrong "
                f"gradient to operand {i}: along a random direction {slope:.6g}, where "
                f"its forward function has slope {estimate.value:.6g} (ratio "
                f"{ratio:.6g})"
            ), True
    return "", decided


def _random_like(payload: Payload, rng: np.random.Generator) -> Payload:
    normal = rng.standard_normal(np.shape(payload))
    return normal if np.shape(payload) else float(normal)


def _along(
    op: Callable[..., Any],
    operands: Sequence[Payload],
    i: int,
    tangent: Payload,
    upstream: Payload,
) -> Callable[[float], float]:
    """<upstream, op> as a function of the distance along a tangent of operand i."""

    def f(t: float) -> float:
        shifted = operands[i] + t * tangent
        return float(np.sum(upstream * op(*operands[:i], shifted, *operands[i + 1 :])))

    return f


def _of_one_operand(
    op: Callable[..., float], numbers: Sequence[float], i: int
) -> Callable[[float], float]:
    return lambda x: op(*numbers[:i], x, *numbers[i + 1 :])
