"""Ops over sequences: one node with many parents, one box in a diagram.

Entries may be Values or numbers; a number is a constant and gets no gradient.
"""

from __future__ import annotations

import math
from builtins import max as largest
from builtins import min as smallest
from collections.abc import Callable, Iterable
from typing import Any

import autograd_core.engine.native.float_rows as float_rows
from autograd_core import ops
from autograd_core.engine.record import row_of
from autograd_core.engine.value import Value, record_many
from autograd_core.messages.numbers import as_float
from autograd_core.messages.types import Scalar
from autograd_core.modes import recordings
from autograd_core.ops.sequence_op import NaryOp, listed
from autograd_core.ops.sequence_rules import DOT, LOGSUMEXP, MAX, MEAN, MIN, SUM

Entries = Iterable[Value | Scalar]
"""What the ops take: Values, and numbers for constants."""


def sum(values: Entries) -> Value:
    """x1 + x2 + ..., as one node.

    d/dxi = 1.

    Args:
        values: Values and numbers; none at all sum to 0.

    Raises:
        TypeError: an entry is neither a number nor a Value.

    >>> sum([Value(1.0), Value(2.0), 3.0]).data
    6.0
    """
    operands, numbers = entries(values, "sum")
    return record_many(SUM, total(numbers), operands, row_of([1.0] * len(numbers)))


def mean(values: Entries) -> Value:
    """(x1 + ... + xn) / n, as one node.

    d/dxi = 1/n.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: there are no entries.

    >>> mean([Value(1.0), Value(3.0)]).data
    2.0
    """
    operands, numbers = some_entries(values, "mean")
    n = len(numbers)
    return record_many(MEAN, total(numbers) / n, operands, row_of([1.0 / n] * n))


def dot(ws: Entries, xs: Entries, bias: Value | Scalar | None = None) -> Value:
    """w1 x1 + ... + wn xn (+ bias), as one node: a neuron before its activation.

    d/dwi = xi, d/dxi = wi, d/dbias = 1.

    Args:
        ws: Values and numbers.
        xs: as many.
        bias: a Value or a number; None for none.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: `ws` and `xs` differ in length.

    >>> w, x = [Value(2.0), Value(3.0)], [10.0, 1.0]
    >>> dot(w, x, bias=Value(0.5)).data
    23.5
    """
    w = ws if type(ws) is tuple else tuple(listed(ws, "dot"))
    x = xs if type(xs) is tuple else tuple(listed(xs, "dot"))
    n = len(w)
    if len(x) != n:
        raise ValueError(f"dot: ws and xs must be of one length, got {n} and {len(x)}")
    operands: tuple[Any, ...] = (*w, *x) if bias is None else (*w, *x, bias)
    row = float_rows.row(len(operands))
    slopes = float_rows.numbers(row)
    product_sum = 0.0
    all_plain = True
    if bias is not None:
        slopes[2 * n] = 1.0
        product_sum = number_of(bias, "dot(bias)")
        all_plain = is_plain(bias)
    for i in range(n):
        weight = number_of(w[i], "dot")
        entry = number_of(x[i], "dot")
        slopes[i] = entry
        slopes[n + i] = weight
        product_sum += weight * entry
        all_plain = all_plain and is_plain(w[i]) and is_plain(x[i])
    if not all_plain:
        operands, _ = entries(operands, "dot")
    return record_many(DOT, product_sum, operands, row)


def logsumexp(values: Entries) -> Value:
    """log(e^x1 + ... + e^xn), as one node, without overflow.

    d/dxi = e^(xi - logsumexp) = softmax(x)i.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: there are no entries.

    >>> round(logsumexp([Value(10000.0), Value(10000.0)]).data, 6)
    10000.693147
    """
    operands, numbers = some_entries(values, "logsumexp")
    top = largest(numbers)
    has_nan = any(map(math.isnan, numbers))
    if has_nan or math.isinf(top):
        out = total(numbers) if has_nan else top
        slopes = [ops.exp(number - out) for number in numbers]
    else:
        exponentials = [math.exp(number - top) for number in numbers]
        normalizer = total(exponentials)
        out = top + math.log(normalizer)
        # Not exp(x - out): for x near 1e16 the difference has no digits left.
        slopes = [exponential / normalizer for exponential in exponentials]
    return record_many(LOGSUMEXP, out, operands, row_of(slopes))


def log_softmax(values: Entries) -> list[Value]:
    """xi - logsumexp(x) for each i: the logarithms of the softmax.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: there are no entries.

    >>> [round(v.data, 6) for v in log_softmax([Value(0.0), Value(0.0)])]
    [-0.693147, -0.693147]
    """
    return _log_softmax(values, "log_softmax")


def softmax(values: Entries) -> list[Value]:
    """e^xi / (e^x1 + ... + e^xn) for each i; positive, and 1 in all.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: there are no entries.

    >>> [v.data for v in softmax([Value(1e4), Value(-1e4)])]
    [1.0, 0.0]
    """
    return [log_share.exp() for log_share in _log_softmax(values, "softmax")]


def _log_softmax(values: Entries, op: str) -> list[Value]:
    operands, numbers = some_entries(values, op)
    # The largest entry is subtracted first, as a constant: that costs no digits, while
    # x - logsumexp(x) of entries near 1e16 would lose them all.
    top = largest(numbers)
    shift: Any = top if math.isfinite(top) else 0.0
    if recordings.current() is not None:
        shift = max(operands).detach()
    shifted = [x - shift for x in operands]
    normalizer = logsumexp(shifted)
    return [x - normalizer for x in shifted]


def max(values: Entries) -> Value:
    """The largest entry, as one node; nan if there is one.

    d/dxi = 1 for the largest, else 0; k tied entries, or k nans, get 1/k each.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: there are no entries.

    >>> max([Value(1.0), Value(3.0), 2.0]).data
    3.0
    """
    return _extreme(MAX, largest, values)


def min(values: Entries) -> Value:
    """The smallest entry, as one node; nan if there is one.

    d/dxi = 1 for the smallest, else 0; k tied entries, or k nans, get 1/k each.

    Raises:
        TypeError: an entry is neither a number nor a Value.
        ValueError: there are no entries.

    >>> min([Value(1.0), Value(3.0), 2.0]).data
    1.0
    """
    return _extreme(MIN, smallest, values)


def _extreme(rule: NaryOp, pick: Callable[..., float], values: Entries) -> Value:
    operands, numbers = some_entries(values, rule.name)
    if any(map(math.isnan, numbers)):
        out = math.nan
        tied = [math.isnan(number) for number in numbers]
    else:
        out = pick(numbers)
        tied = [number == out for number in numbers]
    share = 1.0 / tied.count(True)
    slopes = [share if is_tied else 0.0 for is_tied in tied]
    return record_many(rule, out, operands, row_of(slopes))


def entries(values: Entries, op: str) -> tuple[tuple[Any, ...], list[float]]:
    """The operands, constants made floats, and the number of each."""
    operands: list[Value | float] = []
    numbers: list[float] = []
    for x in listed(values, op):
        operand = x if isinstance(x, Value) else as_float(x, op)
        operands.append(operand)
        numbers.append(number_of(operand, op))
    return tuple(operands), numbers


def some_entries(values: Entries, op: str) -> tuple[tuple[Any, ...], list[float]]:
    """`entries`, at least one.

    Raises:
        ValueError: there are none.
    """
    operands, numbers = entries(values, op)
    if not operands:
        raise ValueError(f"{op} of no values; give at least one")
    return operands, numbers


def total(numbers: list[float]) -> float:
    """The sum from left to right, in IEEE arithmetic."""
    result: float = 0.0
    for number in numbers:
        result += number
    return result


def number_of(operand: Value | Scalar, where: Any) -> Any:
    """The number of a Value or of a constant in a dot product."""
    if isinstance(operand, Value):
        node: Value = operand
        return node._data
    if type(operand) is float:
        return operand
    return as_float(operand, where)


def is_plain(operand: object) -> bool:
    """Whether an operand can stand in the graph as it is: a Value or a float."""
    return isinstance(operand, Value) or type(operand) is float
