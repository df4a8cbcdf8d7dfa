"""Factors of the chain rule that are missing, taken twice, or taken for another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from autograd_core.engine import gradients
from autograd_core.engine.node import Node, rule_of
from autograd_core.messages.types import Payload
from autograd_core.testing.diagnosis.missing_path import (
    matches,
    operand_text,
    text_of,
    uses,
)
from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.function.autodiff import (
    contribution,
    gradient_through,
    has_local_gradients,
    nodes_below,
    ones_like,
)

_MOST_FACTORS = 60
"""Results whose derivative is tried: the more candidates, the more chance matches."""

_MOST_ENTRIES = 64
"""Entries of a result whose diagonal of a Jacobian is computed, a walk for each."""

_UNREMARKABLE = (0.0, 1.0, 2.0, 0.5)
"""Factors that occur everywhere: that one of them fits explains nothing."""

_AT_RESULT: dict[str, Callable[[Payload], Payload]] = {
    "tanh": lambda out: 1 - np.tanh(out) ** 2,
    "sigmoid": lambda out: 0.25 / np.cosh(out / 2) ** 2,
}
"""h'(h(a)), where h'(a) was meant."""

_OF_RESULT: dict[str, Callable[[Payload], Payload]] = {
    "tanh": lambda a: 1 - a * a,
    "sigmoid": lambda a: a * (1 - a),
    "exp": lambda a: a,
}
"""h'(a) by its formula in h(a), with a in the place of h(a)."""


class Mistake(NamedTuple):
    """A mistake at one operand of an op.

    Attributes:
        hint: what to say of it.
        parent: the operand.
        right: the contribution that the op sends to it.
        wrong: that after the mistake.
    """

    hint: str
    parent: Node
    right: Payload
    wrong: Payload


def missing_factor(rows: Sequence[Row], out: Node, leaf: Node) -> list[str]:
    """The wrong factor of the chain rule, if one explains the rows."""
    paths = uses(out, leaf)
    worst = rows[0]
    if not paths or not worst.wrong:
        return []
    ratio = worst.right / worst.wrong
    local = sum(path.local for path in paths)
    if matches(rows, local) and not _is_unremarkable(ratio):
        op = paths[0].via if len(paths) == 1 else "its ops"
        size = _upstream_text(local, ratio)
        return [
            f"this is the local derivative of {op} alone: multiply it by the "
            f"upstream gradient{size}"
        ]
    for hint, candidate in _gradients_after_mistakes(out, leaf):
        if matches(rows, candidate):
            return [hint]
    return _derivative_of_a_part(rows, out, leaf)


def _upstream_text(local: Payload, ratio: float) -> str:
    return " (the whole array of them)" if np.shape(local) else f", {ratio:.6g}"


def _derivative_of_a_part(rows: Sequence[Row], out: Node, leaf: Node) -> list[str]:
    """A chain that ends on the way: what comes after that op is missing."""
    parts = [node for node in nodes_below(out)[:_MOST_FACTORS] if node.parents]
    for node in reversed(parts):  # the nearest to the leaf first
        if node is out:
            continue
        if matches(rows, gradients.gradients(node, leaf, upstream=ones_like(node))):
            size = _upstream_text(node.data, rows[0].right / (rows[0].wrong or 1.0))
            return [
                f"this is the derivative of {operand_text(node)} alone: multiply it by "
                f"the upstream gradient{size}"
            ]
    return []


def _gradients_after_mistakes(out: Node, leaf: Node) -> Iterator[tuple[str, Payload]]:
    """The hint for a mistake at one op, and the gradient of the leaf it leads to.

    A mistake changes one contribution; the gradient changes by what both lead to.
    """
    nodes = nodes_below(out)
    total = gradients.gradients(out, leaf)
    is_below = any(node is leaf for node in nodes)
    for node in nodes[:_MOST_FACTORS] if is_below else []:
        if not node.parents:
            continue
        upstream = gradients.gradients(out, node)
        if has_local_gradients(node):
            mistakes = _at_an_elementwise_op(node, upstream)
        else:
            mistakes = _at_an_op_of_arrays(node, upstream)
        for hint, parent, *contributions in mistakes:
            right, wrong = (
                gradient_through(parent, leaf, part) for part in contributions
            )
            yield hint, total - right + wrong


def _at_an_elementwise_op(node: Node, upstream: Payload) -> Iterator[Mistake]:
    """Mistakes in a local derivative: left out, taken twice, at the wrong place."""
    text, name = text_of(node), rule_of(node).name
    pairs = zip(node._edges(), node.local_grads, strict=True)
    for (_, parent, _), slope in pairs:
        is_number = np.size(slope) == 1
        if is_number and _is_unremarkable(float(np.asarray(slope).reshape(()))):
            continue
        right = upstream * slope
        factor = f"a factor {float(slope):.6g}" if np.shape(slope) == () else "a factor"
        hint = f"{factor} is missing: the derivative of {text}"
        yield Mistake(hint, parent, right, upstream)
        hint = f"{factor} too much: the derivative of {text} counts once"
        yield Mistake(hint, parent, right, right * slope)
        if name in _AT_RESULT:
            hint = f"the derivative of {text} is taken at its result, not its argument"
            slope_at_result = _AT_RESULT[name](node.data)
            yield Mistake(hint, parent, right, upstream * slope_at_result)
        if name in _OF_RESULT:
            hint = (
                f"the derivative of {text} is a formula of its result, which here got "
                "its argument"
            )
            slope_of_argument = _OF_RESULT[name](parent.data)
            yield Mistake(hint, parent, right, upstream * slope_of_argument)


def _at_an_op_of_arrays(node: Node, upstream: Payload) -> Iterator[Mistake]:
    """For an op such as softmax: only the diagonal of its Jacobian is used."""
    shape = np.shape(node.data)
    if np.size(node.data) > _MOST_ENTRIES or np.size(node.data) < 2:
        return
    for i, parent in enumerate(node.operands):
        if not isinstance(parent, Node) or np.shape(parent.data) != shape:
            continue
        diagonal = np.empty(shape)
        for entry in np.ndindex(shape):
            unit = np.zeros(shape)
            unit[entry] = 1.0
            diagonal[entry] = np.asarray(contribution(node, i, unit))[entry]
        hint = (
            f"only the diagonal of the Jacobian of {operand_text(node)} was used: each "
            "of its results depends on other entries, too"
        )
        right = contribution(node, i, upstream)
        yield Mistake(hint, parent, right, upstream * diagonal)


def _is_unremarkable(factor: float) -> bool:
    return not math.isfinite(factor) or abs(factor) in _UNREMARKABLE
