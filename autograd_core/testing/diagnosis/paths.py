"""Paths of the graph along which the gradient is missing, or wrong by a factor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.engine.node import Node
from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.effects import Effects
from autograd_core.testing.diagnosis.explanation import Explanation
from autograd_core.testing.diagnosis.factors import factor_text
from autograd_core.testing.diagnosis.forks import fork_explanations
from autograd_core.testing.diagnosis.graph_text import operand_text
from autograd_core.testing.function.autodiff import contribution

_NAMED = {-1.0: "missing", -2.0: "sign", 1.0: "twice"}
"""Multiples of a path that a mistake adds to the gradient, and what that is."""

_OF_TWO = 2.35
"""The rank of a wrong sign. Of two paths that send the same, both are missing."""

_FEWEST = 3
"""Components that a factor which fits them is no coincidence for."""


def path_explanations(effects: Effects) -> Iterator[Explanation]:
    """Mistakes along a part of the graph: left out, taken twice, of the wrong sign."""
    for number, scope in enumerate(effects.scopes):
        lowest: dict[tuple[float, ...], tuple[Any, ...]] = {}
        # Of a chain of ops that all send the same, the one next to the input counts.
        for place in _places(effects):
            part = place[-1]
            if _is_whole(effects, part, number):
                continue
            lowest[_rounded(part, number)] = place
        for k, node, parent, upstream, _ in lowest.values():
            yield from _of_path(effects, (number, scope), (k, node, parent), upstream)
    yield from fork_explanations(effects)


def _places(effects: Effects) -> Iterator[tuple[Any, ...]]:
    """`(position, result, node that it sends to, contribution, its effect)`."""
    for k, node in enumerate(effects.nodes):
        if effects.tangents.get(id(node)) is None:
            continue
        upstream_part = effects.upstream[id(node)]
        yield (k, node, node, upstream_part, effects.along(node, upstream_part))
        active = {
            id(x) for x in node.parents if effects.tangents.get(id(x)) is not None
        }
        if len(active) < 2:
            continue
        for i, parent in enumerate(node.operands):
            once = sum(x is parent for x in node.operands) == 1
            if isinstance(parent, Node) and id(parent) in active and once:
                part = contribution(node, i, upstream_part)
                yield (k, node, parent, part, effects.along(parent, part))


def _own(vector: Array, number: int, effects: Effects) -> Array:
    count = len(vector) // len(effects.scopes)
    return vector[count * number : count * (number + 1)]


def _is_whole(effects: Effects, part: Array, number: int) -> bool:
    """Whether a path is all that there is, or nothing."""
    own, right = (_own(x, number, effects) for x in (part, effects.right))
    size = max(abs(right))
    return bool(np.all(np.abs(own - right) <= 1e-9 * size) or not np.any(own))


def _rounded(part: Array, number: int) -> tuple[float, ...]:
    return (float(number), *(float(f"{x:.9e}") for x in part))


def _of_path(
    effects: Effects,
    numbered_scope: tuple[int, frozenset[int]],
    place: tuple[int, Node, Node],
    upstream_part: Any,
) -> Iterator[Explanation]:
    """The explanation by one path, if the mistake is a multiple of what it sends."""
    number, scope = numbered_scope
    k, node, parent = place
    a = effects.factor(effects.along(parent, upstream_part), number)
    wrong = effects.wrong_in(scope)
    if a is None or not wrong:
        return
    nearest = min(_NAMED, key=lambda named: abs(named - a))
    name = _NAMED[nearest] if abs(nearest - a) <= 1e-5 else ""
    inputs = effects.mismatch.inputs
    size = sum(np.size(x.at) for i in wrong if (x := inputs[i]) is not None)
    if not name and size < _FEWEST and abs(a + 0.5) > 1e-5:
        return
    if not effects.explains(scope, parent, (nearest if name else a) * upstream_part):
        return
    via = f"the path via {operand_text(node)}"
    if parent is not node and parent.label:
        via += f" to {parent.label}" * (not _is_alone_below(effects, node))
    is_known = True
    if name == "missing":
        amount = _amount(effects, wrong, parent, upstream_part) if size == 1 else ""
        hint = f"{via} is missing{amount}: {_adding_up(effects, parent)}"
    elif name == "sign":
        hint = f"{via} has the wrong sign"
    elif name == "twice":
        or_factor = ", or has a factor 2 too much: f has a 1/2"
        hint = f"{via} is counted twice{or_factor * effects.constants.halved}"
    else:
        text = factor_text(1.0 + a, effects.constants)
        hint = f"{via} is {text}"
        is_known = ":" in text and "constant of f" not in text
    key = ("path", name, k, node is parent or _position(node, parent), scope)
    rank = 2.0 if name else 2.25 if is_known else 4.0
    if name == "sign":
        rank = _OF_TWO
    yield Explanation(rank, key, hint, wrong, 1.0 + a if not name else 1.0)


def _is_alone_below(effects: Effects, node: Node) -> bool:
    active = [x for x in node.parents if effects.tangents.get(id(x)) is not None]
    return len(active) < 2


def _position(node: Node, parent: Node) -> int:
    return next(i for i, x in enumerate(node.operands) if x is parent)


def _amount(
    effects: Effects, wrong: frozenset[int], parent: Node, upstream_part: Any
) -> str:
    """What a path adds to the gradient of a single number."""
    (i,) = wrong
    number = derivatives.gradients(parent, effects.leaves[i], upstream=upstream_part)
    return f" ({float(np.asarray(number).reshape(())):.6g})"


def _fork(effects: Effects, node: Node) -> tuple[Node | None, int]:
    """The nearest node below that is used several times, and how often."""
    while True:
        uses = effects.consumers.get(id(node), [])
        if len(uses) > 1:
            return node, len(uses)
        active = {
            id(x): x for x in node.parents if effects.tangents.get(id(x)) is not None
        }
        if len(active) != 1:
            return None, 0
        (node,) = active.values()


def _adding_up(effects: Effects, parent: Node) -> str:
    fork, uses = _fork(effects, parent)
    if fork is None:
        return "what all uses send adds up (`+=`, not `=`)"
    return (
        f"the gradients of all {uses} uses of {operand_text(fork)} add up "
        "(`+=`, not `=`)"
    )
