"""Local derivatives as textbooks write them, where the op table's form is another one.

The op table's forms keep their digits for inputs of any size, and say what happens at
kinks; these are for reading. Like those, they run on numbers as well: a test compares
the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from autograd_core import ops

Form = Callable[..., Any]


def _density(x: Any) -> Any:
    return ops.exp(-(x**2) / 2.0) / math.sqrt(2.0 * math.pi)


def _phi(x: Any) -> Any:
    return 0.5 * (1.0 + ops.erf(x / math.sqrt(2.0)))


def _either(x: Any, y: Any, larger: Any) -> Any:
    """1 if `larger`, 1/2 at a tie, else 0."""
    tie = (x >= y) & (x <= y)
    return ops.where(larger, 1.0, ops.where(tie, 0.5, 0.0))


TEXTBOOK: dict[str, tuple[Form, ...]] = {
    "power": (
        lambda out, x, y: y * x ** (y - 1.0),
        lambda out, x, y: out * ops.log(x),
    ),
    "sqrt": (lambda out, x: 1.0 / (2.0 * out),),
    "hypot": (lambda out, x, y: x / out, lambda out, x, y: y / out),
    "erf": (lambda out, x: 2.0 / math.sqrt(math.pi) * ops.exp(-(x**2)),),
    "erfc": (lambda out, x: -2.0 / math.sqrt(math.pi) * ops.exp(-(x**2)),),
    "tan": (lambda out, x: 1.0 + out**2,),
    "arcsin": (lambda out, x: 1.0 / ops.sqrt(1.0 - x**2),),
    "arccos": (lambda out, x: -1.0 / ops.sqrt(1.0 - x**2),),
    "arctan": (lambda out, x: 1.0 / (1.0 + x**2),),
    "tanh": (lambda out, x: 1.0 - out**2,),
    "arcsinh": (lambda out, x: 1.0 / ops.sqrt(1.0 + x**2),),
    "arccosh": (lambda out, x: 1.0 / ops.sqrt(x**2 - 1.0),),
    "arctanh": (lambda out, x: 1.0 / (1.0 - x**2),),
    "reciprocal": (lambda out, x: -(out**2),),
    "sigmoid": (lambda out, x: out * (1.0 - out),),
    "silu": (lambda out, x: ops.sigmoid(x) * (1.0 + x * (1.0 - ops.sigmoid(x))),),
    "gelu": (lambda out, x: _phi(x) + x * _density(x),),
    "elu": (
        lambda out, x, alpha: ops.where(x > 0.0, 1.0, alpha * ops.exp(x)),
        lambda out, x, alpha: ops.where(x > 0.0, 0.0, ops.exp(x) - 1.0),
    ),
    "leaky_relu": (
        lambda out, x, slope: ops.where(x > 0.0, 1.0, slope),
        lambda out, x, slope: ops.where(x > 0.0, 0.0, x),
    ),
    "maximum": (
        lambda out, x, y: _either(x, y, x > y),
        lambda out, x, y: _either(x, y, y > x),
    ),
    "minimum": (
        lambda out, x, y: _either(x, y, x < y),
        lambda out, x, y: _either(x, y, y < x),
    ),
    "where": (
        lambda out, condition, x, y: 0.0,
        lambda out, condition, x, y: ops.where(condition, 1.0, 0.0),
        lambda out, condition, x, y: ops.where(condition, 0.0, 1.0),
    ),
}
"""By the name of the op, for each operand a form `(out, x, y, ...) -> d out / d x`."""
