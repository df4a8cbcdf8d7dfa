"""What the page of each lesson steps through: an expression, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Example(NamedTuple):
    """An expression as `backprop play` takes it, and the numbers of its variables."""

    expression: str
    numbers: Mapping[str, float]


_NEURON = {"w": 0.5, "x": 2.0, "b": -1.5}
_WEIGHTS = {"w1": 0.5, "w2": -1.0, "w3": 1.5, "w4": 0.25, "v1": 1.0, "v2": -0.5}
_HIDDEN = {**_WEIGHTS, "x1": 1.0, "x2": 0.0, "y": 1.0}
_TWO_POINTS = {"w": 0.5, "b": 0.0, "x1": 1.0, "y1": 2.0, "x2": 2.0, "y2": 3.0}

EXAMPLES: Mapping[int, Example] = {
    1: Example("x**2", {"x": 3.0}),
    2: Example("(a + b)*(a + b)", {"a": 2.0, "b": 3.0}),
    3: Example("maximum(a, b)*tanh(a/b)", {"a": 4.0, "b": 2.0}),
    4: Example("tanh(w*x + b)", _NEURON),
    5: Example("a*b + a", {"a": 2.0, "b": 3.0}),
    6: Example("x*x*x", {"x": 3.0}),
    7: Example("sin(x)", {"x": 1.0}),
    8: Example("x**2", {"x": 3.0}),
    9: Example("((w*x1 + b - y1)**2 + (w*x2 + b - y2)**2)/2", _TWO_POINTS),
    10: Example("(v1*tanh(w1*x1 + w2*x2) + v2*tanh(w3*x1 + w4*x2) - y)**2", _HIDDEN),
    11: Example("log(exp(a) + exp(b) + exp(c)) - a", {"a": 2.0, "b": 1.0, "c": 0.1}),
    12: Example("sigmoid(sigmoid(sigmoid(sigmoid(w*x))))", {"w": 1.5, "x": 1.0}),
    13: Example("0.1*a**2 + 2*b**2", {"a": 4.0, "b": 1.0}),
    14: Example(
        "(w11*x1 + w12*x2) + (w21*x1 + w22*x2)",
        {"w11": 0.5, "w12": -1.0, "w21": 2.0, "w22": 0.25, "x1": 1.0, "x2": 2.0},
    ),
}
"""The example of each lesson that has one."""
