"""Nodes that are used several times: one use alone is counted, or two are not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, rule_of
from autograd_core.testing.diagnosis.effects import Effects
from autograd_core.testing.diagnosis.explanation import Explanation
from autograd_core.testing.diagnosis.graph_text import operand_text
from autograd_core.testing.function.autodiff import contribution

_MOST_USES, _MOST_PAIRED = 1_000, 12
_MOST_FORKS = 60

_PRODUCTS = ("einsum", "matmul", "solve")
"""Ops in which the place of an operand matters."""


def fork_explanations(effects: Effects) -> Iterator[Explanation]:
    """Uses of a node whose contributions overwrote each other, or were left out.

    Args:
        effects: the graph.
    """
    forks = [
        (k, node)
        for k, node in enumerate([*effects.nodes, *effects.leaves])
        if effects.tangents.get(id(node)) is not None
    ]
    for k, fork in forks[-_MOST_FORKS:]:
        uses = _uses(effects, fork)
        if not 2 <= len(uses) <= _MOST_USES:
            continue
        if len(uses) > 2:
            yield from _alone(effects, k, fork, uses)
        if len(uses) <= _MOST_PAIRED:
            yield from _pairs(effects, k, fork, uses)


def _uses(effects: Effects, fork: Node) -> list[tuple[Node, Any]]:
    """`(result, what it sends)` for each use of a node."""
    consumers = {id(x): x for x in effects.consumers.get(id(fork), [])}
    return [
        (node, contribution(node, i, effects.upstream[id(node)]))
        for node in consumers.values()
        for i, operand in enumerate(node.operands)
        if operand is fork
    ]


def _alone(
    effects: Effects, k: int, fork: Node, uses: list[tuple[Node, Any]]
) -> Iterator[Explanation]:
    for number, (node, part) in enumerate(uses):
        change = np.asarray(part - effects.upstream[id(fork)])
        hint = (
            f"of the {len(uses)} uses of {operand_text(fork)} only the path via "
            f"{operand_text(node)} is counted: its gradients add up (`+=`, not `=`)"
        )
        yield from _of_change(effects, fork, change, 2.1, ("alone", k, number), hint)


def _pairs(
    effects: Effects, k: int, fork: Node, uses: list[tuple[Node, Any]]
) -> Iterator[Explanation]:
    for pair in itertools.combinations(range(len(uses)), 2):
        (first, one), (second, two) = (uses[number] for number in pair)
        names = [operand_text(first), operand_text(second)]
        paths = (
            f"two of the paths via {names[0]}"
            if names[0] == names[1]
            else f"the paths via {' and '.join(names)}"
        )
        for rank, word, factor in ((2.3, "are missing", -1), (2.4, "sign", -2)):
            verb = "are missing" if factor == -1 else "have the wrong sign"
            hint = f"{paths} {verb}: all uses of {operand_text(fork)} add up"
            change = np.asarray(factor * (one + two))
            yield from _of_change(effects, fork, change, rank, (word, k, pair), hint)
        # Two uses that are taken to be the same, as x in x @ A @ x.
        for more, less, node in ((one, two, first), (two, one, second)):
            hint = (
                f"the path via {operand_text(node)} is counted twice and the other of "
                f"{operand_text(fork)} not at all{_why_not_the_same(first, second)}"
            )
            key = ("symmetric", k, pair, more is one)
            yield from _of_change(
                effects, fork, np.asarray(more - less), 2.5, key, hint
            )


def _why_not_the_same(*uses: Node) -> str:
    """Why two uses of a node do not send the same, as they may seem to."""
    if not any(rule_of(node).name in _PRODUCTS for node in uses):
        return ""
    only = "they are the same only if a matrix is symmetric"
    return f": {only}, so a transpose is missing"


def _of_change(
    effects: Effects, fork: Node, change: Any, rank: float, key: Any, hint: str
) -> Iterator[Explanation]:
    for scope in effects.scopes_explained(effects.along(fork, change)):
        wrong = effects.wrong_in(scope)
        if wrong and effects.explains(scope, fork, change):
            yield Explanation(rank, (key, scope), hint, wrong)
