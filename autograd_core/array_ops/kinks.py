"""Second derivatives at kinks: products with a slope that jumps.

The slope of |x| jumps at 0, but that of |x|^2 does not: upstream gradient times slope
is 2|x| times x/|x|, and that is 2x. So a product with a node that jumps is looked at as
algebra would do: where the other factor has |x| as a factor, the two are replaced by x,
and all derivatives of the product are right. Where it has not, the derivative of the
product may not exist: then it is nan, never that of the convention at the kink.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.entries import entry
from autograd_core.array_ops.reductions import summed
from autograd_core.engine import walk
from autograd_core.engine.gradients import pull_back
from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_value
from autograd_core.messages.types import Array, Operand
from autograd_core.ops import kinks
from autograd_core.ops.kinks import JUMPING, unsettled
from autograd_core.ops.op import is_zero

_DEPTH = 40
"""How deep a factor may be nested in sums and products to be seen."""
_MOST = 100
"""How many nodes are searched for one that jumps."""
_REPLACEMENTS = 4
"""How often a jump may be taken away: what is left of a product may jump again."""


def product_at_kinks(
    factor: Operand, slope: Operand, replacements: int = _REPLACEMENTS
) -> Operand:
    """factor x slope, where one of them may jump.

    Args:
        factor: a node or payload.
        slope: another.
        replacements: of how many nodes that jump the jump may be taken away.
    """
    if _is_one(slope):
        return factor
    if _is_one(factor):
        return slope
    doubtful: list[tuple[Any, Operand]] = []
    for jumping, other in ((slope, factor), (factor, slope)):
        for node in _jumping_in(jumping):
            if node.rule is not kinks.share and replacements:
                x, length = node.operands[:2]
                left = replacements - 1
                rest = quotient(jumping, node, left)
                ratio = quotient(other, length, left)
                if rest is not None and ratio is not None:
                    part = product_at_kinks(rest, ratio, left)
                    return product_at_kinks(part, x, left)
            if node.rule in (kinks.side, kinks.share):
                doubtful.append((node, other))
    out = factor * slope
    for node, other in doubtful:
        out = _with_doubt(out, node, other)
    return out


kinks.resolver = product_at_kinks


def _is_one(factor: Operand) -> bool:
    return type(factor) is float and factor == 1.0


def quotient(
    node: Any, divisor: Any, replacements: int = _REPLACEMENTS
) -> Operand | None:
    """node / divisor, if the divisor is a factor of the expression; it may be 0.

    Args:
        node: a node or a payload.
        divisor: a node.
        replacements: as for `product_at_kinks`, in the products of the quotient.

    Returns:
        None if it is not seen to be a factor.
    """
    return _Division(divisor, replacements).of(node, _DEPTH)


class _Division:
    """Expressions divided by one of their factors, each once."""

    def __init__(self, divisor: Any, replacements: int) -> None:
        self.divisor = divisor
        self.product = functools.partial(product_at_kinks, replacements=replacements)
        self.results: dict[int, Operand | None] = {}

    def of(self, node: Any, depth: int) -> Operand | None:
        if not isinstance(node, Node):
            return 0.0 if type(node) is float and node == 0.0 else None
        if _same(node, self.divisor):
            return 1.0
        if node.rule is None or not depth:
            return None
        if id(node) not in self.results:
            self.results[id(node)] = self._divided(node, depth - 1)
        return self.results[id(node)]

    def _divided(self, node: Any, depth: int) -> Operand | None:
        rule = node.rule
        x, *others = node.operands
        if rule is ops.multiply:
            ratio = self.of(others[0], depth)
            if ratio is not None:
                return self.product(x, ratio)
            ratio = self.of(x, depth)
            return None if ratio is None else self.product(ratio, others[0])
        if rule in (ops.add, ops.subtract):
            left, right = self.of(x, depth), self.of(others[0], depth)
            return None if left is None or right is None else rule(left, right)
        if rule not in (ops.negative, ops.divide, ops.power, ops.square):
            return None
        if rule is ops.power and not (type(others[0]) is float and others[0] >= 1.0):
            return None
        ratio = self.of(x, depth)
        if ratio is None:
            return None
        if rule is ops.negative:
            return self.product(ratio, -1.0)
        if rule is ops.divide:
            return ratio / others[0]
        exponent = 1.0 if rule is ops.square else others[0] - 1.0
        return ratio if not exponent else self.product(ratio, x**exponent)


def _same(node: Any, other: Any) -> bool:
    """Whether two nodes are one, or the same op on the same operands."""
    if node is other:
        return True
    a, b = node.rule, other.rule
    if a is None or (a is not b and (type(a) is not type(b) or a.elementwise)):
        return False
    pairs = list(zip(node.operands, other.operands, strict=False))
    return (
        (a is b or a.settings == b.settings)
        and len(node.operands) == len(other.operands)
        and all(x is y or (type(x) is type(y) is float and x == y) for x, y in pairs)
    )


def _jumping_in(operand: Any) -> Iterator[Any]:
    """The nodes that jump in an expression, outer ones first."""
    pending, seen = [operand], {id(operand)}
    while pending and len(seen) < _MOST:
        node = pending.pop()
        if not isinstance(node, Node):
            continue
        if node.rule in JUMPING:
            yield node
            continue
        for part in node.operands:
            if id(part) not in seen:
                seen.add(id(part))
                pending.append(part)


def _with_doubt(out: Any, node: Any, other: Any) -> Operand:
    """A product with a slope that jumps; its derivative nan if `other` moves too.

    That of |x| y along x is 0 at x = 0, the limit from both sides; that of |x| cos(x)
    has no limit there.
    """
    subjects = [x for x in node.operands if isinstance(x, Node)]
    if not isinstance(other, Node) or not subjects:
        return out
    at = _kinks_of(node)
    if _depends(other, subjects, at) and any(_moves(x, at) for x in subjects):
        for subject in subjects:
            out = _plus(out, unsettled(subject, at))
    return out


def _plus(out: Any, zero: Any) -> Any:
    """out + zero, of the kind and shape of `out`."""
    if not is_value(zero) and shape_of(zero) != shape_of(out):
        zero = summed(zero, None, False)
    if is_value(out) and not is_value(zero):
        zero = entry(zero, ())
    return out + zero


def _kinks_of(node: Any) -> Any:
    """Where the node jumps: 1.0 there, else 0."""
    if node.rule is kinks.share:
        slope = payload_of(node.operands[0])
        at = (slope > 0.0) & (slope < 1.0)
    else:
        at = is_zero(payload_of(node.operands[0]))
    return 1.0 * at


def _depends(node: Node, subjects: list[Any], at: Array) -> bool:
    """Whether the node moves with an entry of a subject that is at a kink."""
    totals = pull_back([node], [_weights(node)], subjects, False)
    slopes = [payload_of(totals[id(x)]) for x in subjects if id(x) in totals]
    return any(_differs(slope * at) for slope in slopes)


def _moves(subject: Node, at: Array) -> bool:
    """Whether entries at a kink move at all: those of relu(x), x < 0, do not."""
    leaves = [x for x in walk.topological_order(subject) if x.is_leaf]
    if not leaves or subject.is_leaf:
        return subject.is_leaf
    seed = subject._unbroadcast(_weights(subject) * at)
    if not is_value(subject):
        seed = np.asarray(seed)
    totals = pull_back([subject], [seed], leaves, False)
    return any(_differs(payload_of(total)) for total in totals.values())


def _differs(slope: Any) -> bool:
    return bool(np.any(slope != 0))


def _weights(node: Any) -> Any:
    """Numbers of which no two sums are equal, so that nothing cancels by chance."""
    if is_value(node):
        return 1.0
    shape = np.shape(payload_of(node))
    return np.asarray(np.random.default_rng(0).uniform(1.0, 2.0, shape))
