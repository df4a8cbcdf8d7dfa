"""The rules of the ops over sequences: their local derivatives.

As those of the elementwise ops, they run on floats and on nodes.
"""

from __future__ import annotations

import math
from typing import Any

from autograd_core.messages.operands import payload
from autograd_core.messages.types import Operand, Operands
from autograd_core.ops.exponential import exp
from autograd_core.ops.kinks import in_graph, shared
from autograd_core.ops.sequence_op import NaryOp

SUM = NaryOp("sum", lambda i, out, xs: 1.0)
MEAN = NaryOp("mean", lambda i, out, xs: 1.0 / len(xs))


def _softmax_of(i: int, out: Operand, operands: Operands) -> Operand:
    """e^(xi - out); of large numbers the difference would have no digits left."""
    node: Any = out
    if in_graph(node) and 1e8 <= abs(node._payload()) < math.inf:
        top = max(map(payload, operands))
        powers = [exp(x - top) for x in operands]
        return powers[i] / sum(powers)
    return exp(operands[i] - out)


LOGSUMEXP = NaryOp("logsumexp", _softmax_of)


def _share(i: int, out: Operand, operands: Operands) -> Operand:
    """1/k for each of the k entries equal to `out`; `x <= x` is False for a nan."""
    tied = [(x >= out and x <= out) or not (out <= out or x <= x) for x in operands]
    slope = tied[i] / max(1, tied.count(True))
    others = [x for k, x in enumerate(operands) if tied[k] and x is not operands[i]]
    return shared(slope, operands[i], 0.0, out) if others else slope


MAX = NaryOp("max", _share)
MIN = NaryOp("min", _share)


def _dot_slope(i: int, out: Operand, operands: Operands) -> Operand:
    n = len(operands) // 2
    if i == 2 * n:
        return 1.0
    return operands[i + n] if i < n else operands[i - n]


DOT = NaryOp("dot", _dot_slope)
