"""Factors of the chain rule that are missing, taken twice, or taken for another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core.engine import gradients, walk
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.testing.diagnosis.missing_path import (
    matches,
    operand_text,
    text_of,
    uses,
)
from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.function.autodiff import nodes_below

_MOST_FACTORS = 60
_MOST_ENTRIES = 64

_AT_RESULT: dict[str, Callable[[Any], Any]] = {
    "tanh": lambda out: 1 - np.tanh(out) ** 2,
    "sigmoid": lambda out: 0.25 / np.cosh(out / 2) ** 2,
}
"""h'(h(a)), where h'(a) was meant."""

_OF_RESULT: dict[str, Callable[[Any], Any]] = {
    "tanh": lambda a: 1 - a * a,
    "sigmoid": lambda a: a * (1 - a),
    "exp": lambda a: a,
}
"""h'(a) by its formula in h(a), with a in the place of h(a)."""


def missing_factor(rows: Sequence[Row], out: Any, leaf: Any) -> list[str]:
    """What is wrong with a factor of the chain rule, if that explains the rows."""
    paths = uses(out, leaf)
    worst = rows[0]
    if not paths or not worst.wrong:
        return []
    ratio = worst.right / worst.wrong
    local = np.sum([path.local for path in paths], axis=0)
    if matches(rows, local) and not _trivial(ratio):
        which = paths[0].via if len(paths) == 1 else "its ops"
        many = " (the whole array of them)" if np.shape(local) else f", {ratio:.6g}"
        return [
            f"this is the local derivative of {which} alone: multiply it by the "
            f"upstream gradient{many}"
        ]
    for hint, candidate in _mistakes(out, leaf):
        if matches(rows, candidate):
            return [hint]
    return _derivative_of_a_part(rows, out, leaf)


def _derivative_of_a_part(rows: Sequence[Row], out: Any, leaf: Any) -> list[str]:
    """A chain that ends on the way: what comes after that op is missing."""
    parts = [node for node in nodes_below(out)[:_MOST_FACTORS] if node.parents]
    for node in reversed(parts):  # the nearest to the leaf first
        if node is out:
            continue
        ones = 1.0 if isinstance(node, Value) else np.ones_like(node.data)
        if matches(rows, gradients.gradients(node, leaf, upstream=ones)):
            ratio = f", {rows[0].right / (rows[0].wrong or 1.0):.6g}"
            many = " (the whole array of them)" if np.shape(node.data) else ratio
            return [
                f"this is the derivative of {operand_text(node)} alone: multiply it by "
                f"the upstream gradient{many}"
            ]
    return []


def _mistakes(out: Any, leaf: Any) -> Iterator[tuple[str, Any]]:
    """What to say of a mistake at one op, and the gradient of the leaf it leads to."""
    below = {id(node) for node in nodes_below(out)}
    total = gradients.gradients(out, leaf)
    nodes = nodes_below(out)[:_MOST_FACTORS] if id(leaf) in below else []
    for node in nodes:
        if not node.parents:
            continue
        upstream = gradients.gradients(out, node)
        if isinstance(node, Value) or node.rule.elementwise:
            found = _at_an_elementwise_op(node, upstream)
        else:
            found = _at_an_op_of_arrays(node, upstream)
        for hint, parent, right, wrong in found:
            shares = [
                gradients.gradients(parent, leaf, upstream=parent._fitted(share))
                for share in (right, wrong)
            ]
            yield hint, total - shares[0] + shares[1]


def _at_an_elementwise_op(
    node: Any, upstream: Any
) -> Iterator[tuple[str, Any, Any, Any]]:
    """`(hint, operand, its share, its share after the mistake)`."""
    text = text_of(node)
    edges = walk.edges(node)
    for (_, parent, _), slope in zip(edges, node.local_grads, strict=True):
        if np.size(slope) == 1 and _trivial(float(np.asarray(slope).reshape(()))):
            continue
        right = upstream * slope
        which = f"a factor {float(slope):.6g}" if np.shape(slope) == () else "a factor"
        yield f"{which} is missing: the derivative of {text}", parent, right, upstream
        hint = f"{which} too much: the derivative of {text} counts once"
        yield hint, parent, right, right * slope
        name = getattr(node.rule, "name", "")
        if name in _AT_RESULT:
            hint = f"the derivative of {text} is taken at its result, not its argument"
            yield hint, parent, right, upstream * _AT_RESULT[name](node.data)
        if name in _OF_RESULT:
            hint = (
                f"the derivative of {text} is a formula of its result, which here got "
                "its argument"
            )
            yield hint, parent, right, upstream * _OF_RESULT[name](parent.data)


def _at_an_op_of_arrays(
    node: Any, upstream: Any
) -> Iterator[tuple[str, Any, Any, Any]]:
    """The same for an op such as softmax: only the diagonal of its Jacobian is used."""
    if np.size(node.data) > _MOST_ENTRIES or np.size(node.data) < 2:
        return
    for i, parent in enumerate(node.operands):
        if not isinstance(parent, Node) or np.shape(parent.data) != node.data.shape:
            continue
        diagonal = np.empty(node.data.shape)
        for place in np.ndindex(node.data.shape):
            one = np.zeros(node.data.shape)
            one[place] = 1.0
            diagonal[place] = walk.cotangent(node, i, parent, one)[place]
        hint = (
            f"only the diagonal of the Jacobian of {operand_text(node)} was used: each "
            "of its results depends on other entries, too"
        )
        right = walk.cotangent(node, i, parent, upstream)
        yield hint, parent, right, upstream * diagonal


def _trivial(factor: float) -> bool:
    return not math.isfinite(factor) or abs(factor) in (0.0, 1.0, 2.0, 0.5)
