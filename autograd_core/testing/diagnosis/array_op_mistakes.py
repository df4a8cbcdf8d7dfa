"""Mistakes in the derivative of an op on whole arrays: products, sums, softmax."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.messages.types import Payload
from autograd_core.testing.diagnosis.graph_text import operand_text, text_of
from autograd_core.testing.diagnosis.slope_mistakes import Mistake
from autograd_core.testing.function.autodiff import contribution

_MOST_ENTRIES = 64
"""Entries of a result whose diagonal of a Jacobian is computed, a walk for each."""


def array_op_mistakes(
    node: Node, upstream: Payload, neighbours: dict[int, list[Node]]
) -> Iterator[Mistake]:
    """Mistakes at the operands of an op that is not elementwise.

    Args:
        node: the result.
        upstream: its upstream gradient.
        neighbours: by id, the results of elementwise ops of a node.
    """
    for i, parent in enumerate(node.operands):
        if not isinstance(parent, Node):
            continue
        right = contribution(node, i, upstream)
        for rank, key, hint, wrong in (
            *_products(node, i, upstream, right, neighbours),
            *_normalized(node, parent, upstream),
            *_placed(node, parent, upstream),
            *_jacobians(node, i, parent, upstream),
        ):
            if np.shape(wrong) == np.shape(right) or np.size(wrong) == 1:
                change = np.asarray(wrong - right)
                yield Mistake(rank, f"{key}_{i}", hint, parent, change)


Candidate = tuple[float, str, str, Any]


def _products(
    node: Node,
    i: int,
    upstream: Payload,
    right: Payload,
    neighbours: dict[int, list[Node]],
) -> Iterator[Candidate]:
    """Transposes left out, and another array in the place of an operand."""
    operands = node.operands
    text = text_of(node)
    if len(operands) == 2:
        j = 1 - i
        other = payload_of(operands[j])
        other_text = operand_text(operands[j])
        if _is_square(other):
            flipped = _contribution_with(
                node, i, upstream, j, np.swapaxes(other, -1, -2)
            )
            hint = (
                f"{other_text} is used, where its transpose is due, or the reverse: "
                f"the derivative of {text} by {operand_text(operands[i])}"
            )
            yield 2.5, "operand_transposed", hint, flipped
        if _is_square(upstream):
            turned = contribution(node, i, np.swapaxes(upstream, -1, -2))
            hint = f"the upstream gradient of {text} is transposed"
            yield 2.7, "upstream_transposed", hint, turned
        for near, where in _in_place_of(operands[j], neighbours):
            if np.shape(payload_of(near)) == np.shape(other):
                wrong = _contribution_with(node, i, upstream, j, payload_of(near))
                hint = (
                    f"{operand_text(near)}, {where}, is used in the place of "
                    f"{other_text}: the derivative of {text}"
                )
                yield 3.2, f"in_place_{where}", hint, wrong
        yield from _last_row(node, i, upstream)
    if _is_square(right):
        turned = np.swapaxes(right, -1, -2)
        hint = f"the derivative of {text} by {operand_text(operands[i])} is transposed"
        yield 2.6, "transposed", hint, turned


def _last_row(node: Node, i: int, upstream: Payload) -> Iterator[Candidate]:
    """Only one example of a batch counted, the last one of a loop as a rule."""
    a = payload_of(node.operands[0])
    if rule_of(node).name != "matmul" or i != 1 or np.ndim(a) != 2 or len(a) < 2:
        return
    for position, name in ((-1, "last"), (0, "first")):
        rows = np.zeros_like(a)
        rows[position] = a[position]
        hint = (
            f"only the {name} row of {operand_text(node.operands[0])} is counted: add "
            "up over the rows (`+=`)"
        )
        yield 3.2, f"{name}_row", hint, _contribution_with(node, i, upstream, 0, rows)


def _contribution_with(
    node: Node, i: int, upstream: Payload, j: int, other: Any
) -> Payload:
    """What operand i is sent if operand j were another array."""
    operands = [payload_of(operand) for operand in node.operands]
    operands[j] = other
    parent: Any = node.operands[i]
    rule, out = rule_of(node), payload_of(node)
    part: Any = rule.at(out, operands).vjp(i, upstream, out, operands)
    return parent._unbroadcast(part)


def _in_place_of(
    operand: Any, neighbours: dict[int, list[Node]]
) -> Iterator[tuple[Node, str]]:
    """Nodes that are easily taken for another: before or after an activation."""
    if not isinstance(operand, Node):
        return
    if operand.rule is not None and operand.rule.elementwise:
        for parent in operand.parents[:2]:
            yield parent, "what it was computed from"
    for consumer in neighbours.get(id(operand), [])[:4]:
        yield consumer, "what is computed from it"


def _normalized(node: Node, parent: Node, upstream: Payload) -> Iterator[Candidate]:
    """softmax and log_softmax with a part of their derivative left out."""
    rule = rule_of(node)
    if rule.name not in ("softmax", "log_softmax"):
        return
    yield from softmax_candidates(
        rule.name, payload_of(node), upstream, operand_text(node), _axis(rule)
    )


def softmax_candidates(
    name: str, out: Any, upstream: Any, text: str, axis: int
) -> Iterator[Candidate]:
    """Wrong derivatives of softmax or its logarithm, along an axis.

    Args:
        name: `softmax` or `log_softmax`.
        out: the result.
        upstream: its upstream gradient.
        text: the result for the hint.
        axis: along which it adds up to 1.
    """
    p = out if name == "softmax" else np.exp(out)
    u = np.broadcast_to(upstream, np.shape(p))

    def total(x: Any, along: int = axis) -> Any:
        return np.sum(x, axis=along, keepdims=True)

    diagonal = (
        f"only the diagonal of the Jacobian of {text} was used: each of its results "
        "depends on other entries, too"
    )
    omission = f"the derivative of {text} is left out"
    if name == "softmax":
        yield 2.5, "diagonal", diagonal, u * p * (1 - p)
        yield 2.6, "no_softmax", omission, u
        hint = f"the derivative of {text}: the term - p*sum(p*u) is missing"
        yield 2.6, "no_sum", hint, u * p
        hint = f"the derivative of {text}: the factor p is missing, p*(u - sum(p*u))"
        yield 2.7, "no_factor", hint, u - total(u * p)
        hint = f"the derivative of {text}: sum(u) is used, where sum(p*u) is due"
        yield 2.7, "sum_of_u", hint, p * (u - total(u))
        hint = f"the derivative of {text}: the sum has the wrong sign"
        yield 2.8, "plus", hint, p * (u + total(u * p))
    else:
        yield 2.5, "diagonal", diagonal, u * (1 - p)
        yield 2.6, "no_softmax", omission, u
        hint = f"the derivative of {text}: u - p*sum(u), the sum is missing"
        yield 2.6, "no_sum", hint, u - p
        hint = f"the derivative of {text}: the term u is missing, as of p - y the y"
        yield 2.7, "no_target", hint, -p * total(u)
    for other in range(np.ndim(p)):
        if other != axis % np.ndim(p):
            hint = f"the derivative of {text}: the sum is over the wrong axis, {other}"
            wrong = (
                p * (u - total(u * p, other))
                if name == "softmax"
                else u - p * total(u, other)
            )
            yield 2.7, f"axis_{other}", hint, wrong


def _axis(rule: Any) -> int:
    axis = getattr(rule, "axis", -1)
    return axis if isinstance(axis, int) else -1


def _placed(node: Node, parent: Node, upstream: Payload) -> Iterator[Candidate]:
    """Ops that take entries: what comes back goes to the wrong ones."""
    rule: Any = rule_of(node)
    shape = np.shape(parent.data)
    if rule.name == "getitem" and np.size(upstream) > 1:
        overwritten = np.zeros(shape)
        overwritten[rule.index] = upstream
        hint = (
            f"entries of {operand_text(parent)} are taken several times, and their "
            "gradients overwrite each other: add them up with np.add.at"
        )
        yield 2.0, "add_at", hint, overwritten
    if rule.name == "cumsum":
        axis = -1 if rule.axis is None else rule.axis
        u = np.broadcast_to(upstream, np.shape(node.data))
        hint = f"the gradient of {text_of(node)} adds up in the wrong direction"
        yield 2.5, "cumsum", hint, np.cumsum(u, axis).reshape(shape)
    if rule.name in ("max", "min"):
        name = text_of(node)
        hint = (
            f"the gradient of {name} goes to every entry, not to the {rule.name} alone"
        )
        wide = _widened(upstream, node, shape)
        if wide is not None:
            yield 2.5, "everywhere", hint, wide
    if rule.name == "norm":
        hint = (
            f"the derivative of {text_of(node)} is x/norm(x): the division is missing"
        )
        wide = _widened(upstream, node, shape)
        if wide is not None:
            yield 2.9, "no_norm", hint, wide * parent.data


def _widened(upstream: Payload, node: Node, shape: Sequence[int]) -> Any:
    """An upstream gradient of a reduction, for each entry that was reduced."""
    rule: Any = rule_of(node)
    axis = getattr(rule, "axis", None)
    wide = np.asarray(upstream)
    if axis is not None and wide.ndim < len(shape):
        wide = np.expand_dims(wide, axis)
    try:
        return np.broadcast_to(wide, shape)
    except ValueError:
        return None


def _jacobians(
    node: Node, i: int, parent: Node, upstream: Payload
) -> Iterator[Candidate]:
    """The diagonal of a Jacobian in the place of the whole."""
    name, shape = rule_of(node).name, np.shape(node.data)
    if name in ("softmax", "log_softmax") or np.shape(parent.data) != shape:
        return
    if not 2 <= np.size(node.data) <= _MOST_ENTRIES:
        return
    diagonal = np.empty(shape)
    for entry in np.ndindex(shape):
        unit = np.zeros(shape)
        unit[entry] = 1.0
        diagonal[entry] = np.asarray(contribution(node, i, unit))[entry]
    hint = (
        f"only the diagonal of the Jacobian of {operand_text(node)} was used: each of "
        "its results depends on other entries, too"
    )
    yield 2.9, "diagonal", hint, upstream * diagonal


def _is_square(array: Any) -> bool:
    shape = np.shape(array)
    return len(shape) >= 2 and shape[-1] == shape[-2] and shape[-1] > 1
