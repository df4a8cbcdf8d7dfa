"""Local derivatives as textbooks write them, where the op table has another form.

The op table's forms keep their digits for inputs of any size and define the derivative
at kinks; these are for reading. They run on numbers as well, and a test compares the
two.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

from autograd_core import erf, exp, log, sigmoid, sqrt, where

Form = Callable[..., Any]


def _density(x: Any) -> Any:
    return exp(-(x**2) / 2.0) / math.sqrt(2.0 * math.pi)


def _phi(x: Any) -> Any:
    return 0.5 * (1.0 + erf(x / math.sqrt(2.0)))


def _either(x: Any, y: Any, larger: Any) -> Any:
    """1 if `larger`, 1/2 at a tie, else 0."""
    tie = (x >= y) & (x <= y)
    return where(larger, 1.0, where(tie, 0.5, 0.0))


TEXTBOOK: dict[str, tuple[Form, ...]] = {
    "power": (
        lambda out, x, y: y * x ** (y - 1.0),
        lambda out, x, y: out * log(x),
    ),
    "sqrt": (lambda out, x: 1.0 / (2.0 * out),),
    # Between its jumps a rounded number does not change.
    "floor_divide": (lambda out, x, y: 0.0, lambda out, x, y: 0.0),
    **dict.fromkeys(("floor", "ceil", "trunc", "rint"), (lambda out, x: 0.0,)),
    "hypot": (lambda out, x, y: x / out, lambda out, x, y: y / out),
    "erf": (lambda out, x: 2.0 * exp(-(x**2)) / math.sqrt(math.pi),),
    "erfc": (lambda out, x: -2.0 * exp(-(x**2)) / math.sqrt(math.pi),),
    "tan": (lambda out, x: 1.0 + out**2,),
    "arcsin": (lambda out, x: 1.0 / sqrt(1.0 - x**2),),
    "arccos": (lambda out, x: -1.0 / sqrt(1.0 - x**2),),
    "arctan": (lambda out, x: 1.0 / (1.0 + x**2),),
    "tanh": (lambda out, x: 1.0 - out**2,),
    "arcsinh": (lambda out, x: 1.0 / sqrt(1.0 + x**2),),
    "arccosh": (lambda out, x: 1.0 / sqrt(x**2 - 1.0),),
    "arctanh": (lambda out, x: 1.0 / (1.0 - x**2),),
    "reciprocal": (lambda out, x: -(out**2),),
    "sigmoid": (lambda out, x: out * (1.0 - out),),
    "silu": (lambda out, x: sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x))),),
    "gelu": (lambda out, x: _phi(x) + x * _density(x),),
    "elu": (
        lambda out, x, alpha: where(x > 0.0, 1.0, alpha * exp(x)),
        lambda out, x, alpha: where(x > 0.0, 0.0, exp(x) - 1.0),
    ),
    "leaky_relu": (
        lambda out, x, slope: where(x > 0.0, 1.0, slope),
        lambda out, x, slope: where(x > 0.0, 0.0, x),
    ),
    "arctan2": (
        lambda out, y, x: x / (x**2 + y**2),
        lambda out, y, x: -y / (x**2 + y**2),
    ),
    **dict.fromkeys(
        ("maximum", "fmax"),
        (
            lambda out, x, y: _either(x, y, x > y),
            lambda out, x, y: _either(x, y, y > x),
        ),
    ),
    **dict.fromkeys(
        ("minimum", "fmin"),
        (
            lambda out, x, y: _either(x, y, x < y),
            lambda out, x, y: _either(x, y, y < x),
        ),
    ),
    "where": (
        lambda out, condition, x, y: 0.0,
        lambda out, condition, x, y: where(condition, 1.0, 0.0),
        lambda out, condition, x, y: where(condition, 0.0, 1.0),
    ),
}
"""By the name of the op, for each operand a form `(out, x, y, ...) -> d out / d x`."""


def is_cross_entropy(rule: Any) -> bool:
    """Whether a node was made by `nn.cross_entropy`.

    >>> from autograd_core import Value
    >>> is_cross_entropy(Value(2.0).exp().rule)
    False
    """
    if getattr(rule, "name", "") != "cross_entropy":
        return False
    from nn.losses.node import LossRule  # here, so that importing viz stays quick

    return isinstance(rule, LossRule)


def cross_entropy_slope(rule: Any, position: int, operands: Sequence[Any]) -> Any:
    """d loss / d operand: scale (softmax(z)_c sum(q) - q_c) by a logit z_c.

    Args:
        rule: the op of the node; its targets t become q, smoothed and weighted.
        position: which operand: first come all logits, then all targets.
        operands: terms, or numbers.
    """
    loss, width, n = rule.loss, rule.shape[-1], len(operands) // 2
    by_target, place = divmod(position, n)
    column = place % width
    start = place - column
    smoothing, weights = loss.label_smoothing, loss.class_weights
    factors = [1.0] * width if weights is None else weights.tolist()
    z = operands[start : start + width]
    targets = operands[n + start : n + start + width]
    powers = [exp(logit) for logit in z]
    total = functools.reduce(operator.add, powers)
    if by_target:
        share = factors[column] * (1.0 - smoothing)
        return (log(total) - z[column]) * share * rule.scale
    aims = [
        (target * (1.0 - smoothing) + smoothing / width) * factor
        for target, factor in zip(targets, factors, strict=True)
    ]
    mass = functools.reduce(operator.add, aims)
    return (powers[column] / total * mass - aims[column]) * rule.scale
