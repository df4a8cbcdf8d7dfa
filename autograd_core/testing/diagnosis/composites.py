"""Mistakes in the derivative of several ops together, as of a softmax by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core.engine import gradients
from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.testing.diagnosis.array_op_mistakes import softmax_candidates
from autograd_core.testing.diagnosis.effects import Effects
from autograd_core.testing.diagnosis.graph_text import operand_text
from autograd_core.testing.diagnosis.slope_mistakes import SLOPES, Mistake
from autograd_core.testing.function.autodiff import has_local_gradients

_LONGEST_CHAIN = 6
"""Elementwise ops in a row whose derivative is taken to be one thing."""

_MOST_STARTS = 60


def composite_mistakes(effects: Effects) -> Iterator[tuple[int, Mistake]]:
    """`(position, mistake)` for chains of elementwise ops, and softmax by hand."""
    position = {id(node): k for k, node in enumerate(effects.nodes)}
    for node in effects.nodes[-_MOST_STARTS:] + effects.leaves[:_MOST_STARTS]:
        for mistake, top in _chains(effects, node):
            yield position[id(top)], mistake
    for k, node in enumerate(effects.nodes):
        for mistake in _softmax_by_hand(effects, node):
            yield k, mistake


def _chains(effects: Effects, start: Node) -> Iterator[tuple[Mistake, Node]]:
    """The derivative of what several elementwise ops make of a node, left out."""
    if effects.tangents.get(id(start)) is None:
        return
    slope_of: dict[int, Any] = {id(start): 1.0}
    level = [start]
    for depth in range(_LONGEST_CHAIN):
        above = {
            id(node): node for x in level for node in effects.consumers.get(id(x), [])
        }
        level = []
        for node in above.values():
            fits = has_local_gradients(node) and np.shape(node.data) == np.shape(
                start.data
            )
            if not fits:
                continue
            slope_of[id(node)] = sum(
                slope_of.get(id(parent), 0.0) * slope
                for (_, parent, _), slope in zip(
                    node._edges(), node.local_grads, strict=True
                )
            )
            level.append(node)
            if depth:
                mistakes = _of_chain(effects, start, node, slope_of[id(node)])
                yield from ((mistake, node) for mistake in mistakes)


def _of_chain(
    effects: Effects, start: Node, top: Node, slope: Any
) -> Iterator[Mistake]:
    upstream = effects.upstream[id(top)]
    out = payload_of(top)
    name = _name_of(slope, out)
    if np.allclose(np.abs(slope), 1.0) or np.allclose(np.abs(slope), 2.0):
        return
    text = f"{operand_text(top)} by {operand_text(start)}"
    formula = f", {SLOPES[name]}" if name else ""
    rank = 2.9 if name else 3.3
    hint = f"a factor is missing: the derivative of {text}{formula}"
    yield Mistake(rank, "chain_missing", hint, start, upstream * (1.0 - slope))
    hint = f"a factor too much: the derivative of {text} counts once"
    yield Mistake(
        rank + 0.5, "chain_twice", hint, start, upstream * slope * (slope - 1)
    )
    if name == "sigmoid":
        for key, mistake, wrong in (
            ("s", "s alone is used: the factor (1 - s) is missing", out),
            ("one_minus_s", "1 - s alone is used: the factor s is missing", 1 - out),
            ("tanh", "1 - s**2, that of tanh, is used", 1 - out * out),
        ):
            hint = f"the derivative of {text}: {mistake}"
            change = upstream * (wrong - slope)
            yield Mistake(3.1, f"sigmoid_{key}", hint, start, change)


def _name_of(slope: Any, out: Any) -> str:
    """The function that a slope belongs to, as far as its own result tells."""
    candidates = {"sigmoid": out * (1 - out), "tanh": 1 - out * out}
    for name, candidate in candidates.items():
        if np.allclose(slope, candidate, rtol=1e-9, atol=0.0):
            return name
    return ""


def _softmax_by_hand(effects: Effects, node: Node) -> Iterator[Mistake]:
    """exp(z) / sum(exp(z)), with a part of its derivative left out."""
    if rule_of(node).name != "divide" or len(node.parents) != 2:
        return
    top, below = node.parents
    is_exp = top.rule is not None and top.rule.name == "exp"
    if not is_exp or np.size(top.data) < 2 or not _sums(below, top):
        return
    axes = [
        axis
        for axis in range(np.ndim(node.data))
        if np.allclose(np.sum(node.data, axis=axis), 1.0)
    ]
    if not axes:
        return
    scores = top.parents[0]
    upstream = effects.upstream[id(node)]
    right = gradients.gradients(node, scores, upstream=upstream)
    text = f"the softmax of {operand_text(scores)}"
    candidates = softmax_candidates("softmax", node.data, upstream, text, axes[-1])
    for rank, key, hint, wrong in candidates:
        yield Mistake(rank, f"softmax_{key}", hint, scores, wrong - right)


def _sums(node: Node, exponential: Node) -> bool:
    """Whether a node is the sum of another, up to its shape."""
    for _ in range(3):
        if node.rule is None:
            return False
        if node.rule.name == "sum" and node.parents[0] is exponential:
            return True
        if node.rule.name not in ("reshape", "expand_dims", "broadcast_to"):
            return False
        node = node.parents[0]
    return False
