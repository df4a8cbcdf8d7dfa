"""Mistakes at the edges of a graph that explain a wrong gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core.engine import gradients
from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.testing.diagnosis.array_op_mistakes import array_op_mistakes
from autograd_core.testing.diagnosis.composites import composite_mistakes
from autograd_core.testing.diagnosis.effects import MOST_RESULTS, Effects
from autograd_core.testing.diagnosis.everywhere import everywhere_explanations
from autograd_core.testing.diagnosis.explanation import Explanation
from autograd_core.testing.diagnosis.graph_text import operand_text
from autograd_core.testing.diagnosis.mismatch import Mismatch
from autograd_core.testing.diagnosis.paths import path_explanations
from autograd_core.testing.diagnosis.slope_mistakes import Mistake, slope_mistakes
from autograd_core.testing.function.autodiff import (
    has_local_gradients,
    nodes_below,
    ones_like,
)

_MOST_EXAMINED = 400
"""Results whose local derivative is tried with mistakes: a dozen each."""


def edge_explanations(
    mismatch: Mismatch, found: Sequence[Explanation] | None = None
) -> list[Explanation]:
    """Every mistake at one edge of the graph that explains the wrong gradients.

    Args:
        mismatch: the gradients at one point, with a graph.
        found: at another point; then no others need be looked for.
    """
    keys = None
    if found is not None:
        keys = {x.key[:3] for x in found if isinstance(x.key, tuple)}
    out = mismatch.engine.out
    if out is None or out.is_leaf or len(nodes_below(out)) > MOST_RESULTS:
        return []
    with np.errstate(all="ignore"):
        effects = Effects(mismatch)
        if not effects.scopes:
            return []
        explanations = [
            *path_explanations(effects),
            *_of_mistakes(effects),
            *_parts_alone(effects),
            *everywhere_explanations(effects, keys),
        ]
    return explanations


def _of_mistakes(effects: Effects) -> Iterator[Explanation]:
    elementwise = _elementwise_consumers(effects)
    for k, node in enumerate(effects.nodes[:_MOST_EXAMINED]):
        if effects.tangents.get(id(node)) is None:
            continue
        upstream = effects.upstream[id(node)]
        mistakes = (
            slope_mistakes(node, upstream)
            if has_local_gradients(node)
            else array_op_mistakes(node, upstream, elementwise)
        )
        for mistake in mistakes:
            yield from _explanations_by(effects, k, mistake)
    if len(effects.nodes) <= _MOST_EXAMINED:
        for k, mistake in composite_mistakes(effects):
            yield from _explanations_by(effects, k, mistake)


def _explanations_by(
    effects: Effects, k: int, mistake: Mistake
) -> Iterator[Explanation]:
    if not np.all(np.isfinite(mistake.change)):
        return
    vector = effects.along(mistake.parent, mistake.change)
    for scope in effects.scopes_explained(vector):
        wrong = effects.wrong_in(scope)
        if wrong and effects.explains(scope, mistake.parent, mistake.change):
            key = ("edge", k, mistake.key, scope)
            yield Explanation(mistake.rank, key, mistake.hint, wrong)


def _elementwise_consumers(effects: Effects) -> dict[int, list[Node]]:
    return {
        number: [node for node in nodes if rule_of(node).elementwise]
        for number, nodes in effects.consumers.items()
    }


def _parts_alone(effects: Effects) -> Iterator[Explanation]:
    """A chain that ends on the way: what comes after that op is missing."""
    for k, node in enumerate(effects.nodes[:_MOST_EXAMINED]):
        if node is effects.out or effects.tangents.get(id(node)) is None:
            continue
        upstream = effects.upstream[id(node)]
        ones: Any = ones_like(node)
        if np.all(np.asarray(upstream) == 1.0):
            continue  # nothing comes after it
        alone = effects.along(node, ones) - effects.right
        for scope in effects.scopes_explained(alone):
            if _is_part(effects, scope, node, ones):
                key, wrong = ("part", k, scope), effects.wrong_in(scope)
                text = _part_text(effects, node, upstream)
                yield Explanation(2.95, key, text, wrong)
        change = ones - upstream
        for scope in effects.scopes_explained(effects.along(node, change)):
            wrong = effects.wrong_in(scope)
            if wrong and effects.explains(scope, node, change):
                hint = (
                    f"the upstream gradient of {operand_text(node)} is missing: it is "
                    "taken to be 1"
                )
                yield Explanation(3.5, ("one", k, scope), hint, wrong)


def _is_part(effects: Effects, scope: frozenset[int], node: Node, ones: Any) -> bool:
    targets = sorted(scope)
    leaves = [effects.leaves[i] for i in targets]
    parts = gradients.gradients(node, leaves, upstream=ones)
    inputs = [effects.mismatch.inputs[i] for i in targets]
    pairs = [(x, part) for x, part in zip(inputs, parts, strict=True) if x is not None]
    return all(x.explained_by(np.asarray(part)) for x, part in pairs if x.is_wrong)


def _part_text(effects: Effects, node: Node, upstream: Any) -> str:
    number = np.asarray(upstream)
    factor = _factor_after(effects, node, upstream)
    size = (
        f", {float(number):.6g}" if number.ndim == 0 else " (the whole array of them)"
    )
    size = f", {factor}" if factor else size
    local = "local " if all(parent.is_leaf for parent in node.parents) else ""
    return (
        f"this is the {local}derivative of {operand_text(node)} alone: multiply it by "
        f"the upstream gradient{size}"
    )


def _factor_after(effects: Effects, node: Node, upstream: Any) -> str:
    """What a result is multiplied by, if its upstream gradient is no more than that."""
    uses = effects.consumers.get(id(node), [])
    if len(uses) != 1 or rule_of(uses[0]).name != "multiply":
        return ""
    others = [x for x in uses[0].operands if x is not node]
    if len(others) != 1 or not isinstance(others[0], Node):
        return ""
    factor = payload_of(others[0])
    fits = np.shape(factor * upstream) == np.shape(node.data)
    return operand_text(others[0]) if fits and np.all(factor == upstream) else ""
