"""The same mistake at every op of a kind: at each layer, at each step of a loop."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, rule_of
from autograd_core.testing.diagnosis.array_op_mistakes import array_op_mistakes
from autograd_core.testing.diagnosis.effects import Effects
from autograd_core.testing.diagnosis.explanation import Explanation
from autograd_core.testing.diagnosis.graph_text import operand_text
from autograd_core.testing.diagnosis.slope_mistakes import Mistake, slope_mistakes
from autograd_core.testing.function.autodiff import contribution, has_local_gradients

_MOST_VISITS = 32_000
"""Results that are visited in all: a walk through the graph for each mistake."""

_MOST_WALKS = 80
_EXAMPLES = 8
"""Results of a kind that are asked for the mistakes there are."""

_NUMBER = re.compile(r"^a factor -?[\d.e+-]+(?= )")
_KINDS_OF_SUMS = ("add", "subtract", "sum", "mean", "negative")
"""Ops whose derivative holds no surprise."""

Kind = tuple[str, str, str]
"""`each`, the name of an op and the key of a mistake."""


def everywhere_explanations(
    effects: Effects, keys: Container[Kind] | None = None
) -> Iterator[Explanation]:
    """Mistakes that were made at all ops of one name, if there are several.

    Args:
        effects: the graph.
        keys: those of the mistakes to try; None for all.
    """
    candidates: dict[Kind, tuple[Mistake, list[Node]]] = {}
    for name, nodes in _kinds(effects).items():
        for node in nodes[:_EXAMPLES]:
            for mistake in _mistakes(effects, node, effects.upstream[id(node)]):
                key = ("each", name, mistake.key)
                if keys is None or key in keys:
                    candidates[key] = (mistake, nodes)
    likely = sorted(candidates.items(), key=lambda item: item[1][0].rank)
    walks = min(_MOST_WALKS, _MOST_VISITS // max(1, len(effects.nodes)))
    for key, (mistake, nodes) in likely[:walks]:
        totals = _backward(effects, {id(node) for node in nodes}, mistake.key)
        for scope in _explained(effects, totals):
            mistake_text = _NUMBER.sub("a factor", mistake.hint)
            hint = f"at each {key[1]} (there are {len(nodes)}): {mistake_text}"
            wrong = effects.wrong_in(scope)
            yield Explanation(mistake.rank + 0.05, (*key, scope), hint, wrong)


def _kinds(effects: Effects) -> dict[str, list[Node]]:
    """The results whose operands move, by the name of their op; several of a kind."""
    kinds: dict[str, list[Node]] = {}
    for node in effects.nodes:
        name = rule_of(node).name
        if effects.tangents.get(id(node)) is not None and name not in _KINDS_OF_SUMS:
            kinds.setdefault(name, []).append(node)
    return {name: nodes for name, nodes in kinds.items() if len(nodes) > 1}


def _mistakes(effects: Effects, node: Node, upstream: Any) -> Iterator[Mistake]:
    yield from (
        slope_mistakes(node, upstream)
        if has_local_gradients(node)
        else array_op_mistakes(node, upstream, {})
    )
    for i, parent in enumerate(node.operands):
        others = [x for x in node.operands if isinstance(x, Node) and x is not parent]
        if isinstance(parent, Node) and others:
            hint = (
                f"the path through operand {i} is left out, as by truncation or a "
                "constant: its gradient goes on to earlier steps"
            )
            if not parent.parents:
                hint = f"{operand_text(parent)} is taken for a constant there"
            part = contribution(node, i, upstream)
            yield Mistake(2.9, f"cut_{i}", hint, parent, -np.asarray(part))


def _backward(effects: Effects, ids: set[int], key: str) -> dict[int, Any]:
    """The gradients of all leaves with one mistake at each of some results."""
    totals: dict[int, Any] = {id(effects.out): effects.upstream[id(effects.out)]}
    for node in effects.nodes:
        upstream = totals.get(id(node))
        if upstream is None:
            continue
        for i, parent in enumerate(node.operands):
            if isinstance(parent, Node):
                _add(totals, parent, contribution(node, i, upstream))
        if id(node) in ids:
            for mistake in _mistakes(effects, node, upstream):
                if mistake.key == key:
                    _add(totals, mistake.parent, mistake.change)
                    break
    return totals


def _add(totals: dict[int, Any], node: Node, part: Any) -> None:
    total = totals.get(id(node))
    totals[id(node)] = part if total is None else total + part


def _explained(effects: Effects, totals: dict[int, Any]) -> Iterator[frozenset[int]]:
    """The sets of inputs whose wrong gradients these are."""
    inputs = effects.mismatch.inputs
    for scope in effects.scopes:
        wrong = effects.wrong_in(scope)
        fits = bool(wrong)
        for i in scope:
            x = inputs[i]
            assert x is not None
            array = np.asarray(totals.get(id(effects.leaves[i]), 0.0)) + 0.0 * x.at
            if x.is_wrong:
                fits = fits and x.explained_by(array)
            else:
                slack = 1e-7 * x.size + x.error
                fits = fits and bool(np.all(np.abs(array - x.right) <= slack))
        if fits:
            yield scope
